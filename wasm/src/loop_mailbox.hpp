// Where other threads leave callbacks for a loop: call_soon_threadsafe() and work on other threads that has ended.
//
// Shared by the loop and by whoever may still have something to hand in, so that one who comes too late finds a closed
// mailbox, never a loop that is gone.
#ifndef WEFT_LOOP_MAILBOX_HPP
#define WEFT_LOOP_MAILBOX_HPP

#include <atomic>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "../host/host.hpp"

namespace weft::detail {

class callback_base;

class loop_mailbox {
 public:
  explicit loop_mailbox(host::backend& host) noexcept : host_(host) {}

  /// From any thread: hands in a callback of the loop's and wakes the loop. False, and nothing done, once it is closed.
  bool post(callback_base& callback) {
    const std::scoped_lock lock(mutex_);
    if (closed_) return false;
    callbacks_.push_back(&callback);
    any_.store(true, std::memory_order_release);
    // Under the lock: close() waits for it, and the host lives until then.
    host_.wake_now();
    return true;
  }

  /// For the loop's thread: what has come since the last time.
  std::vector<callback_base*> take() {
    if (!any_.load(std::memory_order_acquire)) return {};
    const std::scoped_lock lock(mutex_);
    any_.store(false, std::memory_order_relaxed);
    return std::exchange(callbacks_, {});
  }
  void close() noexcept {
    const std::scoped_lock lock(mutex_);
    closed_ = true;
  }

  /// The thread that the loop runs on; none while it does not.
  std::atomic<std::thread::id> driver;

 private:
  host::backend& host_;
  std::atomic<bool> any_ = false;
  std::mutex mutex_;
  bool closed_ = false;
  std::vector<callback_base*> callbacks_;
};

}  // namespace weft::detail

#endif
