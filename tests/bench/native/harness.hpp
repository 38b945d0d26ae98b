// A small harness for micro-benchmarks: how many nanoseconds does one operation take?
//
// Not Google Benchmark: Debian's is compiled for libstdc++, weft for libc++, and what is needed of it fits here. As there, a
// benchmark is told how often to do its operation; the number grows until a run is long enough to be measured, and the
// median of several runs is the figure. What a run must set up is part of it, so it should be little beside the work.
#ifndef WEFT_TESTS_BENCH_HARNESS_HPP
#define WEFT_TESTS_BENCH_HARNESS_HPP

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <string_view>
#include <vector>

namespace bench {

/// Keeps the compiler from seeing through a value, and so from leaving out the work that made it.
template <class T>
inline void keep(T& value) {
  asm volatile("" : "+m"(value) : : "memory");
}

struct benchmark {
  std::string_view name;           ///< Known to asyncio_bench.py too, where there is a twin.
  void (*run)(std::size_t count);  ///< Does the operation `count` times.
};

inline double measure(const benchmark& each) {
  using clock = std::chrono::steady_clock;
  using nanoseconds = std::chrono::duration<double, std::nano>;
  constexpr nanoseconds long_enough = std::chrono::milliseconds(100);
  constexpr int runs = 7;

  const auto time = [&](std::size_t count) {
    const auto began = clock::now();
    each.run(count);
    return nanoseconds(clock::now() - began);
  };
  std::size_t count = 1;
  for (nanoseconds took = time(count); took < long_enough; took = time(count)) {
    const double factor = took.count() > 0 ? 1.2 * (long_enough / took) : 10;
    count = static_cast<std::size_t>(static_cast<double>(count) * std::clamp(factor, 1.5, 10.0)) + 1;
  }
  std::vector<double> each_operation;
  for (int i = 0; i < runs; ++i) each_operation.push_back(time(count).count() / static_cast<double>(count));
  std::ranges::nth_element(each_operation, each_operation.begin() + runs / 2);
  return each_operation[runs / 2];
}

/// Measures those whose name holds one of the arguments, all without any. A line each: the name, a tab, nanoseconds.
template <std::size_t size>
int main(const benchmark (&all)[size], int argc, char** argv) {
  for (const benchmark& each : all) {
    const auto named = [&](std::string_view part) { return each.name.contains(part); };
    if (argc > 1 && std::none_of(argv + 1, argv + argc, named)) continue;
    std::printf("%.*s\t%.2f\n", static_cast<int>(each.name.size()), each.name.data(), measure(each));
    std::fflush(stdout);
  }
  return 0;
}

}  // namespace bench

#endif
