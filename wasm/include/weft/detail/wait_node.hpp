// A task's place in the queue of a lock, event, semaphore or queue: a node inside the awaiting expression.
//
// It plays the part that a future plays in asyncio (Lib/asyncio/locks.py creates one for each waiter), without an
// allocation, and keeps its order: a node stays in its list from the moment of waiting until its task runs again, woken or
// cancelled. That is what the FIFO promise of the primitives rests on: who arrives meanwhile sees that somebody is ahead.
#ifndef WEFT_DETAIL_WAIT_NODE_HPP
#define WEFT_DETAIL_WAIT_NODE_HPP

#include <coroutine>
#include <cstdint>
#include <string>
#include <string_view>

#include "job.hpp"
#include "task_base.hpp"
#include "waitable.hpp"

namespace weft::detail {

class wait_node : public waitable, public list_node {
 public:
  /// What is waited for, for people: a string literal such as "a lock".
  explicit wait_node(const char* what) noexcept : what_(what) {}
  /// Only before it is awaited.
  wait_node(wait_node&& unused) noexcept : what_(unused.what_) {}
  ~wait_node() {
    if (linked()) unlink();
  }

  /// Neither woken nor cancelled: may be woken.
  bool pending() const noexcept { return state_ == state::pending; }
  bool cancelled() const noexcept { return state_ == state::cancelled; }
  /// Lets the task go on in a later turn. Only for a pending node; it stays in its list until then.
  void wake() {
    state_ = state::woken;
    task_->loop().schedule(*task_);
  }

 protected:
  /// For await_suspend: the node is in its list already.
  void suspend(std::coroutine_handle<> awaiting) {
    task_ = &current_task_base();
    task_->suspend_on(*this, awaiting);
  }
  /// For await_resume: leaves the list. True when the task is to be cancelled here.
  bool leave_cancelled() noexcept {
    unlink();
    return state_ == state::cancelled || task_->must_cancel();
  }
  [[noreturn]] void throw_cancelled() {
    task_->check_cancelled();
    task_->throw_cancelled();
  }

 private:
  enum class state : std::uint8_t { pending, woken, cancelled };

  bool cancel_wait(std::string_view) final {
    if (state_ != state::pending) return false;
    state_ = state::cancelled;
    task_->loop().schedule(*task_);
    return true;
  }
  std::string describe() const final { return what_; }
  int turns_until_wake(int) const noexcept final { return state_ == state::pending ? not_on_its_way : 0; }

  const char* what_;
  task_base* task_ = nullptr;
  state state_ = state::pending;
};

/// The waiters of one primitive, in the order of their arrival.
class wait_list {
 public:
  bool empty() noexcept { return nodes_.empty(); }
  void push(wait_node& node) noexcept { nodes_.push_back(node); }
  /// Whether somebody is ahead who has not given up.
  bool anybody_waits() noexcept {
    for (wait_node& node : nodes_) {
      if (!node.cancelled()) return true;
    }
    return false;
  }
  /// The one who has waited longest, in whatever state; the list must not be empty.
  wait_node& first() noexcept { return nodes_.front(); }
  /// Wakes at most `count` of those who wait, the first ones first; gives how many.
  std::size_t wake(std::size_t count) {
    std::size_t woken = 0;
    for (wait_node& node : nodes_) {
      if (woken == count) break;
      if (!node.pending()) continue;
      node.wake();
      ++woken;
    }
    return woken;
  }

 private:
  intrusive_list<wait_node> nodes_;
};

}  // namespace weft::detail

#endif
