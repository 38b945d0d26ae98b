#include <weft/weft.hpp>

#include <chrono>
#include <vector>

using namespace weft;
using namespace std::chrono_literals;

coroutine<int> after(int milliseconds) {
  co_await sleep(std::chrono::milliseconds(milliseconds));
  co_return milliseconds;
}

coroutine<> amain() {
  std::vector<task<int>> tasks;
  for (int time : {60, 20, 40}) tasks.push_back(create_task(after(time)));
  auto ended = as_completed(tasks);
  while (auto each = co_await ended.next()) println("{}", each->result());
}

int main() { run(amain()); }
