/** The npm package's programs for Node: the command line, with all that it needs, so that installing the package installs nothing else. */
import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import { classicScripts } from '../vite/classic_script.js';

const here = import.meta.dirname;

export default defineConfig({
  root: here,
  publicDir: false,
  plugins: [classicScripts()],
  ssr: { noExternal: true },
  build: {
    outDir: resolve(here, '../../build/package/bin'),
    emptyOutDir: true,
    ssr: true,
    target: 'node20',
    rolldownOptions: {
      input: { 'weft-playground': resolve(here, 'cli/main.ts'), program_worker: resolve(here, 'cli/run/program_worker.ts') },
      output: { entryFileNames: '[name].mjs', chunkFileNames: '[name].mjs' },
    },
  },
});
