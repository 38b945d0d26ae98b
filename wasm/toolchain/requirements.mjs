// What must be on the machine beside Node, for what, how its presence is seen without starting anything, and which
// Debian package brings it.

import fs from 'node:fs';
import path from 'node:path';

/**
 * `site`: to build the page. `emscripten`: what Debian's Emscripten needs besides (an emsdk brings its own).
 * `native`: to build and test the runtime natively. `browsers`: for the tests in real browsers. `sites`: to build other
 * people's documentation, as the tests do. `bench`: to measure it beside others.
 *
 * @typedef {'site' | 'emscripten' | 'native' | 'browsers' | 'sites' | 'bench'} Purpose
 *
 * @typedef {object} Requirement
 * @property {Purpose[]} purposes
 * @property {string} name      what a person on another system than Debian looks for
 * @property {string} debian    package name
 * @property {() => boolean} present
 */

const llvm = '/usr/lib/llvm-19';

/**
 * The first of these commands that is on the PATH.
 *
 * @param {...string} names
 * @returns {string | undefined} its path
 */
export function command(...names) {
  for (const name of names) {
    for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
      const file = path.join(folder, name);
      if (fs.existsSync(file)) return file;
    }
  }
  return undefined;
}

/**
 * Whether one of these files exists; a `*` stands for any one name of a folder.
 *
 * @param {...string} patterns
 * @returns {boolean}
 */
function file(...patterns) {
  return patterns.some((pattern) => {
    const [before, after] = pattern.split('*');
    if (before === undefined || after === undefined) return fs.existsSync(pattern);
    const folder = path.dirname(`${before}x`);
    const start = path.basename(`${before}x`).slice(0, -1);
    return (
      fs.existsSync(folder) &&
      fs.readdirSync(folder).some((name) => name.startsWith(start) && fs.existsSync(`${folder}/${name}${after}`))
    );
  });
}

/** @returns {string | undefined} the Chromium that the tests drive */
export function chromium() {
  return process.env['WEFT_CHROMIUM'] ?? command('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable');
}

/** @returns {string | undefined} the Firefox that the tests drive */
export function firefox() {
  return process.env['WEFT_FIREFOX'] ?? command('firefox-esr', 'firefox');
}

/** @type {readonly Requirement[]} */
export const requirements = [
  { purposes: ['site', 'native'], name: 'CMake 3.25', debian: 'cmake', present: () => command('cmake') !== undefined },
  { purposes: ['site', 'native'], name: 'Ninja', debian: 'ninja-build', present: () => command('ninja') !== undefined },
  { purposes: ['emscripten', 'native'], name: 'clang 19', debian: 'clang-19', present: () => command('clang++-19') !== undefined },
  { purposes: ['emscripten', 'native'], name: 'lld 19', debian: 'lld-19', present: () => command('wasm-ld-19') !== undefined },
  { purposes: ['emscripten', 'native'], name: 'LLVM 19', debian: 'llvm-19', present: () => command('llvm-ar-19') !== undefined },
  { purposes: ['emscripten', 'bench'], name: 'Python 3', debian: 'python3', present: () => command('python3') !== undefined },
  {
    purposes: ['emscripten', 'bench'],
    name: "Debian 13's archive keys",
    debian: 'debian-archive-keyring',
    present: () => file('/usr/share/keyrings/debian-archive-trixie-automatic.gpg', '/usr/share/keyrings/debian-archive-trixie-automatic.pgp'),
  },
  {
    purposes: ['native'],
    name: "clang 19's sanitizer runtime",
    debian: 'libclang-rt-19-dev',
    present: () => file(`${llvm}/lib/clang/19/lib/linux/libclang_rt.asan-*`),
  },
  { purposes: ['native'], name: 'libc++ 19', debian: 'libc++-19-dev', present: () => file(`${llvm}/include/c++/v1/version`) },
  { purposes: ['native'], name: 'libc++abi 19', debian: 'libc++abi-19-dev', present: () => file(`${llvm}/lib/libc++abi.so`) },
  {
    purposes: ['native'],
    name: 'libcurl',
    debian: 'libcurl4-openssl-dev',
    present: () => file('/usr/include/curl/curl.h', '/usr/include/*/curl/curl.h', '/usr/local/include/curl/curl.h'),
  },
  { purposes: ['native'], name: "GoogleTest's sources", debian: 'googletest', present: () => file('/usr/src/googletest/CMakeLists.txt') },
  { purposes: ['browsers'], name: 'Chromium', debian: 'chromium', present: () => chromium() !== undefined },
  { purposes: ['browsers'], name: 'Firefox', debian: 'firefox-esr', present: () => firefox() !== undefined },
  {
    purposes: ['browsers'],
    name: 'the Noto CJK fonts',
    debian: 'fonts-noto-cjk',
    present: () => process.platform !== 'linux' || file('/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc', '/usr/share/fonts/*/NotoSansCJK-Regular.ttc'),
  },
  { purposes: ['sites'], name: 'MkDocs', debian: 'mkdocs', present: () => command('mkdocs') !== undefined },
  { purposes: ['sites'], name: 'Sphinx', debian: 'python3-sphinx', present: () => command('sphinx-build') !== undefined },
  { purposes: ['bench'], name: 'Asio', debian: 'libasio-dev', present: () => file('/usr/include/asio.hpp', '/usr/local/include/asio.hpp') },
];

/**
 * @param {readonly Purpose[]} purposes
 * @returns {Requirement[]} what these purposes need and the machine lacks
 */
export function missing(purposes) {
  return requirements.filter((one) => one.purposes.some((purpose) => purposes.includes(purpose)) && !one.present());
}
