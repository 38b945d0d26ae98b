// Real threads for what blocks or computes: Python's concurrent.futures.ThreadPoolExecutor, asyncio.to_thread() and
// loop.run_in_executor().
//
//     weft::thread_pool_executor pool(8);
//     auto pages = pool.map([](std::string url) { return weft::blocking::get(url).text(); }, urls);   // blocks
//     int sum = co_await pool.submit([] { return add_up(); });                                        // does not
//
// In a browser a thread is a Web Worker on memory that all of them share. Browsers offer that on cross-origin isolated
// pages only; on others making a pool throws threads_unavailable.
#ifndef WEFT_THREAD_POOL_EXECUTOR_HPP
#define WEFT_THREAD_POOL_EXECUTOR_HPP

#include <concepts>
#include <cstddef>
#include <functional>
#include <iterator>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include "coroutine.hpp"
#include "detail/thread_work.hpp"
#include "errors.hpp"
#include "event_loop.hpp"
#include "future.hpp"

namespace weft {

namespace detail {

class thread_pool;

/// Ends `end` as `work`, which is done, ended. On the loop's thread.
template <class T>
void settle(const future<T>& end, thread_result<T>& work, bool may_move) {
  if (end.done()) return;  // the task that awaited it was cancelled
  if (work.error()) {
    end.set_exception(work.error());
  } else if constexpr (std::is_void_v<T>) {
    end.set_result();
  } else if constexpr (copyable<T>) {
    if (may_move) {
      end.set_result(work.value.take());
    } else {
      end.set_result(work.value.get());
    }
  } else {
    end.set_result(work.value.take());
  }
}

/// A future of the running loop that ends as `work` does.
template <class T>
future<T> future_of(const intrusive_ptr<thread_result<T>>& work, bool may_move) {
  loop_core& loop = current_loop_core();
  const future<T> end = loop.owner().create_future<T>();
  auto tell = [work, end, may_move] { settle(end, *work, may_move); };
  work->notify(loop, *intrusive_ptr<callback_base>(new callback<decltype(tell)>(loop, std::move(tell))).get());
  return end;
}

}  // namespace detail

/// The result that a function on another thread will have.
///
/// Ownership: handles share one result and are never empty, but for one that was moved from: all of these then throw
/// std::logic_error. Dropping them all lets the function run on; its result, or what it throws, is then lost. An rvalue
/// handle gives the result itself, and leaves to the others what a move leaves.
/// Awaiting: suspends the task, not the thread. Cancelling the task ends the wait, not the function: nothing can stop a
/// thread from outside.
/// Threads: a handle may be given to other threads; result() and wait() block the thread that calls them.
template <class T = void>
class thread_future {
 public:
  using value_type = T;

  /// Whether the function has ended, in whichever way.
  bool done() const { return work().done(); }
  /// Blocks the calling thread until the function has ended.
  void wait() const { work().wait(); }
  /// Blocks until the function has ended; gives what it returned or throws what it threw.
  decltype(auto) result() const& {
    require_value();
    return work_->value.get();
  }
  T result() && {
    require_value();
    return work_->value.take();
  }

  /// For a task: suspends until the function has ended, then gives what result() does.
  auto operator co_await() const& { return future_of(false).operator co_await(); }
  auto operator co_await() && { return future_of(true).operator co_await(); }
  /// The same as a future of the running loop, for gather(), wait() and the like.
  future<T> as_future() const { return future_of(false); }

  explicit thread_future(detail::intrusive_ptr<detail::thread_result<T>> work) noexcept : work_(std::move(work)) {}

 private:
  detail::thread_result<T>& work() const {
    if (!work_) [[unlikely]] detail::throw_moved_from_handle();
    return *work_;
  }
  void require_value() const {
    work().wait();
    work_->require_value();
  }
  future<T> future_of(bool may_move) const {
    work();
    return detail::future_of(work_, may_move);
  }

