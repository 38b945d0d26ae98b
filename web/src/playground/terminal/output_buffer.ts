/**
 * Stands between a program that may print without end and a terminal that needs time to draw. Text is handed on once per
 * animation frame, a bounded piece at a time, and only when the terminal has taken the piece before. What waits is bounded
 * too: beyond the high-water mark the oldest waiting text is left out and a notice says how much.
 */
export interface OutputBufferOptions {
  /** Takes text; calls `taken` when it can take more. */
  readonly write: (text: string, taken: () => void) => void;
  /** What to show in place of text that was left out. */
  readonly droppedNotice: (characters: number) => string;
  readonly requestFrame?: (work: () => void) => void;
  /** The most characters that may wait. */
  readonly highWaterMark?: number;
  /** The most characters handed on in a frame. */
  readonly pieceSize?: number;
}

export class OutputBuffer {
  readonly #write: (text: string, taken: () => void) => void;
  readonly #droppedNotice: (characters: number) => string;
  readonly #requestFrame: (work: () => void) => void;
  readonly #highWaterMark: number;
  readonly #pieceSize: number;
  #waiting: string[] = [];
  #waitingCharacters = 0;
  #dropped = 0;
  #frameRequested = false;
  #writing = false;
  /** Counts `clear` calls, so that the terminal's answer to text from before one is known as such. */
  #generation = 0;

  constructor(options: OutputBufferOptions) {
    this.#write = options.write;
    this.#droppedNotice = options.droppedNotice;
    this.#requestFrame = options.requestFrame ?? ((work) => requestAnimationFrame(work));
    this.#highWaterMark = options.highWaterMark ?? 512 * 1024;
    this.#pieceSize = options.pieceSize ?? 64 * 1024;
  }

  push(text: string): void {
    if (text === '') return;
    this.#waiting.push(text);
    this.#waitingCharacters += text.length;
    if (this.#waitingCharacters > this.#highWaterMark) this.#dropOldest();
    this.#schedule();
  }

  /** Forgets what waits. */
  clear(): void {
    this.#waiting = [];
    this.#waitingCharacters = 0;
    this.#dropped = 0;
    this.#writing = false;
    this.#generation += 1;
  }

  #schedule(): void {
    if (this.#frameRequested || this.#writing || this.#waitingCharacters + this.#dropped === 0) return;
    this.#frameRequested = true;
    this.#requestFrame(() => {
      this.#frameRequested = false;
      this.#flush();
    });
  }

  #flush(): void {
    const piece = this.#takePiece();
    if (piece === '') return;
    this.#writing = true;
    const generation = this.#generation;
    this.#write(piece, () => {
      if (generation !== this.#generation) return;
      this.#writing = false;
      this.#schedule();
    });
  }

  #takePiece(): string {
    let piece = '';
    if (this.#dropped > 0) {
      piece = this.#droppedNotice(this.#dropped);
      this.#dropped = 0;
    }
    let taken = 0;
    while (taken < this.#waiting.length && piece.length < this.#pieceSize) {
      const text = this.#waiting[taken] ?? '';
      const room = this.#pieceSize - piece.length;
      if (text.length > room) {
        const cut = wholeCharacters(text, room);
        piece += text.slice(0, cut);
        this.#waiting[taken] = text.slice(cut);
        this.#waitingCharacters -= cut;
        break;
      }
      piece += text;
      this.#waitingCharacters -= text.length;
      taken += 1;
    }
    this.#waiting.splice(0, taken);
    return piece;
  }

  /** Goes down to half of the mark, so that a flood is cut seldom and in large pieces, and to the start of a line. */
  #dropOldest(): void {
    const all = this.#waiting.join('');
    let cut = wholeCharacters(all, all.length - Math.floor(this.#highWaterMark / 2));
    const nextLine = all.indexOf('\n', cut);
    if (nextLine !== -1 && nextLine + 1 < all.length) cut = nextLine + 1;
    this.#dropped += cut;
    this.#waiting = [all.slice(cut)];
    this.#waitingCharacters = all.length - cut;
  }
}

/** `length`, or one more or less where it would cut a surrogate pair. Never 0 for a text that is longer than that. */
function wholeCharacters(text: string, length: number): number {
  const code = text.charCodeAt(length - 1);
  const cutsPair = code >= 0xd800 && code <= 0xdbff && length < text.length;
  return cutsPair ? length + 1 : length;
}
