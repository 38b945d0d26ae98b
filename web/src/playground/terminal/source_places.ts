/** Finds places in the reader's file in a line of the terminal, where compilers begin a line with them. */
export interface SourcePlace {
  /** Where in the text it stands, from 0, and how long it is. */
  readonly start: number;
  readonly length: number;
  readonly line: number;
  readonly column: number;
}

export function placesIn(text: string): SourcePlace[] {
  return [...text.matchAll(/(?<![\w./-])main\.cpp:(\d+):(\d+)/g)].map((match) => ({
    start: match.index,
    length: match[0].length,
    line: Number(match[1]),
    column: Number(match[2]),
  }));
}
