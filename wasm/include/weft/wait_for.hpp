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

  /// To be called when cancelled_error arrives: throws timeout_error if this deadline is its cause and nobody else asked the
  /// task to stop.
  void throw_if_cause();

 private:
  void check_in_next_turn(int turns_left);
  /// Whether a result is on its way, for which the deadline then waits.
  bool is_to_wait(int turns_left);
  void expire();

  task_base& task_;
  std::uint32_t cancelling_before_;
  bool expired_ = false;  // it has asked the task to stop, and has not taken that back
  intrusive_ptr<callback_base> timer_;
};

template <class Awaitable>
coroutine<typename Awaitable::value_type> await_until(Awaitable awaitable, time_point until) {
  deadline limit(until);
  try {
    co_return co_await std::move(awaitable);
  } catch (const cancelled_error&) {
    limit.throw_if_cause();
    throw;
  }
}

coroutine<> cancel_and_await_end(intrusive_ptr<future_base> awaited);

/// The result of what has ended, where its cancellation was a timeout. (A gather is not cancelled() then: it fails with the
/// cancellation of a child.) No part of the coroutine below: clang for wasm fails on such a handler in one.
template <class Handle>
typename Handle::value_type result_in_time(Handle ended) {
  try {
    return std::move(ended).result();
  } catch (const cancelled_error&) {
    throw timeout_error();
  }
}

/// wait_for() with no time at all. In the turns that CPython's takes, which awaits the end of what it has cancelled by a
/// callback. A coroutine becomes a task, which is cancelled before its first step and so never runs.
template <class Handle>
coroutine<typename Handle::value_type> await_without_time(Handle awaited) {
  if (awaited.done()) co_return co_await std::move(awaited);
  co_await cancel_and_await_end(intrusive_ptr<future_base>(&awaited.state()));
  co_return result_in_time(std::move(awaited));
}

template <class T>
coroutine<T> await_without_time(coroutine<T> c) {
  co_return co_await await_without_time(create_task(std::move(c)));
}

time_point from_now(duration limit);

template <class Awaitable>
coroutine<typename Awaitable::value_type> await_for(Awaitable awaitable, duration limit) {
  if (limit <= duration::zero()) co_return co_await await_without_time(std::move(awaitable));
  co_return co_await await_until(std::move(awaitable), from_now(limit));
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
  return detail::await_for(std::move(awaitable), detail::to_duration(limit));
}

/// The same for whatever else can be awaited, `wait_for(event.wait(), 1s)`, and for a callable that returns a coroutine.
template <detail::spawnable A, class Rep, class Period>
auto wait_for(A&& awaiter, std::chrono::duration<Rep, Period> limit) {
  return wait_for(detail::to_coroutine(std::forward<A>(awaiter)), limit);
}

/// The same with a moment on the loop's clock (event_loop::time()) as the limit, as `async with asyncio.timeout_at()`: one
/// that has passed does not keep a coroutine from starting, but ends its first wait.
template <detail::limited A, class Duration>
coroutine<typename A::value_type> timeout_at(A awaitable, std::chrono::time_point<std::chrono::steady_clock, Duration> when) {
  return detail::await_until(std::move(awaitable), detail::to_time_point(when));
}
template <detail::spawnable A, class Duration>
auto timeout_at(A&& awaiter, std::chrono::time_point<std::chrono::steady_clock, Duration> when) {
  return timeout_at(detail::to_coroutine(std::forward<A>(awaiter)), when);
}

}  // namespace weft

#endif
