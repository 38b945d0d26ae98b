/** On a phone the editor is one for fingers; all else is as on a desktop. */
import { describe, expect, test } from 'vitest';
import { usePlayground } from './support.js';

describe('on a touch screen', () => {
  const page = usePlayground({ prepare: (each) => each.setViewport({ width: 390, height: 844, isMobile: true, hasTouch: true, deviceScaleFactor: 2 }) });

  test('the editor is CodeMirror, and Monaco is not fetched', async () => {
    const { playground } = page;
    await playground.until('the editor is there', () => document.querySelector('weft-editor[data-editor=codemirror] .cm-content') !== null);
    const fetched = await playground.page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
    expect(fetched.filter((name) => name.includes('monaco'))).toEqual([]);
  });

  test('what is typed in it is compiled and runs', async () => {
    const { playground } = page;
    await playground.setSource('int main() {}\n');
    await playground.page.tap('.cm-content');
    await playground.page.keyboard.down('Control');
    await playground.page.keyboard.press('a');
    await playground.page.keyboard.up('Control');
    await playground.page.keyboard.type('int main() { weft::println("touched"); }');
    expect(await playground.source()).toBe('int main() { weft::println("touched"); }');
    const result = await playground.run(() => playground.page.tap('.run-button'));
    expect(result).toMatchObject({ exitCode: 0, stdout: 'touched\n' });
  });

  test('mistakes are marked in it', async () => {
    const { playground } = page;
    const result = await playground.runSource('int main() {\n  return warps;\n}\n');
    expect(result.reason).toBe('not-compiled');
    await playground.until('the mistake is underlined', () => document.querySelector('.cm-lintRange-error')?.textContent === 'warps');
  });

  test.each(['en', 'ko'])('all of the bar of a sample that was changed is in view, in %s', async (language) => {
    const { playground } = page;
    await playground.page.tap(`.segment[lang=${language}]`);
    await playground.setSource('int main() {}\n');
    await playground.until('it can be reset', (lang) => document.documentElement.lang === lang && document.querySelector('.pane-editor .bar .quiet-button') !== null, language);
    const places = await playground.page.$$eval('.pane-editor .bar > weft-tabs, .pane-editor .bar > button', (parts) =>
      parts.map((part) => part.getBoundingClientRect()).map(({ left, right }) => ({ left, right })),
    );
    expect(places).toHaveLength(3);
    for (const [index, { left, right }] of places.entries()) {
      expect(left).toBeGreaterThanOrEqual(places[index - 1]?.right ?? 0);
      expect(right).toBeLessThanOrEqual(390);
    }
    expect(await playground.page.$eval('.run-button', (button) => button.scrollWidth <= button.clientWidth)).toBe(true);
  });
});
