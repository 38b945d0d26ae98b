// Runs the C++ half of the scenarios as WebAssembly, under the glue that a browser has, as if it were a native program:
//
//     node wasm_program.mjs [--list | scenario …]
//
// Virtual time never waits, so that it takes no browser.

import fs from 'node:fs';
import path from 'node:path';
import { project } from '../../wasm/toolchain/setup.mjs';
import { loadGlue } from '../support/glue.mjs';

const glue = path.join(project, 'build/wasm/tests/conformance/weft_conformance.js');
const createWeftProgram = loadGlue(glue);
const program = await createWeftProgram({
  wasmBinary: fs.readFileSync(glue.replace(/js$/u, 'wasm')),
  arguments: process.argv.slice(2),
  weft: {
    write: (/** @type {number} */ descriptor, /** @type {Uint8Array} */ bytes) => fs.writeSync(descriptor, bytes),
  },
});
process.exitCode = await program.weftMain();
