/**
 * The worker of a JavaScript program: runs it once, as a module would run (strict, with `await` at the top), then is thrown
 * away. It is bundled to one classic script, because a blob worker of an opaque origin cannot import anything.
 *
 * A program is given what browsers and Node have in common, each leading to the page: `console`, `fetch`, timers, and
 * `readLine(prompt)`. A top-level `variants`, an object of functions, makes it a program with variants.
 */
import inspect from 'object-inspect';
import { clip, type PageMessage, type ProgramEnding } from '../../protocol/program_messages.js';
import { resolveProgramUrl } from '../resolve_url.js';
import { Activity } from './activity.js';
import { createProgramHost, onStrayError, type ProgramHost } from './program_host.js';
import { placeInScript } from './script_places.js';
import { readVariantArguments, variantTable, type VariantRow } from './variants.js';

type RunMessage = Extract<PageMessage, { type: 'run-script' }>;

const fileName = 'main.js';

self.addEventListener('message', ({ ports: [port] }) => port && serve(port), { once: true });

function serve(port: MessagePort): void {
  const host = createProgramHost(port);
  const activity = new Activity();
  const failWith = (error: unknown, event?: Event) => host.end(describe(error, host, event));

  port.addEventListener('message', ({ data }: MessageEvent<PageMessage>) => {
    if (data.type === 'run-script') void run(data, host, activity).then((exitCode) => host.end({ how: 'exit', exitCode }), failWith);
    else if ('id' in data) host.receive(data);
  });
  onStrayError(failWith);
  port.start();
  host.send({ type: 'ready' });
}

async function run({ source, args, baseUrl }: RunMessage, host: ProgramHost, activity: Activity): Promise<number> {
  const outside = { setTimeout: self.setTimeout.bind(self) };
  furnish(host, activity, baseUrl);
  host.begin();
  const variants = variantsOf(await evaluate(source, outside.setTimeout));
  const exitCode = variants ? await runVariants(variants, args, host) : 0;
  do {
    await activity.idle();
    // What waited for the last of it goes on now, and may begin something else.
    await new Promise((resolve) => outside.setTimeout(() => resolve(undefined)));
  } while (!activity.isIdle);
  return exitCode;
}

/**
 * Runs the program as the body of an async function that begins on the program's first line, so that errors count lines as the
 * reader does. What does not parse is run once more where nothing catches it: browsers tell the place of such a mistake only
 * to those who listen for uncaught errors.
 */
function evaluate(source: string, later: typeof setTimeout): Promise<unknown> {
  const body = `"use strict";(async()=>{${source}\n;return typeof variants==='undefined'?undefined:variants})()\n//# sourceURL=${fileName}`;
  const anywhere = eval; // so called, it runs in the global scope
  try {
    return anywhere(body) as Promise<unknown>;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    later(() => anywhere(body));
    return new Promise(() => {});
  }
}

/** Puts the page's way out into the places where a program looks for the browser's. */
function furnish(host: ProgramHost, activity: Activity, baseUrl: string): void {
  const encoder = new TextEncoder();
  const write = (stream: 'stdout' | 'stderr', text: string) => host.output.write(stream, encoder.encode(text));
  const line =
    (stream: 'stdout' | 'stderr') =>
    (...values: unknown[]) =>
      write(stream, `${values.map(shown).join(' ')}\n`);
  Object.assign(console, { log: line('stdout'), info: line('stdout'), debug: line('stdout'), warn: line('stderr'), error: line('stderr') });

  const timers = new Map<number, () => void>();
  const { setTimeout, setInterval, clearTimeout } = self;
  const clear = (id?: number) => {
    clearTimeout(id);
    if (id === undefined) return;
    timers.get(id)?.();
    timers.delete(id);
  };
  const readLine = activity.counted(async (prompt: unknown = '') => {
    if (prompt !== '') write('stdout', String(prompt));
    return host.lines.read();
  });
  Object.assign(self, {
    setTimeout(callback: (...args: unknown[]) => void, milliseconds?: number, ...args: unknown[]): number {
      const end = activity.begin();
      const id = setTimeout(() => {
        timers.delete(id);
        end();
        callback(...args);
      }, milliseconds) as unknown as number;
      timers.set(id, end);
      return id;
    },
    setInterval(callback: (...args: unknown[]) => void, milliseconds?: number, ...args: unknown[]): number {
      const id = setInterval(callback, milliseconds, ...args) as unknown as number;
      timers.set(id, activity.begin());
      return id;
    },
    clearTimeout: clear,
    clearInterval: clear,
    fetch: activity.counted(host.network.fetch),
    readLine,
    // The worker's own address is no base for a path; the site's is.
    Request: class extends Request {
      constructor(input: RequestInfo | URL, init?: RequestInit) {
        super(typeof input === 'string' ? resolveProgramUrl(input, baseUrl) : input, init);
      }
    },
  });
}

/** A value as `console.log` shows it: text as it is, everything else as it would be written. */
function shown(value: unknown): string {
  return typeof value === 'string' ? value : value instanceof Error ? (value.stack ?? String(value)) : inspect(value, { depth: 4 });
}

type Variants = ReadonlyMap<string, () => unknown>;

function variantsOf(value: unknown): Variants | null {
  if (typeof value !== 'object' || value === null) return null;
  const functions = Object.entries(value).filter((entry): entry is [string, () => unknown] => typeof entry[1] === 'function');
  return functions.length === 0 ? null : new Map(functions);
}

async function runVariants(variants: Variants, args: readonly string[], host: ProgramHost): Promise<number> {
  const encoder = new TextEncoder();
  const request = readVariantArguments(args, [...variants.keys()]);
  if (request.what !== 'run') {
    host.output.write(request.what === 'list' ? 'stdout' : 'stderr', encoder.encode(request.text));
    return request.what === 'list' ? 0 : 2;
  }
  const rows: VariantRow[] = [];
  for (const name of request.names) {
    let failure: string | null = null;
    const beganAt = performance.now();
    try {
      await variants.get(name)?.();
    } catch (error) {
      failure = error instanceof Error ? `${error.name}: ${error.message}` : shown(error);
    }
    const wallMs = performance.now() - beganAt;
    // No browser tells a worker how much memory or processor time it has used.
    rows.push({ name, wallMs, peakBytes: null, failure });
    if (failure === null) host.send({ type: 'variant', name: clip(name, 4_096), wallMs, peakBytes: null, cpuMs: null });
  }
  host.output.write('stdout', encoder.encode(variantTable(rows)));
  return rows.some(({ failure }) => failure !== null) ? 1 : 0;
}

/** Writes what went wrong to stderr, as a console would, and says it in one line for the end. */
function describe(error: unknown, host: ProgramHost, event?: Event): ProgramEnding {
  const place = placeInScript(error, event, fileName);
  const name = error instanceof Error ? error.name : 'uncaught';
  const message = error instanceof Error ? error.message : shown(error);
  const lines = [`Uncaught ${error instanceof Error ? `${name}: ` : ''}${message}`, ...place.map((frame) => `    at ${frame}`)];
  host.output.write('stderr', new TextEncoder().encode(`${lines.join('\n')}\n`));
  const [innermost] = place;
  return { how: 'exception', exceptionType: clip(name), what: clip(innermost === undefined ? message : `${message} (${innermost})`) };
}
