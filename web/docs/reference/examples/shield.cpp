#include <weft/weft.hpp>

#include <chrono>

using namespace weft;
using namespace std::chrono_literals;

coroutine<> save() {
  co_await sleep(50ms);
  println("saved");
}

coroutine<> amain() {
  auto saving = create_task(save());
  try {
    co_await wait_for(shield(saving), 10ms);
  } catch (const timeout_error&) {
    println("not waiting any longer, but the saving goes on");
  }
  co_await saving;
}

int main() { run(amain()); }
