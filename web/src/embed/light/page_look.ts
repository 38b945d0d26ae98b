/** How the page around an embed looks: dark or light, English or Korean, whatever tool made it. */
import type { EmbedAppearance } from '../../protocol/embed_messages.js';

const systemDark = matchMedia('(prefers-color-scheme: dark)');

/** What documentation tools write on the root or the body: VitePress and Tailwind a class, Docusaurus and others `data-theme`, Material for MkDocs its own. */
function themeOfPage(): 'light' | 'dark' {
  for (const element of [document.documentElement, document.body]) {
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

export function lookOfPage(theme: 'auto' | 'light' | 'dark', lang: 'auto' | 'en' | 'ko', element: Element): EmbedAppearance {
  const said = element.closest('[lang]')?.getAttribute('lang') ?? '';
  return {
    theme: theme === 'auto' ? themeOfPage() : theme,
    lang: lang === 'auto' ? (said.startsWith('ko') ? 'ko' : 'en') : lang,
  };
}

/** Calls back when the page may look otherwise. */
export function watchPage(changed: () => void): void {
  const observer = new MutationObserver(changed);
  for (const element of [document.documentElement, document.body]) {
    observer.observe(element, { attributes: true, attributeFilter: ['class', 'lang', 'data-theme', 'data-bs-theme', 'data-color-mode', 'data-md-color-scheme', 'style'] });
  }
  systemDark.addEventListener('change', changed);
}
