// A function that a thread of a pool calls, and the way of its result back: to a thread that blocks for it, or to an event
// loop in which a task awaits it.
//
// The only object of weft's that several threads hold at once. Its count is atomic; its result is written by the pool's
// thread before it says that it is done, and read by nobody before that.
#ifndef WEFT_DETAIL_THREAD_WORK_HPP
#define WEFT_DETAIL_THREAD_WORK_HPP

#include <atomic>
#include <cstdint>
#include <exception>
#include <type_traits>
#include <utility>

#include "callback.hpp"
#include "intrusive_ptr.hpp"
#include "loop_core.hpp"
#include "value_slot.hpp"

namespace weft::detail {

class thread_work {
 public:
  void retain() noexcept { references_.fetch_add(1, std::memory_order_relaxed); }
  void release() noexcept {
    if (references_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
  }
  thread_work(const thread_work&) = delete;
  thread_work& operator=(const thread_work&) = delete;

  /// On the pool's thread: calls the function, keeps what it gives or throws, and wakes who waits.
  void perform() noexcept;

  bool done() const noexcept { return done_.load(std::memory_order_acquire); }
  /// Blocks the calling thread until done.
  void wait();
  /// Done: throws what the function threw.
  void require_value() const {
    if (error_) std::rethrow_exception(error_);
  }
  const std::exception_ptr& error() const noexcept { return error_; }
  /// Posts `callback` to `loop`, on whose thread this is called, once done. Takes over one reference.
  void notify(loop_core& loop, callback_base& callback);

 protected:
  thread_work();
  virtual ~thread_work();

 private:
  /// Calls the function and destroys it: what it captured ends on the thread that used it.
  virtual void call() = 0;
  struct waiting;

  std::atomic<std::uint32_t> references_{0};
  std::atomic<bool> done_{false};
  std::exception_ptr error_;
  waiting* waiting_;
};

template <class R>
class thread_result : public thread_work {
 public:
  value_slot<R> value;
};

template <class F, class R>
class thread_call final : public thread_result<R> {
 public:
  template <class G>
  explicit thread_call(G&& function) : function_(std::forward<G>(function)), holds_function_(true) {}
  ~thread_call() override { drop(); }

 private:
  struct dropper {
    thread_call& call;
    ~dropper() { call.drop(); }
  };
  void call() override {
    const dropper at_end{*this};
    if constexpr (std::is_void_v<R>) {
      function_();
      this->value.fill();
    } else {
      this->value.fill(function_());
    }
  }
  void drop() noexcept {
    if (std::exchange(holds_function_, false)) function_.~F();
  }

  union {
    F function_;
  };
  bool holds_function_;
};

template <class F>
using thread_result_t = std::invoke_result_t<std::decay_t<F>&>;

template <class F>
intrusive_ptr<thread_result<thread_result_t<F>>> make_thread_call(F&& function) {
  using call = thread_call<std::decay_t<F>, thread_result_t<F>>;
  return intrusive_ptr<thread_result<thread_result_t<F>>>(new call(std::forward<F>(function)));
}

}  // namespace weft::detail

#endif
