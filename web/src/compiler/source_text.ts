/**
 * Positions in source text. Monaco and this project's `SourceRange` count columns in UTF-16 units; clang's SARIF counts code points, which differ in
 * lines with an emoji, and the rest of clang counts bytes of UTF-8, which differ in lines with Korean, too.
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

  /** Turns a column in bytes of UTF-8 into one in UTF-16 units. */
  utf16ColumnOfByte(line: number, byteColumn: number): number {
    let units = 0;
    let bytes = 1;
    for (const character of this.line(line)) {
      if (bytes >= byteColumn) break;
      const codePoint = character.codePointAt(0) ?? 0;
      units += character.length;
      bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    }
    return units + 1 + Math.max(0, byteColumn - bytes);
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
