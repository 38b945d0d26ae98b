/** The JavaScript side of every program, as the program build's glue script defines it. */
import type { TaskSnapshot, VariantMeasurement } from './runner.js';

/** How a program reaches the outside world. */
export interface WeftOptions {
  /** 1 is stdout, 2 stderr. The bytes are a fresh copy each time. */
  readonly write: (fd: number, bytes: Uint8Array<ArrayBuffer>) => void;
  readonly fetch: typeof fetch;
  /** Null at the end of input. */
  readonly readLine: () => Promise<string | null>;
  /** Called when a C++ exception left main; the same is also written to stderr. */
  readonly uncaught: (exception: { readonly type: string; readonly what: string }) => void;
  /** Called when a variant has ended. */
  readonly variantEnded: (measured: VariantMeasurement) => void;
  /** False forces the way without JSPI; undefined uses it where the browser has it. */
  readonly jspi: boolean | undefined;
}

export interface WeftProgram {
  /** Resolves with the exit code; rejects with the engine's error when the program trapped. */
  weftMain(): Promise<number>;
  weftTasks(): readonly TaskSnapshot[];
  weftCancelTask(id: number): boolean;
}

export type ProgramGlue = (options: {
  readonly wasmBinary: Uint8Array<ArrayBuffer>;
  readonly arguments: readonly string[];
  readonly weft: WeftOptions;
}) => Promise<WeftProgram>;
