/**
 * Links the host program with emcc and keeps what programs need of it: the glue, the link line, the list of JavaScript functions.
 *
 *     node build_host.mjs --kind <single or threads> --emscripten <folder> --object <host_program.o> --libraries <libweft_threads.a,libweft.a>
 *                         --javascript <a.js,b.js> --prelude <c.js> --work <folder> --out <public folder> --assets <list to write, JSON>
 *
 * Leaves in the work folder, for programs of that kind, a LinkDescription and a wasm-ld stub library, named as in `linkFiles`.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { minifySync } from 'rolldown/utils';
import { parseOptions, writeAsset, writeJson, writeWhole } from './assets.mjs';
import { host, linkFiles } from './recipe.mjs';

const options = parseOptions(['kind', 'emscripten', 'object', 'libraries', 'javascript', 'prelude', 'work', 'out', 'assets']);
const kind = options.kind === 'threads' ? 'threads' : 'single';
const systemLibraries = host.libraries[kind];
const temporary = path.join(options.work, 'emcc');
const script = path.join(options.work, 'host_program.js');

/** Links, and returns emcc's account of what it ran. */
function runEmcc() {
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true });
  const list = (/** @type {string} */ text) => text.split(',').filter((item) => item !== '');
  const libraryFolder = path.join(options.emscripten, 'cache/sysroot/lib/wasm32-emscripten');
  const libraries = readdirSync(libraryFolder).filter((name) => name.endsWith('.a') && systemLibraries.test(name));
  const result = spawnSync(
    path.join(options.emscripten, 'em++'),
    [
      options.object,
      // Everything weft and the system libraries could ever import. embind's library comes first and whole, where -lembind puts it.
      '-Wl,--no-gc-sections,--whole-archive',
      ...list(options.libraries),
      '-lembind',
      ...libraries.filter((name) => !name.includes('embind') && !name.includes('noexit')).map((name) => `-Wl,-l${name.slice(3, -2)}`),
      '-Wl,--no-whole-archive',
      ...host.link,
      ...(kind === 'threads' ? host.linkThreads : []),
      ...list(options.javascript).flatMap((file) => ['--js-library', file]),
      ...list(options.prelude).flatMap((file) => ['--pre-js', file]),
      '-o',
      script,
    ],
    // In its debug mode emcc says what it runs and leaves its intermediate files where they are.
    { env: { ...process.env, EMCC_DEBUG: '1', EMCC_TEMP_DIR: temporary, TMPDIR: temporary }, encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  if (result.error !== undefined) throw result.error;
  if (result.status !== 0) {
    const said = result.stderr.split('\n').filter((line) => !/DEBUG:/u.test(line));
    throw new Error(`em++ could not link the host program:\n${said.join('\n')}`);
  }
  return result.stderr;
}

/** The words of the wasm-ld command that emcc ran. @param {string} account */
function linkerCommand(account) {
  const line = account.split('\n').find((text) => /successfully executed \S*wasm-ld\S* /u.test(text));
  if (line === undefined) throw new Error('emcc did not say how it ran wasm-ld');
  const command = line.slice(line.indexOf('successfully executed ') + 'successfully executed '.length);
  return [...command.matchAll(/'((?:[^']|'"'"')*)'|(\S+)/gu)].map((match) => (match[1] ?? match[2] ?? '').replaceAll(`'"'"'`, "'"));
}

/**
 * Takes the link line apart into what holds for every program.
 *
 * @param {string[]} words
 * @returns {{ link: import('./recipe.mjs').LinkDescription, stubs: string }} `stubs` is emcc's own list of JavaScript functions
 */
function describeLink(words) {
  /** @type {Set<string>} */
  const libraries = new Set();
  /** @type {string[]} */
  const result = [];
  let stubs = '';
  let whole = false;
  for (let i = 1; i < words.length; i++) {
    const word = words[i] ?? '';
    const library = /^-l(.+)$/u.exec(word)?.[1];
    const name = library === undefined ? path.basename(word) : `lib${library}.a`;
    if (word === '--whole-archive') whole = true;
    else if (word === '--no-whole-archive') whole = false;
    // -mllvm is for link-time optimization. --global-base contradicts a stack that comes first, as it does by default in newer LLVM.
    else if (word === '-o' || word === '-mllvm') i += 1;
    else if (word.startsWith('--global-base') || word === '--no-gc-sections' || word.startsWith('-L')) continue;
    else if (/js_symbols\w*\.so$/u.test(word)) stubs = word;
    else if (/\.[oa]$/u.test(word) || library !== undefined) {
      // Those taken whole are for the host program only; emcc's own list follows, in the order that matters.
      if (!whole && systemLibraries.test(name)) libraries.add(name);
    } else if (word === '-z') {
      result.push(word, words[(i += 1)] ?? '');
    } else if (/__(?:start|stop)_em_(?:asm|js|lib_deps)$/u.test(word)) {
      continue;
    } else if (word.startsWith('-')) {
      result.push(word);
    } else {
      throw new Error(`what is "${word}" on emcc's wasm-ld command line?`);
    }
  }
  // -lembind comes before the rest and was taken whole above.
  const embind = words.map((word) => /^-l(embind\S*)$/u.exec(word)?.[1] ?? /(embind\S*)\.a$/u.exec(word)?.[1]).find((name) => name !== undefined);
  if (embind === undefined || stubs === '') throw new Error("emcc's wasm-ld command line lacks embind or the list of JavaScript functions");
  return { link: { libraries: [`lib${embind.replace(/^.*lib(?=embind)/u, '')}.a`, ...libraries], options: result }, stubs };
}

const { link, stubs } = describeLink(linkerCommand(runEmcc()));

// emcc lists every function that its JavaScript libraries have; the glue has those that the host program imports. The others must be unknown to
// the linker, or a program that calls one links, and then does not start.
const imports = new Set(
  WebAssembly.Module.imports(new WebAssembly.Module(readFileSync(script.replace(/\.js$/u, '.wasm'))))
    .filter(({ kind: what }) => what === 'function') // memory that is shared comes from the JavaScript, too
    .map(({ name }) => name),
);
const stubLines = readFileSync(stubs, 'utf8').split('\n');
const kept = stubLines.filter((line) => imports.has(line.slice(0, line.indexOf(':'))));
const known = new Set(kept.map((line) => line.slice(0, line.indexOf(':'))));
const unknown = [...imports].filter((name) => !known.has(name));
if (unknown.length > 0) throw new Error(`the host program imports what emcc does not list: ${unknown.join(', ')}`);

const { javascript, link: description } = linkFiles(kind);
await writeWhole(path.join(options.work, path.basename(javascript)), ['#STUB', ...kept, ''].join('\n'));
await writeJson(path.join(options.work, path.basename(description)), link);

const glue = minifySync('glue.js', readFileSync(script, 'utf8'), { compress: false, mangle: false, module: false });
if (glue.errors.length > 0) throw new Error(glue.errors.map((error) => error.message).join('\n'));
await writeJson(options.assets, { 'glue.js': await writeAsset(options.out, 'glue.js', Buffer.from(glue.code), { encoding: 'identity' }) });
rmSync(temporary, { recursive: true });
