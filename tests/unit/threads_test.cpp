// What other threads may do with a loop: call_soon_threadsafe(), and freeing frames. Run under ThreadSanitizer too (the suite
// `tsan`), where these tests are the ones that count.
#ifndef __EMSCRIPTEN__

#include "frame_balance.hpp"

#include <weft/event.hpp>
#include <weft/event_loop.hpp>
#include <weft/generator.hpp>
#include <weft/run.hpp>
#include <weft/sleep.hpp>
#include <weft/task.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <latch>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;
using weft::coroutine;
using weft::event_loop;

// Frames are counted thread by thread, and the counts of threads that have ended are added up: fixture and tests join all.
class Threads : public frame_balance {};

/// Several threads that run `body(0)`, `body(1)`, …; joined when it goes.
class crew {
 public:
  crew(int count, const std::function<void(int)>& body) {
    for (int i = 0; i < count; ++i) threads_.emplace_back([&body, i] { body(i); });
  }
  crew(const crew&) = delete;
  crew& operator=(const crew&) = delete;
  ~crew() {
    for (std::thread& each : threads_) each.join();
  }

 private:
  std::vector<std::thread> threads_;
};

TEST_F(Threads, CallSoonFromManyThreadsLosesNothingAndKeepsTheOrderOfEach) {
  constexpr int posters = 8;
  constexpr int each = 2'000;
  event_loop loop;
  std::vector<std::vector<int>> seen(posters);
  int total = 0;
  auto guard = loop.call_later(1h, [] {});
  const std::function<void(int)> post = [&](int who) {
    for (int i = 0; i < each; ++i) {
      loop.call_soon_threadsafe([&, who, i] {
        seen[static_cast<std::size_t>(who)].push_back(i);
        if (++total == posters * each) loop.stop();
      });
    }
  };
  const crew threads(posters, post);
  loop.run_forever();
  guard.cancel();
  for (const std::vector<int>& of_one : seen) {
    ASSERT_EQ(of_one.size(), static_cast<std::size_t>(each));
    for (int i = 0; i < each; ++i) ASSERT_EQ(of_one[static_cast<std::size_t>(i)], i);
  }
}

TEST_F(Threads, ALoopThatSleepsIsWokenEachTime) {
  event_loop loop;
  constexpr int times = 200;
  int woken = 0;
  std::mutex mutex;
  std::condition_variable heard;
  std::thread other([&] {
    for (int i = 0; i < times; ++i) {
      std::unique_lock lock(mutex);
      loop.call_soon_threadsafe([&] {
        const std::scoped_lock answer(mutex);
        ++woken;
        heard.notify_one();
      });
      heard.wait(lock, [&] { return woken > i; });
    }
    loop.call_soon_threadsafe([&] { loop.stop(); });
  });
  loop.run_forever();
  other.join();
  EXPECT_EQ(woken, times);
}

TEST_F(Threads, AFutureIsSetByACallbackOfAnotherThread) {
  const auto main = []() -> coroutine<int> {
    auto& loop = event_loop::current();
    int sum = 0;
    for (int i = 0; i < 50; ++i) {
      auto result = loop.create_future<int>();
      // The handle stays on the loop's thread: its count is not atomic.
      std::thread worker([&loop, &result, i] { loop.call_soon_threadsafe([&result, i] { result.set_result(i); }); });
      // Nothing else is to come but what the thread posts.
      auto guard = loop.call_later(1h, [] {});
      sum += co_await result;
      guard.cancel();
      worker.join();
    }
    co_return sum;
  };
  EXPECT_EQ(weft::run(main()), 49 * 50 / 2);
}

TEST_F(Threads, TheLoopEndsWhileOthersStillPost) {
  for (int round = 0; round < 20; ++round) {
    auto loop = std::make_unique<event_loop>();
    std::atomic<bool> over = false;
    std::atomic<int> posted = 0;
    auto owned = std::make_shared<int>(0);
    std::latch begun(3);
    const std::function<void(int)> post = [&](int) {
      begun.count_down();
      while (!over.load()) {
        loop->call_soon_threadsafe([owned] {});
        posted.fetch_add(1);
      }
    };
    {
      const crew threads(3, post);
      begun.wait();
      loop->call_later(1ms, [&] { loop->stop(); });
      loop->run_forever();
      std::this_thread::yield();
      over = true;
    }
    // What came too late is dropped with the loop, and what it held is freed.
    loop.reset();
    EXPECT_EQ(owned.use_count(), 1);
    EXPECT_GT(posted.load(), 0);
  }
}

TEST_F(Threads, CallbacksThatAreDroppedUncalledAreFreed) {
  auto owned = std::make_shared<int>(0);
  {
    event_loop loop;
    std::thread([&] {
      for (int i = 0; i < 100; ++i) loop.call_soon_threadsafe([owned] {});
    }).join();
    EXPECT_EQ(owned.use_count(), 101);
  }
  EXPECT_EQ(owned.use_count(), 1);
}

weft::generator<int> numbers() {
  for (int i = 0;; ++i) co_yield i;
}

TEST_F(Threads, FramesMadeOnOneThreadAreFreedOnAnother) {
  for (int round = 0; round < 10; ++round) {
    std::vector<weft::generator<int>> made;
    std::thread([&] {
      for (int i = 0; i < 500; ++i) made.push_back(numbers());
    }).join();
    for (auto& each : made) EXPECT_EQ(each.next(), 0);
    std::thread([&made] {
      for (auto& each : made) each.next();
      made.clear();
    }).join();
  }
}

TEST_F(Threads, EachThreadHasALoopOfItsOwn) {
  const std::function<void(int)> work = [](int seed) {
    const auto child = [](int n) -> coroutine<int> {
      for (int i = 0; i < n; ++i) co_await weft::yield_now();
      co_return n;
    };
    const auto main = [&]() -> coroutine<int> {
      std::vector<weft::task<int>> all;
      for (int i = 0; i < 50; ++i) all.push_back(weft::create_task(child(i + seed)));
      int sum = 0;
      for (auto& each : all) sum += co_await each;
      co_return sum;
    };
    for (int i = 0; i < 10; ++i) EXPECT_EQ(weft::run(main(), {.clock = weft::clock::virtual_time}), 50 * 49 / 2 + 50 * seed);
  };
  const crew threads(4, work);
}

// A chain of loops, each of which hands the ball to the next one.
TEST_F(Threads, LoopsPostToOneAnother) {
  constexpr std::size_t players = 4;
  constexpr int passes = 400;
  std::vector<std::unique_ptr<event_loop>> loops;
  for (std::size_t i = 0; i < players; ++i) loops.push_back(std::make_unique<event_loop>());
  std::atomic<int> left = passes;
  std::function<void(std::size_t)> pass = [&](std::size_t to) {
    if (left.fetch_sub(1) <= 0) {
      for (auto& each : loops) each->call_soon_threadsafe([&loop = *each] { loop.stop(); });
      return;
    }
    loops[to]->call_soon_threadsafe([&, to] { pass((to + 1) % players); });
  };
  const std::function<void(int)> play = [&](int who) { loops[static_cast<std::size_t>(who)]->run_forever(); };
  {
    const crew threads(static_cast<int>(players), play);
    pass(0);
  }
  EXPECT_LE(left.load(), 0);
  loops.clear();
}

}  // namespace

#endif
