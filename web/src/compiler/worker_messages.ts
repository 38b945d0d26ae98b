/** What the page and the compiler's worker say to each other. */
import * as v from 'valibot';
import type { Diagnostic } from '../protocol/diagnostics.js';
import type { ProgramManifest } from '../protocol/program.js';

/** What was downloaded, unpacked and compiled: given back by the first worker, so that the next one needs no download. */
export interface LoadedFiles {
  readonly core: WebAssembly.Module;
  readonly precompiled: Blob;
  readonly sysroot: Blob;
  /** For programs with threads; null until there was one. */
  readonly threads: Blob | null;
}

export type ToWorker =
  | { readonly type: 'load'; readonly folder: string; readonly files: ProgramManifest['compiler']; readonly kept: LoadedFiles | null }
  | { readonly type: 'build'; readonly id: number; readonly source: string; readonly threads: boolean };

/** Made by our own code in the worker, not by the reader's program: that it is a list is enough to know the message is ours. */
const diagnosticsSchema = v.custom<readonly Diagnostic[]>(Array.isArray);

export const fromWorkerSchema = v.variant('type', [
  v.object({ type: v.literal('progress'), loadedBytes: v.number(), totalBytes: v.number() }),
  v.object({ type: v.literal('starting') }),
  v.object({
    type: v.literal('files'),
    files: v.object({
      core: v.instance(WebAssembly.Module),
      precompiled: v.instance(Blob),
      sysroot: v.instance(Blob),
      threads: v.nullable(v.instance(Blob)),
    }),
  }),
  v.object({ type: v.literal('loaded') }),
  v.object({ type: v.literal('load-failed'), message: v.string() }),
  v.object({ type: v.literal('linking'), id: v.number() }),
  v.object({
    type: v.literal('built'),
    id: v.number(),
    wasm: v.nullable(v.custom<Uint8Array<ArrayBuffer>>((value) => value instanceof Uint8Array)),
    diagnostics: diagnosticsSchema,
    timings: v.object({ compileMs: v.number(), linkMs: v.number() }),
  }),
  v.object({ type: v.literal('crashed'), id: v.number(), message: v.string() }),
]);
export type FromWorker = v.InferOutput<typeof fromWorkerSchema>;
