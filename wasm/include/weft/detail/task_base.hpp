// What every task is, whatever its result's type: a future that drives a coroutine.
//
// The task itself is the job that resumes the coroutine, and the only node that is ever linked while it waits: into a
// future's waiters, or into the ready queue. A task waits for one thing at a time, so one node is enough and waiting
// never allocates.
//
// Rules of cancellation, as CPython's Lib/asyncio/tasks.py has them:
//  1. cancel() first asks what the task waits on to cancel; only if that cannot (it is done already, or the task is not
//     waiting) does it leave a note, `must_cancel`, for the next step                (test_tasks: test_cancel_inner_future)
//  2. a task cancelled before its first step never runs                               (test_cancel_in_coro, test_cancel)
//  3. a step that starts with the note gets cancelled_error instead of what it waited for       (test_cancel_done_future)
//  4. a task that starts to wait while it has the note cancels what it waits on at once      (test_cancel_awaited_task)
//  5. a task that ends while it has the note ends cancelled, its value lost                      (test_cancel_at_end)
//  6. uncancel() down to zero takes the note back                            (test_uncancel_resets_must_cancel)
#ifndef WEFT_DETAIL_TASK_BASE_HPP
#define WEFT_DETAIL_TASK_BASE_HPP

#include <coroutine>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>

#include "coroutine_promise.hpp"
#include "future_base.hpp"
#include "waitable.hpp"

namespace weft::detail {

class task_base : public future_base, public job, public task_link {
 public:
  bool cancel(std::string_view message) override;
  std::uint32_t cancelling() const noexcept { return seldom_ ? seldom_->cancel_requests : 0; }
  std::uint32_t uncancel() noexcept;
  const std::string& name();
  void set_name(std::string_view name);
  std::uint64_t number() const noexcept { return std::uint64_t{number_high_} << 32 | number_low_; }
  bool has_name() const noexcept { return seldom_ != nullptr && seldom_->name.has_value(); }
  std::string describe() const override;
  const char* kind() const noexcept override;
  int turns_until_wake(int links) const noexcept override;
  task_base* as_task() noexcept override;
  task_base* as_task_to_cancel() noexcept override;

  /// What it waits on, or null when it is running, ready or done.
  waitable* waiting_on() const noexcept { return waiting_on_; }
  /// Where it waits: the innermost co_await. Where it will begin, before its first step; where it was made, at its end. Looks
  /// at most `deepest` coroutines deep.
  std::source_location suspended_at(int deepest = std::numeric_limits<int>::max()) const noexcept;
  bool started() const noexcept { return started_; }
  /// Its outermost coroutine, from which the others are reached; null when it is done.
  const coroutine_promise_base* outermost() const noexcept { return root_ ? &promise() : nullptr; }
  /// Whether it is in the ready queue, or on the way into it.
  bool ready() const noexcept { return waiting_on_ == nullptr || waiting_on_->turns_until_wake(0) != waitable::not_on_its_way; }
  /// How often it has run so far.
  std::uint32_t steps() const noexcept { return steps_; }
  /// How long it has run so far, where that is measured.
  duration busy_time() const noexcept { return seldom_ ? seldom_->busy : duration::zero(); }
  void add_busy_time(duration took) { need_seldom().busy += took; }
  /// Whether a cancellation is due at the next step.
  bool must_cancel() const noexcept { return must_cancel_; }
  /// Whether what it waited on has been cancelled, and it will hear so at the next step.
  bool cancellation_under_way() const noexcept { return cancellation_under_way_; }

  // --- for awaiters, inside this task ---

  /// The coroutine `leaf` is suspended until the task is scheduled; `what` says on what. Links nothing.
  void suspend_on(waitable& what, std::coroutine_handle<> leaf);
  /// The coroutine `leaf` gives way to whatever is ready.
  void suspend_for_a_turn(std::coroutine_handle<> leaf);
  /// For await_resume: delivers a cancellation that is due.
  void check_cancelled() {
    if (must_cancel_) [[unlikely]] deliver_cancellation();
  }
  /// Another cancellation is delivered in place of the one that is due.
  void forget_cancellation() noexcept { must_cancel_ = false; }
  [[noreturn]] void throw_cancelled() const;

  /// What it waits on is about to be destroyed, because the loop is closing.
  void forget_wait() noexcept {
    if (job::linked()) job::unlink();
    waiting_on_ = nullptr;
  }
  /// Destroys the suspended coroutine: the loop is closing.
  void destroy_frames() noexcept;

 protected:
  task_base(loop_core& loop, std::source_location where);
  ~task_base() override;
  /// Puts the first step into the ready queue. The loop holds the task until it is done.
  void start(std::coroutine_handle<> root);
  /// The root coroutine, until the task is done.
  std::coroutine_handle<> root() const noexcept { return root_; }
  /// Its promise: only who knows its type can tell where in the frame that is.
  virtual coroutine_promise_base& promise() const noexcept = 0;
  /// The coroutine has run to its end with a value: moves it from the promise into the future.
  virtual void take_value() = 0;

 private:
  friend task_base* task_of(job& item) noexcept;
  static void run_step(job& item);
  bool ask_to_cancel(std::string_view message);
  void step();
  void complete();
  /// `failure`: what left the coroutine, or null when it ended well but is to be cancelled.
  void complete_without_value(std::exception_ptr failure);
  [[noreturn]] void deliver_cancellation();
  std::exception_ptr make_cancelled() const;
  void set_cancel_message(std::string_view message);
  /// The message of the latest request to cancel; empty without one.
  std::string_view cancel_message() const noexcept;
  /// Done: takes it off the loop's list, and over the reference that the list held.
  intrusive_ptr<task_base> leave_loop() noexcept;

  // What few of many tasks have.
  struct seldom {
    std::optional<std::string> name;  // given, or asked for
    std::string cancel_message;
    std::uint32_t cancel_requests = 0;
    duration busy{};  // where it is measured
  };
  seldom& need_seldom();

  std::coroutine_handle<> root_;
  std::coroutine_handle<> leaf_;
  waitable* waiting_on_ = nullptr;
  std::unique_ptr<seldom> seldom_;
  std::uint32_t number_low_;  // a task's number, but for number_high_
  std::uint32_t steps_ = 0;
};

/// The task whose step this job is, or null.
task_base* task_of(job& item) noexcept;

/// The task that is running on this thread. Throws std::logic_error outside a task.
task_base& current_task_base();

}  // namespace weft::detail

#endif
