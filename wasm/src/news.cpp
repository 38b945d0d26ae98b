#include <weft/detail/news.hpp>

#include <cstddef>
#include <limits>

namespace weft::detail {

void news::come() noexcept {
  come_ = true;
  waiters_.wake(std::numeric_limits<std::size_t>::max());
}

void news::awaiter::await_suspend(std::coroutine_handle<> awaiting) {
  news_.waiters_.push(*this);
  suspend(awaiting);
}

void news::awaiter::await_resume() {
  if (waited() && leave_cancelled()) throw_cancelled();
}

std::string news::awaiter::describe() const {
  std::size_t left = 0;
  for_each_awaited([&](future_base&) { ++left; });
  return std::string(news_.what_) + " (" + std::to_string(left) + " not done)";
}

void news::awaiter::for_each_awaited(const awaited_function& tell) const { news_.tell_(news_.owner_, tell); }

}  // namespace weft::detail
