/** Blocks of another site's pages, made runnable by embed.js: under a strict policy, from another origin, in both browsers. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, ElementHandle, Frame, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EmbedRunResult } from '../../web/src/protocol/embed_messages.js';
import { writeLink } from '../../web/src/embed/format/link.js';
import { launchChromium, launchFirefox } from '../support/browsers.mjs';
import { siteFolder } from '../support/site.mjs';
import { serveFolder } from '../support/static_server.mjs';
import { useBrowser } from './support.js';

type Host = Awaited<ReturnType<typeof serveFolder>>;

const escape = (code: string): string => code.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const hello = '#include <weft/weft.hpp>\nint main() { weft::println("hello"); }\n';

function page(weft: string, body: string, attributes = ''): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>docs</title><link rel="stylesheet" href="docs.css">
<script type="module" src="${weft}embed.js" ${attributes}></script><h1>Documentation</h1>${body}<p id="after">After.</p></html>`;
}

const block = (code: string): string => `<pre><code class="language-cpp-weft">${escape(code)}</code></pre>`;

const bodies: Record<string, (weft: string) => string> = {
  'kinds.html': () =>
    `${block(hello)}<div class="language-cpp-weft"><pre><code>${escape(hello)}</code></pre></div><div class="highlight-cpp-weft"><div class="highlight"><pre>${escape(hello)}</pre></div></div>
     <weft-playground><pre><code class="language-cpp-weft">${escape(hello)}</code></pre></weft-playground><pre><code class="language-cpp">int other;</code></pre>`,
  'options.html': () =>
    block('//weft: expect="hi\\n"\n#include <weft/weft.hpp>\nint main() {\n  //sampleStart\n  weft::println("hi");\n  //sampleEnd\n}\n') +
    block('//weft: expect=something\n#include <weft/weft.hpp>\nint main() { weft::println("else"); }\n') +
    block('//weft: args="one two" stdin="three\\n"\n#include <weft/weft.hpp>\n#include <iostream>\n#include <string>\nint main(int, char** argv) { std::string line; std::getline(std::cin, line); weft::println("{} {} {}", argv[1], argv[2], line); }\n') +
    block('//weft: readonly nonsense=1\nint main() {}\n') +
    '<weft-playground example="01-generator"></weft-playground>',
  'many.html': () => Array.from({ length: 50 }, (_, i) => block(hello.replace('hello', `block ${i}`))).join('<p>Text.</p>'),
};

function useDocs(): { weft: Host; docs: Host } {
  const hosts = {} as { weft: Host; docs: Host };
  beforeAll(async () => {
    hosts.weft = await serveFolder(siteFolder, { prefix: '/weft/', headers: { 'access-control-allow-origin': '*' } });
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'weft-docs-'));
    for (const [name, body] of Object.entries(bodies)) fs.writeFileSync(path.join(folder, name), page(hosts.weft.address, body(hosts.weft.address)));
    fs.writeFileSync(path.join(folder, 'docs.css'), 'pre { padding: 1rem; background: #f6f8fa; overflow: auto }\niframe { border: 0 }');
    const origin = new URL(hosts.weft.address).origin;
    hosts.docs = await serveFolder(folder, {
      headers: { 'content-security-policy': `default-src 'none'; script-src ${origin}; frame-src ${origin}; style-src 'self'; connect-src 'self'` },
    });
  });
  afterAll(async () => {
    await hosts.docs?.close();
    await hosts.weft?.close();
  });
  return hosts;
}

async function open(browser: Browser, hosts: { docs: Host }, name: string): Promise<Page & { complaints: string[] }> {
  const opened = Object.assign(await browser.newPage(), { complaints: [] as string[] });
  opened.on('console', (message) => {
    if (message.type() === 'error' && !/favicon/.test(`${message.text()} ${message.location().url}`)) opened.complaints.push(message.text());
  });
  // Firefox tells of a policy's work as of an error.
  opened.on('pageerror', (error) => void (/favicon/.test(String(error)) || opened.complaints.push(String(error))));
  await opened.goto(hosts.docs.address + name);
  await opened.waitForFunction(() => document.querySelector('weft-playground')?.shadowRoot?.querySelector('.run') != null);
  return opened;
}

const run = (on: Page, index: number): Promise<EmbedRunResult> =>
  on.evaluate(async (i) => {
    const embed = document.querySelectorAll('weft-playground')[i] as unknown as { run(): Promise<EmbedRunResult> };
    return embed.run();
  }, index);

/** Presses a button of an embed, as a reader does. */
async function press(on: Page, index: number, button: string): Promise<void> {
  const found = await on.evaluateHandle((i, name) => document.querySelectorAll('weft-playground')[i]?.shadowRoot?.querySelector(name), index, button);
  const element = found.asElement() as ElementHandle<Element> | null;
  await element?.scrollIntoView();
  await element?.click();
}

