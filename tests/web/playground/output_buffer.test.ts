import { describe, expect, test } from 'vitest';
import { OutputBuffer } from '../../../web/src/playground/terminal/output_buffer.js';

function open(options: { highWaterMark?: number; pieceSize?: number } = {}) {
  const frames: (() => void)[] = [];
  const written: string[] = [];
  let taken: (() => void) | undefined;
  const buffer = new OutputBuffer({
    write: (text, done) => {
      written.push(text);
      taken = done;
    },
    droppedNotice: (count) => `[${count} dropped]`,
    requestFrame: (work) => frames.push(work),
    ...options,
  });
  return {
    buffer,
    written,
    frames,
    /** One animation frame. */
    frame: () => frames.splice(0).forEach((work) => work()),
    /** The terminal has drawn what it was given. */
    drawn: () => {
      const done = taken;
      taken = undefined;
      done?.();
    },
  };
}

test('what comes within a frame is written at once, in order', () => {
  const { buffer, written, frames, frame } = open();
  buffer.push('a');
  buffer.push('b');
  buffer.push('c');
  expect(frames).toHaveLength(1);
  expect(written).toEqual([]);
  frame();
  expect(written).toEqual(['abc']);
});

test('nothing more is written before the terminal has taken the piece before', () => {
  const { buffer, written, frame, drawn } = open();
  buffer.push('one');
  frame();
  buffer.push('two');
  frame();
  expect(written).toEqual(['one']);
  drawn();
  frame();
  expect(written).toEqual(['one', 'two']);
});

test('a large text goes on in pieces', () => {
  const { buffer, written, frame, drawn } = open({ pieceSize: 4 });
  buffer.push('abcdefghij');
  for (let i = 0; i < 5; ++i) {
    frame();
    drawn();
  }
  expect(written).toEqual(['abcd', 'efgh', 'ij']);
});

test('a piece never ends in the middle of a character', () => {
  const { buffer, written, frame, drawn } = open({ pieceSize: 2 });
  buffer.push('a😀b');
  for (let i = 0; i < 4; ++i) {
    frame();
    drawn();
  }
  expect(written.join('')).toBe('a😀b');
  for (const piece of written) expect(piece).not.toMatch(/[\uD800-\uDBFF]$/);
});

describe('beyond the high-water mark', () => {
  test('the oldest lines are left out and a notice says how much', () => {
    const { buffer, written, frame, drawn } = open({ highWaterMark: 100 });
    for (let line = 0; line < 50; ++line) buffer.push(`line ${String(line).padStart(4, '0')}\n`);
    while (written.length < 2) {
      frame();
      drawn();
      if (written.length === 1) break;
    }
    const text = written.join('');
    expect(text).toMatch(/^\[\d+ dropped\]line \d{4}\n/);
    expect(text.endsWith('line 0049\n')).toBe(true);
    const dropped = Number(/\[(\d+) dropped\]/.exec(text)?.[1]);
    expect(dropped + text.length - `[${dropped} dropped]`.length).toBe(50 * 10);
  });

  test('a single line without end is cut too', () => {
    const { buffer, written, frame } = open({ highWaterMark: 100 });
    buffer.push('x'.repeat(1000));
    frame();
    expect(written[0]).toBe(`[950 dropped]${'x'.repeat(50)}`);
  });
});

test('after a clear, neither the old text nor the terminal’s late answer matters', () => {
  const { buffer, written, frame, drawn } = open();
  buffer.push('old');
  frame();
  buffer.push('more of the old');
  buffer.clear();
  buffer.push('new');
  drawn();
  frame();
  expect(written).toEqual(['old', 'new']);
});
