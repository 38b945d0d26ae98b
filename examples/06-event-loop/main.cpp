#include <weft/weft.hpp>
using namespace weft;
using namespace std::chrono_literals;

coroutine<> worker(std::string name, duration delay) {
  println("{} begins", name);
  co_await sleep(delay);
  println("{} ends", name);
}

coroutine<> amain() {
  auto slow = create_task(worker("slow", 200ms), {.name = "slow"});
  auto fast = create_task(worker("fast", 100ms), {.name = "fast"});
  println("tasks made, nothing has run yet");
  co_await slow;
  co_await fast;
  println("both are done");

  // The parts are here too: a future that a timer sets, and a callback.
  auto& loop = event_loop::current();
  auto answer = loop.create_future<int>();
  answer.add_done_callback([](future<int> f) { println("callback: {}", f.result()); });
  loop.call_later(100ms, [=] { answer.set_result(42); });
  println("awaited: {}", co_await answer);

  // And what the hand-made one cannot do: stop.
  auto never = create_task(worker("never", 1h));
  co_await sleep(50ms);
  never.cancel();
  try {
    co_await never;
  } catch (const cancelled_error&) {
    println("never was cancelled");
  }
}

int main() { run(amain()); }
