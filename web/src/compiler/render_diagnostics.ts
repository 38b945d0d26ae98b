/**
 * Diagnostics as terminal text, laid out and coloured as clang does it:
 *
 *     main.cpp:3:34: error: use of undeclared identifier 'missing'
 *         3 |   const char* s = "한국어"; int y = missing;
 *           |                                     ^~~~~~~
 *
 * Underlines are placed by what a terminal shows, so a Korean syllable counts as two cells and a combining mark as none.
 */
import { eastAsianWidth } from 'get-east-asian-width';
import type { Diagnostic, Severity, SourceRange } from '../protocol/diagnostics.js';

export interface RenderOptions {
  /** Whether to write colour sequences. Default true. */
  readonly color?: boolean;
  /** The terminal's width in cells. Longer source lines are cut around the place meant. Default: never cut. */
  readonly columns?: number;
  /** What ends a line. Terminals want `\r\n` unless they translate. Default `\n`. */
  readonly newline?: string;
}

const STYLE = {
  reset: '\x1b[0m',
  bold: '\x1b[1m',
  error: '\x1b[1;31m',
  warning: '\x1b[1;35m',
  note: '\x1b[1;36m',
  caret: '\x1b[1;32m',
  fixIt: '\x1b[32m',
  gutter: '\x1b[90m',
} as const;

const TAB_WIDTH = 8;
const NUMBER_WIDTH = 5;

/** All diagnostics with their notes, and the line that counts them. Empty text when there are none. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], options: RenderOptions = {}): string {
  if (diagnostics.length === 0) return '';
  const paint = painter(options.color ?? true);
  const lines = diagnostics.flatMap((diagnostic) => renderOne(diagnostic, paint, options.columns ?? Infinity));
  const summary = summarize(diagnostics);
  if (summary !== '') lines.push(summary);
  const newline = options.newline ?? '\n';
  return lines.map((line) => line + newline).join('');
}

type Paint = (style: keyof typeof STYLE, text: string) => string;

function painter(color: boolean): Paint {
  return color ? (style, text) => (text === '' ? '' : STYLE[style] + text + STYLE.reset) : (_style, text) => text;
}

function renderOne(diagnostic: Diagnostic, paint: Paint, columns: number): string[] {
  const { severity, message, file, range, option } = diagnostic;
  const place = file === '' ? '' : range === null ? `${file}: ` : `${file}:${range.line}:${range.column}: `;
  const flag = option === undefined ? '' : paint(severity, ` [-W${option}]`);
  // A message of several lines (a linker's, a failed constraint's) keeps them.
  const [first = '', ...more] = message.split('\n');
  const head = severity === 'note' ? first : paint('bold', first);
  const lines = [paint('bold', place) + paint(severity, `${severity}: `) + head + flag, ...more];
  if (range !== null && diagnostic.sourceLine !== undefined) {
    lines.push(...renderSnippet(diagnostic, range, diagnostic.sourceLine, paint, columns));
  }
  return [...lines, ...diagnostic.notes.flatMap((note) => renderOne(note, paint, columns))];
}

/** The source line, what is underlined in it, and below that what a fix-it would put there. */
function renderSnippet(diagnostic: Diagnostic, range: SourceRange, source: string, paint: Paint, columns: number): string[] {
  const cells = new CellLine(source);
  const line = range.line;
  const marks = new Marks();
  for (const highlight of diagnostic.highlights ?? []) {
    if (highlight.line > line || highlight.endLine < line) continue;
    marks.fill(
      highlight.line < line ? cells.firstText : cells.cellOf(highlight.column),
      highlight.endLine > line ? cells.width : cells.cellOf(highlight.endColumn),
      '~',
    );
  }
  const caret = cells.cellOf(range.column);
  marks.fill(caret, range.endLine > line ? cells.width : cells.cellOf(range.endColumn), '~');
  marks.put(caret, '^');

  const inserted = new Marks();
  for (const fixIt of diagnostic.fixIts) {
    if (fixIt.range.line === line && fixIt.range.endLine === line && !fixIt.replacement.includes('\n')) {
      inserted.write(cells.cellOf(fixIt.range.column), fixIt.replacement);
    }
  }

  const window = windowAround(caret, Math.max(cells.width, marks.width, inserted.width), columns - NUMBER_WIDTH - 3);
  const gutter = (number: string): string => paint('gutter', `${number.padStart(NUMBER_WIDTH)} | `);
  const lines = [
    gutter(String(line)) + cells.slice(window.from, window.to),
    gutter('') + paint('caret', marks.slice(window.from, window.to)),
  ];
  const insertedText = inserted.slice(window.from, window.to);
  if (insertedText !== '') lines.push(gutter('') + paint('fixIt', insertedText));
  return lines;
}

