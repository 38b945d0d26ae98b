/** Once the compiler is there, what the reader writes is built while they pause: mistakes show as they are made, and Run need not wait. */
import { describe, expect, test } from 'vitest';
import { usePlayground } from './support.js';

const underlined = () => document.querySelector('weft-editor .squiggly-error') !== null;

describe('what is written', () => {
  const page = usePlayground();

  test('has its mistakes marked while it is written, and nothing in the terminal', async () => {
    const { playground } = page;
    await playground.editorReady();
    await playground.runSource('int main() { return 0; }\n'); // the compiler is there
    const printed = await playground.terminalText();
    await playground.setSource('int main() {\n  return warps;\n}\n');
    await playground.until('the mistake is underlined', underlined);
    expect(await playground.marks()).toEqual([{ kind: 'error', line: 2, column: 10 }]);
    expect(await playground.terminalText()).toBe(printed);
    await playground.setSource('int main() {\n  return 3;\n}\n');
    await playground.until('nothing is underlined', () => document.querySelector('weft-editor .squiggly-error') === null);
  });

  test('is there when Run is pressed after a pause', async () => {
    const { playground } = page;
    // Its warning says that it has been compiled.
    await playground.setSource('#include <weft/weft.hpp>\nint main() { int unused; weft::println("ready"); }\n');
    await playground.until('it has been compiled', () => document.querySelector('weft-editor .squiggly-warning') !== null);
    const before = (await playground.heard()).statuses.length;
    const result = await playground.run();
    expect(result).toMatchObject({ exitCode: 0, stdout: 'ready\n', diagnostics: [{ severity: 'warning' }] });
    const phases = (await playground.heard()).statuses.slice(before).map(({ status }) => status.phase);
    expect(phases).toContain('running');
    expect(phases).not.toContain('compiling');
  });

  test('runs a second time without being compiled again', async () => {
    const { playground } = page;
    expect((await playground.run()).timings).toMatchObject({ compileMs: 0, linkMs: 0 });
  });

  test('and changed at the last moment, is what runs', async () => {
    const { playground } = page;
    const source = (word: string): string => `#include <weft/weft.hpp>\nint main() { weft::println("${word}"); }\n`;
    for (const [index, wait] of [0, 300, 500, 700].entries()) {
      await playground.setSource(source(`draft ${index}`));
      await new Promise((resolve) => setTimeout(resolve, wait));
      expect(await playground.runSource(source(`final ${index}`))).toMatchObject({ exitCode: 0, stdout: `final ${index}\n` });
    }
  });
});
