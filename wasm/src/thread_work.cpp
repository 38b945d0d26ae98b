#include <weft/detail/thread_work.hpp>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "loop_mailbox.hpp"

namespace weft::detail {

struct thread_work::waiting {
  struct loop {
    std::shared_ptr<loop_mailbox> mailbox;
    callback_base* callback;  // the loop's: looked at by nobody else
  };
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<loop> loops;
};

thread_work::thread_work() : waiting_(new waiting) {}
thread_work::~thread_work() { delete waiting_; }

void thread_work::perform() noexcept {
  try {
    call();
  } catch (...) {
    error_ = std::current_exception();
  }
  std::vector<waiting::loop> loops;
  {
    const std::scoped_lock lock(waiting_->mutex);
    done_.store(true, std::memory_order_release);
    loops.swap(waiting_->loops);
    waiting_->changed.notify_all();
  }
  for (const waiting::loop& each : loops) each.mailbox->post(*each.callback);
}

void thread_work::wait() {
  if (done()) return;
  std::unique_lock lock(waiting_->mutex);
  waiting_->changed.wait(lock, [this] { return done(); });
}

void thread_work::notify(loop_core& loop, callback_base& callback) {
  loop.expect(callback);
  {
    const std::scoped_lock lock(waiting_->mutex);
    if (!done()) {
      waiting_->loops.push_back({loop.mailbox(), &callback});
      return;
    }
  }
  loop.mailbox()->post(callback);
}

}  // namespace weft::detail
