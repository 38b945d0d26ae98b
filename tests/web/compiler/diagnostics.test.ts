import { beforeAll, describe, expect, test } from 'vitest';
import { renderDiagnostics } from '../../../web/src/compiler/render_diagnostics.js';
import { realClang } from './real_clang.js';

let clang: Awaited<ReturnType<typeof realClang>>;

beforeAll(async () => {
  clang = await realClang();
}, 120_000);

/** What a diagnostic is about, cut out of the source by its range: shows at once whether the range is right. */
function textAt(source: string, range: { line: number; column: number; endColumn: number } | null): string {
  if (range === null) return '';
  return (source.split('\n')[range.line - 1] ?? '').slice(range.column - 1, range.endColumn - 1);
}

describe('what clang says of a source becomes diagnostics', { timeout: 60_000 }, () => {
  test('a clean program has none, and is built', () => {
    const { diagnostics, wasm } = clang.build('#include <weft/weft.hpp>\nint main() { weft::println("{}", 1); }\n');
    expect(diagnostics).toEqual([]);
    expect(wasm === null ? null : WebAssembly.validate(wasm)).toBe(true);
  });

  test('an error is at its line and column, and covers the name', () => {
    const source = 'int main() {\n  return missing;\n}\n';
    const { diagnostics, wasm } = clang.build(source);
    expect(wasm).toBeNull();
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]).toMatchObject({
      severity: 'error',
      message: "use of undeclared identifier 'missing'",
      file: 'main.cpp',
      range: { line: 2, column: 10, endLine: 2, endColumn: 17 },
      sourceLine: '  return missing;',
    });
  });

  test('a warning does not stop the build', () => {
    const { diagnostics, wasm } = clang.build('int main() {\n  int unused = 3;\n}\n');
    expect(wasm).not.toBeNull();
    expect(diagnostics).toMatchObject([{ severity: 'warning', message: "unused variable 'unused'", range: { line: 2, column: 7, endColumn: 13 } }]);
  });

  test('Korean text and emoji before an error on its line do not shift it', () => {
    const source = 'int main() {\n  const char* s = "한국어 😀"; return absent + s[0]; // 끝\n}\n';
    const { diagnostics } = clang.build(source);
    expect(diagnostics).toHaveLength(1);
    expect(textAt(source, diagnostics[0]!.range)).toBe('absent');
  });

  test('a tab is one column', () => {
    const source = 'int main() {\n\t\treturn missing;\n}\n';
    expect(clang.build(source).diagnostics[0]?.range).toMatchObject({ line: 2, column: 10 });
  });

  test('notes belong to the diagnostic before them', () => {
    const { diagnostics } = clang.build('void take(int);\nint main() {\n  take("text");\n  return missing;\n}\n');
    expect(diagnostics.map(({ severity }) => severity)).toEqual(['error', 'error']);
    expect(diagnostics[0]?.notes).toMatchObject([{ severity: 'note', range: { line: 1, column: 6 } }]);
    expect(diagnostics[1]?.notes).toEqual([]);
  });

  test('a proposed change comes with its place and text', () => {
    const source = 'int main() {\n  int counter = 1; /* 점 */\n  /* 점 */ return countre;\n}\n';
    const { diagnostics } = clang.build(source);
    expect(diagnostics[0]?.message).toMatch(/did you mean 'counter'\?/);
    expect(diagnostics[0]?.fixIts).toEqual([{ range: { line: 3, column: 18, endLine: 3, endColumn: 25 }, replacement: 'counter' }]);
  });

  test('a proposed change behind Korean text is in the right place', () => {
    const source = 'int main() {\n  const char* s = "한국어"; int x = s[0]\n  return x;\n}\n';
    const [error] = clang.build(source).diagnostics;
    expect(error?.fixIts).toHaveLength(1);
    const { range, replacement } = error!.fixIts[0]!;
    const line = source.split('\n')[range.line - 1]!;
    expect(line.slice(0, range.column - 1) + replacement + line.slice(range.endColumn - 1)).toBe('  const char* s = "한국어"; int x = s[0];');
  });

  test('beside an error, a warning has its name', () => {
    const { diagnostics } = clang.build('int main() {\n  int a = 1;\n  if (a = 2) return missing;\n}\n');
    expect(diagnostics.find(({ severity }) => severity === 'warning')).toMatchObject({ option: 'parentheses' });
  });

  test('an error in a header names the header, and a note leads back to the program', () => {
    const { diagnostics } = clang.build('#include <vector>\nstruct fixed { fixed(fixed&&) = delete; };\nint main() {\n  std::vector<fixed> v;\n  v.reserve(2);\n}\n');
    const error = diagnostics.find(({ severity }) => severity === 'error');
    expect(error?.file).toMatch(/^\/sysroot\/include\/c\+\+\/v1\//);
    expect(error?.notes.some(({ file }) => file === 'main.cpp')).toBe(true);
  });

  test('a function without a body is a link error that names it in C++, with a hint', () => {
    const { diagnostics, wasm } = clang.build('namespace app { int missing(double); }\nint main() { return app::missing(1); }\n');
    expect(wasm).toBeNull();
    expect(diagnostics).toMatchObject([{ severity: 'error', message: 'undefined symbol: app::missing(double)', file: '', range: null, notes: [{ severity: 'note' }] }]);
  });

  test('JavaScript that the glue does not have is a link error, too', () => {
    const { diagnostics, wasm } = clang.build('#include <sys/socket.h>\nint main() { return socket(AF_INET, SOCK_STREAM, 0); }\n');
    expect(wasm).toBeNull();
    expect(diagnostics[0]?.message).toMatch(/undefined symbol: .*socket/);
  });

  test('standard headers outside the precompiled one are there', () => {
    const { diagnostics, wasm } = clang.build('#include <regex>\n#include <bitset>\n#include <cmath>\nint main() { return std::bitset<8>(3).count() > std::sqrt(4.0) ? 1 : 0; }\n');
    expect(diagnostics).toEqual([]);
    expect(wasm).not.toBeNull();
  });

  test('in a terminal it looks as clang would print it', () => {
    const { diagnostics } = clang.build('int main() {\n  const char* s = "한국어"; int y = missing;\n}\n');
    const error = diagnostics.filter(({ severity }) => severity === 'error');
    expect(renderDiagnostics(error, { color: false })).toBe(
      [
        "main.cpp:2:34: error: use of undeclared identifier 'missing'",
        '    2 |   const char* s = "한국어"; int y = missing;',
        '      |                                     ^~~~~~~',
        '1 error generated.',
        '',
      ].join('\n'),
    );
  });
});
