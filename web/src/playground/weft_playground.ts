/**
 * `<weft-playground>`: choose a sample, edit it, run it. The element is also the programmatic interface:
 *
 * ```ts
 * const playground = document.querySelector('weft-playground');
 * playground.source = '#include <weft/weft.hpp>\nint main() { weft::println("hello"); }';
 * const { exitCode, stdout, diagnostics, timings } = await playground.run();
 * ```
 *
 * Nothing runs by itself: neither a sample that a link names nor a source that is set.
 */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { renderDiagnostics } from '../compiler/render_diagnostics.js';
import type { Diagnostic } from '../protocol/diagnostics.js';
import { languageTitles, programLanguages, sourceFiles, type ProgramLanguage } from '../protocol/language.js';
import type { OutputStream } from '../protocol/runner.js';
import { CompareSession } from './compare/compare_session.js';
import type { Subject } from './compare/weft_compare.js';
import './editor/weft_editor.js';
import type { EditorEventMap, WeftEditor } from './editor/weft_editor.js';
import { translate } from './i18n/translate.js';
import { icons } from './icons.js';
import { arrange, type Arrangement } from './layout/arrangement.js';
import './layout/weft_splitter.js';
import type { SplitterEventMap } from './layout/weft_splitter.js';
import './layout/weft_tabs.js';
import type { Tab, TabsEventMap } from './layout/weft_tabs.js';
import { LightElement } from './light_element.js';
import { Following, type Observable } from './observable.js';
import { isRunKey, runKeys } from './page/platform.js';
import { bundledExamples } from './samples/bundled_examples.js';
import { languagesOf, sourceOf, type Example } from './samples/examples.js';
import './samples/weft_sample_list.js';
import type { SampleListEventMap } from './samples/weft_sample_list.js';
import { documentName, readDocumentName } from './session/documents.js';
import { preferences, usualShare } from './session/preferences.js';
import { Programs } from './session/programs.js';
import { RunSession, type RunResult } from './session/run_session.js';
import { safeStorage } from './session/safe_storage.js';
import { createServices, type Services } from './session/services.js';
import { SourceStore } from './session/source_store.js';
import { isActive, type RunStatus } from './status/run_status.js';
import './status/weft_status_line.js';
import type { DownloadProgress } from './status/weft_status_line.js';
import './terminal/weft_terminal.js';
import type { TerminalEventMap, WeftTerminal } from './terminal/weft_terminal.js';
import './weft_playground.css';

export type { RunResult, RunStatus };

/** The events of a `<weft-playground>`. They do not bubble. */
export interface PlaygroundEventMap {
  /** Where the run stands has changed. */
  'weft-status': CustomEvent<RunStatus>;
  /** The program has written something. */
  'weft-output': CustomEvent<{ readonly stream: OutputStream; readonly text: string }>;
  /** A run has ended, be it with the program or before it began. The same value resolves `run()`. */
  'weft-exit': CustomEvent<RunResult>;
  /** Another sample is shown, by the reader's or a script's choice. */
  'weft-example': CustomEvent<{ readonly example: string }>;
}

type OutputView = 'terminal' | 'compare';

const copiedShownMs = 2_000;
const noticeShownMs = 15_000;
/** After the last key, before what is written is compiled. */
const pauseMs = 400;

