/** Monaco as a `CodeEditor`. Loaded by `weft_editor.ts` after the page's first paint; nothing else imports it. */
import EditorWorker from 'monaco-editor/editor/editor.worker.js?worker';
import type { Diagnostic } from '../../protocol/diagnostics.js';
import { sourceFiles, type ProgramLanguage } from '../../protocol/language.js';
import { translate } from '../i18n/translate.js';
import { ThemeColors } from '../page/theme_colors.js';
import { appearance } from '../page/appearance.js';
import { preferences } from '../session/preferences.js';
import type { CodeEditor, CodeEditorOptions, EditorPosition } from './code_editor.js';
import { cppConfiguration, cppLanguage } from './cpp_language.js';
import { javascriptConfiguration, javascriptLanguage } from './javascript_language.js';
import { markersOf, type Marker } from './markers.js';
import * as monaco from './monaco_features.js';
import { pythonConfiguration, pythonLanguage } from './python_language.js';

const markerOwner = 'clang';

/** In CSS pixels: less than some sixty columns. */
const narrowWidth = 520;

let prepared = false;

/** What Monaco keeps for all editors: its worker, the language, quick fixes. */
function prepareMonaco(): void {
  if (prepared) return;
  prepared = true;
  globalThis.MonacoEnvironment = { getWorker: () => new EditorWorker() };
  const register = (
    id: ProgramLanguage,
    configuration: monaco.languages.LanguageConfiguration,
    language: monaco.languages.IMonarchLanguage,
  ): void => {
    monaco.languages.register({ id });
    monaco.languages.setLanguageConfiguration(id, configuration);
    monaco.languages.setMonarchTokensProvider(id, language);
  };
  register('cpp', cppConfiguration, cppLanguage);
  register('python', pythonConfiguration, pythonLanguage);
  register('javascript', javascriptConfiguration, javascriptLanguage);
  monaco.languages.registerCodeActionProvider('cpp', {
    provideCodeActions(model, range) {
      const markers = markersByModel.get(model) ?? [];
      const actions = markers
        .filter((marker) => marker.fixIts.length > 0 && monaco.Range.areIntersectingOrTouching(marker.range, range))
        .map((marker) => ({
          title: fixTitle(marker),
          kind: 'quickfix',
          isPreferred: true,
          edit: {
            edits: marker.fixIts.map((fixIt) => ({
              resource: model.uri,
              versionId: model.getVersionId(),
              textEdit: { range: fixIt.range, text: fixIt.replacement },
            })),
          },
        }));
      return { actions, dispose() {} };
    },
  });
}

/** Fix-its of the marks that now stand in a model; gone at its next change, when their places may no longer fit. */
const markersByModel = new WeakMap<monaco.editor.ITextModel, readonly Marker[]>();

export class MonacoEditor implements CodeEditor {
  readonly #element: HTMLElement;
  readonly #editor: monaco.editor.IStandaloneCodeEditor;
  readonly #options: CodeEditorOptions;
  readonly #models = new Map<string, monaco.editor.ITextModel>();
  readonly #viewStates = new Map<string, monaco.editor.ICodeEditorViewState | null>();
  readonly #colors: ThemeColors;
  #document = '';
  #tabLeaves = false;
  /** Pressed, and not yet known whether anything makes use of it. */
  #escape: KeyboardEvent | null = null;

