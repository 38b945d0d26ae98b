// What Lighthouse says of a page of the documentation with ten programs in it, served as most hosts serve files: compressed.

import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { duration, say } from '../../wasm/toolchain/report.mjs';
import { project } from '../../wasm/toolchain/setup.mjs';
import { launchChromium } from '../support/browsers.mjs';
import { installInFolder } from '../support/npm_folder.mjs';
import { siteFolder } from '../support/site.mjs';
import { serveFolder } from '../support/static_server.mjs';
import { median } from './statistics.mjs';

/**
 * @typedef {import('./run.mjs').Table} Table
 * @typedef {import('puppeteer-core').Page} Page
 *
 * As much of Lighthouse as is used here.
 * @typedef {{id: string, title: string, score: number | null, scoreDisplayMode: string, numericValue?: number}} Audit
 * @typedef {{categories: Record<string, {score: number | null, auditRefs: {id: string}[]}>, audits: Record<string, Audit>}} LighthouseResult
 * @typedef {(url: string, flags: object, config: object | undefined, page: Page) => Promise<{lhr: LighthouseResult} | undefined>} Lighthouse
 */

const page = 'docs/guide/tasks.html';
const blocks = 10;

/** Of what Lighthouse measures, what its score of performance is made of. */
const measured = /** @type {const} */ ({
  'first-contentful-paint': 'ms',
  'largest-contentful-paint': 'ms',
  'total-blocking-time': 'ms',
  'cumulative-layout-shift': '',
  'speed-index': 'ms',
});

/**
 * @param {number} runs
 * @returns {Promise<Table[]>}
 */
export async function measureDocs(runs) {
  const began = performance.now();
  const folder = path.join(project, 'build/lighthouse');
  await installInFolder(path.join(import.meta.dirname, 'lighthouse'), folder, 'Lighthouse');
  const { default: lighthouse, desktopConfig } = /** @type {{default: Lighthouse, desktopConfig: object}} */ (
    await import(pathToFileURL(path.join(folder, 'node_modules/lighthouse/core/index.js')).href)
  );
  say('measuring a page of the documentation (about two minutes) …');
  const site = await serveFolder(siteFolder, { compress: true, headers: { 'Cache-Control': 'public, max-age=31536000' } });
  /** @type {Table[]} */
  const tables = [];
  try {
    for (const [device, config] of /** @type {const} */ ([['a phone', undefined], ['a desktop', desktopConfig]])) {
      tables.push(await measure(lighthouse, `${site.address}${page}`, device, config, Math.min(runs, 5)));
    }
  } finally {
    await site.close();
  }
  say(`measured in ${duration(performance.now() - began)}`);
  return tables;
}

/**
 * @param {Lighthouse} lighthouse
 * @param {string} address
 * @param {string} device
 * @param {object | undefined} config
 * @param {number} runs
 * @returns {Promise<Table>}
 */
async function measure(lighthouse, address, device, config, runs) {
  /** @type {LighthouseResult[]} */
  const results = [];
  for (let run = 0; run < runs; run += 1) {
    const browser = await launchChromium();
    try {
      const tab = await browser.newPage();
      const result = await lighthouse(address, { logLevel: 'silent', onlyCategories: ['performance', 'accessibility'] }, config, tab);
      if (result === undefined) throw new Error('Lighthouse gave no result');
      const count = await tab.evaluate(() => document.querySelectorAll('weft-playground').length);
      if (count !== blocks) throw new Error(`${address} has ${count} programs instead of ${blocks}`);
      results.push(result.lhr);
    } finally {
      await browser.close();
    }
  }
  const scores = (/** @type {string} */ category) => results.map(({ categories }) => 100 * (categories[category]?.score ?? NaN));
  const figures = [
    { name: 'performance', unit: /** @type {const} */ (''), runs: scores('performance'), goal: 95 },
    { name: 'accessibility', unit: /** @type {const} */ (''), runs: scores('accessibility'), goal: 100 },
    ...Object.entries(measured).map(([id, unit]) => ({ name: `  ${results[0]?.audits[id]?.title ?? id}`, unit, runs: results.map(({ audits }) => audits[id]?.numericValue ?? NaN) })),
  ];
  const complaints = new Set(results.flatMap(({ categories, audits }) => (categories['accessibility']?.auditRefs ?? []).map(({ id }) => audits[id]).filter((audit) => audit?.score === 0).map((audit) => audit?.title ?? '')));
  const digits = (/** @type {number} */ value) => (value === 0 || Math.abs(value) >= 10 ? value.toFixed(0) : value.toFixed(3));
  return {
    title: `Lighthouse: a page of the documentation with ${blocks} programs, on ${device}`,
    note: ['higher is better for the two scores', ...complaints].join('; '),
    columns: ['', 'median', 'least', 'most', '', 'goal'],
    rows: figures.map(({ name, unit, runs: each, ...rest }) => [name, digits(median(each)), digits(Math.min(...each)), digits(Math.max(...each)), unit, 'goal' in rest ? String(rest.goal) : '']),
    figures: figures.map((each) => ({ ...each, value: median(each.runs) })),
  };
}
