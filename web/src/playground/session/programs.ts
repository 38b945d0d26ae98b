/**
 * From a source to something that can be run, as often as one likes: a C++ program that was built with the site or goes through
 * the compiler now, a script whose interpreter is there. It knows compiler and runners only by their interfaces.
 */
import type { BuildTimings, Compiler, CompilerProgress } from '../../protocol/compiler.js';
import type { Diagnostic } from '../../protocol/diagnostics.js';
import type { ProgramLanguage } from '../../protocol/language.js';
import type { Run, RunOptions } from '../../protocol/runner.js';
import type { Runners } from '../../runner/index.js';
import type { RunStatus } from '../status/run_status.js';
import type { PrebuiltPrograms } from './prebuilt.js';

/** A program, as the reader wrote it. */
export interface ProgramSource {
  /** The sample it is a version of. */
  readonly example: string;
  readonly language: ProgramLanguage;
  readonly source: string;
}

export type Preparation =
  | {
      readonly ok: true;
      /** Each call runs it anew, in a fresh worker. */
      readonly run: (options: RunOptions) => Run;
      /** Warnings; empty for what was not compiled now. */
      readonly diagnostics: readonly Diagnostic[];
      readonly timings: BuildTimings;
    }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[]; readonly timings: BuildTimings };

export interface PrepareOptions {
  /** Aborting rejects. */
  readonly signal: AbortSignal;
  /** Told the stations on the way. */
  readonly onStatus: (status: RunStatus) => void;
}

export interface ProgramsOptions {
  readonly compiler: Compiler;
  readonly runners: Omit<Runners, 'dispose'>;
  readonly prebuilt: Pick<PrebuiltPrograms, 'has' | 'load'>;
}

const notBuilt: BuildTimings = { compileMs: 0, linkMs: 0 };

export class Programs {
  readonly #options: ProgramsOptions;

  constructor(options: ProgramsOptions) {
    this.#options = options;
  }

  /** A source that does not compile is a result (`ok: false`), not a rejection. */
  async prepare({ example, language, source }: ProgramSource, options: PrepareOptions): Promise<Preparation> {
    options.signal.throwIfAborted();
    options.onStatus({ phase: 'preparing' });
    if (language === 'cpp') return this.#prepareBinary(example, source, options);
    const { runners } = this.#options;
    if (language === 'python') await this.#loadPython(options);
    return { ok: true, run: (runOptions) => runners[language].run(source, runOptions), diagnostics: [], timings: notBuilt };
  }

  async #prepareBinary(example: string, source: string, { signal, onStatus }: PrepareOptions): Promise<Preparation> {
    const { compiler, runners } = this.#options;
    const ready = (wasm: Uint8Array<ArrayBuffer>, diagnostics: readonly Diagnostic[], timings: BuildTimings): Preparation => ({
      ok: true,
      run: (runOptions) => runners.cpp.run(wasm.slice(), runOptions),
      diagnostics,
      timings,
    });
    const prebuilt = await this.#findPrebuilt(example, source);
    signal.throwIfAborted();
    if (prebuilt) return ready(prebuilt, [], notBuilt);
    const built = await compiler.build(source, {
      signal,
      onProgress: (progress) => {
        if (!signal.aborted) onStatus(statusOfProgress(progress));
      },
    });
    signal.throwIfAborted();
    return built.ok ? ready(built.wasm, built.diagnostics, built.timings) : built;
  }

  /** Undefined when the source must be compiled, or when its program cannot be fetched: the compiler may be there already. */
  async #findPrebuilt(example: string, source: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const { prebuilt } = this.#options;
    if (!(await prebuilt.has(example, source))) return undefined;
    return prebuilt.load(example).catch(() => undefined);
  }

  /** Aborting ends this wait only: the download is of use to the next run. */
  async #loadPython({ signal, onStatus }: PrepareOptions): Promise<void> {
    const { runners } = this.#options;
    const stopWatching = runners.onPythonProgress(({ loadedBytes, totalBytes }) => {
      if (signal.aborted) return;
      if (loadedBytes < totalBytes) onStatus({ phase: 'downloading', what: 'python', loadedBytes, totalBytes });
      else onStatus({ phase: 'starting-python' });
    });
    let leave: () => void = () => undefined;
    const aborted = new Promise<never>((_resolve, reject) => {
      leave = () => reject(signal.reason as Error);
      signal.addEventListener('abort', leave, { once: true });
    });
    try {
      onStatus({ phase: 'starting-python' });
      await Promise.race([runners.python.warm(), aborted]);
    } finally {
      stopWatching();
      signal.removeEventListener('abort', leave);
    }
  }
}

function statusOfProgress({ stage, loadedBytes = 0, totalBytes = 0 }: CompilerProgress): RunStatus {
  switch (stage) {
    case 'downloading':
      return { phase: 'downloading', what: 'compiler', loadedBytes, totalBytes };
    case 'starting':
      return { phase: 'starting-compiler' };
    case 'compiling':
    case 'linking':
      return { phase: stage };
  }
}
