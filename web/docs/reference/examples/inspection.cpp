#include <weft/weft.hpp>

using namespace weft;

coroutine<> reader(event& news) { co_await news.wait(); }

coroutine<> amain() {
  event news;
  auto reading = create_task(reader(news), {.name = "reader"});
  co_await yield_now();
  for (const any_task& each : all_tasks()) {
    if (each.state() == task_state::waiting) println("{} waits: {}", each.name(), each.waits_on());
  }
  news.set();
  co_await reading;
}

int main() { run(amain()); }
