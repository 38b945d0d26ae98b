/** Finds places in the reader's file in a line of the terminal, as compilers, Python and JavaScript engines write them. */
export interface SourcePlace {
  /** Where in the text it stands, from 0, and how long it is. */
  readonly start: number;
  readonly length: number;
  readonly line: number;
  /** 1 where only the line is told. */
  readonly column: number;
}

const place = /(?<![\w./-])main\.(?:cpp|py|js):(\d+)(?::(\d+))?|(?<=File )"main\.py", line (\d+)/g;

export function placesIn(text: string): SourcePlace[] {
  return [...text.matchAll(place)].map((match) => ({
    start: match.index,
    length: match[0].length,
    line: Number(match[1] ?? match[3]),
    column: Number(match[2] ?? 1),
  }));
}
