/** `embed.html#v1?…`, the form for places that allow no scripts: shows one embed, and tells the page around it its height. */
import './direct.css';
import { readLink } from '../format/link.js';

export async function showLink(fragment: string): Promise<void> {
  const main = document.createElement('main');
  document.body.append(main);
  try {
    const { options, code } = await readLink(fragment);
    const embed = document.createElement('weft-playground');
    // A link may come from anybody: it shows a program and never runs one, nor fetches one from elsewhere.
    for (const [name, value] of Object.entries(options)) if (name !== 'autorun' && name !== 'prebuilt') embed.setAttribute(name, value);
    if (code !== null) {
      const pre = document.createElement('pre');
      pre.append(Object.assign(document.createElement('code'), { textContent: code }));
      embed.append(pre);
    }
    main.append(embed);
    const script = document.createElement('script');
    script.type = 'module';
    script.src = new URL('embed.js', document.baseURI).href;
    document.head.append(script);
  } catch (error) {
    const message = document.createElement('p');
    message.setAttribute('role', 'alert');
    message.textContent = error instanceof Error ? error.message : String(error);
    main.append(message);
  }
  new ResizeObserver(() => {
    window.parent.postMessage({ type: 'weft-embed-height', version: 1, height: Math.ceil(main.getBoundingClientRect().height) }, '*');
  }).observe(main);
}
