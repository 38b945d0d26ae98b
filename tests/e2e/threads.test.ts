/** Real threads: programs typed in, compiled and run on a page that is cross-origin isolated. */
import { describe, expect, test } from 'vitest';
import { launchFirefox } from '../support/browsers.mjs';
import { readManifest } from '../support/site.mjs';
import { cpp, useBrowser, usePlayground } from './support.js';

const standardThreads = cpp`
  #include <weft/weft.hpp>
  #include <atomic>
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
        // The others come, too: nobody goes on alone.
        std::unique_lock lock(mutex);
        ++arrived;
        changed.notify_all();
        changed.wait(lock, [&] { return arrived == 4; });
      });
    }
    for (auto& each : threads) each.join();
    weft::println("{} arrived", arrived);

    std::atomic<int> flag = 0;
    std::jthread stopping([&](std::stop_token stop) {
      while (!stop.stop_requested()) std::this_thread::yield();
      flag = 1;
      flag.notify_one();
    });
    stopping.request_stop();
    flag.wait(0);
    weft::println("stopped");
  }
`;

/** As the sample, small. */
const pools = cpp`
  #include <weft/weft.hpp>
  #include <latch>
  using namespace weft;
  coroutine<> all() {
    thread_pool_executor pool(3);
    std::latch together(3);
    const auto arrive = [&](int n) { together.arrive_and_wait(); return 2 * n; };
    for (const int each : pool.map(arrive, std::vector{1, 2, 3})) println("{}", each);

    println("{}", co_await pool.submit([] { return std::string("from a thread"); }));
    try {
      co_await to_thread([] { throw std::runtime_error("thrown in a thread"); });
    } catch (const std::runtime_error& e) {
      println("{}", e.what());
    }
    auto& loop = event_loop::current();
    auto [a, b] = co_await gather(loop.run_in_executor(pool, [] { return 1; }), pool.submit([] { return 2; }));
    println("{} {}", a, b);

    const auto woken = loop.create_future<int>();
    std::thread other([&] { loop.call_soon_threadsafe([&] { woken.set_result(7); }); });
    println("woken with {}", co_await woken);
    other.join();

    // A thread may have a loop of its own.
    std::thread looping([] {
      run([]() -> coroutine<> {
        co_await sleep(std::chrono::milliseconds(5));
        client_session session;
        auto response = co_await session.get("/httpbin/get");
        println("a loop in a thread: {} {}", response.status, (co_await response.text()).contains("httpbin/get"));
      }());
    });
    looping.join();
    println("blocking: {}", blocking::get("/httpbin/status/202").status);
  }
  int main() { run(all()); }
`;
const poolsOutput = `2
4
6
from a thread
thrown in a thread
1 2
woken with 7
a loop in a thread: 200 true
blocking: 202
`;

