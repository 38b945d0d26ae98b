#include <weft/weft.hpp>

#include <chrono>

using namespace weft;
using namespace std::chrono_literals;

coroutine<int> work() {
  try {
    co_await sleep(1h);
    co_return 1;
  } catch (const cancelled_error& error) {
    println("cleaning up: {}", error.what());
    throw;
  }
}

coroutine<> amain() {
  auto working = create_task(work(), {.name = "worker"});
  println("{} is made, and has not begun", working.name());
  co_await yield_now();
  working.cancel("enough");
  try {
    co_await working;
  } catch (const cancelled_error&) {
    println("{} was cancelled: {}", working.name(), working.cancelled());
  }
}

int main() { run(amain()); }
