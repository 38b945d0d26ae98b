/**
 * What clang proposes, read from the form it promises to programs (`-fdiagnostics-parseable-fixits`):
 *
 *     main.cpp:6:12: error: expected ';' at end of declaration
 *     fix-it:"main.cpp":{6:12-6:12}:";"
 *
 * The same diagnostics in the same order as in SARIF, which lacks them; columns count bytes.
 */
import type { Diagnostic, FixIt } from '../protocol/diagnostics.js';
import type { SourceText } from './source_text.js';

interface Proposal {
  readonly line: number;
  readonly fixIts: FixIt[];
  readonly option: string | undefined;
}

/** Gives the diagnostics with their fix-its and the names of their warnings, where `text` has them. */
export function addFixIts(diagnostics: readonly Diagnostic[], text: string, source: SourceText): Diagnostic[] {
  const proposals = readProposals(text, source);
  let next = 0;
  const add = (diagnostic: Diagnostic): Diagnostic => {
    // Diagnostics without a place are not in the text's form; the order of the others is the same.
    const proposal = diagnostic.range === null ? undefined : proposals[next++];
    const notes = diagnostic.notes.map(add);
    if (proposal === undefined || proposal.line !== diagnostic.range?.line) return { ...diagnostic, notes };
    const { fixIts, option } = proposal;
    return { ...diagnostic, notes, fixIts, ...(option === undefined ? {} : { option }) };
  };
  return diagnostics.map(add);
}

function readProposals(text: string, source: SourceText): Proposal[] {
  const proposals: Proposal[] = [];
  for (const line of text.split('\n')) {
    const head = /^[^\s:][^:]*:(\d+):\d+: (?:fatal error|error|warning|note): .*?(?: \[-W([^\],]+)(?:,[^\]]*)?\])?$/u.exec(line);
    if (head !== null) {
      proposals.push({ line: Number(head[1]), fixIts: [], option: head[2] });
      continue;
    }
    const fix = /^fix-it:"main\.cpp":\{(\d+):(\d+)-(\d+):(\d+)\}:"(.*)"$/u.exec(line);
    if (fix === null) continue;
    const [fromLine = 0, fromColumn = 0, toLine = 0, toColumn = 0] = fix.slice(1, 5).map(Number);
    proposals.at(-1)?.fixIts.push({
      range: {
        line: fromLine,
        column: source.utf16ColumnOfByte(fromLine, fromColumn),
        endLine: toLine,
        endColumn: source.utf16ColumnOfByte(toLine, toColumn),
      },
      replacement: unescape(fix[5] ?? ''),
    });
  }
  return proposals;
}

/** Undoes what C does in string literals: `\"`, `\\`, `\n`, `\t` and bytes in octal. */
function unescape(text: string): string {
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  for (const [whole, octal, escaped] of text.matchAll(/\\([0-7]{1,3})|\\(.)|[^\\]+/gu)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8));
    else bytes.push(...encoder.encode(escaped === undefined ? whole : (ESCAPES.get(escaped) ?? escaped)));
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

const ESCAPES = new Map([
  ['n', '\n'],
  ['t', '\t'],
]);
