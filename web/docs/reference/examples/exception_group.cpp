#include <weft/weft.hpp>

#include <stdexcept>
#include <string>

using namespace weft;

coroutine<> fails(std::string why) {
  throw std::runtime_error(why);
  co_return;
}

coroutine<> amain() {
  try {
    co_await with_task_group([](task_group& group) -> coroutine<> {
      group.create_task(fails("no ink"));
      group.create_task(fails("no paper"));
      co_return;
    });
  } catch (const exception_group& failures) {
    try {
      std::rethrow_exception(failures.exceptions().front());
    } catch (const std::runtime_error& first) {
      println("{} failures, the first of them: {}", failures.exceptions().size(), first.what());
    }
  }
}

int main() { run(amain()); }
