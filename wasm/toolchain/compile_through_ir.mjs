// Compiles a C++ file for WebAssembly with a repair between the optimizer and the back end: wasm/program/repair_ir.mjs says
// why. A compiler launcher for CMake:
//
//     node compile_through_ir.mjs em++ <options> -o file.o -c file.cpp
//
// Emscripten's clang is built without assertions: it would make wrong programs without a word.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { repairIr } from '../program/repair_ir.mjs';

const [compiler = '', ...words] = process.argv.slice(2);
const output = words[words.indexOf('-o') + 1] ?? '';
if (!words.includes('-c') || !output.endsWith('.o')) {
  run(words); // not the compilation of a file: CMake's own checks
  process.exit();
}

const intermediate = `${output}.ll`;
run(words.flatMap((word) => (word === '-c' ? ['-S', '-emit-llvm'] : word === output ? [intermediate] : [word])));
const { ir, failed } = repairIr(fs.readFileSync(intermediate, 'utf8'));
if (failed.length > 0) {
  process.stderr.write(`${output}: LLVM would lose exception handlers of ${failed.join(', ')}: give an inner \`try\` around an await a coroutine of its own\n`);
  process.exit(1);
}
fs.writeFileSync(intermediate, ir);
run([...ofTheBackEnd(words), '-Xclang', '-disable-llvm-passes', '-Wno-unused-command-line-argument', '-o', output, '-c', intermediate]);
fs.rmSync(intermediate);

/** @param {readonly string[]} args */
function run(args) {
  const { status, error } = spawnSync(compiler, args, { stdio: 'inherit' });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

/**
 * What of the options concerns more than the source's text.
 *
 * @param {readonly string[]} options
 */
function ofTheBackEnd(options) {
  return options.filter((word, i) => /^-(?:O|f|g|m|pthread)/u.test(word) && !/^-(?:isystem|include|Xclang|MF|MT|o)$/u.test(options[i - 1] ?? ''));
}
