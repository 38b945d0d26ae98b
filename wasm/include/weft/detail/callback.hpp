// A callable that the loop runs once: what call_soon, call_later and add_done_callback put into its queues.
//
// One allocation holds the queue links, the count of handles and the callable itself. The callable is destroyed as soon
// as it has run or has been cancelled, whatever handles still point here.
#ifndef WEFT_DETAIL_CALLBACK_HPP
#define WEFT_DETAIL_CALLBACK_HPP

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <utility>

#include "frame_memory.hpp"
#include "job.hpp"
#include "loop_core.hpp"

namespace weft::detail {

class callback_base : public timed_job {
 public:
  void retain() noexcept { ++references_; }
  void release() noexcept {
    if (--references_ == 0) delete this;
  }
  callback_base(const callback_base&) = delete;
  callback_base& operator=(const callback_base&) = delete;

  static void* operator new(std::size_t size) { return frame_allocate(size); }
  static void operator delete(void* memory, std::size_t size) noexcept { frame_deallocate(memory, size); }

  bool cancelled() const noexcept { return cancelled_; }
  /// Takes the callback out of its queue and destroys the callable. No effect once it has run.
  void cancel() noexcept;
  time_point when() const noexcept { return when_; }
  void set_when(time_point when) noexcept { when_ = when; }
  /// True for the jobs that are callbacks.
  static bool is_callback(const job& item) noexcept { return item.run == &run_callback; }
  /// The future that this callback waited for is done: called just before it goes to the ready queue.
  virtual void source_done() noexcept {}

  /// Drops the queue's reference to a callback that will never run.
  void abandon() noexcept;

 protected:
  explicit callback_base(loop_core& loop) noexcept : timed_job(&run_callback), loop_(loop) {}
  virtual ~callback_base() = default;
  /// Calls the callable.
  virtual void invoke() = 0;
  /// Destroys the callable. Called exactly once, before the object goes.
  virtual void discard() noexcept = 0;

 private:
  static void run_callback(job& item);

  std::uint32_t references_ = 1;  // the queue's, from the start
  bool cancelled_ = false;
  bool live_ = true;  // the callable has not been destroyed
  loop_core& loop_;  // only touched while queued there
  time_point when_{};
};

template <class F>
class callback final : public callback_base {
 public:
  template <class G>
  callback(loop_core& loop, G&& callable) : callback_base(loop), callable_(std::forward<G>(callable)) {}
  ~callback() override {}  // discard() has destroyed the callable

 private:
  void invoke() override { callable_(); }
  void discard() noexcept override { std::destroy_at(std::addressof(callable_)); }

  union {
    F callable_;
  };
};

}  // namespace weft::detail

#endif
