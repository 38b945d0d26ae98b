/**
 * Running a compiled program in Node under the site's own glue and worker script: what the sandbox frame is in a browser. (Not a sandbox here: what
 * runs is the writer's own code, on the writer's own machine.)
 */
import { MessageChannel as NodeChannel, Worker, type MessagePort as NodePort } from 'node:worker_threads';
import workerScript from '../../../src/runner/worker/main.ts?classic-script';
import type { PageMessage } from '../../../src/protocol/program_messages.js';
import type { RunExit } from '../../../src/protocol/runner.js';
import { threadName, type FrameToProgram, type ProgramToFrame } from '../../../src/protocol/thread_messages.js';
import { createNetworkBroker } from '../../../src/runner/network_broker.js';
import { ProgramRun } from '../../../src/runner/program_run.js';
import type { SandboxWorker } from '../../../src/runner/sandbox.js';
import { createSiteHttpbin } from '../../../src/runner/site_httpbin.js';
import { wakeAll } from './event_loop.js';
import type { WorkerStart } from './program_worker.js';

export interface NodeRun {
  readonly wasm: Uint8Array<ArrayBuffer>;
  readonly glue: string;
  readonly args: readonly string[];
  /** All that it can read. */
  readonly stdin: string;
  readonly timeoutMs: number;
}

export interface NodeRunResult {
  readonly exit: RunExit;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
}

/** A program that prints without end is ended long before its time is up. */
const longestOutput = 16 << 20;

/** Where `/httpbin/` is; nothing listens there, since requests to it are answered right here. */
const baseUrl = 'http://weft.localhost/';

export async function runProgram({ wasm, glue, args, stdin, timeoutMs }: NodeRun): Promise<NodeRunResult> {
  const output = { stdout: '', stderr: '' };
  const lines = stdin.split('\n');
  // What follows the last line end is a line only if it is not empty.
  if (lines.at(-1) === '') lines.pop();
  let timedOut = false;
  const run = new ProgramRun({
    args,
    onOutput(stream, text) {
      output[stream] += text;
      if (output[stream].length > longestOutput) run.fail(`it printed more than ${longestOutput >> 20} MB`);
    },
    readLine: async () => lines.shift() ?? null,
    createBroker: (reply) =>
      createNetworkBroker({ baseUrl, fetch: globalThis.fetch, httpbin: createSiteHttpbin(baseUrl, globalThis.fetch, null), reply }),
  });
  const message: PageMessage = { type: 'run', wasm, args, jspi: true };
  run.begin(startWorker(`${withoutMailboxWaits(glue)}\n;${workerScript}`), { message });
  const timer = setTimeout(() => {
    timedOut = true;
    run.stop();
  }, timeoutMs);
  const exit = await run.finished;
  clearTimeout(timer);
  return { exit, ...output, timedOut };
}

/** A thread's mail: by messages, which the glue can do as well. A wait on memory that nobody changes is more than `EventLoop.waitAsync` can do. */
function withoutMailboxWaits(glue: string): string {
  return glue.replace(/typeof Atomics\.waitAsync\b/, 'typeof undefined');
}

function startWorker(script: string): SandboxWorker {
  const word = new Int32Array(new SharedArrayBuffer(4));
  const threads = new Map<number, Worker>();
  const { port1: page, port2: program } = new NodeChannel();
  const { port1: toProgram, port2: toFrame } = new NodeChannel();
  const port = new OutsidePort(page, word);
  const frame = new OutsidePort(toProgram, word);

  const start = (name: string, ports: readonly NodePort[], fail: (message: string) => void) => {
    const data: WorkerStart = { script, name, ports, word };
    const worker = new Worker(new URL('./program_worker.mjs', import.meta.url), { workerData: data, transferList: [...ports] });
    worker.on('error', (error) => fail(error.message));
    return worker;
  };

  frame.onmessage = ({ data, ports }) => {
    const { type, thread } = data as ProgramToFrame;
    void threads.get(thread)?.terminate();
    threads.delete(thread);
    if (type === 'end-thread') return;
    const fail = (message: string) => frame.postMessage({ type: 'thread-failed', thread, message } satisfies FrameToProgram);
    threads.set(thread, start(threadName, ports, fail));
  };

  const worker = start('weft program', [program, toFrame], (message) => sandboxWorker.onFailure(message));
  const sandboxWorker: SandboxWorker = {
    port: port as unknown as MessagePort,
    onFailure: () => {},
    terminate() {
      page.close();
      toProgram.close();
      for (const one of [worker, ...threads.values()]) void one.terminate();
    },
  };
  return sandboxWorker;
}

/** This thread's end of a channel whose other end is a `LoopPort`. */
class OutsidePort {
  onmessage: ((event: { readonly data: unknown; readonly ports: readonly NodePort[] }) => void) | null = null;

  constructor(
    readonly port: NodePort,
    readonly word: Int32Array,
  ) {
    port.on('message', ({ message, ports }: { message: unknown; ports: readonly NodePort[] }) => this.onmessage?.({ data: message, ports }));
  }

  postMessage(message: unknown): void {
    this.port.postMessage({ message, ports: [] });
    wakeAll(this.word);
  }
}
