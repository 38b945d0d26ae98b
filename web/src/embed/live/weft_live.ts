/** `<weft-live>`: what runs behind one embed: its output, its editor once the reader asks for it, and the run itself. */
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import manifest from 'virtual:weft-program';
import { BuildingAhead } from '../../compiler/building_ahead.js';
import { createCompiler } from '../../compiler/index.js';
import { renderDiagnostics } from '../../compiler/render_diagnostics.js';
import { CompareSession } from '../../playground/compare/compare_session.js';
import '../../playground/editor/weft_editor.js';
import type { EditorEventMap, WeftEditor } from '../../playground/editor/weft_editor.js';
import { LightElement } from '../../playground/light_element.js';
import { bundledExamples } from '../../playground/samples/bundled_examples.js';
import { fetchProgramAsset } from '../../playground/session/assets.js';
import { preferences } from '../../playground/session/preferences.js';
import { PrebuiltPrograms } from '../../playground/session/prebuilt.js';
import { Programs } from '../../playground/session/programs.js';
import { RunSession } from '../../playground/session/run_session.js';
import { isActive, statusText, type RunStatus } from '../../playground/status/run_status.js';
import '../../playground/status/weft_status_line.js';
import '../../playground/terminal/weft_terminal.js';
import type { TerminalEventMap, WeftTerminal } from '../../playground/terminal/weft_terminal.js';
import type { Diagnostic } from '../../protocol/diagnostics.js';
import type { EmbedRunResult, LightToLive } from '../../protocol/embed_messages.js';
import { createRunners } from '../../runner/index.js';
import { readExpectation } from '../format/expectation.js';
import { readOptions, type EmbedOptions } from '../format/options.js';
import { splitRegions, type Regions } from '../format/regions.js';
import { HandedPrograms } from './handed_programs.js';
import type { HostChannel } from './host_channel.js';
import { SharedCompiler } from './shared_compiler.js';
import { diagnosticsOfShown } from './shown_region.js';
import './weft_live.css';

/** In CSS pixels. */
const lineHeight = 21;
const characterWidth = 7.9;
const gutterWidth = 44;
const narrowWidth = 520;
const padding = 26;
/** Over and under what is printed, and half a line besides. */
const outputPadding = 48;
const mostEditorLines = 28;
const mostOutputLines = 16;
const pauseMs = 400;

/** The one document that its editor has. */
const documentId = 'embed';

@customElement('weft-live')
export class WeftLive extends LightElement {
  #channel: HostChannel | undefined;
  #options: EmbedOptions = readOptions({}).options;
  #original = '';
  #source = '';
  #regions: Regions = splitRegions('');
  #session: RunSession | undefined;
  #programs: Programs | undefined;
  #compiler: BuildingAhead | undefined;
  #handed: HandedPrograms | undefined;
  #comparison = new CompareSession();
  #stdin: string[] = [];
  #pauseTimer: ReturnType<typeof setTimeout> | undefined;

  @state() private status: RunStatus = { phase: 'ready' };
  @state() private editing = false;
  @state() private editorLines = 1;
  @state() private outputLines = 1;
  @state() private verdict: { readonly met: boolean; readonly wanted: string; readonly got: string } | null = null;

  @query('weft-editor') private readonly editor!: WeftEditor | null;
  @query('weft-terminal') private readonly terminal!: WeftTerminal | null;

