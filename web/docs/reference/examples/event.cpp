#include <weft/weft.hpp>

#include <string>

using namespace weft;

coroutine<> runner(event& start, std::string name) {
  co_await start.wait();
  println("{} goes", name);
}

coroutine<> amain() {
  event start;
  auto first = create_task(runner(start, "first"));
  auto second = create_task(runner(start, "second"));
  co_await yield_now();
  println("ready");
  start.set();
  co_await gather(first, second);
}

int main() { run(amain()); }
