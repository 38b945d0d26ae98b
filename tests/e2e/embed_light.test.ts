/** `embed.js` in a page of another host whose policy allows little, before anybody presses anything and just after. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { launchChromium } from '../support/browsers.mjs';
import { siteFolder } from '../support/site.mjs';
import { serveFolder } from '../support/static_server.mjs';

const program = '#include &lt;weft/weft.hpp&gt;\nint main() {\n  weft::println("hello");\n}\n';
const hidden = '#include &lt;weft/weft.hpp&gt;\nint main() {\n  //sampleStart\n  weft::println("shown");\n  //sampleEnd\n}\n';

const threeKinds = `
  <pre><code class="language-cpp-weft">${program}</code></pre>
  <div class="language-cpp-weft"><button title="the tool's own">copy</button><pre class="shiki"><code><span>${program}</span></code></pre></div>
  <div class="highlight-cpp-weft notranslate"><div class="highlight"><pre>${program}</pre></div></div>`;

/** What a page loads besides itself and its styles, and what moves in it, noted from its first moment. */
interface Noted {
  shift: number;
  violations: string[];
}

let browser: Browser;
let site: string;
let folder: string;
let host: Awaited<ReturnType<typeof serveFolder>>;
let policy = '';
const pages: Page[] = [];

beforeAll(async () => {
  site = inject('site');
  const { origin } = new URL(site);
  policy = `default-src 'none'; script-src ${origin}; frame-src ${origin}; style-src 'self'; connect-src 'self'`;
  folder = mkdtempSync(join(tmpdir(), 'weft-embed-'));
  writeFileSync(join(folder, 'page.css'), 'body{margin:2rem;font:16px/1.5 sans-serif}pre{padding:12px;overflow:auto;background:#f6f7f6;font:13px/21px monospace}.dark{background:#111}.dark pre{background:#16202a;color:#eee}');
  host = await serveFolder(folder, {
    first: (_request, response, next) => {
      response.setHeader('Content-Security-Policy', policy);
      next();
    },
  });
  browser = await launchChromium();
});
afterEach(async () => {
  await Promise.all(pages.splice(0).map((page) => page.close()));
});
afterAll(async () => {
  await browser?.close();
  await host?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(body: string, { attributes = '', root = 'lang="en"', width = 1000 } = {}): Promise<{ page: Page; requests: string[] }> {
  writeFileSync(
    join(folder, 'index.html'),
    `<!doctype html><html ${root}><head><meta charset="utf-8"><title>docs</title><meta name="viewport" content="width=device-width"><link rel="stylesheet" href="page.css"><script type="module" src="${site}embed.js" ${attributes}></script></head><body>${body}</body></html>`,
  );
  const page = await browser.newPage();
  pages.push(page);
  await page.setViewport({ width, height: 800 });
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  await page.evaluateOnNewDocument(() => {
    if (window.top !== window) return;
    const noted: Noted = { shift: 0, violations: [] };
    Object.assign(globalThis, { noted });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) noted.shift += (entry as PerformanceEntry & { value: number }).value;
    }).observe({ type: 'layout-shift', buffered: true });
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => noted.violations.push(`${effectiveDirective} ${blockedURI}`));
  });
  await page.goto(host.address, { waitUntil: 'networkidle0' });
  await page.waitForSelector('weft-playground');
  return { page, requests };
}

function noted(page: Page): Promise<Noted> {
  return page.evaluate(() => (globalThis as typeof globalThis & { noted: Noted }).noted);
}

test('is at most 15 KB as it travels', () => {
  expect(gzipSync(readFileSync(join(siteFolder, 'embed.js')), { level: 9 }).length).toBeLessThanOrEqual(15_000);
});

describe('before a click', () => {
  test('all three kinds of blocks are runnable, and only embed.js was fetched', async () => {
    const { page, requests } = await open(`${threeKinds}<weft-playground><pre><code class="language-cpp-weft">${program}</code></pre></weft-playground>`);
    expect(await page.$$eval('weft-playground', (all) => all.map((each) => [each.source, each.querySelectorAll('pre').length]))).toEqual(
      Array(4).fill(['#include <weft/weft.hpp>\nint main() {\n  weft::println("hello");\n}\n', 1]),
    );
    expect(await page.$$eval('weft-playground weft-playground', ({ length }) => length)).toBe(0);
    expect(requests.map((address) => address.replace(host.address, '').replace(site, 'weft:'))).toEqual(['', 'page.css', 'weft:embed.js']);
    expect(await noted(page)).toMatchObject({ shift: 0, violations: [] });
  });

  test('fifty blocks move nothing', async () => {
    const long = Array.from({ length: 50 }, (_, index) => `<h2>${index}</h2><pre><code class="language-cpp-weft">${program.repeat(5)}</code></pre>`).join('');
    const { page, requests } = await open(long);
    expect(await page.$$eval('weft-playground', ({ length }) => length)).toBe(50);
    expect((await noted(page)).shift).toBe(0);
    expect(requests).toHaveLength(3);
  });
});
