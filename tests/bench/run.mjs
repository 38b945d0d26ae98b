// npm run bench: measures, prints tables, and leaves the figures in build/bench/.
//
//     npm run bench                      everything; some minutes
//     npm run bench -- native            only that: weft beside raw coroutines, Asio and CPython
//     npm run bench -- wasm              only that: the same in Chromium, beside JavaScript
//     npm run bench -- browser           only that: what a reader of the page waits for
//     npm run bench -- docs              only that: what Lighthouse says of a page with programs in it
//     npm run bench -- --runs=3          fewer runs of each figure (the median is what is told)
//
// Nothing passes or fails here: on a machine that does something else besides, times say little.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build, configure } from '../../wasm/toolchain/cmake.mjs';
import * as googleBenchmark from '../../wasm/toolchain/google_benchmark.mjs';
import { say } from '../../wasm/toolchain/report.mjs';
import { main, project, setUp } from '../../wasm/toolchain/setup.mjs';
import { buildSite } from '../../web/scripts/site.mjs';

/**
 * A figure: what was measured, what came out, and what it should be where the project has set itself a goal.
 *
 * @typedef {object} Figure
 * @property {string} name
 * @property {number} value
 * @property {'s' | 'ms' | 'ns' | 'B' | 'MB' | '%' | ''} unit
 * @property {number} [goal]
 * @property {number[]} [runs]
 * @property {number} [least]
 * @property {number} [median]       where `value` is another
 * @property {number} [allocations]  an operation
 *
 * @typedef {{title: string, note?: string, columns: string[], rows: string[][], figures: Figure[]}} Table
 */

/** @type {Record<string, (runs: number) => Promise<Table[]>>} */
const parts = {
  async browser(runs) {
    await buildSite();
    const { measureBrowser } = await import('./browser.mjs');
    return measureBrowser(runs);
  },
  async docs(runs) {
    await buildSite();
    const { measureDocs } = await import('./docs.mjs');
    return measureDocs(runs);
  },
  async embeds(runs) {
    await buildSite();
    const { measureEmbeds } = await import('./embeds.mjs');
    return measureEmbeds(runs);
  },
  async comparison() {
    await buildSite();
    const { measureComparison } = await import('./comparison.mjs');
    return measureComparison();
  },
  async native(runs) {
    await buildNative();
    const { measureNative } = await import('./native.mjs');
    return measureNative(runs);
  },
  async wasm(runs) {
    await buildNative();
    await configure(project, 'wasm', benchmarks());
    await build(project, 'wasm', ['weft_bench_wasm'], { what: 'building the WebAssembly benchmarks', expected: 'a minute or two' });
    const { measureWasm } = await import('./wasm.mjs');
    return measureWasm(runs);
  },
};

/** CMake's variables for them. */
function benchmarks() {
  return { WEFT_BUILD_BENCHMARKS: 'ON', WEFT_GOOGLE_BENCHMARK: googleBenchmark.find() ?? '' };
}

async function buildNative() {
  await configure(project, 'native-release', benchmarks());
  await build(project, 'native-release', ['weft_bench'], { what: 'building the native benchmarks', expected: 'a minute' });
}

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', default: '7' } },
});

await main(async () => {
  const unknown = positionals.filter((name) => !Object.hasOwn(parts, name));
  if (unknown.length > 0) {
    say(`no such part: ${unknown.join(', ')}; there are ${Object.keys(parts).join(' and ')}`);
    process.exitCode = 1;
    return;
  }
  await setUp({ benchmarks: true });
  const folder = path.join(project, 'build/bench');
  fs.mkdirSync(folder, { recursive: true });
  for (const [name, measure] of Object.entries(parts)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    const tables = await measure(Number(options.runs));
    for (const table of tables) print(table);
    const figures = tables.map(({ title, figures: measured }) => ({ title, figures: measured }));
    const file = path.join(folder, `${name}.json`);
    fs.writeFileSync(file, `${JSON.stringify({ measuredAt: new Date().toISOString(), machine: machine(), figures }, null, 2)}\n`);
    say(`the figures are in ${path.relative(process.cwd(), file)}`);
  }
});

function machine() {
  const [processor] = os.cpus();
  return { processors: os.cpus().length, processor: processor?.model ?? '', load: os.loadavg()[0] ?? 0, node: process.version };
}

/** @param {Table} table */
function print({ title, note, columns, rows }) {
  const lines = [columns, ...rows];
  const widths = columns.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  // Words to the left, figures to the right.
  const format = (/** @type {string[]} */ line) =>
    line.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ').trimEnd();
  process.stdout.write(`\n${title}\n`);
  if (note !== undefined) process.stdout.write(`${note}\n`);
  process.stdout.write(`\n${lines.map((line) => `  ${format(line)}\n`).join('')}\n`);
}
