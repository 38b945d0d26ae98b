#include <weft/weft.hpp>

#include <chrono>
#include <string>

using namespace weft;
using namespace std::chrono_literals;

coroutine<> count(char name) {
  for (int i = 1; i <= 3; ++i) {
    println("{} {}", name, i);
    co_await yield_now();  // lets the others have their turn
  }
}

coroutine<> amain() {
  co_await gather(count('a'), count('b'));
  println("{}", co_await sleep(0.1s, std::string("a tenth of a second later")));
}

int main() { run(amain()); }
