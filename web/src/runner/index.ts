/**
 * Running programs, behind one async interface: a `Runner` for each language. Which frame, which worker and which script is
 * nobody else's business.
 */
import type { ProgramManifest } from '../protocol/program.js';
import type { PageMessage } from '../protocol/program_messages.js';
import type { Runner, RunOptions } from '../protocol/runner.js';
import type { ProgramStart } from './program_run.js';
import { createPythonFiles, type LoadProgress } from './python_files.js';
import { createSandboxedRunner } from './sandboxed_runner.js';
import { usesSharedMemory } from './shared_memory.js';
import { createSiteHttpbin } from './site_httpbin.js';
import workerScript from './worker/main.ts?classic-script';

export type { LoadProgress };

export interface RunnersOptions {
  readonly manifest: Pick<ProgramManifest, 'glue' | 'threadsGlue'>;
  /** The folder the site is mounted at, with its closing slash; `program/` and `httpbin/` are below it. */
  readonly baseUrl: string;
  /** How the page reaches the network, for its own files and for programs' requests. */
  readonly fetch?: typeof fetch;
}

export interface Runners {
  /** Runs linked programs. */
  readonly cpp: Runner;
  /** Runs sources. The interpreter is downloaded by the first `warm` or `run`. */
  readonly python: Runner<string>;
  readonly javascript: Runner<string>;
  /** Watches the download of Python, of which there is one for all runs. */
  onPythonProgress(watcher: (progress: LoadProgress) => void): () => void;
  dispose(): void;
}

export function createRunners({ manifest, baseUrl, fetch = globalThis.fetch.bind(globalThis) }: RunnersOptions): Runners {
  const common = { baseUrl, fetch, httpbin: createSiteHttpbin(baseUrl, fetch) };
  const pythonFiles = createPythonFiles(baseUrl, fetch);
  const startScript = (source: string, { args = [], traceMemory = false }: RunOptions): ProgramStart => ({
    message: { type: 'run-script', source, args, baseUrl, traceMemory },
  });

  const loadWithGlue = async (glue: string) => {
    const text = await fetchText(new URL(`program/${glue}`, baseUrl), fetch);
    // A line break between them, lest the glue's last comment swallow the worker.
    return scriptBlob(text, '\n;', workerScript);
  };
  const cpp = createSandboxedRunner<Uint8Array<ArrayBuffer>>({
    ...common,
    loadScript: () => loadWithGlue(manifest.glue),
    // Few programs have threads: no worker waits for them.
    special: (wasm) => (usesSharedMemory(wasm) ? () => loadWithGlue(manifest.threadsGlue) : null),
    start: (wasm, { args = [], jspi }) => ({ message: { type: 'run', wasm, args, jspi }, transfer: [wasm.buffer] }),
  });
  const python = createSandboxedRunner<string>({
    ...common,
    async loadScript() {
      const [{ glue }, worker] = await Promise.all([pythonFiles.load(), import('./worker/python.ts?classic-script')]);
      return scriptBlob(glue, '\n;', worker.default);
    },
    async equip({ port }) {
      const { interpreter, library, build } = await pythonFiles.load();
      const message: PageMessage = { type: 'load-python', interpreter, library, build };
      port.postMessage(message);
    },
    start: startScript,
  });
  const javascript = createSandboxedRunner<string>({
    ...common,
    loadScript: async () => scriptBlob((await import('./worker/javascript.ts?classic-script')).default),
    start: startScript,
  });
  return {
    cpp,
    python,
    javascript,
    onPythonProgress: pythonFiles.watch,
    dispose() {
      for (const runner of [cpp, python, javascript]) runner.dispose();
    },
  };
}

function scriptBlob(...parts: BlobPart[]): Blob {
  return new Blob(parts, { type: 'text/javascript' });
}

async function fetchText(address: URL, networkFetch: typeof fetch): Promise<string> {
  const failed = (reason: string) => new Error(`A part of the site could not be loaded (${address.pathname}): ${reason}`);
  let response: Response;
  try {
    response = await networkFetch(address);
  } catch (error) {
    throw failed(error instanceof Error ? error.message : String(error));
  }
  if (!response.ok) throw failed(`status ${response.status}`);
  return response.text();
}