/** The frame behind an embed, as soon as the embed has one: what is in it may be still to come. */
async function frameOf(on: Page, index: number): Promise<Frame> {
  const found = await on.evaluateHandle((i) => document.querySelectorAll('weft-playground')[i]?.shadowRoot?.querySelector('iframe'), index);
  const frame = await (found.asElement() as ElementHandle<HTMLIFrameElement> | null)?.contentFrame();
  if (!frame) throw new Error(`embed ${index} has no frame`);
  return frame;
}

describe.each([
  ['Chromium', launchChromium],
  ['Firefox', launchFirefox],
] as const)('an embed in %s', (_name, launch) => {
  const hosts = useDocs();
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());

  test('is every kind of block, and loads nothing but embed.js until it is wanted', { timeout: 120_000 }, async () => {
    const requests: string[] = [];
    const docs = await browser.newPage();
    docs.on('request', (request) => requests.push(request.url()));
    await docs.goto(`${hosts.docs.address}kinds.html`);
    await docs.waitForFunction(() => document.querySelectorAll('weft-playground').length === 4);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(requests.filter((url) => url.startsWith(hosts.weft.address))).toEqual([`${hosts.weft.address}embed.js`]);
    expect(await docs.$eval('.language-cpp', (element) => element.closest('weft-playground'))).toBeNull();
    expect(await docs.$$eval('weft-playground', (embeds) => embeds.map((embed) => embed.querySelectorAll('pre').length))).toEqual([1, 1, 1, 1]);
    await docs.close();
  });

  test('is run, and edited and run again, with the compiler fetched once', { timeout: 180_000 }, async () => {
    const docs = await open(browser, hosts, 'kinds.html');
    expect(await run(docs, 0)).toMatchObject({ exitCode: 0, stdout: 'hello\n' });
    await press(docs, 1, '.edit');
    const frame = await frameOf(docs, 1);
    await frame.waitForSelector('weft-editor[data-editor=monaco]', { timeout: 60_000 });
    await frame.waitForFunction(() => document.activeElement?.closest('weft-editor') != null);
    await docs.keyboard.type('// mine: ');
    await docs.keyboard.down('Control');
    await docs.keyboard.press('End');
    await docs.keyboard.up('Control');
    await docs.keyboard.press('Enter');
    await docs.keyboard.type('int mine = warps;');
    expect(await frame.$eval('weft-editor', (editor) => editor.text)).toContain('// mine: #include');
    const failed = await run(docs, 1);
    expect(failed).toMatchObject({ reason: 'not-compiled', exitCode: 1 });
    expect(failed.diagnostics[0]).toMatchObject({ severity: 'error', range: { line: 3, column: 12 } });
    await docs.evaluate(() => {
      (document.querySelectorAll('weft-playground')[1] as unknown as { source: string }).source = '#include <weft/weft.hpp>\nint main() { weft::println("edited"); }\n';
    });
    expect(await run(docs, 1)).toMatchObject({ exitCode: 0, stdout: 'edited\n', reason: 'exit' });
    expect(docs.complaints).toEqual([]);
    await docs.close();
  });
});

