/**
 * The site: `web/` becomes `web/dist`, plain files that work from any sub-path on any static host.
 *
 * The program build (CMake, `wasm/program/`) comes first and leaves its files in `build/wasm/public`; they are copied as they
 * are, under the hashed names that they already have.
 */
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { classicScripts } from './web/vite/classic_script.js';
import { embedScript } from './web/vite/embed_script.js';
import { programManifest } from './web/vite/program_manifest.js';
import { pythonFiles } from './web/vite/python_files.js';
import { serviceWorker } from './web/vite/service_worker.js';
import { isolationHeaders, serving } from './web/vite/serving.js';

const repository = import.meta.dirname;
const site = resolve(repository, 'web');
const programFiles = resolve(repository, 'build/wasm/public');
const pages = readdirSync(site).filter((name) => name.endsWith('.html'));

export default defineConfig({
  root: site,
  base: './',
  publicDir: programFiles,
  appType: 'mpa',
  plugins: [
    classicScripts(),
    programManifest(resolve(programFiles, 'program/manifest.json')),
    pythonFiles(),
    serviceWorker(resolve(site, 'src/service-worker.ts')),
    embedScript(resolve(site, 'src/embed/light/embed.ts')),
    serving(),
  ],
  build: {
    outDir: resolve(site, 'dist'),
    emptyOutDir: true,
    target: 'es2022',
    reportCompressedSize: false,
    // Monaco is one large thing whatever one does.
    chunkSizeWarningLimit: 5_000,
    rolldownOptions: {
      input: pages.map((page) => resolve(site, page)),
      // Packing Python takes its time.
      checks: { pluginTimings: false },
    },
  },
  worker: { format: 'es' },
  server: {
    headers: isolationHeaders,
    // The samples and the npm packages are beside `web/`, not below it.
    fs: { allow: [repository] },
  },
  preview: { headers: isolationHeaders },
  test: {
    root: repository,
    include: ['tests/web/**/*.test.ts'],
  },
});
