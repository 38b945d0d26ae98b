/** The frame with a block's live document, from the page's side. */
import { embedProtocol, type EmbedHandshake, type LightToLive, type LiveToLight } from '../../protocol/embed_messages.js';

/** A frame that cannot be fetched tells nobody. So long it may take to be there, and again as long until what is in it answers. */
const patienceMs = 15_000;

export type Obstacle = 'blocked' | 'offline' | 'unreachable';

export class LiveFrame {
  readonly element = document.createElement('iframe');
  readonly #port: MessagePort;
  readonly #onObstacle: (obstacle: Obstacle) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #onViolation: (event: SecurityPolicyViolationEvent) => void;

  constructor(base: string, title: string, onMessage: (message: LiveToLight) => void, onObstacle: (obstacle: Obstacle) => void) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#onObstacle = onObstacle;
    this.#wait();
    this.#onViolation = ({ blockedURI, effectiveDirective }) => {
      if (/^(frame|child|default)-src$/.test(effectiveDirective) && base.startsWith(new URL(blockedURI, document.baseURI).origin)) onObstacle('blocked');
    };
    document.addEventListener('securitypolicyviolation', this.#onViolation);
    port1.onmessage = ({ data }: MessageEvent<LiveToLight>) => {
      if (data.type === 'ready') clearTimeout(this.#timer);
      onMessage(data);
    };
    const { element } = this;
    element.title = title;
    // Threads need the page's isolation handed on, and copying the reader's permission.
    element.allow = 'cross-origin-isolated; clipboard-write';
    element.src = `${base}embed.html#live`;
    const handshake: EmbedHandshake = { type: 'weft-embed', version: embedProtocol };
    element.addEventListener(
      'load',
      () => {
        this.#wait();
        element.contentWindow?.postMessage(handshake, new URL(base).origin, [port2]);
      },
      { once: true },
    );
  }

  #wait(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#onObstacle(navigator.onLine ? 'unreachable' : 'offline'), patienceMs);
  }

  send(message: LightToLive): void {
    this.#port.postMessage(message);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    document.removeEventListener('securitypolicyviolation', this.#onViolation);
    this.#port.close();
    this.element.remove();
  }
}
