/** Every sample's twins in Python and JavaScript do the same work: what the three print is the same. */
import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { comparableTwin, longSamples } from './sample_output.js';
import { usePlayground } from './support.js';

const samples = readdirSync(resolve('examples')).sort();

describe('twins', () => {
  const page = usePlayground();

  test('every sample has both', () => {
    const missing = samples.flatMap((sample) => ['main.py', 'main.js'].map((file) => `examples/${sample}/${file}`)).filter((file) => !existsSync(resolve(file)));
    expect(missing).toEqual([]);
  });

  test.each(samples)('%s prints the same in C++, Python and JavaScript', { timeout: 200_000 }, async (sample) => {
    const { playground } = page;
    await playground.choose(sample);
    const outputs: Record<string, string> = {};
    for (const language of ['cpp', 'python', 'javascript'] as const) {
      await playground.chooseLanguage(language);
      const shorten = longSamples[sample];
      if (shorten) await playground.setSource(shorten(await playground.source()));
      // A million tasks keep this Python busy for a while.
      const result = await playground.run(undefined, 150_000);
      expect(result, language).toMatchObject({ exitCode: 0, reason: 'exit', stderr: '' });
      if (shorten) await playground.page.evaluate(() => document.querySelector('weft-playground')?.reset());
      outputs[language] = comparableTwin(sample, result.stdout);
    }
    expect(outputs['python']).toBe(outputs['cpp']);
    expect(outputs['javascript']).toBe(outputs['cpp']);
    await playground.chooseLanguage('cpp');
  });
});
