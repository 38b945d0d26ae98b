#include <weft/weft.hpp>

#include <chrono>

using namespace weft;
using namespace std::chrono_literals;

coroutine<> step(const char* name) {
  co_await sleep(1ms);
  println("{}", name);
}

coroutine<> amain() {
  auto one = create_task(step("one"), {.name = "one"});
  auto two = create_task(step("two"), {.name = "two"});
  co_await gather(one, two);
}

int main() {
  trace::start();
  run(amain());
  trace::stop();
  // Save it as trace.json and open it in Perfetto, or in the browser's DevTools.
  println("{}", trace::export_chrome_json());
}
