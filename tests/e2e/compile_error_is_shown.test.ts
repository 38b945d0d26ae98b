/** What clang says about a program stands in the terminal and under the text it is about. */
import { describe, expect, test } from 'vitest';
import { cpp, usePlayground } from './support.js';

describe('a program that does not compile', () => {
  const page = usePlayground();

  test('is marked at the line and column of the mistake, and the terminal says the same', async () => {
    const { playground } = page;
    await playground.editorReady();
    const result = await playground.runSource(cpp`
      #include <weft/weft.hpp>

      int main() {
        int threads = 3;
        weft::println("{}", threads + warps);
      }
    `);

    expect(result).toMatchObject({ exitCode: 1, reason: 'not-compiled', stdout: '', timings: { linkMs: 0, startMs: 0, runMs: 0 } });
    expect(result.diagnostics).toHaveLength(1);
    expect(result.diagnostics[0]).toMatchObject({
      severity: 'error',
      file: 'main.cpp',
      message: "use of undeclared identifier 'warps'",
      range: { line: 5, column: 33, endLine: 5, endColumn: 38 },
    });
    expect(await playground.statusText()).toBe('Did not compile: 1 error');
    await playground.until('the mistake is underlined', () => document.querySelector('weft-editor .squiggly-error') !== null);
    expect(await playground.marks()).toEqual([{ kind: 'error', line: 5, column: 33 }]);
    const shown = (await playground.terminalText()).split('\n');
    expect(shown[0]).toContain("main.cpp:5:33: error: use of undeclared identifier 'warps'");
    // The line itself, and a caret under the mistake.
    const quoted = shown.findIndex((line) => line.includes('threads + warps'));
    expect(quoted).toBeGreaterThan(0);
    expect(shown[quoted + 1]?.indexOf('^')).toBe(shown[quoted]?.indexOf('warps'));
  });

  test('runs when the mistake is mended, and the mark is gone', async () => {
    const { playground } = page;
    const source = await playground.source();
    const result = await playground.runSource(source.replace('warps', '4'));
    expect(result).toMatchObject({ exitCode: 0, stdout: '7\n', diagnostics: [] });
    await playground.until('nothing is underlined', () => document.querySelector('weft-editor .squiggly-error') === null);
  });

  test('has its columns counted in characters, whatever stands before the mistake', async () => {
    const { playground } = page;
    const line = '  const char* words = "날실과 씨실 🧵"; int n = words;';
    const result = await playground.runSource(`int main() {\n${line}\n}\n`);
    expect(result.diagnostics[0]).toMatchObject({ severity: 'error', range: { line: 2, column: line.lastIndexOf('n =') + 1 } });
    await playground.until('the mistake is underlined', () => document.querySelector('weft-editor .squiggly-error') !== null);
    expect(await playground.marks()).toContainEqual({ kind: 'error', line: 2, column: line.lastIndexOf('n =') + 1 });
  });

  test('is told of several mistakes at once', async () => {
    const { playground } = page;
    const result = await playground.runSource('int main() {\n  one();\n  two();\n  return three;\n}\n');
    expect(result.diagnostics.map(({ severity, range }) => [severity, range?.line, range?.column])).toEqual([
      ['error', 2, 3],
      ['error', 3, 3],
      ['error', 4, 10],
    ]);
    expect(await playground.statusText()).toBe('Did not compile: 3 errors');
  });

  test('is told when a function is missing only at the link', async () => {
    const { playground } = page;
    const result = await playground.runSource('int nowhere();\nint main() { return nowhere(); }\n');
    expect(result).toMatchObject({ exitCode: 1, reason: 'not-compiled' });
    expect(result.diagnostics[0]?.severity).toBe('error');
    expect(result.diagnostics[0]?.message).toContain('nowhere()');
    expect(await playground.terminalText()).toContain('nowhere()');
  });

  test('a warning does not keep it from running', async () => {
    const { playground } = page;
    const result = await playground.runSource('int main() {\n  int unused = 1;\n}\n');
    expect(result).toMatchObject({ exitCode: 0, reason: 'exit' });
    expect(result.diagnostics).toHaveLength(1);
    expect(result.diagnostics[0]).toMatchObject({ severity: 'warning', range: { line: 2, column: 7 } });
    expect(await playground.statusText()).toMatch(/^Exited 0 in .* · 1 warning$/);
    await playground.until('the warning is underlined', () => document.querySelector('weft-editor .squiggly-warning') !== null);
    expect(await playground.marks()).toEqual([{ kind: 'warning', line: 2, column: 7 }]);
  });

  test('does not take the compiler with it', async () => {
    const { playground } = page;
    // A lone surrogate and a NUL: nothing a person would write, and clang has words for it.
    for (const source of ['int main() { \ud800 }', 'int main() { \0 return x; }']) {
      expect(await playground.runSource(source)).toMatchObject({ reason: 'not-compiled' });
    }
    // So many brackets are more than its stack holds.
    const crashed = await playground.runSource(`int main() { ${'('.repeat(100_000)} }`);
    expect(crashed).toMatchObject({ exitCode: 1, stdout: '' });
    expect(crashed.message + (crashed.diagnostics[0]?.message ?? '')).not.toBe('');
    expect(await playground.runSource('int main() { return 7; }\n')).toMatchObject({ exitCode: 7, reason: 'exit' });
  });
});
