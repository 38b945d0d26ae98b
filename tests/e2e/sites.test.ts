/**
 * Other people's documentation, made by the real tools and served from another origin than weft's: its blocks are readable without
 * any script, and with it a reader edits one and runs it.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'parse5';
import type { Browser, Frame, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { launchChromium, launchFirefox } from '../support/browsers.mjs';
import { buildSites, siteNames, type SiteName } from '../support/sites.mjs';
import { serveFolder } from '../support/static_server.mjs';

let folders: Record<SiteName, string>;
beforeAll(async () => {
  folders = await buildSites(new URL('embed.js', inject('site')).href);
}, 300_000);

interface Element {
  readonly nodeName: string;
  readonly attrs?: readonly { readonly name: string; readonly value: string }[];
  readonly childNodes?: readonly Element[];
  readonly value?: string;
}

function elementsIn(node: Element, name: string): Element[] {
  const own = node.nodeName === name ? [node] : [];
  return [...own, ...(node.childNodes ?? []).flatMap((child) => elementsIn(child, name))];
}

function textOf({ value, childNodes = [] }: Element): string {
  return value ?? childNodes.map(textOf).join('');
}

function attributesOf({ attrs = [] }: Element): Record<string, string> {
  return Object.fromEntries(attrs.map(({ name, value }) => [name, value]));
}

describe.each(siteNames)('a page made by %s', (name) => {
  test('has its code in it, with its options, and the script once', () => {
    const page = parse(readFileSync(path.join(folders[name], 'index.html'), 'utf8')) as Element;
    const scripts = elementsIn(page, 'script').map(attributesOf).filter(({ src }) => src?.endsWith('/embed.js'));
    expect(scripts).toEqual([{ type: 'module', src: new URL('embed.js', inject('site')).href }]);

    const [playground] = elementsIn(page, 'weft-playground');
    if (playground === undefined) throw new Error('there is no playground');
    expect(attributesOf(playground)).toEqual(name === 'html' ? { id: 'element', expect: '1 2 3' } : { expect: 'hello', highlight: '4' });
    const [code, ...others] = elementsIn(playground, 'code');
    if (code === undefined) throw new Error('there is no code');
    expect(others).toEqual([]);
    if (name !== 'html') expect(textOf(code)).toBe('#include <weft/weft.hpp>\n\nint main() {\n  weft::println("hello");\n}\n');
  });
});

/** Long enough for a compiler to be fetched and started on a machine that does something else besides. */
const patience = 45_000;

/** What runs behind the page's first block, once it has been asked for. */
async function liveDocument(page: Page): Promise<Frame> {
  const frame = await page.waitForFrame((each) => each.url().endsWith('/embed.html#live'), { timeout: patience });
  await frame.waitForSelector('weft-live', { timeout: patience });
  return frame;
}

function untilPrinted(frame: Frame, text: string) {
  return frame.waitForFunction((wanted) => document.querySelector('weft-terminal')?.text.includes(wanted), { timeout: patience, polling: 50 }, text);
}

async function press(page: Page, selector: string): Promise<void> {
  const button = await page.waitForSelector(`weft-playground >>> ${selector}`, { timeout: patience, visible: true });
  await button?.click();
}

describe.each([
  ['Chromium', launchChromium],
  ['Firefox', launchFirefox],
])('in %s', (_browser, launch) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());

  test.each(siteNames)('a reader of a page made by %s edits a block and runs it', { timeout: 180_000 }, async (name) => {
    const host = await serveFolder(folders[name]);
    const page = await browser.newPage();
    try {
      await page.setViewport({ width: 1280, height: 900 });
      const requests: string[] = [];
      page.on('request', (request) => request.frame() === page.mainFrame() && requests.push(request.url()));
      await page.goto(host.address);
      await page.waitForSelector('weft-playground >>> button.run', { timeout: patience });
      const weft = inject('site');
      expect(new URL(host.address).origin).not.toBe(new URL(weft).origin);
      expect(requests.filter((address) => address.startsWith(weft))).toEqual([`${weft}embed.js`]);

      await press(page, 'button.edit');
      const live = await liveDocument(page);
      await live.waitForSelector('weft-editor[data-editor=monaco] .view-line', { timeout: patience });
      await live.click('weft-editor .view-lines');
      await live.waitForFunction(() => document.activeElement?.closest('weft-editor') !== null, { timeout: patience, polling: 50 });
      const { keyboard } = page;
      await keyboard.down('Control');
      await keyboard.press('Home');
      await keyboard.up('Control');
      for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'End', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft'] as const) await keyboard.press(key);
      await keyboard.type(' from a reader');
      await page.waitForFunction(() => document.querySelector('weft-playground')?.source.includes('hello from a reader'), { timeout: patience, polling: 50 });

      await press(page, 'button.run');
      await untilPrinted(live, 'hello from a reader\n');
      // What the writer expects is expected of the writer's own code.
      await page.waitForSelector('weft-playground[data-expectation=none]', { timeout: patience });
    } finally {
      await page.close();
      await host.close();
    }
  });
});
