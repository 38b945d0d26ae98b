#include <weft/weft.hpp>

#include <string>
#include <utility>

using namespace weft;

coroutine<> amain() {
  queue<std::string> shopping;
  shopping.put_nowait("bread");
  co_await shopping.put("butter");
  while (!shopping.empty()) println("{}", co_await shopping.get());

  priority_queue<std::pair<int, std::string>> by_need;
  by_need.put_nowait({2, "later: soap"});
  by_need.put_nowait({1, "urgent: milk"});
  while (!by_need.empty()) println("{}", by_need.get_nowait().second);
}

int main() { run(amain()); }
