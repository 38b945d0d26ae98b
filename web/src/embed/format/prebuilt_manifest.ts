/**
 * The list in a folder of programs that `weft-playground prebuild` compiled: `weft-prebuilt.json`. Its form lives as long as the folders that
 * people have on their hosts.
 */

export const prebuiltManifestFile = 'weft-prebuilt.json';

export interface PrebuiltProgram {
  /** File names beside the list, gzip-compressed WebAssembly. */
  readonly wasm: string;
  /** For a program that uses threads: the one for a page that can have them. */
  readonly threadsWasm?: string;
  /** The hash in the name of the glue it belongs to: under another glue it does not run. */
  readonly glue: string;
}

export interface PrebuiltManifest {
  readonly version: 1;
  /** The weft that wrote it. */
  readonly weft: string;
  /** By `sourceKey`. */
  readonly programs: Readonly<Record<string, PrebuiltProgram>>;
}

/**
 * What a pair of glue scripts (for programs without and with threads) is known by, from the site's list of program files.
 */
export function glueId(manifest: { readonly glue: string; readonly threadsGlue: string }): string {
  return [manifest.glue, manifest.threadsGlue].map((name) => name.replace(/^glue-|\.js$/g, '')).join('-');
}

/** Null: it is no such list, or of a version this weft does not know; then all is compiled. */
export function readPrebuiltManifest(value: unknown): PrebuiltManifest | null {
  const manifest = value as PrebuiltManifest | null;
  if (typeof manifest !== 'object' || manifest?.version !== 1 || typeof manifest.programs !== 'object' || manifest.programs === null) return null;
  const fileName = /^[\w-]+\.wasm\.gz$/;
  const isProgram = ({ wasm, threadsWasm, glue }: PrebuiltProgram) =>
    fileName.test(wasm) && (threadsWasm === undefined || fileName.test(threadsWasm)) && typeof glue === 'string';
  return {
    version: 1,
    weft: String(manifest.weft),
    programs: Object.fromEntries(Object.entries(manifest.programs).filter(([, program]) => typeof program === 'object' && program !== null && isProgram(program))),
  };
}
