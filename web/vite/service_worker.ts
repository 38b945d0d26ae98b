/** Puts the service worker at the site's root under a name that stays, so that its scope is the whole site wherever it is. */
import type { Plugin } from 'vite';
import { bundleClassicScript } from './classic_script.js';

const fileName = 'sw.js';

export function serviceWorker(entry: string): Plugin {
  return {
    name: 'weft:service-worker',
    async generateBundle() {
      const { code } = await bundleClassicScript(entry, true);
      this.emitFile({ type: 'asset', fileName, source: code });
    },
    configureServer({ middlewares }) {
      middlewares.use(`/${fileName}`, (_request, response, next) => {
        bundleClassicScript(entry, false).then(({ code }) => {
          response.setHeader('content-type', 'text/javascript');
          response.setHeader('cache-control', 'no-cache');
          response.end(code);
        }, next);
      });
    },
  };
}
