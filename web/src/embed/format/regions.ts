/**
 * Hidden set-up around what is shown, by Kotlin Playground's markers:
 *
 *     #include <weft/weft.hpp>
 *     int main() {
 *       //sampleStart
 *       weft::println("only this line is shown");
 *       //sampleEnd
 *     }
 *
 * All of it is compiled, the markers too: they are comments, and so lines are counted as in the whole.
 */

export interface Regions {
  /** Hidden, as far as the marker's own line. */
  readonly before: string;
  /** Without the blanks that all of its lines begin with. */
  readonly shown: string;
  /** Hidden, from the marker's own line. */
  readonly after: string;
  /** Those blanks. */
  readonly indent: string;
  /** The whole source with this in place of what is shown. */
  readonly whole: (shown: string) => string;
}

export function splitRegions(code: string): Regions {
  const start = /^[ \t]*\/\/[ \t]*sampleStart[ \t]*(?:\n|$)/m.exec(code);
  const from = start === null ? 0 : start.index + start[0].length;
  const end = /^[ \t]*\/\/[ \t]*sampleEnd[ \t]*$/m.exec(code.slice(from));
  const to = end === null ? code.length : from + end.index;
  const before = code.slice(0, from);
  const after = code.slice(to);
  const indented = code.slice(from, to);
  // What hides nothing is shown as it is.
  const indent = before === '' && after === '' ? '' : commonIndent(indented);
  const shown = dedent(indented, indent).replace(/\n$/, '');
  return {
    before,
    shown,
    after,
    indent,
    whole(edited) {
      if (edited === shown) return code;
      const text = edited.replace(/^(?=[^\n])/gm, indent);
      return before + text + (text.endsWith('\n') || text === '' ? '' : '\n') + after;
    },
  };
}

/** The blanks with which all lines that have anything else begin. */
export function commonIndent(text: string): string {
  const indents = Array.from(text.matchAll(/^([ \t]*)\S/gm), (match) => match[1] ?? '');
  return indents.reduce((common, indent) => {
    let length = 0;
    while (length < common.length && common[length] === indent[length]) ++length;
    return common.slice(0, length);
  }, indents[0] ?? '');
}

export function dedent(text: string, indent: string): string {
  return indent === '' ? text : text.replaceAll(/^[ \t]+/gm, (blanks) => (blanks.startsWith(indent) ? blanks.slice(indent.length) : ''));
}
