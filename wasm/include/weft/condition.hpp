// condition: tasks wait under a lock until another one says that something has changed, Python's asyncio.Condition.
#ifndef WEFT_CONDITION_HPP
#define WEFT_CONDITION_HPP

#include <concepts>
#include <coroutine>
#include <cstddef>
#include <exception>
#include <limits>
#include <stdexcept>
#include <utility>

#include "coroutine.hpp"
#include "detail/never_ready.hpp"
#include "detail/wait_node.hpp"
#include "errors.hpp"
#include "lock.hpp"

namespace weft {

/// A lock and a queue of tasks that wait for a change to what it protects. Not thread-safe; must outlive its waiters.
///
/// Cancellation: a waiter that is cancelled takes the lock again before cancelled_error leaves wait(), and passes a
/// notification that it may have had on to another waiter (test_locks: test_cancelled_wakeup).
class condition {
 public:
  /// With a lock of its own, or on one that is shared and outlives it.
  condition() noexcept : lock_(own_) {}
  explicit condition(lock& shared) noexcept : lock_(shared) {}
  condition(const condition&) = delete;
  condition& operator=(const condition&) = delete;

  [[nodiscard("co_await it")]] auto acquire() noexcept { return lock_.acquire(); }
  [[nodiscard("co_await it")]] auto scoped() noexcept { return lock_.scoped(); }
  void release() { lock_.release(); }
  bool locked() const noexcept { return lock_.locked(); }

  /// Releases the lock, waits for a notification, and takes the lock again. Throws std::logic_error without the lock.
  coroutine<> wait() {
    if (!locked()) throw std::logic_error("wait() on a condition whose lock is not held");
    lock_.release();
    std::exception_ptr failure;
    {
      notified here(*this);
      try {
        co_await here;
      } catch (...) {
        failure = std::current_exception();
      }
      // The condition is no more, and so there is no lock to take.
      if (here.abandoned()) std::rethrow_exception(std::move(failure));
    }
    for (bool held = false; !held;) {
      try {
        co_await lock_.acquire();
        held = true;
      } catch (const cancelled_error&) {
        failure = std::current_exception();
      }
    }
    if (failure) {
      waiters_.wake(1);
      std::rethrow_exception(std::move(failure));
    }
  }

  /// Waits until `predicate()`, asked under the lock at first and after every notification, is true.
  template <std::predicate<> Predicate>
  coroutine<> wait_for_predicate(Predicate predicate) {
    while (!predicate()) co_await wait();
  }

  /// Wakes at most `count` waiters, the first ones first; they go on once the lock is released. Throws std::logic_error
  /// without the lock.
  void notify(std::size_t count = 1) {
    if (!locked()) throw std::logic_error("notify() on a condition whose lock is not held");
    waiters_.wake(count);
  }
  void notify_all() { notify(std::numeric_limits<std::size_t>::max()); }

 private:
  class notified : detail::wait_node {
   public:
    using wait_node::abandoned;
    explicit notified(condition& of) noexcept : wait_node("a condition"), condition_(of) {}
    static bool await_ready() noexcept { return detail::never_ready(); }
    void await_suspend(std::coroutine_handle<> awaiting) {
      condition_.waiters_.push(*this);
      suspend(awaiting);
    }
    void await_resume() {
      if (waited() && leave_cancelled()) throw_cancelled();
    }

   private:
    condition& condition_;
  };

  lock own_;
  lock& lock_;
  detail::wait_list waiters_;
};

}  // namespace weft

#endif
