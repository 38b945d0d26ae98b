// wait(): until some of several tasks have ended, Python's asyncio.wait().
#ifndef WEFT_WAIT_HPP
#define WEFT_WAIT_HPP

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <stdexcept>
#include <unordered_set>
#include <utility>
#include <vector>

#include "coroutine.hpp"
#include "detail/news.hpp"
#include "detail/result_handle.hpp"
#include "event_loop.hpp"
#include "time.hpp"

namespace weft {

/// When wait() returns.
enum class return_when {
  first_completed,  ///< Once one has ended, in whichever way.
  first_exception,  ///< Once one has failed (being cancelled does not count), or all have ended.
  all_completed,    ///< Once all have ended.
};

struct wait_options {
  optional_duration timeout = {};  ///< At most so long. No failure: what has not ended is `pending`.
  weft::return_when return_when = weft::return_when::all_completed;
};

/// Some of the handles given to wait(), in the order in which they were given.
template <class Handle>
struct handle_list : std::vector<Handle> {
  /// O(size).
  bool contains(const Handle& one) const { return std::find(this->begin(), this->end(), one) != this->end(); }
};

/// The handles given to wait(), sorted by whether they have ended.
template <class Handle>
struct wait_result {
  handle_list<Handle> done;
  handle_list<Handle> pending;
};

namespace detail {

/// Callbacks on several futures, taken back when it goes.
class done_watch {
 public:
  /// `what` waits for them, for people.
  explicit done_watch(const char* what) noexcept : news(what, this, &tell_pending) {}
  done_watch(const done_watch&) = delete;
  done_watch& operator=(const done_watch&) = delete;
  ~done_watch() {
    for (const done_callback_token& each : tokens_) each.callback().cancel();
  }
  /// Throws std::logic_error for a future of another event loop.
  template <class Handle, class F>
  void add(const Handle& watched, F&& f) {
    if (&watched.state().loop() != &current_loop_core()) throw_of_another_loop();
    tokens_.push_back(watched.add_done_callback(std::forward<F>(f)));
  }

  /// What the callbacks are for.
  detail::news news;

 private:
  static void tell_pending(const void* self, const awaited_function& tell);

  std::vector<done_callback_token> tokens_;
};

/// What is given twice counts once.
template <class Handle>
void keep_first_of_each(std::vector<Handle>& handles) {
  std::unordered_set<Handle> seen;
  std::erase_if(handles, [&](const Handle& each) { return !seen.insert(each).second; });
}

/// A timer that is taken back when it goes; none where there is no delay.
class alarm {
 public:
  template <class F>
  alarm(std::optional<duration> delay, F&& f) {
    if (delay) timer_ = event_loop::current().call_later(*delay, std::forward<F>(f));
  }
  alarm(const alarm&) = delete;
  alarm& operator=(const alarm&) = delete;
  ~alarm() {
    if (timer_) timer_->cancel();
  }

 private:
  std::optional<timer_handle> timer_;
};

}  // namespace detail

/// Waits for tasks or futures of one type (the same one twice counts once). Throws nothing of what they throw; cancelling
/// the awaiting task cancels none of them. Throws std::invalid_argument for an empty vector.
template <class Handle>
  requires requires(Handle h) { h.state().loop(); }
coroutine<wait_result<Handle>> wait(std::vector<Handle> awaited, wait_options options = {}) {
  if (awaited.empty()) throw std::invalid_argument("wait() needs something to wait for");
  detail::keep_first_of_each(awaited);
  {
    std::size_t to_come = awaited.size();
    detail::done_watch watch("wait()");
    detail::alarm timeout(options.timeout, [&] { watch.news.come(); });
    for (const Handle& each : awaited) {
      // What has ended already tells so in the next turn, as everything else does: waiting always takes one.
      watch.add(each, [&](Handle ended) {
        const bool failed = options.return_when == return_when::first_exception && !ended.cancelled() && ended.exception();
        if (--to_come == 0 || failed || options.return_when == return_when::first_completed) watch.news.come();
      });
    }
    co_await watch.news.wait();
  }
  wait_result<Handle> result;
  for (Handle& each : awaited) (each.done() ? result.done : result.pending).push_back(std::move(each));
  co_return result;
}
template <class Handle>
  requires requires(Handle h) { h.state().loop(); }
coroutine<wait_result<Handle>> wait(std::initializer_list<Handle> awaited, wait_options options = {}) {
  return wait(std::vector<Handle>(awaited), options);
}

}  // namespace weft

#endif
