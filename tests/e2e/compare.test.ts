/** The Compare panel: measures variants and languages, each in a fresh instance, and says what stands behind the figures. */
import { beforeAll, describe, expect, test } from 'vitest';
import { launchChromium, launchFirefox } from '../support/browsers.mjs';
import type { Playground } from '../support/playground.mjs';
import { useBrowser } from './support.js';

const sample = '13-a-thousand-deep';

describe.each([
  ['Chromium', launchChromium],
  ['Firefox', launchFirefox],
])('Compare in %s', (name, launch) => {
  const browser = useBrowser(launch);
  let playground: Playground;
  beforeAll(async () => {
    playground = await browser.open();
    await playground.choose(sample);
  });

  test('nothing of it is loaded before it is opened, nor its chart before there is one', async () => {
    const loaded = () => playground.requests.filter((address) => /\/(weft_compare|comparison_chart)-/.test(address)).length;
    expect(loaded()).toBe(0);
    await playground.showView('compare');
    expect(playground.requests.some((address) => /\/weft_compare-/.test(address))).toBe(true);
    expect(playground.requests.some((address) => /\/comparison_chart-/.test(address))).toBe(false);
  });

  test('measures all three languages', { timeout: 200_000 }, async () => {
    await playground.page.select('.compare-number select', '1');
    for (const box of ['python:1,000 deep', 'python:flat']) await playground.page.click(`[data-contender="${box}"]`);
    await playground.compare(180_000);
    const rows = await playground.compared();
    expect(rows.map(([who]) => who)).toEqual([
      '1,000 deep C++',
      'flat C++',
      '1,000 deep Python',
      'flat Python',
      '1,000 deep JavaScript',
      'flat JavaScript',
    ]);
    for (const [who, wall, ratio] of rows) {
      expect(wall, who).toMatch(/^\d[\d,.]* (ms|s)$/);
      expect(ratio, who).toMatch(/^[\d.,]+×$/);
    }
    expect(rows[0]?.[2]).toBe('1×');
    // Python's memory is known, by its own tracing; JavaScript's is not, and nothing is made up.
    expect(rows[2]?.[3]).toMatch(/^[\d.]+ (kB|MB)$/);
    expect(rows[4]?.[3]).toBe('not known');
    // What the sample is about: depth costs C++ next to nothing, and the others a great deal.
    const milliseconds = (text = ''): number => Number.parseFloat(text.replaceAll(',', '')) * (text.endsWith(' s') ? 1_000 : 1);
    expect(milliseconds(rows[4]?.[1])).toBeGreaterThan(3 * milliseconds(rows[0]?.[1]));
  });

  test('says what stands behind the figures, and shows them as a chart that can be read out', async () => {
    const notes = await playground.page.$eval('.compare-notes', (element) => element.textContent ?? '');
    expect(notes).toMatch(new RegExp(`${name} \\d+ · \\d+ cores? · measured once after 1 warm-up`));
    expect(notes).toContain('Compare again to see whether the figures hold');
    const chart = await playground.page.$eval('.compare-chart', (element) => element.getAttribute('aria-label') ?? '');
    expect(chart).toMatch(/^Wall time(, logarithmic)?: C\+\+ · 1,000 deep [\d.]+ ms; /);
    await playground.until('the chart is drawn', () => {
      const canvas = document.querySelector<HTMLCanvasElement>('.compare-chart canvas');
      const data = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
      return data?.some((value) => value !== 0);
    });
  });

  test('relates all to the baseline that is chosen', async () => {
    await playground.page.select('.compare-baseline', 'javascript:flat');
    const rows = await playground.compared();
    expect(rows[5]?.[2]).toBe('1×');
    // A thousand deep and flat are far apart in any language, on any machine.
    expect(Number.parseFloat(rows[4]?.[2] ?? '')).toBeGreaterThan(5);
  });

  test('holds an edit against what is pinned', { timeout: 120_000 }, async () => {
    for (const box of ['cpp:1,000 deep', 'cpp:flat', 'python:1,000 deep', 'python:flat']) await playground.page.click(`[data-contender="${box}"]`);
    await playground.page.click('.compare-action[aria-pressed]');
    await playground.chooseLanguage('javascript');
    await playground.setSource((await playground.source()).replace('const depth = 1_000;', 'const depth = 100;'));
    await playground.compare();
    const rows = await playground.compared();
    expect(rows.map(([who]) => who)).toEqual(['1,000 deep JavaScript', 'flat JavaScript']);
    const againstPinned = Number.parseFloat(rows[0]?.[3] ?? '');
    expect(againstPinned).toBeLessThan(0.7);
    expect(await playground.page.$eval('.compare-chart', (element) => element.getAttribute('aria-label'))).toContain('(pinned)');
    await playground.page.evaluate(() => document.querySelector('weft-playground')?.reset());
  });

  test('counts the requests in flight, of a program without variants too', { timeout: 120_000 }, async () => {
    await playground.choose('07-ten-pages-at-once');
    await playground.page.click('[data-contender=javascript]');
    await playground.compare();
    const rows = await playground.compared();
    expect(rows).toHaveLength(1);
    expect(rows[0]?.[0]).toBe('whole program C++');
    expect(rows[0]?.[1]).toMatch(/^1\.\d+ s$/);
    expect(rows[0]?.at(-1)).toBe('10');
  });

  test('is stopped at once, and leaves what was there', async () => {
    await playground.page.click('.compare-start[data-action=run]');
    await playground.until('a run goes on', () => document.querySelector('.compare-progress')?.textContent?.includes('whole program'));
    await playground.page.click('.compare-start[data-action=stop]');
    await playground.until('it has stopped', () => document.querySelector('.compare-message')?.textContent?.includes('Stopped'));
    expect(await playground.compared()).toHaveLength(1);
    // Firefox notes what the sandbox's policy forbade Pyodide to try.
    expect(playground.complaints.filter((complaint) => !/Content.Security.Policy/i.test(complaint))).toEqual([]);
  });
});

