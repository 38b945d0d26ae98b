// Runs the C++ half of the scenarios as WebAssembly, under the glue that a browser has, as if it were a native program:
//
//     node wasm_program.mjs [--list | --programs FILE | scenario …]
//
// Virtual time never waits, so that it takes no browser.

import fs from 'node:fs';
import path from 'node:path';
import { project } from '../../wasm/toolchain/setup.mjs';
import { loadGlue } from '../support/glue.mjs';

/**
 * A pipe that is full takes a part, or nothing for now.
 *
 * @param {number} descriptor
 * @param {Uint8Array} bytes
 */
function writeAll(descriptor, bytes) {
  for (let written = 0; written < bytes.length; ) {
    try {
      written += fs.writeSync(descriptor, bytes, written);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
    }
  }
}

const glue = path.join(project, 'build/wasm/tests/conformance/weft_conformance.js');
const createWeftProgram = loadGlue(glue);
const args = process.argv.slice(2);
/** @type {string[]} */
const lines = args[0] === '--programs' ? fs.readFileSync(args[1] ?? '', 'utf8').split('\n').slice(0, -1) : [];
const left = lines.values();
const program = await createWeftProgram({
  wasmBinary: fs.readFileSync(glue.replace(/js$/u, 'wasm')),
  arguments: args,
  nextLine: () => left.next().value,
  weft: {
    write: writeAll,
  },
});
process.exitCode = await program.weftMain();
