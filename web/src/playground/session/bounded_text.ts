/** Collects a program's output for the caller of `run()`, up to a bound: an endless printer must not eat the page's memory. */
export class BoundedText {
  readonly #limit: number;
  #pieces: string[] = [];
  #length = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get text(): string {
    return this.#pieces.join('');
  }

  append(text: string): void {
    const room = this.#limit - this.#length;
    if (room <= 0) return;
    const piece = text.length > room ? text.slice(0, room) : text;
    this.#pieces.push(piece);
    this.#length += piece.length;
  }
}
