import { describe, expect, test, vi } from 'vitest';
import type { ProgramAsset } from '../../../web/src/protocol/program.js';
import { PrebuiltPrograms, sha256 } from '../../../web/src/playground/session/prebuilt.js';

const source = 'int main() {}\n';
const asset: ProgramAsset = { path: 'first-1234.wasm.gz', bytes: 3, encoding: 'gzip' };

async function open(fetchAsset = vi.fn(async () => new Uint8Array([1, 2, 3]))) {
  const samples = { first: { sourceHash: (await sha256(source))!, wasm: asset } };
  return { programs: new PrebuiltPrograms({ samples, fetchAsset }), fetchAsset };
}

test('the hash is that of the UTF-8 text, as the build makes it', async () => {
  expect(await sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  expect(await sha256('한국어')).toBe('ea3252281bc3bcec5672d33ec8c25dee8abd77235f85b8a049948f59ddf60b8d');
});

describe('a sample has a program', () => {
  test('as long as its source is the one that was built', async () => {
    const { programs } = await open();
    expect(await programs.has('first', source)).toBe(true);
    expect(await programs.has('first', `${source} `)).toBe(false);
  });

  test('only under its own name', async () => {
    const { programs } = await open();
    expect(await programs.has('other', source)).toBe(false);
    expect(await programs.has('constructor', source)).toBe(false);
  });

  test('never where the browser cannot hash', async () => {
    const programs = new PrebuiltPrograms({
      samples: { first: { sourceHash: 'x', wasm: asset } },
      fetchAsset: async () => new Uint8Array(),
      hash: async () => null,
    });
    expect(await programs.has('first', source)).toBe(false);
  });
});

test('a prefetched program is not fetched again, and each load is a copy of its own', async () => {
  const { programs, fetchAsset } = await open();
  programs.prefetch('first');
  const one = await programs.load('first');
  one.fill(0);
  expect([...(await programs.load('first'))]).toEqual([1, 2, 3]);
  expect(fetchAsset).toHaveBeenCalledTimes(1);
});

test('a failed fetch is tried again', async () => {
  const fetchAsset = vi.fn(async () => new Uint8Array([7]));
  fetchAsset.mockRejectedValueOnce(new Error('offline'));
  const { programs } = await open(fetchAsset);
  programs.prefetch('first');
  await expect(programs.load('first')).rejects.toThrow('offline');
  expect([...(await programs.load('first'))]).toEqual([7]);
});

test('prefetching what does not exist does nothing', async () => {
  const { programs, fetchAsset } = await open();
  programs.prefetch('other');
  expect(fetchAsset).not.toHaveBeenCalled();
});
