/**
 * `<weft-compare>`: the panel beside the terminal in which variants and languages are measured against each other. It is
 * loaded when it is first opened, and its chart when there is first something to draw.
 */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { languageTitles, type ProgramLanguage } from '../../protocol/language.js';
import { icons } from '../icons.js';
import { LightElement } from '../light_element.js';
import { Following } from '../observable.js';
import { appearance } from '../page/appearance.js';
import { ThemeColors } from '../page/theme_colors.js';
import type { Programs } from '../session/programs.js';
import { statusText } from '../status/run_status.js';
import { chartModel, describeChart, type ChartModel } from './chart_model.js';
import { coresHere, thisBrowser } from './circumstances.js';
import type { ChartLook, ComparisonChart } from './comparison_chart.js';
import type { CompareSession } from './compare_session.js';
import { contenderId, hasLongRuns, metrics, ratioOf, summaryOf, tolerance, type Comparison, type Contender, type Metric, type Row } from './comparison.js';
import { toCsv, toMarkdown } from './export.js';
import { contenderName, describeCircumstances, formatPercent, formatRatio, formatValue } from './format.js';
import { variantsIn } from './variants_in_source.js';
import './weft_compare.css';

/** What is there to be compared now. */
export interface Subject {
  readonly example: string;
  readonly title: string;
  /** The language in the editor. */
  readonly shown: ProgramLanguage;
  readonly sources: readonly { readonly language: ProgramLanguage; readonly source: string }[];
  /** The variants that are chosen at first; null or absent: those of the language in the editor. */
  readonly variants?: readonly string[] | null;
}

export interface CompareEventMap {
  /** A comparison is about to begin: what else runs would disturb it. */
  'weft-compare-begin': CustomEvent<void>;
}

const repetitionChoices = [1, 3, 5, 10, 20] as const;
const warmUpChoices = [0, 1, 2] as const;
const noteShownMs = 2_500;

@customElement('weft-compare')
export class WeftCompare extends LightElement {
  @property({ attribute: false }) subject: Subject | null = null;
  @property({ attribute: false }) session: CompareSession | null = null;
  @property({ attribute: false }) programs: Programs | null = null;

  /** What the reader has chosen or left out, by `contenderId`; of the rest `#isChosen` decides. */
  @state() private choices: ReadonlyMap<string, boolean> = new Map();
  @state() private repetitions = 3;
  @state() private warmUps = 1;
  @state() private metric: Metric = 'wall';
  @state() private note = '';

  @query('canvas') private readonly canvas!: HTMLCanvasElement | null;

  #chart: ComparisonChart | undefined;
  #chartCanvas: HTMLCanvasElement | undefined;
  /** What it shows now. */
  #drawn = '';
  #colors: ThemeColors | undefined;
  #unsubscribe: (() => void) | undefined;
  #wasWorking = false;

  constructor() {
    super();
    new Following(this, appearance);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    this.#chart?.dispose();
    this.#chart = undefined;
    this.#chartCanvas = undefined;
    this.#colors?.dispose();
    this.#colors = undefined;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (this.session?.latest && !knownMetrics(this.session.latest).includes(this.metric)) this.metric = 'wall';
    if (!changed.has('session') && this.#unsubscribe) return;
    this.#unsubscribe?.();
    this.#unsubscribe = this.session?.state.subscribe(() => this.requestUpdate());
  }

  protected override render(): TemplateResult | typeof nothing {
    const { session, subject } = this;
    if (!session || !subject) return nothing;
    return html`
      <div class="compare-scroll">
        ${this.#renderChoice(subject, session)} ${this.#renderState(session)}
        ${session.latest ? this.#renderResults(session, session.latest) : nothing}
      </div>
      <div class="visually-hidden" role="status">${this.note}</div>
    `;
  }

  protected override updated(): void {
    void this.#draw();
    const working = this.session?.isWorking === true;
    if (working !== this.#wasWorking) this.#scrollTo(working ? 'progress' : 'results');
    this.#wasWorking = working;
  }

  /** Where the panel is low, as on a phone, what is going on or has come out would be out of sight. */
  #scrollTo(what: 'progress' | 'results'): void {
    const frame = this.querySelector('.compare-scroll');
    const place = this.querySelector(`.compare-${what}`);
    if (!frame || !place) return;
    const { top } = place.getBoundingClientRect();
    const { top: from, height } = frame.getBoundingClientRect();
    if (top < from || top > from + height * 0.6) frame.scrollTo({ top: frame.scrollTop + top - from });
  }

  // What to compare.

  #contenders({ sources }: Subject): Contender[] {
    return sources.flatMap(({ language, source }) => {
      const variants = variantsIn(language, source);
      return (variants.length === 0 ? [null] : variants).map((variant): Contender => ({ language, variant }));
    });
  }

