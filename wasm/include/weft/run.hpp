// run(): the one call that most programs make, Python's asyncio.run().
#ifndef WEFT_RUN_HPP
#define WEFT_RUN_HPP

#include <cstdint>
#include <optional>
#include <source_location>
#include <utility>

#include "coroutine.hpp"
#include "detail/future_base.hpp"
#include "event_loop.hpp"
#include "task.hpp"

namespace weft {

/// How run() runs.
struct run_options {
  bool debug = false;                      ///< See event_loop::set_debug().
  weft::clock clock = weft::clock::real;   ///< clock::virtual_time: sleeping costs no time.
  /// For finding order bugs: permutes what is ready in a turn, as loop_options::shuffle_seed has it.
  std::optional<std::uint64_t> shuffle_seed = {};
};

namespace detail {

/// Drives `loop` until `main` has ended, then cancels what is left and drives until that has ended too.
void run_to_end(event_loop& loop, future_base& main);

}  // namespace detail

/// Runs `main` on an event loop of its own until it has ended; gives its result or throws its failure. Tasks that are left
/// are cancelled and awaited first. May be called again and again, but not while a loop is running on this thread
/// (std::logic_error). Throws deadlock_error when nothing can ever wake `main`.
///
/// In a browser that cannot block C++ (one without JSPI), a loop that has to wait goes on after C++ has let go of its stack: the
/// same program runs, but what follows run() in main() does not. There, make run() the last thing that main() does. (A program
/// in virtual time that reads no input and makes no requests never waits.)
template <class T>
T run(coroutine<T> main, run_options options = {}, std::source_location here = std::source_location::current()) {
  event_loop loop({.debug = options.debug, .clock = options.clock, .shuffle_seed = options.shuffle_seed});
  loop.core().require_idle();
  task<T> task = loop.create_task(std::move(main), {.name = "main"}, here);
  detail::run_to_end(loop, task.state());
  return std::move(task).result();
}

/// The same for a callable that returns a coroutine, such as a lambda, and for whatever else can be awaited: `run(sleep(1s))`.
template <detail::spawnable F>
auto run(F&& main, run_options options = {}, std::source_location here = std::source_location::current()) {
  return run(detail::to_coroutine(std::forward<F>(main)), options, here);
}

}  // namespace weft

#endif
