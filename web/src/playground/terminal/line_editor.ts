/**
 * Standard input, a line at a time: what is typed in the terminal while the program waits for a line is echoed, can be
 * corrected, and is handed over at Enter. Ctrl+D on an empty line is the end of input; elsewhere it does nothing.
 * While no program waits, keys are ignored; lines of one paste that follow the one asked for are kept for the next question.
 */
import { eastAsianWidth } from 'get-east-asian-width';

export class LineEditor {
  readonly #echo: (text: string) => void;
  readonly #segmenter = new Intl.Segmenter();
  /** What the line holds, in characters as people count them. */
  #line: string[] = [];
  #pasted = '';
  #answer: ((line: string | null) => void) | undefined;

  /** `echo` shows text in the terminal, which must wrap backwards over line ends (`CSI ? 45 h`). */
  constructor(echo: (text: string) => void) {
    this.#echo = echo;
  }

  get waiting(): boolean {
    return this.#answer !== undefined;
  }

  /** The next line, without its newline; null at the end of input. One question at a time. */
  read(): Promise<string | null> {
    if (this.#answer) return Promise.reject(new Error('the terminal is already reading a line'));
    return new Promise((resolve) => {
      this.#answer = resolve;
      const pasted = this.#pasted;
      this.#pasted = '';
      this.input(pasted);
    });
  }

  /** The program that asked has ended: the question and what was typed are forgotten. */
  cancel(): void {
    this.#line = [];
    this.#pasted = '';
    const answer = this.#answer;
    this.#answer = undefined;
    answer?.(null);
  }

  /** Takes what the terminal sends for keys and pastes. */
  input(data: string): void {
    if (!this.#answer || data === '') return;
    // Arrow and function keys come as one escape sequence: there is no cursor to move in this line.
    if (data.startsWith('\x1b') && !data.startsWith('\x1b[200~')) return;
    const keys = data.replaceAll(/\x1b\[20[01]~/g, '').replaceAll('\r\n', '\r').replaceAll('\n', '\r');
    let index = 0;
    for (const { segment } of this.#segmenter.segment(keys)) {
      index += segment.length;
      if (this.#key(segment)) {
        this.#pasted = keys.slice(index);
        return;
      }
    }
  }

  /** True when the line is complete. */
  #key(key: string): boolean {
    switch (key) {
      case '\r':
        this.#echo('\r\n');
        return this.#finish(this.#line.join(''));
      case '\x04':
        return this.#line.length === 0 && this.#finish(null);
      case '\x7f':
      case '\b':
        this.#erase(1);
        return false;
      case '\x15': // Ctrl+U
        this.#erase(this.#line.length);
        return false;
      case '\x17': // Ctrl+W
        this.#erase(this.#lastWordLength());
        return false;
      default:
        if (key === '\t' || key >= ' ') {
          const shown = key === '\t' ? ' ' : key;
          this.#line.push(shown);
          this.#echo(shown);
        }
        return false;
    }
  }

  #finish(line: string | null): true {
    const answer = this.#answer;
    this.#answer = undefined;
    this.#line = [];
    answer?.(line);
    return true;
  }

  #erase(count: number): void {
    const erased = this.#line.splice(Math.max(0, this.#line.length - count));
    const cells = erased.reduce((sum, character) => sum + eastAsianWidth(character.codePointAt(0) ?? 0), 0);
    this.#echo('\b'.repeat(cells) + ' '.repeat(cells) + '\b'.repeat(cells));
  }

  #lastWordLength(): number {
    let start = this.#line.length;
    while (start > 0 && this.#line[start - 1] === ' ') start -= 1;
    while (start > 0 && this.#line[start - 1] !== ' ') start -= 1;
    return this.#line.length - start;
  }
}
