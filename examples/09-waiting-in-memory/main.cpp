// What it takes to wait for a second: 10,000 tasks at the same time, and a hundred threads.
#include <weft/weft.hpp>

#include <chrono>
#include <thread>
#include <vector>

using namespace weft;
using namespace std::chrono_literals;

variant ten_thousand_tasks{"10,000 tasks", []() -> coroutine<> {
  std::vector<task<>> tasks;
  for (int i = 0; i < 10'000; ++i) tasks.push_back(create_task(sleep(1s)));
  for (task<>& each : tasks) co_await each;
  println("10,000 tasks have waited");
}};

// A thread needs a stack of its own for as long as it stands still, and in a browser a whole worker.
variant a_hundred_threads{"100 threads", [] {
  std::vector<std::thread> threads;
  for (int i = 0; i < 100; ++i) threads.emplace_back([] { std::this_thread::sleep_for(1s); });
  for (std::thread& each : threads) each.join();
  println("100 threads have waited");
}};
