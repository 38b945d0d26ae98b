import { expect, test } from 'vitest';
import type { Diagnostic } from '../../../web/src/protocol/diagnostics.js';
import { markersOf } from '../../../web/src/playground/editor/markers.js';

const at = (line: number, column: number, length = 1) => ({ line, column, endLine: line, endColumn: column + length });

function diagnostic(part: Partial<Diagnostic>): Diagnostic {
  return { severity: 'error', message: 'message', file: 'main.cpp', range: at(1, 1), notes: [], fixIts: [], ...part };
}

test('an error is marked at its line and column, with its notes and its fix', () => {
  const [marker, ...others] = markersOf([
    diagnostic({
      message: "use of undeclared identifier 'lop'",
      range: at(4, 10, 3),
      notes: [diagnostic({ severity: 'note', message: "'loop' declared here", range: at(2, 5, 4) })],
      fixIts: [{ range: at(4, 10, 3), replacement: 'loop' }],
    }),
  ]);
  expect(others).toEqual([]);
  expect(marker).toEqual({
    range: { startLineNumber: 4, startColumn: 10, endLineNumber: 4, endColumn: 13 },
    severity: 'error',
    message: "use of undeclared identifier 'lop'",
    related: [{ range: { startLineNumber: 2, startColumn: 5, endLineNumber: 2, endColumn: 9 }, message: "'loop' declared here" }],
    fixIts: [{ range: { startLineNumber: 4, startColumn: 10, endLineNumber: 4, endColumn: 13 }, replacement: 'loop' }],
  });
});

test('an error in a header is marked where the reader’s file led to it', () => {
  const [marker] = markersOf([
    diagnostic({
      message: 'static assertion failed',
      file: '/usr/include/c++/v1/vector',
      range: at(700, 3),
      notes: [diagnostic({ severity: 'note', message: 'in instantiation of … requested here', range: at(9, 4) })],
    }),
  ]);
  expect(marker?.range.startLineNumber).toBe(9);
  expect(marker?.message).toBe('static assertion failed\nin instantiation of … requested here');
});

test('what has no place in the reader’s file is not marked', () => {
  expect(markersOf([diagnostic({ file: '', range: null }), diagnostic({ file: 'other.hpp' })])).toEqual([]);
});

test('a warning keeps its flag', () => {
  expect(markersOf([diagnostic({ severity: 'warning', option: 'unused-variable' })])[0]).toMatchObject({
    severity: 'warning',
    option: 'unused-variable',
  });
});
