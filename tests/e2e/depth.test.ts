/** Chains of awaits and of generators as deep as memory allows: none of them may grow the stack. */
import { describe, expect, test } from 'vitest';
import { cpp, usePlayground } from './support.js';

describe('in the browser', () => {
  const page = usePlayground();

  test('a million awaits that complete at once run, one after the other and one inside the other', async () => {
    const result = await page.playground.runSource(cpp`
      #include <weft/weft.hpp>

      weft::coroutine<long> one() { co_return 1; }

      weft::coroutine<long> nested(long depth) {
        if (depth == 0) co_return 0;
        co_return co_await nested(depth - 1) + 1;
      }

      weft::coroutine<> both() {
        long sum = 0;
        for (int i = 0; i < 1'000'000; ++i) sum += co_await one();
        weft::println("{} in sequence", sum);
        weft::println("{} nested", co_await nested(1'000'000));
      }

      int main() { weft::run(both()); }
    `);
    expect(result).toMatchObject({ exitCode: 0, reason: 'exit', message: '', stdout: '1000000 in sequence\n1000000 nested\n' });
  });

  test('a chain of 100,000 generators yields, and is destroyed', async () => {
    const result = await page.playground.runSource(cpp`
      #include <weft/weft.hpp>

      int alive = 0;
      struct counted {
        counted() { ++alive; }
        ~counted() { --alive; }
      };

      weft::generator<int> chain(int depth) {
        counted here;
        if (depth == 0) {
          for (int i = 0; i < 1'000; ++i) co_yield i;
        } else {
          co_yield weft::yield_from(chain(depth - 1));
        }
      }

      int main() {
        {
          auto unfinished = chain(100'000);
          unfinished.next();
          weft::println("{} alive", alive);
        }
        weft::println("{} alive", alive);
        long sum = 0;
        for (int item : chain(100'000)) sum += item;
        weft::println("{}, {} alive", sum, alive);
      }
    `);
    expect(result).toMatchObject({ exitCode: 0, reason: 'exit', message: '', stdout: '100001 alive\n0 alive\n499500, 0 alive\n' });
  });
});
