// event: tasks wait until something has happened, Python's asyncio.Event.
#ifndef WEFT_EVENT_HPP
#define WEFT_EVENT_HPP

#include <coroutine>
#include <limits>

#include "detail/wait_node.hpp"

namespace weft {

/// A flag that tasks wait for. Not thread-safe; must outlive its waiters.
class event {
 public:
  event() = default;
  event(const event&) = delete;
  event& operator=(const event&) = delete;

  bool is_set() const noexcept { return set_; }
  /// Raises the flag and wakes all who wait, in the order in which they came. They go on even when clear() comes first.
  void set() {
    set_ = true;
    waiters_.wake(std::numeric_limits<std::size_t>::max());
  }
  void clear() noexcept { set_ = false; }

  /// Awaitable: suspends until the flag is up; not at all when it is. No allocation.
  [[nodiscard("co_await it")]] auto wait() noexcept { return awaiter(*this); }

 private:
  class awaiter : detail::wait_node {
   public:
    explicit awaiter(event& of) noexcept : wait_node("an event"), event_(of) {}
    bool await_ready() const noexcept { return event_.set_; }
    void await_suspend(std::coroutine_handle<> awaiting) {
      event_.waiters_.push(*this);
      suspend(awaiting);
    }
    void await_resume() {
      if (waited() && leave_cancelled()) throw_cancelled();
    }

   private:
    event& event_;
  };

  bool set_ = false;
  detail::wait_list waiters_;
};

}  // namespace weft

#endif
