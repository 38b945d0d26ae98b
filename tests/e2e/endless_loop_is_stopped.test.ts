/** Stop ends any program, and the next one runs. How fast is measured by the benchmarks; here it only must not take long. */
import { describe, expect, test } from 'vitest';
import { cpp, usePlayground } from './support.js';

/** Far more than a stop takes, far less than a page that hangs. */
const soon = 2_000;

const hello = cpp`
  #include <weft/weft.hpp>
  int main() { weft::println("next"); }
`;

describe('Stop', () => {
  const page = usePlayground();

  /** Runs a program until it has printed `sign`, stops it, and gives what came of it and how long the stop took. */
  async function stopAfter(sign: string, source: string) {
    const { playground } = page;
    await playground.setSource(source);
    const result = await playground.run(async () => {
      await playground.start();
      await playground.untilPrinted(sign);
      expect(await playground.phase()).toBe('running');
      await playground.stop();
    });
    const { clickedAt, exits } = await playground.heard();
    return { result, stopMs: (exits.at(-1)?.at ?? Infinity) - clickedAt };
  }

  async function expectNextRuns() {
    const next = await page.playground.runSource(hello);
    expect(next).toMatchObject({ exitCode: 0, reason: 'exit', stdout: 'next\n' });
  }

  test('ends an endless loop', async () => {
    const { result, stopMs } = await stopAfter(
      'round and round',
      cpp`
        #include <weft/weft.hpp>
        int main() {
          weft::println("round and round");
          for (volatile unsigned n = 0;; n = n + 1) {}
        }
      `,
    );
    expect(result).toMatchObject({ exitCode: 130, reason: 'stopped', stdout: 'round and round\n' });
    expect(stopMs).toBeLessThan(soon);
    expect(await page.playground.statusText()).toMatch(/^Stopped after /);
    await expectNextRuns();
  });

  test('ends a loop that prints without end, and the page stays alive meanwhile', async () => {
    const { result, stopMs } = await stopAfter(
      'line 20000\n',
      cpp`
        #include <weft/weft.hpp>
        int main() {
          for (unsigned n = 0;; ++n) weft::println("line {}", n);
        }
      `,
    );
    expect(result).toMatchObject({ exitCode: 130, reason: 'stopped' });
    expect(stopMs).toBeLessThan(soon);
    await expectNextRuns();
    expect(await page.playground.terminalText()).toBe('next\n');
  });

  test('ends a program whose tasks never end', async () => {
    const { result, stopMs } = await stopAfter(
      'asleep',
      cpp`
        #include <weft/weft.hpp>
        weft::coroutine<> spin() { while (true) co_await weft::yield_now(); }
        weft::coroutine<> both() {
          weft::println("asleep");
          co_await weft::gather(spin(), weft::sleep(std::chrono::hours(1000)));
        }
        int main() { weft::run(both()); }
      `,
    );
    expect(result).toMatchObject({ exitCode: 130, reason: 'stopped', stderr: '' });
    expect(stopMs).toBeLessThan(soon);
    await expectNextRuns();
  });

  test('ends a program that waits for input', async () => {
    const { playground } = page;
    await playground.setSource('#include <iostream>\nint main() { int n; std::cin >> n; }\n');
    const result = await playground.run(async () => {
      await playground.start();
      await playground.untilPhase('waiting-for-input');
      await playground.stop();
    });
    expect(result).toMatchObject({ exitCode: 130, reason: 'stopped' });
    await expectNextRuns();
  });

  test('ends a compilation', async () => {
    const { playground } = page;
    await playground.setSource('#include <regex>\n#include <iostream>\nint main() { std::cout << std::regex_match("a", std::regex("a+")); }\n');
    const result = await playground.run(async () => {
      await playground.start();
      await playground.untilPhase('compiling');
      await playground.stop();
    });
    expect(result).toMatchObject({ exitCode: 130, reason: 'stopped', stdout: '', timings: { runMs: 0 } });
    expect(await playground.statusText()).toBe('Stopped');
    await expectNextRuns();
  });

  test('is what another Run begins with', async () => {
    const { playground } = page;
    await playground.setSource('int main() { for (volatile int n = 0;; n = n + 1) {} }\n');
    const [first, second] = await playground.page.evaluate(async (next) => {
      const element = document.querySelector('weft-playground');
      if (!element) throw new Error('there is no playground');
      const running = new Promise<void>((resolve) => {
        element.addEventListener('weft-status', ({ detail }) => detail.phase === 'running' && resolve());
      });
      const endless = element.run();
      await running;
      element.source = next;
      return Promise.all([endless, element.run()]);
    }, hello);
    expect(first).toMatchObject({ exitCode: 130, reason: 'stopped' });
    expect(second).toMatchObject({ exitCode: 0, stdout: 'next\n' });
  });
});
