/** Everything goes without a mouse: run, stop, leave the editor, find one's way. */
import { describe, expect, test } from 'vitest';
import { usePlayground } from './support.js';

describe('with the keyboard', () => {
  const page = usePlayground();

  test('Control and Enter run from the editor, and add nothing to the source', async () => {
    const { playground } = page;
    await playground.focusEditor();
    const source = await playground.source();
    const result = await playground.run(() => playground.press('Control', 'Enter'));
    expect(result).toMatchObject({ exitCode: 0, reason: 'exit' });
    expect(await playground.source()).toBe(source);
  });

  test('they run from anywhere else on the page, once', async () => {
    const { playground } = page;
    await playground.page.focus('weft-sample-list .sample-title');
    const earlier = (await playground.heard()).exits.length;
    await playground.run(() => playground.press('Control', 'Enter'));
    expect((await playground.heard()).exits).toHaveLength(earlier + 1);
  });

  test('Escape stops, from the editor too', async () => {
    const { playground } = page;
    await playground.setSource('int main() { while (true) asm volatile(""); }\n');
    await playground.focusEditor();
    const result = await playground.run(async () => {
      await playground.press('Control', 'Enter');
      await playground.untilPhase('running');
      await playground.press('Escape');
    });
    expect(result).toMatchObject({ exitCode: 130, reason: 'stopped' });
  });

  test('Control and C in the terminal stop', async () => {
    const { playground } = page;
    const result = await playground.run(async () => {
      await playground.start();
      await playground.untilPhase('running');
      await playground.page.focus('weft-terminal .xterm-helper-textarea');
      await playground.press('Control', 'c');
    });
    expect(result).toMatchObject({ exitCode: 130, reason: 'stopped' });
  });

  test('Tab indents in the editor; after Escape it leaves', async () => {
    const { playground } = page;
    await playground.setSource('int main() {}\n');
    await playground.focusEditor();
    await playground.press('Control', 'Home');
    await playground.press('Tab');
    expect(await playground.source()).toBe('  int main() {}\n');
    await playground.press('Escape');
    await playground.until('it is announced', () =>
      [...document.querySelectorAll('[role=status]')].some((element) => element.textContent?.includes('Tab now leaves the editor')),
    );
    await playground.press('Tab');
    await playground.until('the focus has left the editor', () => document.activeElement?.closest('weft-editor') === null);
    expect(await playground.source()).toBe('  int main() {}\n');
  });

  test('so it does when Tab follows at once, and Escape that stops leaves Tab as it is', async () => {
    const { playground } = page;
    const leaves = () => document.activeElement?.closest('weft-editor') === null;
    await playground.setSource('int main() { while (true) asm volatile(""); }\n');
    await playground.focusEditor();
    await playground.press('Control', 'Home');
    await playground.run(async () => {
      await playground.press('Control', 'Enter');
      await playground.untilPhase('running');
      await playground.press('Escape');
    });
    await playground.press('Tab');
    expect(await playground.page.evaluate(leaves)).toBe(false);
    expect(await playground.source()).toMatch(/^ {2}int main/);
    await Promise.all([playground.press('Escape'), playground.press('Tab')]);
    await playground.until('the focus has left the editor', leaves);
  });

  test('samples are buttons that Enter presses', async () => {
    const { playground } = page;
    const [, second] = await playground.samples();
    const buttons = await playground.page.$$('weft-sample-list .sample-title');
    await buttons[1]?.focus();
    await playground.press('Enter');
    await playground.until('the second sample is shown', (id) => document.querySelector('weft-playground')?.example === id, second);
  });
});
