/** Output as plain text, for copying and for screen readers: the last so many characters, without the terminal's own codes. */

/** CSI and OSC sequences, and single-character escapes. */
const controlSequence = /\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\^_])/g;

export function withoutControlSequences(text: string): string {
  return text.replaceAll(controlSequence, '').replaceAll('\r\n', '\n');
}

export class Transcript {
  readonly #limit: number;
  #pieces: string[] = [];
  #length = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get text(): string {
    if (this.#pieces.length > 1) this.#pieces = [this.#pieces.join('')];
    return this.#pieces[0] ?? '';
  }

  append(text: string): void {
    this.#pieces.push(text);
    this.#length += text.length;
    if (this.#length <= 2 * this.#limit) return;
    const kept = this.text.slice(-this.#limit);
    this.#pieces = [kept.slice(kept.indexOf('\n') + 1)];
    this.#length = this.#pieces[0]?.length ?? 0;
  }

  clear(): void {
    this.#pieces = [];
    this.#length = 0;
  }
}
