// The seed-shuffled ready queue: an order that is right by luck is found out, and can be had again.
#include "frame_balance.hpp"
#include "trace.hpp"

#include <weft/event.hpp>
#include <weft/event_loop.hpp>
#include <weft/gather.hpp>
#include <weft/lock.hpp>
#include <weft/queue.hpp>
#include <weft/run.hpp>
#include <weft/semaphore.hpp>
#include <weft/sleep.hpp>
#include <weft/task.hpp>
#include <weft/wait_for.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <numeric>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace {

using namespace std::chrono_literals;
using weft::coroutine;
using weft::create_task;

class Shuffle : public frame_balance {};

weft::run_options shuffled(std::uint64_t seed) { return {.clock = weft::clock::virtual_time, .shuffle_seed = seed}; }

/// The order in which ten tasks that are ready at once run, three turns long.
std::vector<int> order(std::optional<std::uint64_t> seed) {
  std::vector<int> seen;
  const auto step = [&](int i) -> coroutine<> {
    for (int turn = 0; turn < 3; ++turn) {
      seen.push_back(i);
      co_await weft::yield_now();
    }
  };
  const auto main = [&]() -> coroutine<> {
    std::vector<coroutine<>> all;
    for (int i = 0; i < 10; ++i) all.push_back(step(i));
    co_await weft::gather(std::move(all));
  };
  weft::run(main(), {.clock = weft::clock::virtual_time, .shuffle_seed = seed});
  return seen;
}

TEST_F(Shuffle, TheSameSeedGivesTheSameOrder) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) EXPECT_EQ(order(seed), order(seed)) << seed;
}

TEST_F(Shuffle, DifferentSeedsGiveDifferentOrdersOfTheSameTurns) {
  std::set<std::vector<int>> orders;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const std::vector<int> seen = order(seed);
    orders.insert(seen);
    for (auto turn = seen.begin(); turn != seen.end(); turn += 10) {
      std::vector<int> one(turn, turn + 10);
      std::ranges::sort(one);
      std::vector<int> all(10);
      std::iota(all.begin(), all.end(), 0);
      EXPECT_EQ(one, all) << "each task once a turn";
    }
  }
  EXPECT_EQ(orders.size(), 50u);
}

TEST_F(Shuffle, WithoutASeedTheOrderIsThatOfAsking) {
  std::vector<int> expected;
  for (int turn = 0; turn < 3; ++turn) {
    for (int i = 0; i < 10; ++i) expected.push_back(i);
  }
  EXPECT_EQ(order(std::nullopt), expected);
}

TEST_F(Shuffle, TimersKeepTheOrderOfTheirDeadlinesAndComeLastInTheirTurn) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    weft::event_loop loop({.clock = weft::clock::virtual_time, .shuffle_seed = seed});
    std::vector<int> seen;
    for (int i = 0; i < 10; ++i) loop.call_at(loop.time() - 1ms * (10 - i), [&seen, i] { seen.push_back(i); });
    for (int i = 0; i < 10; ++i) loop.call_soon([&seen, i] { seen.push_back(-1 - i); });
    loop.run_once();
    ASSERT_EQ(seen.size(), 20u);
    for (int i = 0; i < 10; ++i) {
      EXPECT_LT(seen[static_cast<std::size_t>(i)], 0);
      EXPECT_EQ(seen[static_cast<std::size_t>(10 + i)], i);
    }
  }
}

TEST_F(Shuffle, TimersAloneAreATurnToo) {
  lines seen;
  const auto main = [&]() -> coroutine<> {
    auto& loop = weft::event_loop::current();
    for (int i = 0; i < 5; ++i) loop.call_later(1s, [&seen, i] { seen.push_back(std::to_string(i)); });
    auto cancelled = loop.call_later(1s, [&seen] { seen.push_back("cancelled"); });
    loop.call_later(1s, [&seen] { seen.push_back("last"); });
    loop.call_later(500ms, [=] { cancelled.cancel(); });
    co_await weft::sleep(2s);
  };
  weft::run(main(), shuffled(7));
  EXPECT_EQ(seen, (lines{"0", "1", "2", "3", "4", "last"}));
}

TEST_F(Shuffle, ACallbackCancelledInItsOwnTurnDoesNotRun) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    weft::event_loop loop({.clock = weft::clock::virtual_time, .shuffle_seed = seed});
    std::vector<weft::handle> handles;
    int ran = 0;
    for (int i = 0; i < 5; ++i) {
      handles.push_back(loop.call_soon([&] {
        ++ran;
        for (const weft::handle& each : handles) each.cancel();
      }));
    }
    loop.run_once();
    EXPECT_EQ(ran, 1);
  }
}