describe('a hundred requests of one second', () => {
  const browser = useBrowser();

  test('take little more than one on threads and on a loop, in every language, all at once', { timeout: 200_000 }, async () => {
    const playground = await browser.open();
    await playground.choose('08-sync-threads-async');
    await playground.showView('compare');
    await playground.page.select('.compare-number select', '1');
    for (const box of ['cpp:sync', 'javascript:sync']) await playground.page.click(`[data-contender="${box}"]`);
    await playground.compare();
    const rows = await playground.compared();
    expect(rows.map(([who]) => who)).toEqual(['threads C++', 'async C++', 'async JavaScript']);
    // Exact times are for the benchmarks: this is that nobody waited for anybody else.
    for (const [who, wall = ''] of rows) expect(wall, who).toMatch(/^[1-9]\.\d+ s/);
    const [threads, ...loops] = rows.map((row) => Number(row.at(-1)));
    expect(loops).toEqual([100, 100]);
    // On a busy machine the first answer may come before the last thread has begun; there is no limit of six.
    expect(threads).toBeGreaterThan(6);
    await playground.close();
  });
});

describe('copies', () => {
  const browser = useBrowser();

  test('are Markdown, CSV and a picture', { timeout: 120_000 }, async () => {
    const playground = await browser.open();
    const { page } = playground;
    await page.browserContext().overridePermissions(new URL(page.url()).origin, ['clipboard-read', 'clipboard-write', 'clipboard-sanitized-write']);
    await playground.choose(sample);
    await playground.showView('compare');
    await page.select('.compare-number select', '1');
    await playground.compare();
    const copy = async (what: string): Promise<void> => {
      await page.evaluate((label) => {
        document.querySelector<HTMLElement>(`.compare-action[aria-label="Copy: ${label}"]`)?.click();
      }, what);
      await playground.until(`${what} is copied`, (label) => document.querySelector('.compare-copy-label')?.textContent === `${label} copied`, what);
    };
    await copy('Markdown');
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('| C++ · 1,000 deep | ');
    await copy('CSV');
    const csv = await page.evaluate(() => navigator.clipboard.readText());
    expect(csv.trim().split(/\r?\n/)).toHaveLength(5);
    await copy('PNG');
    const size = await page.evaluate(async () => {
      const [item] = await navigator.clipboard.read();
      const picture = await item?.getType('image/png');
      return picture === undefined ? 0 : (await createImageBitmap(picture)).width;
    });
    expect(size).toBeGreaterThan(300);
  });
});
