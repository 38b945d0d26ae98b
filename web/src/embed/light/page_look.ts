/** How the page around an embed looks: dark or light, English or Korean, whatever tool made it. */
import type { EmbedAppearance } from '../../protocol/embed_messages.js';

const systemDark = matchMedia('(prefers-color-scheme: dark)');

/** What documentation tools write on the root or the body: VitePress and Tailwind a class, Docusaurus and others `data-theme`, Material for MkDocs its own. */
function readTheme(): 'light' | 'dark' {
  for (const element of rootAndBody()) {
    const { classList, dataset } = element;
    const said = `${dataset['theme'] ?? ''} ${dataset['bsTheme'] ?? ''} ${dataset['colorMode'] ?? ''} ${dataset['mdColorScheme'] ?? ''}`;
    if (classList.contains('dark') || /\b(dark|slate)\b/.test(said)) return 'dark';
    if (classList.contains('light') || /\b(light|default)\b/.test(said)) return 'light';
  }
  const scheme = getComputedStyle(document.documentElement).colorScheme;
  if (scheme === 'dark' || scheme === 'light') return scheme;
  // A page that knows nothing of dark systems is light on them.
  return systemDark.matches && /\bdark\b/.test(scheme) ? 'dark' : 'light';
}

/** The body is not there yet where the script came early. */
function rootAndBody(): HTMLElement[] {
  return [document.documentElement, document.body as HTMLElement | null].filter((element) => element !== null);
}

/** Asking for it makes the browser compute styles: once for all blocks. */
let themeOfPage: 'light' | 'dark' | undefined;

export function lookOfPage(theme: 'auto' | 'light' | 'dark', lang: 'auto' | 'en' | 'ko', element: Element): EmbedAppearance {
  const said = element.closest('[lang]')?.getAttribute('lang') ?? '';
  return {
    theme: theme === 'auto' ? (themeOfPage ??= readTheme()) : theme,
    lang: lang === 'auto' ? (said.startsWith('ko') ? 'ko' : 'en') : lang,
  };
}

/** Calls back when the page may look otherwise. */
export function watchPage(changed: () => void): void {
  const readAgain = (): void => {
    themeOfPage = undefined;
    changed();
  };
  const observer = new MutationObserver(readAgain);
  for (const element of rootAndBody()) {
    observer.observe(element, { attributes: true, attributeFilter: ['class', 'lang', 'data-theme', 'data-bs-theme', 'data-color-mode', 'data-md-color-scheme', 'style'] });
  }
  systemDark.addEventListener('change', readAgain);
  // Its styles may have come after this script.
  if (document.readyState !== 'complete') window.addEventListener('load', readAgain, { once: true });
}
