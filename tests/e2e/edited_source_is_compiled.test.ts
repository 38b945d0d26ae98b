/** A program that nobody here has seen before is compiled in the browser, by clang itself, and runs. */
import { describe, expect, test } from 'vitest';
import { compilerFiles } from '../support/site.mjs';
import { cpp, usePlayground } from './support.js';

describe('an edited source', () => {
  const page = usePlayground();

  test('typed in with the keyboard, is compiled and runs', async () => {
    const { playground } = page;
    await playground.focusEditor();
    await playground.selectAll();
    await playground.page.keyboard.type('#include <weft/weft.hpp>\nint main() { weft::println("{} threads", 6 * 7); }');

    const result = await playground.run();

    expect(result).toMatchObject({ exitCode: 0, reason: 'exit', stdout: '42 threads\n', stderr: '', diagnostics: [] });
    expect(result.timings.compileMs).toBeGreaterThan(0);
    expect(result.timings.linkMs).toBeGreaterThan(0);
    await playground.untilScreen(['42 threads']);
  });

  test('says on its way what is being done', async () => {
    const { playground } = page;
    const phases = (await playground.heard()).statuses.map(({ status }) => status.phase);
    expect(phases).toEqual(expect.arrayContaining(['preparing', 'compiling', 'linking', 'starting', 'running', 'exited']));
  });

  test('runs with coroutines, exceptions and the standard library', async () => {
    const { playground } = page;
    await playground.pasteOver(cpp`
      #include <weft/weft.hpp>
      #include <algorithm>
      #include <iostream>
      #include <map>
      #include <ranges>
      #include <string>

      weft::generator<int> primes() {
        for (int n = 2;; ++n) {
          if (std::ranges::none_of(std::views::iota(2, n), [n](int d) { return n % d == 0; })) co_yield n;
        }
      }

      weft::coroutine<std::string> later(std::string word, int turns) {
        for (int i = 0; i < turns; ++i) co_await weft::yield_now();
        if (word == "wrong") throw std::runtime_error(word);
        co_return word;
      }

      weft::coroutine<> all() {
        auto [one, two] = co_await weft::gather(later("warp", 3), later("weft", 1));
        std::cout << one << " and " << two << std::endl;
        try {
          co_await later("wrong", 2);
        } catch (const std::exception& error) {
          weft::println("caught: {}", error.what());
        }
      }

      int main(int argc, char** argv) {
        std::map<int, std::string> counted;
        for (int prime : primes() | std::views::take(5)) counted[prime] = std::string(prime, '*');
        for (const auto& [prime, stars] : counted) weft::println("{:>2} {}", prime, stars);
        weft::run(all());
        std::fputs("to the side\n", stderr);
      }
    `);

    const result = await playground.run();

    expect(result).toMatchObject({ exitCode: 0, reason: 'exit', stderr: 'to the side\n' });
    expect(result.stdout).toBe(' 2 **\n 3 ***\n 5 *****\n 7 *******\n11 ***********\nwarp and weft\ncaught: wrong\n');
  });

  test('reads lines that are typed into the terminal', async () => {
    const { playground } = page;
    await playground.setSource(cpp`
      #include <weft/weft.hpp>
      #include <iostream>
      #include <string>

      int main() {
        std::cout << "Who is there? " << std::flush;
        std::string name;
        std::getline(std::cin, name);
        int a = 0, b = 0;
        std::cin >> a >> b;
        std::cout << "Hello, " << name << ": " << a + b << "\n";
      }
    `);

    const result = await playground.run(async () => {
      await playground.start();
      await playground.untilPrinted('Who is there? ');
      await playground.answer('Ada Lovelace');
      await playground.answer('17 25');
    });

    expect(result).toMatchObject({ exitCode: 0, stdout: 'Who is there? Hello, Ada Lovelace: 42\n' });
    await playground.untilScreen(['Who is there? Ada Lovelace', '17 25', 'Hello, Ada Lovelace: 42']);
  });

  test('makes requests', async () => {
    const { playground } = page;
    const result = await playground.runSource(cpp`
      #include <weft/weft.hpp>

      weft::coroutine<> requests() {
        weft::client_session session;
        auto response = co_await session.get("/httpbin/get?thread=warp");
        const std::string body = co_await response.text();
        weft::println("{} {}", response.status, body.contains("\"thread\": \"warp\""));
        auto missing = co_await session.get("/httpbin/status/418");
        weft::println("{} {}", missing.status, missing.ok());
        try {
          co_await session.get("http://127.0.0.1:1/nobody");
        } catch (const weft::http_error&) {
          weft::println("no answer");
        }
      }

      int main() { weft::run(requests()); }
    `);

    expect(result).toMatchObject({ exitCode: 0, stderr: '', stdout: '200 true\n418 false\nno answer\n' });
    // The browser itself notes on its console that nobody answered: that is what the test wanted.
    playground.complaints = playground.complaints.filter((complaint) => !/ERR_(CONNECTION_REFUSED|UNSAFE_PORT)/.test(complaint) && !complaint.includes('418'));
  });

  test('fetched each part of the compiler only once for all of this', () => {
    for (const file of compilerFiles()) {
      const fetches = page.playground.requests.filter((address) => address.endsWith(`/${file}`));
      expect(fetches.length, file).toBeLessThanOrEqual(1);
    }
  });

  test('goes without the compiler again once it is what it was', async () => {
    const { playground } = page;
    await playground.page.evaluate(() => document.querySelector('weft-playground')?.reset());
    const result = await playground.run();
    expect(result).toMatchObject({ exitCode: 0, timings: { compileMs: 0, linkMs: 0 } });
  });
});
