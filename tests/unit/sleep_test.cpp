// sleep() and yield_now(): how long, how many turns, and in which order sleepers wake.
#include "frame_balance.hpp"
#include "trace.hpp"
#include "virtual_time.hpp"

#include <weft/coroutine.hpp>
#include <weft/errors.hpp>
#include <weft/event_loop.hpp>
#include <weft/sleep.hpp>
#include <weft/task.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;
using weft::coroutine;
using weft::create_task;
using weft::event_loop;
using weft::sleep;
using weft::yield_now;

class Sleep : public frame_balance {
 protected:
  trace log;
};

TEST_F(Sleep, TakesExactlyAsLongAsAskedOnTheVirtualClock) {
  run_virtual([]() -> coroutine<> {
    co_await sleep(250ms);
    EXPECT_EQ(elapsed(), 250ms);
    co_await sleep(1h);
    EXPECT_EQ(elapsed(), 1h + 250ms);
    co_await sleep(std::chrono::duration<double>(0.5));
    EXPECT_EQ(elapsed(), 1h + 750ms);
  });
}

TEST_F(Sleep, NeverTakesLessOnTheRealClock) {
  weft::run([]() -> coroutine<> {
    for (auto delay : {100us, 1000us, 3100us}) {
      const auto began = event_loop::current().time();
      co_await sleep(delay);
      EXPECT_GE(event_loop::current().time() - began, delay);
    }
  }());
}

TEST_F(Sleep, GivesTheValueItWasGiven) {
  run_virtual([]() -> coroutine<> {
    EXPECT_EQ(co_await sleep(1s, std::string("slept")), "slept");
    const std::unique_ptr<int> owned = co_await sleep(0s, std::make_unique<int>(2));
    EXPECT_EQ(*owned, 2);
  });
}

TEST_F(Sleep, OfZeroOrLessAndYieldNowTakeExactlyOneTurn) {
  const std::vector<std::pair<std::string, std::function<coroutine<>()>>> ways{
      {"zero", []() -> coroutine<> { co_await sleep(0ms); }},
      {"negative", []() -> coroutine<> { co_await sleep(-1h); }},
      {"yield_now", []() -> coroutine<> { co_await yield_now(); }},
      {"zero with a value", []() -> coroutine<> { co_await sleep(0s, 1); }},
  };
  for (const auto& [name, way] : ways) {
    trace log;
    run_virtual([&]() -> coroutine<> {
      event_loop& loop = event_loop::current();
      loop.call_soon([&] {
        log("turn 1");
        loop.call_soon([&] { log("turn 2"); });
      });
      co_await way();
      log("woke");
      co_await yield_now();
    });
    EXPECT_EQ(log.take(), (lines{"turn 1", "woke", "turn 2"})) << name;
  }
}

TEST_F(Sleep, SleepersWakeInTheOrderOfTheirDeadlinesTiesFirstComeFirstServed) {
  run_virtual([&]() -> coroutine<> {
    auto sleeper = [&](std::string name, std::chrono::milliseconds delay) -> coroutine<> {
      co_await sleep(delay);
      log(name);
    };
    std::vector<weft::task<>> tasks;
    tasks.push_back(create_task(sleeper("30a", 30ms)));
    tasks.push_back(create_task(sleeper("10a", 10ms)));
    tasks.push_back(create_task(sleeper("30b", 30ms)));
    tasks.push_back(create_task(sleeper("10b", 10ms)));
    tasks.push_back(create_task(sleeper("20", 20ms)));
    for (auto& task : tasks) co_await task;
  });
  EXPECT_EQ(log.take(), (lines{"10a", "10b", "20", "30a", "30b"}));
}

TEST_F(Sleep, TenThousandSleepersSleepAtTheSameTime) {
  run_virtual([]() -> coroutine<> {
    auto sleeper = []() -> coroutine<> { co_await sleep(1s); };
    std::vector<weft::task<>> tasks;
    for (int i = 0; i < 10'000; ++i) tasks.push_back(create_task(sleeper()));
    for (auto& task : tasks) co_await task;
    EXPECT_EQ(elapsed(), 1s);
  });
}

TEST_F(Sleep, EndsAtOnceWhenItsTaskIsCancelledAndLeavesNoTimer) {
  event_loop loop({.clock = weft::clock::virtual_time});
  auto sleeper = []() -> coroutine<> { co_await sleep(1h); };
  auto task = loop.create_task(sleeper());
  loop.run_once();
  task.cancel();
  while (loop.run_once()) {
  }
  EXPECT_TRUE(task.cancelled());
  EXPECT_EQ(loop.time(), weft::time_point());
}

TEST_F(Sleep, ForEverCanBeCancelled) {
  run_virtual([]() -> coroutine<> {
    auto sleeper = []() -> coroutine<> { co_await sleep(std::chrono::hours::max()); };
    auto task = create_task(sleeper());
    co_await sleep(1s);
    task.cancel();
    EXPECT_THROW(co_await task, weft::cancelled_error);
    EXPECT_EQ(elapsed(), 1s);
  });
}

}  // namespace
