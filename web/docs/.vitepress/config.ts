/**
 * weft's documentation: a guide by hand, a reference made from the headers, in English and Korean.
 *
 * VitePress wants to know the path under which the site will be. This one works under any, as the playground does: it is built
 * for a path that does not exist, and web/scripts/docs/relocate.mjs then makes every address relative.
 */
import { defineConfig, type DefaultTheme, type HeadConfig } from 'vitepress';
import { nowhere } from '../../scripts/docs/relocate.mjs';
import { topics, words } from '../../scripts/reference/topics.mjs';
import { weftHead, weftPlayground } from '../../package/integrations/vitepress.js';
import { optionsAsMarkdown } from '../../src/embed/format/option_docs.js';
import type { Language } from '../../src/playground/i18n/translate.js';
import { chapters, texts } from './texts.js';

function prefixOf(language: Language): string {
  return language === 'en' ? '' : `/${language}`;
}

function sidebarOf(language: Language): DefaultTheme.Sidebar {
  const prefix = prefixOf(language);
  return {
    [`${prefix}/guide/`]: chapters.map(({ title, pages }) => ({
      text: title[language],
      items: pages.map(({ name, title }) => ({ text: title[language], link: `${prefix}/guide/${name}` })),
    })),
    [`${prefix}/reference/`]: [
      { text: words[language].title, link: `${prefix}/reference/` },
      ...topics.map(({ title, headers }) => ({
        text: title[language],
        items: headers.map(([name]) => ({ text: name, link: `${prefix}/reference/${name}` })),
      })),
    ],
  };
}

function themeOf(language: Language): DefaultTheme.Config {
  const say = texts[language];
  const prefix = prefixOf(language);
  return {
    nav: [
      { text: say.guide, link: `${prefix}/guide/`, activeMatch: '/guide/' },
      { text: words[language].title, link: `${prefix}/reference/`, activeMatch: '/reference/' },
      { text: say.playground, link: '/../index.html', target: '_self', noIcon: true },
    ],
    sidebar: sidebarOf(language),
    outline: { level: [2, 3], label: say.onThisPage },
    docFooter: { prev: say.previous, next: say.next },
    darkModeSwitchLabel: say.appearance,
    lightModeSwitchTitle: say.toLight,
    darkModeSwitchTitle: say.toDark,
    sidebarMenuLabel: say.menu,
    returnToTopLabel: say.toTop,
    langMenuLabel: say.language,
    skipToContentLabel: say.skip,
  };
}

/** The playground's theme and this one's are one choice, kept under the playground's name. */
const shareTheme = `try {
  const chosen = localStorage.getItem('weft.preference.theme');
  if (chosen) localStorage.setItem('vitepress-theme-appearance', chosen === 'system' ? 'auto' : chosen);
} catch {}`;

const head: HeadConfig[] = [
  ['script', {}, shareTheme],
  ['link', { rel: 'icon', type: 'image/svg+xml', href: `${nowhere}favicon.svg` }],
  ['meta', { name: 'theme-color', content: '#0f2a40' }],
  weftHead({ src: `${nowhere}../embed.js`, prebuilt: `${nowhere}prebuilt/` }),
];

export default defineConfig({
  base: nowhere,
  title: 'weft',
  cleanUrls: false,
  metaChunk: true,
  srcExclude: ['**/README.md'],
  cacheDir: '../../build/docs/vitepress',
  head,
  locales: {
    root: { label: 'English', lang: 'en', description: texts.en.description, themeConfig: themeOf('en') },
    ko: { label: '한국어', lang: 'ko', description: texts.ko.description, themeConfig: themeOf('ko') },
  },
  themeConfig: {
    logo: '/favicon.svg',
    externalLinkIcon: false,
    search: {
      provider: 'local',
      options: { locales: { ko: { translations: texts.ko.search } } },
    },
  },
  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    config: (md) => void md.use(weftPlayground),
  },
  vite: {
    logLevel: 'warn',
    plugins: [
      {
        name: 'weft:options',
        enforce: 'pre',
        // The table of an embed's options is made of the options themselves.
        transform: (text, id) =>
          id.endsWith('.md') ? text.replace('<!-- weft:options -->', () => optionsAsMarkdown(id.includes('/ko/') ? 'ko' : 'en')) : undefined,
      },
    ],
    server: { fs: { allow: ['../../..'] } },
  },
});
