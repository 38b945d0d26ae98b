// What the runtime's operations cost natively, beside the same done by coroutines written by hand, by Asio and by
// CPython's asyncio: one run, the same work under the same names.

import path from 'node:path';
import { duration, run, say } from '../../wasm/toolchain/report.mjs';
import { project } from '../../wasm/toolchain/setup.mjs';
import { digits, peers, readResults, sizes, sizing, timing } from './google_benchmark.mjs';

/**
 * @typedef {import('./run.mjs').Table} Table
 * @typedef {import('./run.mjs').Figure} Figure
 * @typedef {import('./google_benchmark.mjs').Result} Result
 *
 * @typedef {{most: number} & ({of?: undefined} | {of: string, inWords: string})} Goal `of`: what it is a multiple of, a name
 */

const program = path.join(project, 'build/native-release/tests/bench/runtime/weft_bench');

/** What the project wants of weft. @type {Record<string, Goal>} */
const goals = {
  'generator item': { most: 1.2, of: 'raw/generator item', inWords: 'raw' },
  'yield_from item, 10000 deep': { most: 1.2, of: 'weft/yield_from item, 1 deep', inWords: '1 deep' },
  'await a ready coroutine': { most: 12 },
  'yield_now switch': { most: 40 },
  call_soon: { most: 25 },
  'timer add and cancel': { most: 60 },
  'bytes a sleeping task': { most: 300 },
};

/**
 * @param {number} repetitions
 * @returns {Promise<Table[]>}
 */
export async function measureNative(repetitions) {
  const began = performance.now();
  say('measuring natively, then CPython (about a minute) …');
  const results = await measureProgram({ repetitions });
  for (const [name, result] of await measurePython()) results.set(`python/${name}`, result);
  say(`measured in ${duration(performance.now() - began)}`);

  const names = [...results.keys()].filter((name) => name.startsWith('weft/')).map((name) => name.slice('weft/'.length));
  const others = /** @type {const} */ (['raw', 'asio', 'python']);
  const python = (await run('python3', ['--version'])).trim();
  return [
    {
      title: 'The runtime natively: nanoseconds of processor time an operation, or bytes',
      note: [
        `Medians. raw: coroutines written by hand, without what makes a runtime; Asio: Debian's, awaitable<>; CPython: ${python}, asyncio.`,
        `×: how many times weft's figure. Allocations: weft's, an operation, after a warm-up. Nothing where a peer has no such thing.`,
      ].join('\n'),
      columns: ['', 'weft', 'raw', '', 'Asio', '', 'CPython', '', 'allocations', 'goal', ''],
      rows: names.map((name) => {
        const weft = results.get(`weft/${name}`);
        const beside = others.flatMap((peer) => {
          const value = results.get(`${peer}/${name}`)?.value;
          return value === undefined || weft === undefined ? ['', ''] : [digits(value), `×${digits(value / weft.value)}`];
        });
        const allocations = weft?.allocations === undefined ? '' : String(Number(weft.allocations.toPrecision(2)));
        return [name, digits(weft?.value), ...beside, allocations, ...judge(name, results)];
      }),
      figures: [...results].map(([name, result]) => figure(name, result, results)),
    },
  ];
}

/**
 * Runs weft_bench, for its times and then for its sizes.
 *
 * @param {{repetitions: number, only?: (typeof peers)[number]}} choice `only`: one peer
 * @returns {Promise<Map<string, Result>>} by peer and name
 */
export async function measureProgram({ repetitions, only }) {
  const chosen = only === undefined ? peers : [only];
  const results = readResults(await run(program, timing({ repetitions, seconds: 0.02, peers: chosen })));
  for (const peer of chosen) {
    for (const size of sizes) {
      for (const [name, result] of readResults(await run(program, sizing(`${peer}/${size}`)))) results.set(name, result);
    }
  }
  return results;
}

/** @returns {Promise<Map<string, Result>>} */
async function measurePython() {
  const output = await run('python3', [path.join(project, 'tests/bench/runtime/asyncio_bench.py')]);
  return new Map(
    output
      .trim()
      .split('\n')
      .map((line) => {
        const [name = '', text = ''] = line.split('\t');
        const value = Number(text);
        return [name, { value, least: value, unit: sizes.includes(name) ? 'B' : 'ns' }];
      }),
  );
}

/**
 * What weft's figure must not exceed, where there is a goal.
 *
 * @param {string} name
 * @param {ReadonlyMap<string, Result>} results
 * @returns {number | undefined}
 */
function limit(name, results) {
  const goal = goals[name];
  if (goal === undefined) return undefined;
  return goal.of === undefined ? goal.most : goal.most * (results.get(goal.of)?.value ?? NaN);
}

/**
 * @param {string} name
 * @param {ReadonlyMap<string, Result>} results
 * @returns {[goal: string, verdict: string]}
 */
function judge(name, results) {
  const goal = goals[name];
  const most = limit(name, results);
  const value = results.get(`weft/${name}`)?.value;
  if (goal === undefined || most === undefined || value === undefined) return ['', ''];
  return [`≤ ${goal.most}${goal.of === undefined ? '' : ` × ${goal.inWords}`}`, value <= most ? 'met' : 'MISSED'];
}

/**
 * @param {string} name with its peer
 * @param {Result} result
 * @param {ReadonlyMap<string, Result>} results
 * @returns {Figure}
 */
function figure(name, { value, least, unit, allocations }, results) {
  const goal = name.startsWith('weft/') ? limit(name.slice('weft/'.length), results) : undefined;
  return { name, value, least, unit, ...(allocations === undefined ? {} : { allocations }), ...(goal === undefined ? {} : { goal }) };
}
