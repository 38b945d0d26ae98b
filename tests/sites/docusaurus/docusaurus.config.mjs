// Docusaurus with weft: the script's tag, and a plugin for Markdown.
import weftPlayground from 'weft-playground/docusaurus';

/** @type {import('@docusaurus/types').Config} */
export default {
  title: 'Example',
  url: 'https://example.com',
  baseUrl: '/',
  onBrokenLinks: 'throw',
  scripts: [{ src: process.env['WEFT_EMBED'] ?? 'https://your.host/weft/embed.js', type: 'module' }],
  plugins: [['@docusaurus/plugin-content-docs', { routeBasePath: '/', sidebarPath: undefined, remarkPlugins: [weftPlayground] }]],
  themes: ['@docusaurus/theme-classic'],
};
