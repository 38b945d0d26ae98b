/** `embed.js` in a page of another host whose policy allows little, before anybody presses anything and just after. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { readLink } from '../../web/src/embed/format/link.js';
import { launchChromium } from '../support/browsers.mjs';
import { buildCommandLine, runCommandLine } from '../support/command_line.mjs';
import { siteFolder } from '../support/site.mjs';
import { serveFolder } from '../support/static_server.mjs';

const program = '#include &lt;weft/weft.hpp&gt;\nint main() {\n  weft::println("hello");\n}\n';
const hidden = '#include &lt;weft/weft.hpp&gt;\nint main() {\n  //sampleStart\n  weft::println("shown");\n  //sampleEnd\n}\n';

const threeKinds = `
  <pre><code class="language-cpp-weft">${program}</code></pre>
  <div class="language-cpp-weft"><button title="the tool's own">copy</button><pre class="shiki"><code><span>${program}</span></code></pre></div>
  <div class="highlight-cpp-weft notranslate"><div class="highlight"><pre>${program}</pre></div></div>`;

/** What moves in a page and what its policy forbids, noted from its first moment. */
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

interface OpenOptions {
  /** More attributes of the script. */
  readonly attributes?: string;
  readonly width?: number;
  /** Another host of weft's. */
  readonly weft?: string;
  /** Done in the page before anything else. */
  readonly prepare?: () => unknown;
}

interface Opened {
  readonly page: Page;
  readonly requests: readonly string[];
}

