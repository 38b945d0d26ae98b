/**
 * What running a program takes whatever language it is in: a frame, a worker for each run, and the next worker made ready
 * ahead, so that a run starts at once.
 *
 * A worker runs one program and is thrown away; the next one is made ready meanwhile (frame up, script parsed).
 */
import * as v from 'valibot';
import { programMessageSchema } from '../protocol/program_messages.js';
import type { Run, Runner, RunOptions } from '../protocol/runner.js';
import { createNetworkBroker } from './network_broker.js';
import { ProgramRun, type ProgramStart } from './program_run.js';
import { openSandbox, type Sandbox, type SandboxWorker } from './sandbox.js';
import type { SiteHttpbin } from './site_httpbin.js';

/**
 * The next worker is made once a program has ended, so as not to take time from it; but one that runs on may be stopped and
 * run again at once, and then a worker should be there.
 */
const prepareNextAfterMs = 500;

export interface SandboxedRunnerOptions<Program> {
  /** The folder the site is mounted at, with its closing slash. */
  readonly baseUrl: string;
  /** How the page reaches the network for programs' requests. */
  readonly fetch: typeof fetch;
  readonly httpbin: SiteHttpbin;
  /** The worker's whole code. A failed download rejects, and is tried again by the next call. */
  readonly loadScript: () => Promise<Blob>;
  /** How to load another script, for a program that needs one of its own; null for most. No worker is made ready for those. */
  readonly special?: (program: Program) => (() => Promise<Blob>) | null;
  /** Gives a new worker what it needs besides its code before it can say that it is ready. */
  readonly equip?: (worker: SandboxWorker) => Promise<void>;
  readonly start: (program: Program, options: RunOptions) => ProgramStart;
}

export function createSandboxedRunner<Program>(parts: SandboxedRunnerOptions<Program>): Runner<Program> {
  const { baseUrl, fetch, httpbin } = parts;
  const runs = new Set<ProgramRun>();
  const scripts = new Map<'usual' | 'special', Promise<Blob>>();
  let sandbox: Promise<Sandbox> | undefined;
  let spare: Promise<SandboxWorker> | undefined;
  let disposed = false;

  const loadScript = (kind: 'usual' | 'special', load: () => Promise<Blob>) => {
    const script = scripts.get(kind) ?? load();
    scripts.set(kind, script);
    script.catch(() => scripts.delete(kind));
    return script;
  };

  const openFrame = () =>
    (sandbox ??= openSandbox((reason) => {
      sandbox = undefined;
      spare = undefined;
      for (const run of runs) run.fail(reason);
    }));

  const makeWorker = async (script: Promise<Blob>): Promise<SandboxWorker> => {
    const [frame, blob] = await Promise.all([openFrame(), script]);
    return new Promise((resolve, reject) => {
      const worker = frame.spawn(blob);
      worker.onFailure = (reason) => {
        worker.terminate();
        reject(new Error(`The program's worker could not be started: ${reason}`));
      };
      // Its first word says that it is ready, or why it will never be. What a later one means is up to the run that takes it.
      worker.port.onmessage = ({ data }: MessageEvent<unknown>) => {
        const parsed = v.safeParse(programMessageSchema, data);
        const message = parsed.success ? parsed.output : null;
        if (message?.type === 'ready') resolve(worker);
        else if (message?.type === 'ended' && message.ending.how === 'failed') worker.onFailure(message.ending.message);
        else worker.onFailure('it began with something else');
      };
      parts.equip?.(worker).catch((error: unknown) => {
        worker.terminate();
        reject(error);
      });
    });
  };

  const prepare = (): Promise<SandboxWorker> => {
    const worker = (spare ??= makeWorker(loadScript('usual', parts.loadScript)));
    worker.catch(() => {
      if (spare === worker) spare = undefined;
    });
    return worker;
  };

  const takeWorker = (program: Program): Promise<SandboxWorker> => {
    const special = parts.special?.(program) ?? null;
    if (special) return makeWorker(loadScript('special', special));
    const worker = prepare();
    spare = undefined;
    return worker;
  };

  const prepareNext = () => {
    if (!disposed) prepare().catch(() => {}); // the next run tells
  };

  return {
    async warm() {
      await prepare();
    },
    run(program: Program, options: RunOptions = {}): Run {
      const run = new ProgramRun({
        ...options,
        createBroker: (reply) => createNetworkBroker({ baseUrl, fetch, httpbin, reply }),
      });
      if (disposed) {
        run.fail('The runner was disposed of.');
        return run;
      }
      runs.add(run);
      const timer = options.undisturbed === true ? undefined : setTimeout(prepareNext, prepareNextAfterMs);
      void run.finished.then(() => {
        runs.delete(run);
        clearTimeout(timer);
        if (options.undisturbed !== true) prepareNext();
      });
      takeWorker(program).then(
        (worker) => run.begin(worker, parts.start(program, options)),
        (error: unknown) => run.fail(error instanceof Error ? error.message : String(error)),
      );
      return run;
    },
    dispose() {
      disposed = true;
      for (const run of runs) run.stop();
      sandbox?.then((frame) => frame.dispose()).catch(() => {});
      sandbox = undefined;
      spare = undefined;
    },
  };
}
