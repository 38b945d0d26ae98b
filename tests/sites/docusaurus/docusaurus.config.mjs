// Docusaurus with weft: the script's tag, and a plugin for Markdown.

const weft = process.env['WEFT_SITE'] ?? 'https://your.host/weft/';

/** @type {import('@docusaurus/types').Config} */
export default {
  title: 'Example',
  url: 'https://example.com',
  baseUrl: '/',
  onBrokenLinks: 'throw',
  scripts: [{ src: `${weft}embed.js`, type: 'module' }],
  plugins: [['@docusaurus/plugin-content-docs', { routeBasePath: '/', sidebarPath: undefined }]],
  themes: ['@docusaurus/theme-classic'],
};
