#include <weft/weft.hpp>

#include <chrono>
#include <stdexcept>

using namespace weft;
using namespace std::chrono_literals;

coroutine<> cook(const char* dish, std::chrono::milliseconds time) {
  try {
    co_await sleep(time);
    println("{} is ready", dish);
  } catch (const cancelled_error&) {
    println("{} is taken off the stove", dish);
    throw;
  }
}

coroutine<> burn() {
  co_await sleep(20ms);
  throw std::runtime_error("the toast is burnt");
}

coroutine<> amain() {
  try {
    co_await with_task_group([](task_group& kitchen) -> coroutine<> {
      kitchen.create_task(cook("egg", 10ms));
      kitchen.create_task(cook("soup", 1h));
      kitchen.create_task(burn());
      co_return;  // the group waits for all of them
    });
  } catch (const exception_group& failures) {
    println("{}", failures.what());
  }
}

int main() { run(amain()); }
