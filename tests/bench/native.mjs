// What the runtime's operations cost natively, beside CPython's asyncio doing the same.

import path from 'node:path';
import { duration, run, say } from '../../wasm/toolchain/report.mjs';
import { project } from '../../wasm/toolchain/setup.mjs';

/** @typedef {import('./run.mjs').Table} Table */

/** @returns {Promise<Table[]>} */
export async function measureNative() {
  const began = performance.now();
  say('measuring the runtime natively, then CPython (about half a minute) …');
  const weft = await measure(path.join(project, 'build/native-release/tests/bench/native/weft_bench'), []);
  const python = await measure('python3', [path.join(project, 'tests/bench/native/asyncio_bench.py')]);
  say(`measured in ${duration(performance.now() - began)}`);
  return [
    {
      title: 'The runtime natively, nanoseconds an operation',
      note: `beside ${await version('python3')}, the same work`,
      columns: ['', 'weft', 'Python', 'times as fast'],
      rows: [...weft].map(([name, ns]) => {
        const peer = python.get(name);
        return [name, ns.toFixed(1), peer?.toFixed(1) ?? '', peer === undefined ? '' : (peer / ns).toFixed(1)];
      }),
      figures: [
        ...[...weft].map(([name, value]) => ({ name, value, unit: /** @type {const} */ ('ns') })),
        ...[...python].map(([name, value]) => ({ name: `Python: ${name}`, value, unit: /** @type {const} */ ('ns') })),
      ],
    },
  ];
}

/**
 * Runs a benchmark program.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {Promise<Map<string, number>>} nanoseconds by name
 */
async function measure(program, args) {
  const output = await run(program, args);
  return new Map(
    output
      .trim()
      .split('\n')
      .map((line) => line.split('\t'))
      .map(([name = '', ns = '']) => [name, Number(ns)]),
  );
}

/** @param {string} program */
async function version(program) {
  return (await run(program, ['--version'])).trim();
}
