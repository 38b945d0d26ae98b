// Finding Emscripten, and getting it on Debian.
//
// Debian 12 has no Emscripten that knows tail calls and today's wasm exceptions, but Debian 13 carries 3.1.69 as a
// package that is only scripts and wasm libraries, and Debian 12 carries the LLVM 19 which that package asks for. So the
// package is unpacked, not installed, into the user's cache folder: the system stays a clean Debian 12, a second clone
// finds it there, and no root is needed for this part. Its one native dependency, binaryen, is run through Debian 13's
// own dynamic loader and C++ library, unpacked beside it.
//
// apt does the fetching, with the machine's own mirror and proxy settings and with its signature checks, in a private
// configuration that looks at Debian 13 and at nothing else.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { run, SetupError, step } from './report.mjs';

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

/** Where weft keeps what it fetched, shared by every clone. */
export function cacheFolder() {
  const base = process.env['XDG_CACHE_HOME'];
  return path.join(base !== undefined && path.isAbsolute(base) ? base : path.join(os.homedir(), '.cache'), 'weft');
}

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
    const mirror = await debianMirror();
    fs.mkdirSync(cacheFolder(), { recursive: true });
    // Built under another name on the same file system and renamed at the end: an install that was broken off, or one
    // that another clone does at this moment, is never mistaken for a whole one.
    const staging = fs.mkdtempSync(path.join(cacheFolder(), 'emscripten-partial-'));
    try {
      const debs = await download(mirror, path.join(staging, 'apt'));
      const root = path.join(staging, 'root');
      fs.mkdirSync(root);
      for (const deb of debs) await unpack(deb, root);
      fs.chmodSync(root, 0o755);
      configure(root, privateFolder());
      fs.rmSync(privateFolder(), { recursive: true, force: true });
      fs.renameSync(root, privateFolder());
    } finally {
      fs.rmSync(staging, { recursive: true, force: true });
    }
    return path.join(privateFolder(), 'usr/share/emscripten');
  });
}

/** The address from which this machine takes Debian itself, as apt's own configuration says. */
async function debianMirror() {
  const release = /^VERSION_CODENAME=(\S+)/m.exec(fs.readFileSync('/etc/os-release', 'utf8'))?.[1];
  const targets = await run('apt-get', ['indextargets', '--format', '$(RELEASE) $(COMPONENT) $(REPO_URI)', 'Created-By: Packages']);
  for (const line of targets.split('\n')) {
    const [suite, component, address] = line.split(' ');
    if (suite === release && component === 'main' && address !== undefined) return address;
  }
  throw new SetupError(`apt's configuration names no mirror for Debian ${release} (main): see /etc/apt/sources.list.d`);
}

/**
 * Fetches the packages with an apt that sees Debian 13 only and checks its signature.
 *
 * @param {string} mirror
 * @param {string} folder
 * @returns {Promise<string[]>} the package files
 */
async function download(mirror, folder) {
  const debs = path.join(folder, 'debs');
  for (const part of ['lists/partial', 'cache/archives/partial', 'debs']) {
    fs.mkdirSync(path.join(folder, part), { recursive: true });
  }
  const configuration = path.join(folder, 'apt.conf');
  const sources = path.join(folder, 'trixie.sources');
  fs.writeFileSync(
    sources,
    [
      'Types: deb',
      `URIs: ${mirror}`,
      'Suites: trixie',
      'Components: main',
      'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg',
      '',
    ].join('\n'),
  );
  fs.writeFileSync(path.join(folder, 'status'), '');
  fs.writeFileSync(
    configuration,
    [
      `Dir::Etc::sourcelist "${sources}";`,
      'Dir::Etc::sourceparts "/dev/null";',
      'Dir::Etc::preferences "/dev/null";',
      'Dir::Etc::preferencesparts "/dev/null";',
      `Dir::State::status "${path.join(folder, 'status')}";`,
      `Dir::State::lists "${path.join(folder, 'lists')}";`,
      `Dir::Cache "${path.join(folder, 'cache')}";`,
      'APT::Default-Release "";',
      'APT::Get::AllowUnauthenticated "false";',
      'Acquire::AllowInsecureRepositories "false";',
      'Acquire::AllowWeakRepositories "false";',
      'Acquire::Languages "none";',
      // apt would drop root's rights to a user who cannot see into root's cache folder, and then warn that it did not.
      'APT::Sandbox::User "root";',
      '',
    ].join('\n'),
  );
  const env = { APT_CONFIG: configuration };
  await run('apt-get', ['update', '-q'], { env });
  await run('apt-get', ['download', '-q', ...packages], { env, cwd: debs });
  return fs.readdirSync(debs).map((name) => path.join(debs, name));
}

/**
 * @param {string} deb
 * @param {string} root
 */
async function unpack(deb, root) {
  const excludes = leftOut.map((pattern) => `--exclude='${pattern}'`).join(' ');
  const script = `set -o pipefail; dpkg-deb --fsys-tarfile "$1" | tar --extract --no-same-owner --directory "$2" ${excludes}`;
  await run('bash', ['-c', script, 'bash', deb, root]);
}

/**
 * Makes the unpacked files fit for use from where they will lie.
 *
 * @param {string} root  where they are now
 * @param {string} final where they will be
 */
function configure(root, final) {
  const libraries = fs
    .readdirSync(path.join(root, 'usr/lib'))
    .find((name) => fs.existsSync(path.join(root, 'usr/lib', name, 'libc.so.6')));
  if (libraries === undefined) throw new SetupError('libc6 as unpacked has no libc.so.6: Debian 13 changed its layout');
  const loader = fs.readdirSync(path.join(root, 'usr/lib', libraries)).find((name) => /^ld-linux.*\.so\.\d+$/.test(name));
  if (loader === undefined) throw new SetupError('libc6 as unpacked has no dynamic loader: Debian 13 changed its layout');

  const tools = path.join(root, 'binaryen/bin');
  fs.mkdirSync(tools, { recursive: true });
  for (const tool of fs.readdirSync(path.join(root, 'usr/bin')).filter((name) => name.startsWith('wasm'))) {
    const lib = `${final}/usr/lib/${libraries}`;
    fs.writeFileSync(
      path.join(tools, tool),
      `#!/bin/sh\nexec '${lib}/${loader}' --library-path '${lib}' '${final}/usr/bin/${tool}' "$@"\n`,
      { mode: 0o755 },
    );
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
