/** The page's icons: 16 × 16, drawn with one stroke width, coloured by the text around them. */
import { html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';

function icon(body: SVGTemplateResult): TemplateResult {
  return html`<svg
    width="16"
    height="16"
    viewBox="0 0 16 16"
    fill="none"
    stroke="currentColor"
    stroke-width="1.5"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    ${body}
  </svg>`;
}

export const icons = {
  run: icon(svg`<path d="M4.5 2.8v10.4L13 8z" fill="currentColor"></path>`),
  stop: icon(svg`<rect x="3.5" y="3.5" width="9" height="9" rx="1" fill="currentColor"></rect>`),
  reset: icon(svg`<path d="M2.8 8a5.2 5.2 0 1 0 1.6-3.8L2.8 5.8M2.8 2.6v3.2H6"></path>`),
  copy: icon(svg`<rect x="5.5" y="5.5" width="8" height="8" rx="1.5"></rect><path d="M10.5 3.2A1.2 1.2 0 0 0 9.3 2.5H4A1.5 1.5 0 0 0 2.5 4v5.3c0 .5.3 1 .7 1.2"></path>`),
  check: icon(svg`<path d="m3 8.5 3.2 3.2L13 4.8"></path>`),
  clear: icon(svg`<circle cx="8" cy="8" r="5.4"></circle><path d="m4.3 11.7 7.4-7.4"></path>`),
  compare: icon(svg`<path d="M2.5 4h9M2.5 8h5M2.5 12h11" stroke-width="2.4"></path>`),
  pin: icon(svg`<path d="M6 2.5h4l-.6 4.2 2.4 2.3H4.2l2.4-2.3zM8 9v4.5"></path>`),
  light: icon(svg`<circle cx="8" cy="8" r="2.8"></circle><path d="M8 1.5v1.2M8 13.3v1.2M1.5 8h1.2M13.3 8h1.2M3.4 3.4l.9.9M11.7 11.7l.9.9M3.4 12.6l.9-.9M11.7 4.3l.9-.9"></path>`),
  dark: icon(svg`<path d="M13.4 9.6A5.8 5.8 0 0 1 6.4 2.6a5.8 5.8 0 1 0 7 7z"></path>`),
  system: icon(svg`<circle cx="8" cy="8" r="5.5"></circle><path d="M8 2.5v11a5.5 5.5 0 0 0 0-11z" fill="currentColor"></path>`),
  close: icon(svg`<path d="m4 4 8 8M12 4l-8 8"></path>`),
} as const;
