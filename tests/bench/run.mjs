// npm run bench: measures, prints tables, and leaves the figures in build/bench/.
//
//     npm run bench                      everything; some minutes
//     npm run bench -- browser native    only that
//     npm run bench -- --runs=3          fewer runs of each browser figure (the median is what is told)
//
// Nothing passes or fails here: on a machine that does something else besides, times say little.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build, configure } from '../../wasm/toolchain/cmake.mjs';
import { say } from '../../wasm/toolchain/report.mjs';
import { main, project, setUp } from '../../wasm/toolchain/setup.mjs';
import { buildSite } from '../../web/scripts/site.mjs';

/**
 * A figure: what was measured, what came out, and what it should be where the project has set itself a goal.
 *
 * @typedef {{name: string, value: number, unit: 'ms' | 'ns' | 'MB' | '%' | '', goal?: number, runs?: number[]}} Figure
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
  async native() {
    await configure(project, 'native-release', { WEFT_BUILD_BENCHMARKS: 'ON' });
    await build(project, 'native-release', ['weft_bench'], { what: 'building the native benchmarks', expected: 'a minute' });
    const { measureNative } = await import('./native.mjs');
    return measureNative();
  },
};

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
  await setUp({ tests: true });
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
