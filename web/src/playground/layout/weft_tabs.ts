/**
 * `<weft-tabs>`: chooses one of a few views by a row of tabs. Arrow keys move between them, as in any tab list; Tab leaves it.
 */
import { html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { LightElement } from '../light_element.js';
import './weft_tabs.css';

export interface Tab {
  readonly id: string;
  readonly title: string;
  /** Something in it has been changed, and `note` says so to those who do not see the mark. */
  readonly note?: string | undefined;
}

export interface TabsEventMap {
  'weft-tab': CustomEvent<{ readonly id: string }>;
}

@customElement('weft-tabs')
export class WeftTabs extends LightElement {
  @property({ attribute: false }) tabs: readonly Tab[] = [];
  @property({ attribute: false }) chosen = '';
  @property({ attribute: false }) label = '';
  /** The id of the element that shows what is chosen. */
  @property({ attribute: false }) panel = '';

  protected override render(): TemplateResult {
    return html`<div role="tablist" aria-label=${this.label} @keydown=${this.#onKeyDown}>
      ${this.tabs.map(({ id, title, note }) => {
        const chosen = id === this.chosen;
        return html`<button
          type="button"
          role="tab"
          class="tab"
          data-tab=${id}
          aria-selected=${chosen}
          aria-controls=${this.panel}
          tabindex=${chosen ? 0 : -1}
          @click=${() => this.#choose(id)}
        >
          ${title}${note === undefined
            ? ''
            : html`<span class="tab-mark" title=${note}><span class="visually-hidden">(${note})</span></span>`}
        </button>`;
      })}
    </div>`;
  }

  readonly #onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const place = this.tabs.findIndex(({ id }) => id === this.chosen);
    const next = this.tabs[(place + step + this.tabs.length) % this.tabs.length];
    if (!next) return;
    this.#choose(next.id);
    this.querySelector<HTMLElement>(`[data-tab="${next.id}"]`)?.focus();
  };

  #choose(id: string): void {
    if (id !== this.chosen) this.dispatchEvent(new CustomEvent('weft-tab', { detail: { id } }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'weft-tabs': WeftTabs;
  }
}
