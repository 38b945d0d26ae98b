#include <weft/weft.hpp>
using namespace weft;
using namespace std::chrono_literals;

coroutine<std::string> modern_coroutine() {
  co_await sleep(500ms);  // really asynchronous!
  co_return "Done";
}

coroutine<int> count(std::string name, int result) {
  println("{} begins", name);
  co_await sleep(1s);
  println("{} ends", name);
  co_return result;
}

coroutine<> amain() {
  auto& loop = event_loop::current();
  println("{}", co_await modern_coroutine());

  auto start = loop.time();
  auto [a, b, c] = co_await gather(count("one", 1), count("two", 2), count("three", 3));
  std::chrono::duration<double> took = loop.time() - start;
  println("{} + {} + {} = {}, in {:.1f} s", a, b, c, a + b + c, took.count());
}

int main() { run(amain()); }
