// condition: tasks wait under a lock until another one says that something has changed, Python's asyncio.Condition.
#ifndef WEFT_CONDITION_HPP
#define WEFT_CONDITION_HPP

#include <concepts>
#include <coroutine>
#include <cstddef>
#include <exception>
#include <limits>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include "coroutine.hpp"
#include "detail/never_ready.hpp"
#include "detail/wait_node.hpp"
#include "errors.hpp"
#include "lock.hpp"

namespace weft {

/// A lock and a queue of tasks that wait for a change to what it protects. Not thread-safe; must outlive its waiters (those
/// who wait when it is destroyed get std::logic_error, with the lock if that is shared).
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
    lock& held = lock_;
    const bool shared = &lock_ != &own_;
    held.release();
    notified here(*this);
    std::exception_ptr failure;
    try {
      co_await here;
    } catch (...) {
      failure = std::current_exception();
    }
    // Where the condition is no more there is no lock to take either, but for one that is others' as well.
    if (here.abandoned() && !shared) std::rethrow_exception(std::move(failure));
    if (!here.abandoned()) returning_.push(here);
    for (bool again = true; again;) {
      try {
        co_await held.acquire();
        again = false;
      } catch (const cancelled_error&) {
        failure = std::current_exception();
      }
    }
    if (failure) {
      if (!here.abandoned()) waiters_.wake(1);
      std::rethrow_exception(std::move(failure));
    }
    here.require_condition();
  }

  /// Waits until `predicate()`, asked under the lock at first and after every notification, is true, and gives what it was:
  /// `true`, or whatever else counts as such, a pointer or a std::optional.
  template <std::invocable<> Predicate, class T = std::decay_t<std::invoke_result_t<Predicate&>>>
    requires std::constructible_from<bool, T&>
  coroutine<T> wait_for_predicate(Predicate predicate) {
    for (;;) {
      T met = predicate();
      if (static_cast<bool>(met)) co_return met;
      co_await wait();
    }
  }

  /// Wakes at most `count` waiters, the first ones first; they go on once the lock is released. Throws std::logic_error
  /// without the lock.
  void notify(std::size_t count = 1) {
    if (!locked()) throw std::logic_error("notify() on a condition whose lock is not held");
    waiters_.wake(count);
  }
  void notify_all() { notify(std::numeric_limits<std::size_t>::max()); }

 protected:
  /// `what`: what its waiters are said to wait for, a string literal.
  explicit condition(const char* what) noexcept : lock_(own_), what_(what) {}
  /// Wakes all who wait, whoever holds the lock.
  void wake_all() { waiters_.wake(std::numeric_limits<std::size_t>::max()); }

 private:
  class notified : public detail::wait_node {
   public:
    explicit notified(condition& of) noexcept : wait_node(of.what_), condition_(of) {}
    static bool await_ready() noexcept { return detail::never_ready(); }
    void await_suspend(std::coroutine_handle<> awaiting) {
      condition_.waiters_.push(*this);
      suspend(awaiting);
    }
    void await_resume() {
      if (waited() && leave_cancelled()) throw_cancelled();
    }
    /// Throws std::logic_error when the condition has gone.
    void require_condition() const { waited(); }

   private:
    condition& condition_;
  };

  lock own_;
  lock& lock_;
  const char* what_ = "a condition";
  detail::wait_list waiters_;
  detail::wait_list returning_;  // those who wait for the lock again
};

}  // namespace weft

#endif
