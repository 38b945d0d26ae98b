/**
 * Fetching the compiler's large files: counted while they come, kept in the browser afterwards, unpacked as they stream.
 *
 * Their names tell their content, so the HTTP cache alone would do where it is large enough; Cache Storage makes sure, and is
 * where files of an earlier build are thrown away. Where it is missing or full (private windows), the files are simply fetched.
 */
import type { ProgramAsset } from '../protocol/program.js';

const cacheName = 'weft-compiler';

/** Told how many bytes (as sent) have come since the last time. */
export type OnBytes = (count: number) => void;

export class AssetStore {
  readonly #folder: URL;

  /** `folder`: where the program build's files lie. */
  constructor(folder: URL) {
    this.#folder = folder;
  }

  url(asset: ProgramAsset): URL {
    return new URL(asset.path, this.#folder);
  }

  /** The file's content, as a stream. Throws a text for people when it cannot be fetched. */
  async open(asset: ProgramAsset, onBytes: OnBytes): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
    const url = this.url(asset);
    const cache = await openCache();
    const kept = await cache?.match(url).catch(() => undefined);
    const response = kept ?? (await this.#fetch(url, asset));
    if (response.body === null) throw new Error(`${asset.path} came without a body`);
    // A file is whole when it has been put away: a download that breaks off is not kept.
    if (kept === undefined && cache !== null) void cache.put(url, response.clone()).catch(() => undefined);
    return unpack(response.body.pipeThrough(counting(onBytes)));
  }

  /** The same, all of it: a blob, which threads share without copying. */
  async read(asset: ProgramAsset, onBytes: OnBytes): Promise<Blob> {
    return new Response(await this.open(asset, onBytes)).blob();
  }

  /** Throws away what the cache holds of other builds. */
  async sweep(current: readonly ProgramAsset[]): Promise<void> {
    const cache = await openCache();
    if (cache === null) return;
    const wanted = new Set(current.map((asset) => this.url(asset).href));
    const folder = this.#folder.href;
    for (const request of await cache.keys()) {
      // Another copy of the site on the same origin keeps its own.
      if (request.url.startsWith(folder) && !wanted.has(request.url)) await cache.delete(request);
    }
  }

  async #fetch(url: URL, asset: ProgramAsset): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(url);
    } catch (cause) {
      throw new Error(`${asset.path} could not be downloaded: check the connection and press Run again`, { cause });
    }
    if (!response.ok) throw new Error(`${asset.path} could not be downloaded: the server says ${response.status} ${response.statusText}`.trim());
    return response;
  }
}

async function openCache(): Promise<Cache | null> {
  try {
    return await caches.open(cacheName);
  } catch {
    return null;
  }
}

function counting(onBytes: OnBytes): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  return new TransformStream({
    transform(chunk, controller) {
      onBytes(chunk.length);
      controller.enqueue(chunk);
    },
  });
}

/** Unpacks what is gzip by its first bytes: hosts that say `Content-Encoding` of a `.gz` file have had it unpacked already. */
async function unpack(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const reader = stream.getReader();
  const first = await reader.read();
  const whole = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      if (first.done) controller.close();
      else controller.enqueue(first.value);
    },
    async pull(controller) {
      const { done, value } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
  const packed = !first.done && first.value[0] === 0x1f && first.value[1] === 0x8b;
  return packed ? whole.pipeThrough(new DecompressionStream('gzip')) : whole;
}
