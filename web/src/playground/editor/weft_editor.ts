/**
 * `<weft-editor>`: one source file. A plain text field is there at once; Monaco takes its place, with what was typed and the
 * cursor where it was, as soon as it has loaded. Where Monaco cannot be loaded, the text field stays.
 */
import type { Diagnostic } from '../../protocol/diagnostics.js';
import { languageTitles, sourceFiles, type ProgramLanguage } from '../../protocol/language.js';
import { translate } from '../i18n/translate.js';
import { appearance } from '../page/appearance.js';
import { preferences } from '../session/preferences.js';
import type { CodeEditor, CodeEditorOptions } from './code_editor.js';
import { PlainEditor } from './plain_editor.js';
import './weft_editor.css';

export interface EditorEventMap {
  'weft-edit': CustomEvent<{ readonly document: string; readonly text: string }>;
  'weft-run-request': CustomEvent<void>;
  'weft-tab-leaves': CustomEvent<void>;
}

export class WeftEditor extends HTMLElement {
  #editor: CodeEditor | undefined;
  #document = '';
  #language: ProgramLanguage = 'cpp';
  #diagnostics: readonly Diagnostic[] = [];
  #unsubscribe: (() => void)[] = [];

  connectedCallback(): void {
    this.#editor ??= new PlainEditor(this.#options());
    this.#unsubscribe = [
      appearance.subscribe(() => this.#editor?.updateTheme()),
      preferences.language.subscribe(() => this.#editor?.setLabel(this.#label())),
    ];
    afterFirstPaint(() => void this.#loadFullEditor());
  }

  disconnectedCallback(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#editor?.dispose();
    this.#editor = undefined;
  }

  get text(): string {
    return this.#editor?.text ?? '';
  }

  open(document: string, text: string, language: ProgramLanguage): void {
    this.#document = document;
    this.#language = language;
    this.#diagnostics = [];
    this.#editor?.open(document, text, language);
    this.#editor?.setLabel(this.#label());
  }

  replaceText(text: string): void {
    this.#editor?.replaceText(text);
  }

  setDiagnostics(diagnostics: readonly Diagnostic[]): void {
    this.#diagnostics = diagnostics;
    this.#editor?.setDiagnostics(diagnostics);
  }

  revealError(): void {
    this.#editor?.revealError();
  }

  /** Puts the cursor there and shows it. Both count from 1. */
  goTo(line: number, column: number): void {
    this.#editor?.goTo(line, column);
  }

  override focus(): void {
    this.#editor?.focus();
  }

  async #loadFullEditor(): Promise<void> {
    const plain = this.#editor;
    if (!(plain instanceof PlainEditor)) return;
    try {
      const kind = isForTouch() ? 'codemirror' : 'monaco';
      const full = kind === 'codemirror' ? await this.#makeCodeMirror() : await this.#makeMonaco();
      if (this.#editor !== plain) return full.dispose();
      if (this.#document !== '') {
        full.open(this.#document, plain.text, this.#language);
        full.position = plain.position;
        full.setDiagnostics(this.#diagnostics);
      }
      const hadFocus = plain.hasFocus;
      plain.dispose();
      this.#editor = full;
      if (hadFocus) full.focus();
      this.dataset['editor'] = kind;
    } catch (error) {
      console.warn('weft: the full editor could not be loaded; the plain one stays', error);
    }
  }

  async #makeMonaco(): Promise<CodeEditor> {
    // Monaco reads its own texts once, as it loads: they are in the language the reader has then.
    if (preferences.language.value === 'ko') await import('monaco-editor/nls/lang/ko.js');
    const { MonacoEditor } = await import('./monaco_editor.js');
    return new MonacoEditor(this.#options());
  }

  async #makeCodeMirror(): Promise<CodeEditor> {
    const { CodeMirrorEditor } = await import('./codemirror_editor.js');
    return new CodeMirrorEditor(this.#options());
  }

  #options(): CodeEditorOptions {
    return {
      host: this,
      label: this.#label(),
      onChange: (document, text) => this.#emit('weft-edit', { document, text }),
      onRun: () => this.#emit('weft-run-request', undefined),
      onTabLeaves: () => this.#emit('weft-tab-leaves', undefined),
    };
  }

  #label(): string {
    const parameters = { language: languageTitles[this.#language], file: sourceFiles[this.#language] };
    return translate(preferences.language.value, 'editor.label', parameters);
  }

  #emit<Name extends keyof EditorEventMap>(name: Name, detail: EditorEventMap[Name]['detail']): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** Monaco knows neither a phone's selection handles nor its keyboards. */
function isForTouch(): boolean {
  return matchMedia('(pointer: coarse), (max-width: 479px)').matches;
}

/** Lets the browser paint what there is before `work` makes it busy. */
function afterFirstPaint(work: () => void): void {
  requestAnimationFrame(() => setTimeout(work));
}

customElements.define('weft-editor', WeftEditor);

declare global {
  interface HTMLElementTagNameMap {
    'weft-editor': WeftEditor;
  }
}
