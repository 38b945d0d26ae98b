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
import { compile, compilerFolders, link, readText } from './drive_clang.mjs';
import { loadLlvm, readAsset } from './load_llvm.mjs';
import { readPack } from './pack.mjs';
import { backEndArguments, compileArguments, files, linkArguments } from './recipe.mjs';

/** @typedef {{ sourceHash: string, tools: string, wasm: import('./assets.mjs').Asset }} Sample */

const options = parseOptions(['examples', 'llvm', 'precompiled', 'sysroot', 'out', 'assets']);
const compilerFiles = await readJson(options.llvm);
const { 'precompiled.pch': precompiled } = await readJson(options.precompiled);
const { 'sysroot.pack': sysroot } = await readJson(options.sysroot);
const tools = hashOf(
  JSON.stringify([compilerFiles, precompiled, sysroot, compileArguments('text'), backEndArguments(), linkArguments({ libraries: [], options: [] })]),
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
  if (known?.sourceHash === sourceHash && known.tools === tools && existsSync(path.join(options.out, known.wasm.path))) samples[name] = known;
  else toBuild.push({ name, source, sourceHash });
}

if (toBuild.length > 0) {
  const pack = readPack(await readAsset(options.out, sysroot));
  const llvm = await loadLlvm(options.out, compilerFiles, compilerFolders(pack, await readAsset(options.out, precompiled)));
  const description = JSON.parse(readText(pack, files.link));
  for (const { name, source, sourceHash } of toBuild) {
    // A sample that does not compile cleanly is a mistake of ours, which the build is to find, not the reader.
    const compiled = compile(llvm, source, 'text');
    if (compiled.object === null || compiled.report !== '') throw new Error(`examples/${name}/main.cpp:\n${compiled.report}`);
    const linked = link(llvm, description, compiled.object);
    if (linked.wasm === null || linked.report !== '') throw new Error(`examples/${name}/main.cpp does not link:\n${linked.report}`);
    samples[name] = { sourceHash, tools, wasm: await writeAsset(options.out, `${name}.wasm`, linked.wasm, { encoding: 'gzip' }) };
  }
}
await writeJson(options.assets, samples);
