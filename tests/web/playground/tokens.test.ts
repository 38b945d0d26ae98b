import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const css = readFileSync(new URL('../../../web/src/playground/tokens.css', import.meta.url), 'utf8');
const declarations = new Map([...css.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name!, value!.trim()]));

function color(name: string, theme: 'light' | 'dark'): string {
  const value = declarations.get(`--color-${name}`);
  if (value === undefined) throw new Error(`no token --color-${name}`);
  const reference = /^var\(--color-([\w-]+)\)$/.exec(value);
  if (reference) return color(reference[1]!, theme);
  const pair = /^light-dark\((#\w{6}), (#\w{6})\)$/.exec(value);
  return pair ? (theme === 'light' ? pair[1]! : pair[2]!) : value;
}

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [darker, lighter] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

const surfaces = ['canvas', 'surface', 'sunken', 'raised', 'hover', 'selected'];
const texts: [string, string[]][] = [
  ['ink', [...surfaces, 'woad-wash', 'code-selection', 'code-line']],
  ['ink-soft', surfaces],
  ['woad', ['surface', 'sunken', 'raised', 'selected']],
  ['weld', ['surface', 'sunken', 'weld-wash']],
  ['madder', ['surface', 'sunken']],
  ['fern', ['surface', 'sunken']],
  ['on-woad', ['woad', 'woad-strong']],
  ['on-stop', ['stop', 'stop-strong']],
  ['code-line-number', ['surface']],
  ['on-vat', ['vat', 'on-vat-hover']],
  ['on-vat-soft', ['vat']],
  ...['keyword', 'coroutine', 'type', 'function', 'string', 'number', 'comment', 'directive'].map(
    (token): [string, string[]] => [`code-${token}`, ['surface', 'code-line']],
  ),
  ...['red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white', 'bright-black', 'bright-red', 'bright-green'].map(
    (token): [string, string[]] => [`ansi-${token}`, ['terminal']],
  ),
];

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  test.each(texts)('%s is readable on %s', (text, backgrounds) => {
    for (const background of backgrounds) {
      const ratio = contrast(color(text, theme), color(background, theme));
      expect(ratio, `${text} on ${background}: ${ratio.toFixed(2)}`).toBeGreaterThanOrEqual(4.5);
    }
  });

  test.each([
    ['line-strong', 'surface'], // borders of controls
    ['vat-thread', 'vat'],
  ])('%s is visible on %s', (mark, background) => {
    expect(contrast(color(mark, theme), color(background, theme))).toBeGreaterThanOrEqual(3);
  });
});
