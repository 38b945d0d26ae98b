// What embeds cost the page they are in, before anybody has pressed anything: fifty blocks of another site's page, in Chromium.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { duration, say } from '../../wasm/toolchain/report.mjs';
import { project } from '../../wasm/toolchain/setup.mjs';
import { launchChromium } from '../support/browsers.mjs';
import { siteFolder } from '../support/site.mjs';
import { serveFolder } from '../support/static_server.mjs';
import { median } from './statistics.mjs';

/** @typedef {import('./run.mjs').Table} Table */

/** @param {number} runs @returns {Promise<Table[]>} */
export async function measureEmbeds(runs) {
  const began = performance.now();
  say('measuring embeds in Chromium (half a minute) …');
  const weft = await serveFolder(siteFolder, { headers: { 'access-control-allow-origin': '*' } });
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'weft-embeds-'));
  const code = fs.readFileSync(path.join(project, 'examples/01-generator/main.cpp'), 'utf8').replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const body = Array.from({ length: 50 }, (_, i) => `<h2>${i}</h2><pre><code class="language-cpp-weft">${code}</code></pre>`).join('');
  for (const [name, script] of [['plain', ''], ['embeds', `<script type="module" src="${weft.address}embed.js"></script>`]]) {
    fs.writeFileSync(path.join(folder, `${name}.html`), `<!doctype html><meta charset="utf-8"><title>${name}</title><style>pre{padding:1rem}</style>${script}${body}`);
  }
  const docs = await serveFolder(folder);
  const browser = await launchChromium();
  /** @type {Record<'plain' | 'embeds', {work: number, longest: number, shift: number}[]>} */
  const seen = { plain: [], embeds: [] };
  try {
    for (let run = 0; run < runs; run += 1) {
      for (const name of /** @type {const} */ (['plain', 'embeds'])) {
        const page = await browser.newPage();
        await page.evaluateOnNewDocument(() => {
          const noted = Object.assign(globalThis, { longest: 0, shift: 0 });
          new PerformanceObserver((list) => list.getEntries().forEach((entry) => (noted.longest = Math.max(noted.longest, entry.duration)))).observe({ type: 'longtask', buffered: true });
          new PerformanceObserver((list) => list.getEntries().forEach((entry) => (noted.shift += Reflect.get(entry, 'value')))).observe({ type: 'layout-shift', buffered: true });
        });
        await page.goto(`${docs.address}${name}.html`, { waitUntil: 'networkidle0' });
        const { TaskDuration = NaN } = await page.metrics();
        const { longest, shift } = await page.evaluate(() => ({ longest: Reflect.get(globalThis, 'longest'), shift: Reflect.get(globalThis, 'shift') }));
        seen[name].push({ work: TaskDuration * 1000, longest, shift });
        await page.close();
      }
    }
  } finally {
    await browser.close();
    await docs.close();
    await weft.close();
  }
  say(`measured in ${duration(performance.now() - began)}`);
  const of = (/** @type {'plain' | 'embeds'} */ name, /** @type {'work' | 'longest' | 'shift'} */ what) => median(seen[name].map((each) => each[what]));
  const figures = [
    { name: 'embed.js, as it travels', unit: /** @type {const} */ ('B'), value: gzipSync(fs.readFileSync(path.join(siteFolder, 'embed.js')), { level: 9 }).length, goal: 15_000 },
    { name: 'the main thread’s work at load, with embeds less without', unit: /** @type {const} */ ('ms'), value: of('embeds', 'work') - of('plain', 'work'), goal: 100 },
    { name: 'the longest task over 50 ms (0: there is none)', unit: /** @type {const} */ ('ms'), value: of('embeds', 'longest'), goal: 50 },
    { name: 'layout shift', unit: /** @type {const} */ (''), value: of('embeds', 'shift'), goal: 0 },
  ];
  return [
    {
      title: 'Fifty embeds in another site’s page, before a click',
      columns: ['', 'median', '', 'goal', ''],
      rows: figures.map(({ name, value, unit, goal }) => [name, value.toFixed(unit === '' ? 3 : 0), unit, `≤ ${goal}`, value <= goal ? 'met' : 'MISSED']),
      figures,
    },
  ];
}
