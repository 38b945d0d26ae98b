#include <weft/weft.hpp>

#include <chrono>

using namespace weft;
using namespace std::chrono_literals;

coroutine<> amain() {
  event_loop& loop = event_loop::current();
  const time_point start = loop.time();
  loop.call_at(start + 90s, [] { println("a minute and a half"); });
  co_await sleep(1.5h);  // any duration of std::chrono, with fractions, too
  const duration passed = loop.time() - start;
  println("{} seconds", passed / 1s);
}

int main() { run(amain(), {.clock = weft::clock::virtual_time}); }
