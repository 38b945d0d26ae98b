// tracemalloc: what a program has allocated, and the most of it.
#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <cstddef>
#include <memory>
#include <thread>
#include <vector>

#include "frame_balance.hpp"

namespace {

using namespace weft::tracemalloc;
using weft::coroutine;

constexpr std::size_t large = 100'000;

class TraceMalloc : public frame_balance {
 protected:
  ~TraceMalloc() override { stop(); }
};

TEST_F(TraceMalloc, CountsNothingUntilItIsStarted) {
  const std::vector<char> block(large);
  EXPECT_FALSE(is_tracing());
  EXPECT_EQ(get_traced_memory().current, 0u);
  EXPECT_EQ(get_traced_memory().peak, 0u);
}

TEST_F(TraceMalloc, CountsWhatIsAllocatedAndTakesOffWhatIsFreed) {
  start();
  const std::size_t before = get_traced_memory().current;
  auto block = std::make_unique<char[]>(large);
  EXPECT_EQ(get_traced_memory().current, before + large);
  block.reset();
  EXPECT_EQ(get_traced_memory().current, before);
  EXPECT_GE(get_traced_memory().peak, before + large);
}

TEST_F(TraceMalloc, ForgetsThePeakWhenAsked) {
  start();
  std::make_unique<char[]>(large).reset();
  reset_peak();
  EXPECT_LT(get_traced_memory().peak, large);
}

TEST_F(TraceMalloc, DoesNotCountTheFreeingOfWhatItHasNotCounted) {
  auto block = std::make_unique<char[]>(large);
  start();
  const std::size_t before = get_traced_memory().current;
  block.reset();
  EXPECT_EQ(get_traced_memory().current, before);
}

TEST_F(TraceMalloc, BeginsAnewAfterStop) {
  start();
  auto block = std::make_unique<char[]>(large);
  stop();
  EXPECT_EQ(get_traced_memory().current, 0u);
  start();
  EXPECT_LT(get_traced_memory().current, large);
  block.reset();
  EXPECT_LT(get_traced_memory().current, large) << "less than nothing";
}

TEST_F(TraceMalloc, KeepsItsBooksOverManyBlocksOfAllSizes) {
  start();
  const std::size_t before = get_traced_memory().current;
  {
    std::vector<std::unique_ptr<char[]>> blocks;
    blocks.reserve(20'000);
    const std::size_t with_vector = get_traced_memory().current;
    std::size_t sum = 0;
    for (std::size_t i = 0; i < 20'000; ++i) {
      blocks.push_back(std::make_unique<char[]>(1 + i % 97));
      sum += 1 + i % 97;
    }
    EXPECT_EQ(get_traced_memory().current, with_vector + sum);
    // Freed in another order than allocated: every third first.
    for (std::size_t step = 0; step < 3; ++step) {
      for (std::size_t i = step; i < blocks.size(); i += 3) blocks[i].reset();
    }
    EXPECT_EQ(get_traced_memory().current, with_vector);
  }
  EXPECT_EQ(get_traced_memory().current, before);
}

TEST_F(TraceMalloc, CountsCoroutineFramesThoseForReuseToo) {
  const auto sleeping = [](std::vector<weft::task<>>& all) -> coroutine<> {
    for (int i = 0; i < 1000; ++i) {
      all.push_back(weft::create_task([]() -> coroutine<> { co_await weft::sleep(std::chrono::hours(1)); }()));
    }
    co_await weft::yield_now();
  };
  const auto traced_by_a_thousand = [&] {
    std::size_t result = 0;
    const auto main = [&]() -> coroutine<> {
      std::vector<weft::task<>> all;
      all.reserve(1000);
      const std::size_t before = get_traced_memory().current;
      co_await sleeping(all);
      result = get_traced_memory().current - before;
    };
    weft::run(main(), {.clock = weft::clock::virtual_time});
    return result;
  };
  traced_by_a_thousand();  // leaves frames for reuse behind
  start();
  const std::size_t first = traced_by_a_thousand();
  EXPECT_GE(first, 1000 * 100u);
  EXPECT_LE(first, 1000 * 4000u);
  EXPECT_EQ(traced_by_a_thousand(), first);
}

#ifndef __EMSCRIPTEN__

TEST_F(TraceMalloc, CountsWhatAllThreadsAllocate) {
  start();
  weft::thread_pool_executor pool(4);
  {
    const auto blocks = pool.map([](int) { return std::make_unique<char[]>(large); }, std::vector<int>(16));
    EXPECT_GE(get_traced_memory().current, 16 * large);
  }
  EXPECT_LT(get_traced_memory().current, large);
}

#endif

}  // namespace
