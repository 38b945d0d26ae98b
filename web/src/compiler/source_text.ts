/**
 * Positions in source text. clang counts columns in code points (SARIF `unicodeCodePoints`), Monaco and this project's
 * `SourceRange` in UTF-16 units; they differ once a line holds a character outside the basic plane, such as an emoji.
 */

/** The lines of one file, split as compilers and editors split them. */
export class SourceText {
  readonly #lines: readonly string[];

  constructor(text: string) {
    this.#lines = text.split(/\r\n|\n|\r/u);
  }

  /** The text of a line, counted from 1; empty beyond the end. */
  line(number: number): string {
    return this.#lines[number - 1] ?? '';
  }

  /** Turns a column in code points into one in UTF-16 units. Both count from 1; columns beyond the line's end stay beyond it. */
  utf16Column(line: number, codePointColumn: number): number {
    const text = this.line(line);
    let units = 0;
    let points = 1;
    for (const character of text) {
      if (points >= codePointColumn) break;
      units += character.length;
      points += 1;
    }
    return units + 1 + Math.max(0, codePointColumn - points);
  }

  /** The column (UTF-16) behind the token that begins at `column`; at least one character is covered. */
  tokenEnd(line: number, column: number): number {
    const rest = this.line(line).slice(column - 1);
    const token = TOKEN.exec(rest)?.[0] ?? '';
    return column + Math.max(1, token.length);
  }
}

/** Enough of C++'s tokens to underline what a caret points at: names, numbers, literals, includes, operators. */
const TOKEN =
  /^(?:[\p{ID_Start}_][\p{ID_Continue}]*|\.?\d(?:[eEpP][+-]|['\w.])*|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|<=>|->\*|<<=|>>=|\.\.\.|::|->|\+\+|--|&&|\|\||[-+*/%^&|=!<>]=|<<|>>|.)/u;
