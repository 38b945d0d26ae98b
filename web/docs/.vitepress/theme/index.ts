/** The documentation's looks: VitePress's own theme in the playground's colours and typefaces. */
import DefaultTheme from 'vitepress/theme-without-fonts';
import { inBrowser, type Theme } from 'vitepress';
import '../../../src/playground/tokens.css';
import '../../../src/playground/fonts.css';
import './style.css';

export default {
  extends: DefaultTheme,
  enhanceApp() {
    if (!inBrowser) return;
    makeLinksAbsolute();
    shareTheme();
  },
} satisfies Theme;

/**
 * The pages' addresses are relative, so that they hold under any path and without scripts. From here on the address changes without
 * the frame of the page being made anew: what is relative in it would lead elsewhere then.
 */
function makeLinksAbsolute(): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>('a[href^="."]')) link.href = link.href;
  for (const icon of document.querySelectorAll<HTMLLinkElement>('link[rel=icon]')) icon.href = icon.href;
  for (const image of document.querySelectorAll<HTMLImageElement>('img[src^="."]')) image.src = image.src;
  for (const script of document.querySelectorAll<HTMLScriptElement>('script[data-prebuilt^="."]')) {
    script.dataset['prebuilt'] = new URL(script.dataset['prebuilt'] ?? '', location.href).href;
  }
}

/** A theme that is chosen here holds for the playground, too. */
function shareTheme(): void {
  new MutationObserver(() => {
    try {
      const chosen = localStorage.getItem('vitepress-theme-appearance') ?? 'auto';
      localStorage.setItem('weft.preference.theme', chosen === 'auto' ? 'system' : chosen);
    } catch {
      // Storage is forbidden: then it holds for this page alone.
    }
  }).observe(document.documentElement, { attributeFilter: ['class'] });
}
