import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { inkSheet, inks, markedLines, placeOf, tokenize } from '../../../web/src/embed/light/highlight.js';

/** The pieces of a program that are of one ink. */
function inked(code: string): [string, string][] {
  return tokenize(code).map(({ ink, start, end }) => [ink, code.slice(start, end)]);
}

describe('colours', () => {
  test.each<[string, [string, string][]]>([
    ['#include <weft/weft.hpp>', [['directive', '#include'], ['string', '<weft/weft.hpp>']]],
    ['a < b > c', []],
    ['co_await sleep(10);', [['coroutine', 'co_await'], ['function', 'sleep'], ['number', '10']]],
    ["1'000'000 0x1Fu 1.5e-3f .5 x1", [['number', "1'000'000"], ['number', '0x1Fu'], ['number', '1.5e-3f'], ['number', '.5']]],
    ["'\\'' \"\\\"// no comment\" u8\"x\"", [['string', "'\\''"], ['string', '"\\"// no comment"'], ['string', 'u8"x"']]],
    ['R"x(a)" //)x" // b', [['string', 'R"x(a)" //)x"'], ['comment', '// b']]],
    ['/* return\n"*/ return', [['comment', '/* return\n"*/'], ['keyword', 'return']]],
    ['"never ends\nreturn', [['string', '"never ends'], ['keyword', 'return']]],
    ['/* never ends\nreturn', [['comment', '/* never ends\nreturn']]],
    ['int returned', [['type', 'int']]],
  ])('%s', (code, tokens) => {
    expect(inked(code)).toEqual(tokens);
  });

  test("tokens of weft's own samples come in order and do not overlap", () => {
    for (const name of readdirSync('examples').filter((each) => existsSync(`examples/${each}/main.cpp`))) {
      const code = readFileSync(`examples/${name}/main.cpp`, 'utf8');
      let last = 0;
      for (const { start, end } of tokenize(code)) {
        expect(start, name).toBeGreaterThanOrEqual(last);
        expect(end, name).toBeGreaterThan(start);
        last = end;
      }
      expect(last, name).toBeGreaterThan(0);
    }
  });

  test.each(['"', '(', '/*', "'", 'R"(', 'a'])('a long text of %s takes no time', (piece) => {
    const begun = performance.now();
    tokenize(piece.repeat(50_000));
    expect(performance.now() - begun).toBeLessThan(1_000);
  });

  test('are legible: 4.5:1 on the usual backgrounds and on marked lines', () => {
    const css = inkSheet();
    const backgrounds = { light: ['#ffffff', '#f6f8fa', '#f6f6f7'], dark: ['#121b24', '#161618', '#1b1b1f'] };
    for (const look of ['light', 'dark'] as const) {
      const wash = ruleOf(css, look, 'line', 'background-color');
      for (const ink of inks) {
        for (const background of [...backgrounds[look], wash]) expect(contrast(ruleOf(css, look, ink, 'color'), background), `${look} ${ink} on ${background}`).toBeGreaterThanOrEqual(4.5);
      }
    }
  });
});

test('marked lines are those that there are', () => {
  const code = 'one\n\nthree\nfour';
  const marked = markedLines(code, [{ from: 2, to: 3 }, { from: 4, to: 9 }, { from: 20, to: 20 }]);
  expect(marked.map(({ start, end }) => code.slice(start, end))).toEqual(['three', 'four']);
});

test('a place in the text is found in its nodes; where two meet, an end is of the first', () => {
  const starts = [0, 3, 3, 8];
  expect(placeOf(0, starts, false)).toEqual({ index: 0, offset: 0 });
  expect(placeOf(3, starts, true)).toEqual({ index: 0, offset: 3 });
  expect(placeOf(3, starts, false)).toEqual({ index: 2, offset: 0 });
  expect(placeOf(10, starts, true)).toEqual({ index: 3, offset: 2 });
});

function ruleOf(css: string, look: string, ink: string, property: string): string {
  const value = new RegExp(`\\[data-look=${look}\\] ::highlight\\(weft-${ink}\\)\\{${property}:(#\\w{6})\\}`).exec(css)?.[1];
  if (value === undefined) throw new Error(`no ${property} for ${ink}`);
  return value;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
