/**
 * A compiler that may begin before it is asked: what the reader has written is built a moment after the last key, so that Run
 * finds the program there. It also keeps the last program, for the next Run of the same source.
 */
import type { BuildOptions, BuildResult, Compiler, CompilerProgress } from '../protocol/compiler.js';

interface Build {
  readonly source: string;
  readonly result: Promise<BuildResult>;
  readonly abort: AbortController;
  readonly watchers: Set<(progress: CompilerProgress) => void>;
  latest: CompilerProgress | null;
  /** How many have asked for it and not had it yet. */
  waiting: number;
  settled: boolean;
  /** Its timings have been told: whoever gets the result again has not waited for it. */
  told: boolean;
}

export class BuildingAhead implements Compiler {
  readonly #compiler: Compiler;
  #build: Build | null = null;

  constructor(compiler: Compiler) {
    this.#compiler = compiler;
  }

  get loaded(): boolean {
    return this.#compiler.loaded;
  }

  load(options?: BuildOptions): Promise<void> {
    return this.#compiler.load(options);
  }

  /**
   * Builds a source that nobody has asked for yet. Null when the compiler is not there or is at something else: this never makes
   * anybody wait. The promise does not reject; null when the build was given up for one that somebody asked for.
   */
  async buildAhead(source: string): Promise<BuildResult | null> {
    if (!this.#compiler.loaded || (this.#build !== null && !this.#build.settled)) return null;
    return this.#of(source).result.catch(() => null);
  }

  async build(source: string, { signal, onProgress }: BuildOptions = {}): Promise<BuildResult> {
    signal?.throwIfAborted();
    const build = this.#of(source);
    if (!build.settled) await this.#wait(build, signal, onProgress);
    const result = await build.result;
    const timings = build.told ? { compileMs: 0, linkMs: 0 } : result.timings;
    build.told = true;
    return result.ok ? { ...result, wasm: result.wasm.slice(), timings } : { ...result, timings };
  }

  dispose(): void {
    this.#build = null;
    this.#compiler.dispose();
  }

  /** Until it is settled; rejects when whoever waits no longer wants it, and ends it when that was the last. */
  async #wait(build: Build, signal: AbortSignal | undefined, onProgress: BuildOptions['onProgress']): Promise<void> {
    if (onProgress) build.watchers.add(onProgress);
    if (build.latest) onProgress?.(build.latest);
    build.waiting += 1;
    let leave: () => void = () => undefined;
    const left = new Promise<never>((_resolve, reject) => {
      leave = () => reject(signal?.reason as Error);
    });
    signal?.addEventListener('abort', leave, { once: true });
    try {
      await Promise.race([build.result, left]);
    } finally {
      build.waiting -= 1;
      signal?.removeEventListener('abort', leave);
      if (onProgress) build.watchers.delete(onProgress);
      if (signal?.aborted === true && build.waiting === 0) build.abort.abort(signal.reason);
    }
  }

  /** The build of this source: the last one if that is its, or a new one. */
  #of(source: string): Build {
    const last = this.#build;
    if (last?.source === source && !last.abort.signal.aborted) return last;
    // clang has one thread, and this one it would spend on what nobody asked for.
    if (last !== null && !last.settled && last.waiting === 0) last.abort.abort();
    return (this.#build = this.#start(source));
  }

  #start(source: string): Build {
    const abort = new AbortController();
    const watchers = new Set<(progress: CompilerProgress) => void>();
    const onProgress = (progress: CompilerProgress): void => {
      build.latest = progress;
      for (const watcher of watchers) watcher(progress);
    };
    const result = this.#compiler.build(source, { signal: abort.signal, onProgress });
    const build: Build = { source, result, abort, watchers, latest: null, waiting: 0, settled: false, told: false };
    const settle = (): void => void (build.settled = true);
    result.then(settle, () => {
      settle();
      if (this.#build === build) this.#build = null; // the next one tries again
    });
    return build;
  }
}
