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

  test('sync, threads and async give the same answers, and only sync takes as long as all requests together', async () => {
    const { playground } = page;
    await playground.choose('08-sync-threads-async');
    const source = (await playground.source()).replace('requests = 100', 'requests = 20').replace('delay = 1;', 'delay = 0.1;');
    const { exitCode, stdout, stderr } = await playground.runSource(source);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^sync: 20 of 20 answers\nthreads: 20 of 20 answers\nasync: 20 of 20 answers\nvariant /);
    const measured = (name: string) => Number(new RegExp(`^${name} +([\\d.]+)`, 'm').exec(stdout)?.[1]);
    expect(measured('sync')).toBeGreaterThanOrEqual(2_000);
    expect(measured('async')).toBeLessThan(measured('sync') / 2);
    expect(measured('threads')).toBeLessThan(measured('sync'));
  });
});
