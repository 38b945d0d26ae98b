#include <weft/weft.hpp>

#include <stdexcept>
#include <vector>

using namespace weft;

coroutine<int> number(bool good) {
  if (!good) throw std::runtime_error("not this one");
  co_return 1;
}

coroutine<> amain() {
  auto [good, bad] = co_await gather_settled(number(true), number(false));
  for (const outcome<int>& each : {good, bad}) {
    if (each) {
      println("ok");
    } else {
      try {
        std::rethrow_exception(each.error());
      } catch (const std::exception& error) {
        println("failed: {}", error.what());
      }
    }
  }
}

int main() { run(amain()); }