  constructor(options: CodeEditorOptions) {
    prepareMonaco();
    this.#options = options;
    this.#colors = new ThemeColors(options.host);
    this.#element = document.createElement('div');
    this.#element.className = 'monaco-host';
    options.host.append(this.#element);
    this.updateTheme();
    const style = getComputedStyle(this.#element);
    this.#editor = monaco.editor.create(this.#element, {
      model: null,
      ariaLabel: options.label,
      automaticLayout: true,
      fontFamily: style.fontFamily,
      fontSize: Number.parseFloat(style.fontSize),
      lineHeight: Number.parseFloat(style.lineHeight),
      fontLigatures: false,
      // These four, together, are the gutter's width: weft_editor.css has the same for the plain editor.
      glyphMargin: false,
      lineNumbersMinChars: 4,
      lineDecorationsWidth: 18,
      folding: true,
      padding: { top: 12, bottom: 12 },
      minimap: { enabled: false },
      overviewRulerBorder: false,
      hideCursorInOverviewRuler: true,
      overviewRulerLanes: 2,
      renderLineHighlight: 'line',
      renderLineHighlightOnlyWhenFocus: true,
      scrollBeyondLastLine: false,
      scrollbar: { verticalScrollbarSize: 11, horizontalScrollbarSize: 11, useShadows: false, alwaysConsumeMouseWheel: false },
      fixedOverflowWidgets: true,
      tabSize: 2,
      insertSpaces: true,
      detectIndentation: false,
      guides: { indentation: false },
      stickyScroll: { enabled: false },
      smoothScrolling: false,
      cursorSmoothCaretAnimation: 'off',
      quickSuggestions: false,
      wordBasedSuggestions: 'off',
      occurrencesHighlight: 'singleFile',
      lightbulb: { enabled: monaco.editor.ShowLightbulbIconMode.OnCode },
      unicodeHighlight: { ambiguousCharacters: false },
      accessibilitySupport: 'auto',
    });
    this.#editor.onDidLayoutChange(({ width }) => this.#wrap(width));
    this.#wrap(this.#editor.getLayoutInfo().width);
    this.#editor.addCommand(monaco.KeyMod.CtrlCmd | monaco.KeyCode.Enter, options.onRun);
    this.#editor.onKeyDown((event) => this.#onKeyDown(event));
    this.#editor.onDidBlurEditorText(() => this.#setTabLeaves(false));
    // The packaged typeface may arrive after Monaco has measured characters.
    void document.fonts.ready.then(() => monaco.editor.remeasureFonts());
  }

