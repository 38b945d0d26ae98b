// The same random programs, compiled natively (with sanitizers) and as the browser does it: they must print the same.
//
//     node tests/fuzz/compilers.mjs [first seed] [how many]      a failure leaves both outputs in build/tests/compilers
//
// The browser's compiler runs in Node here, its programs under the browser's glue; without a browser's way to wait they need none.

import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { compile, link } from '../../wasm/program/drive_clang.mjs';
import { project } from '../../wasm/toolchain/setup.mjs';
import { loadCompiler } from '../support/browsers_compiler.mjs';
import { loadGlue } from '../support/glue.mjs';
import { randomProgram } from './random_program.mjs';

const work = path.join(project, 'build/tests/compilers');
const execute = promisify(execFile);

/**
 * @param {{first: number, count: number, env?: Record<string, string>}} options
 * @returns {Promise<{passed: number, failed: number, skipped: number, failures: string[], output: string}>}
 */
export async function compareCompilers({ first, count, env = {} }) {
  fs.mkdirSync(work, { recursive: true });
  const inBrowser = await browsersWay();
  const result = { passed: 0, failed: 0, skipped: 0, failures: /** @type {string[]} */ ([]), output: '' };
  for (let seed = first; seed < first + count; seed += 1) {
    const source = randomProgram(seed);
    const file = path.join(work, `${seed}.cpp`);
    fs.writeFileSync(file, source);
    const [native, wasm] = await Promise.all([natively(file, env), inBrowser(source)]);
    if (native === wasm) {
      result.passed += 1;
      continue;
    }
    result.failed += 1;
    result.failures.push(`the program of seed ${seed}`);
    fs.writeFileSync(path.join(work, `${seed}.native.txt`), native);
    fs.writeFileSync(path.join(work, `${seed}.wasm.txt`), wasm);
    result.output += `seed ${seed}: the outputs differ, see ${path.relative(project, work)}/${seed}.*\n`;
  }
  return result;
}

/** @param {string} file @param {Record<string, string>} env */
async function natively(file, env) {
  const binary = file.replace(/cpp$/u, 'native');
  const weft = path.join(project, 'build/native-debug/wasm/libweft.a');
  const options = ['-std=c++23', '-stdlib=libc++', '-O1', '-w', '-fsanitize=address,undefined', '-fno-sanitize-recover=all', `-I${project}/wasm/include`];
  await execute('clang++-19', [...options, file, weft, '-lcurl', '-o', binary]);
  const { stdout, stderr } = await execute(binary, [], { env: { ...process.env, ...env }, timeout: 60_000 });
  return stdout + stderr;
}

async function browsersWay() {
  const { llvm, pack, glue: script } = await loadCompiler();
  const createWeftProgram = loadGlue(script);

  return async (/** @type {string} */ source) => {
    const { object, report } = compile(llvm, source, 'text');
    if (object === null) return report;
    const { wasm, report: linked } = link(llvm, pack, object);
    if (wasm === null) return linked;
    let output = '';
    const decoder = new TextDecoder();
    const running = await createWeftProgram({
      wasmBinary: wasm,
      weft: { write: (/** @type {number} */ _, /** @type {Uint8Array} */ bytes) => (output += decoder.decode(bytes, { stream: true })) },
    });
    try {
      await running.weftMain();
    } catch (error) {
      output += String(error);
    }
    return output;
  };
}

if (process.argv[1] !== undefined && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [first = '1', count = '20'] = process.argv.slice(2);
  const { passed, failed, output } = await compareCompilers({ first: Number(first), count: Number(count) });
  process.stdout.write(`${output}${passed} passed, ${failed} failed\n`);
  if (failed > 0) process.exitCode = 1;
}
