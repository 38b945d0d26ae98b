/** Puts `embed.js` at the site's root, under a name that stays: other people's pages name it. One module that imports nothing. */
import { build, type Plugin } from 'vite';

const fileName = 'embed.js';

export function embedScript(entry: string): Plugin {
  return {
    name: 'weft:embed-script',
    async generateBundle() {
      this.emitFile({ type: 'asset', fileName, source: await bundle(entry, true) });
    },
    configureServer({ middlewares }) {
      middlewares.use(`/${fileName}`, (_request, response, next) => {
        bundle(entry, false).then((code) => {
          response.setHeader('content-type', 'text/javascript');
          response.setHeader('access-control-allow-origin', '*');
          response.setHeader('cache-control', 'no-cache');
          response.end(code);
        }, next);
      });
    },
  };
}

async function bundle(entry: string, minify: boolean): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    build: { write: false, minify, target: 'es2022', lib: { entry, formats: ['es'], fileName: 'embed' } },
  });
  const [first] = Array.isArray(result) ? result : [result];
  const chunks = first && 'output' in first ? first.output : [];
  const [chunk] = chunks;
  if (chunk?.type !== 'chunk' || chunks.length > 1) throw new Error(`${entry} did not become one module`);
  return chunk.code;
}