  #renderChoice(subject: Subject, session: CompareSession): TemplateResult {
    const contenders = this.#contenders(subject);
    const chosen = contenders.filter((contender) => this.#isChosen(contender));
    const working = session.isWorking;
    const allWhole = contenders.every(({ variant }) => variant === null);
    return html`<form
      class="compare-choice"
      @submit=${(event: Event) => {
        event.preventDefault();
        if (working) session.stop();
        else if (chosen.length > 0) void this.#compare(subject, session);
      }}
    >
      <p class="compare-intro">${this.say(allWhole ? 'compare.introWhole' : 'compare.intro')}</p>
      <fieldset class="compare-contenders" ?disabled=${working}>
        <legend class="visually-hidden">${this.say('compare.choose')}</legend>
        ${subject.sources.map(({ language }) => this.#renderLanguage(language, contenders.filter((each) => each.language === language)))}
      </fieldset>
      <div class="compare-settings">
        ${this.#renderNumber('compare.repetitionsLabel', repetitionChoices, this.repetitions, working, (value) => (this.repetitions = value))}
        ${this.#renderNumber('compare.warmUpsLabel', warmUpChoices, this.warmUps, working, (value) => (this.warmUps = value))}
        <button
          class="run-button compare-start"
          data-action=${working ? 'stop' : 'run'}
          title=${working ? nothing : this.say('compare.startHint')}
          ?disabled=${!working && chosen.length === 0}
        >
          ${working ? icons.stop : icons.compare}
          <span>${this.say(working ? 'compare.stop' : session.latest ? 'compare.again' : 'compare.start')}</span>
        </button>
      </div>
      ${chosen.length === 0 ? html`<p class="compare-message">${this.say('compare.nothingChosen')}</p>` : nothing}
    </form>`;
  }

  #renderLanguage(language: ProgramLanguage, contenders: readonly Contender[]): TemplateResult {
    return html`<div class="compare-language" data-language=${language} role="group" aria-label=${languageTitles[language]}>
      <span class="compare-language-name" aria-hidden="true">${languageTitles[language]}</span>
      ${contenders.map((contender) => {
        const id = contenderId(contender);
        return html`<label class="compare-contender">
          <input
            type="checkbox"
            data-contender=${id}
            .checked=${this.#isChosen(contender)}
            @change=${({ target }: Event) => {
              if (target instanceof HTMLInputElement) this.choices = new Map([...this.choices, [id, target.checked]]);
            }}
          />
          <span>${contender.variant ?? this.say('compare.wholeProgram')}</span>
        </label>`;
      })}
    </div>`;
  }

