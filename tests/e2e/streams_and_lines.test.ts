/** Bodies in pieces and lines of input, through everything that lies between a program and the page. */
import { describe, expect, test } from 'vitest';
import { cpp, usePlayground } from './support.js';

describe('pieces and lines', () => {
  const page = usePlayground();

  test('a program sees the pieces of a body as they are sent, and leaves the rest of an endless one', async () => {
    const result = await page.playground.runSource(cpp`
      #include <weft/weft.hpp>
      using namespace weft;

      coroutine<> amain() {
        client_session session{{.limit = 2, .timeout = std::chrono::seconds(20)}};
        auto lines = co_await session.get("/httpbin/stream/4?interval=0.2");
        const auto began = event_loop::current().time();
        auto chunks = lines.chunks();
        int spread = 0;
        while (auto chunk = co_await chunks.next()) {
          spread += event_loop::current().time() - began > std::chrono::milliseconds(100);
        }
        println("{}", spread >= 2 ? "one by one" : "all at once");

        auto large = co_await session.get("/httpbin/bytes/1000000000");
        auto pieces = large.chunks();
        std::size_t size = 0;
        for (int i = 0; i < 3; ++i) size += (co_await pieces.next())->size();
        co_await pieces.close();
        println("{}", size > 0 && size < 10'000'000 ? "a part" : "too much");
        try {
          co_await session.get("/httpbin/delay/5", {.timeout = std::chrono::milliseconds(50)});
        } catch (const timeout_error& error) {
          println("{}", error.what());
        }
        auto sent = co_await session.post("/httpbin/post", {.headers = {{"Content-Type", "application/json"}}, .body = "[1, 2]"});
        const std::string text = co_await sent.text();
        println("{}", text.find("\"data\": \"[1, 2]\"") != std::string::npos);
      }

      int main() { run(amain()); }
    `);
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(result.stdout).toBe('one by one\na part\nthe request took longer than its timeout\ntrue\n');
  });

  test('a program asks for lines while other tasks run, and keeps the line that a timeout did not wait for', async () => {
    const { playground } = page;
    await playground.setSource(cpp`
      #include <weft/weft.hpp>
      #include <iostream>
      using namespace weft;

      coroutine<> amain() {
        int ticks = 0;
        auto ticking = create_task([&]() -> coroutine<> {
          for (;; ++ticks) co_await sleep(std::chrono::milliseconds(10));
        }());
        try {
          co_await wait_for(read_line("Quick! "), std::chrono::milliseconds(100));
        } catch (const timeout_error&) {
          println("too late");
        }
        const auto name = co_await read_line("Name? ");
        int number = 0;
        std::cin >> number;
        const auto rest = co_await read_line();
        ticking.cancel();
        println("{} {}{} {}", *name, number, *rest, ticks > 5);
      }

      int main() { run(amain()); }
    `);
    const result = await playground.run(async () => {
      await playground.start();
      await playground.untilPrinted('Name? ');
      await playground.answer('에이다');
      await playground.answer('42 is it');
    });
    expect(result).toMatchObject({ exitCode: 0, stderr: '', stdout: 'Quick! too late\nName? 에이다 42 is it true\n' });
  });
});
