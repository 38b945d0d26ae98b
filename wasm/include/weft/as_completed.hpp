// as_completed(): tasks in the order in which they end, Python's asyncio.as_completed().
#ifndef WEFT_AS_COMPLETED_HPP
#define WEFT_AS_COMPLETED_HPP

#include <cstddef>
#include <deque>
#include <utility>
#include <vector>

#include "async_generator.hpp"
#include "wait.hpp"

namespace weft {

/// Gives each of several tasks or futures of one type once, as they end; those that have ended already first, in the order
/// given. What they failed with is thrown by their result(), not here.
///
///     auto ended = weft::as_completed(tasks);
///     while (auto task = co_await ended.next()) weft::println("{}", task->result());
template <class Handle>
  requires requires(Handle h) { h.state().loop(); }
async_generator<Handle> as_completed(std::vector<Handle> awaited) {
  std::deque<Handle> ended;
  detail::done_watch watch("as_completed()");
  for (const Handle& each : awaited) {
    watch.add(each, [&](Handle done) {
      ended.push_back(std::move(done));
      watch.news.come();
    });
  }
  for (std::size_t left = awaited.size(); left > 0; --left) {
    while (ended.empty()) {
      watch.news.clear();
      co_await watch.news.wait();
    }
    Handle first = std::move(ended.front());
    ended.pop_front();
    co_yield std::move(first);
  }
}

}  // namespace weft

#endif
