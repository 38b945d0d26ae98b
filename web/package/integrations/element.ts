/** What the integrations make of a fence: a `<weft-playground>` with the code in it, readable without any script. */
import { readInfoString } from '../../src/embed/format/info_string.js';
import type { RawOptions } from '../../src/embed/format/options.js';

/** The element's attributes; null: the block is somebody else's. What is no option is left to the element to tell of. */
export function attributesOfFence(info: string): RawOptions | null {
  return readInfoString(info)?.options ?? null;
}

export const codeClass = 'language-cpp-weft';

/** The code can be reached by the keyboard, as it may be wider than its place. */
export function elementAsHtml(code: string, options: RawOptions, more: readonly string[] = []): string {
  const attributes = Object.entries(options).map(([name, value]) => (value === '' ? name : `${name}="${escapeHtml(value)}"`));
  const tag = ['weft-playground', ...more, ...attributes].join(' ');
  return `<${tag}><pre tabindex="0"><code class="${codeClass}">${escapeHtml(code)}</code></pre></weft-playground>\n`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
