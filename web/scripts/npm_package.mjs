// Puts the npm package together, of the built site and of web/package.

import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build, runnerImport } from 'vite';
import { run } from '../../wasm/toolchain/report.mjs';
import { project } from '../../wasm/toolchain/setup.mjs';

const source = path.join(project, 'web/package');

/** Written in Python: they go into the package as they are. */
const pythonModules = ['weft_playground_markdown.py', 'weft_playground_sphinx.py'];
const typeScriptModules = ['vitepress', 'docusaurus'];

/**
 * The part for Node: `bin` and `integrations`.
 *
 * @param {string} folder emptied first
 */
export async function buildPrograms(folder) {
  await build({ configFile: path.join(source, 'vite.config.ts'), logLevel: 'warn', build: { outDir: path.resolve(project, folder) } });
}

/** @param {string} folder emptied first */
export async function buildPackage(folder) {
  const target = path.resolve(project, folder);
  await buildPrograms(target);
  await Promise.all([
    writeTypes(target),
    // All but weft's own documentation.
    cp(path.join(project, 'web/dist'), path.join(target, 'dist'), {
      recursive: true,
      filter: (file) => path.relative(path.join(project, 'web/dist'), file) !== 'docs',
    }),
    cp(path.join(project, 'LICENSE'), path.join(target, 'LICENSE')),
    cp(path.join(source, 'embed.d.ts'), path.join(target, 'embed.d.ts')),
    ...pythonModules.map((name) => cp(path.join(source, 'integrations', name), path.join(target, 'integrations', name))),
    writeReadme(path.join(target, 'README.md')),
    writeManifest(path.join(target, 'package.json')),
  ]);
}

/** @param {string} target */
async function writeTypes(target) {
  const work = path.join(target, '.types');
  await run(process.execPath, [
    path.join(project, 'node_modules/typescript/bin/tsc'),
    ...typeScriptModules.map((name) => path.join(source, 'integrations', `${name}.ts`)),
    ...['--ignoreConfig', '--declaration', '--emitDeclarationOnly', '--strict', '--skipLibCheck'],
    ...['--target', 'es2022', '--module', 'esnext', '--moduleResolution', 'bundler', '--types', ''],
    ...['--rootDir', path.join(project, 'web'), '--outDir', work],
  ]);
  await mkdir(path.join(target, 'integrations'), { recursive: true });
  for (const name of typeScriptModules) {
    await rename(path.join(work, 'package/integrations', `${name}.d.ts`), path.join(target, 'integrations', `${name}.d.ts`));
  }
  await rm(work, { recursive: true });
}

/** @param {string} file */
async function writeReadme(file) {
  /** @type {{module: typeof import('../src/embed/format/option_docs.js')}} */
  const { module } = await runnerImport(path.join(project, 'web/src/embed/format/option_docs.ts'), { configFile: false, logLevel: 'error' });
  const text = await readFile(path.join(source, 'README.md'), 'utf8');
  await writeFile(file, text.replace('<!-- options -->\n', () => module.optionsAsMarkdown('en')));
}

/** @param {string} file */
async function writeManifest(file) {
  const { version } = JSON.parse(await readFile(path.join(project, 'package.json'), 'utf8'));
  const { name, ...rest } = JSON.parse(await readFile(path.join(source, 'package.json'), 'utf8'));
  await writeFile(file, `${JSON.stringify({ name, version, ...rest }, null, 2)}\n`);
}
