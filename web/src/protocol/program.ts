/**
 * What the program build (`wasm/program/`) leaves for the site: `program/manifest.json`. The Vite configuration checks it
 * with this schema and gives it to the page as `virtual:weft-program`, so the browser needs neither a request nor a check.
 */
import * as v from 'valibot';

/** A file below `program/`, under a name that changes with its content. */
export const programAssetSchema = v.object({
  path: v.pipe(v.string(), v.nonEmpty()),
  /** Its size as it is sent. */
  bytes: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** Its size once unpacked, where that differs. */
  unpackedBytes: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  /**
   * How the file's bytes are packed. Unpack by looking at the first bytes, not by this alone: some hosts send `.gz` files with
   * `Content-Encoding: gzip`, and then the browser has unpacked them already.
   */
  encoding: v.picklist(['identity', 'gzip']),
});

export const programManifestSchema = v.object({
  version: v.literal(1),
  /** The JavaScript side of every program: a classic script that defines `createWeftProgram`. */
  glue: v.pipe(v.string(), v.nonEmpty()),
  /** The same for programs with threads: those whose memory is shared. */
  threadsGlue: v.pipe(v.string(), v.nonEmpty()),
  /** What the compiler worker loads. */
  compiler: v.looseObject({
    files: v.record(v.string(), programAssetSchema),
    pch: programAssetSchema,
    sysroot: programAssetSchema,
    /** What is needed besides to link a program with threads; loaded with the first one. */
    threads: programAssetSchema,
  }),
  /** Programs compiled ahead, by the example's id. */
  samples: v.record(
    v.string(),
    v.object({
      /** SHA-256, in hexadecimal, of the `main.cpp` it was made of: a source that differs must be compiled. */
      sourceHash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
      wasm: programAssetSchema,
      /** For a program that uses threads: the one that a cross-origin isolated page runs instead. */
      threadsWasm: v.exactOptional(programAssetSchema),
    }),
  ),
});

export type ProgramAsset = v.InferOutput<typeof programAssetSchema>;
export type ProgramManifest = v.InferOutput<typeof programManifestSchema>;
