/** What the page needs of an editor, whichever it is: the plain text field that is there at once, Monaco, later others. */
import type { Diagnostic } from '../../protocol/diagnostics.js';
import type { ProgramLanguage } from '../../protocol/language.js';

export interface CodeEditorOptions {
  readonly host: HTMLElement;
  /** The reader (or `replaceText`) changed the text of the document with this id. */
  readonly onChange: (document: string, text: string) => void;
  /** From now on until the next key, Tab leaves the editor. */
  readonly onTabLeaves: () => void;
  readonly onRun: () => void;
  /** The name that assistive technology reads. */
  readonly label: string;
}

export interface EditorPosition {
  readonly start: number;
  readonly end: number;
}

export interface CodeEditor {
  /** Shows a document. Each keeps its own undo history and place for as long as the page lives. */
  open(document: string, text: string, language: ProgramLanguage): void;
  readonly text: string;
  /** Replaces the whole text as one step that undo takes back. */
  replaceText(text: string): void;
  /** Marks what the compiler said about the open document; replaces the marks from before. */
  setDiagnostics(diagnostics: readonly Diagnostic[]): void;
  /** Shows the first error that is marked. */
  revealError(): void;
  setLabel(label: string): void;
  /** The theme's colours have changed. */
  updateTheme(): void;
  /** The selection, as offsets, so that one editor can take over from another. */
  position: EditorPosition;
  /** Puts the cursor there and shows it. Both count from 1. */
  goTo(line: number, column: number): void;
  readonly hasFocus: boolean;
  focus(): void;
  dispose(): void;
}
