/**
 * `<weft-sample-list>`: the samples by group, with what the chosen one teaches under its title. On a narrow page it is a
 * select and a fold-out text.
 */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { LightElement } from '../light_element.js';
import { groups, readTeachingText, type Example, type Group } from './examples.js';
import './weft_sample_list.css';

export interface SampleListEventMap {
  'weft-choose': CustomEvent<{ readonly example: string }>;
}

@customElement('weft-sample-list')
export class WeftSampleList extends LightElement {
  @property({ attribute: false }) examples: readonly Example[] = [];
  @property({ attribute: false }) chosen = '';
  @property({ attribute: false }) edited: ReadonlySet<string> = new Set();
  @property({ attribute: false }) compact = false;

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('chosen')) this.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }

  protected override render(): TemplateResult {
    if (this.examples.length === 0) return html`<p class="samples-none">${this.say('samples.none')}</p>`;
    return this.compact ? this.#renderCompact() : this.#renderList();
  }

  #renderList(): TemplateResult {
    return html`<nav aria-label=${this.say('samples.title')}>
      ${this.#grouped().map(
        ([group, examples]) => html`
          <h2 class="samples-group">${this.say(`group.${group}`)}</h2>
          <ol class="samples">
            ${examples.map((example) => this.#renderItem(example))}
          </ol>
        `,
      )}
    </nav>`;
  }

  #renderItem(example: Example): TemplateResult {
    const chosen = example.id === this.chosen;
    return html`<li class="sample" ?data-chosen=${chosen}>
      <button type="button" class="sample-title" aria-current=${chosen ? 'true' : nothing} @click=${() => this.#choose(example.id)}>
        <span class="sample-number" aria-hidden="true">${this.examples.indexOf(example) + 1}</span>
        <span class="sample-name">${example.title[this.language]}</span>
        ${this.edited.has(example.id)
          ? html`<span class="sample-edited" title=${this.say('samples.edited')}>
              <span class="visually-hidden">(${this.say('samples.edited')})</span>
            </span>`
          : nothing}
      </button>
      ${chosen ? html`<div class="sample-text">${this.#renderText(example)}</div>` : nothing}
    </li>`;
  }

  #renderCompact(): TemplateResult {
    const chosen = this.examples.find((example) => example.id === this.chosen);
    return html`
      <select
        class="samples-select"
        aria-label=${this.say('samples.choose')}
        @change=${(event: Event) => {
          if (event.target instanceof HTMLSelectElement) this.#choose(event.target.value);
        }}
      >
        ${this.#grouped().map(
          ([group, examples]) => html`<optgroup label=${this.say(`group.${group}`)}>
            ${examples.map(
              (example) => html`<option value=${example.id} ?selected=${example.id === this.chosen}>
                ${this.examples.indexOf(example) + 1}. ${example.title[this.language]}${this.edited.has(example.id)
                  ? ` (${this.say('samples.edited')})`
                  : ''}
              </option>`,
            )}
          </optgroup>`,
        )}
      </select>
      ${chosen
        ? html`<details class="samples-about">
            <summary>${this.say('samples.about')}</summary>
            <div class="sample-text">${this.#renderText(chosen)}</div>
          </details>`
        : nothing}
    `;
  }

  #renderText(example: Example): TemplateResult[] {
    return readTeachingText(example.text[this.language]).map(
      (paragraph) => html`<p>${paragraph.map(({ code, text }) => (code ? html`<code>${text}</code>` : text))}</p>`,
    );
  }

  #grouped(): (readonly [Group, readonly Example[]])[] {
    return groups
      .map((group) => [group, this.examples.filter((example) => example.group === group)] as const)
      .filter(([, examples]) => examples.length > 0);
  }

  #choose(example: string): void {
    this.dispatchEvent(new CustomEvent('weft-choose', { detail: { example } }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'weft-sample-list': WeftSampleList;
  }
}
