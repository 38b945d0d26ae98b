// What it takes to wait: 10,000 tasks that sleep for a second, all at the same time.
#include <weft/weft.hpp>

#include <chrono>
#include <vector>

using namespace weft;
using namespace std::chrono_literals;

variant ten_thousand_tasks{"10,000 tasks", []() -> coroutine<> {
  std::vector<task<>> tasks;
  for (int i = 0; i < 10'000; ++i) tasks.push_back(create_task(sleep(1s)));
  for (task<>& each : tasks) co_await each;
  println("10,000 tasks have waited");
}};
