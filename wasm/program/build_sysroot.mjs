/**
 * Packs the headers and libraries of users' programs: what all of them need, and apart from it what those with threads need besides.
 *
 *     node build_sysroot.mjs --emscripten <folder> --weft <include folder> --headers <folder of precompiled.hpp> --library <libweft.a>
 *                            --threads <libweft_threads.a> --single-host <work folder of build_host.mjs> --threads-host <the other's>
 *                            --out <public folder> --assets <list to write, JSON>
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseOptions, readJson, writeAsset, writeJson } from './assets.mjs';
import { collectHeaders } from './collect_headers.mjs';
import { writePack } from './pack.mjs';
import { files, linkFiles, paths } from './recipe.mjs';
import { stripDebug } from './strip_debug.mjs';

const options = parseOptions(['emscripten', 'weft', 'headers', 'library', 'threads', 'single-host', 'threads-host', 'out', 'assets']);

const file = (/** @type {string} */ target, /** @type {string} */ source) => ({
  path: target.slice(1),
  bytes: new Uint8Array(readFileSync(source)),
});

/**
 * What the link of a kind of program needs of Emscripten's.
 *
 * @param {import('./recipe.mjs').Kind} kind
 * @param {string} host where build_host.mjs worked
 * @param {(library: string) => boolean} [wanted]
 */
async function linkInput(kind, host, wanted = () => true) {
  /** @type {import('./recipe.mjs').LinkDescription} */
  const link = await readJson(path.join(host, path.basename(linkFiles(kind).link)));
  return {
    libraries: link.libraries,
    files: [
      ...link.libraries
        .filter(wanted)
        .map((name) => file(`${paths.libraries}/${name}`, path.join(options.emscripten, 'cache/sysroot/lib/wasm32-emscripten', name)))
        .map((library) => (library.path.endsWith('.a') ? { ...library, bytes: stripDebug(library.bytes) } : library)),
      ...Object.values(linkFiles(kind)).map((target) => file(target, path.join(host, path.basename(target)))),
    ],
  };
}

const single = await linkInput('single', options['single-host']);
const threads = await linkInput('threads', options['threads-host'], (library) => !single.libraries.includes(library));
const pack = writePack([
  ...collectHeaders({ emscripten: options.emscripten, weft: options.weft, program: options.headers }),
  ...single.files,
  file(files.library, options.library),
]);
const threadsPack = writePack([...threads.files, file(files.threads, options.threads)]);
await writeJson(options.assets, {
  'sysroot.pack': await writeAsset(options.out, 'sysroot.pack', pack, { encoding: 'gzip' }),
  'threads.pack': await writeAsset(options.out, 'threads.pack', threadsPack, { encoding: 'gzip' }),
});
