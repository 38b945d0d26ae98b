// The same breakfast on weft: the loop, the futures and the tasks are there already, and know more than ours did.
#include <weft/weft.hpp>

#include <chrono>
#include <string>

using namespace weft;
using namespace std::chrono_literals;

coroutine<int> make(std::string what, std::chrono::milliseconds time) {
  println("{}: begun", what);
  co_await sleep(time);
  println("{}: ready", what);
  co_return 1;
}

coroutine<> guest(future<int> bell) {
  println("guest: waits for the bell");
  println("guest: heard it ring {} times", co_await bell);
}

coroutine<int> breakfast() {
  auto bell = event_loop::current().create_future<int>();
  auto tea = create_task(make("tea", 150ms)), toast = create_task(make("toast", 100ms)),
       egg = create_task(make("egg", 50ms));
  auto visitor = create_task(guest(bell));
  println("breakfast: four tasks made, none has begun");

  int things = co_await tea;  // meanwhile the other two get ready
  things += co_await toast;
  things += co_await egg;
  bell.set_result(3);
  co_await visitor;
  co_return things;
}

coroutine<> morning() {
  const auto began = event_loop::current().time();
  const int things = co_await breakfast();
  const std::chrono::duration<double> took = event_loop::current().time() - began;
  println("{} things in {:.1f} s", things, took.count());
}

int main() { run(morning()); }
