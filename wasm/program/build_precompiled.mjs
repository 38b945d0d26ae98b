/**
 * Precompiles precompiled.hpp, by the compiler that will load it.
 *
 *     node build_precompiled.mjs --emscripten <folder> --weft <include folder> --headers <folder of precompiled.hpp> --llvm <llvm.json> --out <public folder>
 *                                --assets <list to write, JSON>
 */
import { compilerFolders, precompile } from './drive_clang.mjs';
import { parseOptions, readJson, writeAsset, writeJson } from './assets.mjs';
import { collectHeaders } from './collect_headers.mjs';
import { loadLlvm } from './load_llvm.mjs';
import { readPack, writePack } from './pack.mjs';

const options = parseOptions(['emscripten', 'weft', 'headers', 'llvm', 'out', 'assets']);
const headers = collectHeaders({ emscripten: options.emscripten, weft: options.weft, program: options.headers });
const llvm = await loadLlvm(options.out, await readJson(options.llvm), compilerFolders([readPack(writePack(headers))], new Uint8Array()));
await writeJson(options.assets, { 'precompiled.pch': await writeAsset(options.out, 'precompiled.pch', precompile(llvm), { encoding: 'gzip' }) });