  detail::intrusive_ptr<detail::thread_result<T>> work_;
};

/// At most so many threads, which call the functions that are submitted, in the order of submission.
///
/// Threads are started as they are needed, each when something is submitted and all there are have work, and then wait for
/// more. Destruction, and shutdown(), wait for all that was submitted and join the threads: they block. So does the end of
/// a program that still has a pool. One that was moved from has no threads: submit() and map() throw std::logic_error.
/// Functions run on another thread, with no event loop of their own; to talk to the one that submitted them they use
/// event_loop::call_soon_threadsafe().
/// Threads: submit() and map() may be called from any thread, from one of the pool's too.
class thread_pool_executor {
 public:
  /// Zero: as many as there are processors, and four more, but 32 at most. Throws threads_unavailable where there can be none.
  explicit thread_pool_executor(std::size_t max_workers = 0);
  thread_pool_executor(thread_pool_executor&&) noexcept = default;
  thread_pool_executor& operator=(thread_pool_executor&&) = delete;
  ~thread_pool_executor();

  /// Has `function` called on a thread of the pool. Throws std::runtime_error after shutdown(), and std::system_error when
  /// the host refuses the first thread.
  template <class F>
    requires std::invocable<std::decay_t<F>&>
  thread_future<detail::thread_result_t<F>> submit(F&& function) {
    auto work = detail::make_thread_call(std::forward<F>(function));
    add(*work);
    return thread_future<detail::thread_result_t<F>>(std::move(work));
  }
  /// The same with arguments for `function`, which are copied or moved to the thread.
  template <class F, class Arg, class... Args>
    requires detail::bindable<F, Arg, Args...>
  auto submit(F&& function, Arg&& arg, Args&&... args) {
    return submit(detail::bind_arguments(std::forward<F>(function), std::forward<Arg>(arg), std::forward<Args>(args)...));
  }

  /// Calls `function` with each item of `items`, at once as far as there are threads, and blocks the calling thread until
  /// all have ended. Gives the results in the order of the items (nothing where there are none); throws what the first item
  /// that failed threw. `function` is called by several threads at the same time.
  template <class F, class Range>
  auto map(F&& function, Range&& items) {
    using item = std::remove_cvref_t<decltype(*std::begin(items))>;
    using result = std::invoke_result_t<std::decay_t<F>&, item>;
    std::vector<thread_future<result>> all;
    for (auto&& each : items) {
      // By reference: this call does not return before the last of them has ended.
      all.push_back(submit([&function, each = item(std::forward<decltype(each)>(each))]() mutable -> result {
        return std::invoke(function, std::move(each));
      }));
    }
    for (const auto& each : all) each.wait();
    if constexpr (std::is_void_v<result>) {
      for (auto& each : all) std::move(each).result();
    } else {
      std::vector<result> results;
      results.reserve(all.size());
      for (auto& each : all) results.push_back(std::move(each).result());
      return results;
    }
  }

  /// Takes no more, waits for all that was submitted, joins the threads. A second call does nothing.
  void shutdown();

 private:
  void add(detail::thread_work& work);

  std::unique_ptr<detail::thread_pool, void (*)(detail::thread_pool*)> pool_;
};

namespace detail {

/// The running loop's own pool: made at its first use, joined when the loop ends.
thread_pool_executor& default_executor();

}  // namespace detail

template <class F>
  requires std::invocable<std::decay_t<F>&>
future<std::invoke_result_t<std::decay_t<F>&>> event_loop::run_in_executor(thread_pool_executor& pool, F&& function) {
  return pool.submit(std::forward<F>(function)).as_future();
}

/// Calls `function` on a thread of the running loop's own pool, which is joined when the loop ends. Begins when it is
/// awaited, as every coroutine.
template <class F>
  requires std::invocable<std::decay_t<F>&>
coroutine<detail::thread_result_t<F>> to_thread(F function) {
  co_return co_await detail::default_executor().submit(std::move(function));
}
/// The same with arguments for `function`, which are copied or moved to the thread.
template <class F, class Arg, class... Args>
  requires detail::bindable<F, Arg, Args...>
auto to_thread(F&& function, Arg&& arg, Args&&... args) {
  return to_thread(detail::bind_arguments(std::forward<F>(function), std::forward<Arg>(arg), std::forward<Args>(args)...));
}

}  // namespace weft

#endif
