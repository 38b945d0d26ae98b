#include <weft/weft.hpp>

#include <vector>

using namespace weft;

coroutine<> sleeper() { co_await yield_now(); }

coroutine<> amain() {
  tracemalloc::start();
  {
    std::vector<task<>> sleepers;
    for (int i = 0; i < 1000; ++i) sleepers.push_back(create_task(sleeper()));
    println("a task takes {} bytes", tracemalloc::get_traced_memory().current / sleepers.size());
    co_await gather(sleepers);
  }
  auto [current, peak] = tracemalloc::get_traced_memory();
  println("now {} bytes, at the peak {}", current, peak);
  tracemalloc::stop();
}

int main() { run(amain()); }
