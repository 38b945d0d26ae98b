/** The main flows in a browser whose programs have no JSPI: run() gives up main's stack instead of suspending it. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { takeAwayJspi } from '../support/without_jspi.mjs';
import { longSamples } from './sample_output.js';
import { cpp, usePlayground } from './support.js';

describe('without JSPI', () => {
  const page = usePlayground({ prepare: takeAwayJspi });

  test('(there really is none in the program)', async () => {
    const result = await page.playground.runSource(cpp`
      #include <weft/weft.hpp>
      #include <emscripten/val.h>
      int main() {
        const auto assembly = emscripten::val::global("WebAssembly");
        for (const char* name : {"Suspending", "promising", "Module"}) {
          weft::println("{}: {}", name, assembly[name].typeOf().as<std::string>());
        }
      }
    `);
    expect(result).toMatchObject({ exitCode: 0, stdout: 'Suspending: undefined\npromising: undefined\nModule: function\n' });
  });

  test('every sample runs unedited', async () => {
    const { playground } = page;
    await playground.page.evaluate(() => document.querySelector('weft-playground')?.reset());
    for (const sample of await playground.samples()) {
      if (longSamples[sample]) continue;
      await playground.choose(sample);
      // A thread is started by the browser's event loop, to which a program that waits for one cannot go back here.
      if (/std::thread\b|thread_pool_executor/.test(await playground.source())) continue;
      const result = await playground.run();
      expect(result, sample).toMatchObject({ exitCode: 0, reason: 'exit', stderr: '', timings: { compileMs: 0 } });
      expect(result.stdout.split('\n').length, sample).toBe(
        readFileSync(resolve('tests/e2e/expected', `${sample}.txt`), 'utf8').split('\n').length,
      );
    }
  });

  test('an edited program sleeps, awaits tasks and makes requests', async () => {
    const result = await page.playground.runSource(cpp`
      #include <weft/weft.hpp>

      weft::coroutine<int> slow(int value) {
        co_await weft::sleep(std::chrono::milliseconds(20));
        co_return value;
      }

      weft::coroutine<> all() {
        auto [a, b] = co_await weft::gather(slow(20), slow(22));
        weft::println("{}", a + b);
        weft::client_session session;
        auto response = co_await session.get("/httpbin/status/204");
        weft::println("{}", response.status);
        try {
          co_await weft::wait_for(weft::sleep(std::chrono::hours(1)), std::chrono::milliseconds(10));
        } catch (const weft::timeout_error& error) {
          weft::println("{}", error.what());
        }
      }

      int main() { weft::run(all()); }
    `);
    expect(result).toMatchObject({ exitCode: 0, reason: 'exit', stderr: '', stdout: '42\n204\ntimed out\n' });
  });

  test('what never waits runs to its end however long it takes, and main goes on', async () => {
    const result = await page.playground.runSource(cpp`
      #include <weft/weft.hpp>
      #include <chrono>
      using namespace weft;
      using namespace std::chrono_literals;

      coroutine<> busy() {
        const auto start = std::chrono::steady_clock::now();
        while (std::chrono::steady_clock::now() - start < 200ms) co_await sleep(1h);
        println("an age");
      }

      int main() {
        for (int i = 0; i < 2; ++i) run(busy(), {.clock = clock::virtual_time});
        println("the end");
        return 3;
      }
    `);
    expect(result).toMatchObject({ exitCode: 3, reason: 'exit', stderr: '', stdout: 'an age\nan age\nthe end\n' });
  });

  test('a program that is busy meanwhile gets its answers', async () => {
    const result = await page.playground.runSource(cpp`
      #include <weft/weft.hpp>
      using namespace weft;

      coroutine<> amain() {
        auto request = create_task([]() -> coroutine<int> {
          client_session session;
          auto response = co_await session.get("/httpbin/status/204");
          co_return response.status;
        });
        while (!request.done()) co_await yield_now();
        println("{}", request.result());
      }

      int main() { run(amain()); }
    `);
    expect(result).toMatchObject({ exitCode: 0, reason: 'exit', stderr: '', stdout: '204\n' });
  });

  test('a program reads lines and bodies in pieces', async () => {
    const { playground } = page;
    await playground.setSource(cpp`
      #include <weft/weft.hpp>
      using namespace weft;

      coroutine<> amain() {
        const auto name = co_await read_line("Name? ");
        client_session session;
        auto answer = co_await session.get("/httpbin/bytes/1000000");
        auto chunks = answer.chunks();
        std::size_t size = 0;
        while (auto chunk = co_await chunks.next()) size += chunk->size();
        println("{}: {}", *name, size);
      }

      int main() { run(amain()); }
    `);
    const result = await playground.run(async () => {
      await playground.start();
      await playground.answer('Ada');
    });
    expect(result).toMatchObject({ exitCode: 0, stderr: '', stdout: 'Name? Ada: 1000000\n' });
  });

  test('what was printed without a newline is not lost', async () => {
    const result = await page.playground.runSource(cpp`
      #include <weft/weft.hpp>
      #include <cstdio>
      weft::coroutine<> print() {
        co_await weft::sleep(std::chrono::milliseconds(1));
        std::printf("no newline");
      }
      int main() { weft::run(print()); }
    `);
    expect(result).toMatchObject({ exitCode: 0, reason: 'exit', stdout: 'no newline' });
  });

  test('an exception is told with its type and text', async () => {
    const result = await page.playground.runSource(cpp`
      #include <weft/weft.hpp>
      weft::coroutine<> fail() {
        co_await weft::sleep(std::chrono::milliseconds(5));
        throw std::runtime_error("torn");
      }
      int main() { weft::run(fail()); }
    `);
    expect(result).toMatchObject({ exitCode: 1, reason: 'exception', message: 'std::runtime_error: torn' });
  });

  test('a trap is told with its cause', async () => {
    const result = await page.playground.runSource(cpp`
      #include <weft/weft.hpp>
      weft::coroutine<> trap_later() {
        co_await weft::sleep(std::chrono::milliseconds(5));
        __builtin_trap();
      }
      int main() { weft::run(trap_later()); }
    `);
    expect(result).toMatchObject({ exitCode: 134, reason: 'trap' });
    expect(result.message).toContain('trap_later');
  });

  test('Python runs what asyncio.run() is the last act of, and says why it cannot wait otherwise', { timeout: 120_000 }, async () => {
    const { playground } = page;
    await playground.choose('04-await');
    await playground.chooseLanguage('python');
    const sample = await playground.run();
    expect(sample).toMatchObject({ exitCode: 0, reason: 'exit', stderr: '' });
    expect(sample.stdout).toContain('slow 2\n');
    const failing = await playground.runSource('import asyncio\nasync def main():\n    await asyncio.sleep(0.01)\n    raise ValueError("torn")\nasyncio.run(main())\n');
    expect(failing).toMatchObject({ exitCode: 1, reason: 'exception', message: 'ValueError: torn (main.py:4)' });
    const asking = await playground.runSource('input("name? ")\n');
    expect(asking).toMatchObject({ exitCode: 1, reason: 'exception', stdout: 'name? ' });
    expect(asking.message).toContain('no JSPI');
    await playground.chooseLanguage('cpp');
  });

  test('a compile error is told', async () => {
    const result = await page.playground.runSource('int main() { return x; }\n');
    expect(result).toMatchObject({ exitCode: 1, reason: 'not-compiled' });
    expect(result.diagnostics[0]?.range).toMatchObject({ line: 1, column: 21 });
  });

  test('an endless loop is stopped, and the next program runs', async () => {
    const { playground } = page;
    await playground.setSource(cpp`
      #include <weft/weft.hpp>
      weft::coroutine<> spin() {
        co_await weft::sleep(std::chrono::milliseconds(1));
        weft::println("spinning");
        for (volatile int n = 0;; n = n + 1) {}
      }
      int main() { weft::run(spin()); }
    `);
    const result = await playground.run(async () => {
      await playground.start();
      await playground.untilPrinted('spinning');
      await playground.stop();
    });
    expect(result).toMatchObject({ exitCode: 130, reason: 'stopped' });
    expect(await playground.runSource('int main() { return 5; }\n')).toMatchObject({ exitCode: 5, reason: 'exit' });
  });
});
