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

class future_base;

class callback_base : public timed_job {
 public:
  void retain() noexcept { ++references_; }
  void release() noexcept {
    if (--references_ == 0) operate_(*this, operation::free);
  }
  callback_base(const callback_base&) = delete;
  callback_base& operator=(const callback_base&) = delete;

  static void* operator new(std::size_t size) { return frame_allocate(size); }
  static void operator delete(void* memory, std::size_t size) noexcept { frame_deallocate(memory, size); }

  bool cancelled() const noexcept { return cancelled_; }
  /// Whether it has run, or never will.
  bool over() const noexcept { return cancelled_ || over_; }
  /// Takes the callback out of its queue and destroys the callable. No effect once it has run.
  void cancel() noexcept;
  time_point when() const noexcept { return when_; }
  void set_when(time_point when) noexcept { when_ = when; }
  /// True for the jobs that are callbacks.
  static bool is_callback(const job& item) noexcept { return item.run == &run_callback; }
  /// The future that this callback waited for is done: called just before it goes to the ready queue.
  void source_done() noexcept;
  /// Drops the queue's reference to a callback that will never run.
  void abandon() noexcept;
  /// The future that it waits for, or waited for; null for other callbacks.
  future_base* source() const noexcept { return source_; }

 protected:
  // One function a callable instead of a table of virtual ones: each would be compiled again in every program.
  enum class operation : std::uint8_t {
    invoke,   // calls the callable
    discard,  // destroys it; exactly once
    free,     // frees the object
  };
  using operate_function = void (*)(callback_base& self, operation what);

  callback_base(loop_core& loop, operate_function operate) noexcept
      : timed_job(&run_callback), operate_(operate), loop_(loop) {}
  ~callback_base() = default;
  /// A callback of `source`, held from the moment it is done until the callback has run.
  void watch(future_base& source) noexcept { source_ = &source; }

 private:
  static void run_callback(job& item);

  operate_function operate_;
  std::uint32_t references_ = 1;  // the queue's, from the start
  bool cancelled_ = false;
  bool holds_source_ = false;
  bool over_ = false;
  loop_core& loop_;  // only touched while queued there
  future_base* source_ = nullptr;
  time_point when_{};
};

template <class F>
class callback final : public callback_base {
 public:
  template <class G>
  callback(loop_core& loop, G&& callable)
      : callback_base(loop, &callback::operate), callable(std::forward<G>(callable)) {}
  ~callback() {}  // the callable has been destroyed by then

 private:
  static void operate(callback_base& self, operation what) {
    auto& me = static_cast<callback&>(self);
    switch (what) {
      case operation::invoke: me.callable(); return;
      case operation::discard: return std::destroy_at(std::addressof(me.callable));
      case operation::free: delete &me;
    }
  }

  union {
    F callable;
  };
};

}  // namespace weft::detail

#endif
