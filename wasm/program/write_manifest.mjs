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
const { 'precompiled.pch': pch } = await list('precompiled');
const { 'sysroot.pack': sysroot } = await list('sysroot');
/** @type {Record<string, { sourceHash: string, wasm: import('./assets.mjs').Asset }>} */
const samples = await list('samples');

const manifest = {
  version: 1,
  glue: glue.path,
  compiler: { files: await list('llvm'), pch, sysroot },
  samples: Object.fromEntries(Object.entries(samples).map(([name, { sourceHash, wasm }]) => [name, { sourceHash, wasm }])),
};
await writeJson(path.join(options.out, 'manifest.json'), manifest);

const current = new Set([
  'manifest.json',
  glue.path,
  ...[...Object.values(manifest.compiler.files), pch, sysroot, ...Object.values(samples).map(({ wasm }) => wasm)].map((asset) => asset.path),
]);
for (const name of readdirSync(options.out)) if (!current.has(name)) rmSync(path.join(options.out, name));
