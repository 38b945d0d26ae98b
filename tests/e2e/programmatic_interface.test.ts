/** `<weft-playground>` as a script uses it: what its documentation promises. */
import { describe, expect, test } from 'vitest';
import { cpp, usePlayground } from './support.js';

describe('<weft-playground>', () => {
  const page = usePlayground();

  test('run() gives exit code, output, diagnostics and timings, and its events tell the same story', async () => {
    const { playground } = page;
    const source = cpp`
      #include <weft/weft.hpp>
      #include <cstdio>
      int main() {
        int unused;
        weft::println("out");
        std::fputs("err\n", stderr);
        weft::println("out again");
        return 9;
      }
    `;
    const { result, story } = await playground.page.evaluate(async (text) => {
      const element = document.querySelector('weft-playground');
      if (!element) throw new Error('there is no playground');
      const told: string[] = [];
      element.addEventListener('weft-status', ({ detail }) => told.push(detail.phase));
      element.addEventListener('weft-output', ({ detail }) => told.push(`${detail.stream}: ${detail.text}`));
      let exit: unknown;
      element.addEventListener('weft-exit', ({ detail }) => {
        told.push(`exit ${detail.exitCode}`);
        exit = detail;
      });
      element.source = text;
      const value = await element.run();
      return { result: value, story: told, same: exit === value };
    }, source);

    expect(result).toMatchObject({ exitCode: 9, reason: 'exit', stdout: 'out\nout again\n', stderr: 'err\n' });
    expect(result.diagnostics.map(({ severity, range }) => [severity, range?.line])).toEqual([['warning', expect.any(Number)]]);
    for (const [name, ms] of Object.entries(result.timings)) expect(ms, name).toBeGreaterThan(0);
    expect(Object.keys(result.timings).sort()).toEqual(['compileMs', 'linkMs', 'runMs', 'startMs']);
    expect(story.slice(0, 1)).toEqual(['preparing']);
    expect(story.filter((each) => each.startsWith('std')).join('')).toBe('stdout: out\nstderr: err\nstdout: out again\n');
    expect(story.slice(-2)).toEqual(['exited', 'exit 9']);
  });

  test('source and example are properties, and setting them runs nothing', async () => {
    const { playground } = page;
    const earlier = (await playground.heard()).exits.length;
    const seen = await playground.page.evaluate(async () => {
      const element = document.querySelector('weft-playground');
      if (!element) throw new Error('there is no playground');
      const [first, second] = element.examples;
      if (!first || !second) throw new Error('there are no examples');
      const examples: string[] = [];
      element.addEventListener('weft-example', ({ detail }) => examples.push(detail.example));
      element.example = second.id;
      const original = element.source === second.source;
      element.source = 'int main() {}\r\n';
      const set = element.source;
      element.example = 'no such sample';
      const kept = element.example === second.id;
      element.example = first.id;
      element.example = second.id;
      const stillSet = element.source;
      element.reset();
      return { original, set, kept, stillSet, reset: element.source === second.source, examples: examples.length };
    });
    expect(seen).toEqual({ original: true, set: 'int main() {}\n', kept: true, stillSet: 'int main() {}\n', reset: true, examples: 3 });
    expect((await playground.heard()).exits).toHaveLength(earlier);
  });

  test('stop() resolves run() as stopped, and without a run does nothing', async () => {
    const { playground } = page;
    const result = await playground.page.evaluate(async () => {
      const element = document.querySelector('weft-playground');
      if (!element) throw new Error('there is no playground');
      element.stop();
      element.source = 'int main() { while (true) asm volatile(""); }\n';
      element.addEventListener('weft-status', ({ detail }) => detail.phase === 'running' && element.stop());
      return element.run();
    });
    expect(result).toMatchObject({ exitCode: 130, reason: 'stopped' });
  });

  test('run() of what does not compile resolves, too', async () => {
    const { playground } = page;
    const result = await playground.page.evaluate(() => {
      const element = document.querySelector('weft-playground');
      if (!element) throw new Error('there is no playground');
      element.source = 'int main( {}\n';
      return element.run();
    });
    expect(result).toMatchObject({ exitCode: 1, reason: 'not-compiled', timings: { startMs: 0, runMs: 0 } });
    expect(result.diagnostics.length).toBeGreaterThan(0);
  });
});
