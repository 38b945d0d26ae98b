#include <weft/weft.hpp>

using namespace weft;

coroutine<> amain() {
  event_loop& loop = event_loop::current();
  auto number = loop.create_future<int>();
  number.add_done_callback([](const future<int>& done) { println("done: {}", done.result()); });
  loop.call_soon([number] { number.set_result(7); });
  println("waiting");
  println("{}", co_await number);
}

int main() { run(amain()); }
