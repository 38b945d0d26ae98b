// What the reader waits for: the times from a click to what it brings, in Chromium, on the built site.
//
// Every figure is the median of several runs. Clicks are the browser's own input events and their time is the event's; what
// follows is timed in the page when the page's events tell it.

import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { duration, say } from '../../wasm/toolchain/report.mjs';
import { project } from '../../wasm/toolchain/setup.mjs';
import { launchChromium } from '../support/browsers.mjs';
import { Playground } from '../support/playground.mjs';
import { processorTime } from '../support/processor_time.mjs';
import { readManifest, serveSite, siteFolder } from '../support/site.mjs';
import { median } from './statistics.mjs';

/**
 * @typedef {import('./run.mjs').Table} Table
 * @typedef {import('./run.mjs').Figure} Figure
 * @typedef {import('puppeteer-core').Browser} Browser
 */

/**
 * @param {number} runs
 * @returns {Promise<Table[]>}
 */
export async function measureBrowser(runs) {
  const began = performance.now();
  say('measuring in Chromium (about three minutes) …');
  const site = await serveSite();
  /** @type {Table[]} */
  const tables = [];
  try {
    for (const measure of [firstVisit, firstEdit, warmCompiler, stopping, sleeping]) tables.push(await inBrowser((browser) => measure(browser, site.address, runs)));
    tables.push(sizes());
  } finally {
    await site.close();
  }
  say(`measured in ${duration(performance.now() - began)}`);
  return tables;
}

/**
 * @param {Browser} browser
 * @param {string} address
 * @param {number} runs
 * @returns {Promise<Table>}
 */
async function firstVisit(browser, address, runs) {
  /** @type {Record<'load' | 'atOnce' | 'settled' | 'again', number[]>} */
  const times = { load: [], atOnce: [], settled: [], again: [] };
  for (let run = 0; run < runs; run += 1) {
    for (const settle of [false, true]) {
      await withFreshPlayground(browser, address, async (playground) => {
        if (settle) await playground.page.waitForNetworkIdle({ idleTime: 500 });
        await playground.run();
        (settle ? times.settled : times.atOnce).push(await clickToOutput(playground));
        if (settle) return;
        times.load.push(await playground.page.evaluate(() => performance.getEntriesByType('navigation')[0]?.toJSON().loadEventStart ?? 0));
        await playground.run();
        times.again.push(await clickToOutput(playground));
      });
    }
  }
  return figures('A sample as it comes, on a first visit', [
    { name: 'the page has loaded, since its address was entered', unit: 'ms', runs: times.load },
    { name: 'Run pressed at once to first output', unit: 'ms', runs: times.atOnce, goal: 300 },
    { name: 'Run pressed later to first output', unit: 'ms', runs: times.settled, goal: 300 },
    { name: 'Run pressed again to first output', unit: 'ms', runs: times.again, goal: 300 },
  ]);
}

/**
 * @param {Browser} browser
 * @param {string} address
 * @param {number} runs
 * @returns {Promise<Table>}
 */
async function firstEdit(browser, address, runs) {
  /** @type {Record<'cold' | 'cached', Record<'downloading' | 'starting-compiler' | 'compiling' | 'linking' | 'output', number[]>>} */
  const times = {
    cold: { downloading: [], 'starting-compiler': [], compiling: [], linking: [], output: [] },
    cached: { downloading: [], 'starting-compiler': [], compiling: [], linking: [], output: [] },
  };
  for (let run = 0; run < Math.min(runs, 3); run += 1) {
    await withFreshPlayground(browser, address, async (playground) => {
      const source = await playground.source();
      await playground.setSource(`${source}// mine\n`);
      for (const visit of /** @type {const} */ (['cold', 'cached'])) {
        if (visit === 'cached') await playground.reload();
        await playground.run();
        const { clickedAt, statuses } = await playground.heard();
        const after = statuses.filter(({ at }) => at >= clickedAt);
        for (const phase of /** @type {const} */ (['downloading', 'starting-compiler', 'compiling', 'linking'])) {
          times[visit][phase].push(after.reduce((sum, { status, at }, i) => sum + (status.phase === phase ? (after[i + 1]?.at ?? at) - at : 0), 0));
        }
        times[visit].output.push(await clickToOutput(playground));
      }
    });
  }
  return figures(
    'The first edit, Run pressed at once: the compiler has to be fetched (from this machine) and started',
    /** @type {const} */ ([
      ['first visit', times.cold],
      ['next visit, from the browser’s cache', times.cached],
    ]).flatMap(([visit, { output, ...phases }]) => [
      { name: `${visit}: Run pressed to first output`, unit: /** @type {const} */ ('ms'), runs: output },
      ...Object.entries(phases).map(([phase, each]) => ({ name: `  ${phase}`, unit: /** @type {const} */ ('ms'), runs: each })),
    ]),
  );
}

/**
 * @param {Browser} browser
 * @param {string} address
 * @param {number} runs
 * @returns {Promise<Table>}
 */
