/**
 * Building programs with a readied LLVM: used by the compiler worker in the browser, by the site's build and by tests, so that all three are the
 * same compiler with the same flags and files. Knows no I/O: whoever calls it brings the bytes.
 */
import { repairIr } from './repair_ir.mjs';
import {
  backEndArguments,
  checkArguments,
  compileArguments,
  files,
  fixItArguments,
  linkArguments,
  linkFiles,
  paths,
  precompileArguments,
  readIrDump,
  readThreadTrace,
} from './recipe.mjs';

/**
 * @typedef {import('./llvm.mjs').Llvm} Llvm
 * @typedef {import('./llvm.mjs').ToolCrash} ToolCrash
 * @typedef {import('./virtual_system.mjs').FileTree} FileTree
 */

/**
 * @typedef {object} CompileResult
 * @property {Uint8Array | null} object null when the source does not compile
 * @property {string} report what clang wrote to stderr
 * @property {number} milliseconds
 */

/**
 * @typedef {object} LinkResult
 * @property {Uint8Array<ArrayBuffer> | null} wasm null when the program does not link
 * @property {string} report what wasm-ld wrote to stderr
 * @property {boolean} usesThreads whether it starts threads
 * @property {number} milliseconds
 */

/**
 * The folders of the compiler's tree: the unpacked packs and the precompiled header.
 *
 * @param {readonly FileTree[]} packs
 * @param {Uint8Array} precompiled
 * @returns {FileTree}
 */
export function compilerFolders(packs, precompiled) {
  const precompiledFolder = { [paths.precompiled.slice(1)]: { [nameOf(files.precompiled)]: precompiled } };
  return [...packs, precompiledFolder].reduce(merged, {});
}

/**
 * @param {FileTree} one
 * @param {FileTree} other
 * @returns {FileTree}
 */
function merged(one, other) {
  const result = { ...one };
  for (const [name, entry] of Object.entries(other)) {
    const present = result[name];
    result[name] = present === undefined || present instanceof Uint8Array || entry instanceof Uint8Array ? entry : merged(present, entry);
  }
  return result;
}

/**
 * Compiles one source. Where LLVM's back end would go wrong with it, what the optimizer has made of it is mended and goes through the back end once
 * more: see repair_ir.mjs. Throws `ToolCrash` when clang itself fails.
 *
 * @param {Llvm} llvm
 * @param {string} source
 * @param {'sarif' | 'text'} diagnostics the form of the report
 * @returns {CompileResult}
 */
export function compile(llvm, source, diagnostics) {
  const started = performance.now();
  const sources = { [paths.source]: new TextEncoder().encode(source) };
  const { object, output, crash } = runToTheEnd(llvm, compileArguments(diagnostics), sources);
  const { ir, report } = readIrDump(output);
  const done = (/** @type {Uint8Array | null} */ made, /** @type {string} */ said) => ({
    object: made,
    report: said,
    milliseconds: performance.now() - started,
  });
  const mended = ir === null ? null : repairIr(ir).ir;
  if (mended === null || mended === ir) {
    if (crash !== null) throw crash;
    return done(object, report);
  }
  const back = llvm.run(backEndArguments(), { [paths.intermediate]: new TextEncoder().encode(mended) });
  const mendedObject = back.exitCode === 0 ? back.files.get(paths.object) : undefined;
  if (mendedObject === undefined) throw new Error(`clang's back end failed: ${back.stderr}`);
  // The report comes at the end, which a crash of the back end is before.
  return done(mendedObject, crash === null ? report : llvm.run(checkArguments(diagnostics), sources).stderr);
}

/**
 * @param {Llvm} llvm
 * @param {readonly string[]} args
 * @param {Record<string, Uint8Array>} sources
 * @returns {{ object: Uint8Array | null, output: string, crash: ToolCrash | null }}
 */
function runToTheEnd(llvm, args, sources) {
  try {
    const { exitCode, stdout, stderr, files: made } = llvm.run(args, sources);
    return { object: exitCode === 0 ? (made.get(paths.object) ?? null) : null, output: stdout + stderr, crash: null };
  } catch (error) {
    if (!isToolCrash(error)) throw error;
    return { object: null, output: error.output, crash: error };
  }
}

/**
 * By name: llvm.mjs comes as a script of its own, so that its class is not ours.
 *
 * @param {unknown} error
 * @returns {error is ToolCrash}
 */
function isToolCrash(error) {
  return error instanceof Error && error.name === 'ToolCrash';
}

/**
 * Looks for what clang proposes for a source that does not compile. Throws `ToolCrash` when clang itself fails.
 *
 * @param {Llvm} llvm
 * @param {string} source
 * @returns {string} what clang wrote to stderr, with parseable fix-its
 */
export function proposeFixes(llvm, source) {
  return llvm.run(fixItArguments(), { [paths.source]: new TextEncoder().encode(source) }).stderr;
}

/**
 * Links one object. Throws `ToolCrash` when wasm-ld itself fails.
 *
 * @param {Llvm} llvm its folders have what this kind of program needs
 * @param {FileTree} pack the one that has the kind's link description
 * @param {Uint8Array} object
 * @param {import('./recipe.mjs').Kind} [kind] a program with threads is linked for one thread first: that link tells
 * @returns {LinkResult}
 */
export function link(llvm, pack, object, kind = 'single') {
  const started = performance.now();
  /** @type {import('./recipe.mjs').LinkDescription} */
  const description = JSON.parse(readText(pack, linkFiles(kind).link));
  const result = llvm.run(linkArguments(description, kind), { [paths.object]: object });
  const wasm = result.exitCode === 0 ? result.files.get(paths.program) : undefined;
  const { usesThreads, report } = readThreadTrace(result.stdout + result.stderr);
  return {
    // Copied: what the linker wrote lies in a buffer with room to grow, and is to be handed to other threads.
    wasm: wasm === undefined ? null : wasm.slice(),
    report,
    usesThreads: usesThreads || kind === 'threads',
    milliseconds: performance.now() - started,
  };
}

/**
 * Makes the precompiled header.
 *
 * @param {Llvm} llvm
 * @returns {Uint8Array}
 */
export function precompile(llvm) {
  const output = nameOf(files.precompiled);
  const result = llvm.run(precompileArguments(output), {});
  const bytes = result.files.get(output);
  if (result.exitCode !== 0 || bytes === undefined) throw new Error(`the precompiled header does not compile:\n${result.stderr}`);
  return bytes.slice();
}

/**
 * Reads a text file of the pack, such as the link description that belongs to its libraries.
 *
 * @param {FileTree} tree
 * @param {string} path
 */
export function readText(tree, path) {
  /** @type {FileTree | Uint8Array | undefined} */
  let entry = tree;
  for (const part of path.split('/')) {
    if (part === '') continue;
    if (entry === undefined || entry instanceof Uint8Array) throw new Error(`${path} is not in the pack`);
    entry = entry[part];
  }
  if (!(entry instanceof Uint8Array)) throw new Error(`${path} is not in the pack`);
  return new TextDecoder().decode(entry);
}

/** @param {string} path */
function nameOf(path) {
  return path.slice(path.lastIndexOf('/') + 1);
}
