// What the comparison shows a reader: a hundred requests on threads and on one event loop, and the three languages at the same work,
// all by the page itself in Chromium.

import fs from 'node:fs';
import path from 'node:path';
import { duration, say } from '../../wasm/toolchain/report.mjs';
import { launchChromium } from '../support/browsers.mjs';
import { Playground } from '../support/playground.mjs';
import { serveSite } from '../support/site.mjs';
import { digits } from './google_benchmark.mjs';
import { median } from './statistics.mjs';

/**
 * @typedef {import('./run.mjs').Table} Table
 * @typedef {import('./run.mjs').Figure} Figure
 * @typedef {import('../../web/src/protocol/language.js').ProgramLanguage} ProgramLanguage
 */

const sample = '08-sync-threads-async';

/** @returns {Promise<Table[]>} */
export async function measureComparison() {
  const began = performance.now();
  say('comparing in Chromium (about two minutes) …');
  const site = await serveSite();
  const browser = await launchChromium();
  try {
    const playground = await Playground.open(browser, site.address);
    const tables = [await requests(playground), await languages(playground)];
    say(`measured in ${duration(performance.now() - began)}`);
    return tables;
  } finally {
    await browser.close();
    await site.close();
  }
}

/** @param {Playground} playground @returns {Promise<Table>} */
async function requests(playground) {
  await playground.choose(sample);
  await playground.showView('compare');
  await playground.page.select('.compare-number select', '3');
  const leave = async (/** @type {readonly string[]} */ contenders) => {
    for (const contender of contenders) await playground.page.click(`[data-contender="${contender}"]`);
  };
  await leave(['cpp:sync', 'javascript:sync', 'javascript:async']);
  /** @type {Record<'threads' | 'async', {wall: number[], memory: number[]}>} */
  const seen = { threads: { wall: [], memory: [] }, async: { wall: [], memory: [] } };
  for (let comparison = 0; comparison < 3; comparison += 1) {
    await playground.compare();
    for (const cells of await playground.compared()) {
      const of = cells[0]?.startsWith('threads') ? seen.threads : seen.async;
      of.wall.push(seconds(cells));
      of.memory.push(bytes(cells));
    }
  }
  // One after the other with a twentieth of the delay, to save the reader of this the time.
  await leave(['cpp:threads', 'cpp:async', 'cpp:sync']);
  await playground.setSource((await playground.source()).replace('double delay = 1;', 'double delay = 0.05;'));
  await playground.page.select('.compare-number select', '1');
  await playground.compare();
  const [sync] = await playground.compared();
  await playground.page.evaluate(() => document.querySelector('weft-playground')?.reset());

  const spread = (/** @type {number[]} */ values) => (100 * (Math.max(...values) - Math.min(...values))) / median(values);
  /** @type {Figure[]} */
  const figures = [
    { name: 'async, 100 x 1 s', unit: 's', value: median(seen.async.wall), runs: seen.async.wall, goal: 1.1 },
    { name: 'threads, 100 x 1 s, their creation included', unit: 's', value: median(seen.threads.wall), runs: seen.threads.wall, goal: 2.5 },
    { name: 'sync, 100 x 0.05 s', unit: 's', value: sync ? seconds(sync) : NaN },
    { name: 'async, its peak memory', unit: 'MB', value: median(seen.async.memory) / 1e6 },
    { name: 'threads, their peak memory', unit: 'MB', value: median(seen.threads.memory) / 1e6 },
    { name: 'async, its peak memory by that of threads', unit: '', value: median(seen.async.memory) / median(seen.threads.memory), goal: 0.2 },
    { name: 'async, how far the medians of three comparisons lie apart', unit: '%', value: spread(seen.async.wall), goal: 5 },
    { name: 'threads, how far the medians of three comparisons lie apart', unit: '%', value: spread(seen.threads.wall), goal: 5 },
  ];
  return {
    title: 'A hundred requests of one second each, as the panel measures them (medians of three comparisons, each the median of three runs)',
    columns: ['', 'median', '', 'goal', ''],
    rows: figures.map(({ name, value, unit, goal }) => [
      name,
      digits(value),
      unit,
      goal === undefined ? '' : `≤ ${goal}`,
      goal === undefined ? '' : value <= goal ? 'met' : 'MISSED',
    ]),
    figures,
  };
}

/** @param {readonly string[]} cells */
function seconds(cells) {
  const [, value = NaN, unit = ''] = /^([\d.,]+) (s|ms)/.exec(cells[1] ?? '') ?? [];
  return Number(String(value).replace(',', '')) / (unit === 'ms' ? 1000 : 1);
}

/** @param {readonly string[]} cells */
function bytes(cells) {
  const [, number = NaN, unit = ''] = cells.map((cell) => /^([\d.,]+)\s(B|kB|MB)\b/.exec(cell)).find((found) => found !== null) ?? [];
  return Number(String(number).replace(',', '')) * (new Map([['B', 1], ['kB', 1e3], ['MB', 1e6]]).get(unit) ?? NaN);
}

/** How many times as fast as the others C++ shall be. @type {Record<string, {javascript: number, python: number}>} */
const goals = {
  'generator item': { javascript: 3, python: 50 },
  'yield_from item, 500 deep': { javascript: 500, python: 500 },
  'task switch': { javascript: 3, python: 50 },
  'spawn and gather, 1000 at once': { javascript: 3, python: 50 },
};

/** @type {readonly [ProgramLanguage, string][]} */
const programs = [
  ['cpp', 'main.cpp'],
  ['javascript', 'main.js'],
  ['python', 'main.py'],
];

/** @param {Playground} playground @returns {Promise<Table>} */
async function languages(playground) {
  await playground.showView('terminal');
  await playground.choose('01-generator');
  /** @type {Record<string, Record<string, number>>} */
  const times = {};
  for (const [language, file] of programs) {
    await playground.chooseLanguage(language);
    await playground.setSource(fs.readFileSync(path.join(import.meta.dirname, 'languages', file), 'utf8'));
    const { stdout, stderr, exitCode } = await playground.run(undefined, 240_000);
    if (exitCode !== 0) throw new Error(`${file} failed:\n${stdout}${stderr}`);
    times[language] = Object.fromEntries(stdout.trim().split('\n').map((line) => [line.split(': ')[0] ?? '', Number(line.split(': ')[1])]));
  }
  const rows = Object.entries(goals).map(([name, goal]) => {
    const [cpp = NaN, javascript = NaN, python = NaN] = programs.map(([language]) => times[language]?.[name]);
    const verdict = (/** @type {number} */ ratio, /** @type {number} */ least) => `≥ ${least} ${ratio >= least ? 'met' : 'MISSED'}`;
    return [
      name,
      ...[cpp, javascript].map(digits),
      `×${digits(javascript / cpp)}`,
      verdict(javascript / cpp, goal.javascript),
      digits(python),
      `×${digits(python / cpp)}`,
      verdict(python / cpp, goal.python),
    ];
  });
  return {
    title: 'The same work in three languages, in one tab: nanoseconds an operation, the least of several runs',
    note: 'C++ compiled by the page; Python is Pyodide with asyncio. A switch in JavaScript is a turn of the microtask queue, which has no timers and no tasks to cancel.',
    columns: ['', 'C++', 'JavaScript', '', 'goal', 'Python', '', 'goal'],
    rows,
    figures: Object.entries(times).flatMap(([language, of]) => Object.entries(of).map(([name, value]) => ({ name: `${language}: ${name}`, unit: /** @type {const} */ ('ns'), value }))),
  };
}
