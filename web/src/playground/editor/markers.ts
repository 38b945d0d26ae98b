/** Turns what the compiler said into marks in the reader's own file. */
import type { Diagnostic, SourceRange } from '../../protocol/diagnostics.js';

/** A range as Monaco writes it. */
export interface MarkerRange {
  readonly startLineNumber: number;
  readonly startColumn: number;
  readonly endLineNumber: number;
  readonly endColumn: number;
}

export interface Marker {
  readonly range: MarkerRange;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly option?: string;
  readonly related: readonly { readonly range: MarkerRange; readonly message: string }[];
  readonly fixIts: readonly { readonly range: MarkerRange; readonly replacement: string }[];
}

const ownFile = 'main.cpp';

/**
 * A diagnostic in a header is marked where the reader's file led to it, which one of its notes tells ("in instantiation of …
 * requested here"); one that has no place in the reader's file, as a linker's, is only in the terminal.
 */
export function markersOf(diagnostics: readonly Diagnostic[]): Marker[] {
  return diagnostics.flatMap((diagnostic): Marker[] => {
    const place = diagnostic.file === ownFile ? diagnostic : diagnostic.notes.find((note) => note.file === ownFile && note.range);
    if (!place?.range) return [];
    const notes = diagnostic.notes.filter((note) => note !== place);
    // Clang hangs a fix on the error when it is sure and on a note when it is one of several ways.
    const withFix = [diagnostic, ...notes].find(({ file, fixIts }) => file === ownFile && fixIts.length > 0);
    return [
      {
        range: markerRange(place.range),
        severity: diagnostic.severity === 'error' ? 'error' : 'warning',
        message: place === diagnostic ? diagnostic.message : `${diagnostic.message}\n${place.message}`,
        ...(diagnostic.option === undefined ? {} : { option: diagnostic.option }),
        related: notes.flatMap((note) =>
          note.file === ownFile && note.range ? [{ range: markerRange(note.range), message: note.message }] : [],
        ),
        fixIts: (withFix?.fixIts ?? []).map((fixIt) => ({ range: markerRange(fixIt.range), replacement: fixIt.replacement })),
      },
    ];
  });
}

function markerRange({ line, column, endLine, endColumn }: SourceRange): MarkerRange {
  return { startLineNumber: line, startColumn: column, endLineNumber: endLine, endColumn };
}
