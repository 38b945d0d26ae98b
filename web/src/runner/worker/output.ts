/**
 * Carries what a program writes to the page: at once while it writes like somebody talking, in larger pieces under a flood,
 * and no faster than a page can take.
 *
 * A program in a tight loop never lets its worker take a message, so the page cannot tell it to slow down. Both limits are
 * therefore kept here, by the clock:
 * - messages: a bucket of them, refilled at a steady rate. While one is left every write leaves at once; after that, writes
 *   are joined until the next is there. (So a program that floods and then computes without ever coming back to its event loop
 *   holds back what it wrote in its last two milliseconds.)
 * - bytes: a bucket as well. When it is empty the writer is made to wait, as a terminal makes a program wait: nothing is lost
 *   and the page's queue cannot grow without bound.
 */
import type { OutputPiece } from '../../protocol/program_messages.js';
import type { OutputStream } from '../../protocol/runner.js';

export const outputLimits = {
  burstMessages: 1_000,
  messagesPerMs: 0.5,
  burstBytes: 8 << 20,
  bytesPerMs: 2_000,
  /** A joined message is sent when it has this size; a single write that is larger is cut. */
  messageBytes: 64 << 10,
  /** Or this many changes between stdout and stderr. */
  messagePieces: 1_000,
  /** A program that returns to its event loop has the rest sent after this long. */
  lingerMs: 4,
};

export interface OutputSurroundings {
  readonly now: () => number;
  /** Blocks the calling thread. */
  readonly sleep: (milliseconds: number) => void;
  readonly later: (callback: () => void, milliseconds: number) => void;
  readonly send: (pieces: OutputPiece[]) => void;
}

export class OutputBatcher {
  readonly #surroundings: OutputSurroundings;
  #waiting: { stream: OutputStream; parts: Uint8Array<ArrayBuffer>[] }[] = [];
  #waitingBytes = 0;
  #lingering = false;
  #messages = outputLimits.burstMessages;
  #bytes = outputLimits.burstBytes;
  #refilledAt: number;

  constructor(surroundings: OutputSurroundings) {
    this.#surroundings = surroundings;
    this.#refilledAt = surroundings.now();
  }

  /** Takes the bytes over: the caller may not change them afterwards. */
  write(stream: OutputStream, bytes: Uint8Array<ArrayBuffer>): void {
    for (let at = 0; at < bytes.length; at += outputLimits.messageBytes) {
      this.#add(stream, bytes.subarray(at, at + outputLimits.messageBytes));
      this.#refill();
      if (this.#messages >= 1 || this.#isFull()) this.flush();
      else this.#linger();
    }
  }

  /** Sends what waits, whatever the bucket of messages says; waits itself where the bytes are too many. */
  flush(): void {
    if (this.#waitingBytes === 0) return;
    const missing = this.#waitingBytes - this.#bytes;
    if (missing > 0) {
      this.#surroundings.sleep(missing / outputLimits.bytesPerMs);
      this.#refill();
    }
    this.#messages = Math.max(0, this.#messages - 1);
    this.#bytes -= this.#waitingBytes;
    const pieces = this.#waiting.map(({ stream, parts }) => ({ stream, bytes: joined(parts) }));
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#surroundings.send(pieces);
  }

  #add(stream: OutputStream, bytes: Uint8Array<ArrayBuffer>): void {
    const last = this.#waiting.at(-1);
    if (last?.stream === stream) last.parts.push(bytes);
    else this.#waiting.push({ stream, parts: [bytes] });
    this.#waitingBytes += bytes.length;
  }

  #isFull(): boolean {
    return this.#waitingBytes >= outputLimits.messageBytes || this.#waiting.length >= outputLimits.messagePieces;
  }

  #refill(): void {
    const now = this.#surroundings.now();
    const passed = Math.max(0, now - this.#refilledAt);
    this.#refilledAt = now;
    this.#messages = Math.min(outputLimits.burstMessages, this.#messages + passed * outputLimits.messagesPerMs);
    this.#bytes = Math.min(outputLimits.burstBytes, this.#bytes + passed * outputLimits.bytesPerMs);
  }

  #linger(): void {
    if (this.#lingering) return;
    this.#lingering = true;
    this.#surroundings.later(() => {
      this.#lingering = false;
      this.flush();
    }, outputLimits.lingerMs);
  }
}

function joined(parts: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const [only] = parts;
  // A view of a larger buffer would take the whole buffer along.
  if (only && parts.length === 1 && only.length === only.buffer.byteLength) return only;
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
