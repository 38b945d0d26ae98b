/**
 * Writes manifest.json, which tells the site what it has, and removes from its folder what earlier builds left there.
 *
 *     node write_manifest.mjs --work <folder with the lists> --out <public folder>
 */
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseOptions, readJson, writeJson } from './assets.mjs';

const options = parseOptions(['work', 'out']);
const list = (/** @type {string} */ name) => readJson(path.join(options.work, `${name}.json`));
const { 'glue.js': glue } = await list('glue');
const { 'glue.js': threadsGlue } = await list('threads_glue');
const { 'precompiled.pch': pch } = await list('precompiled');
const { 'sysroot.pack': sysroot, 'threads.pack': threads } = await list('sysroot');
/** @type {Record<string, { sourceHash: string, wasm: import('./assets.mjs').Asset, threadsWasm?: import('./assets.mjs').Asset }>} */
const samples = await list('samples');

const manifest = {
  version: 1,
  glue: glue.path,
  threadsGlue: threadsGlue.path,
  compiler: { files: await list('llvm'), pch, sysroot, threads },
  samples: Object.fromEntries(
    Object.entries(samples).map(([name, { sourceHash, wasm, threadsWasm }]) => [name, { sourceHash, wasm, threadsWasm }]),
  ),
};
await writeJson(path.join(options.out, 'manifest.json'), manifest);

const current = new Set([
  'manifest.json',
  glue.path,
  threadsGlue.path,
  ...[
    ...Object.values(manifest.compiler.files),
    pch,
    sysroot,
    threads,
    ...Object.values(samples).flatMap(({ wasm, threadsWasm }) => (threadsWasm === undefined ? [wasm] : [wasm, threadsWasm])),
  ].map((asset) => asset.path),
]);
for (const name of readdirSync(options.out)) if (!current.has(name)) rmSync(path.join(options.out, name));
