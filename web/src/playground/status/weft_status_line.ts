/**
 * `<weft-status-line>`: says where the run stands, and draws it as a thread through a warp: drawn along by a download, going
 * to and fro while something works, drawn through when the program has ended.
 */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatDuration, formatMegabytes } from '../i18n/translate.js';
import { LightElement } from '../light_element.js';
import { statusText, statusTone, type RunStatus } from './run_status.js';
import './weft_status_line.css';

export interface DownloadProgress {
  readonly loadedBytes: number;
  readonly totalBytes: number;
}

/** The thread takes quick passes at first; a program that runs for long costs the page one small repaint a second. */
const quickTickMs = 120;
const slowTickMs = 1000;
const quickTicks = 40;

/** How many passes the thread makes before it turns. */
const passes = 12;

@customElement('weft-status-line')
export class WeftStatusLine extends LightElement {
  @property({ attribute: false }) status: RunStatus = { phase: 'ready' };
  /** The compiler's download while it goes on behind the reader's back; null when none does. */
  @property({ attribute: false }) background: DownloadProgress | null = null;

  @state() private ticks = 0;
  #phaseBegan = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('status')) return;
    const before = changed.get('status') as RunStatus | undefined;
    if (before?.phase === this.status.phase) return;
    this.#phaseBegan = performance.now();
    this.ticks = 0;
    clearTimeout(this.#timer);
    if (statusTone(this.status) === 'busy') this.#tickLater();
  }

  protected override render(): TemplateResult {
    const { status } = this;
    const tone = statusTone(status);
    const text = statusText(this.language, status);
    const elapsed = performance.now() - this.#phaseBegan;
    const counts = status.phase === 'running' && elapsed >= 1000;
    const download = status.phase === 'downloading' ? status : this.background;
    return html`
      <div class="status-text" data-tone=${tone} data-phase=${status.phase}>
        <span class="status-knot" aria-hidden="true"></span>
        <span class="status-message" role="status" title=${text}>${text}</span>
        ${counts
          ? html`<span class="status-elapsed" aria-hidden="true">${formatDuration(this.language, elapsed)}</span>`
          : nothing}
        ${this.background && status.phase !== 'downloading'
          ? html`<span class="status-background">
              ${this.say('status.background', {
                loaded: formatMegabytes(this.language, this.background.loadedBytes),
                total: formatMegabytes(this.language, this.background.totalBytes),
              })}
            </span>`
          : nothing}
      </div>
      ${this.#renderThread(download)}
    `;
  }

  #renderThread(download: DownloadProgress | null): TemplateResult {
    const tone = statusTone(this.status);
    if (download && download.totalBytes > 0 && (tone !== 'busy' || this.status.phase === 'downloading')) {
      const share = Math.min(1, download.loadedBytes / download.totalBytes);
      return html`<div
        class="thread"
        data-tone="busy"
        role="progressbar"
        aria-label=${this.say('status.progress')}
        aria-valuemin="0"
        aria-valuemax="100"
        aria-valuenow=${Math.round(share * 100)}
      >
        <div class="thread-yarn" style="left: 0; width: ${(share * 100).toFixed(1)}%"></div>
      </div>`;
    }
    if (tone === 'busy') {
      const turn = this.ticks % (2 * passes);
      const pass = turn < passes ? turn : 2 * passes - turn;
      return html`<div class="thread" data-tone="busy" aria-hidden="true">
        <div class="thread-yarn thread-shuttle" style="left: ${((pass * 70) / passes).toFixed(1)}%; width: 30%"></div>
      </div>`;
    }
    return html`<div class="thread" data-tone=${tone} aria-hidden="true">
      <div class="thread-yarn" style="left: 0; width: ${tone === 'quiet' ? 0 : 100}%"></div>
    </div>`;
  }

  #tickLater(): void {
    this.#timer = setTimeout(
      () => {
        this.ticks += 1;
        this.#tickLater();
      },
      this.ticks < quickTicks ? quickTickMs : slowTickMs,
    );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'weft-status-line': WeftStatusLine;
  }
}
