// async_generator: values with awaits in between. The protocol beside CPython's is in
// tests/conformance/scenarios/async_generators.cpp; here are values, ownership and misuse.
#include "abandoned_loop.hpp"
#include "frame_balance.hpp"
#include "trace.hpp"
#include "virtual_time.hpp"

#include <weft/async_generator.hpp>
#include <weft/errors.hpp>
#include <weft/sleep.hpp>
#include <weft/task.hpp>
#include <weft/wait_for.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;
using weft::async_generator;
using weft::cancelled_error;
using weft::coroutine;
using weft::create_task;
using weft::generator_exit;
using weft::sleep;
using weft::yield_now;

class AsyncGenerator : public frame_balance {
 protected:
  trace log;
};
class AsyncGeneratorAtTheEndOfRun : public AsyncGenerator {};

static_assert(!std::is_copy_constructible_v<async_generator<int>>);
static_assert(std::is_nothrow_move_constructible_v<async_generator<int>> &&
              std::is_nothrow_move_assignable_v<async_generator<int>>);

async_generator<int> count_to(int last) {
  for (int i = 1; i <= last; ++i) {
    co_await sleep(1s);
    co_yield i;
  }
}

// --- values ----------------------------------------------------------------------------------------------------------

TEST_F(AsyncGenerator, GivesItsValuesOneByOneThenNothing) {
  run_virtual([]() -> coroutine<> {
    auto g = count_to(3);
    std::vector<int> values;
    while (auto each = co_await g.next()) values.push_back(*each);
    EXPECT_EQ(values, (std::vector{1, 2, 3}));
    EXPECT_EQ(elapsed(), 3s);
    EXPECT_EQ(co_await g.next(), std::nullopt);
    EXPECT_EQ(elapsed(), 3s);
  });
}

TEST_F(AsyncGenerator, IsLazy) {
  run_virtual([&]() -> coroutine<> {
    auto body = [&]() -> async_generator<int> {
      log("begins");
      co_yield 1;
    };
    auto g = body();
    co_await sleep(1s);
    log("nothing yet");
    EXPECT_EQ(co_await g.next(), 1);
    auto never = body();
  });
  EXPECT_EQ(log.take(), (lines{"nothing yet", "begins"}));
}

