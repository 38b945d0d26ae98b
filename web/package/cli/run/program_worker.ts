/**
 * The worker of a program or of one of its threads, in Node: a browser's worker as far as the site's own script for it needs one, and that script.
 */
import { workerData, type MessagePort as NodePort } from 'node:worker_threads';
import { EventLoop, loopChannel, LoopPort } from './event_loop.js';

export interface WorkerStart {
  /** The glue, and behind it the script of the program's worker. */
  readonly script: string;
  readonly name: string;
  /** What it is given with its first message. */
  readonly ports: readonly NodePort[];
  readonly word: Int32Array<SharedArrayBuffer>;
}

const { script, name, ports, word } = workerData as WorkerStart;

type Listener = (event: object) => void;
const listeners = new Map<string, Set<Listener>>();

function dispatch(type: string, event: object): void {
  for (const listener of listeners.get(type) ?? []) listener({ preventDefault() {}, ...event });
}

const onError = (error: unknown) => dispatch('error', { error, message: String(error) });
const loop = new EventLoop(word, onError);
process.on('unhandledRejection', (reason) => dispatch('unhandledrejection', { reason }));

/** A wait of C++ turns the loop where a browser would put its stack aside. */
function suspending(work: (...operands: unknown[]) => unknown): (...operands: unknown[]) => unknown {
  return (...operands) => {
    const result = work(...operands);
    if (!(result instanceof Promise)) return result;
    let outcome: { readonly value: unknown } | { readonly error: unknown } | undefined;
    result.then(
      (value: unknown) => (outcome = { value }),
      (error: unknown) => (outcome = { error }),
    );
    loop.runUntil(() => outcome !== undefined);
    if (outcome !== undefined && 'error' in outcome) throw outcome.error;
    return outcome?.value;
  };
}

/** Begins from the loop, and not from a promise's callback, as a wait could not turn the loop from there. */
function promising(work: (...operands: unknown[]) => unknown): (...operands: unknown[]) => Promise<unknown> {
  return (...operands) =>
    new Promise((resolve, reject) => {
      loop.setTimeout(() => {
        try {
          resolve(work(...operands));
        } catch (error) {
          reject(error);
        }
      });
    });
}

Object.assign(globalThis, {
  // The glue would find Node, for which it has other ways.
  process: undefined,
  self: globalThis,
  name,
  location: { href: 'file:///' },
  importScripts() {},
  setTimeout: loop.setTimeout,
  clearTimeout: loop.clearTimeout,
  MessageChannel: loopChannel(loop),
  MessagePort: LoopPort,
  addEventListener(type: string, listener: Listener) {
    const all = listeners.get(type) ?? new Set();
    listeners.set(type, all.add(listener));
  },
});
Object.assign(WebAssembly, {
  Suspending: suspending,
  promising,
  // At once: the engine would tell of its end where this loop does not hear of it.
  async instantiate(source: BufferSource | WebAssembly.Module, imports: WebAssembly.Imports) {
    if (source instanceof WebAssembly.Module) return new WebAssembly.Instance(source, imports);
    const module = new WebAssembly.Module(source);
    return { module, instance: new WebAssembly.Instance(module, imports) };
  },
});
Object.defineProperty(Atomics, 'waitAsync', { value: loop.waitAsync });

// Not from a promise's callback either.
setImmediate(() => {
  new Function(script)();
  dispatch('message', { data: {}, ports: ports.map((port) => loop.port(port)) });
  loop.runUntil(() => false);
});
