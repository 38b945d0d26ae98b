/**
 * One Run button: takes a source to a running program and reports each station. It knows nothing of the page.
 *
 * At most one run is going on. A new one stops the earlier one and begins when that has ended; the earlier one's promise
 * resolves as stopped.
 */
import type { Diagnostic } from '../../protocol/diagnostics.js';
import type { OutputStream, Run, RunExit, RunOptions } from '../../protocol/runner.js';
import { isActive, type RunStatus } from '../status/run_status.js';
import { BoundedText } from './bounded_text.js';
import type { Programs, ProgramSource } from './programs.js';

export interface RunResult {
  /** main's value; 1 when the program did not compile or ended by an exception, 134 after a trap, 130 when stopped. */
  readonly exitCode: number;
  /** How it ended. `failed`: it could not be built or started for a reason outside the program, which `message` tells. */
  readonly reason: RunExit['reason'] | 'not-compiled';
  /** For people: the exception, the trap, the failure. Empty for a plain exit. */
  readonly message: string;
  /** What the program wrote, the first 16 million characters of each. */
  readonly stdout: string;
  readonly stderr: string;
  /** Errors and warnings; empty for a prebuilt program. */
  readonly diagnostics: readonly Diagnostic[];
  /**
   * Milliseconds. What did not happen, as the compilation of a prebuilt program, took 0; one that was compiled ahead took what it
   * took, though nobody waited for it.
   */
  readonly timings: RunResultTimings;
}

export interface RunResultTimings {
  readonly compileMs: number;
  readonly linkMs: number;
  readonly startMs: number;
  readonly runMs: number;
}

export interface RunSessionOptions {
  readonly programs: Programs;
  readonly onStatus: (status: RunStatus) => void;
  readonly onOutput: (stream: OutputStream, text: string) => void;
  /** What the compiler said, each time it has worked; an empty list clears what it said before. */
  readonly onDiagnostics: (diagnostics: readonly Diagnostic[]) => void;
  /** Asks the reader for a line. */
  readonly readLine: () => Promise<string | null>;
  /** The run that asked for a line has ended. */
  readonly cancelReadLine: () => void;
}

const outputLimit = 16_000_000;
const noTimings: RunResultTimings = { compileMs: 0, linkMs: 0, startMs: 0, runMs: 0 };

export class RunSession {
  readonly #options: RunSessionOptions;
  #status: RunStatus = { phase: 'ready' };
  #current: { readonly abort: AbortController; readonly ended: Promise<unknown> } | undefined;

  constructor(options: RunSessionOptions) {
    this.#options = options;
  }

  get status(): RunStatus {
    return this.#status;
  }

  /** Runs a program, with `args` for its main. Resolves whatever the end. */
  run(program: ProgramSource, args: readonly string[] = []): Promise<RunResult> {
    const earlier = this.#current;
    earlier?.abort.abort();
    const abort = new AbortController();
    const ended = (earlier?.ended ?? Promise.resolve()).then(() => this.#perform(program, args, abort.signal));
    const current = { abort, ended };
    this.#current = current;
    void ended.then(() => {
      if (this.#current === current) this.#current = undefined;
    });
    return ended;
  }

  /** Stops what is going on, be it the download, the compilation or the program. Idempotent. */
  stop(): void {
    this.#current?.abort.abort();
  }

  /** Goes back to "ready", when the end of the last run no longer concerns what is shown. */
  forget(): void {
    if (!isActive(this.#status)) this.#setStatus({ phase: 'ready' });
  }

  async #perform(program: ProgramSource, args: readonly string[], signal: AbortSignal): Promise<RunResult> {
    const stdout = new BoundedText(outputLimit);
    const stderr = new BoundedText(outputLimit);
    let diagnostics: readonly Diagnostic[] = [];
    let timings = noTimings;
    const result = (end: Pick<RunResult, 'exitCode' | 'reason' | 'message'>): RunResult => ({
      ...end,
      stdout: stdout.text,
      stderr: stderr.text,
      diagnostics,
      timings,
    });
    try {
      const prepared = await this.#options.programs.prepare(program, { signal, onStatus: (status) => this.#setStatus(status) });
      signal.throwIfAborted();
      ({ diagnostics } = prepared);
      timings = { ...noTimings, ...prepared.timings };
      this.#options.onDiagnostics(diagnostics);
      if (!prepared.ok) {
        this.#setStatus({ phase: 'not-compiled', errors: count(diagnostics, 'error'), warnings: count(diagnostics, 'warning') });
        return result({ exitCode: 1, reason: 'not-compiled', message: '' });
      }
      this.#setStatus({ phase: 'starting' });
      const exit = await this.#execute(prepared.run, args, signal, (stream, text) => {
        (stream === 'stdout' ? stdout : stderr).append(text);
        this.#options.onOutput(stream, text);
      });
      timings = { ...timings, ...exit.timings };
      this.#setStatus(statusOfExit(exit, count(diagnostics, 'warning')));
      return result({ exitCode: exit.exitCode, reason: exit.reason, message: exit.message });
    } catch (error) {
      if (signal.aborted) {
        this.#setStatus({ phase: 'stopped', runMs: null });
        return result({ exitCode: 130, reason: 'stopped', message: '' });
      }
      const message = error instanceof Error ? error.message : String(error);
      this.#setStatus({ phase: 'failed', message });
      return result({ exitCode: 1, reason: 'failed', message });
    }
  }

  async #execute(
    start: (options: RunOptions) => Run,
    args: readonly string[],
    signal: AbortSignal,
    onOutput: (stream: OutputStream, text: string) => void,
  ): Promise<RunExit> {
    let over = false;
    const run = start({
      args,
      onOutput: (stream, text) => {
        if (!signal.aborted) onOutput(stream, text);
      },
      onStart: () => {
        if (!signal.aborted) this.#setStatus({ phase: 'running' });
      },
      readLine: async () => {
        this.#setStatus({ phase: 'waiting-for-input' });
        const line = await this.#options.readLine();
        if (!over && !signal.aborted) this.#setStatus({ phase: 'running' });
        return line;
      },
    });
    const stop = (): void => run.stop();
    signal.addEventListener('abort', stop, { once: true });
    try {
      return await run.finished;
    } finally {
      over = true;
      signal.removeEventListener('abort', stop);
      this.#options.cancelReadLine();
    }
  }

  #setStatus(status: RunStatus): void {
    this.#status = status;
    this.#options.onStatus(status);
  }
}

function count(diagnostics: readonly Diagnostic[], severity: Diagnostic['severity']): number {
  return diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
}

function statusOfExit({ reason, exitCode, message, timings }: RunExit, warnings: number): RunStatus {
  switch (reason) {
    case 'exit':
      return { phase: 'exited', exitCode, runMs: timings.runMs, warnings };
    case 'stopped':
      return { phase: 'stopped', runMs: timings.runMs };
    case 'exception':
    case 'trap':
    case 'failed':
      return { phase: reason, message };
  }
}
