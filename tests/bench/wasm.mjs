// What the runtime's operations cost as WebAssembly in Chromium, beside the same program natively, beside coroutines written by
// hand, and beside JavaScript doing the same in the same tab.
//
// The program is compiled and linked as the page's programs are, but by CMake's flags for the library (-O2), not by the
// compiler in the browser (-O1).

import path from 'node:path';
import { duration, say, SetupError } from '../../wasm/toolchain/report.mjs';
import { project } from '../../wasm/toolchain/setup.mjs';
import { launchChromium } from '../support/browsers.mjs';
import { serveFolder } from '../support/static_server.mjs';
import { runWasmProgram } from '../support/wasm_program.mjs';
import { digits, readResults, sizes, sizing, timing } from './google_benchmark.mjs';
import { measureProgram } from './native.mjs';

/**
 * @typedef {import('./run.mjs').Table} Table
 * @typedef {import('./google_benchmark.mjs').Result} Result
 * @typedef {import('puppeteer-core').Page} Page
 */

// A browser tells no processor time. So each is timed often and shortly, and the least is the figure: one of the runs will have
// had a processor to itself.
const often = { shorter: 0.003, more: 6 };

const folder = path.join(project, 'build/wasm/tests/bench/runtime');

/** How many times its native figure one in WebAssembly may be. */
const mostOfNative = 2.5;

/** How many times its own figure JavaScript's shall be, at least. @type {Record<string, number>} */
const leastOfJavaScript = {
  'generator item': 3,
  'yield_from item, 500 deep': 500,
  'yield_now switch': 3,
  'spawn and gather, 1000 at once': 3,
};

/**
 * @param {number} repetitions
 * @returns {Promise<Table[]>}
 */
export async function measureWasm(repetitions) {
  const began = performance.now();
  say('measuring natively, in Chromium, and JavaScript in the same tab (about a minute) …');
  const native = await measureProgram({ repetitions, only: 'weft' });
  const { wasm, javascript, browser } = await measureInChromium(repetitions);
  say(`measured in ${duration(performance.now() - began)}`);

  return [
    {
      title: 'The runtime as WebAssembly: nanoseconds an operation, or bytes',
      note: [
        `The least of many runs, in ${browser}. raw: coroutines written by hand, as WebAssembly.`,
        `Goals: at most ${mostOfNative} times the native figure, and so many times as fast as JavaScript.`,
      ].join('\n'),
      columns: ['', 'native', 'wasm', 'wasm/native', '', 'raw', 'JavaScript', 'JavaScript/wasm', 'goal', ''],
      rows: [...native.keys()].map((name) => {
        const { least: value, unit } = wasm.get(name) ?? { least: NaN, unit: 'ns' };
        const ofNative = value / (native.get(name)?.least ?? NaN);
        const operation = name.slice('weft/'.length);
        const peer = javascript.get(operation);
        const goal = leastOfJavaScript[operation];
        return [
          operation,
          digits(native.get(name)?.least),
          digits(value),
          `×${digits(ofNative)}`,
          unit === 'B' ? '' : verdict(ofNative <= mostOfNative),
          digits(wasm.get(`raw/${operation}`)?.least),
          digits(peer),
          peer === undefined ? '' : `×${digits(peer / value)}`,
          goal === undefined ? '' : `≥ ${goal}`,
          goal === undefined || peer === undefined ? '' : verdict(peer / value >= goal),
        ];
      }),
      figures: [
        ...[...native].map(([name, { value, least, unit }]) => ({ name: `native: ${name}`, value: least, median: value, unit })),
        ...[...wasm].map(([name, { value, least, unit }]) => ({
          name: `wasm: ${name}`,
          value: least,
          median: value,
          unit,
          ...(unit === 'B' || !native.has(name) ? {} : { goal: mostOfNative * (native.get(name)?.least ?? NaN) }),
        })),
        ...[...javascript].map(([name, value]) => ({ name: `JavaScript: ${name}`, value, unit: /** @type {const} */ ('ns') })),
      ],
    },
  ];
}

/** @param {boolean} met */
function verdict(met) {
  return met ? 'met' : 'MISSED';
}

/**
 * @param {number} repetitions
 * @returns {Promise<{wasm: Map<string, Result>, javascript: Map<string, number>, browser: string}>}
 */
async function measureInChromium(repetitions) {
  // Isolated, as the page is: Chromium's clock then counts in steps of 5 µs instead of 100.
  const headers = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };
  const server = await serveFolder(folder, { headers });
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.goto(server.address);
    const wasm = readResults(await runBench(page, timing({ repetitions: often.more * repetitions, seconds: often.shorter, peers: ['weft', 'raw'] })));
    for (const size of sizes.flatMap((name) => [`weft/${name}`, `raw/${name}`])) {
      for (const [name, result] of readResults(await runBench(page, sizing(size)))) wasm.set(name, result);
    }
    return { wasm, javascript: await runJavaScript(page, often.more * repetitions), browser: await browser.version() };
  } finally {
    await browser.close();
    await server.close();
  }
}

/**
 * @param {Page} page
 * @param {readonly string[]} args
 * @returns {Promise<string>} what it printed
 */
async function runBench(page, args) {
  const printed = { 1: '', 2: '' };
  const exitCode = await runWasmProgram(page, 'weft_bench_wasm', args, (text, descriptor) => {
    printed[descriptor] += text;
  });
  if (exitCode !== 0) throw new SetupError(`${printed[2]}\nweft_bench_wasm ended with exit code ${exitCode}`);
  return printed[1];
}

/**
 * @param {Page} page
 * @param {number} runs
 * @returns {Promise<Map<string, number>>}
 */
async function runJavaScript(page, runs) {
  const figures = await page.evaluate(
    (address) =>
      /** @type {Promise<[string, number][]>} */ (
        new Promise((resolve, reject) => {
          /** @type {[string, number][]} */
          const told = [];
          const worker = new Worker(address);
          worker.onmessage = ({ data }) => {
            if (data === null) resolve(told);
            else told.push(data);
          };
          worker.onerror = (event) => reject(new Error(event.message));
        })
      ),
    `javascript_bench.js?runs=${runs}`,
  );
  return new Map(figures);
}