describe('threads in Chromium', () => {
  const page = usePlayground();
  const run = (source: string) => page.playground.runSource(source);

  test('std::thread, std::jthread, std::mutex, std::condition_variable and std::atomic do what they should', async () => {
    expect(await run(standardThreads)).toMatchObject({ exitCode: 0, stdout: '4 arrived\nstopped\n', stderr: '' });
  });

  test('pools, to_thread(), run_in_executor() and threads with loops of their own work', async () => {
    expect(await run(pools)).toMatchObject({ exitCode: 0, stdout: poolsOutput, stderr: '' });
  });

  test('a hundred threads block in requests at once, and their results are there together', async () => {
    const { exitCode, stdout, stderr } = await run(cpp`
      #include <weft/weft.hpp>
      int main() {
        weft::tracemalloc::start();
        const auto began = std::chrono::steady_clock::now();
        weft::thread_pool_executor pool(100);
        const auto statuses = pool.map([](int) { return weft::blocking::get("/httpbin/delay/1").status; }, std::vector<int>(100));
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
        weft::println("{} {}", std::ranges::count(statuses, 200), took.count());
        weft::println("{}", weft::tracemalloc::get_traced_memory().peak);
      }
    `);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const [ok, seconds, peak] = stdout.trim().split(/\s/).map(Number);
    expect(ok).toBe(100);
    // One after the other they would take a hundred seconds. (2.5 s is the aim on a machine that does nothing besides.)
    expect(seconds).toBeGreaterThanOrEqual(1);
    expect(seconds).toBeLessThan(20);
    // Each thread's stack is a quarter of a megabyte.
    expect(peak).toBeGreaterThan(100 * 256 * 1024);
  });

  test('threads are joined while others keep the allocator busy', async () => {
    const result = await page.playground.runSource(cpp`
      #include <weft/weft.hpp>
      #include <atomic>
      #include <thread>
      #include <vector>
      int main() {
        std::atomic<bool> over = false;
        std::vector<std::jthread> busy;
        for (int i = 0; i < 4; ++i) {
          busy.emplace_back([&] {
            while (!over) std::vector<char> some(1000);
          });
        }
        int joined = 0;
        for (int i = 0; i < 200; ++i) {
          std::thread([] {}).join();
          ++joined;
        }
        over = true;
        weft::println("{} joined", joined);
      }
    `);
    expect(result).toMatchObject({ exitCode: 0, stdout: '200 joined\n', stderr: '' });
  });

  test('what threads and main() print keeps its order', async () => {
    const { stdout } = await run(cpp`
      #include <weft/weft.hpp>
      int main() {
        for (int i = 0; i < 20; ++i) {
          std::thread([i] { weft::println("thread {}", i); }).join();
          weft::println("main {}", i);
        }
      }
    `);
    expect(stdout).toBe(Array.from({ length: 20 }, (_, i) => `thread ${i}\nmain ${i}\n`).join(''));
  });

  test('main() that computes does not keep a thread from printing', async () => {
    const { stdout } = await run(cpp`
      #include <weft/weft.hpp>
      int main() {
        std::atomic<bool> done = false;
        std::thread thread([&] {
          weft::println("in between");
          done = true;
        });
        while (!done) {}
        thread.join();
        weft::println("after");
      }
    `);
    expect(stdout).toBe('in between\nafter\n');
  });

  test('an exception that leaves a thread ends the program and says so', async () => {
    const result = await run(cpp`
      #include <weft/weft.hpp>
      int main() {
        std::thread thread([] { throw std::runtime_error("nobody catches this"); });
        thread.join();
        weft::println("never");
      }
    `);
    expect(result).toMatchObject({ exitCode: 1, reason: 'exception', message: 'std::runtime_error: nobody catches this', stdout: '' });
    expect(result.stderr).toBe('uncaught exception std::runtime_error: nobody catches this\n');
  });

  test('threads run before main(), beside a main() that waits for nothing, and may end the program', async () => {
    const result = await run(cpp`
      #include <weft/weft.hpp>
      struct around {
        around() { std::thread([] { std::puts("before main()"); }).join(); }
        ~around() { std::puts("after main()"); }
      } const around_main;
      int main() {
        std::atomic<bool> begun = false;
        std::thread thread([&] { begun = true; });
        while (!begun) {}
        thread.join();
        std::thread([] {
          std::puts("the end");
          std::exit(7);
        }).join();
      }
    `);
    expect(result).toMatchObject({ exitCode: 7, reason: 'exit', stdout: 'before main()\nthe end\nafter main()\n', stderr: '' });
  });

  test('a trap in a thread is the end of the program', async () => {
    const result = await run(cpp`
      #include <weft/weft.hpp>
      int main() { std::thread([] { __builtin_trap(); }).join(); }
    `);
    expect(result).toMatchObject({ exitCode: 134, reason: 'trap' });
    expect(result.message).toContain('The program reached code that can never run');
  });

  test('Stop ends threads that never end', async () => {
    const { playground } = page;
    await playground.setSource(cpp`
      #include <weft/weft.hpp>
      int main() {
        std::thread thread([] { for (volatile int n = 0;; n = n + 1) {} });
        thread.join();
      }
    `);
    const result = await playground.run(async () => {
      await playground.start();
      await playground.untilPhase('running');
      await playground.stop();
    });
    expect(result).toMatchObject({ exitCode: 130, reason: 'stopped' });
    expect(await run('#include <weft/weft.hpp>\nint main() { weft::println("and then"); }\n')).toMatchObject({ stdout: 'and then\n' });
  });
});

describe('programs without threads', () => {
  const page = usePlayground();

  test('are linked and run without them, whatever they include, and nothing is fetched for them', async () => {
    const { playground } = page;
    const result = await playground.runSource(cpp`
      #include <weft/weft.hpp>
      #include <mutex>
      #include <thread>
      std::mutex mutex;
      int main() {
        const std::scoped_lock lock(mutex);
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
        weft::println("{}", weft::blocking::get("/httpbin/status/202").status);
      }
    `);
    expect(result).toMatchObject({ exitCode: 0, stdout: '202\n', stderr: '' });
    const { threadsGlue, compiler } = readManifest();
    const fetched = [threadsGlue, compiler.threads.path].filter((file) => playground.requests.some((address) => address.endsWith(`/${file}`)));
    expect(fetched).toEqual([]);
  });
});

describe('threads in Firefox', () => {
  const browser = useBrowser(launchFirefox);

  test('work there, too', { timeout: 180_000 }, async () => {
    const playground = await browser.open();
    expect(await playground.runSource(standardThreads)).toMatchObject({ exitCode: 0, stdout: '4 arrived\nstopped\n', stderr: '' });
    expect(await playground.runSource(pools)).toMatchObject({ exitCode: 0, stdout: poolsOutput, stderr: '' });
  });
});
