#include <weft/weft.hpp>

#include <chrono>

using namespace weft;
using namespace std::chrono_literals;

async_generator<int> lines() {
  try {
    for (int n = 1;; ++n) {
      co_await sleep(10ms);
      co_yield n;
    }
  } catch (const generator_exit&) {
    println("closed");
    throw;
  }
}

coroutine<> amain() {
  auto source = lines();
  for (int i = 0; i < 3; ++i) println("line {}", *co_await source.next());
  co_await source.close();
}

int main() { run(amain()); }
