/**
 * Runs inside the sandbox frame: starts and ends workers for the page, and nothing else. It is inlined into the frame's
 * document, whose origin is opaque: no storage, no cookies, no caches of the site, nor of anything else.
 */
import type { PageToSandbox, SandboxHandshake, SandboxToPage } from '../protocol/sandbox_messages.js';

const nonce = document.documentElement.dataset['nonce'];
const workers = new Map<number, Worker>();

// An opaque frame has no origin that the page could name, nor does it know the page's; the nonce stands in for both.
window.addEventListener('message', function adopt(event: MessageEvent<SandboxHandshake>) {
  const [port] = event.ports;
  if (event.source !== window.parent || event.data.nonce !== nonce || !port) return;
  window.removeEventListener('message', adopt);
  serve(port);
});

function serve(port: MessagePort): void {
  const tell = (message: SandboxToPage) => port.postMessage(message);
  port.onmessage = ({ data }: MessageEvent<PageToSandbox>) => {
    if (data.type === 'terminate') {
      workers.get(data.worker)?.terminate();
      workers.delete(data.worker);
      return;
    }
    const address = URL.createObjectURL(data.script);
    const worker = new Worker(address, { name: 'weft program' });
    workers.set(data.worker, worker);
    worker.onerror = (event) => {
      event.preventDefault();
      tell({ type: 'worker-failed', worker: data.worker, message: event.message ?? 'its script could not be loaded' });
    };
    // The script goes along: a program with threads makes further workers of it.
    worker.postMessage(data.script, [data.port]);
    // The worker has fetched its script once its first message can arrive; the page hears of that by itself.
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  };
  tell({ type: 'ready' });
}
