#include <weft/weft.hpp>

#include <chrono>
#include <stdexcept>

using namespace weft;
using namespace std::chrono_literals;

coroutine<int> answer() {
  co_await sleep(10h);
  co_return 42;
}

coroutine<> fail() {
  co_await yield_now();
  throw std::runtime_error("no luck");
}

int main() {
  // In virtual time ten hours are over at once.
  println("{}", run(answer(), {.clock = weft::clock::virtual_time}));
  try {
    run(fail());
  } catch (const std::runtime_error& error) {
    println("run() throws what its coroutine does: {}", error.what());
  }
}
