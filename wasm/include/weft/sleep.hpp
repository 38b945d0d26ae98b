// sleep() and yield_now(): giving way to other tasks, for a time or for a turn.
#ifndef WEFT_SLEEP_HPP
#define WEFT_SLEEP_HPP

#include <coroutine>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "detail/job.hpp"
#include "detail/never_ready.hpp"
#include "detail/task_base.hpp"
#include "detail/waitable.hpp"
#include "time.hpp"

namespace weft {

namespace detail {

/// The wait behind sleep(). It lies in the sleeping coroutine's frame and is itself the timer: sleeping allocates nothing.
/// As in asyncio, where the timer sets a future, a sleeper runs in the turn after the one in which its timer was due.
class sleep_awaiter : private waitable, private timed_job {
 public:
  explicit sleep_awaiter(duration delay) noexcept : timed_job(&timer_due), delay_(delay) {}
  /// Only before it is awaited.
  sleep_awaiter(sleep_awaiter&& unused) noexcept : timed_job(&timer_due), delay_(unused.delay_) {}
  sleep_awaiter(const sleep_awaiter&) = delete;
  sleep_awaiter& operator=(const sleep_awaiter&) = delete;
  ~sleep_awaiter() {
    if (in_heap() || linked()) [[unlikely]] withdraw();
  }

  static bool await_ready() noexcept { return detail::never_ready(); }
  void await_suspend(std::coroutine_handle<> awaiting);
  void await_resume() {
    task_->check_cancelled();
    if (cancelled_) [[unlikely]] task_->throw_cancelled();
  }

 private:
  static void timer_due(job& item);
  bool cancel_wait(std::string_view message) override;
  std::string describe() const override;
  const char* kind() const noexcept override;
  int turns_until_wake(int) const noexcept override { return in_heap() ? not_on_its_way : 0; }
  void withdraw() noexcept;

  bool cancelled_ = false;  // first: they fit into what timed_job leaves over
  bool awaited_ = false;
  union {
    duration delay_;   // until it is awaited
    task_base* task_;  // then
  };
};

template <class T>
class sleep_with_value : public sleep_awaiter {
 public:
  sleep_with_value(duration delay, T value) : sleep_awaiter(delay), value_(std::move(value)) {}
  T await_resume() {
    sleep_awaiter::await_resume();
    return std::move(value_);
  }

 private:
  T value_;
};

}  // namespace detail

/// Suspends the task for `delay`: never less, however little. Zero or less takes exactly one turn of the loop.
/// Cancelling the task ends the sleep at once. `co_await` it where it is made.
template <class Rep, class Period>
[[nodiscard("co_await it")]] detail::sleep_awaiter sleep(std::chrono::duration<Rep, Period> delay) {
  return detail::sleep_awaiter(detail::to_duration(delay));
}

/// The same, giving `value` at the end.
template <class Rep, class Period, class T>
[[nodiscard("co_await it")]] detail::sleep_with_value<std::decay_t<T>> sleep(std::chrono::duration<Rep, Period> delay,
                                                                             T&& value) {
  return {detail::to_duration(delay), std::forward<T>(value)};
}

/// Lets everything that is ready run once, then goes on: Python's sleep(0).
[[nodiscard("co_await it")]] inline auto yield_now() noexcept {
  struct awaiter {
    detail::task_base* task = nullptr;
    static bool await_ready() noexcept { return detail::never_ready(); }
    void await_suspend(std::coroutine_handle<> awaiting) {
      task = &detail::current_task_base();
      task->suspend_for_a_turn(awaiting);
    }
    void await_resume() { task->check_cancelled(); }
  };
  return awaiter{};
}

}  // namespace weft

#endif
