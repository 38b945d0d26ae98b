#include <weft/weft.hpp>

#include <chrono>

using namespace weft;
using namespace std::chrono_literals;

coroutine<int> slow() {
  try {
    co_await sleep(1h);
    co_return 1;
  } catch (const cancelled_error&) {
    println("out of time: cancelled, and awaited to its end");
    throw;
  }
}

coroutine<> amain() {
  println("in time: {}", co_await wait_for(sleep(10ms, 42), 1s));
  try {
    co_await wait_for(slow(), 50ms);
  } catch (const timeout_error& error) {
    println("{}", error.what());
  }
}

int main() { run(amain()); }
