// wait_for() and timeout_at(): a limit on how long something may take.
#ifndef WEFT_WAIT_FOR_HPP
#define WEFT_WAIT_FOR_HPP

#include <chrono>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "coroutine.hpp"
#include "detail/callback.hpp"
#include "detail/task_base.hpp"
#include "errors.hpp"
#include "future.hpp"
#include "task.hpp"
#include "time.hpp"

namespace weft {

namespace detail {

/// A deadline for a stretch of the running task: when it comes, the task is cancelled, and expired() tells that
/// cancellation from anybody else's. The counting is that of CPython's Lib/asyncio/timeouts.py.
///
/// One thing is kept more strictly than there: what arrives in the very turn in which the deadline passes is not lost,
/// whichever timer was made first. So when the deadline comes while a wake-up is already on its way up what the task waits
/// for (a task that waits for a task that slept), it gives that wake-up the turns that it needs to arrive.
class deadline {
 public:
  explicit deadline(time_point when);
  deadline(const deadline&) = delete;
  deadline& operator=(const deadline&) = delete;
  ~deadline();

  /// Ends the stretch; to be asked when cancelled_error arrives. True: this deadline was the cause, and nobody else asked
  /// the task to stop, so it is timeout_error's turn.
  bool end_as_cause() noexcept;

 private:
  void check_in_next_turn(int turns_left);
  void expire();

  task_base& task_;
  std::uint32_t cancelling_before_;
  bool expired_ = false;  // it has asked the task to stop, and has not taken that back
  intrusive_ptr<callback_base> timer_;
};

template <class T, class Awaitable>
coroutine<T> await_until(Awaitable awaitable, time_point when) {
  deadline limit(when);
  try {
    co_return co_await std::move(awaitable);
  } catch (const cancelled_error&) {
    if (limit.end_as_cause()) throw timeout_error();
    throw;
  }
}

time_point deadline_after(duration limit);
bool is_past(time_point when);

// With no time at all: what is done already counts, anything else is cancelled, and a coroutine never starts.
template <class T>
coroutine<T> await_without_waiting(coroutine<T> c) {
  c.release().destroy();
  throw timeout_error();
  co_return co_await std::move(c);
}
template <class T, class Handle>
coroutine<T> await_without_waiting(Handle awaited) {
  if (!awaited.done()) {
    const std::uint32_t cancelling_before = current_task_base().cancelling();
    awaited.cancel();
    try {
      co_return co_await awaited;
    } catch (const cancelled_error&) {
      if (awaited.cancelled() && current_task_base().cancelling() == cancelling_before) throw timeout_error();
      throw;
    }
  }
  co_return co_await std::move(awaited);
}

template <class Awaitable>
coroutine<typename Awaitable::value_type> wait_until(Awaitable awaitable, time_point when) {
  using T = typename Awaitable::value_type;
  if (is_past(when)) co_return co_await await_without_waiting<T>(std::move(awaitable));
  co_return co_await await_until<T>(std::move(awaitable), when);
}

template <class Awaitable>
coroutine<typename Awaitable::value_type> wait_during(Awaitable awaitable, duration limit) {
  using T = typename Awaitable::value_type;
  if (limit <= duration::zero()) co_return co_await await_without_waiting<T>(std::move(awaitable));
  co_return co_await await_until<T>(std::move(awaitable), deadline_after(limit));
}

template <class A>
concept limited = requires { typename A::value_type; } &&
                  (std::is_same_v<A, coroutine<typename A::value_type>> || std::is_same_v<A, task<typename A::value_type>> ||
                   std::is_same_v<A, future<typename A::value_type>>);

}  // namespace detail

/// Awaits a coroutine, task or future for at most `limit`, counted from the co_await. When it is over, the awaited is
/// cancelled and awaited to its end, then timeout_error is thrown; if it answers the cancellation with a value after
/// all, that value is the result. A result that arrives in the same turn as the deadline wins.
/// Zero or less: gives what is done already, cancels what is not, and never starts a coroutine.
/// Cancelling the awaiting task cancels the awaited and arrives as cancelled_error.
template <detail::limited A, class Rep, class Period>
coroutine<typename A::value_type> wait_for(A awaitable, std::chrono::duration<Rep, Period> limit) {
  return detail::wait_during(std::move(awaitable), detail::to_duration(limit));
}

/// The same with a moment on the loop's clock (event_loop::time()) as the limit.
template <detail::limited A>
coroutine<typename A::value_type> timeout_at(A awaitable, time_point when) {
  return detail::wait_until(std::move(awaitable), when);
}

}  // namespace weft

#endif
