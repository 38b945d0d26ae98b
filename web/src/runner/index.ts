/**
 * Running programs, behind one async interface: `createRunner`. Which frame, which worker and which script is nobody else's
 * business.
 *
 * A worker runs one program and is thrown away; the next one is made ready meanwhile (frame up, glue parsed), so that a run
 * starts in about the time that its WebAssembly takes to compile.
 */
import type { ProgramManifest } from '../protocol/program.js';
import type { Run, Runner, RunOptions } from '../protocol/runner.js';
import { createNetworkBroker } from './network_broker.js';
import { ProgramRun } from './program_run.js';
import { openSandbox, type Sandbox, type SandboxWorker } from './sandbox.js';
import { usesSharedMemory } from './shared_memory.js';
import { createSiteHttpbin } from './site_httpbin.js';
import workerScript from './worker/main.ts?classic-script';

/**
 * The next worker is made once a program has ended, so as not to take time from it; but one that runs on may be stopped and
 * run again at once, and then a worker should be there.
 */
const prepareNextAfterMs = 500;

export interface RunnerOptions {
  readonly manifest: Pick<ProgramManifest, 'glue' | 'threadsGlue'>;
  /** The folder the site is mounted at, with its closing slash; `program/` and `httpbin/` are below it. */
  readonly baseUrl: string;
  /** How the page reaches the network, for its own files and for programs' requests. */
  readonly fetch?: typeof fetch;
}

export function createRunner({ manifest, baseUrl, fetch = globalThis.fetch.bind(globalThis) }: RunnerOptions): Runner {
  const httpbin = createSiteHttpbin(baseUrl, fetch);
  const runs = new Set<ProgramRun>();
  const scripts = new Map<string, Promise<Blob>>();
  let sandbox: Promise<Sandbox> | undefined;
  let spare: Promise<SandboxWorker> | undefined;
  let disposed = false;

  /** The glue and the worker's own code in one script; a failed download is tried again by the next call. */
  const loadScript = (glue: string) => {
    let script = scripts.get(glue);
    if (script === undefined) {
      script = fetchGlue(new URL(`program/${glue}`, baseUrl), fetch);
      scripts.set(glue, script);
      script.catch(() => scripts.delete(glue));
    }
    return script;
  };

  const openFrame = () =>
    (sandbox ??= openSandbox((reason) => {
      sandbox = undefined;
      spare = undefined;
      for (const run of runs) run.fail(reason);
    }));

  const makeWorker = async (glue: string): Promise<SandboxWorker> => {
    const [frame, blob] = await Promise.all([openFrame(), loadScript(glue)]);
    return new Promise((resolve, reject) => {
      const worker = frame.spawn(blob);
      worker.onFailure = (reason) => {
        worker.terminate();
        reject(new Error(`The program's worker could not be started: ${reason}`));
      };
      // Its first word says that it is ready. What a later one means is up to the run that takes it.
      worker.port.onmessage = () => resolve(worker);
    });
  };

  const prepare = (): Promise<SandboxWorker> => {
    const worker = (spare ??= makeWorker(manifest.glue));
    worker.catch(() => {
      if (spare === worker) spare = undefined;
    });
    return worker;
  };

  const takeWorker = (wasm: Uint8Array): Promise<SandboxWorker> => {
    // Few programs have threads: no worker waits for them.
    if (usesSharedMemory(wasm)) return makeWorker(manifest.threadsGlue);
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
    run(wasm: Uint8Array<ArrayBuffer>, options: RunOptions = {}): Run {
      const run = new ProgramRun({
        ...options,
        createBroker: (reply) => createNetworkBroker({ baseUrl, fetch, httpbin, reply }),
      });
      if (disposed) {
        run.fail('The runner was disposed of.');
        return run;
      }
      runs.add(run);
      const timer = setTimeout(prepareNext, prepareNextAfterMs);
      void run.finished.then(() => {
        runs.delete(run);
        clearTimeout(timer);
        prepareNext();
      });
      takeWorker(wasm).then(
        (worker) => run.begin(worker, wasm),
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

async function fetchGlue(address: URL, networkFetch: typeof fetch): Promise<Blob> {
  const failed = (reason: string) => new Error(`A part of the site could not be loaded (${address.pathname}): ${reason}`);
  let response: Response;
  try {
    response = await networkFetch(address);
  } catch (error) {
    throw failed(error instanceof Error ? error.message : String(error));
  }
  if (!response.ok) throw failed(`status ${response.status}`);
  const glue = await response.text();
  // A line break between them, lest the glue's last comment swallow the worker.
  return new Blob([glue, '\n;', workerScript], { type: 'text/javascript' });
}
