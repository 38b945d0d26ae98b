#include <weft/weft.hpp>

#include <chrono>

using namespace weft;
using namespace std::chrono_literals;

int counter = 0;

coroutine<> increment(lock& counting, char name) {
  auto guard = co_await counting.scoped();
  const int before = counter;
  co_await sleep(10ms);  // without the lock the other one would read the same number now
  counter = before + 1;
  println("{}: {}", name, counter);
}

coroutine<> amain() {
  lock counting;
  co_await gather(increment(counting, 'a'), increment(counting, 'b'));
}

int main() { run(amain()); }
