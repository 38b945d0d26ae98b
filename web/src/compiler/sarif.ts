/**
 * clang's SARIF (`-fdiagnostics-format=sarif`) as `Diagnostic`s.
 *
 * What clang 22 writes, found by running it (tests/web/compiler keeps it so):
 * - One JSON document on one line of stderr, followed by a human line such as "2 errors generated.".
 * - Every result is flat: a note follows the error it belongs to.
 * - `locations` holds the underlined ranges first and the caret last; the caret has no `endLine` and an empty width.
 * - Columns count code points from 1, `endColumn` is exclusive.
 * - Neither fix-its nor the names of warnings are there: see `fix_its.ts`.
 */
import * as v from 'valibot';
import type { Diagnostic, Severity, SourceRange } from '../protocol/diagnostics.js';
import type { SourceText } from './source_text.js';

const positiveInteger = v.pipe(v.number(), v.integer(), v.minValue(1));

const regionSchema = v.object({
  startLine: positiveInteger,
  startColumn: v.optional(positiveInteger, 1),
  endLine: v.optional(positiveInteger),
  endColumn: v.optional(positiveInteger),
});

const locationSchema = v.object({
  physicalLocation: v.object({
    artifactLocation: v.object({ uri: v.string() }),
    region: v.optional(regionSchema),
  }),
});

const resultSchema = v.object({
  level: v.picklist(['error', 'warning', 'note', 'none']),
  message: v.object({ text: v.string() }),
  locations: v.optional(v.array(locationSchema), []),
});

const logSchema = v.object({
  version: v.literal('2.1.0'),
  runs: v.array(
    v.object({
      columnKind: v.optional(v.picklist(['unicodeCodePoints', 'utf16CodeUnits']), 'unicodeCodePoints'),
      results: v.optional(v.array(resultSchema), []),
    }),
  ),
});

type SarifLog = v.InferOutput<typeof logSchema>;
type SarifResult = v.InferOutput<typeof resultSchema>;
type SarifRegion = v.InferOutput<typeof regionSchema>;
type ColumnKind = SarifLog['runs'][number]['columnKind'];

/** Gives the text of a file by the path clang knows it by, or undefined. */
export type SourceLookup = (path: string) => SourceText | undefined;

/** What clang wrote to stderr, taken apart: the SARIF log, and whatever else stood there. */
export interface ClangReport {
  readonly diagnostics: readonly Diagnostic[];
  /** Lines that are not SARIF: the driver's own errors, a crash report. Without the "1 error generated." summary. */
  readonly otherText: string;
}

/** Reads all that clang wrote to stderr. Throws when the SARIF in it is not of the expected form. */
export function readClangReport(stderr: string, sources: SourceLookup): ClangReport {
  const diagnostics: Diagnostic[] = [];
  const other: string[] = [];
  for (const line of stderr.split('\n')) {
    if (line.startsWith('{"$schema"')) diagnostics.push(...diagnosticsFromSarif(JSON.parse(line), sources));
    else if (line.trim() !== '' && !SUMMARY.test(line)) other.push(line);
  }
  return { diagnostics, otherText: other.join('\n') };
}

const SUMMARY = /^(?:\d+ warnings?)?(?: and )?(?:\d+ errors?)? generated\.$/u;

/** Turns one SARIF log into diagnostics, notes gathered under what they belong to. */
export function diagnosticsFromSarif(log: unknown, sources: SourceLookup): Diagnostic[] {
  const parsed = v.parse(logSchema, log);
  const diagnostics: (Diagnostic & { readonly notes: Diagnostic[] })[] = [];
  for (const run of parsed.runs) {
    for (const result of run.results) {
      const diagnostic = convert(result, run.columnKind, sources);
      const owner = diagnostics.at(-1);
      if (diagnostic.severity === 'note' && owner !== undefined) owner.notes.push(diagnostic);
      else diagnostics.push(diagnostic);
    }
  }
  return diagnostics;
}

function convert(result: SarifResult, columnKind: ColumnKind, sources: SourceLookup): Diagnostic & { notes: Diagnostic[] } {
  const severity: Severity = result.level === 'none' ? 'note' : result.level;
  const base = { severity, message: result.message.text, notes: [], fixIts: [] };
  const caretLocation = result.locations.at(-1)?.physicalLocation;
  if (caretLocation?.region === undefined) {
    return { ...base, file: caretLocation === undefined ? '' : pathOf(caretLocation.artifactLocation.uri), range: null };
  }
  const file = pathOf(caretLocation.artifactLocation.uri);
  const text = sources(file);
  const caret = toRange(caretLocation.region, columnKind, text);
  const highlights: SourceRange[] = [];
  for (const { physicalLocation } of result.locations.slice(0, -1)) {
    if (physicalLocation.region === undefined || pathOf(physicalLocation.artifactLocation.uri) !== file) continue;
    highlights.push(toRange(physicalLocation.region, columnKind, text));
  }
  return {
    ...base,
    file,
    range: widen(caret, highlights, text),
    ...(highlights.length === 0 ? {} : { highlights }),
    ...(text === undefined ? {} : { sourceLine: text.line(caret.line) }),
  };
}

function toRange(region: SarifRegion, columnKind: ColumnKind, text: SourceText | undefined): SourceRange {
  const column = (line: number, value: number): number =>
    columnKind === 'utf16CodeUnits' || text === undefined ? value : text.utf16Column(line, value);
  const endLine = region.endLine ?? region.startLine;
  return {
    line: region.startLine,
    column: column(region.startLine, region.startColumn),
    endLine,
    endColumn: column(endLine, region.endColumn ?? region.startColumn),
  };
}

/** A caret has no width; what it points at is the range that begins there, or else the token. */
function widen(caret: SourceRange, ranges: readonly SourceRange[], text: SourceText | undefined): SourceRange {
  if (caret.endLine !== caret.line || caret.endColumn > caret.column) return caret;
  const here = ranges.find((range) => range.line === caret.line && range.column === caret.column);
  if (here !== undefined) return here;
  return { ...caret, endColumn: text?.tokenEnd(caret.line, caret.column) ?? caret.column + 1 };
}

/** `file:///main.cpp` → `main.cpp`: files at the root of the compiler's tree are the reader's own and carry no slash. */
function pathOf(uri: string): string {
  const path = decodeURIComponent(uri.replace(/^file:\/\//u, ''));
  return /^\/[^/]+$/u.test(path) ? path.slice(1) : path;
}
