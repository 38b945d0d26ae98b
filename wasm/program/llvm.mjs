/**
 * LLVM for JavaScript: clang and wasm-ld of the package `@yowasp/clang`, given their machine by us.
 *
 * The package's own interface (`runLLVM`) fetches its WebAssembly and a 29 MB WASI sysroot from beside its script and makes that sysroot
 * part of every file tree; and between LLVM and its files it has two more layers, for LLVM is a WASI 0.2 component there, adapted from
 * preview 1. What LLVM itself is, its core module, asks for preview 1 only. `bundle_llvm.mjs` makes this file one plain ES module for
 * browsers, workers and Node.
 */
import { entriesOf, VirtualFile, VirtualMachine } from './virtual_system.mjs';

/** `argv[0]`: LLVM is many tools in one program, which goes by `argv[1]` if its own name is that of no tool. */
const PROGRAM_NAME = 'yowasp-llvm';

/** clang twice, then the linker. */
const RUNS_OF_A_BUILD = 3;

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
 * @property {() => boolean} prepare
 *   Makes an instance for a later run ahead of it; false when there are as many as one build needs. For idle moments.
 */

/**
 * Readies LLVM. A fresh instance is made for every run (10 to 20 ms, unless it was prepared), since LLVM's tools are made to run once; the
 * compiled module, and with it the machine code the engine has made from it so far, is shared by all runs.
 *
 * @param {WebAssembly.Module} core the compiled `llvm.core.wasm`
 * @param {FileTree} folders what every run finds at the root of its tree; tools must only read there
 * @returns {Llvm}
 */
export function createLlvm(core, folders) {
  const shared = entriesOf(folders);
  /** @type {VirtualMachine[]} */
  const prepared = [];
  return {
    run(args, files) {
      const root = new Map(shared);
      for (const [name, bytes] of Object.entries(files)) root.set(name, new VirtualFile(bytes));
      const machine = prepared.pop() ?? new VirtualMachine(core);
      const ended = machine.run([PROGRAM_NAME, ...args], root, (stderr, error) => new ToolCrash(args[0] ?? PROGRAM_NAME, error, stderr));
      const left = new Map();
      for (const [name, entry] of root) if (entry instanceof VirtualFile) left.set(name, entry.data);
      return { ...ended, files: left };
    },
    prepare() {
      if (prepared.length >= RUNS_OF_A_BUILD) return false;
      prepared.push(new VirtualMachine(core));
      return true;
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
