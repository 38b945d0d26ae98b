#include <weft/weft.hpp>

#include <array>
#include <chrono>
#include <thread>

using namespace weft;
using namespace std::chrono_literals;

int slow_square(int number) {
  std::this_thread::sleep_for(50ms);  // blocks its thread, not the loop
  return number * number;
}

coroutine<> amain() {
  thread_pool_executor pool(3);
  auto square = pool.submit(slow_square, 7);
  println("the loop goes on meanwhile");
  println("{}", co_await square);
  for (int each : pool.map(slow_square, std::array{1, 2, 3})) println("{}", each);
}

int main() { run(amain()); }
