#include <weft/thread_pool_executor.hpp>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <system_error>
#include <thread>

#include "../host/host.hpp"

namespace weft {

namespace detail {

class thread_pool {
 public:
  explicit thread_pool(std::size_t most) : most_(most) {}
  ~thread_pool() { shutdown(); }

  void add(thread_work& work) {
    const std::scoped_lock lock(mutex_);
    if (closed_) throw std::runtime_error("the thread pool has been shut down");
    work_.emplace_back(&work);
    if (idle_ >= work_.size()) {
      changed_.notify_one();
    } else if (threads_.size() < most_) {
      start_thread();
    }
  }

  void shutdown() {
    std::vector<std::thread> threads;
    {
      const std::scoped_lock lock(mutex_);
      closed_ = true;
      threads.swap(threads_);
      changed_.notify_all();
    }
    for (std::thread& each : threads) each.join();
  }

 private:
  void start_thread() {
    try {
      threads_.emplace_back([this] { serve(); });
    } catch (const std::system_error&) {
      // One thread is enough to get everything done; without any the work would wait for ever.
      if (!threads_.empty()) return;
      work_.pop_back();
      throw;
    }
  }

  void serve() {
    std::unique_lock lock(mutex_);
    for (;;) {
      if (work_.empty()) {
        if (closed_) return;
        ++idle_;
        host::thread_idles(true);
        changed_.wait(lock, [this] { return !work_.empty() || closed_; });
        host::thread_idles(false);
        --idle_;
        continue;
      }
      const intrusive_ptr<thread_work> work = std::move(work_.front());
      work_.pop_front();
      lock.unlock();
      work->perform();
      lock.lock();
    }
  }

  const std::size_t most_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<intrusive_ptr<thread_work>> work_;
  std::vector<std::thread> threads_;
  std::size_t idle_ = 0;
  bool closed_ = false;
};

thread_pool_executor& default_executor() {
  std::shared_ptr<void>& executor = current_loop_core().default_executor;
  if (!executor) executor = std::make_shared<thread_pool_executor>();
  return *static_cast<thread_pool_executor*>(executor.get());
}

}  // namespace detail

namespace {

std::size_t threads_by_default() {
  return std::min<std::size_t>(32, std::max(1u, std::thread::hardware_concurrency()) + 4);
}

detail::thread_pool* make_pool(std::size_t max_workers) {
  if (!host::threads_available()) throw threads_unavailable();
  return new detail::thread_pool(max_workers == 0 ? threads_by_default() : max_workers);
}

}  // namespace

thread_pool_executor::thread_pool_executor(std::size_t max_workers)
    : pool_(make_pool(max_workers), [](detail::thread_pool* pool) { delete pool; }) {}

thread_pool_executor::~thread_pool_executor() = default;

void thread_pool_executor::shutdown() {
  if (pool_) pool_->shutdown();
}

void thread_pool_executor::add(detail::thread_work& work) {
  if (!pool_) throw std::logic_error("the thread pool was moved from");
  pool_->add(work);
}

}  // namespace weft
