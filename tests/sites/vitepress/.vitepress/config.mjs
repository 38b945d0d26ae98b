// VitePress with weft: the script's tag, and a plugin for Markdown.
import { defineConfig } from 'vitepress';
import { weftHead, weftPlayground } from 'weft-playground/vitepress';

export default defineConfig({
  title: 'Example',
  head: [weftHead({ src: process.env['WEFT_EMBED'] ?? 'https://your.host/weft/embed.js' })],
  markdown: { config: (md) => void md.use(weftPlayground) },
});
