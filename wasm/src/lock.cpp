#include <weft/lock.hpp>

#include <weft/detail/loop_core.hpp>

namespace weft {

std::string lock::place::describe() const {
  std::string text = "a lock";
  for_each_awaited([&](detail::future_base& holder) { text += " that " + holder.describe() + " holds"; });
  return text;
}

void lock::place::for_each_awaited(const detail::awaited_function& tell) const {
  if (abandoned() || !lock_.locked_) return;
  // By number: a task that ended without releasing is not there any more.
  if (detail::task_base* const holder = task().loop().find_task(lock_.holder_)) tell(*holder);
}

}  // namespace weft
