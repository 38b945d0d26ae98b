/** Finds the headers a program can need: Emscripten's, clang's own, weft's. For build steps. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseTar } from 'nanotar';
import { headers, paths } from './recipe.mjs';

/**
 * @param {{ emscripten: string, weft: string, program: string }} where Emscripten's folder, weft's include folder, the folder of the header to precompile
 * @returns {{ path: string, bytes: Uint8Array }[]} with paths as in the compiler's tree, without the leading slash
 */
export function collectHeaders({ emscripten, weft, program }) {
  return [
    ...readFolder(path.join(emscripten, 'cache/sysroot/include'), `${paths.sysroot}/include`, (name) => !headers.sysrootWithout.test(name)),
    ...readFolder(weft, `${paths.weft}/include`, () => true),
    ...readClangHeaders(),
    // clang looks at the headers behind a precompiled one again: each must be there, as long as it was.
    ...readFolder(program, paths.weft, (name) => /^\w+\.hpp$/u.test(name)),
  ];
}

/**
 * @param {string} folder
 * @param {string} target
 * @param {(name: string) => boolean} wanted
 */
function readFolder(folder, target, wanted) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .filter(wanted)
    .map((name) => ({ path: `${target}/${name}`.slice(1), bytes: new Uint8Array(readFileSync(path.join(folder, name))) }));
}

/** clang's headers come with the compiler's package, in an archive that is mostly a sysroot we have no use for. */
function readClangHeaders() {
  const archive = path.join(path.dirname(createRequire(import.meta.url).resolve('@yowasp/clang')), 'llvm-resources.tar');
  const isWanted = (/** @type {string} */ name) => path.posix.dirname(name) === 'include' && headers.clang.test(path.posix.basename(name));
  // In a buffer of its own: the reader takes a view of a larger one for the whole.
  const members = parseTar(new Uint8Array(readFileSync(archive)), { filter: ({ name }) => isWanted(name) });
  if (members.length === 0) throw new Error("@yowasp/clang changed its form: clang's headers are not where they were");
  return members.map(({ name, data }) => ({
    path: `${paths.clang}/include/${path.posix.basename(name)}`.slice(1),
    bytes: new Uint8Array(data ?? []),
  }));
}
