/**
 * Exceptions that are caught around an await, in shapes that LLVM's WebAssembly back end has got wrong: loops around `try`,
 * values that are moved away inside one, handlers that throw on. A program of this kind must compile, and do what it says.
 */
import { describe, expect, test } from 'vitest';
import { cpp, usePlayground } from './support.js';

describe('an exception around an await', () => {
  const page = usePlayground();

  test('is caught in a loop that goes on', async () => {
    const result = await page.playground.runSource(cpp`
      #include <weft/weft.hpp>
      #include <stdexcept>
      #include <string>

      weft::coroutine<std::string> unreliable(int attempt) {
        if (attempt == 0) throw std::runtime_error("at once");
        co_await weft::sleep(std::chrono::milliseconds(1));
        if (attempt == 1) throw std::runtime_error("a little later");
        co_return "at last";
      }

      weft::coroutine<> retry() {
        for (int attempt = 0;; ++attempt) {
          try {
            std::string answer = co_await unreliable(attempt);
            weft::println("{}", answer);
            co_return;
          } catch (const std::exception& error) {
            weft::println("again: {}", error.what());
          }
        }
      }

      weft::coroutine<> impatient() {
        for (int ms : {1, 2, 10'000}) {
          try {
            co_await weft::wait_for(weft::sleep(std::chrono::seconds(ms > 100 ? 0 : 100)), std::chrono::milliseconds(ms));
            weft::println("slept");
          } catch (const weft::timeout_error& error) {
            weft::println("{}", error.what());
          }
        }
      }

      weft::coroutine<> tasks() {
        for (int i = 0; i < 3; ++i) {
          auto task = weft::create_task(unreliable(i));
          try {
            weft::println("{}", co_await task);
          } catch (const std::exception& error) {
            weft::println("task {}: {}", i, error.what());
          }
        }
      }

      int main() {
        weft::run(retry());
        weft::run(impatient());
        weft::run(tasks());
      }
    `);
    expect(result).toMatchObject({ exitCode: 0, reason: 'exit', message: '', stderr: '' });
    expect(result.stdout.split('\n')).toEqual([
      'again: at once',
      'again: a little later',
      'at last',
      'timed out',
      'timed out',
      'slept',
      'task 0: at once',
      'task 1: a little later',
      'at last',
      '',
    ]);
  });

  test('destroys each thing once, whatever has been moved where', async () => {
    const result = await page.playground.runSource(cpp`
      #include <weft/weft.hpp>
      #include <memory>

      struct thread {
        int number;
        ~thread() { weft::println("thread {} ends", number); }
      };
      struct shuttle {
        shuttle() { weft::println("shuttle begins"); }
        ~shuttle() { weft::println("shuttle ends"); }
      };

      weft::coroutine<> weave(std::unique_ptr<thread> t, bool tears) {
        co_await weft::yield_now();
        if (tears) throw t->number;
      }

      void check(bool tears, int number) {
        if (tears) throw number;
      }

      weft::coroutine<> pass(std::unique_ptr<thread> t, int torn_at) {
        shuttle here;
        try {
          check(torn_at == 1, 1);
          co_await weave(std::move(t), torn_at == 2);
          check(torn_at == 3, 3);
        } catch (int number) {
          weft::println("torn: {}", number);
          throw;
        }
      }

      weft::coroutine<> all() {
        for (int torn_at = 0; torn_at < 4; ++torn_at) {
          try {
            co_await pass(std::make_unique<thread>(10 + torn_at), torn_at);
            weft::println("passed");
          } catch (int) {
            weft::println("not passed");
          }
        }
      }

      int main() { weft::run(all()); }
    `);
    expect(result).toMatchObject({ exitCode: 0, reason: 'exit', message: '', stderr: '' });
    expect(result.stdout.split('\n')).toEqual([
      ...['shuttle begins', 'thread 10 ends', 'shuttle ends', 'passed'],
      ...['shuttle begins', 'torn: 1', 'shuttle ends', 'thread 11 ends', 'not passed'],
      ...['shuttle begins', 'thread 12 ends', 'torn: 12', 'shuttle ends', 'not passed'],
      ...['shuttle begins', 'thread 13 ends', 'torn: 3', 'shuttle ends', 'not passed'],
      '',
    ]);
  });

  test('thrown into a generator is caught in its loop', async () => {
    const result = await page.playground.runSource(cpp`
      #include <weft/weft.hpp>
      #include <stdexcept>

      void announce(int n) {
        if (n == 5) throw std::range_error("five");
        weft::println("next is {}", n);
      }

      weft::generator<int> counting() {
        for (int n = 1; n < 8; ++n) {
          try {
            announce(n);
            co_yield n;
          } catch (const std::exception& error) {
            weft::println("skipped {}: {}", n, error.what());
          }
        }
      }

      int main() {
        auto numbers = counting();
        numbers.next();
        numbers.next();
        weft::println("-> {}", *numbers.throw_(std::invalid_argument("two")));
        while (auto n = numbers.next()) weft::println("-> {}", *n);
      }
    `);
    expect(result).toMatchObject({ exitCode: 0, reason: 'exit', message: '', stderr: '' });
    expect(result.stdout.split('\n')).toEqual([
      ...['next is 1', 'next is 2', 'skipped 2: two', 'next is 3', '-> 3', 'next is 4', '-> 4', 'skipped 5: five'],
      ...['next is 6', '-> 6', 'next is 7', '-> 7', ''],
    ]);
  });

  test('is caught in loops within loops, whatever else in them may throw', async () => {
    const result = await page.playground.runSource(cpp`
      #include <weft/weft.hpp>
      #include <stdexcept>
      #include <string>

      weft::coroutine<std::string> page(std::string address) {
        co_await weft::yield_now();
        if (address.size() % 2 == 1) throw std::runtime_error(address);
        co_return address;
      }

      int within_limits(int n) {
        if (n % 5 == 4) throw std::out_of_range(std::to_string(n));
        return n;
      }

      weft::coroutine<> pages() {
        for (int book = 0; book < 2; ++book) {
          try {
            for (int chapter = 0; chapter < 2; ++chapter) {
              for (int attempt = 0; attempt < 3; ++attempt) {
                try {
                  auto text = co_await page("/" + std::to_string(within_limits(book + 3 * chapter + attempt) + 9 * chapter));
                  within_limits(attempt + book);
                  weft::println("{}{}{} {}", book, chapter, attempt, text);
                  break;
                } catch (const std::runtime_error& error) {
                  weft::println("{}{}{} again: {}", book, chapter, attempt, error.what());
                } catch (const std::out_of_range& error) {
                  weft::println("{}{}{} out of range: {}", book, chapter, attempt, error.what());
                  if (book == 1) throw;
                }
              }
              co_await weft::sleep(std::chrono::milliseconds(1));
            }
          } catch (const std::out_of_range& error) {
            weft::println("{} given up: {}", book, error.what());
          }
        }
      }

      int main() { weft::run(pages()); }
    `);
    expect(result).toMatchObject({ exitCode: 0, reason: 'exit', message: '', stderr: '' });
    expect(result.stdout.split('\n')).toEqual([
      '000 /0',
      '010 again: /12',
      '011 out of range: 4',
      '012 again: /14',
      '100 /1',
      '110 out of range: 4',
      '1 given up: 4',
      '',
    ]);
  });

  test('that passes a handler finds what was moved away moved away', async () => {
    const result = await page.playground.runSource(cpp`
      #include <weft/weft.hpp>
      #include <string>
      using namespace std::chrono_literals;

      weft::coroutine<> impatient(weft::future<int> answer) {
        try {
          co_await weft::wait_for(answer, 1h);
          weft::println("answered");
        } catch (const weft::cancelled_error& error) {
          weft::println("{}, {}", error.what(), answer.cancelled());
          throw;
        }
      }

      weft::coroutine<> all() {
        auto task = weft::create_task(impatient(weft::event_loop::current().create_future<int>()));
        co_await weft::yield_now();
        task.cancel("never mind");
        try {
          co_await task;
          weft::println("nothing thrown");
        } catch (const weft::cancelled_error&) {
          weft::println("cancelled");
        }
      }

      int main() { weft::run(all()); }
    `);
    expect(result).toMatchObject({ exitCode: 0, reason: 'exit', message: '', stderr: '' });
    expect(result.stdout).toBe('never mind, true\ncancelled\n');
  });
});
