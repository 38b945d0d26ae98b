/** Between the whole source, which is compiled, and the part of it that a reader sees and edits. */
import type { Regions } from '../format/regions.js';
import type { Diagnostic, SourceRange } from '../../protocol/diagnostics.js';
import { sourceFiles } from '../../protocol/language.js';

/** What the compiler said about the part that is shown, in that part's lines; the rest is only told in the terminal. */
export function diagnosticsOfShown(diagnostics: readonly Diagnostic[], regions: Regions, shown: string): Diagnostic[] {
  const firstLine = regions.before.split('\n').length - 1;
  const lines = shown.replace(/\n$/, '').split('\n').length;
  const move = (range: SourceRange): SourceRange => ({
    line: range.line - firstLine,
    column: Math.max(1, range.column - regions.indent.length),
    endLine: range.endLine - firstLine,
    endColumn: Math.max(1, range.endColumn - regions.indent.length),
  });
  const isShown = ({ file, range }: Diagnostic): boolean =>
    file === sourceFiles.cpp && range !== null && range.line > firstLine && range.line <= firstLine + lines;
  const moved = (diagnostic: Diagnostic): Diagnostic => ({
    ...diagnostic,
    range: diagnostic.range && move(diagnostic.range),
    ...(diagnostic.highlights ? { highlights: diagnostic.highlights.map(move) } : {}),
    notes: diagnostic.notes.filter(isShown).map(moved),
    fixIts: diagnostic.fixIts.map(({ range, replacement }) => ({ range: move(range), replacement })),
  });
  return diagnostics.filter(isShown).map(moved);
}
