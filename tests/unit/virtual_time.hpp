// Runs coroutines on the virtual clock: a test that sleeps for an hour ends at once, and every trace is exact.
#ifndef WEFT_TESTS_UNIT_VIRTUAL_TIME_HPP
#define WEFT_TESTS_UNIT_VIRTUAL_TIME_HPP

#include <weft/event_loop.hpp>
#include <weft/run.hpp>

#include <chrono>
#include <concepts>
#include <utility>

template <class T>
T run_virtual(weft::coroutine<T> main) {
  return weft::run(std::move(main), {.clock = weft::clock::virtual_time});
}

/// The same for a lambda, which lives as long as its coroutine: until run() returns.
template <class F>
requires std::invocable<F&>
auto run_virtual(F&& main) { return run_virtual(main()); }

/// The present moment on the current loop's clock; virtual time starts at zero.
inline std::chrono::milliseconds elapsed() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(weft::event_loop::current().time().time_since_epoch());
}

#endif
