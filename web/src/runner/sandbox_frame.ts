/**
 * Runs inside the sandbox frame: starts and ends workers for the page, and nothing else. It is inlined into the frame's
 * document, whose origin is opaque: no storage, no cookies, no caches of the site, nor of anything else.
 */
import type { PageToSandbox, SandboxHandshake, SandboxToPage } from '../protocol/sandbox_messages.js';
import { threadName, type FrameToProgram, type ProgramToFrame } from '../protocol/thread_messages.js';

const nonce = document.documentElement.dataset['nonce'];
const programs = new Map<number, Program>();

interface Program {
  /** Ends its worker, and those of its threads. */
  end(): void;
}

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
      programs.get(data.worker)?.end();
      programs.delete(data.worker);
      return;
    }
    programs.set(
      data.worker,
      startProgram(data.script, data.port, (message) => tell({ type: 'worker-failed', worker: data.worker, message })),
    );
  };
  tell({ type: 'ready' });
}

/** Starts a program's worker and, when that asks for them, those of its threads. */
function startProgram(script: Blob, port: MessagePort, onFailure: (message: string) => void): Program {
  const address = URL.createObjectURL(script);
  const threads = new Map<number, Worker>();
  const { port1: toProgram, port2: toFrame } = new MessageChannel();

  const start = (name: string, ports: MessagePort[], fail: (message: string) => void) => {
    const worker = new Worker(address, { name });
    worker.onerror = (event) => {
      event.preventDefault();
      fail(event.message ?? 'its script could not be loaded');
    };
    // Not null: the glue looks into it.
    worker.postMessage({}, ports);
    return worker;
  };

  const endThread = (thread: number) => {
    threads.get(thread)?.terminate();
    threads.delete(thread);
  };
  toProgram.onmessage = ({ data: { type, thread }, ports }: MessageEvent<ProgramToFrame>) => {
    // Before a start, too: whatever a program says, no worker is forgotten that Stop is to end.
    endThread(thread);
    if (type === 'end-thread') return;
    const fail = (message: string) => toProgram.postMessage({ type: 'thread-failed', thread, message } satisfies FrameToProgram);
    threads.set(thread, start(threadName, [...ports], fail));
  };

  const program = start('weft program', [port, toFrame], onFailure);
  return {
    end() {
      toProgram.close();
      program.terminate();
      for (const thread of threads.keys()) endThread(thread);
      URL.revokeObjectURL(address);
    },
  };
}
