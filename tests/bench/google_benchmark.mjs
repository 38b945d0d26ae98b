// Calling a program made with Google Benchmark, and reading what it measured.

import { median } from './statistics.mjs';

/**
 * @typedef {object} Result
 * @property {number} value          the median: nanoseconds of processor time an operation, or bytes
 * @property {number} least
 * @property {'ns' | 'B'} unit
 * @property {number} [allocations]  an operation
 *
 * @typedef {object} Entry the part of Google Benchmark's JSON that is used here; counters are properties, too
 * @property {string} run_name
 * @property {number} family_index in the order of the program's source
 * @property {'iteration' | 'aggregate'} run_type
 * @property {number} cpu_time
 * @property {number} [bytes]
 * @property {number} [allocations]
 */

/** Who is measured: names of benchmarks, as far as their first slash. */
export const peers = /** @type {const} */ (['weft', 'raw', 'asio']);

/**
 * Arguments for all that takes time. The repetitions of all benchmarks are shuffled, so that what else the machine does
 * hits each alike; processor time leaves out when the program did not run at all.
 *
 * @param {{repetitions: number, seconds: number, peers: readonly string[]}} choice `seconds`: how long each takes, at least
 */
export function timing({ repetitions, seconds, peers: chosen }) {
  return [
    // What is run only once, for its size, has that as a further part of its name.
    `--benchmark_filter=^(${chosen.join('|')})/[^/]*$`,
    `--benchmark_repetitions=${repetitions}`,
    `--benchmark_min_time=${seconds}s`,
    '--benchmark_enable_random_interleaving=true',
    '--benchmark_format=json',
  ];
}

/** Operations whose size is taken: each in a process of its own, as freed memory stays in a program's hands. */
export const sizes = ['bytes a sleeping task', 'bytes a suspended coroutine'];

/**
 * Arguments for the size of one operation.
 *
 * @param {string} name
 */
export function sizing(name) {
  return [`--benchmark_filter=^${name}/`, '--benchmark_format=json'];
}

/**
 * The medians of what was repeated.
 *
 * @param {string} json as the program printed it
 * @returns {Map<string, Result>} by the names of benchmarks, in the order of the program
 */
export function readResults(json) {
  /** @type {Map<string, Entry[]>} */
  const byName = new Map();
  const { benchmarks } = /** @type {{benchmarks: Entry[]}} */ (JSON.parse(json));
  for (const entry of benchmarks.sort((a, b) => a.family_index - b.family_index)) {
    if (entry.run_type !== 'iteration') continue;
    const name = entry.run_name.replace(/\/(?:iterations|repeats):.*$/, '');
    byName.set(name, [...(byName.get(name) ?? []), entry]);
  }
  return new Map(
    [...byName].map(([name, entries]) => {
      const size = entries[0]?.bytes;
      const values = entries.map(({ cpu_time, bytes }) => bytes ?? cpu_time);
      const allocations = Math.max(...entries.map((entry) => entry.allocations ?? NaN));
      return [
        name,
        {
          value: median(values),
          least: Math.min(...values),
          unit: size === undefined ? 'ns' : 'B',
          ...(Number.isNaN(allocations) ? {} : { allocations }),
        },
      ];
    }),
  );
}

/** @param {number | undefined} value */
export function digits(value) {
  if (value === undefined || Number.isNaN(value)) return '';
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
}