describe('an embed', () => {
  const hosts = useDocs();
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  test('of which there are fifty stays light, and moves nothing', { timeout: 60_000 }, async () => {
    expect(gzipSync(fs.readFileSync(path.join(siteFolder, 'embed.js')), { level: 9 }).length).toBeLessThan(15 * 1024);
    const docs = await browser.newPage();
    await docs.evaluateOnNewDocument(() => {
      Object.assign(globalThis, { shifted: 0 });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) Object.assign(globalThis, { shifted: Reflect.get(globalThis, 'shifted') + Reflect.get(entry, 'value') });
      }).observe({ type: 'layout-shift', buffered: true });
    });
    await docs.goto(`${hosts.docs.address}many.html`);
    await docs.waitForFunction(() => document.querySelectorAll('weft-playground').length === 50);
    await docs.evaluate(() => document.querySelector('#after')?.scrollIntoView());
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await docs.evaluate(() => Reflect.get(globalThis, 'shifted'))).toBe(0);
    await docs.close();
  });

  test('says whether it printed what it should, hides what is hidden, and takes arguments and input', { timeout: 180_000 }, async () => {
    const docs = await open(browser, hosts, 'options.html');
    expect(await docs.$eval('weft-playground pre', (pre) => pre.textContent)).toBe('weft::println("hi");');
    expect(await run(docs, 0)).toMatchObject({ stdout: 'hi\n' });
    expect(await run(docs, 1)).toMatchObject({ stdout: 'else\n' });
    expect((await run(docs, 2)).stdout).toContain('one two three\n');
    expect(await docs.$$eval('weft-playground', (embeds) => embeds.slice(0, 3).map((embed) => embed.getAttribute('data-expectation')))).toEqual(['met', 'missed', 'none']);
    expect(await docs.$$eval('weft-playground', (embeds) => embeds[3]?.shadowRoot?.querySelector<HTMLElement>('.edit')?.hidden)).toBe(true);
    expect(await docs.$$eval('weft-playground', (embeds) => embeds[3]?.shadowRoot?.querySelector('.said')?.textContent)).toContain('nonsense=1');
    await docs.close();
  });

  test('of a sample of weft’s own needs no compiler', { timeout: 60_000 }, async () => {
    const docs = await open(browser, hosts, 'options.html');
    const result = await run(docs, 4);
    expect(result).toMatchObject({ exitCode: 0, timings: { compileMs: 0, linkMs: 0 } });
    expect(result.stdout).not.toBe('');
    await docs.close();
  });

  test('is stopped, and shows the reader what it said', { timeout: 120_000 }, async () => {
    const docs = await open(browser, hosts, 'kinds.html');
    const stopped = docs.evaluate(async () => {
      const embed = document.querySelector('weft-playground') as unknown as EventTarget & { source: string; run(): Promise<EmbedRunResult>; stop(): void };
      embed.source = '#include <weft/weft.hpp>\nint main() { weft::println("on"); for (volatile int i = 0;; i = i + 1) {} }\n';
      embed.addEventListener('weft-output', () => embed.stop());
      return embed.run();
    });
    expect(await stopped).toMatchObject({ reason: 'stopped', exitCode: 130, stdout: 'on\n' });
    await docs.close();
  });

  test('of which the frame cannot be loaded says so, and the code stays', { timeout: 60_000 }, async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'weft-docs-'));
    fs.writeFileSync(path.join(folder, 'kinds.html'), page(hosts.weft.address, block(hello)));
    const strict = await serveFolder(folder, { headers: { 'content-security-policy': `default-src 'none'; script-src ${new URL(hosts.weft.address).origin}` } });
    const docs = await browser.newPage();
    await docs.goto(`${strict.address}kinds.html`);
    await docs.waitForSelector('weft-playground');
    expect(await run(docs, 0)).toMatchObject({ reason: 'failed' });
    expect(await docs.$eval('weft-playground', (embed) => embed.shadowRoot?.querySelector('.said')?.textContent)).toContain('security policy (frame-src)');
    expect(await docs.$eval('weft-playground pre', (pre) => pre.getClientRects().length)).toBe(1);
    await docs.close();
    await strict.close();
  });

  test('is a frame, too, that tells its height', { timeout: 60_000 }, async () => {
    const link = await writeLink({ options: { highlight: '1' }, code: hello });
    const docs = await browser.newPage();
    await docs.goto(`${hosts.docs.address}docs.css`);
    await docs.setContent(`<iframe src="${hosts.weft.address}embed.html#${link}"></iframe>`);
    const frame = await docs.waitForFrame((each) => each.url().includes('embed.html'));
    await frame.waitForSelector('weft-playground');
    expect(await frame.$eval('weft-playground pre', (pre) => pre.textContent)).toBe(hello);
    await docs.close();
  });
});

describe('the playground', () => {
  const hosts = useDocs();
  const browser = useBrowser();

  test('shows the program of an embed’s link beside the reader’s own, and does not run it', { timeout: 60_000 }, async () => {
    const link = await writeLink({ options: {}, code: hello });
    const playground = await browser.open({ address: `${hosts.weft.address}#${link}` });
    await playground.until('the program is shown', (text) => document.querySelector('weft-playground')?.source === text, hello);
    expect((await playground.heard()).statuses).toEqual([]);
    expect(await playground.run()).toMatchObject({ stdout: 'hello\n' });
    const newer = await browser.open({ address: `${hosts.weft.address}#v2?x=y` });
    await newer.until('it says why not', () => document.querySelector('weft-playground')?.source.includes('newer weft'));
  });
});