async function open(body: string, { attributes = '', width = 1000, weft = site, prepare }: OpenOptions = {}): Promise<Opened> {
  const { origin } = new URL(weft);
  policy = `default-src 'none'; script-src ${origin}; frame-src ${origin}; style-src 'self'; connect-src 'self'`;
  writeFileSync(
    join(folder, 'index.html'),
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>docs</title><meta name="viewport" content="width=device-width"><link rel="stylesheet" href="page.css"><script type="module" src="${weft}embed.js" ${attributes}></script></head><body>${body}</body></html>`,
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
  if (prepare) await page.evaluateOnNewDocument(prepare);
  await page.goto(host.address, { waitUntil: 'networkidle0' });
  await page.waitForFunction(() => [...document.querySelectorAll('weft-playground')].at(-1)?.shadowRoot != null);
  return { page, requests };
}

function noted(page: Page): Promise<Noted> {
  return page.evaluate(() => (globalThis as typeof globalThis & { noted: Noted }).noted);
}

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
    // Coloured is what can be seen, or soon.
    const colored = await page.evaluate(() => CSS.highlights.get('weft-directive')?.size ?? 0);
    expect(colored).toBeGreaterThan(0);
    expect(colored).toBeLessThan(250);
    expect((await noted(page)).shift).toBe(0);
    expect(requests).toHaveLength(3);
  });

  test('its colours and buttons follow the page, and a block with a look of its own keeps it', async () => {
    const own = `<weft-playground theme="dark"><pre><code>${program}</code></pre></weft-playground>`;
    const { page } = await open(`<pre><code class="language-cpp-weft">${program}</code></pre>${own}`);
    const look = () =>
      page.$$eval('weft-playground', (all) =>
        all.map((each) => {
          const pre = each.querySelector('pre') ?? each;
          return [each.dataset['look'], each.shadowRoot?.querySelector('.run')?.textContent, getComputedStyle(pre).backgroundColor];
        }),
      );
    const ownSurface = 'rgb(18, 27, 36)';
    expect(await look()).toEqual([
      ['light', 'Run', 'rgb(246, 247, 246)'],
      ['dark', 'Run', ownSurface],
    ]);
    await page.evaluate(() => {
      document.documentElement.className = 'dark';
      document.documentElement.lang = 'ko';
    });
    await page.waitForFunction(() => document.querySelector('weft-playground')?.dataset['look'] === 'dark');
    expect(await look()).toEqual([
      ['dark', '실행', 'rgb(22, 32, 42)'],
      ['dark', '실행', ownSurface],
    ]);
  });

  test('on a phone the buttons leave all but the last line free', async () => {
    const { page } = await open(`<pre><code class="language-cpp-weft">${program}</code></pre>`, { width: 360 });
    const { covered, lineHeight } = await page.$eval('weft-playground', (embed) => {
      const bar = embed.shadowRoot?.querySelector('.bar')?.getBoundingClientRect();
      const pre = embed.querySelector('pre');
      if (!bar || !pre) throw new Error('nothing is there');
      const { paddingBottom, lineHeight: height } = getComputedStyle(pre);
      return { covered: pre.getBoundingClientRect().bottom - parseFloat(paddingBottom) - bar.top, lineHeight: parseFloat(height) };
    });
    expect(covered).toBeLessThan(lineHeight / 2);
  });

  test('what a tool puts into the page later becomes runnable, and what it takes out leaves nothing behind', async () => {
    const { page } = await open(`<main><pre><code class="language-cpp-weft">${program}</code></pre></main>`);
    const colored = () => page.evaluate(() => [...CSS.highlights.values()].reduce((sum, { size }) => sum + size, 0));
    await page.waitForFunction(() => CSS.highlights.size > 0);
    const before = await colored();
    await page.evaluate(() => {
      const main = document.querySelector('main');
      const next = main?.cloneNode(false) as HTMLElement;
      const code = Object.assign(document.createElement('code'), { className: 'language-cpp-weft', textContent: 'int main() { return 7; }\n' });
      next.append(document.createElement('pre'));
      next.firstElementChild?.append(code);
      main?.replaceWith(next);
    });
    await page.waitForFunction(() => document.querySelector('weft-playground')?.source === 'int main() { return 7; }\n');
    await page.waitForFunction(() => CSS.highlights.get('weft-number')?.size === 1);
    expect(await colored()).toBeLessThan(before);
    await page.evaluate(() => document.querySelector('main')?.remove());
    expect(await colored()).toBe(0);
  });

  test('only what is to be seen is shown, the marked lines are marked, and what makes no sense is told', async () => {
    const { page } = await open(`<weft-playground highlight="1" view="sideways"><pre><code>${hidden}</code></pre></weft-playground>`);
    expect(await page.$eval('weft-playground pre', ({ textContent }) => textContent)).toBe('weft::println("shown");');
    await page.waitForFunction(() => CSS.highlights.get('weft-line')?.size === 1);
    expect(await page.$eval('weft-playground', (embed) => embed.shadowRoot?.querySelector('.said')?.textContent)).toContain('view=sideways');
  });

  test("the script's own attributes are the page's defaults", async () => {
    const { page } = await open(`<pre><code class="mine">${program}</code></pre>`, { attributes: 'data-selector="code.mine" data-readonly data-lang="ko"' });
    expect(await page.$eval('weft-playground', (embed) => [...(embed.shadowRoot?.querySelectorAll('button') ?? [])].map((button) => [button.className, button.hidden]))).toEqual([
      ['copy', false],
      ['edit', true],
      ['run', false],
    ]);
    expect(await page.$eval('weft-playground', (embed) => embed.shadowRoot?.querySelector('.run')?.textContent)).toBe('실행');
  });

  test('it is opened in the playground with its code', async () => {
    const { page } = await open(`<pre><code class="language-cpp-weft">${program}</code></pre>`);
    const link = await page.waitForSelector('weft-playground >>> .open');
    await link?.focus();
    await page.waitForFunction(() => document.querySelector('weft-playground')?.shadowRoot?.querySelector('.open')?.getAttribute('href')?.includes('#'));
    const address = await link?.evaluate((element) => element.getAttribute('href') ?? '');
    const { hash, href } = new URL(address ?? '');
    expect(href.startsWith(`${site}index.html#`)).toBe(true);
    expect(await readLink(hash)).toEqual({ options: {}, code: '#include <weft/weft.hpp>\nint main() {\n  weft::println("hello");\n}\n' });
  });
});