  #renderNumber(
    label: 'compare.repetitionsLabel' | 'compare.warmUpsLabel',
    choices: readonly number[],
    value: number,
    disabled: boolean,
    set: (value: number) => void,
  ): TemplateResult {
    return html`<label class="compare-number">
      <span>${this.say(label)}</span>
      <select
        class="compare-select"
        ?disabled=${disabled}
        @change=${({ target }: Event) => {
          if (target instanceof HTMLSelectElement) set(Number(target.value));
        }}
      >
        ${choices.map((choice) => html`<option value=${choice} ?selected=${choice === value}>${choice}</option>`)}
      </select>
    </label>`;
  }

  /** Python is large and slow to start, so it takes part when it is in the editor, or is asked for. */
  #isChosen(contender: Contender): boolean {
    const { variants = null, shown } = this.subject ?? {};
    const atFirst = variants === null ? contender.language !== 'python' || shown === 'python' : contender.variant !== null && variants.includes(contender.variant);
    return this.choices.get(contenderId(contender)) ?? atFirst;
  }

  async #compare(subject: Subject, session: CompareSession): Promise<void> {
    if (!this.programs) return;
    this.dispatchEvent(new CustomEvent('weft-compare-begin'));
    const circumstances = { browser: thisBrowser(), cores: coresHere(), warmUps: this.warmUps, repetitions: this.repetitions };
    const left = this.#contenders(subject).filter((contender) => !this.#isChosen(contender));
    const plan = { example: subject.example, sources: subject.sources, left: new Set(left.map(contenderId)), circumstances };
    await session.compare(plan, this.programs);
  }

  // How it goes.

  #renderState(session: CompareSession): TemplateResult | typeof nothing {
    const state = session.state.value;
    switch (state.phase) {
      case 'idle':
        return nothing;
      case 'stopped':
        return html`<p class="compare-message" role="status">${this.say('compare.stopped')}</p>`;
      case 'failed':
        return html`<p class="compare-message" data-tone="bad" role="alert">${this.say('compare.couldNot', { message: state.message })}</p>`;
      case 'working': {
        const { progress } = state;
        const share = progress?.phase === 'running' ? progress.done / progress.total : null;
        const text =
          progress === null
            ? ''
            : progress.phase === 'running'
              ? this.say('compare.running', {
                  name: contenderName(this.language, progress.contender),
                  number: progress.done + 1,
                  total: progress.total,
                })
              : this.say('compare.preparing', {
                  language: languageTitles[progress.language],
                  status: statusText(this.language, progress.status),
                });
        return html`<div class="compare-progress">
          <div
            class="compare-bar"
            role="progressbar"
            aria-label=${this.say('compare.progress')}
            aria-valuemin="0"
            aria-valuemax="100"
            aria-valuenow=${share === null ? nothing : Math.round(share * 100)}
            aria-valuetext=${text}
          >
            <div class="compare-bar-yarn" style="width: ${((share ?? 0) * 100).toFixed(1)}%"></div>
          </div>
          <span>${text}</span>
        </div>`;
      }
    }
  }

  // What came out.

  #renderResults(session: CompareSession, latest: Comparison): TemplateResult {
    const known = knownMetrics(latest);
    const model = this.#model(session, latest);
    return html`<section class="compare-results" aria-label=${this.say('compare.results')}>
      <div class="compare-tools">
        <div class="segments" role="radiogroup" aria-label=${this.say('compare.metric')}>
          ${known.map(
            (metric) => html`<label class="segment" title=${this.say(`compare.metric.${metric}`)}>
              <input
                class="visually-hidden"
                type="radio"
                name="weft-compare-metric"
                .checked=${metric === this.metric}
                @change=${() => (this.metric = metric)}
              />
              <span>${this.say(`compare.metricShort.${metric}`)}</span>
            </label>`,
          )}
        </div>
        <label class="compare-number">
          <span>${this.say('compare.baseline')}</span>
          <select
            class="compare-select compare-baseline"
            @change=${({ target }: Event) => {
              if (!(target instanceof HTMLSelectElement)) return;
              session.baselineId = target.value;
              this.requestUpdate();
            }}
          >
            ${latest.rows
              .filter(({ failure }) => failure === null)
              .map(
                (row) => html`<option value=${contenderId(row.contender)} ?selected=${row === session.baseline}>
                  ${contenderName(this.language, row.contender)}
                </option>`,
              )}
          </select>
        </label>
      </div>
      ${model.bars.some(({ value }) => value !== null)
        ? html`<div class="compare-chart" role="img" aria-label=${describeChart(this.language, model)}><canvas></canvas></div>`
        : html`<p class="compare-message">${this.say(`compare.metric.${this.metric}`)}: ${this.say('compare.unknown')}</p>`}
      ${this.#renderTable(session, latest, known)} ${this.#renderNotes(session, latest)} ${this.#renderActions(session, latest)}
    </section>`;
  }

  #renderTable(session: CompareSession, latest: Comparison, known: readonly Metric[]): TemplateResult {
    const { against, baseline } = session;
    const others = known.filter((metric) => metric !== 'wall');
    const columns = 3 + others.length + (against ? 1 : 0);
    return html`<div class="compare-table-frame" tabindex="0" role="region" aria-label=${this.say('compare.results')}>
      <table class="compare-table">
        <thead>
          <tr>
            <th scope="col">${this.say('compare.variant')}</th>
            <th scope="col" class="number">${this.say('compare.metric.wall')}</th>
            <th scope="col" class="number" title=${this.say('compare.relative', { name: this.say(`compare.metric.${this.metric}`) })}>
              × <span class="visually-hidden">${this.say(`compare.metric.${this.metric}`)}</span>
            </th>
            ${against ? html`<th scope="col" class="number">${this.say('compare.againstPinned')}</th>` : nothing}
            ${others.map((metric) => html`<th scope="col" class="number">${this.say(`compare.metric.${metric}`)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${latest.rows.map((row) => {
            const { language, variant } = row.contender;
            return html`<tr data-baseline=${row === baseline ? '' : nothing}>
              <th scope="row">
                <span class="compare-who" data-language=${language}>${variant ?? this.say('compare.wholeProgram')}</span>
                <span class="compare-small">${languageTitles[language]}</span>
              </th>
              ${row.failure !== null
                ? html`<td class="compare-failure" colspan=${columns - 1}>${this.say('compare.failed')}: ${row.failure}</td>`
                : html`
                    ${this.#renderValue(row, 'wall')}
                    <td class="number compare-ratio">${this.#ratio(ratioOf(row, baseline, this.metric))}</td>
                    ${against
                      ? html`<td class="number compare-ratio">${this.#ratio(ratioOf(row, session.pinnedRow(row), this.metric))}</td>`
                      : nothing}
                    ${others.map((metric) => this.#renderValue(row, metric))}
                  `}
            </tr>`;
          })}
        </tbody>
      </table>
    </div>`;
  }

  #renderValue(row: Row, metric: Metric): TemplateResult {
    const summary = summaryOf(row, metric);
    if (summary === null) return html`<td class="number compare-small">${this.say('compare.unknown')}</td>`;
    const write = (value: number): string => formatValue(this.language, metric, value);
    const [median, min, max] = [write(summary.median), write(summary.min), write(summary.max)];
    return html`<td class="number">
      ${median}${min !== max ? html`<span class="compare-small">${this.say('compare.range', { min, max })}</span>` : nothing}
    </td>`;
  }

  #ratio(ratio: number | null): string {
    return ratio === null ? '–' : formatRatio(this.language, ratio);
  }

  #renderNotes(session: CompareSession, latest: Comparison): TemplateResult {
    const { agreement } = session;
    const worst = agreement?.worst ?? null;
    const disagrees = worst !== null && worst.spread > tolerance;
    return html`<div class="compare-notes">
      <p>${describeCircumstances(this.language, latest.circumstances)}</p>
      ${agreement === null || latest.rows.every(({ failure }) => failure !== null)
        ? nothing
        : html`<p data-tone=${disagrees ? 'warned' : nothing} class="compare-agreement">
            ${worst === null
              ? this.say('compare.agreeOnce')
              : this.say(disagrees ? 'compare.disagree' : 'compare.agree', {
                  count: agreement.count,
                  name: contenderName(this.language, worst.contender),
                  share: formatPercent(this.language, worst.spread),
                })}
          </p>`}
      ${hasLongRuns(latest) ? html`<p>${this.say('compare.longRunNote')}</p>` : nothing}
      <p>${this.say('compare.unknownNote')}</p>
    </div>`;
  }

  #renderActions(session: CompareSession, latest: Comparison): TemplateResult {
    const isPinned = session.pinned === latest;
    return html`<div class="compare-actions">
      <button
        type="button"
        class="compare-action"
        title=${this.say('compare.pinHint')}
        aria-pressed=${isPinned}
        @click=${() => {
          if (isPinned) session.unpin();
          else session.pin();
          this.requestUpdate();
        }}
      >
        ${icons.pin}<span>${this.say(isPinned ? 'compare.pinned' : 'compare.pin')}</span>
      </button>
      ${session.against
        ? html`<button
            type="button"
            class="compare-action"
            @click=${() => {
              session.unpin();
              this.requestUpdate();
            }}
          >
            ${this.say('compare.unpin')}
          </button>`
        : nothing}
      <span class="bar-space"></span>
      <span class="compare-copy-label">${this.note === '' ? this.say('compare.copy') : this.note}</span>
      ${(['Markdown', 'Csv', 'Png'] as const).map(
        (what) => html`<button
          type="button"
          class="compare-action"
          aria-label=${`${this.say('compare.copy')}: ${this.say(`compare.copy${what}`)}`}
          @click=${() => void this.#copy(what, session, latest)}
        >
          ${this.say(`compare.copy${what}`)}
        </button>`,
      )}
    </div>`;
  }

  // The chart, and copies.

  #model(session: CompareSession, latest: Comparison): ChartModel {
    return chartModel(this.language, latest, session.against, this.metric);
  }

  #look(): ChartLook {
    this.#colors ??= new ThemeColors(this);
    return {
      colors: this.#colors,
      font: getComputedStyle(this).fontFamily,
      format: (value) => formatValue(this.language, this.metric, value),
    };
  }

  async #draw(): Promise<void> {
    const { session } = this;
    const latest = session?.latest;
    if (!session || !latest || !this.canvas) return;
    const { ComparisonChart: Chart } = await import('./comparison_chart.js');
    const { canvas } = this;
    if (!canvas || !this.isConnected) return;
    if (this.#chartCanvas !== canvas) {
      this.#chart?.dispose();
      this.#chart = new Chart(canvas);
      this.#chartCanvas = canvas;
      this.#drawn = '';
    }
    const model = this.#model(session, latest);
    // While a comparison goes on the panel renders often, and drawing would take time from it.
    const drawing = JSON.stringify([model, appearance.value, this.language]);
    if (drawing === this.#drawn) return;
    this.#drawn = drawing;
    if (canvas.parentElement) canvas.parentElement.style.height = `${Chart.height(model)}px`;
    this.#chart?.draw(model, this.#look());
  }

  async #copy(what: 'Markdown' | 'Csv' | 'Png', session: CompareSession, latest: Comparison): Promise<void> {
    const name = this.say(`compare.copy${what}`);
    try {
      const saved = what === 'Png' ? await this.#copyPicture(latest) : await this.#copyText(what, session, latest);
      this.note = this.say(saved ? 'compare.saved' : 'compare.copied', { what: name });
    } catch {
      this.note = this.say('compare.copyFailed');
    }
    setTimeout(() => (this.note = ''), noteShownMs);
  }

  async #copyText(what: 'Markdown' | 'Csv', session: CompareSession, latest: Comparison): Promise<boolean> {
    const title = this.subject?.title ?? '';
    const options = { language: this.language, title, baseline: session.baseline, pinned: session.against };
    await navigator.clipboard.writeText(what === 'Csv' ? toCsv(latest, session.against) : toMarkdown(latest, options));
    return false;
  }

  /** True when it was saved instead, since the browser takes no pictures on its clipboard. */
  async #copyPicture(latest: Comparison): Promise<boolean> {
    const title = this.subject?.title ?? '';
    const picture = this.#chart?.picture(this.#look(), title, [describeCircumstances(this.language, latest.circumstances)]);
    if (!picture) throw new Error('there is no chart');
    try {
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': picture })]);
      return false;
    } catch {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(await picture);
      link.download = `${latest.example}.png`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
      return true;
    }
  }
}

/** Time, memory and requests, and what else is known of anybody: a column that knows nothing says it once, in the notes. */
function knownMetrics(comparison: Comparison): Metric[] {
  return metrics.filter((metric) => metric !== 'cpu' || comparison.rows.some((row) => summaryOf(row, metric) !== null));
}

declare global {
  interface HTMLElementTagNameMap {
    'weft-compare': WeftCompare;
  }
}
