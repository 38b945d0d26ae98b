/** Running a program, as the page sees it: an async interface that hides the sandbox frame and the program's worker. */

export type OutputStream = 'stdout' | 'stderr';

export interface RunExit {
  /** How the program ended. */
  readonly reason:
    | 'exit' // main returned or exit() was called
    | 'exception' // a C++ exception left main
    | 'trap' // WebAssembly trapped: unreachable, division by zero, out of bounds, stack exhausted, abort()
    | 'stopped' // stop() ended it
    | 'failed'; // it could not be started or its sandbox broke
  /** main's value; 1 after an exception, 134 after a trap, 130 when stopped, as shells count. */
  readonly exitCode: number;
  /** For people: the exception's type and what(), the trap's cause and place, why it failed. Empty for a plain exit. */
  readonly message: string;
  readonly timings: RunTimings;
  readonly requests: RequestCounts;
}

/** What a program asked of the network. */
export interface RequestCounts {
  readonly total: number;
  /** The most that were under way at the same time: asked for, and not yet answered to the last byte. */
  readonly peak: number;
}

export interface RunTimings {
  /** Milliseconds from run() until main began. */
  readonly startMs: number;
  /** Milliseconds main ran. */
  readonly runMs: number;
}

/** One task of a running program, as Embind's inspection tells it. */
export interface TaskSnapshot {
  readonly id: number;
  readonly name: string;
  readonly state: 'pending' | 'running' | 'done' | 'cancelled' | 'failed';
  /** What it waits on, for people ("sleep for another 3.2 s", "task fetch-2"); empty when it is ready to run. */
  readonly waitingOn: string;
  /** Where it was created, `main.cpp:12`; empty when not known. */
  readonly createdAt: string;
}

/** What one `weft::variant` took, as the program itself measured it. Null: not known. */
export interface VariantMeasurement {
  readonly name: string;
  /** Milliseconds from its beginning to its end. */
  readonly wallMs: number;
  /** The most memory it held at once, in bytes. */
  readonly peakBytes: number | null;
  /** Milliseconds that it kept processors busy. */
  readonly cpuMs: number | null;
}

export interface RunOptions {
  /** What main finds in `argv` after the program's name. */
  readonly args?: readonly string[];
  /** Called with decoded text as it comes; UTF-8 sequences are never cut. */
  readonly onOutput?: (stream: OutputStream, text: string) => void;
  /** Called once, when main is about to begin. */
  readonly onStart?: () => void;
  /** Called when a variant has ended; `--variant=NAME` in `args` runs one, `--list-variants` writes their names as JSON. */
  readonly onVariant?: (measured: VariantMeasurement) => void;
  /** Gives the program a line of standard input, without its newline; null at the end of input. */
  readonly readLine?: () => Promise<string | null>;
  /** Makes nothing ready for the next run, during this one or after it: for measuring one after the other. */
  readonly undisturbed?: boolean;
  /** Traces allocations in languages where that has its price (Python), so that variants know their peak. */
  readonly traceMemory?: boolean;
  /** False runs as on a browser without JSPI. Default: whatever the browser has. */
  readonly jspi?: boolean;
}

export interface Run {
  /** Resolves always, whatever the end. */
  readonly finished: Promise<RunExit>;
  /** Ends the program at once, even one in an endless loop. Idempotent. */
  stop(): void;
  /** The program's live tasks. Rejects once it has ended; waits while it is busy computing. */
  tasks(): Promise<readonly TaskSnapshot[]>;
  /** Asks a task to cancel; false when it is unknown or done. */
  cancelTask(id: number): Promise<boolean>;
}

/** `Program`: what it runs, a linked WebAssembly binary or, for languages without a compiler, the source. */
export interface Runner<Program = Uint8Array<ArrayBuffer>> {
  /** Builds the sandbox and a worker ahead of need, so that a run starts at once. */
  warm(): Promise<void>;
  /** Runs a program in a fresh worker. A binary is copied or transferred: do not use it again unless you kept a copy. */
  run(program: Program, options?: RunOptions): Run;
  /** Ends everything and removes the frame. */
  dispose(): void;
}
