// Stage 4 (Python 3.5, PEP 492): await. A coroutine waits, and meanwhile the event loop runs the others.
#include <weft/weft.hpp>

#include <chrono>
#include <string>

using namespace weft;
using namespace std::chrono_literals;

coroutine<std::string> modern_coroutine() {
  co_await sleep(200ms);  // truly asynchronous: no thread stands still here
  co_return "Done";
}

coroutine<> count(std::string name, int to, std::chrono::milliseconds pause) {
  for (int i = 1; i <= to; ++i) {
    co_await sleep(pause);
    println("{} {}", name, i);
  }
}

coroutine<int> main_coroutine() {
  // Awaited like this, a coroutine runs as part of this one.
  println("modern_coroutine: {}", co_await modern_coroutine());

  // As tasks, two of them run side by side.
  auto slow = create_task(count("slow", 2, 150ms));
  auto quick = create_task(count("    quick", 4, 60ms));
  println("two tasks are made; neither has begun");
  co_await slow;
  co_await quick;
  co_return 0;
}

int main() { return run(main_coroutine()); }
