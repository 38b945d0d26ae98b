/** A block as it was found in a file, and how places in it become places in the file. */
import type { RawOptions } from '../../../src/embed/format/options.js';

/** Both from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface FoundProblem {
  readonly line: number;
  readonly message: string;
}

export interface FoundBlock {
  /** The block's text; empty where it has none of its own (`example="…"`). */
  readonly text: string;
  /** Options that stand outside of the text. */
  readonly options: RawOptions;
  /** What is wrong with how it is written. */
  readonly problems: readonly FoundProblem[];
  /** Where it begins: its fence, say. What is wrong with the whole of it is told there. */
  readonly line: number;
  /** The line on which its text begins. */
  readonly textLine: number;
}

/** The place in the file of a place in the block's text. */
export function placeInFile(block: FoundBlock, fileLines: readonly string[], { line, column }: Place): Place {
  const inFile = block.textLine + line - 1;
  const text = block.text.split('\n')[line - 1] ?? '';
  const written = fileLines[inFile - 1] ?? '';
  return { line: inFile, column: written.endsWith(text) ? written.length - text.length + column : columnInHtml(written, column) };
}

/** Where the character of this column stands in a line with tags and entities. */
function columnInHtml(line: string, column: number): number {
  let left = column;
  for (const { 0: piece, index } of line.matchAll(/<\/?[a-z][^>]*>|&(?:#\w+|\w+);|[^]/gi)) {
    if (/^<./.test(piece)) continue;
    left -= 1;
    if (left === 0) return index + 1;
  }
  return column;
}
