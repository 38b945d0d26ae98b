// semaphore and bounded_semaphore: so many tasks at a time, Python's asyncio.Semaphore and BoundedSemaphore.
#ifndef WEFT_SEMAPHORE_HPP
#define WEFT_SEMAPHORE_HPP

#include <concepts>
#include <coroutine>
#include <cstddef>
#include <stdexcept>
#include <type_traits>

#include "detail/count.hpp"
#include "detail/wait_node.hpp"
#include "lock.hpp"

namespace weft {

/// A count of permits that tasks take and give back. Not thread-safe; must outlive its waiters.
///
/// Fairness: first come, first served, also for a task that gives back and asks again (test_locks: test_acquire_fifo_order).
/// Cancellation: a permit that was on its way to a waiter that is cancelled goes to the next one.
class semaphore {
 public:
  /// Throws std::invalid_argument for fewer than none.
  explicit semaphore(std::integral auto permits) : permits_(detail::to_count(permits, "a semaphore's permits")) {}
  semaphore() noexcept : permits_(1) {}
  semaphore(const semaphore&) = delete;
  semaphore& operator=(const semaphore&) = delete;

  /// Whether acquire() would wait: no permit is left, or somebody is ahead.
  bool locked() noexcept { return permits_ == 0 || waiters_.anybody_waits(); }

  /// Awaitable: suspends until a permit is this task's. No allocation; no turn of the loop when it need not wait.
  [[nodiscard("co_await it")]] auto acquire() noexcept { return awaiter<void>(*this); }

  /// As acquire(), giving a guard that releases: `auto guard = co_await s.scoped();`.
  [[nodiscard("co_await it")]] auto scoped() noexcept { return awaiter<scoped_hold<semaphore>>(*this); }

  /// Gives a permit back, or adds one.
  void release() {
    check_release();
    ++permits_;
    wake_next();
  }

 protected:
  static constexpr std::size_t unbounded = static_cast<std::size_t>(-1);
  /// `what`: what its waiters are said to wait for, a string literal.
  semaphore(std::size_t permits, std::size_t most, const char* what) noexcept : permits_(permits), most_(most), what_(what) {}

 private:
  template <class Result>
  class awaiter : detail::wait_node {
   public:
    explicit awaiter(semaphore& of) noexcept : wait_node(of.what_), semaphore_(of) {}
    awaiter(awaiter&&) = default;  // only before it is awaited
    ~awaiter() {
      // Its loop has gone between the wake-up and the waiter's turn: the permit is back.
      if (linked() && !pending() && !cancelled()) ++semaphore_.permits_;
    }
    bool await_ready() noexcept {
      if (semaphore_.locked()) return false;
      --semaphore_.permits_;
      return true;
    }
    void await_suspend(std::coroutine_handle<> awaiting) {
      semaphore_.waiters_.push(*this);
      suspend(awaiting);
    }
    Result await_resume() {
      if (waited()) {
        const bool cancel = leave_cancelled();
        // Woken, it was given a permit; cancelled after that, it does not take it.
        if (cancel && !cancelled()) ++semaphore_.permits_;
        // Those who came meanwhile had to queue behind this one, permits or not.
        while (semaphore_.permits_ > 0 && semaphore_.wake_next()) {
        }
        if (cancel) throw_cancelled();
      }
      if constexpr (!std::is_void_v<Result>) return Result(semaphore_);
    }

   private:
    semaphore& semaphore_;
  };

  void check_release() const {
    if (permits_ >= most_) throw std::logic_error("release() of a bounded_semaphore that has all its permits");
  }
  bool wake_next() {
    if (waiters_.wake(1) == 0) return false;
    --permits_;
    return true;
  }

  std::size_t permits_;
  std::size_t most_ = unbounded;
  const char* what_ = "a semaphore";
  detail::wait_list waiters_;
};

/// A semaphore whose release() throws std::logic_error where it would give back more than was taken.
class bounded_semaphore : public semaphore {
 public:
  explicit bounded_semaphore(std::integral auto permits)
      : semaphore(detail::to_count(permits, "a semaphore's permits"), static_cast<std::size_t>(permits), "a semaphore") {}
  bounded_semaphore() noexcept : semaphore(1, 1, "a semaphore") {}
};

}  // namespace weft

#endif
