/** What a compiler says about a program: shared by the compiler worker, the terminal and the editor's markers. */

/** A range in a source file. Lines and columns count from 1; `endColumn` is exclusive, as in Monaco and SARIF. */
export interface SourceRange {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export type Severity = 'error' | 'warning' | 'note';

/** A replacement that clang proposes ("did you mean …?"). */
export interface FixIt {
  readonly range: SourceRange;
  readonly replacement: string;
}

export interface Diagnostic {
  readonly severity: Severity;
  readonly message: string;
  /** `main.cpp` for the reader's own source; a header's path otherwise; empty when there is no place (linker errors). */
  readonly file: string;
  /** Begins at the column clang prints (its caret) and covers the token or expression there. */
  readonly range: SourceRange | null;
  /** Further ranges clang underlines, such as the operands of the operator that `range` names. */
  readonly highlights?: readonly SourceRange[];
  /** The text of the line on which `range` begins, for showing it where the file itself is not at hand (headers). */
  readonly sourceLine?: string;
  /** Notes that belong to this diagnostic, in clang's order. */
  readonly notes: readonly Diagnostic[];
  readonly fixIts: readonly FixIt[];
  /** The warning's flag without the leading `-W`, where there is one. */
  readonly option?: string;
}
