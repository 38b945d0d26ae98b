#include <weft/weft.hpp>

#include <stdexcept>
#include <string>
#include <tuple>

using namespace weft;

coroutine<int> count() { co_return 2; }
coroutine<std::string> name() { co_return "apples"; }
coroutine<> fails() {
  throw std::runtime_error("no pears today");
  co_return;
}

coroutine<> amain() {
  auto [number, what] = co_await gather(count(), name());
  println("{} {}", number, what);

  auto [first, second] = co_await gather_settled(count(), fails());
  println("1: {}", first ? "fine" : "failed");
  try {
    second.value();
  } catch (const std::runtime_error& error) {
    println("2: {}", error.what());
  }
}

int main() { run(amain()); }