TEST_F(Shuffle, WhatIsScheduledWhenTheLoopGoesIsFreed) {
  weft::event_loop loop({.clock = weft::clock::virtual_time, .shuffle_seed = 1});
  for (int i = 0; i < 5; ++i) {
    loop.call_soon([] {});
    loop.call_later(1s, [] {});
  }
}

// A bank whose transfer looks, waits and then writes: right in the order of asking, wrong in others.
TEST_F(Shuffle, FindsAnOrderBug) {
  const auto balance_after = [](std::optional<std::uint64_t> seed) {
    int balance = 100;
    const auto deposit = [&]() -> coroutine<> {
      co_await weft::yield_now();
      balance += 50;
    };
    const auto double_it = [&]() -> coroutine<> {
      co_await weft::yield_now();
      balance *= 2;
    };
    const auto main = [&]() -> coroutine<> { co_await weft::gather(deposit(), double_it()); };
    weft::run(main(), {.clock = weft::clock::virtual_time, .shuffle_seed = seed});
    return balance;
  };
  for (int i = 0; i < 100; ++i) ASSERT_EQ(balance_after(std::nullopt), 300) << "without a seed it is always right";
  std::optional<std::uint64_t> found;
  for (std::uint64_t seed = 1; seed <= 20 && !found; ++seed) {
    if (balance_after(seed) != 300) found = seed;
  }
  ASSERT_TRUE(found);
  EXPECT_EQ(balance_after(*found), 250) << "and can be had again";
}

TEST_F(Shuffle, LocksStayFirstComeFirstServed) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    std::vector<int> asked, got;
    const auto main = [&]() -> coroutine<> {
      weft::lock l;
      std::vector<weft::task<>> all;
      for (int i = 0; i < 8; ++i) {
        all.push_back(create_task([&, i]() -> coroutine<> {
          asked.push_back(i);
          const auto held = co_await l.scoped();
          got.push_back(i);
          co_await weft::sleep(1ms);
        }));
      }
      co_await weft::gather(all);
    };
    weft::run(main(), shuffled(seed));
    EXPECT_EQ(asked, got) << seed;
  }
}

TEST_F(Shuffle, SemaphoresGivePermitsInTheOrderOfAsking) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    std::vector<int> asked, got;
    const auto main = [&]() -> coroutine<> {
      weft::semaphore s(2);
      std::vector<weft::task<>> all;
      for (int i = 0; i < 8; ++i) {
        all.push_back(create_task([&, i]() -> coroutine<> {
          asked.push_back(i);
          const auto held = co_await s.scoped();
          got.push_back(i);
          // Never two at once, so that no two are let in together.
          co_await weft::sleep(std::chrono::milliseconds(10 + got.size()));
        }));
      }
      co_await weft::gather(all);
    };
    weft::run(main(), shuffled(seed));
    EXPECT_EQ(asked, got) << seed;
  }
}

TEST_F(Shuffle, QueuesKeepTheOrderOfTheirItems) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    std::vector<int> put, got;
    const auto main = [&]() -> coroutine<> {
      weft::queue<int> q(2);
      const auto producer = [&](int from) -> coroutine<> {
        for (int i = from; i < from + 10; ++i) {
          co_await q.put(i);
          put.push_back(i);
        }
      };
      const auto consumer = [&]() -> coroutine<> {
        for (int i = 0; i < 10; ++i) got.push_back(co_await q.get());
      };
      co_await weft::gather(producer(0), producer(100), consumer(), consumer());
    };
    weft::run(main(), shuffled(seed));
    EXPECT_EQ(put, got) << seed;
  }
}

TEST_F(Shuffle, AResultInTheTurnOfTheDeadlineStillWins) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const auto late = []() -> coroutine<int> {
      co_await weft::sleep(10ms);
      co_return 42;
    };
    const auto main = [&]() -> coroutine<int> {
      auto others = create_task([]() -> coroutine<> {
        for (int i = 0; i < 20; ++i) co_await weft::sleep(1ms);
      });
      const int result = co_await weft::wait_for(create_task(late()), 10ms);
      co_await others;
      co_return result;
    };
    EXPECT_EQ(weft::run(main(), shuffled(seed)), 42) << seed;
  }
}

}  // namespace
