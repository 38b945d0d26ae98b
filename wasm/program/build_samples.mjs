/**
 * Builds the samples ahead: what the page runs as long as the reader has not changed them.
 *
 *     node build_samples.mjs --examples <folder> --llvm <llvm.json> --precompiled <precompiled.json> --sysroot <sysroot.json>
 *                            --out <public folder> --assets <list to write, JSON>
 *
 * One process builds them all, since starting clang is what takes long. A sample whose source and tools are those of the last time is not built again.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { hashOf, parseOptions, readJson, writeAsset, writeJson } from './assets.mjs';
import { compile, compilerFolders, link } from './drive_clang.mjs';
import { loadLlvm, readAsset } from './load_llvm.mjs';
import { readPack } from './pack.mjs';
import { backEndArguments, compileArguments, linkArguments } from './recipe.mjs';

/**
 * @typedef {import('./assets.mjs').Asset} Asset
 * @typedef {{ sourceHash: string, tools: string, wasm: Asset, threadsWasm?: Asset }} Sample
 */

const options = parseOptions(['examples', 'llvm', 'precompiled', 'sysroot', 'out', 'assets']);
const compilerFiles = await readJson(options.llvm);
const { 'precompiled.pch': precompiled } = await readJson(options.precompiled);
const { 'sysroot.pack': sysroot, 'threads.pack': threads } = await readJson(options.sysroot);
const noLibraries = { libraries: [], options: [] };
const tools = hashOf(
  JSON.stringify([
    [compilerFiles, precompiled, sysroot, threads],
    [compileArguments('text'), backEndArguments(), linkArguments(noLibraries, 'single'), linkArguments(noLibraries, 'threads')],
  ]),
);

/** @type {Record<string, Sample>} */
const before = await readJson(options.assets).catch(() => ({}));
/** @type {Record<string, Sample>} */
const samples = {};
/** @type {{ name: string, source: string, sourceHash: string }[]} */
const toBuild = [];

for (const name of existsSync(options.examples) ? readdirSync(options.examples).sort() : []) {
  const file = path.join(options.examples, name, 'main.cpp');
  if (!existsSync(file)) continue;
  const source = readFileSync(file, 'utf8');
  const sourceHash = hashOf(source);
  const known = before[name];
  const isThere = (/** @type {Asset | undefined} */ asset) => asset === undefined || existsSync(path.join(options.out, asset.path));
  if (known?.sourceHash === sourceHash && known.tools === tools && isThere(known.wasm) && isThere(known.threadsWasm)) samples[name] = known;
  else toBuild.push({ name, source, sourceHash });
}

if (toBuild.length > 0) {
  const pack = readPack(await readAsset(options.out, sysroot));
  const threadsPack = readPack(await readAsset(options.out, threads));
  const llvm = await loadLlvm(options.out, compilerFiles, compilerFolders([pack, threadsPack], await readAsset(options.out, precompiled)));
  for (const { name, source, sourceHash } of toBuild) {
    // A sample that does not compile cleanly is a mistake of ours, which the build is to find, not the reader.
    const compiled = compile(llvm, source, 'text');
    const { object } = compiled;
    if (object === null || compiled.report !== '') throw new Error(`examples/${name}/main.cpp:\n${compiled.report}`);
    const write = async (/** @type {string} */ file, /** @type {import('./drive_clang.mjs').LinkResult} */ { wasm, report }) => {
      if (wasm === null || report !== '') throw new Error(`examples/${name}/main.cpp does not link:\n${report}`);
      return writeAsset(options.out, file, wasm, { encoding: 'gzip' });
    };
    const linked = link(llvm, pack, object);
    samples[name] = { sourceHash, tools, wasm: await write(`${name}.wasm`, linked) };
    if (linked.usesThreads) samples[name].threadsWasm = await write(`${name}-threads.wasm`, link(llvm, threadsPack, object, 'threads'));
  }
}
await writeJson(options.assets, samples);
