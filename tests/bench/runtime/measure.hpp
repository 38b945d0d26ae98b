// What the benchmarks of every peer share: counting what they allocate, and what they leave in the heap.
//
// Google Benchmark times. It calls a benchmark several times with a growing number of iterations, and repeats that; set-up
// before and after the loop over its state is not timed. Names are "peer/operation", and an operation is called the same
// by every peer that has it.
#ifndef WEFT_TESTS_BENCH_MEASURE_HPP
#define WEFT_TESTS_BENCH_MEASURE_HPP

#include <benchmark/benchmark.h>

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace bench {

/// How often the program has called operator new.
std::uint64_t allocations() noexcept;

/// Bytes that the heap has given out, with what its bookkeeping takes.
std::size_t heap_in_use() noexcept;

/// Tells as a counter of a benchmark how many allocations an iteration took. To be made after a warm-up, right before the
/// loop, and to be left right after it.
class allocation_counter {
 public:
  explicit allocation_counter(benchmark::State& state) noexcept : state_(state), before_(allocations()) {}
  allocation_counter(const allocation_counter&) = delete;
  allocation_counter& operator=(const allocation_counter&) = delete;
  ~allocation_counter() {
    // Before the counter itself is made, which allocates.
    const auto taken = static_cast<double>(allocations() - before_);
    state_.counters["allocations"] = taken / static_cast<double>(state_.iterations());
  }

 private:
  benchmark::State& state_;
  std::uint64_t before_;
};

/// How many operations the benchmarks do at a time that do many at a time, as programs do: tasks gathered, callbacks queued.
inline constexpr std::size_t batch = 1'000;
inline constexpr std::size_t small_batch = 10;

/// Among how many other timers one is added and cancelled.
inline constexpr std::size_t other_timers = 1'000;

/// How long the one that is added and cancelled in the `i`-th turn would take: anywhere among the others, and evenly so
/// however few turns there are.
constexpr std::chrono::milliseconds delay(std::size_t i) noexcept {
  return std::chrono::milliseconds(500 + i * 196'613 % 500'000);
}

/// How many items a queue holds at most.
inline constexpr std::size_t queue_room = 10;

/// Tells the bytes of one of `count` equal things that lie in the heap since it was made. Programs keep freed memory for
/// themselves, so such a benchmark is run once, in a process of its own.
class byte_counter {
 public:
  byte_counter() noexcept : before_(heap_in_use()) {}
  void tell(benchmark::State& state, std::size_t count) const {
    state.counters["bytes"] = static_cast<double>(heap_in_use() - before_) / static_cast<double>(count);
  }

 private:
  std::size_t before_;
};

/// Of how many sleeping tasks the size is taken, and of how many chains of awaiting coroutines, how deep each.
inline constexpr std::size_t sleeping_tasks = 100'000;
inline constexpr std::size_t chains = 200;
inline constexpr std::size_t chain_depth = 500;

}  // namespace bench

#endif
