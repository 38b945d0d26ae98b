#include <weft/weft.hpp>

#include <chrono>
#include <vector>

using namespace weft;
using namespace std::chrono_literals;

coroutine<int> after(std::chrono::milliseconds time) {
  co_await sleep(time);
  co_return static_cast<int>(time.count());
}

coroutine<> amain() {
  std::vector<task<int>> tasks;
  for (auto time : {30ms, 10ms, 20ms}) tasks.push_back(create_task(after(time)));
  auto [done, pending] = co_await wait(tasks, {.return_when = return_when::first_completed});
  println("first: {}; {} are still pending", done.front().result(), pending.size());
  for (auto& each : pending) each.cancel();
}

int main() { run(amain()); }
