/**
 * The sandbox frame, seen from the page: a document of opaque origin in which strangers' programs run, each in a worker.
 *
 * What keeps a program in: the opaque origin (no cookies, storage or caches of the site), the frame's content security policy,
 * which its blob workers inherit (no network at all: requests go through the page's broker), and that a worker has no window to
 * navigate or open. What is left to a program is to burn time, until somebody presses Stop.
 */
import type { PageToSandbox, SandboxHandshake, SandboxToPage } from '../protocol/sandbox_messages.js';
import frameScript from './sandbox_frame.ts?classic-script';

/** A worker in the frame. */
export interface SandboxWorker {
  /** The page's end of the channel to the worker; nobody else holds the other. */
  readonly port: MessagePort;
  /** Called when the script cannot be loaded or throws where nothing in it catches it. */
  onFailure: (reason: string) => void;
  /**
   * Nothing of it reaches the page any more once this returns. (Chromium lets a worker that is in a tight loop burn its core for
   * up to two seconds more, whoever terminates it; Firefox ends it at once.)
   */
  terminate(): void;
}

export interface Sandbox {
  spawn(script: Blob): SandboxWorker;
  /** Removes the frame, and with it every worker. */
  dispose(): void;
}

/** Resolves once the frame answers. `onBroken` is told once when it goes away by itself; the sandbox is then of no use any more. */
export function openSandbox(onBroken: (reason: string) => void): Promise<Sandbox> {
  return new Promise((resolve, reject) => {
    const nonce = makeNonce();
    const frame = makeFrame(nonce);
    const { port1: port, port2: framePort } = new MessageChannel();
    const workers = new Map<number, SandboxWorker>();
    let lastWorker = 0;
    let loaded = false;

    const tell = (message: PageToSandbox, transfer: Transferable[] = []) => port.postMessage(message, transfer);
    const dispose = () => {
      port.close();
      frame.remove();
    };
    const sandbox: Sandbox = {
      spawn(script) {
        const number = ++lastWorker;
        const channel = new MessageChannel();
        const worker: SandboxWorker = {
          port: channel.port1,
          onFailure: () => {},
          terminate() {
            workers.delete(number);
            channel.port1.close();
            tell({ type: 'terminate', worker: number });
          },
        };
        workers.set(number, worker);
        tell({ type: 'spawn', worker: number, script, port: channel.port2 }, [channel.port2]);
        return worker;
      },
      dispose,
    };

    port.onmessage = ({ data }: MessageEvent<SandboxToPage>) => {
      if (data.type === 'ready') resolve(sandbox);
      else workers.get(data.worker)?.onFailure(data.message);
    };
    frame.addEventListener('load', () => {
      if (loaded) {
        // Our document never navigates. Whatever is in the frame now is not it, and must not get a further message.
        dispose();
        const reason = 'The sandbox frame went to another page and was removed.';
        reject(new Error(reason));
        onBroken(reason);
        return;
      }
      loaded = true;
      const handshake: SandboxHandshake = { type: 'weft-sandbox', nonce };
      frame.contentWindow?.postMessage(handshake, '*', [framePort]);
    });
    document.body.append(frame);
  });
}

/** Not `crypto.randomUUID`: a page served by plain http from another machine has none. */
function makeNonce(): string {
  return [...crypto.getRandomValues(new Uint32Array(4))].map((word) => word.toString(16)).join('-');
}

function makeFrame(nonce: string): HTMLIFrameElement {
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-scripts');
  // Without this threads (shared memory) would end at the frame's border even on an isolated page.
  frame.allow = 'cross-origin-isolated';
  frame.referrerPolicy = 'no-referrer';
  frame.title = 'weft sandbox';
  frame.tabIndex = -1;
  frame.setAttribute('aria-hidden', 'true');
  // Not `display: none`: browsers give processes that show nothing less time.
  Object.assign(frame.style, {
    position: 'fixed',
    insetInlineEnd: '0',
    insetBlockEnd: '0',
    inlineSize: '1px',
    blockSize: '1px',
    border: '0',
    opacity: '0',
    pointerEvents: 'none',
  });
  frame.srcdoc = frameDocument(nonce);
  return frame;
}

function frameDocument(nonce: string): string {
  const policy = [
    "default-src 'none'",
    // Embind makes its callers with `new Function`; a program is a stranger's code anyway, so that gives it nothing.
    `script-src 'nonce-${nonce}' 'unsafe-eval' 'wasm-unsafe-eval' blob:`,
    'worker-src blob:',
    "connect-src 'none'",
    "form-action 'none'",
    "base-uri 'none'",
  ].join('; ');
  const script = frameScript.replaceAll('</script', '<\\/script');
  return `<!doctype html>
<html lang="en" data-nonce="${nonce}">
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="${policy}">
<title>weft sandbox</title>
<script nonce="${nonce}">${script}</script>
</html>`;
}