async function warmCompiler(browser, address, runs) {
  /** @type {Figure[]} */
  const measured = [];
  /** @type {string[][]} */
  const rows = [];
  await withFreshPlayground(browser, address, async (playground) => {
    for (const sample of await playground.samples()) {
      await playground.choose(sample);
      const source = await playground.source();
      // Those that compare take their time to run.
      if (/^variant \w+\{/mu.test(source)) continue;
      /** @type {Record<'compile' | 'link' | 'start' | 'begun' | 'output' | 'later', number[]>} */
      const times = { compile: [], link: [], start: [], begun: [], output: [], later: [] };
      // The first one only warms the compiler up.
      for (let run = -1; run < runs; run += 1) {
        await playground.setSource(`${source}// edit ${run}\n`);
        const { timings } = await playground.run();
        if (run < 0) continue;
        times.compile.push(timings.compileMs);
        times.link.push(timings.linkMs);
        times.start.push(timings.startMs);
        times.begun.push(await clickToPhase(playground, 'running'));
        times.output.push(await clickToOutput(playground));
        await playground.setSource(`${source}// again ${run}\n`);
        await delay(2_000); // time enough to think, and for the page to compile ahead
        await playground.run();
        times.later.push(await clickToOutput(playground));
      }
      rows.push([sample, ...[times.compile, times.link, times.start, times.begun, times.output, times.later].map((each) => median(each).toFixed(0))]);
      measured.push({ name: `${sample}: Run pressed to first output`, unit: 'ms', value: median(times.output), goal: 700, runs: times.output });
      measured.push({ name: `${sample}: Run pressed two seconds after the edit to first output`, unit: 'ms', value: median(times.later), goal: 700, runs: times.later });
      measured.push({ name: `${sample}: Run pressed to main`, unit: 'ms', value: median(times.begun), goal: 700, runs: times.begun });
    }
  });
  return {
    title: 'An edited sample with a warm compiler, Run pressed at once after the edit, milliseconds',
    note: 'goal: 700 from the click to the first output (a sample that first waits for a request shows that one, too)',
    columns: ['', 'compile', 'link', 'start', 'click to main', 'click to output', 'two seconds later'],
    rows,
    figures: measured,
  };
}

/**
 * @param {Browser} browser
 * @param {string} address
 * @param {number} runs
 * @returns {Promise<Table>}
 */
async function stopping(browser, address, runs) {
  /** @type {Record<string, {source: string, sign: string}>} */
  const programs = {
    'an endless loop': {
      source: '#include <weft/weft.hpp>\nint main() { weft::println("on"); for (volatile int n = 0;; n = n + 1) {} }\n',
      sign: 'on\n',
    },
    'a loop that prints without end': {
      source: '#include <weft/weft.hpp>\nint main() { for (int n = 0;; ++n) weft::println("line {}", n); }\n',
      sign: 'line 10000\n',
    },
  };
  /** @type {(Omit<Figure, 'value'> & {runs: number[]})[]} */
  const measured = [];
  await withFreshPlayground(browser, address, async (playground) => {
    for (const [name, { source, sign }] of Object.entries(programs)) {
      /** @type {number[]} */
      const stops = [];
      await playground.setSource(source);
      for (let run = 0; run < runs; run += 1) {
        await playground.run(async () => {
          await playground.start();
          await playground.untilPrinted(sign);
          await playground.stop();
        });
        const { exits, clickedAt } = await playground.heard();
        stops.push((exits.at(-1)?.at ?? NaN) - clickedAt);
        await playground.until('it may be forgotten', forget);
      }
      measured.push({ name: `${name}: Stop pressed to the end`, unit: 'ms', runs: stops, goal: 300 });
    }
  });
  return figures('Stop', measured);
}

/**
 * @param {Browser} browser
 * @param {string} address
 * @param {number} runs
 * @returns {Promise<Table>}
 */
async function sleeping(browser, address, runs) {
  const program = (/** @type {number} */ seconds) => `#include <weft/weft.hpp>
#include <vector>

weft::coroutine<> sleeper() { co_await weft::sleep(std::chrono::seconds(${seconds})); }

weft::coroutine<> sleepers() {
  std::vector<weft::coroutine<>> all;
  for (int i = 0; i < 10'000; ++i) all.push_back(sleeper());
  co_await weft::gather(std::move(all));
}

int main() {
  const auto began = std::chrono::steady_clock::now();
  weft::println("begun");
  weft::run(sleepers());
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - began;
  weft::println("{}", took.count());
}
`;
  /** @type {number[]} */
  const times = [];
  /** @type {Record<'idle' | 'first' | 'later', number[]>} */
  const busy = { idle: [], first: [], later: [] };
  const processors = async () => {
    const windowMs = 2_000;
    const before = processorTime(browser.process()?.pid);
    await delay(windowMs);
    return (100 * (processorTime(browser.process()?.pid) - before)) / windowMs;
  };
  await withFreshPlayground(browser, address, async (playground) => {
    await playground.setSource(program(1));
    for (let run = 0; run < runs; run += 1) times.push(Number((await playground.run()).stdout.split('\n')[1]));
    // A page that has been left alone for a while, without a program and with a sleeping one.
    await playground.setSource(program(12));
    for (let run = 0; run < Math.min(runs, 3); run += 1) {
      await delay(2_000);
      busy.idle.push(await processors());
      await playground.run(async () => {
        await playground.start();
        await playground.untilPrinted('begun');
        await delay(1_000);
        busy.first.push(await processors());
        await delay(4_000);
        busy.later.push(await processors());
      });
    }
  });
  return figures('10,000 tasks that sleep for a second', [
    { name: 'all are done', unit: 'ms', runs: times, goal: 1_100 },
    { name: 'how busy the whole browser keeps one processor when they have slept for 7 seconds', unit: '%', runs: busy.later },
    { name: 'when they have slept for one, and the page still moves', unit: '%', runs: busy.first },
    { name: 'when no program runs', unit: '%', runs: busy.idle },
  ]);
}

/** @returns {Table} */
function sizes() {
  const manifest = readManifest();
  const ofProgram = (/** @type {string} */ name) => fs.statSync(path.join(siteFolder, 'program', name)).size;
  const compiler = [...Object.values(manifest.compiler.files), manifest.compiler.pch, manifest.compiler.sysroot];
  const programs = Object.values(manifest.samples).map(({ wasm }) => wasm.bytes);
  const site = /** @type {string[]} */ (fs.readdirSync(path.join(siteFolder, 'assets')));
  const ofAssets = (/** @type {RegExp} */ pattern) =>
    site.filter((name) => pattern.test(name)).reduce((sum, name) => sum + fs.statSync(path.join(siteFolder, 'assets', name)).size, 0);
  return figures('Sizes, as the files lie on the host', [
    ...Object.entries(manifest.compiler.files).map(([name, { bytes }]) => megabytes(`the compiler: ${name}`, bytes)),
    megabytes('the compiler: precompiled header', manifest.compiler.pch.bytes),
    megabytes('the compiler: headers and libraries', manifest.compiler.sysroot.bytes),
    megabytes('the compiler, all of it', compiler.reduce((sum, { bytes }) => sum + bytes, 0)),
    megabytes('a sample’s program (the largest)', Math.max(...programs)),
    megabytes('the glue', ofProgram(manifest.glue)),
    megabytes('the page: scripts', ofAssets(/\.js$/)),
    megabytes('the page: styles', ofAssets(/\.css$/)),
  ]);
}

/** @param {string} name @param {number} bytes @returns {Omit<Figure, 'value'> & {runs: number[]}} */
function megabytes(name, bytes) {
  return { name, unit: 'MB', runs: [bytes / 1e6] };
}

/**
 * @template Result
 * @param {(browser: Browser) => Promise<Result>} use
 */
async function inBrowser(use) {
  const browser = await launchChromium();
  try {
    return await use(browser);
  } finally {
    await browser.close();
  }
}

/**
 * A page for a reader who has never been here: nothing cached, nothing stored.
 *
 * @param {Browser} browser
 * @param {string} address
 * @param {(playground: Playground) => Promise<void>} use
 */
async function withFreshPlayground(browser, address, use) {
  const context = await browser.createBrowserContext();
  try {
    await use(await Playground.open(context, address));
  } finally {
    await context.close();
  }
}

/** Lets the page forget what it has told, so that the next run's words come first. Runs in the page. */
function forget() {
  const { heard } = /** @type {typeof globalThis & {heard: import('../support/playground.mjs').Heard}} */ (globalThis);
  heard.outputs.length = 0;
  return true;
}

/** @param {Playground} playground @returns {Promise<number>} */
async function clickToOutput(playground) {
  const { outputs, clickedAt } = await playground.heard();
  return (outputs.find(({ at }) => at >= clickedAt)?.at ?? NaN) - clickedAt;
}

/** @param {Playground} playground @param {import('../support/playground.mjs').Phase} phase @returns {Promise<number>} */
async function clickToPhase(playground, phase) {
  const { statuses, clickedAt } = await playground.heard();
  return (statuses.find(({ status, at }) => at >= clickedAt && status.phase === phase)?.at ?? NaN) - clickedAt;
}

/**
 * @param {string} title
 * @param {readonly (Omit<Figure, 'value'> & {runs: number[]})[]} measured
 * @returns {Table}
 */
function figures(title, measured) {
  const digits = (/** @type {number} */ value) => (Math.abs(value) < 10 ? value.toFixed(2) : value.toFixed(0));
  return {
    title,
    columns: ['', 'median', 'least', 'most', '', 'goal'],
    rows: measured.map(({ name, unit, runs, goal }) => [
      name,
      digits(median(runs)),
      runs.length > 1 ? digits(Math.min(...runs)) : '',
      runs.length > 1 ? digits(Math.max(...runs)) : '',
      unit,
      goal === undefined ? '' : String(goal),
    ]),
    figures: measured.map((each) => ({ ...each, value: median(each.runs) })),
  };
}
