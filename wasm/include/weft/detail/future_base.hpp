// What every future is, whatever its result's type: a state, a list of jobs to run when it is done, and a failure.
//
// Objects are counted and shared by handles (future<T>, task<T>). Waiting on one links the waiting task's own job into
// `waiters_`, so awaiting allocates nothing; when the future is done the whole list moves to the ready queue in the order
// in which it was built, which is what makes callbacks run FIFO and in a later turn.
#ifndef WEFT_DETAIL_FUTURE_BASE_HPP
#define WEFT_DETAIL_FUTURE_BASE_HPP

#include <cstddef>
#include <cstdint>
#include <exception>
#include <source_location>
#include <string>
#include <string_view>

#include "failure_slot.hpp"
#include "frame_memory.hpp"
#include "intrusive_ptr.hpp"
#include "job.hpp"
#include "loop_core.hpp"
#include "waitable.hpp"

namespace weft::detail {

/// std::logic_error: misuse that handles find.
[[noreturn]] void throw_moved_from_handle();
[[noreturn]] void throw_of_another_loop();

/// Whether it is a cancelled_error.
bool is_cancellation(const std::exception_ptr& error) noexcept;

enum class future_status : std::uint8_t { pending, cancelled, finished };

class future_base : public waitable {
 public:
  void retain() noexcept { ++references_; }
  void release() noexcept {
    if (--references_ == 0) dispose();
  }
  future_base(const future_base&) = delete;
  future_base& operator=(const future_base&) = delete;

  static void* operator new(std::size_t size) { return frame_allocate(size); }
  static void operator delete(void* memory, std::size_t size) noexcept;

  bool done() const noexcept { return status_ != future_status::pending; }
  bool cancelled() const noexcept { return status_ == future_status::cancelled; }
  /// Whether it ended with a value.
  bool has_value() const noexcept { return status_ == future_status::finished && !error_; }
  /// Cancels it. False when it is done already.
  virtual bool cancel(std::string_view message);
  void set_exception(std::exception_ptr error);
  /// The failure, or null for a value; throws for a pending or cancelled future. Counts as retrieving it.
  std::exception_ptr exception();
  /// Throws what a pending, cancelled or failed future has to throw; returns when there is a value.
  void require_value() {
    if (!has_value()) [[unlikely]] throw_no_value();
  }
  /// The owner has seen how it ended: nothing will be reported.
  void mark_retrieved() noexcept { unretrieved_ = false; }
  /// Whatever it ends with, nothing will be reported.
  void keep_quiet() noexcept {
    quiet_ = true;
    unretrieved_ = false;
  }
  /// The failure or the cancelled_error it ended with; null for a value.
  const std::exception_ptr& stored_error() const noexcept { return error_.get(); }

  /// Runs `waiter` once this is done: at the loop's next turn if it is done already.
  void add_waiter(job& waiter);
  bool has_waiters() noexcept { return !waiters_.empty(); }
  bool unique() const noexcept { return references_ == 1; }
  loop_core& loop() const noexcept { return *loop_; }
  std::source_location created_at() const noexcept { return created_at_; }

  // waitable
  bool cancel_wait(std::string_view message) override;
  std::string describe() const override;
  const char* kind() const noexcept override;
  int turns_until_wake(int links) const noexcept override;

  /// Non-null for a task.
  virtual task_base* as_task() noexcept;

 protected:
  future_base(loop_core& loop, std::source_location where) noexcept : loop_(&loop), created_at_(where) {}
  virtual ~future_base();

  void require_pending() const {
    if (done()) [[unlikely]] throw_done();
  }
  /// The result is in place: wakes whoever waits.
  void finish() noexcept;
  /// Ends as cancelled with `error`, a cancelled_error.
  void finish_cancelled(std::exception_ptr error) noexcept;
  void finish_failed(std::exception_ptr error) noexcept;

 private:
  friend class gather_core;
  void wake_waiters() noexcept;
  [[noreturn]] void throw_no_value();
  [[noreturn]] void throw_done() const;
  /// The last handle has gone: reports a failure that nobody saw, then frees the object.
  void dispose() noexcept;

  std::uint32_t references_ = 0;
  future_status status_ = future_status::pending;
  bool unretrieved_ : 1 = false;  // failed, and nobody has looked
  bool quiet_ : 1 = false;

 protected:
  // task_base's, here for the padding's sake.
  bool must_cancel_ : 1 = false;
  bool started_ : 1 = false;
  bool cancellation_under_way_ : 1 = false;
  bool asking_ : 1 = false;  // cancel() has passed through here
  std::uint16_t number_high_ = 0;

 private:
  intrusive_ptr<loop_core> loop_;
  job_queue waiters_;
  failure_slot error_;
  std::source_location created_at_;
};

}  // namespace weft::detail

#endif
