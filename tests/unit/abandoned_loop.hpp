// What becomes of tasks that wait when their loop is destroyed: the one end that no program sees from inside.
#ifndef WEFT_TESTS_UNIT_ABANDONED_LOOP_HPP
#define WEFT_TESTS_UNIT_ABANDONED_LOOP_HPP

#include <weft/event_loop.hpp>

#include <utility>

/// Calls `start(loop)`, which makes tasks, lets them run until all of them wait for something that never comes, and
/// destroys the loop. No timers: virtual time would let them come.
template <class F>
void abandon(F&& start) {
  weft::event_loop loop({.clock = weft::clock::virtual_time});
  std::forward<F>(start)(loop);
  while (loop.run_once()) {
  }
}

#endif
