/**
 * `import text from './entry.ts?classic-script'`: the entry point bundled, with all it imports, to one classic script.
 *
 * Needed where code cannot be loaded from an address: the sandbox frame's document and the programs' blob workers, which live
 * in an opaque origin. The service worker is made the same way, since not every browser takes one that is a module.
 */
import { build, type Plugin } from 'vite';

const query = '?classic-script';

export function classicScripts(): Plugin {
  let minify = false;
  return {
    name: 'weft:classic-script',
    configResolved(config) {
      minify = config.command === 'build';
    },
    load: {
      order: 'pre',
      filter: { id: /\?classic-script$/ },
      async handler(id) {
        const { code, files } = await bundleClassicScript(id.slice(0, -query.length), minify);
        for (const file of files) this.addWatchFile(file);
        return { code: `export default ${JSON.stringify(code)};`, moduleType: 'js' };
      },
    },
  };
}

export interface ClassicScript {
  readonly code: string;
  /** The source files it was made of. */
  readonly files: readonly string[];
}

export async function bundleClassicScript(entry: string, minify: boolean): Promise<ClassicScript> {
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    build: {
      write: false,
      minify,
      target: 'es2022',
      // The name would hold the entry's exports; entries have none.
      lib: { entry, formats: ['iife'], name: 'weft' },
    },
  });
  const [first] = Array.isArray(result) ? result : [result];
  const chunk = first && 'output' in first ? first.output[0] : undefined;
  if (chunk?.type !== 'chunk') throw new Error(`${entry} did not become one script`);
  return { code: chunk.code, files: chunk.moduleIds.filter((file) => file.startsWith('/')) };
}
