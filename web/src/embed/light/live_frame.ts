/** The frame with a block's live document, from the page's side. */
import { embedProtocol, type EmbedHandshake, type LightToLive, type LiveToLight } from '../../protocol/embed_messages.js';

/** A frame that a security policy forbids tells nobody; nor does one that cannot be fetched. */
const patienceMs = 20_000;

export class LiveFrame {
  readonly element = document.createElement('iframe');
  readonly #port: MessagePort;
  readonly #timer: ReturnType<typeof setTimeout>;

  constructor(base: string, title: string, onMessage: (message: LiveToLight) => void, onUnreachable: () => void) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#timer = setTimeout(onUnreachable, patienceMs);
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
    element.addEventListener('load', () => element.contentWindow?.postMessage(handshake, new URL(base).origin, [port2]), { once: true });
  }

  send(message: LightToLive): void {
    this.#port.postMessage(message);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#port.close();
    this.element.remove();
  }
}
