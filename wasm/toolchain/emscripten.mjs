// Finding Emscripten, and getting it on Debian.
//
// Debian 12 has no Emscripten that knows tail calls and today's wasm exceptions, but Debian 13 carries 3.1.69 as a
// package that is only scripts and wasm libraries, and Debian 12 carries the LLVM 19 which that package asks for. So the
// package is unpacked, not installed, into the user's cache folder (debian13.mjs): the system stays a clean Debian 12, a
// second clone finds it there, and no root is needed for this part. Its one native dependency, binaryen, is run through
// Debian 13's own dynamic loader and C++ library, unpacked beside it.

import fs from 'node:fs';
import path from 'node:path';
import { cacheFolder, launcher, unpackPackages } from './debian13.mjs';
import { run, step } from './report.mjs';

export { cacheFolder } from './debian13.mjs';

/** The oldest Emscripten that will do, and the one that Debian 13 has. */
export const minimumVersion = '3.1.69';

/** To be counted up whenever `install` leaves something else behind, so that old copies are not taken for new ones. */
const recipe = 1;

/** What is unpacked. The C and C++ libraries are there for binaryen, acorn for emcc's JavaScript optimizer. */
const packages = ['emscripten', 'binaryen', 'node-acorn', 'libc6', 'libstdc++6', 'libgcc-s1'];

/** Nine tenths of the package are library variants for LTO, dynamic linking, sanitizers and Wasm Workers. */
const leftOut = [
  './usr/share/doc',
  './usr/share/man',
  './usr/share/emscripten/test',
  './usr/share/emscripten/cache/sysroot/lib/wasm32-emscripten/lto',
  './usr/share/emscripten/cache/sysroot/lib/wasm32-emscripten/lto-pic',
  './usr/share/emscripten/cache/sysroot/lib/wasm32-emscripten/pic',
  './usr/share/emscripten/cache/sysroot/lib/wasm32-emscripten/*asan*',
  './usr/share/emscripten/cache/sysroot/lib/wasm32-emscripten/*-ww*',
];

/** Where Debian's Emscripten is unpacked. */
function privateFolder() {
  return path.join(cacheFolder(), `emscripten-${minimumVersion}-${recipe}`);
}

/**
 * The folder of the Emscripten to use: that of a recent enough `emcc` on the PATH, else the one that `install` left.
 * Costs a few file look-ups and starts no process (but for unusual installations of emcc).
 *
 * @returns {Promise<string | undefined>}
 */
export async function find() {
  const onPath = await findOnPath();
  if (onPath !== undefined) return onPath;
  const folder = path.join(privateFolder(), 'usr/share/emscripten');
  return fs.existsSync(path.join(folder, 'emcc')) ? folder : undefined;
}

/** @returns {Promise<string | undefined>} */
async function findOnPath() {
  const emcc = (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .map((folder) => path.join(folder, 'emcc'))
    .find((file) => fs.existsSync(file));
  if (emcc === undefined) return undefined;
  // Usually emcc (or what the link on the PATH points to) lies in Emscripten's own folder; packagers may put a script
  // elsewhere, which then has an em-config beside it that knows.
  let folder = path.dirname(fs.realpathSync(emcc));
  if (!isEmscripten(folder)) {
    folder = (await run(path.join(path.dirname(emcc), 'em-config'), ['EMSCRIPTEN_ROOT'])).trim();
    if (!isEmscripten(folder)) return undefined;
  }
  const version = fs.readFileSync(path.join(folder, 'emscripten-version.txt'), 'utf8').replaceAll('"', '').trim();
  return atLeast(version, minimumVersion) ? folder : undefined;
}

/** @param {string} folder */
function isEmscripten(folder) {
  return (
    fs.existsSync(path.join(folder, 'emscripten-version.txt')) &&
    fs.existsSync(path.join(folder, 'cmake/Modules/Platform/Emscripten.cmake'))
  );
}

/**
 * @param {string} version
 * @param {string} minimum
 */
export function atLeast(version, minimum) {
  const have = version.split(/[.-]/).map(Number);
  const want = minimum.split('.').map(Number);
  for (const [i, w] of want.entries()) {
    const h = have[i] ?? 0;
    if (h !== w) return h > w;
  }
  return true;
}

/**
 * Unpacks Debian 13's Emscripten. Expects apt, and LLVM 19 as installed by Debian's packages.
 *
 * @returns {Promise<string>} the folder that holds emcc
 */
export function install() {
  return step(`unpacking Emscripten ${minimumVersion} into ${privateFolder()}`, '250 MB to fetch, about half a minute', async () => {
    await unpackPackages(privateFolder(), packages, { leftOut, configure: (root) => configure(root, privateFolder()) });
    return path.join(privateFolder(), 'usr/share/emscripten');
  });
}

/**
 * Makes the unpacked files fit for use from where they will lie.
 *
 * @param {string} root  where they are now
 * @param {string} final where they will be
 */
function configure(root, final) {
  const tools = path.join(root, 'binaryen/bin');
  fs.mkdirSync(tools, { recursive: true });
  for (const tool of fs.readdirSync(path.join(root, 'usr/bin')).filter((name) => name.startsWith('wasm'))) {
    fs.writeFileSync(path.join(tools, tool), launcher(root, final, `usr/bin/${tool}`), { mode: 0o755 });
  }

  const emscripten = path.join(root, 'usr/share/emscripten');
  fs.writeFileSync(
    path.join(emscripten, '.emscripten'),
    [
      'import shutil',
      "LLVM_ROOT = '/usr/bin'",
      "LLVM_ADD_VERSION = '19'",
      "CLANG_ADD_VERSION = '19'",
      `BINARYEN_ROOT = '${final}/binaryen'`,
      "NODE_JS = shutil.which('node')",
      '# The system libraries came ready made; nothing is ever to be built into the cache.',
      'FROZEN_CACHE = True',
      '',
    ].join('\n'),
  );
  fs.mkdirSync(path.join(emscripten, 'node_modules'), { recursive: true });
  fs.symlinkSync('../../nodejs/acorn', path.join(emscripten, 'node_modules/acorn'));
}
