/** Things that wait do so at the same time: sleeping tasks and requests. Exact times are for the benchmarks. */
import { describe, expect, test } from 'vitest';
import { cpp, usePlayground } from './support.js';

describe('at the same time', () => {
  const page = usePlayground();

  test('10,000 tasks sleep for a second, and are done soon after it', async () => {
    const result = await page.playground.runSource(cpp`
      #include <weft/weft.hpp>
      #include <vector>

      weft::coroutine<> sleepers() {
        std::vector<weft::task<>> tasks;
        for (int i = 0; i < 10'000; ++i) tasks.push_back(weft::create_task(weft::sleep(std::chrono::seconds(1))));
        co_await weft::gather(std::move(tasks));
      }

      int main() {
        const auto began = std::chrono::steady_clock::now();
        weft::run(sleepers());
        const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - began;
        weft::println("{}", took.count());
      }
    `);
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(Number(result.stdout)).toBeGreaterThanOrEqual(1_000);
    expect(Number(result.stdout)).toBeLessThan(3_000);
  });

  test('ten pages that take half a second each are fetched in less than two of them one by one', async () => {
    const result = await page.playground.runSource(cpp`
      #include <weft/weft.hpp>
      #include <vector>

      weft::coroutine<int> fetch(weft::client_session& session) {
        auto response = co_await session.get("/httpbin/delay/0.5");
        co_await response.text();
        co_return response.status;
      }

      weft::coroutine<> pages() {
        weft::client_session session;
        std::vector<weft::coroutine<int>> requests;
        for (int i = 0; i < 10; ++i) requests.push_back(fetch(session));
        int good = 0;
        for (int status : co_await weft::gather(std::move(requests))) good += status == 200;
        weft::println("{}", good);
      }

      int main() {
        const auto began = std::chrono::steady_clock::now();
        weft::run(pages());
        const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - began;
        weft::println("{}", took.count());
      }
    `);
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    const [good, took] = result.stdout.split('\n').map(Number);
    expect(good).toBe(10);
    expect(took).toBeGreaterThanOrEqual(500);
    // One after the other they would take 5 s, six at a time (a browser's limit for a server) 1 s.
    expect(took).toBeLessThan(2_500);
  });
});
