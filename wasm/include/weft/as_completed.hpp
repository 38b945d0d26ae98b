// as_completed(): tasks in the order in which they end, Python's asyncio.as_completed().
#ifndef WEFT_AS_COMPLETED_HPP
#define WEFT_AS_COMPLETED_HPP

#include <cstddef>
#include <deque>
#include <initializer_list>
#include <memory>
#include <source_location>
#include <utility>
#include <vector>

#include "async_generator.hpp"
#include "coroutine.hpp"
#include "task.hpp"
#include "wait.hpp"

namespace weft {

namespace detail {

/// Those of several tasks that have ended and have not been handed out yet.
template <class Handle>
struct completions {
  explicit completions(std::vector<Handle> awaited) : watch("as_completed()") {
    keep_first_of_each(awaited);
    left = awaited.size();
    for (const Handle& each : awaited) {
      watch.add(each, [this](Handle done) {
        ended.push_back(std::move(done));
        watch.news.come();
      });
    }
  }

  std::deque<Handle> ended;
  std::size_t left;
  done_watch watch;
};

template <class Handle>
async_generator<Handle> hand_out(std::unique_ptr<completions<Handle>> from) {
  for (; from->left > 0; --from->left) {
    while (from->ended.empty()) {
      from->watch.news.clear();
      co_await from->watch.news.wait();
    }
    Handle first = std::move(from->ended.front());
    from->ended.pop_front();
    co_yield std::move(first);
  }
}

}  // namespace detail

/// Gives each of several tasks or futures of one type once, in the order in which they end from now on, also while nobody asks
/// for the next one; those that have ended already first, in the order given. What they failed with is thrown by their
/// result(), not here.
///
///     auto ended = weft::as_completed(tasks);
///     while (auto task = co_await ended.next()) weft::println("{}", task->result());
template <class Handle>
  requires requires(Handle h) { h.state().loop(); }
async_generator<Handle> as_completed(std::vector<Handle> awaited) {
  return detail::hand_out(std::make_unique<detail::completions<Handle>>(std::move(awaited)));
}
template <class Handle>
  requires requires(Handle h) { h.state().loop(); }
async_generator<Handle> as_completed(std::initializer_list<Handle> awaited) {
  return as_completed(std::vector<Handle>(awaited));
}

/// The same for coroutines, which are run as tasks from now on.
template <class T>
async_generator<task<T>> as_completed(std::vector<coroutine<T>> awaited,
                                      std::source_location here = std::source_location::current()) {
  std::vector<task<T>> tasks;
  tasks.reserve(awaited.size());
  for (coroutine<T>& each : awaited) tasks.push_back(create_task(std::move(each), {}, here));
  return as_completed(std::move(tasks));
}

}  // namespace weft

#endif
