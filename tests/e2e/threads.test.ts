/** Real threads: programs typed in, compiled and run on a page that is cross-origin isolated. */
import { describe, expect, test } from 'vitest';
import { cpp, usePlayground } from './support.js';

describe('threads', () => {
  const page = usePlayground();

  test('std::thread, std::mutex and std::condition_variable work, and join waits without blocking the page', async () => {
    const result = await page.playground.runSource(cpp`
      #include <weft/weft.hpp>
      #include <condition_variable>
      #include <mutex>
      #include <thread>
      int main() {
        std::mutex mutex;
        std::condition_variable changed;
        int arrived = 0;
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i) {
          threads.emplace_back([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
            const std::scoped_lock lock(mutex);
            ++arrived;
            changed.notify_one();
          });
        }
        {
          std::unique_lock lock(mutex);
          changed.wait(lock, [&] { return arrived == 4; });
        }
        for (auto& each : threads) each.join();
        weft::println("{} arrived", arrived);
      }
    `);
    expect(result).toMatchObject({ exitCode: 0, stdout: '4 arrived\n', stderr: '' });
  });
});