/** A part of `width` cells that fits into `room` and holds `cell`, with some context before it. */
function windowAround(cell: number, width: number, room: number): { from: number; to: number } {
  if (width <= room || room < 20) return { from: 0, to: width };
  const from = Math.max(0, Math.min(cell - Math.floor(room / 3), width - room));
  return { from, to: from + room };
}

/** A line of source as a terminal shows it: tabs widened, wide characters two cells. */
class CellLine {
  readonly #glyphs: { readonly text: string; readonly cell: number; readonly width: number }[] = [];
  readonly #cellOfUnit: number[] = [];
  readonly width: number;
  /** The first cell that is not blank. */
  readonly firstText: number;

  constructor(source: string) {
    let cell = 0;
    let firstText = -1;
    for (const character of source) {
      const width = character === '\t' ? TAB_WIDTH - (cell % TAB_WIDTH) : cellWidth(character);
      // Control characters would move the cursor; clang writes them as <U+001B> too.
      const text = character === '\t' ? ' '.repeat(width) : isControl(character) ? '\u{FFFD}' : character;
      if (firstText < 0 && text.trim() !== '') firstText = cell;
      this.#glyphs.push({ text, cell, width });
      for (let unit = 0; unit < character.length; unit++) this.#cellOfUnit.push(cell);
      cell += width;
    }
    this.width = cell;
    this.firstText = Math.max(0, firstText);
  }

  /** The cell of a column in UTF-16 units, counted from 1. */
  cellOf(column: number): number {
    const unit = column - 1;
    return this.#cellOfUnit[unit] ?? this.width + Math.max(0, unit - this.#cellOfUnit.length);
  }

  slice(from: number, to: number): string {
    return this.#glyphs
      .filter(({ cell, width }) => cell >= from && cell + width <= to)
      .map(({ text }) => text)
      .join('');
  }
}

/** One line of marks below a source line. */
class Marks {
  readonly #cells: string[] = [];

  get width(): number {
    return this.#cells.length;
  }

  put(cell: number, mark: string): void {
    while (this.#cells.length < cell) this.#cells.push(' ');
    this.#cells[cell] = mark;
  }

  fill(from: number, to: number, mark: string): void {
    for (let cell = from; cell < to; cell++) this.put(cell, mark);
  }

  /** Writes text, moved right where something stands already. */
  write(cell: number, text: string): void {
    let at = Math.max(cell, this.#cells.length === 0 ? 0 : this.#cells.length + 1);
    for (const character of text) {
      this.put(at, character);
      at += 1;
      // The second cell of a wide character holds nothing of its own.
      if (cellWidth(character) === 2) this.put(at++, '');
    }
  }

  slice(from: number, to: number): string {
    return Array.from(this.#cells.slice(from, to), (mark) => mark ?? ' ').join('').trimEnd();
  }
}

function cellWidth(character: string): number {
  if (/^[\p{Mn}\p{Me}\p{Cf}]$/u.test(character)) return 0;
  const codePoint = character.codePointAt(0) ?? 0;
  return eastAsianWidth(codePoint) === 2 ? 2 : 1;
}

function isControl(character: string): boolean {
  return /^\p{Cc}$/u.test(character);
}

function summarize(diagnostics: readonly Diagnostic[]): string {
  const count = (severity: Severity): number => diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
  const parts: string[] = [];
  const warnings = count('warning');
  const errors = count('error');
  if (warnings > 0) parts.push(`${warnings} warning${warnings === 1 ? '' : 's'}`);
  if (errors > 0) parts.push(`${errors} error${errors === 1 ? '' : 's'}`);
  return parts.length === 0 ? '' : `${parts.join(' and ')} generated.`;
}