@customElement('weft-playground')
export class WeftPlayground extends LightElement {
  readonly #store = new SourceStore({
    storage: safeStorage(),
    original: (document) => {
      const { example, language } = readDocumentName(document);
      return this.#original(example, language);
    },
    onEditedChange: () => this.requestUpdate(),
  });
  #services: Services | undefined;
  #programs: Programs | undefined;
  /** By sample: what has been compared stays when another is shown. */
  readonly #comparisons = new Map<string, CompareSession>();
  #session: RunSession | undefined;
  #chosen = bundledExamples[0]?.id ?? '';
  #shared: Example | undefined;
  #compilerWanted = false;
  #resize: ResizeObserver | undefined;
  #noticeTimer: ReturnType<typeof setTimeout> | undefined;
  #pauseTimer: ReturnType<typeof setTimeout> | undefined;

  @state() private status: RunStatus = { phase: 'ready' };
  @state() private background: DownloadProgress | null = null;
  @state() private arrangement: Arrangement = arrange(innerWidth, innerHeight);
  @state() private announcement = '';
  @state() private view: OutputView = 'terminal';
  @state() private copied: 'no' | 'yes' | 'failed' = 'no';
  /** What a reset took away, while it can be brought back from the notice. */
  @state() private resetNotice: { readonly document: string; readonly source: string } | null = null;

  @query('weft-editor') private readonly editor!: WeftEditor | null;
  @query('weft-terminal') private readonly terminal!: WeftTerminal | null;

  constructor() {
    super();
    const { splitAcross, splitDown, splitAcrossComparing, splitDownComparing, programLanguage } = preferences;
    new Following(this, splitAcross, splitDown, splitAcrossComparing, splitDownComparing, programLanguage);
  }

  // The programmatic interface.

  /** The samples there are, in the order of the list. */
  get examples(): readonly Example[] {
    return this.#shared ? [this.#shared, ...bundledExamples] : bundledExamples;
  }

  /**
   * Shows a program that came from elsewhere, as a sample of its own: it takes the place of nothing that the reader has written. What the
   * reader makes of it is kept like that of any other, for the next time that the same program comes. It does not run by itself.
   */
  showShared(id: string, source: string): void {
    this.#shared = {
      id,
      order: 0,
      group: 'other',
      title: { en: translate('en', 'samples.shared'), ko: translate('ko', 'samples.shared') },
      text: { en: translate('en', 'samples.sharedText'), ko: translate('ko', 'samples.sharedText') },
      source,
      twins: {},
    };
    this.requestUpdate();
    this.example = id;
  }

  /**
   * The id of the sample that is shown. Setting it shows that sample, in the reader's own version if there is one, and stops a
   * program that runs; an id that does not exist changes nothing.
   */
  get example(): string {
    return this.#chosen;
  }

  @property()
  set example(id: string) {
    if (id === this.#chosen || !this.#example(id)) return;
    this.stop();
    this.#store.save();
    this.#chosen = id;
    this.#dismissNotice();
    this.#show();
    this.requestUpdate();
    this.#emit('weft-example', { example: id });
  }

  /**
   * The language that the sample is shown in. Setting it shows its twin in that language, and stops a program that runs; where
   * the sample has none, that changes only what later samples are shown in.
   */
  get programLanguage(): ProgramLanguage {
    const wanted = preferences.programLanguage.value;
    return this.#original(this.#chosen, wanted) === undefined ? 'cpp' : wanted;
  }

  set programLanguage(language: ProgramLanguage) {
    const before = this.programLanguage;
    preferences.programLanguage.value = language;
    if (this.programLanguage === before) return;
    this.#session?.stop();
    this.#store.save();
    this.#dismissNotice();
    this.#show();
  }

  /** What the editor holds. Setting it is an edit of the sample that is shown: kept across reloads, and undone like any other. */
  get source(): string {
    return this.#store.source(this.#document);
  }

  set source(source: string) {
    const text = source.replaceAll('\r\n', '\n');
    if (text === this.source) return;
    // The editor answers with an edit; where there is none yet, it will show what the store has.
    if (this.editor) this.editor.replaceText(text);
    else this.#onEdit(this.#document, text);
  }

  /**
   * Runs `source`: a sample that is as it came from a program built with the site, anything else through the compiler. If a
   * run is going on, it is stopped first and its promise resolves as stopped. The promise resolves however the run ends, also
   * when the program does not compile (exit code 1, reason `not-compiled`) or could not be run (reason `failed`).
   */
  async run(): Promise<RunResult> {
    const session = this.#ensureSession();
    this.#stopComparing();
    this.view = 'terminal';
    this.#store.save(); // a program can hang the machine; the source must survive that
    const result = await session.run({ example: this.#chosen, language: this.programLanguage, source: this.source });
    this.#showEnd(result);
    this.#emit('weft-exit', result);
    return result;
  }

  /** Ends the run, or the comparison, at once, be it downloading, compiling or in an endless loop. Does nothing when nothing runs. */
  stop(): void {
    this.#session?.stop();
    this.#stopComparing();
  }

  /** Puts the sample's original source back, as one edit that can be undone. */
  reset(): void {
    const original = this.#original(this.#chosen, this.programLanguage);
    const source = this.source;
    if (original === undefined || source === original) return;
    this.source = original;
    this.#dismissNotice();
    this.resetNotice = { document: this.#document, source };
    this.#noticeTimer = setTimeout(() => this.#dismissNotice(), noticeShownMs);
    this.editor?.focus();
  }

  // The element.

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('keydown', this.#onKeyDown);
    document.addEventListener('visibilitychange', this.#save);
    window.addEventListener('pagehide', this.#save);
    this.#resize = new ResizeObserver(() => this.#arrange());
    this.#resize.observe(this);
    this.#arrange();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.#onKeyDown);
    document.removeEventListener('visibilitychange', this.#save);
    window.removeEventListener('pagehide', this.#save);
    this.#resize?.disconnect();
    this.#dismissNotice();
    clearTimeout(this.#pauseTimer);
    this.#save();
    this.stop();
    this.#services?.runners.dispose();
    this.#services?.compiler.dispose();
    this.#session = undefined;
    this.#programs = undefined;
    this.#services = undefined;
  }

  protected override firstUpdated(): void {
    this.#show();
    // Ready for the first Run, once the reader sees something.
    requestAnimationFrame(() =>
      setTimeout(() => {
        if (!this.isConnected) return;
        const services = this.#ensureServices();
        this.#warm(services);
        if (this.#store.isEdited(this.#document)) this.#loadCompiler();
      }),
    );
  }

  protected override updated(changed: PropertyValues): void {
    if (!changed.has('arrangement')) return;
    this.toggleAttribute('data-compact', this.arrangement.compact);
    this.dataset['direction'] = this.arrangement.direction;
  }

  protected override render(): TemplateResult {
    const { direction, compact } = this.arrangement;
    const languages = this.#languages;
    const share = this.#sharePreference.value;
    return html`
      <div class="playground-samples">
        <weft-sample-list
          .examples=${this.examples}
          .chosen=${this.#chosen}
          .edited=${new Set([...this.#store.edited()].map((document) => readDocumentName(document).example))}
          .compact=${compact}
          @weft-choose=${(event: SampleListEventMap['weft-choose']) => (this.example = event.detail.example)}
        ></weft-sample-list>
      </div>
      <div class="playground-panes" style="--share: ${share}">
        <section class="pane pane-editor" aria-label=${this.say('editor.region')}>
          ${this.#renderEditorBar()}
          <weft-editor
            id="playground-editor"
            role=${languages.length > 1 ? 'tabpanel' : nothing}
            @weft-edit=${({ detail }: EditorEventMap['weft-edit']) => this.#onEdit(detail.document, detail.text)}
            @weft-run-request=${() => void this.run()}
            @weft-tab-leaves=${() => this.#announce(this.say('editor.tabLeaves'))}
          ></weft-editor>
          ${this.#renderNotice()}
        </section>
        <weft-splitter
          .direction=${direction}
          .share=${share}
          @weft-split=${({ detail }: SplitterEventMap['weft-split']) => this.#split(detail.share)}
        ></weft-splitter>
        <section class="pane pane-output" aria-label=${this.say('output.region')}>
          <div class="bar">
            <weft-tabs
              .tabs=${(['terminal', 'compare'] as const).map((view) => ({ id: view, title: this.say(`output.view.${view}`) }))}
              .chosen=${this.view}
              .label=${this.say('output.views')}
              .panel=${'playground-output'}
              @weft-tab=${({ detail }: TabsEventMap['weft-tab']) => this.#showView(detail.id === 'compare' ? 'compare' : 'terminal')}
            ></weft-tabs>
            <weft-status-line .status=${this.status} .background=${this.background}></weft-status-line>
            ${this.view === 'terminal' ? this.#renderOutputTools() : nothing}
          </div>
          <div id="playground-output" class="playground-output" role="tabpanel" aria-label=${this.say(`output.view.${this.view}`)}>
            <weft-terminal
              ?hidden=${this.view !== 'terminal'}
              @weft-interrupt=${() => this.stop()}
              @weft-place=${({ detail }: TerminalEventMap['weft-place']) => this.editor?.goTo(detail.line, detail.column)}
            ></weft-terminal>
            ${this.view === 'compare' ? this.#renderCompare() : nothing}
          </div>
        </section>
      </div>
      <div class="visually-hidden" role="status">${this.announcement}</div>
    `;
  }

  #renderEditorBar(): TemplateResult {
    const active = isActive(this.status);
    const edited = this.#store.isEdited(this.#document);
    const language = this.programLanguage;
    return html`<div class="bar">
      ${this.#languages.length > 1
        ? html`<weft-tabs
            .tabs=${this.#languages.map((each) => this.#languageTab(each))}
            .chosen=${language}
            .label=${this.say('editor.languages')}
            .panel=${'playground-editor'}
            @weft-tab=${({ detail }: TabsEventMap['weft-tab']) => {
              this.programLanguage = programLanguages.find((each) => each === detail.id) ?? 'cpp';
            }}
          ></weft-tabs>`
        : html`<span class="file-name">${sourceFiles[language]}</span>`}
      ${edited ? html`<span class="file-edited">${this.say('editor.edited')}</span>` : nothing}
      <span class="bar-space"></span>
      ${edited
        ? html`<button type="button" class="quiet-button" title=${this.say('editor.resetHint')} @click=${() => this.reset()}>
            ${icons.reset}<span>${this.say('editor.reset')}</span>
          </button>`
        : nothing}
      <button
        type="button"
        class="run-button"
        data-action=${active ? 'stop' : 'run'}
        aria-keyshortcuts=${active ? 'Escape' : 'Control+Enter'}
        title=${active ? this.say('run.stopHint') : this.say(language === 'cpp' ? 'run.runHint' : 'run.runScriptHint', { keys: runKeys })}
        @click=${() => (active ? this.stop() : void this.run())}
      >
        ${active ? icons.stop : icons.run}
        <span class="run-label">${this.say(active ? 'run.stop' : 'run.run')}</span>
        <kbd aria-hidden="true">${active ? 'Esc' : runKeys}</kbd>
      </button>
    </div>`;
  }

  #renderOutputTools(): TemplateResult {
    const copyName = this.say(
      this.copied === 'yes' ? 'output.copied' : this.copied === 'failed' ? 'output.copyFailed' : 'output.copy',
    );
    return html`
      <button type="button" class="quiet-button" title=${copyName} aria-label=${copyName} @click=${() => void this.#copy()}>
        ${this.copied === 'yes' ? icons.check : icons.copy}
      </button>
      <button
        type="button"
        class="quiet-button"
        title=${this.say('output.clear')}
        aria-label=${this.say('output.clear')}
        @click=${() => this.#clear()}
      >
        ${icons.clear}
      </button>
    `;
  }

  #renderCompare(): TemplateResult {
    return html`<weft-compare
      .subject=${this.#subject()}
      .session=${this.#comparing()}
      .programs=${this.#ensurePrograms()}
      @weft-compare-begin=${() => {
        this.#session?.stop();
        this.#store.save();
      }}
    ></weft-compare>`;
  }

  #renderNotice(): TemplateResult | typeof nothing {
    if (!this.resetNotice) return nothing;
    const { document, source } = this.resetNotice;
    const { example } = readDocumentName(document);
    return html`<div class="notice" role="status">
      <span>${this.say('editor.resetDone', { title: this.#example(example)?.title[this.language] ?? example })}</span>
      <button
        type="button"
        class="notice-action"
        @click=${() => {
          this.#dismissNotice();
          this.source = source;
          this.editor?.focus();
        }}
      >
        ${this.say('editor.undo')}
      </button>
      <button
        type="button"
        class="quiet-button"
        aria-label=${this.say('editor.dismiss')}
        @click=${() => this.#dismissNotice()}
      >
        ${icons.close}
      </button>
    </div>`;
  }

  /** The panel is loaded when it is first opened. */
  #showView(view: OutputView): void {
    this.view = view;
    if (view === 'compare') void import('./compare/weft_compare.js');
  }

  #subject(): Subject {
    return {
      example: this.#chosen,
      title: this.#example(this.#chosen)?.title[this.language] ?? this.#chosen,
      shown: this.programLanguage,
      sources: this.#languages.map((language) => ({
        language,
        source: this.#store.source(documentName(this.#chosen, language)),
      })),
    };
  }

  #comparing(): CompareSession {
    const example = this.#chosen;
    let session = this.#comparisons.get(example);
    if (!session) {
      session = new CompareSession();
      this.#comparisons.set(example, session);
    }
    return session;
  }

  #stopComparing(): void {
    for (const session of this.#comparisons.values()) session.stop();
  }

  /** Shows the chosen sample, with nothing of the one before. */
  #show(): void {
    this.editor?.open(this.#document, this.source, this.programLanguage);
    this.terminal?.clear({ hint: true });
    this.#session?.forget();
    if (this.#services) this.#warm(this.#services);
  }

  /** Makes ready what the next Run will need; only Python waits for it, since it is large. */
  #warm({ runners, prebuilt }: Services): void {
    const language = this.programLanguage;
    if (language === 'cpp') prebuilt.prefetch(this.#chosen);
    if (language !== 'python') runners[language].warm().catch(() => undefined); // the run tells
  }

  #onEdit(document: string, text: string): void {
    this.#store.update(document, text);
    if (this.view === 'compare') this.requestUpdate(); // its variants may be others now
    const { example, language } = readDocumentName(document);
    clearTimeout(this.#pauseTimer);
    if (language === 'cpp' && this.#store.isEdited(document)) {
      this.#loadCompiler();
      this.#pauseTimer = setTimeout(() => void this.#buildAhead(document), pauseMs);
    }
    if (this.resetNotice && text !== this.#original(example, language)) this.#dismissNotice();
  }

  /**
   * Builds what the reader has written once they pause, so that Run finds the program and mistakes are marked. Not while
   * something runs: that may be a measurement.
   */
  async #buildAhead(document: string): Promise<void> {
    const { source } = this;
    const isOver = (): boolean => document !== this.#document || source !== this.source || this.#isBusy;
    if (isOver() || savesData() || !this.#store.isEdited(document)) return;
    const result = await this.#ensureServices().compiler.buildAhead(source);
    if (!isOver()) {
      if (result) this.editor?.setDiagnostics(result.diagnostics);
    } else if (document === this.#document && source !== this.source) {
      // More was written meanwhile, and the pause after that found the compiler at work.
      clearTimeout(this.#pauseTimer);
      this.#pauseTimer = setTimeout(() => void this.#buildAhead(document), pauseMs);
    }
  }

  get #isBusy(): boolean {
    return isActive(this.status) || [...this.#comparisons.values()].some((session) => session.isWorking);
  }

  get #document(): string {
    return documentName(this.#chosen, this.programLanguage);
  }

  /** The languages that the sample is there in. */
  get #languages(): readonly ProgramLanguage[] {
    const example = this.#example(this.#chosen);
    return example ? languagesOf(example) : [];
  }

  #languageTab(language: ProgramLanguage): Tab {
    const edited = this.#store.isEdited(documentName(this.#chosen, language));
    return { id: language, title: languageTitles[language], note: edited ? this.say('samples.edited') : undefined };
  }

  /** Fetches and starts the compiler behind the reader's back, so that it is there when Run is pressed. */
  #loadCompiler(): void {
    if (this.#compilerWanted || savesData() || this.programLanguage !== 'cpp') return;
    this.#compilerWanted = true;
    this.#ensureServices()
      .compiler.load({
        onProgress: ({ stage, loadedBytes = 0, totalBytes = 0 }) => {
          this.background = stage === 'downloading' ? { loadedBytes, totalBytes } : null;
        },
      })
      .then(() => this.#buildAhead(this.#document))
      .catch(() => {
        this.#compilerWanted = false; // the run tells; the next edit tries again
      })
      .finally(() => {
        this.background = null;
      });
  }

  #ensureServices(): Services {
    return (this.#services ??= createServices());
  }

  #ensurePrograms(): Programs {
    return (this.#programs ??= new Programs(this.#ensureServices()));
  }

  #ensureSession(): RunSession {
    return (this.#session ??= new RunSession({
      programs: this.#ensurePrograms(),
      onStatus: (status) => {
        if (status.phase === 'preparing') this.terminal?.clear({ hint: false });
        this.status = status;
        this.#emit('weft-status', status);
      },
      onOutput: (stream, text) => {
        this.terminal?.write(stream, text);
        this.#emit('weft-output', { stream, text });
      },
      onDiagnostics: (diagnostics) => this.#showDiagnostics(diagnostics),
      readLine: () => this.terminal?.readLine() ?? Promise.resolve(null),
      cancelReadLine: () => this.terminal?.cancelReadLine(),
    }));
  }

  #showDiagnostics(diagnostics: readonly Diagnostic[]): void {
    this.editor?.setDiagnostics(diagnostics);
    this.editor?.revealError();
    const columns = this.terminal?.columns;
    this.terminal?.writeFormatted(renderDiagnostics(diagnostics, columns === undefined ? {} : { columns }));
  }

  /** What the program itself could not write any more. */
  #showEnd({ reason, message }: RunResult): void {
    if (reason !== 'trap' && reason !== 'failed') return;
    const printed = this.terminal?.text ?? '';
    const lineEnd = printed === '' || printed.endsWith('\n') ? '' : '\n';
    this.terminal?.writeFormatted(`\x1b[0m${lineEnd}\x1b[31m${message}\x1b[39m\n`);
  }

  #split(share: number | null): void {
    const { direction } = this.arrangement;
    this.#sharePreference.value = share ?? usualShare[this.view === 'compare' ? (`${direction}Comparing` as const) : direction];
  }

  get #sharePreference(): Observable<number> {
    const across = this.arrangement.direction === 'across';
    if (this.view === 'compare') return across ? preferences.splitAcrossComparing : preferences.splitDownComparing;
    return across ? preferences.splitAcross : preferences.splitDown;
  }

  async #copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.terminal?.text ?? '');
      this.copied = 'yes';
    } catch {
      this.copied = 'failed';
    }
    this.#announce(this.say(this.copied === 'yes' ? 'output.copied' : 'output.copyFailed'));
    setTimeout(() => {
      this.copied = 'no';
    }, copiedShownMs);
  }

  #clear(): void {
    this.terminal?.clear({ hint: true });
    this.#session?.forget();
  }

  #announce(text: string): void {
    this.announcement = text;
    // The same text again is a change only if it was gone meanwhile.
    setTimeout(() => {
      if (this.announcement === text) this.announcement = '';
    }, 3_000);
  }

  #dismissNotice(): void {
    clearTimeout(this.#noticeTimer);
    this.resetNotice = null;
  }

  #arrange(): void {
    const { width, height } = this.getBoundingClientRect();
    if (width === 0) return;
    const next = arrange(width, height);
    if (next.compact !== this.arrangement.compact || next.direction !== this.arrangement.direction) this.arrangement = next;
  }

  readonly #save = (): void => this.#store.save();

  /** The page's keys, wherever the focus is unless in something that is not ours. */
  readonly #onKeyDown = (event: KeyboardEvent): void => {
    const { target } = event;
    const ours = target === document.body || (target instanceof Node && this.contains(target));
    if (!ours || event.defaultPrevented || event.isComposing) return;
    if (isRunKey(event)) {
      event.preventDefault();
      void this.run();
    } else if (event.key === 'Escape' && (isActive(this.status) || this.#comparing().isWorking)) {
      event.preventDefault();
      this.stop();
    }
  };

  #example(id: string): Example | undefined {
    return this.examples.find((example) => example.id === id);
  }

  #original(example: string, language: ProgramLanguage): string | undefined {
    const found = this.#example(example);
    return found && sourceOf(found, language);
  }

  #emit<Name extends keyof PlaygroundEventMap>(name: Name, detail: PlaygroundEventMap[Name]['detail']): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** Whether the reader asked the browser to save data: then nothing large is fetched before it is needed. */
function savesData(): boolean {
  const connection: unknown = Reflect.get(navigator, 'connection');
  return typeof connection === 'object' && connection !== null && Reflect.get(connection, 'saveData') === true;
}

export interface WeftPlayground {
  addEventListener<Name extends keyof PlaygroundEventMap>(
    type: Name,
    listener: (this: WeftPlayground, event: PlaygroundEventMap[Name]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener<Name extends keyof HTMLElementEventMap>(
    type: Name,
    listener: (this: WeftPlayground, event: HTMLElementEventMap[Name]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
}

declare global {
  interface HTMLElementTagNameMap {
    'weft-playground': WeftPlayground;
  }
}
