// A million tasks, all alive at once. Each waits for one turn of the event loop, then says that it was there.
#include <weft/weft.hpp>

#include <vector>

using namespace weft;

constexpr int count = 1'000'000;

coroutine<int> one() {
  co_await yield_now();
  co_return 1;
}

variant as_tasks{"tasks", []() -> coroutine<> {
  std::vector<task<int>> tasks;
  tasks.reserve(count);
  for (int i = 0; i < count; ++i) tasks.push_back(create_task(one()));
  int total = 0;
  for (task<int>& each : tasks) total += co_await each;
  println("tasks: {}", total);
}};

// For scale: the same, awaited one after the other. There is never more than one.
variant in_turn{"one after the other", []() -> coroutine<> {
  int total = 0;
  for (int i = 0; i < count; ++i) total += co_await one();
  println("one after the other: {}", total);
}};
