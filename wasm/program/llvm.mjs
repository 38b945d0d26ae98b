/**
 * LLVM for JavaScript: clang and wasm-ld of the package `@yowasp/clang`, given their machine by us.
 *
 * The package's own interface (`runLLVM`) fetches its WebAssembly and a 29 MB WASI sysroot from beside its script and makes that sysroot
 * part of every file tree. Needed here is the same program with a module compiled from our own asset and with our own files. What does
 * that is jco's `instantiate`, which the package's script holds but does not export; `bundle_llvm.mjs` bundles this file with a view of
 * that script that does. The result is one plain ES module for browsers, workers and Node.
 */
import { instantiate, smallModules } from 'weft:yowasp-clang';
import { createSystem, Exit, VirtualFile, VirtualFolder } from './virtual_system.mjs';

/** The one module that is too large to be part of the script; the caller compiles it. */
const CORE = 'llvm.core.wasm';

/** `argv[0]`: LLVM is many tools in one program, which goes by `argv[1]` if its own name is that of no tool. */
const PROGRAM_NAME = 'yowasp-llvm';

/** @typedef {import('./virtual_system.mjs').FileTree} FileTree */

/**
 * @typedef {object} ToolResult
 * @property {number} exitCode
 * @property {string} stdout
 * @property {string} stderr
 * @property {Map<string, Uint8Array>} files the files that lie at the root after the run
 */

/**
 * @typedef {object} Llvm
 * @property {(args: readonly string[], files: Record<string, Uint8Array>) => ToolResult} run
 *   Runs one tool to its end, on this thread: its name and arguments, and the files at the root of its tree besides the shared folders.
 *   Throws `ToolCrash` when the tool did not end by itself.
 */

/**
 * Readies LLVM. A fresh instance is made for every run (about 20 ms), since LLVM's tools are made to run once; the compiled module, and with
 * it the machine code the engine has made from it so far, is shared by all runs.
 *
 * @param {WebAssembly.Module} core the compiled `llvm.core.wasm`
 * @param {FileTree} folders what every run finds at the root of its tree; tools must only read there
 * @returns {Promise<Llvm>}
 */
export async function createLlvm(core, folders) {
  const modules = new Map([[CORE, core]]);
  for (const [name, bytes] of Object.entries(smallModules)) modules.set(name, await WebAssembly.compile(bytes));
  const shared = VirtualFolder.from(folders);
  const instantiateCore = (/** @type {WebAssembly.Module} */ module, /** @type {WebAssembly.Imports} */ imports) =>
    new WebAssembly.Instance(module, imports);

  return {
    run(args, files) {
      const root = new VirtualFolder(shared.entries);
      for (const [name, bytes] of Object.entries(files)) root.entries.set(name, new VirtualFile(bytes));
      const system = createSystem([PROGRAM_NAME, ...args], root);
      let exitCode = 0;
      try {
        instantiate((name) => modules.get(name), { runtime: system.imports }, instantiateCore).run.run();
      } catch (error) {
        if (!(error instanceof Exit)) throw new ToolCrash(args[0] ?? PROGRAM_NAME, error, system.stderr.text);
        exitCode = error.code;
      }
      const left = new Map();
      for (const [name, entry] of root.entries) if (entry instanceof VirtualFile) left.set(name, entry.bytes);
      return { exitCode, stdout: system.stdout.text, stderr: system.stderr.text, files: left };
    },
  };
}

/** A tool did not end by itself: it trapped, or ran out of memory or stack. */
export class ToolCrash extends Error {
  /**
   * @param {string} tool
   * @param {unknown} cause
   * @param {string} output what it had written to stderr
   */
  constructor(tool, cause, output) {
    super(`${tool} crashed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = 'ToolCrash';
    this.output = output;
  }
}
