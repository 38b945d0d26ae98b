/**
 * What Python is made of, fetched once, when Python is first used: the interpreter (a WebAssembly binary, packed), its JavaScript
 * side and its standard library (a zip file, as Python reads it). They come with the site, under names that tell their content.
 *
 * The sandbox has no network, so the page fetches them and hands them on, as blobs: those are shared, not copied.
 */
import files from 'virtual:weft-python';
import type { PythonBuild } from '../protocol/program_messages.js';

export interface LoadProgress {
  readonly loadedBytes: number;
  readonly totalBytes: number;
}

export interface PythonParts {
  readonly glue: Blob;
  readonly interpreter: Blob;
  readonly library: Blob;
  readonly build: PythonBuild;
}

export interface PythonFiles {
  /** A failed download rejects with a text for people and is tried again by the next call. */
  load(): Promise<PythonParts>;
  /** Calls `watcher` while the download goes on, until the function given back is called. */
  watch(this: void, watcher: (progress: LoadProgress) => void): () => void;
}

export function createPythonFiles(baseUrl: string, networkFetch: typeof fetch): PythonFiles {
  const watchers = new Set<(progress: LoadProgress) => void>();
  let loading: Promise<PythonParts> | undefined;

  const download = async (): Promise<PythonParts> => {
    const totalBytes = files.glue.bytes + files.interpreter.bytes + files.library.bytes;
    let loadedBytes = 0;
    const onBytes = (count: number) => {
      // A host that packs files itself sends fewer bytes than come out here: never more than all.
      loadedBytes = Math.min(totalBytes, loadedBytes + count);
      for (const watcher of watchers) watcher({ loadedBytes, totalBytes });
    };
    const get = ({ path }: { readonly path: string }) => fetchCounted(new URL(path, baseUrl), networkFetch, onBytes);
    const [glue, interpreter, library] = await Promise.all([get(files.glue), get(files.interpreter), get(files.library)]);
    return { glue, interpreter: await unpacked(interpreter), library, build: files.build };
  };

  return {
    load: () =>
      (loading ??= download().catch((error: unknown) => {
        loading = undefined;
        throw error;
      })),
    watch(watcher) {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
  };
}

async function fetchCounted(address: URL, networkFetch: typeof fetch, onBytes: (count: number) => void): Promise<Blob> {
  const failed = (reason: string) => new Error(`Python could not be downloaded (${address.pathname}): ${reason}`);
  let response: Response;
  try {
    response = await networkFetch(address);
  } catch (error) {
    throw failed(error instanceof Error ? error.message : String(error));
  }
  if (!response.ok || response.body === null) throw failed(`status ${response.status}`);
  const counting = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      onBytes(chunk.length);
      controller.enqueue(chunk);
    },
  });
  return new Response(response.body.pipeThrough(counting)).blob();
}

/** Looks at the first bytes: a host that says `Content-Encoding` of a `.gz` file has had it unpacked by the browser. */
async function unpacked(file: Blob): Promise<Blob> {
  const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  if (first !== 0x1f || second !== 0x8b) return file;
  return new Response(file.stream().pipeThrough(new DecompressionStream('gzip'))).blob();
}
