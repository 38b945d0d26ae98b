#include <weft/weft.hpp>

using namespace weft;

coroutine<> waits(future<int> number) { co_await number; }

coroutine<> amain() {
  auto number = event_loop::current().create_future<int>();
  try {
    number.result();
  } catch (const invalid_state_error&) {
    println("too early for a result");
  }
  co_await waits(number);
}

coroutine<> cancelled() {
  auto number = event_loop::current().create_future<int>();
  number.cancel("enough");
  try {
    co_await number;
  } catch (const cancelled_error& error) {
    println("cancelled: {}", error.what());
  }
}

int main() {
  run(cancelled());
  try {
    run(amain());
  } catch (const deadlock_error&) {
    println("nobody will ever set it");
  }
}
