#include <weft/weft.hpp>

using namespace weft;

int apples = 2;

coroutine<> baker(condition& changed) {
  co_await changed.acquire();
  println("{} are not enough", apples);
  co_await changed.wait_for_predicate([] { return apples >= 3; });  // lets go of the lock while it waits
  println("{} are", apples);
  changed.release();
}

coroutine<> amain() {
  condition changed;
  auto baking = create_task(baker(changed));
  co_await yield_now();
  co_await changed.acquire();
  ++apples;
  changed.notify_all();
  changed.release();
  co_await baking;
}

int main() { run(amain()); }