TEST_F(AsyncGenerator, TakesNoTurnOfTheLoopWhileItsBodyDoesNot) {
  bool turn = false;
  run_virtual([&]() -> coroutine<> {
    auto body = []() -> async_generator<int> {
      for (int i = 0; i < 100'000; ++i) co_yield i;
    };
    weft::event_loop::current().call_soon([&] { turn = true; });
    long long sum = 0;
    auto g = body();
    while (auto each = co_await g.next()) sum += *each;
    EXPECT_EQ(sum, 4'999'950'000);
    EXPECT_FALSE(turn);
  });
}

TEST_F(AsyncGenerator, YieldsWhatCanOnlyBeMovedAndTakesWhatCanOnlyBeMoved) {
  run_virtual([]() -> coroutine<> {
    using box = std::unique_ptr<int>;
    auto body = []() -> async_generator<box, box> {
      box received = co_yield std::make_unique<int>(1);
      while (received) received = co_yield std::make_unique<int>(*received * 2);
    };
    auto g = body();
    EXPECT_EQ(**co_await g.next(), 1);
    EXPECT_EQ(**co_await g.send(std::make_unique<int>(21)), 42);
    EXPECT_EQ(co_await g.next(), std::nullopt) << "next() sends what Send is by default";
  });
}

TEST_F(AsyncGenerator, MayBeMovedBetweenItsValues) {
  run_virtual([]() -> coroutine<> {
    auto g = count_to(3);
    EXPECT_EQ(co_await g.next(), 1);
    auto moved = std::move(g);
    EXPECT_EQ(co_await moved.next(), 2);
    EXPECT_THROW(co_await g.next(), std::logic_error);  // NOLINT: that is the question
    EXPECT_THROW(co_await g.throw_(std::runtime_error("x")), std::logic_error);
    EXPECT_THROW(std::ignore = g.close(), std::logic_error);
    g = count_to(1);
    EXPECT_EQ(co_await g.next(), 1);
    moved = std::move(g);
    EXPECT_EQ(co_await moved.next(), std::nullopt);
  });
}

TEST_F(AsyncGenerator, MayReadFromOthersToAnyDepth) {
  run_virtual([]() -> coroutine<> {
    struct level {
      static async_generator<int> of(int depth) {
        if (depth == 0) {
          for (int i = 0; i < 3; ++i) {
            co_await yield_now();
            co_yield i;
          }
          co_return;
        }
        auto source = of(depth - 1);
        while (auto each = co_await source.next()) co_yield *each + 1;
      }
    };
    auto g = level::of(500);
    EXPECT_EQ(co_await g.next(), 500);
    EXPECT_EQ(co_await g.next(), 501);
    co_await g.close();
  });
}

// --- endings ---------------------------------------------------------------------------------------------------------

TEST_F(AsyncGenerator, DestroysItsFrameWithItselfAndThrowsNothing) {
  run_virtual([&]() -> coroutine<> {
    auto body = [&]() -> async_generator<int> {
      farewell ends(log, "body");
      try {
        co_yield 1;
      } catch (...) {
        log("never");
      }
    };
    {
      auto unstarted = body();
      auto suspended = body();
      co_await suspended.next();
      log("and now");
    }
    log("gone");
    std::optional assigned(body());
    co_await assigned->next();
    *assigned = body();
    log("replaced");
  });
  EXPECT_EQ(log.take(), (lines{"and now", "~body", "gone", "~body", "replaced"}));
}

TEST_F(AsyncGenerator, ThrowsWhatLeavesItsBodyAndIsOver) {
  run_virtual([]() -> coroutine<> {
    auto body = []() -> async_generator<int> {
      co_await yield_now();
      co_yield 1;
      throw std::out_of_range("body");
    };
    auto g = body();
    co_await g.next();
    EXPECT_THROW(co_await g.next(), std::out_of_range);
    EXPECT_EQ(co_await g.next(), std::nullopt);
    co_await g.close();
    EXPECT_THROW(co_await g.throw_(std::runtime_error("late")), std::runtime_error);
  });
}

TEST_F(AsyncGenerator, ThrowsInAnyObjectOrPointerToOne) {
  run_virtual([&]() -> coroutine<> {
    auto body = []() -> async_generator<std::string> {
      for (std::string caught = "nothing";;) {
        try {
          co_yield caught;
        } catch (const std::exception& e) {
          caught = e.what();
        } catch (int number) {
          caught = std::to_string(number);
        }
      }
    };
    auto g = body();
    EXPECT_EQ(co_await g.next(), "nothing");
    EXPECT_EQ(co_await g.throw_(std::runtime_error("an object")), "an object");
    EXPECT_EQ(co_await g.throw_(std::make_exception_ptr(std::runtime_error("a pointer"))), "a pointer");
    EXPECT_EQ(co_await g.throw_(42), "42");
    EXPECT_THROW(co_await g.close(), std::runtime_error) << "it caught generator_exit too, and went on";
    EXPECT_EQ(co_await g.next(), "generator_exit");
  });
}

TEST_F(AsyncGenerator, WithASendBeforeTheFirstNextIsALogicErrorAndUnharmed) {
  run_virtual([]() -> coroutine<> {
    auto body = []() -> async_generator<int, int> { co_yield co_yield 0; };
    auto g = body();
    EXPECT_THROW(co_await g.send(1), std::logic_error);
    EXPECT_EQ(co_await g.next(), 0);
    EXPECT_EQ(co_await g.send(2), 2);
  });
}

TEST_F(AsyncGenerator, LetsOnlyOneOperationBeUnderWay) {
  run_virtual([&]() -> coroutine<> {
    auto g = count_to(2);
    auto first = create_task([&]() -> coroutine<std::optional<int>> { co_return co_await g.next(); });
    co_await yield_now();
    EXPECT_THROW(co_await g.next(), std::logic_error);
    EXPECT_THROW(co_await g.throw_(std::runtime_error("x")), std::logic_error);
    EXPECT_THROW(co_await g.close(), std::logic_error);
    EXPECT_EQ(co_await first, 1);
    EXPECT_EQ(co_await g.next(), 2);

    // A body that resumes itself is found out, too.
    std::optional<async_generator<int>> itself;
    auto body = [&]() -> async_generator<int> {
      EXPECT_THROW(co_await itself->next(), std::logic_error);
      co_yield 1;
    };
    itself = body();
    EXPECT_EQ(co_await itself->next(), 1);
  });
}

TEST_F(AsyncGenerator, PassesTheCancellationOfTheTaskToWhatItsBodyAwaits) {
  run_virtual([&]() -> coroutine<> {
    auto body = [&]() -> async_generator<int> {
      farewell ends(log, "body");
      co_yield 1;
      try {
        co_await sleep(1h);
      } catch (const cancelled_error&) {
        log("cancelled");
      }
      co_yield 2;
    };
    auto g = body();
    auto consumer = [&]() -> coroutine<> {
      EXPECT_EQ(co_await g.next(), 1);
      EXPECT_EQ(co_await g.next(), 2) << "the body may go on, as any coroutine may";
    };
    auto t = create_task(consumer());
    co_await sleep(1s);
    t.cancel();
    co_await t;
    EXPECT_THROW(co_await weft::wait_for(create_task([&]() -> coroutine<> { co_await sleep(1h); }), 1s),
                 weft::timeout_error);
  });
  EXPECT_EQ(log.take(), (lines{"cancelled", "~body"}));
}

TEST_F(AsyncGenerator, CanBeResumedByDifferentTasksInTurn) {
  run_virtual([]() -> coroutine<> {
    auto g = count_to(4);
    auto take = [&]() -> coroutine<int> { co_return *co_await g.next(); };
    EXPECT_EQ(co_await create_task(take()), 1);
    EXPECT_EQ(co_await create_task(take()), 2);
    EXPECT_EQ(co_await take(), 3);
    EXPECT_EQ(co_await weft::wait_for(take(), 2s), 4);
  });
}

// --- run() closes what is left ---------------------------------------------------------------------------------------

TEST_F(AsyncGeneratorAtTheEndOfRun, IsClosedWithItsAwaitsWhenItHasBegun) {
  std::optional<async_generator<int>> begun, unstarted, ended;
  auto body = [&](std::string name) -> async_generator<int> {
    std::exception_ptr exit;
    try {
      co_yield 1;
    } catch (const generator_exit&) {
      exit = std::current_exception();
    }
    if (!exit) co_return;
    co_await sleep(1s);
    log(name + " closed");
    std::rethrow_exception(exit);
  };
  run_virtual([&]() -> coroutine<> {
    begun = body("begun");
    unstarted = body("unstarted");
    ended = body("ended");
    co_await begun->next();
    co_await ended->next();
    co_await ended->next();
    log("main ends");
  });
  EXPECT_EQ(log.take(), (lines{"main ends", "begun closed"}));
}

// Its clean-up takes 20 ms.
async_generator<int> numbers_closed_late(trace& log) {
  std::exception_ptr exit;
  try {
    for (int i = 0;; ++i) co_yield i;
  } catch (const generator_exit&) {
    exit = std::current_exception();
  }
  co_await sleep(20ms);
  log("numbers closed");
  std::rethrow_exception(exit);
}

TEST_F(AsyncGeneratorAtTheEndOfRun, IsClosedThoughItsOwnerIsClosedFirst) {
  const auto doubled = [](trace& log) -> async_generator<int> {
    farewell ends(log, "outer");
    auto inner = numbers_closed_late(log);
    while (auto number = co_await inner.next()) co_yield 2 * *number;
  };
  std::optional<async_generator<int>> outer;
  run_virtual([&]() -> coroutine<> {
    outer = doubled(log);
    co_await outer->next();
  });
  EXPECT_EQ(log.take(), (lines{"~outer", "numbers closed"}));
}

TEST_F(AsyncGeneratorAtTheEndOfRun, IsClosedThoughTheTaskThatOwnsItEndsMeanwhile) {
  const auto late = [&](int turns, std::chrono::milliseconds more) -> coroutine<> {
    auto mine = numbers_closed_late(log);
    co_await mine.next();
    for (int i = 0; i < turns; ++i) co_await yield_now();
    if (more > 0ms) co_await sleep(more);
  };
  const auto start_late = [&](int turns, std::chrono::milliseconds more) -> coroutine<> {
    try {
      co_await sleep(1h);
    } catch (const cancelled_error&) {
    }
    create_task(late(turns, more));
  };
  const auto leave_behind = [&](int turns, std::chrono::milliseconds more) {
    run_virtual([&]() -> coroutine<> {
      create_task(start_late(turns, more));
      co_await yield_now();
    });
    return log.take();
  };
  // Its object goes while run() …
  for (int turns = 0; turns < 10; ++turns) {
    const lines told = leave_behind(turns, 0ms);  // … has yet to begin, …
    EXPECT_TRUE(told.empty() || told == lines{"numbers closed"}) << turns;
  }
  EXPECT_EQ(leave_behind(0, 10ms), lines{"numbers closed"});  // … or is in the midst of it.
}

TEST_F(AsyncGenerator, MayBeMovedWhileAnOperationIsUnderWay) {
  run_virtual([&]() -> coroutine<> {
    std::vector<async_generator<int>> all;
    const auto slow = []() -> async_generator<int> {
      co_await sleep(1s);
      co_yield 1;
    };
    all.push_back(slow());
    auto reading = create_task(all.front().next());
    co_await yield_now();
    for (int i = 0; i < 10; ++i) all.push_back(slow());
    EXPECT_EQ(co_await reading, 1);
    EXPECT_EQ(co_await all.front().next(), std::nullopt);
  });
}

TEST_F(AsyncGeneratorAtTheEndOfRun, OneThatFailsToCloseIsReported) {
  std::optional<async_generator<int>> failing, ignoring;
  run_virtual([&]() -> coroutine<> {
    weft::event_loop::current().set_exception_handler([&](const weft::exception_context& context) {
      log(what_of<std::runtime_error>([&] { std::rethrow_exception(context.exception); }));
    });
    failing = [](trace&) -> async_generator<int> {
      try {
        co_yield 1;
      } catch (const generator_exit&) {
        throw std::runtime_error("clean-up failed");
      }
    }(log);
    ignoring = [](trace&) -> async_generator<int> {
      for (;;) {
        try {
          co_yield 1;
        } catch (const generator_exit&) {
        }
      }
    }(log);
    co_await failing->next();
    co_await ignoring->next();
  });
  EXPECT_EQ(log.take(), (lines{"clean-up failed", "async generator ignored generator_exit"}));
}

TEST_F(AsyncGenerator, SurvivesALoopThatIsDestroyedInItsBody) {
  auto body = [](trace& log) -> async_generator<int> {
    farewell ends(log, "body");
    co_yield 1;
    co_await weft::event_loop::current().create_future();
  };
  abandon([&](weft::event_loop& loop) {
    auto consumer = [](trace& log, auto make) -> coroutine<> {
      farewell ends(log, "consumer");
      auto g = make(log);
      while (co_await g.next()) log("value");
    };
    loop.create_task(consumer(log, body));
  });
  EXPECT_EQ(log.take(), (lines{"value", "~body", "~consumer"}));

  // And one that is older than the loop.
  std::optional<async_generator<int>> kept;
  abandon([&](weft::event_loop& loop) {
    kept = body(log);
    auto consumer = [](std::optional<async_generator<int>>& g) -> coroutine<> { co_await g->next(); };
    loop.create_task(consumer(kept));
  });
  log("the loop has gone");
  kept.reset();
  EXPECT_EQ(log.take(), (lines{"the loop has gone", "~body"}));
}

}  // namespace
