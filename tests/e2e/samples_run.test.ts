/** Every sample, as it comes, runs from the program that was compiled with the site: no compiler is fetched. */
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compilerFiles } from '../support/site.mjs';
import { comparable, longSamples } from './sample_output.js';
import { usePlayground } from './support.js';

const samples = readdirSync(resolve('examples')).sort();

describe('samples', () => {
  const page = usePlayground();

  test('the page lists them all, and shows one of them without running it', async () => {
    const { playground } = page;
    expect((await playground.samples()).sort()).toEqual(samples);
    expect(samples).toHaveLength(13);
    expect(await playground.phase()).toBe('ready');
    expect((await playground.heard()).statuses).toEqual([]);
  });

  test.each(samples.filter((sample) => longSamples[sample] === undefined))('%s prints what it should', async (sample) => {
    const { playground } = page;
    await playground.choose(sample);
    expect(await playground.source()).toBe(readFileSync(resolve('examples', sample, 'main.cpp'), 'utf8'));

    const result = await playground.run();

    expect(comparable(sample, result.stdout)).toBe(comparable(sample, readFileSync(resolve('tests/e2e/expected', `${sample}.txt`), 'utf8')));
    expect(result).toMatchObject({ exitCode: 0, reason: 'exit', stderr: '', diagnostics: [], timings: { compileMs: 0, linkMs: 0 } });
    expect(await playground.terminalText()).toBe(result.stdout);
    expect(await playground.statusText()).toMatch(/^Exited 0 in [\d.]+ (ms|s)$/);
  });

  test('none of them needed the compiler', () => {
    const fetched = compilerFiles().filter((file) => page.playground.requests.some((address) => address.endsWith(`/${file}`)));
    expect(fetched).toEqual([]);
  });
});
