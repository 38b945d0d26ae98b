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

/// std::logic_error: two tasks, or one twice, await one awaitable that can wait for one.
[[noreturn]] void throw_awaited_twice();
/// std::logic_error: `what`, for people, has not outlived who waits for it.
[[noreturn]] void throw_destroyed(const char* what);

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
  /// What it waits at is being destroyed, against the rules: its task goes on, and is told so.
  bool abandoned() const noexcept { return state_ >= state::abandoned; }
  void abandon() noexcept;
  /// Lets the task go on in a later turn. Only for a pending node; it stays in its list until then.
  void wake() {
    state_ = state::woken;
    task_->loop().schedule(*task_);
  }

 protected:
  /// For await_suspend: the node is in its list already.
  void suspend(std::coroutine_handle<> awaiting) {
    task_ = &current_task_base();
    state_ = state::pending;
    task_->suspend_on(*this, awaiting);
  }
  /// For await_resume, before all else: whether it has had to wait. When it has been abandoned, throws std::logic_error, or
  /// what the task is to be cancelled with.
  bool waited() const {
    if (linked()) return true;
    if (abandoned()) [[unlikely]] throw_abandoned();
    return false;
  }
  /// For await_resume: leaves the list. True when the task is to be cancelled here.
  bool leave_cancelled() noexcept {
    unlink();
    return state_ == state::cancelled || task_->must_cancel();
  }
  /// Who waits here.
  task_base& task() const noexcept { return *task_; }
  [[noreturn]] void throw_cancelled() {
    task_->check_cancelled();
    task_->throw_cancelled();
  }

 private:
  enum class state : std::uint8_t { pending, woken, cancelled, abandoned, abandoned_cancelled };

  [[noreturn]] void throw_abandoned() const;

  bool cancel_wait(std::string_view) final {
    if (state_ != state::pending) return false;
    state_ = state::cancelled;
    task_->loop().schedule(*task_);
    return true;
  }
  std::string describe() const override { return what_; }
  const char* kind() const noexcept final { return what_; }
  int turns_until_wake(int) const noexcept final { return state_ == state::pending ? not_on_its_way : 0; }

  const char* what_;
  task_base* task_ = nullptr;
  state state_ = state::pending;
};

/// The waiters of one primitive, in the order of their arrival.
class wait_list {
 public:
  wait_list() = default;
  wait_list(const wait_list&) = delete;
  wait_list& operator=(const wait_list&) = delete;
  ~wait_list() {
    while (!nodes_.empty()) [[unlikely]] nodes_.front().abandon();
  }

  bool empty() noexcept { return nodes_.empty(); }
  void push(wait_node& node) {
    if (node.linked()) [[unlikely]] throw_awaited_twice();
    nodes_.push_back(node);
  }
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
