// tracemalloc: how much memory a program has asked for, after Python's module of that name.
//
//     weft::tracemalloc::start();
//     …
//     auto [current, peak] = weft::tracemalloc::get_traced_memory();
#ifndef WEFT_TRACEMALLOC_HPP
#define WEFT_TRACEMALLOC_HPP

#include <cstddef>

namespace weft::tracemalloc {

/// Bytes as they were asked for, without what the allocator adds.
struct traced_memory {
  std::size_t current = 0;  ///< Allocated since start() and not freed yet.
  std::size_t peak = 0;     ///< The most that `current` has been.
};

/// Begins to count: every block that is allocated from now on, by any thread, until it is freed. What was there before is
/// not counted, nor is its being freed. No effect when it counts already.
///
/// What is counted:
/// - in the browser malloc() and all its kin, operator new, coroutine frames, and the stacks of threads (a thread's stack is
///   part of the program's memory there);
/// - natively operator new and coroutine frames; under a sanitizer malloc() as well. Not the stacks of threads, which the
///   kernel gives page by page and tells nobody of, and not what C libraries take by malloc().
///
/// Frames that weft keeps for reuse are given back first, on the thread that calls this; one that other threads kept from
/// before, and use again, is not counted.
/// Cost: while it counts, some tens of nanoseconds for each block and sixteen bytes (eight on WebAssembly) of its own memory,
/// which it does not count. Otherwise one load and one branch.
/// Threads: all of these may be called from any thread.
void start();

/// Ends the counting and forgets what was counted.
void stop() noexcept;

bool is_tracing() noexcept;

/// Zeros when it does not count.
traced_memory get_traced_memory() noexcept;

/// The peak is what is allocated now.
void reset_peak() noexcept;

}  // namespace weft::tracemalloc

#endif
