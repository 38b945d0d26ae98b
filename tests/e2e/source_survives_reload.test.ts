/** What the reader wrote is there again after a reload, a crash of the program, another sample and another tab. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Playground } from '../support/playground.mjs';
import { useBrowser } from './support.js';

const mine = '#include <weft/weft.hpp>\nint main() { weft::println("mine"); }\n';

describe('an edited source', () => {
  const browser = useBrowser();
  let playground: Playground;
  beforeAll(async () => {
    playground = await browser.open();
  });
  afterAll(() => expect(playground.complaints).toEqual([]));

  test('is there after a reload, even one right after the last key', async () => {
    await playground.pasteOver(mine);
    await playground.reload();
    expect(await playground.source()).toBe(mine);
    await playground.editorReady();
    await playground.until('the editor shows it', () => document.querySelector('weft-editor .view-lines')?.textContent?.includes('"mine"'));
    expect(await playground.page.$eval('.file-edited', (element) => element.textContent)).toBe('Edited');
    expect(await playground.phase()).toBe('ready');
  });

  test('runs then as it did before', async () => {
    expect(await playground.run()).toMatchObject({ exitCode: 0, stdout: 'mine\n' });
  });

  test('belongs to its sample: others are as they were', async () => {
    const [first = '', second = ''] = await playground.samples();
    await playground.choose(second);
    expect(await playground.source()).not.toContain('"mine"');
    await playground.reload();
    expect(await playground.page.evaluate(() => document.querySelector('weft-playground')?.example)).toBe(second);
    await playground.choose(first);
    expect(await playground.source()).toBe(mine);
  });

  test('gives way to the original on Reset, also after a reload, and comes back on Undo', async () => {
    await playground.editorReady();
    await playground.page.click('.bar .quiet-button');
    await playground.until('the original is back', () => document.querySelector('.notice-action') !== null);
    const original = await playground.source();
    expect(original).not.toBe(mine);
    await playground.page.click('.notice-action');
    await playground.until('my own is back', (text) => document.querySelector('weft-playground')?.source === text, mine);
    await playground.page.click('.bar .quiet-button');
    await playground.until('the original is back', (text) => document.querySelector('weft-playground')?.source === text, original);
    await playground.reload();
    expect(await playground.source()).toBe(original);
    expect(await playground.page.$('.file-edited')).toBeNull();
  });
});
