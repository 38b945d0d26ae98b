/**
 * The worker of a Python program: CPython compiled to WebAssembly (Pyodide), which runs one program and is thrown away. It is
 * bundled to one classic script and put behind Pyodide's in one blob, because a blob worker of an opaque origin cannot import
 * anything; the rest of Python comes from the page, which fetched it.
 *
 * What a program finds there is in python_host.py.
 */
import type { loadPyodide as LoadPyodide, PyodideAPI } from 'pyodide';
import { clip, type PageMessage, type ProgramEnding } from '../../protocol/program_messages.js';
import { resolveProgramUrl } from '../resolve_url.js';
import { createProgramHost, onStrayError, type ProgramHost } from './program_host.js';
import pythonHost from './python_host.py?raw';
import { readVariantArguments, variantTable, type VariantRow } from './variants.js';

type LoadMessage = Extract<PageMessage, { type: 'load-python' }>;
type RunMessage = Extract<PageMessage, { type: 'run-script' }>;

/** Defined by Pyodide's script, in front of this one. */
declare const loadPyodide: typeof LoadPyodide;
declare const _createPyodideModule: NonNullable<NonNullable<Parameters<typeof LoadPyodide>[0]>['createPyodideModule']>;

/** python_host.py's `run`: gives how the program ended, as JSON. */
type RunInPython = ((...given: RunArguments) => Promise<string> | string) & {
  /** The same, on a stack that can be suspended; throws where there is no JSPI. */
  callPromising(...given: RunArguments): Promise<string>;
};
type RunArguments = [source: string, args: readonly string[], traceMemory: boolean];

/** Nobody has such a host: what Pyodide asks of it never leaves the worker. */
const nowhere = 'https://python.invalid/';

self.addEventListener('message', ({ ports: [port] }) => port && serve(port), { once: true });

function serve(port: MessagePort): void {
  const host = createProgramHost(port);
  let runInPython: RunInPython | undefined;
  let baseUrl = nowhere;

  const failWith = (error: unknown) =>
    host.end({ how: 'failed', message: clip(error instanceof Error ? error.message : String(error)) });

  const load = async (files: LoadMessage) => {
    furnish(host, files, () => baseUrl);
    const python = await startPython(host, files);
    python.registerJsModule('weft_host', outside(host));
    const globals = python.toPy({});
    python.runPython(pythonHost, { globals, filename: 'python_host.py' });
    runInPython = globals.get('run') as RunInPython;
    host.send({ type: 'ready' });
  };

  const run = async ({ source, args, traceMemory, ...message }: RunMessage) => {
    if (!runInPython) throw new Error('Python has not been loaded');
    ({ baseUrl } = message);
    host.begin();
    const ending = 'Suspending' in WebAssembly ? runInPython.callPromising(source, args, traceMemory) : runInPython(source, args, traceMemory);
    host.end(JSON.parse(await ending) as ProgramEnding);
  };

  port.addEventListener('message', ({ data }: MessageEvent<PageMessage>) => {
    if (data.type === 'load-python') {
      load(data).catch(failWith);
    } else if (data.type === 'run-script') {
      run(data).catch(failWith);
    } else if ('id' in data) {
      host.receive(data);
    }
  });
  onStrayError(failWith);
  port.start();
}

/** `fetch` and `Request` for Pyodide's own files and for programs: `pyodide.http.pyfetch` is made of these. */
function furnish(host: ProgramHost, { interpreter, library }: LoadMessage, baseUrl: () => string): void {
  const files = new Map([
    [`${nowhere}pyodide.asm.wasm`, () => new Response(interpreter, { headers: { 'content-type': 'application/wasm' } })],
    [`${nowhere}python_stdlib.zip`, () => new Response(library)],
  ]);
  Object.assign(self, {
    fetch: (input: RequestInfo | URL, init?: RequestInit) => {
      const file = files.get(input instanceof Request ? input.url : String(input));
      return file ? Promise.resolve(file()) : host.network.fetch(input, init);
    },
    // The worker's own address is no base for a path; the site's is.
    Request: class extends Request {
      constructor(input: RequestInfo | URL, init?: RequestInit) {
        super(typeof input === 'string' ? resolveProgramUrl(input, baseUrl()) : input, init);
      }
    },
  });
}

async function startPython(host: ProgramHost, { build }: LoadMessage): Promise<PyodideAPI> {
  const python = await loadPyodide({
    createPyodideModule: _createPyodideModule,
    indexURL: nowhere,
    // No packages: what there is, is the standard library.
    lockFileContents: { info: build, packages: {} },
    checkAPIVersion: true,
  });
  const writer = (stream: 'stdout' | 'stderr') => ({
    isatty: false,
    // The bytes are Python's own memory, and gone after the call.
    write(bytes: Uint8Array): number {
      host.output.write(stream, bytes.slice() as Uint8Array<ArrayBuffer>);
      return bytes.length;
    },
  });
  python.setStdout(writer('stdout'));
  python.setStderr(writer('stderr'));
  return python;
}

/**
 * What python_host.py imports as `weft_host`. Promises are properties, not results: Pyodide ties the promise that a call gives
 * to the running event loop, which stands still for as long as it waits for one of these.
 */
function outside(host: ProgramHost) {
  let waiting: Promise<void> = Promise.resolve();
  let wake = () => {};
  return {
    get line() {
      return host.lines.read();
    },
    get waiting() {
      return waiting;
    },
    /** Makes `waiting` last so long, or until `wake`; below zero: only that. */
    beginWaiting(milliseconds: number) {
      waiting = new Promise<void>((resolve) => {
        const timer = milliseconds < 0 ? undefined : setTimeout(resolve, milliseconds);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    },
    wake: () => wake(),
    variantEnded(name: string, wallMs: number, peakBytes: number | null | undefined) {
      host.send({ type: 'variant', name: clip(name, 4_096), wallMs, peakBytes: peakBytes ?? null, cpuMs: null });
    },
    readArguments: (args: string, names: string) =>
      JSON.stringify(readVariantArguments(JSON.parse(args) as string[], JSON.parse(names) as string[])),
    table: (rows: string) => variantTable(JSON.parse(rows) as VariantRow[]),
  };
}
