// lock: one task at a time, Python's asyncio.Lock.
#ifndef WEFT_LOCK_HPP
#define WEFT_LOCK_HPP

#include <coroutine>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

#include "detail/wait_node.hpp"

namespace weft {

/// What `co_await x.scoped()` gives: releases `x` when it goes. Move-only.
template <class Lockable>
class [[nodiscard("it releases when it is destroyed")]] scoped_hold {
 public:
  explicit scoped_hold(Lockable& held) noexcept : held_(&held) {}
  scoped_hold(scoped_hold&& other) noexcept : held_(std::exchange(other.held_, nullptr)) {}
  scoped_hold& operator=(scoped_hold&& other) {
    release();
    held_ = std::exchange(other.held_, nullptr);
    return *this;
  }
  ~scoped_hold() {
    try {
      release();
    } catch (const std::logic_error&) {
      // Somebody has released it by hand: a destructor is no place to complain.
    }
  }

  /// Releases now. No effect a second time.
  void release() {
    if (held_ != nullptr) std::exchange(held_, nullptr)->release();
  }

 private:
  Lockable* held_;
};

/// A mutual exclusion between tasks. Not thread-safe; must outlive its waiters. Not recursive.
///
/// Fairness: first come, first served; a task that releases and asks again goes behind those who wait.
/// Cancellation: a waiter that is cancelled leaves the queue, and a wake-up that was already on its way to it goes to the
/// next one (test_locks: test_cancel_release_race, test_finished_waiter_cancelled).
class lock {
 public:
  lock() = default;
  lock(const lock&) = delete;
  lock& operator=(const lock&) = delete;

  bool locked() const noexcept { return locked_; }

  /// Awaitable: suspends until the lock is this task's. No allocation; no turn of the loop when nobody is ahead.
  [[nodiscard("co_await it")]] auto acquire() noexcept { return awaiter<void>(*this); }

  /// As acquire(), giving a guard that releases: `auto guard = co_await l.scoped();`.
  [[nodiscard("co_await it")]] auto scoped() noexcept { return awaiter<scoped_hold<lock>>(*this); }

  /// Lets the next one in. Throws std::logic_error when the lock is not held. Any task may release.
  void release() {
    if (!locked_) throw std::logic_error("release() of a lock that is not held");
    locked_ = false;
    wake_first();
  }

 private:
  /// A place in the queue. Says who holds the lock, for whoever looks at the graph of waits.
  class place : protected detail::wait_node {
   protected:
    explicit place(lock& of) noexcept : wait_node("a lock"), lock_(of) {}
    lock& lock_;

   private:
    std::string describe() const final;
    void for_each_awaited(const detail::awaited_function& tell) const final;
  };

  template <class Result>
  class awaiter : place {
   public:
    explicit awaiter(lock& of) noexcept : place(of) {}
    bool await_ready() noexcept { return lock_.try_acquire(); }
    void await_suspend(std::coroutine_handle<> awaiting) {
      lock_.waiters_.push(*this);
      suspend(awaiting);
    }
    Result await_resume() {
      if (waited()) {
        if (leave_cancelled()) {
          if (!lock_.locked_) lock_.wake_first();
          throw_cancelled();
        }
        lock_.take();
      }
      if constexpr (!std::is_void_v<Result>) return Result(lock_);
    }

   private:
    using place::lock_;
  };

  bool try_acquire() noexcept {
    if (locked_ || waiters_.anybody_waits()) return false;
    take();
    return true;
  }
  void take() noexcept {
    locked_ = true;
    holder_ = detail::running.task != nullptr ? detail::running.task->number() : 0;
  }
  void wake_first() {
    if (!waiters_.empty() && waiters_.first().pending()) waiters_.first().wake();
  }

  bool locked_ = false;
  std::uint64_t holder_ = 0;  // the number of the task that took it last, for people
  detail::wait_list waiters_;
};

}  // namespace weft

#endif
