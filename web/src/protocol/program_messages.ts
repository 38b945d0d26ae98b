/**
 * What the page and a program's worker say to each other, over one `MessagePort` that belongs to one run.
 *
 * The worker runs a stranger's program, which can reach everything in its own realm: whatever comes from it is checked here
 * against a schema with limits and is never trusted to be true. The page's messages are ours and are not checked.
 */
import * as v from 'valibot';

/** One message may not carry more than this: a larger one is not ours, and would hold up the page. */
export const longestOutputMessage = 1 << 20;
export const longestRequestBody = 64 << 20;

const id = v.pipe(v.number(), v.integer(), v.minValue(0));
const shortText = v.pipe(v.string(), v.maxLength(4_096));
const longText = v.pipe(v.string(), v.maxLength(65_536));
const milliseconds = v.pipe(v.number(), v.finite(), v.minValue(0));
const bytes = (longest: number) =>
  v.pipe(
    v.instance(Uint8Array<ArrayBuffer>),
    v.check((array) => array.byteLength <= longest, `more than ${longest} bytes`),
  );
const headerList = v.pipe(v.array(v.tuple([shortText, longText])), v.maxLength(1_000));

/** How main ended, in the worker's words. */
const ending = v.variant('how', [
  v.object({ how: v.literal('exit'), exitCode: v.pipe(v.number(), v.integer()) }),
  v.object({ how: v.literal('exception'), exceptionType: longText, what: longText }),
  v.object({ how: v.literal('trap'), name: shortText, message: longText, stack: longText }),
  v.object({ how: v.literal('failed'), message: longText }),
]);

const task = v.object({
  id,
  name: longText,
  state: v.picklist(['pending', 'running', 'done', 'cancelled', 'failed']),
  waitingOn: longText,
  createdAt: longText,
});

export const programMessageSchema = v.variant('type', [
  /** The glue is parsed: `run` would start at once. */
  v.object({ type: v.literal('ready') }),
  /** main is about to begin. */
  v.object({ type: v.literal('started') }),
  /** Bytes written, in order; neighbours on the same stream are joined. */
  v.object({
    type: v.literal('output'),
    pieces: v.pipe(
      v.array(
        v.object({
          stream: v.picklist(['stdout', 'stderr']),
          bytes: bytes(longestOutputMessage),
        }),
      ),
      v.maxLength(10_000),
    ),
  }),
  /** The last message of a run. */
  v.object({ type: v.literal('ended'), ending, runMs: milliseconds }),
  /** A variant has ended. Null: not known. */
  v.object({
    type: v.literal('variant'),
    name: shortText,
    wallMs: milliseconds,
    peakBytes: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0))),
    cpuMs: v.nullable(milliseconds),
  }),
  v.object({ type: v.literal('read-line'), id }),
  v.object({
    type: v.literal('fetch'),
    id,
    url: longText,
    method: shortText,
    headers: headerList,
    body: v.nullable(bytes(longestRequestBody)),
    redirect: v.picklist(['follow', 'error']),
  }),
  /** Asks for the next piece of a response's body. */
  v.object({ type: v.literal('fetch-pull'), id }),
  v.object({ type: v.literal('fetch-abort'), id }),
  v.object({ type: v.literal('tasks'), id, tasks: v.pipe(v.array(task), v.maxLength(1_000_000)) }),
  v.object({ type: v.literal('task-cancelled'), id, cancelled: v.boolean() }),
  /** `tasks` or `cancel-task` could not be answered. */
  v.object({ type: v.literal('inspection-failed'), id, message: longText }),
]);

export type ProgramMessage = v.InferOutput<typeof programMessageSchema>;
export type ProgramEnding = v.InferOutput<typeof ending>;
export type OutputPiece = Extract<ProgramMessage, { type: 'output' }>['pieces'][number];
export type FetchMessage = Extract<ProgramMessage, { type: 'fetch' }>;

/** What the page says to the worker. */
export type PageMessage =
  | {
      readonly type: 'run';
      readonly wasm: Uint8Array<ArrayBuffer>;
      readonly args: readonly string[];
      readonly jspi: boolean | undefined;
    }
  /** The same for a program that is its own source. */
  | {
      readonly type: 'run-script';
      readonly source: string;
      readonly args: readonly string[];
      /** The folder the site is mounted at, for addresses that the program itself makes absolute. */
      readonly baseUrl: string;
      /** Traces allocations where the language can, which slows the program down. */
      readonly traceMemory: boolean;
    }
  /** What Python is made of. The worker is ready once it has it. */
  | { readonly type: 'load-python'; readonly interpreter: Blob; readonly library: Blob; readonly build: PythonBuild }
  | { readonly type: 'line'; readonly id: number; readonly text: string | null }
  | { readonly type: 'tasks'; readonly id: number }
  | { readonly type: 'cancel-task'; readonly id: number; readonly task: number }
  | FetchReply;

/** What Pyodide's list of packages says of the build that it is for; Pyodide compares. */
export interface PythonBuild {
  readonly abi_version: string;
  readonly arch: 'wasm32';
  readonly platform: string;
  readonly python: string;
  readonly version: string;
}

/** A response's parts, in this order: `response`, then for each pull a `chunk`, an `end` or an `error`. */
export type FetchReply =
  | {
      readonly type: 'fetch-response';
      readonly id: number;
      readonly url: string;
      readonly redirected: boolean;
      readonly status: number;
      readonly statusText: string;
      readonly headers: readonly (readonly [string, string])[];
      readonly hasBody: boolean;
    }
  | { readonly type: 'fetch-chunk'; readonly id: number; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly type: 'fetch-end'; readonly id: number }
  | { readonly type: 'fetch-error'; readonly id: number; readonly message: string };

/** Texts from a program may be of any length; what is sent about them fits the schema. */
export function clip(text: string, length = 65_536): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
