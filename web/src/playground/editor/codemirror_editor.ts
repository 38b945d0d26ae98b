/** CodeMirror as a `CodeEditor`: for touch and narrow screens, which Monaco does not serve. Loaded by `weft_editor.ts` there only. */
import { defaultKeymap, history, historyKeymap, indentWithTab, temporarilySetTabFocusMode } from '@codemirror/commands';
import { cpp } from '@codemirror/lang-cpp';
import { javascript } from '@codemirror/lang-javascript';
import { python } from '@codemirror/lang-python';
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { setDiagnostics as setLint, type Diagnostic as Mark } from '@codemirror/lint';
import { Compartment, EditorState, Prec, Transaction, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import type { Diagnostic } from '../../protocol/diagnostics.js';
import type { ProgramLanguage } from '../../protocol/language.js';
import type { CodeEditor, CodeEditorOptions, EditorPosition } from './code_editor.js';
import { markersOf, type Marker } from './markers.js';

const languages: Record<ProgramLanguage, () => Extension> = { cpp, python, javascript };

/** The page's own colours, which change with the theme by themselves. */
const inks = HighlightStyle.define([
  { tag: [tags.keyword, tags.modifier, tags.operatorKeyword], color: 'var(--color-code-keyword)' },
  { tag: [tags.controlKeyword], color: 'var(--color-code-keyword)' },
  { tag: [tags.typeName, tags.standard(tags.typeName)], color: 'var(--color-code-type)' },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: 'var(--color-code-function)' },
  { tag: [tags.string, tags.character, tags.special(tags.string)], color: 'var(--color-code-string)' },
  { tag: [tags.number, tags.bool, tags.escape], color: 'var(--color-code-number)' },
  { tag: tags.comment, color: 'var(--color-code-comment)', fontStyle: 'italic' },
  { tag: [tags.processingInstruction, tags.meta], color: 'var(--color-code-directive)' },
]);

const look = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'var(--color-surface)', color: 'var(--color-ink)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--font-code)', fontSize: 'var(--text-code)', lineHeight: 'var(--leading-code)' },
  '.cm-content': { padding: '12px 0', caretColor: 'var(--color-woad)' },
  '.cm-gutters': { backgroundColor: 'var(--color-surface)', color: 'var(--color-code-line-number)', border: 'none' },
  '.cm-activeLine': { backgroundColor: 'var(--color-code-line)' },
  '.cm-cursor': { borderLeftColor: 'var(--color-woad)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'var(--color-code-selection)' },
  '.cm-tooltip': { backgroundColor: 'var(--color-raised)', color: 'var(--color-ink)', border: '1px solid var(--color-line)' },
});

export class CodeMirrorEditor implements CodeEditor {
  readonly #element = document.createElement('div');
  readonly #view: EditorView;
  readonly #options: CodeEditorOptions;
  readonly #states = new Map<string, EditorState>();
  readonly #label = new Compartment();
  #document = '';
  #labelText: string;
  #markers: readonly Marker[] = [];

  constructor(options: CodeEditorOptions) {
    this.#options = options;
    this.#labelText = options.label;
    this.#element.className = 'codemirror-host';
    options.host.append(this.#element);
    this.#view = new EditorView({ parent: this.#element, state: this.#stateOf('', 'cpp') });
  }

  get text(): string {
    return this.#view.state.doc.toString();
  }

  get position(): EditorPosition {
    const { from, to } = this.#view.state.selection.main;
    return { start: from, end: to };
  }

  set position({ start, end }: EditorPosition) {
    const { length } = this.#view.state.doc;
    this.#view.dispatch({ selection: { anchor: Math.min(start, length), head: Math.min(end, length) }, scrollIntoView: true });
  }

  get hasFocus(): boolean {
    return this.#view.hasFocus;
  }

  open(document: string, text: string, language: ProgramLanguage): void {
    if (this.#document !== '') this.#states.set(this.#document, this.#view.state);
    this.#document = document;
    const kept = this.#states.get(document);
    this.#view.setState(kept ?? this.#stateOf(text, language));
    this.setLabel(this.#labelText);
    this.#markers = [];
    if (this.text !== text) this.replaceText(text);
  }

  replaceText(text: string): void {
    this.#view.dispatch({ changes: { from: 0, to: this.#view.state.doc.length, insert: text }, selection: { anchor: 0 }, annotations: Transaction.userEvent.of('input') });
  }

  setDiagnostics(diagnostics: readonly Diagnostic[]): void {
    this.#markers = markersOf(diagnostics);
    const offset = (line: number, column: number): number => {
      const { doc } = this.#view.state;
      const { from, to } = doc.line(Math.min(Math.max(1, line), doc.lines));
      return Math.min(from + column - 1, to);
    };
    const marks = this.#markers.map(({ range, severity, message }): Mark => {
      const from = offset(range.startLineNumber, range.startColumn);
      return { from, to: Math.max(from, offset(range.endLineNumber, range.endColumn)), severity: severity === 'error' ? 'error' : 'warning', message, source: 'clang' };
    });
    this.#view.dispatch(setLint(this.#view.state, marks));
  }

  revealError(): void {
    const error = this.#markers.find(({ severity }) => severity === 'error');
    if (error) this.#reveal(error.range.startLineNumber, error.range.startColumn, false);
  }

  goTo(line: number, column: number): void {
    this.#reveal(line, column, true);
    this.focus();
  }

  setLabel(label: string): void {
    this.#labelText = label;
    this.#view.dispatch({ effects: this.#label.reconfigure(EditorView.contentAttributes.of({ 'aria-label': label })) });
  }

  updateTheme(): void {
    // Its colours are the page's variables.
  }

  focus(): void {
    this.#view.focus();
  }

  dispose(): void {
    this.#view.destroy();
    this.#element.remove();
  }

  #reveal(line: number, column: number, select: boolean): void {
    const { doc } = this.#view.state;
    const { from, to } = doc.line(Math.min(Math.max(1, line), doc.lines));
    const at = Math.min(from + column - 1, to);
    this.#view.dispatch({ ...(select ? { selection: { anchor: at } } : {}), effects: EditorView.scrollIntoView(at, { y: 'center' }) });
  }

  #stateOf(text: string, language: ProgramLanguage): EditorState {
    const run = (): boolean => {
      this.#options.onRun();
      return true;
    };
    const leave = (view: EditorView): boolean => {
      temporarilySetTabFocusMode(view);
      this.#options.onTabLeaves();
      return false;
    };
    return EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        highlightActiveLine(),
        EditorView.lineWrapping,
        indentUnit.of(language === 'python' ? '    ' : '  '),
        languages[language](),
        syntaxHighlighting(inks),
        look,
        this.#label.of([]),
        Prec.highest(keymap.of([{ key: 'Mod-Enter', run }, { key: 'Escape', run: leave }])),
        keymap.of([indentWithTab, ...defaultKeymap, ...historyKeymap]),
        EditorView.updateListener.of(({ docChanged }) => {
          if (docChanged) this.#options.onChange(this.#document, this.text);
        }),
      ],
    });
  }
}