describe('a script', () => {
  test('sets properties, be it before the element is in the page, and nothing is fetched', async () => {
    const { page, requests } = await open(`<pre><code class="language-cpp-weft">${program}</code></pre>`);
    const told = await page.evaluate(() => {
      const embed = document.createElement('weft-playground') as unknown as HTMLElement & { source: string; readonly: boolean; height: string };
      embed.source = 'int main() {\r\n}\n';
      embed.readonly = true;
      embed.height = '90';
      const early = embed.source;
      document.body.append(embed);
      return [early, embed.source, embed.querySelector('pre')?.textContent, embed.querySelector('pre')?.offsetHeight, embed.shadowRoot?.querySelector<HTMLElement>('.edit')?.hidden];
    });
    expect(told).toEqual(['int main() {\n}\n', 'int main() {\n}\n', 'int main() {\n}', 90, true]);
    expect(requests).toHaveLength(3);
  });

  test('that runs again what still runs has both results, each its own', { timeout: 120_000 }, async () => {
    const { page } = await open(`<pre><code class="language-cpp-weft">${program}</code></pre>`);
    const results = await page.evaluate(async () => {
      const embed = document.querySelector('weft-playground');
      if (!embed) throw new Error('there is none');
      const exits: string[] = [];
      for (const type of ['execute', 'result', 'error', 'weft-exit']) embed.addEventListener(type, () => exits.push(type));
      const [first, second] = await Promise.all([embed.run(), embed.run()]);
      return [first.reason, second.reason, second.stdout, exits.join(' ')];
    });
    expect(results).toEqual(['stopped', 'exit', 'hello\n', 'execute execute weft-exit result weft-exit result']);
  });

  test('that takes a running block out of the page has its result', { timeout: 120_000 }, async () => {
    const { page } = await open(`<pre><code class="language-cpp-weft">${program}</code></pre>`);
    const results = await page.evaluate(async () => {
      const embed = document.querySelector('weft-playground');
      if (!embed) throw new Error('there is none');
      const run = embed.run();
      embed.remove();
      return [(await run).reason, (await embed.run()).reason, embed.shadowRoot?.querySelectorAll('iframe').length];
    });
    expect(results).toEqual(['stopped', 'failed', 0]);
  });
});

test('where WebAssembly is missing the code stays, and one line tells why', async () => {
  const { page } = await open(`<pre><code class="language-cpp-weft">${program}</code></pre>`, { prepare: () => Reflect.deleteProperty(globalThis, 'WebAssembly') });
  expect(
    await page.$eval('weft-playground', (embed) => [
      embed.querySelector('pre')?.getClientRects().length,
      embed.shadowRoot?.querySelector<HTMLElement>('.run')?.hidden,
      embed.shadowRoot?.querySelector('.said')?.textContent,
    ]),
  ).toEqual([1, true, 'This browser cannot run WebAssembly, so the program can only be read here.']);
});

test('where weft’s host is gone the code stays, and one line tells so', { timeout: 90_000 }, async () => {
  const gone = await serveFolder(siteFolder, { headers: { 'access-control-allow-origin': '*' } });
  const { page } = await open(`<pre><code class="language-cpp-weft">${program}</code></pre>`, { weft: gone.address });
  await gone.close();
  const result = await page.evaluate(() => document.querySelector('weft-playground')?.run());
  expect(result).toMatchObject({ reason: 'failed', exitCode: 1 });
  const told = await page.$eval('weft-playground', ({ shadowRoot, firstElementChild }) => ({
    shown: firstElementChild?.getClientRects().length,
    said: shadowRoot?.querySelector('.said')?.textContent,
    action: shadowRoot?.querySelector('.run')?.textContent,
    frames: shadowRoot?.querySelectorAll('iframe').length,
  }));
  expect(told).toEqual({ shown: 1, said: result?.message, action: 'Run', frames: 0 });
  expect(told.said).toContain('could not be loaded');
});

test('a program that was compiled ahead is fetched by the page on Run, and not before', { timeout: 120_000 }, async () => {
  writeFileSync(join(folder, 'page.html'), `<pre><code class="language-cpp-weft">${program}</code></pre>`);
  const commandLine = await buildCommandLine(join(folder, 'bin'));
  const prebuilt = await runCommandLine(commandLine, ['prebuild', 'page.html', '--out', 'programs', '--site', siteFolder], folder);
  expect(prebuilt.code, prebuilt.stderr).toBe(0);
  const { page, requests } = await open(`<pre><code class="language-cpp-weft">${program}</code></pre>`, { attributes: 'data-prebuilt="programs"' });
  expect(requests).toHaveLength(3);
  const result = await page.evaluate(() => document.querySelector('weft-playground')?.run());
  expect(result).toMatchObject({ exitCode: 0, stdout: 'hello\n', timings: { compileMs: 0, linkMs: 0 } });
  expect(requests.filter((address) => address.startsWith(`${host.address}programs/`)).map((address) => address.replace(/^.*\//, ''))).toEqual([
    'weft-prebuilt.json',
    expect.stringMatching(/^[0-9a-f]{16}\.wasm\.gz$/),
  ]);
});
