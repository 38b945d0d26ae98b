#include <weft/weft.hpp>

using namespace weft;

coroutine<int> half(int n) {
  println("  half is under way");
  co_return n / 2;
}

coroutine<> amain() {
  auto pending = half(42);
  println("nothing has run yet");
  println("{}", co_await std::move(pending));
}

int main() { run(amain()); }
