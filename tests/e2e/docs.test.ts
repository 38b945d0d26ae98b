/** weft's own documentation, on a plain static host and below a path: its pages, the ways between them, and who can read them. */
import { readdirSync, readFileSync } from 'node:fs';
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import type { AxeResults } from 'axe-core';
import type { Browser, HTTPRequest, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from '../support/browsers.mjs';
import { loadCompiler } from '../support/browsers_compiler.mjs';
import { compilerFiles, siteFolder } from '../support/site.mjs';
import { serveFolder } from '../support/static_server.mjs';
import { compile } from '../../wasm/program/drive_clang.mjs';
import { project } from '../../wasm/toolchain/setup.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let browser: Browser;
let host: Awaited<ReturnType<typeof serveFolder>>;
let page: Page;
let complaints: string[] = [];

beforeAll(async () => {
  host = await serveFolder(siteFolder, { prefix: '/some/sub/path/' });
  browser = await launchChromium();
  page = await browser.newPage();
  await page.setViewport({ width: 1280, height: 800 });
  page.on('pageerror', (error) => complaints.push(`uncaught: ${String(error)}`));
  page.on('console', (message) => {
    // What is missing is told below, by its name.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) complaints.push(`console: ${message.text()}`);
  });
  page.on('response', (response) => {
    if (/^https?:/.test(response.url()) && !response.url().startsWith(host.address)) complaints.push(`fetched from elsewhere: ${response.url()}`);
    if (response.status() >= 400) complaints.push(`not there: ${response.url()}`);
  });
});
afterAll(async () => {
  await browser?.close();
  await host?.close();
});

test('every program of it prints what it says', { timeout: 300_000 }, async () => {
  // By the command that the build compiled them with, which does not compile them again.
  const out = resolve(project, 'build/wasm/docs_programs');
  const words = ['web/scripts/prebuild.mjs', 'web/docs/**/*.md', '--out', out];
  const { stderr } = await promisify(execFile)(process.execPath, words, { cwd: project, maxBuffer: 1 << 24 }).catch((error: { stderr: string }) => error);
  expect(stderr).toMatch(/ expectations held; /);
});

test('every program of its reference compiles without a word', { timeout: 120_000 }, async () => {
  const { llvm } = await loadCompiler();
  const folder = resolve(project, 'web/docs/reference/examples');
  for (const name of readdirSync(folder)) {
    const { object, report } = compile(llvm, readFileSync(resolve(folder, name), 'utf8'), 'text');
    expect({ name, report, compiled: object !== null }).toEqual({ name, report: '', compiled: true });
  }
});

async function open(name: string): Promise<void> {
  complaints = [];
  await page.goto(host.address + name, { waitUntil: 'networkidle0' });
}

/** What axe finds wrong, each with the first place where it is. */
async function violations(): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe: checker } = window as unknown as { readonly axe: { run(options: object): Promise<AxeResults> } };
    const found = await checker.run({ resultTypes: ['violations'] });
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
  });
}

describe.each(['docs/index.html', 'docs/guide/tasks.html', 'docs/ko/guide/embedding.html', 'docs/reference/task.html', 'docs/ko/reference/index.html'])('%s', (name) => {
  test.each(['light', 'dark'] as const)('is complete and can be read by everybody, %s', async (theme) => {
    await page.emulateMediaFeatures([
      { name: 'prefers-color-scheme', value: theme },
      { name: 'prefers-reduced-motion', value: 'reduce' },
    ]);
    await open(name);
    expect(await page.$eval('h1', (heading) => heading.textContent)).not.toBe('');
    expect(await violations()).toEqual([]);
    expect(complaints).toEqual([]);
  });
});

test('from the playground to a program of the guide, to the reference, and back', async () => {
  await open('index.html');
  // It is loaded once more, to be isolated.
  await page.waitForFunction(() => crossOriginIsolated && document.querySelector('weft-masthead .masthead-link'), { polling: 100 });
  const follow = async (selector: string, address: string) => {
    await page.waitForSelector(selector);
    await page.click(selector);
    await page.waitForFunction((wanted) => location.href.startsWith(wanted), { polling: 50 }, host.address + address);
  };
  await follow('weft-masthead .masthead-link', 'docs/index.html');
  await follow('.home-action', 'docs/guide/');
  await follow('.VPSidebar a[href$="/guide/tasks.html"]', 'docs/guide/tasks.html');
  await page.waitForFunction(() => document.querySelectorAll('.vp-doc weft-playground pre').length === 10, { polling: 50 });
  await follow('.vp-doc a[href$="/reference/task.html#create_task"]', 'docs/reference/task.html#create_task');
  await page.waitForSelector('h2#create_task');
  await follow('.VPNavBarMenu a[href$="/index.html"][target=_self]', 'index.html');
  expect(complaints).toEqual([]);
});

test('the first run of a program takes no compiler, in the guide in both languages', { timeout: 120_000 }, async () => {
  for (const guide of ['docs/guide/index.html', 'docs/ko/guide/index.html']) {
    await open(guide);
    const requests: string[] = [];
    const note = (request: HTTPRequest) => void requests.push(request.url());
    page.on('request', note);
    await (await page.waitForSelector('weft-playground >>> button.run'))?.click();
    const live = await page.waitForFrame((frame) => frame.url().endsWith('/embed.html#live'));
    await live.waitForFunction(() => document.querySelector('weft-terminal')?.text === 'hello\nworld\n', { polling: 50 });
    await page.waitForSelector('weft-playground[data-expectation=met]');
    page.off('request', note);
    expect(requests.filter((address) => address.includes('/docs/prebuilt/'))).toHaveLength(2);
    expect(requests.filter((address) => compilerFiles().some((file) => address.endsWith(file)))).toEqual([]);
    expect(complaints).toEqual([]);
  }
});
