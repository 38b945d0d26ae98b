/** The compiler as the page sees it: a worker with clang in it, started at the first need. */
import * as v from 'valibot';
import type { BuildOptions, BuildResult, Compiler, CompilerProgress } from '../protocol/compiler.js';
import type { ProgramManifest } from '../protocol/program.js';
import { fromWorkerSchema, type FromWorker, type LoadedFiles, type ToWorker } from './worker_messages.js';

export interface CompilerOptions {
  readonly manifest: ProgramManifest;
  /** The site's root, where `program/` lies. */
  readonly baseUrl: string;
  /** Whether programs can have threads here. Default: whether the page is cross-origin isolated. */
  readonly threads?: boolean;
  /** For tests: makes the worker. */
  readonly createWorker?: () => Worker;
}

export function createCompiler(options: CompilerOptions): Compiler {
  return new WorkerCompiler(options);
}

/** One worker's life: its loading, and the one build that it may be at. */
interface Session {
  readonly worker: Worker;
  readonly loading: Promise<void>;
  readonly watchers: Set<(progress: CompilerProgress) => void>;
  latest: CompilerProgress;
  loaded: boolean;
  job: Job | null;
}

interface Job {
  readonly id: number;
  readonly onProgress: ((progress: CompilerProgress) => void) | undefined;
  readonly resolve: (result: BuildResult) => void;
  readonly reject: (reason: unknown) => void;
}

class WorkerCompiler implements Compiler {
  readonly #options: CompilerOptions;
  #session: Session | null = null;
  /** For the worker after this one. */
  #files: LoadedFiles | null = null;
  #lastJob = 0;
  /** Builds run one after the other: clang has one thread. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(options: CompilerOptions) {
    this.#options = options;
  }

  get loaded(): boolean {
    return this.#session?.loaded === true;
  }

  async load(options: BuildOptions = {}): Promise<void> {
    const { signal, onProgress } = options;
    signal?.throwIfAborted();
    const session = (this.#session ??= this.#start());
    if (session.loaded) return;
    if (onProgress !== undefined) {
      session.watchers.add(onProgress);
      onProgress(session.latest);
    }
    try {
      // Aborting ends this wait only: the download is of use to the next build.
      await untilAborted(session.loading, signal);
    } finally {
      if (onProgress !== undefined) session.watchers.delete(onProgress);
    }
  }

  build(source: string, options: BuildOptions = {}): Promise<BuildResult> {
    const turn = this.#queue.then(() => this.#build(source, options));
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  dispose(): void {
    const session = this.#session;
    this.#files = null;
    if (session !== null) this.#end(session, new DOMException('the compiler was disposed of', 'AbortError'));
  }

  async #build(source: string, options: BuildOptions): Promise<BuildResult> {
    const { signal, onProgress } = options;
    await this.load(options);
    signal?.throwIfAborted();
    const session = this.#session;
    if (session === null) throw new DOMException('the compiler was disposed of', 'AbortError');
    const id = ++this.#lastJob;
    const abort = () => {
      // clang cannot be interrupted: its worker goes, and a new one starts at once with what the old one had loaded.
      this.#end(session, signal?.reason ?? new DOMException('the build was stopped', 'AbortError'));
      void this.load().catch(() => undefined);
    };
    try {
      return await new Promise<BuildResult>((resolve, reject) => {
        session.job = { id, onProgress, resolve, reject };
        signal?.addEventListener('abort', abort, { once: true });
        onProgress?.({ stage: 'compiling' });
        send(session.worker, { type: 'build', id, source, threads: this.#options.threads ?? globalThis.crossOriginIsolated === true });
      });
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  #start(): Session {
    const { manifest, baseUrl } = this.#options;
    const worker =
      this.#options.createWorker?.() ??
      new Worker(new URL('./compiler.worker.ts', import.meta.url), { type: 'module', name: 'weft compiler' });
    let settle: { resolve: () => void; reject: (reason: unknown) => void } | null = null;
    const loading = new Promise<void>((resolve, reject) => {
      settle = { resolve, reject };
    });
    // Whoever waits hears of a failure; that nobody waits is no failure of its own.
    loading.catch(() => undefined);
    const session: Session = {
      worker,
      loading,
      watchers: new Set(),
      latest: this.#files === null ? { stage: 'downloading', loadedBytes: 0, totalBytes: 0 } : { stage: 'starting' },
      loaded: false,
      job: null,
    };
    const tell = (progress: CompilerProgress) => {
      session.latest = progress;
      for (const watcher of session.watchers) watcher(progress);
    };
    const fail = (message: string) => {
      const error = new Error(message);
      settle?.reject(error);
      this.#end(session, error);
    };
    worker.addEventListener('message', (event: MessageEvent<unknown>) => {
      const message = v.parse(fromWorkerSchema, event.data);
      switch (message.type) {
        case 'progress':
          tell({ stage: 'downloading', loadedBytes: message.loadedBytes, totalBytes: message.totalBytes });
          // What programs with threads need is fetched when the first of them is built.
          session.job?.onProgress?.(session.latest);
          return;
        case 'starting':
          return tell({ stage: 'starting' });
        case 'files':
          this.#files = message.files;
          return;
        case 'loaded':
          session.loaded = true;
          return settle?.resolve();
        case 'load-failed':
          return fail(`The compiler could not be loaded: ${message.message}`);
        case 'linking':
          if (session.job?.id === message.id) session.job.onProgress?.({ stage: 'linking' });
          return;
        case 'crashed':
          // What a crash leaves behind is not to be trusted with the next build.
          return fail(`The compiler failed on this program: ${message.message}`);
        case 'built':
          return finish(session, message);
      }
    });
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      fail(`The compiler's worker failed: ${event.message || 'it could not be started'}`);
    });
    send(worker, { type: 'load', folder: new URL('program/', baseUrl).href, files: manifest.compiler, kept: this.#files });
    return session;
  }

  #end(session: Session, reason: unknown): void {
    session.worker.terminate();
    if (this.#session === session) this.#session = null;
    session.job?.reject(reason);
    session.job = null;
  }
}

function finish(session: Session, message: Extract<FromWorker, { type: 'built' }>): void {
  const { job } = session;
  if (job?.id !== message.id) return;
  session.job = null;
  const { wasm, diagnostics, timings } = message;
  job.resolve(wasm === null ? { ok: false, diagnostics, timings } : { ok: true, wasm, diagnostics, timings });
}

function send(worker: Worker, message: ToWorker): void {
  worker.postMessage(message);
}

function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
