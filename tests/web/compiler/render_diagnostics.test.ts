import { describe, expect, test } from 'vitest';
import { renderDiagnostics } from '../../../web/src/compiler/render_diagnostics.js';
import type { Diagnostic } from '../../../web/src/protocol/diagnostics.js';

const error: Diagnostic = {
  severity: 'error',
  message: "no member named 'valu' in 'S'",
  file: 'main.cpp',
  range: { line: 6, column: 10, endLine: 6, endColumn: 14 },
  highlights: [{ line: 6, column: 8, endLine: 6, endColumn: 9 }],
  sourceLine: '  /**/ q.valu = 3;',
  notes: [],
  fixIts: [],
};

const plain = (diagnostics: readonly Diagnostic[], columns?: number) =>
  renderDiagnostics(diagnostics, { color: false, ...(columns === undefined ? {} : { columns }) }).split('\n');

describe('diagnostics in a terminal', () => {
  test('none are no text', () => {
    expect(renderDiagnostics([])).toBe('');
  });

  test('the caret is under the place, tildes under what else is meant', () => {
    expect(plain([error])).toEqual([
      "main.cpp:6:10: error: no member named 'valu' in 'S'",
      '    6 |   /**/ q.valu = 3;',
      '      |        ~ ^~~~',
      '1 error generated.',
      '',
    ]);
  });

  test('what is proposed stands below', () => {
    const lines = plain([{ ...error, fixIts: [{ range: { line: 6, column: 10, endLine: 6, endColumn: 14 }, replacement: 'value' }] }]);
    expect(lines[3]).toBe('      |          value');
  });

  test('a tab reaches to the next eighth cell, in the source and below it', () => {
    const lines = plain([{ ...error, highlights: [], sourceLine: '\tx\ty', range: { line: 1, column: 4, endLine: 1, endColumn: 5 } }]);
    expect(lines[1]).toBe('    1 |         x       y');
    expect(lines[2]).toBe('      |                 ^');
  });

  test('a wide character is two cells, a combining mark none', () => {
    const lines = plain([{ ...error, highlights: [], sourceLine: '한e\u0301x', range: { line: 1, column: 4, endLine: 1, endColumn: 5 } }]);
    expect(lines[2]).toBe('      |    ^');
  });

  test('control characters in a source do nothing to the terminal', () => {
    const [, line] = plain([{ ...error, highlights: [], sourceLine: 'a\x1b[31mb' }]);
    expect(line).not.toContain('\x1b');
  });

  test('a line wider than the terminal is cut around the place', () => {
    const sourceLine = `${'a'.repeat(300)}HERE${'b'.repeat(300)}`;
    const lines = plain([{ ...error, highlights: [], sourceLine, range: { line: 1, column: 301, endLine: 1, endColumn: 305 } }], 80);
    expect(lines[1]!.length).toBeLessThanOrEqual(80);
    expect(lines[1]!.indexOf('HERE')).toBe(lines[2]!.indexOf('^~~~'));
  });

  test('the name of a warning follows it, notes follow what they belong to, and all are counted', () => {
    const note: Diagnostic = { ...error, severity: 'note', message: 'declared here', highlights: [], fixIts: [] };
    const warning: Diagnostic = { ...error, severity: 'warning', message: 'unused variable', option: 'unused-variable', highlights: [], notes: [note] };
    const lines = plain([warning, error, error]);
    expect(lines[0]).toBe('main.cpp:6:10: warning: unused variable [-Wunused-variable]');
    expect(lines[3]).toBe('main.cpp:6:10: note: declared here');
    expect(lines.at(-2)).toBe('1 warning and 2 errors generated.');
  });

  test('without a place there is only the message', () => {
    const { sourceLine: _, highlights: __, ...rest } = error;
    expect(plain([{ ...rest, file: '', range: null, message: 'undefined symbol: f()' }])[0]).toBe('error: undefined symbol: f()');
  });

  test('in colour, an error is red and a caret green', () => {
    const text = renderDiagnostics([error]);
    expect(text).toContain('\x1b[1;31merror: \x1b[0m');
    expect(text).toMatch(/\x1b\[1;32m[ ~^]+\x1b\[0m/);
  });
});
