/** One run of one program: turns what its worker says into output, requests and an end. */
import * as v from 'valibot';
import {
  programMessageSchema,
  type OutputPiece,
  type PageMessage,
  type ProgramEnding,
  type ProgramMessage,
} from '../protocol/program_messages.js';
import type { OutputStream, Run, RunExit, RunOptions, TaskSnapshot } from '../protocol/runner.js';
import { defer, type Deferred } from './deferred.js';
import type { NetworkBroker } from './network_broker.js';
import type { SandboxWorker } from './sandbox.js';
import { describeTrap } from './traps.js';

/** Exit codes as shells count them: 128 and the signal's number (SIGABRT, SIGINT). */
const exitCodes = { exception: 1, trap: 134, stopped: 130, failed: 1 } as const;

/** What tells a worker which program to run. */
export interface ProgramStart {
  readonly message: PageMessage;
  readonly transfer?: readonly Transferable[];
}

export interface ProgramRunOptions extends RunOptions {
  readonly createBroker: (reply: (message: PageMessage) => void) => NetworkBroker;
}

export class ProgramRun implements Run {
  readonly finished: Promise<RunExit>;

  readonly #options: ProgramRunOptions;
  readonly #askedAt = performance.now();
  readonly #decoders: Record<OutputStream, TextDecoder> = { stdout: new TextDecoder(), stderr: new TextDecoder() };
  readonly #inspections = new Map<number, Deferred<ProgramMessage>>();
  readonly #begun = defer<void>();
  #finish: (exit: RunExit) => void = () => {};
  #worker: SandboxWorker | undefined;
  #broker: NetworkBroker | undefined;
  #startedAt: number | undefined;
  #over = false;
  #lastInspection = 0;

  constructor(options: ProgramRunOptions) {
    this.#options = options;
    this.finished = new Promise((resolve) => (this.#finish = resolve));
    this.#begun.promise.catch(() => {}); // only those who wait for it care
  }

  /** Hands over a worker that is ready and, from then on, this run's to end. */
  begin(worker: SandboxWorker, start: ProgramStart): void {
    if (this.#over) {
      worker.terminate();
      return;
    }
    this.#worker = worker;
    this.#broker = this.#options.createBroker((message) => this.#tell(message));
    worker.onFailure = (reason) => this.fail(`The program's worker failed: ${reason}`);
    worker.port.onmessage = ({ data }: MessageEvent<unknown>) => this.#receive(data);
    worker.port.onmessageerror = () => this.fail('The program sent something that cannot be read.');
    this.#tell(start.message, start.transfer);
  }

  stop(): void {
    this.#end('stopped', exitCodes.stopped, '');
  }

  /** The program could not be started, or its sandbox broke. */
  fail(message: string): void {
    this.#end('failed', exitCodes.failed, message);
  }

  async tasks(): Promise<readonly TaskSnapshot[]> {
    const answer = await this.#inspect((id) => ({ type: 'tasks', id }));
    if (answer.type !== 'tasks') throw new Error('The program gave no list of tasks.');
    return answer.tasks;
  }

  async cancelTask(task: number): Promise<boolean> {
    const answer = await this.#inspect((id) => ({ type: 'cancel-task', id, task }));
    if (answer.type !== 'task-cancelled') throw new Error('The program did not say whether the task was cancelled.');
    return answer.cancelled;
  }

  async #inspect(question: (id: number) => PageMessage): Promise<ProgramMessage> {
    await this.#begun.promise;
    if (this.#over) throw new Error('The program has ended.');
    const id = ++this.#lastInspection;
    const answer = defer<ProgramMessage>();
    this.#inspections.set(id, answer);
    this.#tell(question(id));
    return answer.promise;
  }

  #tell(message: PageMessage, transfer: readonly Transferable[] = []): void {
    if (!this.#over) this.#worker?.port.postMessage(message, [...transfer]);
  }

  #receive(data: unknown): void {
    if (this.#over) return;
    const parsed = v.safeParse(programMessageSchema, data);
    if (!parsed.success) {
      this.fail(`The program tampered with its worker: ${v.summarize(parsed.issues)}`);
      return;
    }
    const message = parsed.output;
    switch (message.type) {
      case 'ready':
        break;
      case 'started':
        if (this.#startedAt !== undefined) break;
        this.#startedAt = performance.now();
        this.#begun.resolve();
        this.#options.onStart?.();
        break;
      case 'output':
        this.#output(message.pieces);
        break;
      case 'ended':
        this.#ended(message.ending, message.runMs);
        break;
      case 'variant': {
        const { name, wallMs, peakBytes, cpuMs } = message;
        this.#options.onVariant?.({ name, wallMs, peakBytes, cpuMs });
        break;
      }
      case 'read-line':
        void this.#readLine(message.id);
        break;
      case 'fetch':
        this.#broker?.start(message);
        break;
      case 'fetch-pull':
        this.#broker?.pull(message.id);
        break;
      case 'fetch-abort':
        this.#broker?.abort(message.id);
        break;
      case 'tasks':
      case 'task-cancelled':
        this.#inspections.get(message.id)?.resolve(message);
        this.#inspections.delete(message.id);
        break;
      case 'inspection-failed':
        this.#inspections.get(message.id)?.reject(new Error(message.message));
        this.#inspections.delete(message.id);
        break;
    }
  }

  #output(pieces: readonly OutputPiece[]): void {
    for (const { stream, bytes } of pieces) {
      const text = this.#decoders[stream].decode(bytes, { stream: true });
      if (text !== '') this.#options.onOutput?.(stream, text);
    }
  }

  async #readLine(id: number): Promise<void> {
    let text: string | null = null;
    try {
      text = (await this.#options.readLine?.()) ?? null;
    } catch {
      // Whoever would type the line is gone: for the program that is the end of its input.
    }
    this.#tell({ type: 'line', id, text });
  }

  #ended(ending: ProgramEnding, runMs: number): void {
    switch (ending.how) {
      case 'exit':
        this.#end('exit', ending.exitCode, '', runMs);
        break;
      case 'exception': {
        const { exceptionType, what } = ending;
        const message = what === '' ? exceptionType : `${exceptionType}: ${what}`;
        this.#end('exception', exitCodes.exception, message, runMs);
        break;
      }
      case 'trap':
        this.#end('trap', exitCodes.trap, describeTrap(ending), runMs);
        break;
      case 'failed':
        this.#end('failed', exitCodes.failed, ending.message, runMs);
        break;
    }
  }

  #end(reason: RunExit['reason'], exitCode: number, message: string, runMs?: number): void {
    if (this.#over) return;
    const now = performance.now();
    const startedAt = this.#startedAt ?? now;
    // A sequence that was cut by the end itself becomes a replacement character.
    for (const stream of ['stdout', 'stderr'] as const) {
      const rest = this.#decoders[stream].decode();
      if (rest !== '') this.#options.onOutput?.(stream, rest);
    }
    this.#over = true;
    const requests = this.#broker?.counts ?? { total: 0, peak: 0 };
    this.#broker?.close();
    this.#worker?.terminate();
    const ended = new Error('The program has ended.');
    this.#begun.reject(ended);
    for (const inspection of this.#inspections.values()) inspection.reject(ended);
    this.#inspections.clear();
    const timings = { startMs: startedAt - this.#askedAt, runMs: runMs ?? now - startedAt };
    this.#finish({ reason, exitCode, message, timings, requests });
  }
}
