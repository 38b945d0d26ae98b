/**
 * A text field with line numbers: there from the first paint, before Monaco has loaded, and instead of it when it cannot be
 * loaded. Its metrics are Monaco's (see weft_editor.css), so nothing moves when Monaco takes its place.
 */
import type { Diagnostic } from '../../protocol/diagnostics.js';
import type { CodeEditor, CodeEditorOptions, EditorPosition } from './code_editor.js';

export class PlainEditor implements CodeEditor {
  readonly #element: HTMLElement;
  readonly #gutter: HTMLElement;
  readonly #field: HTMLTextAreaElement;
  #document = '';

  constructor(options: CodeEditorOptions) {
    this.#element = document.createElement('div');
    this.#element.className = 'plain-editor';
    this.#gutter = document.createElement('div');
    this.#gutter.className = 'plain-editor-gutter';
    this.#gutter.setAttribute('aria-hidden', 'true');
    this.#field = document.createElement('textarea');
    this.#field.className = 'plain-editor-field';
    this.#field.spellcheck = false;
    this.#field.wrap = 'off';
    this.#field.autocapitalize = 'off';
    this.#field.setAttribute('autocomplete', 'off');
    this.#field.setAttribute('aria-label', options.label);
    this.#field.addEventListener('input', () => {
      this.#number();
      options.onChange(this.#document, this.#field.value);
    });
    this.#field.addEventListener('scroll', () => {
      this.#gutter.style.transform = `translateY(${-this.#field.scrollTop}px)`;
    });
    this.#element.append(this.#gutter, this.#field);
    options.host.append(this.#element);
  }

  get text(): string {
    return this.#field.value;
  }

  get position(): EditorPosition {
    return { start: this.#field.selectionStart, end: this.#field.selectionEnd };
  }

  set position({ start, end }: EditorPosition) {
    this.#field.setSelectionRange(start, end);
  }

  get hasFocus(): boolean {
    return document.activeElement === this.#field;
  }

  open(document: string, text: string): void {
    this.#document = document;
    this.#field.value = text;
    this.#field.setSelectionRange(0, 0);
    this.#field.scrollTo(0, 0);
    this.#number();
  }

  replaceText(text: string): void {
    this.#field.value = text;
    this.#field.dispatchEvent(new Event('input'));
  }

  setDiagnostics(_diagnostics: readonly Diagnostic[]): void {
    // A text field has no marks; the terminal says it all.
  }

  revealError(): void {
    // Nor does it know where one is.
  }

  setLabel(label: string): void {
    this.#field.setAttribute('aria-label', label);
  }

  updateTheme(): void {
    // Its colours are custom properties already.
  }

  goTo(line: number, column: number): void {
    const before = this.#field.value.split('\n').slice(0, line - 1);
    const offset = before.reduce((sum, text) => sum + text.length + 1, 0) + column - 1;
    this.#field.setSelectionRange(offset, offset);
    this.#field.focus();
  }

  focus(): void {
    this.#field.focus();
  }

  dispose(): void {
    this.#element.remove();
  }

  #number(): void {
    const lines = this.#field.value.split('\n').length;
    if (this.#gutter.childElementCount === lines) return;
    this.#gutter.replaceChildren(
      ...Array.from({ length: lines }, (_, index) => {
        const line = document.createElement('div');
        line.textContent = String(index + 1);
        return line;
      }),
    );
  }
}