  /** Serves the page at the other end, from now on. */
  serve(channel: HostChannel): void {
    this.#channel = channel;
    channel.listen((message) => void this.updateComplete.then(() => this.#receive(message)));
    new ResizeObserver(() => channel.tell({ type: 'height', height: this.offsetHeight })).observe(this);
    channel.tell({ type: 'ready' });
  }

  protected override render(): TemplateResult {
    const compares = this.#options.view === 'compare';
    return html`
      ${this.editing
        ? html`<weft-editor
            style="--editor-height: ${this.#editorHeight}px"
            @weft-edit=${({ detail }: EditorEventMap['weft-edit']) => this.#onEdit(detail.text)}
            @weft-run-request=${() => this.#channel?.tell({ type: 'run-request' })}
          ></weft-editor>`
        : nothing}
      <div class="live-status"><weft-status-line .status=${this.status} .background=${null}></weft-status-line>
        ${this.#options.view === 'timeline' ? html`<span>${this.say('embed.noTimeline')}</span>` : nothing}
      </div>
      <weft-terminal
        ?hidden=${compares && this.status.phase === 'ready'}
        style="--output-height: ${this.#outputHeight}px"
        @weft-interrupt=${() => this.#session?.stop()}
        @weft-place=${({ detail }: TerminalEventMap['weft-place']) => this.#goTo(detail.line, detail.column)}
      ></weft-terminal>
      ${this.#renderVerdict()}
      ${compares ? html`<div class="live-compare">${this.#renderCompare()}</div>` : nothing}
    `;
  }

  #renderVerdict(): TemplateResult | typeof nothing {
    if (!this.verdict) return nothing;
    const { met, wanted } = this.verdict;
    return html`<div class="live-verdict" role="status" data-verdict=${met ? 'met' : 'missed'}>
      ${met ? html`✓ ${this.say('embed.expectMet')}` : html`✗ ${this.say('embed.expectMissed')}<pre>${wanted}</pre>`}
    </div>`;
  }

  #renderCompare(): TemplateResult {
    void import('../../playground/compare/weft_compare.js');
    const example = this.#options.example ?? documentId;
    return html`<weft-compare
      .subject=${{ example, title: example, shown: 'cpp', sources: [{ language: 'cpp', source: this.#source }], variants: this.#options.variants }}
      .session=${this.#comparison}
      .programs=${this.#ensurePrograms()}
      @weft-compare-begin=${() => this.#session?.stop()}
    ></weft-compare>`;
  }

  get #editorHeight(): number {
    return this.#options.height ?? Math.min(mostEditorLines, Math.max(3, this.editorLines)) * lineHeight + padding;
  }

  get #outputHeight(): number {
    return Math.min(mostOutputLines, Math.max(2, this.outputLines)) * lineHeight + outputPadding;
  }

  #receive(message: LightToLive): void {
    switch (message.type) {
      case 'open':
        return this.#open(message);
      case 'appearance':
        preferences.theme.value = message.appearance.theme;
        preferences.language.value = message.appearance.lang;
        return;
      case 'prebuilt':
        this.#ensureHanded().hand(message.program);
        return;
      case 'source':
        this.#setSource(message.source.replaceAll('\r\n', '\n'));
        this.editor?.replaceText(this.#regions.shown);
        return;
      case 'edit':
        return void this.#edit(message.line, message.column);
      case 'run':
        return void this.#run();
      case 'stop':
        this.#session?.stop();
        this.#comparison.stop();
        return;
    }
  }

  #open({ source, options, appearance }: Extract<LightToLive, { type: 'open' }>): void {
    preferences.theme.value = appearance.theme;
    preferences.language.value = appearance.lang;
    this.#options = readOptions(options).options;
    const { example, prebuilt } = this.#options;
    const sample = bundledExamples.find(({ id }) => id === example);
    if (source === '' && !sample && example !== null) this.terminal?.writeFormatted(`\x1b[31m${this.say('embed.noExample', { name: example })}\x1b[39m\n`);
    this.#original = source === '' ? (sample?.source ?? '') : source;
    this.#setSource(this.#original);
    if (prebuilt !== null && source !== '') this.#ensureHanded().expect();
    this.requestUpdate();
    // A sample's code was not in the page.
    if (source === '' && sample) void this.#edit(1, 1, { focus: false });
  }

  /** Where the screen is narrow, long lines go on below. */
  #rowsOf(text: string): number {
    const columns = this.offsetWidth < narrowWidth ? Math.max(20, (this.offsetWidth - gutterWidth) / characterWidth) : Infinity;
    return text.split('\n').reduce((rows, line) => rows + Math.max(1, Math.ceil(line.length / columns)), 0);
  }

  #setSource(source: string): void {
    this.#source = source;
    this.#regions = splitRegions(source);
    this.editorLines = this.#rowsOf(this.#regions.shown);
  }

  async #edit(line: number, column: number, { focus = true } = {}): Promise<void> {
    if (!this.editing) {
      this.editing = true;
      await this.updateComplete;
      this.editor?.open(documentId, this.#regions.shown, 'cpp');
    }
    if (focus) this.editor?.goTo(line, column);
    if (focus) this.editor?.focus();
  }

  #onEdit(shown: string): void {
    const source = this.#regions.whole(shown);
    if (source === this.#source) return;
    // What is hidden stays what it was: the regions are of the source that was opened.
    this.#source = source;
    this.editorLines = this.#rowsOf(shown);
    this.verdict = null;
    this.#channel?.tell({ type: 'source', source });
    const compiler = this.#ensureCompiler();
    void compiler.load().catch(() => undefined); // the run tells
    clearTimeout(this.#pauseTimer);
    this.#pauseTimer = setTimeout(() => void this.#buildAhead(), pauseMs);
  }

  /** Marks mistakes as they are made, and has the program ready for the next run. */
  async #buildAhead(): Promise<void> {
    if (isActive(this.status)) return;
    const source = this.#source;
    const result = await this.#ensureCompiler().buildAhead(source);
    if (result && source === this.#source && !isActive(this.status)) this.#mark(result.diagnostics);
  }

  async #run(): Promise<void> {
    this.verdict = null;
    this.#stdin = this.#options.stdin === null ? [] : this.#options.stdin.replace(/\n$/, '').split('\n');
    const source = this.#source;
    const result = await this.#ensureSession().run({ example: this.#options.example ?? documentId, language: 'cpp', source }, this.#options.args);
    if (result.reason === 'trap' || result.reason === 'failed') this.terminal?.writeFormatted(`\x1b[31m${result.message}\x1b[39m\n`);
    this.#channel?.tell({ type: 'exit', result: plain(result), expectation: this.#judge(result, source) });
  }

  /** What is expected is expected of the code as it was written. */
  #judge(result: EmbedRunResult, source: string): 'none' | 'met' | 'missed' {
    const { expect } = this.#options;
    if (expect === null || source !== this.#original || result.reason === 'stopped') return 'none';
    try {
      const { holds, wanted } = readExpectation(expect);
      const met = holds(result.stdout);
      this.verdict = { met, wanted, got: result.stdout };
      return met ? 'met' : 'missed';
    } catch (error) {
      this.terminal?.writeFormatted(`\x1b[31mexpect: ${String(error)}\x1b[39m\n`);
      return 'missed';
    }
  }

  #mark(diagnostics: readonly Diagnostic[]): void {
    this.editor?.setDiagnostics(diagnosticsOfShown(diagnostics, this.#regions, this.editor.text));
  }

  #goTo(line: number, column: number): void {
    const [place] = diagnosticsOfShown(
      [{ severity: 'note', message: '', file: 'main.cpp', range: { line, column, endLine: line, endColumn: column }, notes: [], fixIts: [] }],
      this.#regions,
      this.editor?.text ?? this.#regions.shown,
    );
    if (place?.range) void this.#edit(place.range.line, place.range.column);
  }

  #ensureCompiler(): BuildingAhead {
    return (this.#compiler ??= new BuildingAhead(new SharedCompiler(() => createCompiler({ manifest, baseUrl }))));
  }

  #ensureHanded(): HandedPrograms {
    return (this.#handed ??= new HandedPrograms(
      new PrebuiltPrograms({ samples: manifest.samples, fetchAsset: (asset) => fetchProgramAsset(baseUrl, asset) }),
      manifest,
    ));
  }

  #ensurePrograms(): Programs {
    return (this.#programs ??= new Programs({
      compiler: this.#ensureCompiler(),
      runners: createRunners({ manifest, baseUrl }),
      prebuilt: this.#ensureHanded(),
    }));
  }

  #ensureSession(): RunSession {
    return (this.#session ??= new RunSession({
      programs: this.#ensurePrograms(),
      onStatus: (status) => {
        if (status.phase === 'preparing') {
          this.terminal?.clear({ hint: false });
          this.outputLines = 1;
        }
        this.status = status;
        this.#channel?.tell({ type: 'status', status, text: statusText(this.language, status), active: isActive(status) });
      },
      onOutput: (stream, text) => {
        this.terminal?.write(stream, text);
        this.#grow();
        this.#channel?.tell({ type: 'output', stream, text });
      },
      onDiagnostics: (diagnostics) => {
        this.#mark(diagnostics);
        const columns = this.terminal?.columns;
        this.terminal?.writeFormatted(renderDiagnostics(diagnostics, columns === undefined ? {} : { columns }));
        this.#grow();
      },
      readLine: () => {
        const line = this.#stdin.shift();
        if (line !== undefined) {
          this.terminal?.write('stdout', `${line}\n`);
          return Promise.resolve(line);
        }
        return this.terminal?.readLine() ?? Promise.resolve(null);
      },
      cancelReadLine: () => this.terminal?.cancelReadLine(),
    }));
  }

  #grow(): void {
    const lines = (this.terminal?.text ?? '').split('\n').length;
    if (lines > this.outputLines) this.outputLines = Math.min(lines, mostOutputLines);
  }
}

const baseUrl = new URL('./', document.baseURI).href;

/** Without what cannot be posted, should a result ever hold some. */
function plain({ exitCode, reason, message, stdout, stderr, diagnostics, timings }: EmbedRunResult): EmbedRunResult {
  return { exitCode, reason, message, stdout, stderr, diagnostics, timings };
}

declare global {
  interface HTMLElementTagNameMap {
    'weft-live': WeftLive;
  }
}
