import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { AssetStore } from '../../../web/src/compiler/asset_store.js';
import type { ProgramAsset } from '../../../web/src/protocol/program.js';

const folder = new URL('https://example.test/site/program/');
const asset = (path: string, content: Uint8Array): ProgramAsset => ({ path, bytes: content.length, encoding: 'gzip' });

/** As much of Cache Storage as is used. */
class FakeCache {
  readonly entries = new Map<string, Uint8Array<ArrayBuffer>>();
  async match(url: URL) {
    const bytes = this.entries.get(url.href);
    return bytes === undefined ? undefined : new Response(bytes);
  }
  async put(url: URL, response: Response) {
    this.entries.set(url.href, new Uint8Array(await response.arrayBuffer()));
  }
  async keys() {
    return [...this.entries.keys()].map((url) => ({ url }));
  }
  async delete(request: { url: string }) {
    return this.entries.delete(request.url);
  }
}

let cache: FakeCache;
const fetched = vi.fn<(url: URL) => Promise<Response>>();

beforeEach(() => {
  cache = new FakeCache();
  vi.stubGlobal('caches', { open: async () => cache });
  vi.stubGlobal('fetch', fetched);
});

afterEach(() => {
  vi.unstubAllGlobals();
  fetched.mockReset();
});

const text = async (blob: Blob) => new TextDecoder().decode(await blob.arrayBuffer());

describe("the compiler's files", () => {
  const packed = new Uint8Array(gzipSync('content'));

  test('are fetched once and kept', async () => {
    fetched.mockImplementation(async () => new Response(packed));
    const store = new AssetStore(folder);
    expect(await text(await store.read(asset('a-1.gz', packed), () => {}))).toBe('content');
    await vi.waitFor(() => expect([...cache.entries.keys()]).toEqual(['https://example.test/site/program/a-1.gz']));
    expect(await text(await store.read(asset('a-1.gz', packed), () => {}))).toBe('content');
    expect(fetched).toHaveBeenCalledTimes(1);
  });

  test('are counted as they come, by the bytes sent', async () => {
    fetched.mockImplementation(async () => new Response(packed));
    let count = 0;
    await new AssetStore(folder).read(asset('a-1.gz', packed), (bytes) => (count += bytes));
    expect(count).toBe(packed.length);
  });

  test('may come unpacked already, from hosts that declare their encoding', async () => {
    fetched.mockImplementation(async () => new Response('content'));
    expect(await text(await new AssetStore(folder).read(asset('a-1.gz', packed), () => {}))).toBe('content');
  });

  test('of an earlier build are thrown away, those of another copy of the site are not', async () => {
    for (const url of ['site/program/a-1.gz', 'site/program/a-2.gz', 'other/program/a-1.gz']) {
      cache.entries.set(`https://example.test/${url}`, packed);
    }
    await new AssetStore(folder).sweep([asset('a-2.gz', packed)]);
    expect([...cache.entries.keys()]).toEqual(['https://example.test/site/program/a-2.gz', 'https://example.test/other/program/a-1.gz']);
  });

  test('are fetched where the browser has no cache to offer', async () => {
    vi.stubGlobal('caches', { open: () => Promise.reject(new DOMException('no', 'SecurityError')) });
    fetched.mockImplementation(async () => new Response(packed));
    const store = new AssetStore(folder);
    expect(await text(await store.read(asset('a-1.gz', packed), () => {}))).toBe('content');
    await store.sweep([]);
  });

  test('that cannot be had say so in words', async () => {
    fetched.mockRejectedValueOnce(new TypeError('Failed to fetch'));
    await expect(new AssetStore(folder).read(asset('a-1.gz', packed), () => {})).rejects.toThrow(/a-1\.gz could not be downloaded: check the connection/);
    fetched.mockResolvedValueOnce(new Response('', { status: 404, statusText: 'Not Found' }));
    await expect(new AssetStore(folder).read(asset('a-1.gz', packed), () => {})).rejects.toThrow(/the server says 404 Not Found/);
    expect(cache.entries.size).toBe(0);
  });
});
