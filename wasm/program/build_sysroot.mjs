/**
 * Packs the headers and libraries of users' programs.
 *
 *     node build_sysroot.mjs --emscripten <folder> --weft <include folder> --headers <folder of precompiled.hpp> --library <libweft.a>
 *                            --host <work folder of build_host.mjs> --out <public folder> --assets <list to write, JSON>
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseOptions, readJson, writeAsset, writeJson } from './assets.mjs';
import { collectHeaders } from './collect_headers.mjs';
import { writePack } from './pack.mjs';
import { files, paths } from './recipe.mjs';
import { stripDebug } from './strip_debug.mjs';

const options = parseOptions(['emscripten', 'weft', 'headers', 'library', 'host', 'out', 'assets']);

/** @type {import('./recipe.mjs').LinkDescription} */
const link = await readJson(path.join(options.host, 'link.json'));
const file = (/** @type {string} */ target, /** @type {string} */ source) => ({
  path: target.slice(1),
  bytes: new Uint8Array(readFileSync(source)),
});
const pack = writePack([
  ...collectHeaders({ emscripten: options.emscripten, weft: options.weft, program: options.headers }),
  ...link.libraries
    .map((name) => file(`${paths.libraries}/${name}`, path.join(options.emscripten, 'cache/sysroot/lib/wasm32-emscripten', name)))
    .map((library) => ({ ...library, bytes: stripDebug(library.bytes) })),
  file(files.library, options.library),
  file(files.javascript, path.join(options.host, 'javascript.so')),
  file(files.link, path.join(options.host, 'link.json')),
]);
await writeJson(options.assets, { 'sysroot.pack': await writeAsset(options.out, 'sysroot.pack', pack, { encoding: 'gzip' }) });
