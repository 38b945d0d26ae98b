/** The live document's end of the conversation with the page that shows it. */
import { embedProtocol, type EmbedHandshake, type LightToLive, type LiveToLight } from '../../protocol/embed_messages.js';

export interface HostChannel {
  readonly tell: (message: LiveToLight) => void;
  /** Called with each message, from the first one on. */
  listen(listener: (message: LightToLive) => void): void;
}

/** Resolves when the page that this document is framed in has said hello. Anybody may frame it: nothing here is secret. */
export function openHostChannel(): Promise<HostChannel> {
  return new Promise((resolve) => {
    window.addEventListener('message', function adopt(event: MessageEvent<EmbedHandshake | null>) {
      const [port] = event.ports;
      if (event.source !== window.parent || event.data?.type !== 'weft-embed' || !port) return;
      window.removeEventListener('message', adopt);
      if (event.data.version > embedProtocol) console.warn(`weft: this page's embed.js is newer (${event.data.version}) than this document (${embedProtocol})`);
      resolve({
        tell: (message) => port.postMessage(message),
        listen(listener) {
          port.onmessage = ({ data }: MessageEvent<LightToLive>) => listener(data);
        },
      });
    });
  });
}
