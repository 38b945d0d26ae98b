/** The npm package's programs for Node, with all that they need: whoever installs the package installs nothing else. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineConfig, type Plugin } from 'vite';
import { classicScripts } from '../vite/classic_script.js';

const here = import.meta.dirname;

export default defineConfig({
  root: here,
  publicDir: false,
  plugins: [classicScripts(), licences()],
  ssr: { noExternal: true },
  build: {
    outDir: resolve(here, '../../build/package'),
    emptyOutDir: true,
    ssr: true,
    target: 'node20',
    rolldownOptions: {
      input: {
        'bin/weft-playground.mjs': resolve(here, 'cli/main.ts'),
        'bin/program_worker.mjs': resolve(here, 'cli/run/program_worker.ts'),
        'integrations/vitepress.js': resolve(here, 'integrations/vitepress.ts'),
        'integrations/docusaurus.js': resolve(here, 'integrations/docusaurus.ts'),
      },
      output: { entryFileNames: '[name]', chunkFileNames: 'shared/[name].js' },
    },
  },
});

/** The licences of what has been bundled, which ask to be passed on. */
function licences(): Plugin {
  return {
    name: 'weft:licences',
    generateBundle(_options, bundle) {
      const files = Object.values(bundle).flatMap((output) => (output.type === 'chunk' ? output.moduleIds : []));
      const folders = new Set(files.map((file) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+\//.exec(file)?.[0]).filter((folder) => folder !== undefined));
      const texts = [...folders].sort().map((folder) => {
        const licence = existsSync(folder) ? readdirSync(folder).find((name) => /^licen[cs]e/i.test(name)) : undefined;
        if (licence === undefined) throw new Error(`${folder} has no licence to pass on`);
        const { name, version } = JSON.parse(readFileSync(resolve(folder, 'package.json'), 'utf8')) as { name: string; version: string };
        return `${name} ${version}\n\n${readFileSync(resolve(folder, licence), 'utf8').trim()}\n`;
      });
      this.emitFile({ type: 'asset', fileName: 'bin/LICENSES.txt', source: texts.join(`\n${'-'.repeat(72)}\n\n`) });
    },
  };
}
