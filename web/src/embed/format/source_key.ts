/** By what a program that was compiled ahead is found: its source. */
import { sha256 } from '../../playground/session/prebuilt.js';

/** As it is compiled: line ends as in Unix, and one at the end. */
export function normalizeSource(source: string): string {
  return `${source.replace(/\r\n?/g, '\n').trimEnd()}\n`;
}

/** Null where the browser offers no hashes (a page that is not in a secure context): then all is compiled. */
export async function sourceKey(source: string): Promise<string | null> {
  return (await sha256(normalizeSource(source)))?.slice(0, 16) ?? null;
}
