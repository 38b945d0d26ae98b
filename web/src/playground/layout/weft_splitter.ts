/**
 * `<weft-splitter>`: a bar between two panes that can be dragged, moved by the arrow keys, and set back by a double click.
 * It measures the element that it stands in and asks for a share; who owns the panes applies it.
 */
import type { PropertyValues } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { LightElement } from '../light_element.js';
import './weft_splitter.css';

export interface SplitterEventMap {
  /** The first pane's wanted share of the room, 0 to 1; null for the usual one. */
  'weft-split': CustomEvent<{ readonly share: number | null }>;
}

const minimum = 0.15;
const maximum = 0.85;

@customElement('weft-splitter')
export class WeftSplitter extends LightElement {
  /** Whether the panes stand beside each other or one above the other. */
  @property({ attribute: false }) direction: 'across' | 'down' = 'across';
  @property({ attribute: false }) share = 0.5;

  constructor() {
    super();
    this.addEventListener('pointerdown', (event) => this.#beginDrag(event));
    this.addEventListener('keydown', (event) => this.#onKey(event));
    this.addEventListener('dblclick', () => this.#ask(null));
  }

  protected override updated(_changed: PropertyValues<this>): void {
    this.tabIndex = 0;
    this.setAttribute('role', 'separator');
    this.setAttribute('aria-label', this.say('layout.splitter'));
    this.setAttribute('aria-orientation', this.direction === 'across' ? 'vertical' : 'horizontal');
    this.setAttribute('aria-valuemin', String(minimum * 100));
    this.setAttribute('aria-valuemax', String(maximum * 100));
    this.setAttribute('aria-valuenow', String(Math.round(this.share * 100)));
  }

  #beginDrag(event: PointerEvent): void {
    if (event.button !== 0) return;
    event.preventDefault();
    this.setPointerCapture(event.pointerId);
    this.dataset['dragging'] = '';
    const move = (moved: PointerEvent): void => {
      const room = this.parentElement?.getBoundingClientRect();
      if (!room) return;
      this.#ask(
        this.direction === 'across' ? (moved.clientX - room.left) / room.width : (moved.clientY - room.top) / room.height,
      );
    };
    const end = (): void => {
      delete this.dataset['dragging'];
      this.removeEventListener('pointermove', move);
      this.removeEventListener('lostpointercapture', end);
    };
    this.addEventListener('pointermove', move);
    this.addEventListener('lostpointercapture', end);
  }

  #onKey(event: KeyboardEvent): void {
    const [less, more] = this.direction === 'across' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
    if (event.key === less) this.#ask(this.share - 0.03);
    else if (event.key === more) this.#ask(this.share + 0.03);
    else if (event.key === 'Home') this.#ask(minimum);
    else if (event.key === 'End') this.#ask(maximum);
    else return;
    event.preventDefault();
  }

  #ask(share: number | null): void {
    const detail = { share: share === null ? null : Math.round(Math.min(maximum, Math.max(minimum, share)) * 1000) / 1000 };
    this.dispatchEvent(new CustomEvent('weft-split', { detail }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'weft-splitter': WeftSplitter;
  }
}