  get text(): string {
    return textOf(this.#model);
  }

  get position(): EditorPosition {
    const selection = this.#editor.getSelection();
    if (!selection) return { start: 0, end: 0 };
    return {
      start: this.#model.getOffsetAt(selection.getStartPosition()),
      end: this.#model.getOffsetAt(selection.getEndPosition()),
    };
  }

  set position({ start, end }: EditorPosition) {
    const from = this.#model.getPositionAt(start);
    const to = this.#model.getPositionAt(end);
    this.#editor.setSelection(monaco.Range.fromPositions(from, to));
    this.#editor.revealPositionInCenterIfOutsideViewport(from);
  }

  get hasFocus(): boolean {
    return this.#editor.hasTextFocus();
  }

  open(document: string, text: string, language: ProgramLanguage): void {
    if (this.#document !== '') this.#viewStates.set(this.#document, this.#editor.saveViewState());
    this.#document = document;
    let model = this.#models.get(document);
    if (!model) {
      model = monaco.editor.createModel(text, language, monaco.Uri.from({ scheme: 'weft', path: `/${document}/${sourceFiles[language]}` }));
      // Brackets in rainbow colours would drown the ones that say something.
      model.updateOptions({ bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false } });
      if (language === 'python') model.updateOptions({ tabSize: 4, indentSize: 4 });
      model.setEOL(monaco.editor.EndOfLineSequence.LF);
      this.#models.set(document, model);
      const created = model;
      created.onDidChangeContent(() => {
        markersByModel.delete(created);
        this.#options.onChange(document, textOf(created));
      });
    } else if (textOf(model) !== text) {
      model.pushEditOperations(null, [{ range: model.getFullModelRange(), text }], () => null);
    }
    this.#editor.setModel(model);
    const viewState = this.#viewStates.get(document);
    if (viewState) this.#editor.restoreViewState(viewState);
  }

  replaceText(text: string): void {
    this.setDiagnostics([]); // they were about another text
    this.#editor.pushUndoStop();
    this.#editor.executeEdits('weft', [{ range: this.#model.getFullModelRange(), text }]);
    this.#editor.pushUndoStop();
    this.#editor.setPosition({ lineNumber: 1, column: 1 });
    this.#editor.revealLine(1);
  }

  setDiagnostics(diagnostics: readonly Diagnostic[]): void {
    const markers = markersOf(diagnostics);
    markersByModel.set(this.#model, markers);
    monaco.editor.setModelMarkers(
      this.#model,
      markerOwner,
      markers.map((marker) => ({
        ...marker.range,
        severity: marker.severity === 'error' ? monaco.MarkerSeverity.Error : monaco.MarkerSeverity.Warning,
        message: marker.message,
        source: 'clang',
        ...(marker.option === undefined ? {} : { code: `-W${marker.option}` }),
        relatedInformation: marker.related.map((note) => ({ ...note.range, resource: this.#model.uri, message: note.message })),
      })),
    );
  }

  revealError(): void {
    const error = markersByModel.get(this.#model)?.find(({ severity }) => severity === 'error');
    if (error) this.#editor.revealLineInCenterIfOutsideViewport(error.range.startLineNumber);
  }

  goTo(lineNumber: number, column: number): void {
    this.#editor.setPosition({ lineNumber, column });
    this.#editor.revealLineInCenterIfOutsideViewport(lineNumber);
    this.#editor.focus();
  }

  setLabel(label: string): void {
    this.#editor.updateOptions({ ariaLabel: label });
  }

  updateTheme(): void {
    const color = (token: string): string => this.#colors.get(`--color-${token}`);
    const ink = (token: string, style = ''): { foreground: string; fontStyle?: string } => ({
      foreground: color(token).slice(1),
      ...(style === '' ? {} : { fontStyle: style }),
    });
    monaco.editor.defineTheme('weft', {
      base: appearance.value === 'dark' ? 'vs-dark' : 'vs',
      inherit: true,
      rules: [
        { token: '', ...ink('ink') },
        { token: 'comment', ...ink('code-comment', 'italic') },
        { token: 'keyword', ...ink('code-keyword') },
        { token: 'keyword.coroutine', ...ink('code-coroutine', 'bold') },
        { token: 'keyword.directive', ...ink('code-directive') },
        { token: 'type', ...ink('code-type') },
        { token: 'function', ...ink('code-function') },
        { token: 'string', ...ink('code-string') },
        { token: 'string.escape', ...ink('code-number') },
        { token: 'string.include', ...ink('code-string') },
        { token: 'number', ...ink('code-number') },
        { token: 'number.hex', ...ink('code-number') },
        { token: 'number.binary', ...ink('code-number') },
        { token: 'number.float', ...ink('code-number') },
        { token: 'annotation', ...ink('code-directive') },
        { token: 'delimiter', ...ink('ink-soft') },
        { token: 'identifier', ...ink('ink') },
      ],
      colors: {
        'editor.background': color('surface'),
        'editor.foreground': color('ink'),
        'editor.lineHighlightBackground': color('code-line'),
        'editor.lineHighlightBorder': '#00000000',
        'editor.selectionBackground': color('code-selection'),
        'editor.inactiveSelectionBackground': `${color('code-selection')}99`,
        'editor.selectionHighlightBackground': `${color('code-selection')}88`,
        'editor.wordHighlightBackground': `${color('code-selection')}88`,
        'editor.wordHighlightStrongBackground': color('code-selection'),
        'editor.findMatchBackground': color('weld-wash'),
        'editor.findMatchBorder': color('weld'),
        'editor.findMatchHighlightBackground': color('weld-wash'),
        'editorCursor.foreground': color('woad'),
        'editorLineNumber.foreground': color('code-line-number'),
        'editorLineNumber.activeForeground': color('ink'),
        'editorBracketMatch.background': color('code-selection'),
        'editorBracketMatch.border': '#00000000',
        'editorError.foreground': color('madder'),
        'editorWarning.foreground': color('weld'),
        'editorOverviewRuler.border': '#00000000',
        'editorOverviewRuler.errorForeground': color('madder'),
        'editorOverviewRuler.warningForeground': color('weld'),
        'editorWidget.background': color('raised'),
        'editorWidget.foreground': color('ink'),
        'editorWidget.border': color('line'),
        'editorHoverWidget.background': color('raised'),
        'editorHoverWidget.border': color('line'),
        'input.background': color('surface'),
        'input.foreground': color('ink'),
        'input.border': color('line-strong'),
        focusBorder: color('woad'),
        'menu.background': color('raised'),
        'menu.foreground': color('ink'),
        'menu.selectionBackground': color('woad'),
        'menu.selectionForeground': color('on-woad'),
        'list.hoverBackground': color('hover'),
        'list.focusBackground': color('woad-wash'),
        'list.focusForeground': color('ink'),
        'quickInput.background': color('raised'),
        'quickInput.foreground': color('ink'),
        'textLink.foreground': color('woad'),
        'widget.shadow': '#00000033',
        'scrollbar.shadow': '#00000000',
        'scrollbarSlider.background': `${color('line-strong')}55`,
        'scrollbarSlider.hoverBackground': `${color('line-strong')}88`,
        'scrollbarSlider.activeBackground': `${color('line-strong')}aa`,
      },
    });
    monaco.editor.setTheme('weft');
  }

  focus(): void {
    this.#editor.focus();
  }

  dispose(): void {
    this.#editor.dispose();
    for (const model of this.#models.values()) model.dispose();
    this.#colors.dispose();
    this.#element.remove();
  }

  get #model(): monaco.editor.ITextModel {
    const model = this.#models.get(this.#document);
    if (!model) throw new Error('no document is open');
    return model;
  }

  /** On a phone, long lines go on below; where there is room they are as the writer set them. */
  #wrap(width: number): void {
    const wordWrap = width < narrowWidth ? 'on' : 'off';
    if (this.#editor.getRawOptions().wordWrap !== wordWrap) this.#editor.updateOptions({ wordWrap, wrappingIndent: 'indent' });
  }

  /** Escape, when it closes or stops nothing, lets the next Tab leave the editor; any other key takes that back. */
  #onKeyDown(event: { readonly keyCode: monaco.KeyCode; readonly browserEvent: KeyboardEvent }): void {
    this.#settleEscape(); // a quick Tab comes before the timer
    if (event.keyCode === monaco.KeyCode.Escape) {
      // Others' uses of Escape (find, a message, several cursors, Stop) are decided after this listener.
      this.#escape = event.browserEvent;
      setTimeout(() => this.#settleEscape());
    } else if (event.keyCode !== monaco.KeyCode.Tab && event.keyCode !== monaco.KeyCode.Shift) {
      this.#setTabLeaves(false);
    }
  }

  #settleEscape(): void {
    const escape = this.#escape;
    this.#escape = null;
    if (escape && !escape.defaultPrevented && this.hasFocus) this.#setTabLeaves(true);
  }

  #setTabLeaves(tabLeaves: boolean): void {
    if (tabLeaves === this.#tabLeaves) return;
    this.#tabLeaves = tabLeaves;
    this.#editor.updateOptions({ tabFocusMode: tabLeaves });
    if (tabLeaves) this.#options.onTabLeaves();
  }
}

function fixTitle({ fixIts }: Marker): string {
  const text = fixIts.map(({ replacement }) => replacement.trim()).find((replacement) => replacement !== '');
  const language = preferences.language.value;
  return text === undefined ? translate(language, 'editor.fixRemove') : translate(language, 'editor.fix', { text });
}

function textOf(model: monaco.editor.ITextModel): string {
  return model.getValue(monaco.editor.EndOfLinePreference.LF);
}
