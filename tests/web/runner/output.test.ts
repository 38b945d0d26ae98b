import { describe, expect, it } from 'vitest';
import type { OutputPiece } from '../../../web/src/protocol/program_messages.js';
import { OutputBatcher, outputLimits } from '../../../web/src/runner/worker/output.js';

/** A worker's thread whose clock moves only when it is told to, or when it sleeps. */
function makeThread() {
  const sent: OutputPiece[][] = [];
  let now = 0;
  let slept = 0;
  let timers: { at: number; callback: () => void }[] = [];
  const output = new OutputBatcher({
    now: () => now,
    sleep: (milliseconds) => {
      now += milliseconds;
      slept += milliseconds;
    },
    later: (callback, milliseconds) => void timers.push({ at: now + milliseconds, callback }),
    send: (pieces) => void sent.push(pieces),
  });
  return {
    output,
    sent,
    slept: () => slept,
    compute: (milliseconds: number) => void (now += milliseconds),
    /** Back in the event loop for so long. */
    idle(milliseconds: number) {
      now += milliseconds;
      const due = timers.filter(({ at }) => at <= now);
      timers = timers.filter(({ at }) => at > now);
      for (const { callback } of due) callback();
    },
    bytes: () => sent.flat().reduce((sum, piece) => sum + piece.bytes.length, 0),
    text: () => sent.flat().map(({ stream, bytes }) => `${stream}:${new TextDecoder().decode(bytes)}`),
  };
}

const bytes = (text: string) => new TextEncoder().encode(text);

describe('a program that writes now and then', () => {
  it('has every write sent at once, even one that never comes back to its event loop', () => {
    const thread = makeThread();
    for (let i = 0; i < 20; i++) {
      thread.output.write('stdout', bytes(`${i}`));
      expect(thread.sent).toHaveLength(i + 1);
      thread.compute(100);
    }
  });

  it('has stdout and stderr sent in the order of writing', () => {
    const thread = makeThread();
    thread.output.write('stdout', bytes('a'));
    thread.output.write('stderr', bytes('b'));
    thread.output.write('stdout', bytes('c'));
    expect(thread.text()).toEqual(['stdout:a', 'stderr:b', 'stdout:c']);
  });
});

describe('a flood of small writes', () => {
  it('is joined into few messages, loses nothing and keeps the order of the streams', () => {
    const thread = makeThread();
    let written = '';
    for (let i = 0; i < 50_000; i++) {
      const stream = i % 100 === 0 ? 'stderr' : 'stdout';
      thread.output.write(stream, bytes(`${i}\n`));
      written += `${i}\n`;
      thread.compute(0.001);
    }
    thread.output.flush();
    expect(thread.sent.length).toBeLessThan(outputLimits.burstMessages + 100);
    expect(thread.sent.flat().map((piece) => new TextDecoder().decode(piece.bytes)).join('')).toBe(written);
  });

  it('is sent to its end once the program waits for something', () => {
    const thread = makeThread();
    for (let i = 0; i < outputLimits.burstMessages; i++) thread.output.write('stdout', bytes('x'));
    thread.output.write('stdout', bytes('the end'));
    expect(thread.text().at(-1)).toBe('stdout:x');
    thread.idle(outputLimits.lingerMs);
    expect(thread.text().at(-1)).toBe('stdout:the end');
  });

  it('that changes between streams with every byte stays within what a message may hold', () => {
    const thread = makeThread();
    for (let i = 0; i < 100_000; i++) thread.output.write(i % 2 === 0 ? 'stdout' : 'stderr', bytes('x'));
    expect(Math.max(...thread.sent.map((pieces) => pieces.length))).toBeLessThanOrEqual(outputLimits.messagePieces);
  });
});

describe('more than a page can take', () => {
  it('makes the program wait and loses nothing', () => {
    const thread = makeThread();
    const block = new Uint8Array(32 << 10);
    const blocks = 1_000;
    for (let i = 0; i < blocks; i++) thread.output.write('stdout', block.slice());
    thread.output.flush();
    const surplus = blocks * block.length - outputLimits.burstBytes;
    expect(thread.bytes()).toBe(blocks * block.length);
    expect(thread.slept()).toBeGreaterThanOrEqual(surplus / outputLimits.bytesPerMs - 1);
    expect(thread.slept()).toBeLessThan(surplus / outputLimits.bytesPerMs + 100);
  });

  it('cuts one huge write', () => {
    const thread = makeThread();
    thread.output.write('stdout', new Uint8Array(1_000_000));
    thread.output.flush();
    expect(thread.bytes()).toBe(1_000_000);
    for (const piece of thread.sent.flat()) {
      expect(piece.bytes.length).toBeLessThanOrEqual(outputLimits.messageBytes);
      // A view would take its whole buffer through the port.
      expect(piece.bytes.buffer.byteLength).toBe(piece.bytes.length);
    }
  });
});
