/** The compiler as the page sees it: an async interface that hides that clang runs in a worker. */
import type { Diagnostic } from './diagnostics.js';

export type CompilerStage = 'downloading' | 'starting' | 'compiling' | 'linking';

export interface CompilerProgress {
  readonly stage: CompilerStage;
  /** Bytes so far and in all, while downloading (as sent over the network, compressed). */
  readonly loadedBytes?: number;
  readonly totalBytes?: number;
}

export interface BuildTimings {
  /** Milliseconds clang worked, without the download of the compiler. */
  readonly compileMs: number;
  /** Milliseconds wasm-ld worked. */
  readonly linkMs: number;
}

export type BuildResult =
  | {
      readonly ok: true;
      /** The linked program, a WebAssembly binary. */
      readonly wasm: Uint8Array<ArrayBuffer>;
      /** Warnings. */
      readonly diagnostics: readonly Diagnostic[];
      readonly timings: BuildTimings;
    }
  | {
      readonly ok: false;
      readonly diagnostics: readonly Diagnostic[];
      readonly timings: BuildTimings;
    };

export interface BuildOptions {
  /** Aborting rejects the promise with an `AbortError` and frees the worker for the next build. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: CompilerProgress) => void;
}

export interface Compiler {
  /**
   * Fetches and starts the compiler ahead of need. Repeated calls share one download. A failed download rejects with a text
   * for people and is tried again by the next call.
   */
  load(options?: BuildOptions): Promise<void>;
  /** Whether `build` would start without a download. */
  readonly loaded: boolean;
  /** Compiles and links one source file. A program that does not compile is a result (`ok: false`), not a rejection. */
  build(source: string, options?: BuildOptions): Promise<BuildResult>;
  /** Ends the worker and frees its memory. */
  dispose(): void;
}
