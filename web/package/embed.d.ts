/** `<weft-playground>` as `embed.js` defines it, for those who drive it by a script. */

export type WeftOutputStream = 'stdout' | 'stderr';

/** Lines and columns count from 1; `endColumn` is exclusive. */
export interface WeftSourceRange {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface WeftDiagnostic {
  readonly severity: 'error' | 'warning' | 'note';
  readonly message: string;
  /** `main.cpp` for the block's own source. */
  readonly file: string;
  readonly range: WeftSourceRange | null;
  readonly notes: readonly WeftDiagnostic[];
}

export interface WeftRunResult {
  readonly exitCode: number;
  /** How it ended, or `not-compiled`: there was nothing to run. */
  readonly reason: 'exit' | 'exception' | 'trap' | 'stopped' | 'failed' | 'not-compiled';
  /** For people; empty for a plain exit. */
  readonly message: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly diagnostics: readonly WeftDiagnostic[];
  readonly timings: {
    readonly compileMs: number;
    readonly linkMs: number;
    readonly startMs: number;
    readonly runMs: number;
  };
}

/** The events of a `<weft-playground>`. They do not bubble. */
export interface WeftPlaygroundEventMap {
  /** Where the run stands has changed. */
  'weft-status': CustomEvent<{ readonly phase: string }>;
  /** The program has written something. */
  'weft-output': CustomEvent<{ readonly stream: WeftOutputStream; readonly text: string }>;
  /** A run has ended, be it with the program or before it began. The same value resolves `run()`. */
  'weft-exit': CustomEvent<WeftRunResult>;
  /** The same by the names that codapi has: a run of this source begins ('': a sample of weft's own), it has ended, it could not be carried out. */
  execute: CustomEvent<string>;
  result: CustomEvent<WeftRunResult>;
  error: CustomEvent<WeftRunResult>;
}

export interface WeftPlayground extends HTMLElement {
  /** The program; set, it shows another one. */
  source: string;
  /** The name of the sample shown. */
  example: string | null;
  /** The other options, as the texts that their attributes have; null: not given. */
  variants: string | null;
  view: string | null;
  readonly: string | null;
  autorun: string | null;
  height: string | null;
  theme: string | null;
  args: string | null;
  stdin: string | null;
  highlight: string | null;
  expect: string | null;
  loading: string | null;
  prebuilt: string | null;
  /** Compiles and runs what is shown. */
  run(): Promise<WeftRunResult>;
  /** Ends the run at once, even one in an endless loop. */
  stop(): void;

  addEventListener<Name extends keyof WeftPlaygroundEventMap>(
    type: Name,
    listener: (this: WeftPlayground, event: WeftPlaygroundEventMap[Name]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener<Name extends keyof HTMLElementEventMap>(
    type: Name,
    listener: (this: WeftPlayground, event: HTMLElementEventMap[Name]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
  removeEventListener<Name extends keyof WeftPlaygroundEventMap>(
    type: Name,
    listener: (this: WeftPlayground, event: WeftPlaygroundEventMap[Name]) => void,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | EventListenerOptions): void;
}

declare global {
  interface HTMLElementTagNameMap {
    'weft-playground': WeftPlayground;
  }
}
