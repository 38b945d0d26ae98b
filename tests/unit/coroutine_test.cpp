// coroutine<T>: lazy, awaited once, run inside the task that awaits it, at any depth.
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
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

namespace {

using namespace std::chrono_literals;
using weft::coroutine;
using weft::create_task;
using weft::event_loop;
using weft::yield_now;

class Coroutine : public frame_balance {
 protected:
  trace log;
};
class CoroutineDepth : public Coroutine {};
class CoroutineNeverAwaited : public Coroutine {};

coroutine<int> add(int a, int b) { co_return a + b; }

TEST_F(Coroutine, RunsNothingUntilItIsAwaited) {
  run_virtual([&]() -> coroutine<> {
    auto body = [&]() -> coroutine<> {
      log("body");
      co_return;
    };
    auto c = body();
    co_await yield_now();
    EXPECT_EQ(log.take(), lines{});
    co_await std::move(c);
    EXPECT_EQ(log.take(), lines{"body"});
  });
}

TEST_F(Coroutine, GivesItsValueToItsAwaiter) {
  EXPECT_EQ(run_virtual([]() -> coroutine<int> { co_return co_await add(1, 2) * co_await add(3, 4); }), 21);
}

TEST_F(Coroutine, MayGiveNothingAReferenceOrWhatCanOnlyBeMoved) {
  int place = 1;
  run_virtual([&]() -> coroutine<> {
    auto nothing = []() -> coroutine<> { co_return; };
    auto reference = [&]() -> coroutine<int&> { co_return place; };
    auto owner = []() -> coroutine<std::unique_ptr<int>> { co_return std::make_unique<int>(3); };
    co_await nothing();
    co_await reference() = 2;
    const std::unique_ptr<int> owned = co_await owner();
    EXPECT_EQ(*owned, 3);
  });
  EXPECT_EQ(place, 2);
}

TEST_F(Coroutine, ThrowsIntoItsAwaiter) {
  run_virtual([&]() -> coroutine<> {
    auto fail = [](bool later) -> coroutine<int> {
      if (later) co_await yield_now();
      throw std::out_of_range("inner");
    };
    for (bool later : {false, true}) {
      try {
        co_await fail(later);
      } catch (const std::out_of_range& error) {
        log(error.what());
      }
    }
  });
  EXPECT_EQ(log.take(), (lines{"inner", "inner"}));
}

TEST_F(Coroutine, RunsInsideTheAwaitingTaskWithoutTouchingTheLoop) {
  run_virtual([&]() -> coroutine<> {
    auto leaf = [&]() -> coroutine<> {
      log("leaf");
      co_return;
    };
    auto middle = [&]() -> coroutine<> {
      log("middle");
      co_await leaf();
      log("middle again");
    };
    event_loop::current().call_soon([&] { log("next turn"); });
    co_await middle();
    log("main again");
    co_await yield_now();
  });
  EXPECT_EQ(log.take(), (lines{"middle", "leaf", "middle again", "main again", "next turn"}));
}

TEST_F(Coroutine, IsMoveOnlyAndAwaitedOnce) {
  static_assert(!std::is_copy_constructible_v<coroutine<int>> && std::is_nothrow_move_constructible_v<coroutine<int>>);
  run_virtual([&]() -> coroutine<> {
    auto c = add(1, 2);
    auto d = std::move(c);
    EXPECT_FALSE(c.valid());
    EXPECT_TRUE(d.valid());
    EXPECT_EQ(co_await std::move(d), 3);
    EXPECT_THROW(co_await std::move(d), std::logic_error);
    EXPECT_THROW(co_await std::move(c), std::logic_error);
    EXPECT_THROW(create_task(std::move(c)), std::logic_error);
  });
}

TEST_F(Coroutine, DestroysItsFrameBeforeItsAwaiterGoesOn) {
  run_virtual([&]() -> coroutine<> {
    auto body = [&](farewell) -> coroutine<> {
      farewell local(log, "local");
      log("body");
      co_return;
    };
    co_await body(farewell(log, "parameter"));
    log("awaiter");
  });
  EXPECT_EQ(log.take(), (lines{"body", "~local", "~parameter", "awaiter"}));
}

TEST_F(Coroutine, NeedsATaskToAwaitAnythingThatSuspends) {
  // Resumed by hand, outside of any task: whatever would suspend it says so.
  auto body = [&]() -> coroutine<> {
    try {
      co_await yield_now();
    } catch (const std::logic_error&) {
      log("no task");
    }
  };
  auto handle = body().release();
  handle.resume();
  handle.destroy();
  EXPECT_EQ(log.take(), lines{"no task"});
}

// --- exceptions in loops ---------------------------------------------------------------------------------------------
// Natively a matter of course. As WebAssembly, these are the shapes that compilers get wrong: see detail/never_ready.hpp.

class CoroutineLoops : public Coroutine {
 protected:
  coroutine<int> odd_fails(int i) {
    co_await weft::sleep(1ms);
    if (i % 2 == 1) throw std::runtime_error("odd " + std::to_string(i));
    co_return i;
  }
  coroutine<> fails(int i) {
    co_await yield_now();
    throw std::runtime_error("number " + std::to_string(i));
  }
};

TEST_F(CoroutineLoops, RetriesUntilItSucceeds) {
  run_virtual([&]() -> coroutine<> {
    for (int attempt = 3;; --attempt) {
      try {
        log("got " + std::to_string(co_await odd_fails(attempt)));
        break;
      } catch (const std::runtime_error& error) {
        log(error.what());
      }
    }
  });
  EXPECT_EQ(log.take(), (lines{"odd 3", "got 2"}));
}

TEST_F(CoroutineLoops, CatchesInALoopWithinALoop) {
  run_virtual([&]() -> coroutine<> {
    for (int outer = 0; outer < 2; ++outer) {
      for (int inner = 0; inner < 3; ++inner) {
        try {
          log("got " + std::to_string(co_await odd_fails(inner)));
        } catch (const std::runtime_error& error) {
          log(error.what());
        }
      }
    }
  });
  EXPECT_EQ(log.take(), (lines{"got 0", "odd 1", "got 2", "got 0", "odd 1", "got 2"}));
}

TEST_F(CoroutineLoops, RethrowsFromAnInnerHandlerToAnOuterOne) {
  run_virtual([&]() -> coroutine<> {
    for (int outer = 0; outer < 2; ++outer) {
      try {
        for (int inner = 0; inner < 2; ++inner) {
          try {
            co_await odd_fails(inner);
            co_await fails(outer);
          } catch (const std::runtime_error& error) {
            log(std::string("inner: ") + error.what());
            if (outer == 1) throw;
          }
        }
      } catch (const std::exception& error) {
        log(std::string("outer: ") + error.what());
      }
    }
  });
  EXPECT_EQ(log.take(), (lines{"inner: number 0", "inner: odd 1", "inner: number 1", "outer: number 1"}));
}

TEST_F(CoroutineLoops, AwaitsTwiceWithinOneTry) {
  run_virtual([&]() -> coroutine<> {
    for (int i = 0; i < 3; ++i) {
      try {
        const int a = co_await odd_fails(i);
        const int b = co_await odd_fails(i + i / 2);
        log(std::to_string(a) + std::to_string(b));
      } catch (const std::runtime_error& error) {
        log(error.what());
      }
      co_await weft::sleep(1ms);
    }
  });
  EXPECT_EQ(log.take(), (lines{"00", "odd 1", "odd 3"}));
}

// --- depth -----------------------------------------------------------------------------------------------------------

coroutine<std::int64_t> one() { co_return 1; }

coroutine<std::int64_t> nested(int depth) {
  if (depth == 0) co_return 0;
  co_return co_await nested(depth - 1) + 1;
}

coroutine<> nested_sleep(int depth) {
  if (depth == 0) {
    co_await weft::sleep(1h);
  } else {
    co_await nested_sleep(depth - 1);
  }
}

coroutine<> nested_throw(int depth) {
  if (depth == 0) throw std::runtime_error("from the depth");
  co_await nested_throw(depth - 1);
}

TEST_F(CoroutineDepth, AMillionAwaitsInSequenceUseNoStack) {
  const auto sum = run_virtual([]() -> coroutine<std::int64_t> {
    std::int64_t total = 0;
    for (int i = 0; i < 1'000'000; ++i) total += co_await one();
    co_return total;
  });
  EXPECT_EQ(sum, 1'000'000);
}

TEST_F(CoroutineDepth, AMillionNestedAwaitsUseNoStack) { EXPECT_EQ(run_virtual(nested(1'000'000)), 1'000'000); }

TEST_F(CoroutineDepth, ADeepChainSuspendsResumesAndEnds) { run_virtual(nested_sleep(100'000)); }

TEST_F(CoroutineDepth, ADeepSuspendedChainIsDestroyedWithoutRecursion) {
  event_loop loop({.clock = weft::clock::virtual_time});
  loop.create_task(nested_sleep(100'000));
  loop.run_once();
  EXPECT_GT(frames(), 100'000);
}

TEST_F(CoroutineDepth, AnExceptionLeavesThroughEveryLevel) {
  EXPECT_THROW(run_virtual(nested_throw(20'000)), std::runtime_error);
}

TEST_F(CoroutineDepth, ADeepChainIsCancelledAtItsInnermostAwait) {
  run_virtual([&]() -> coroutine<> {
    auto task = create_task(nested_sleep(20'000));
    co_await yield_now();
    task.cancel();
    EXPECT_THROW(co_await task, weft::cancelled_error);
    EXPECT_EQ(elapsed(), 0ms);
  });
}

TEST_F(CoroutineDepth, DestroyedWhileSuspendedTheInnermostEndsFirst) {
  auto level = [&](auto& self, int depth) -> coroutine<> {
    farewell local(log, std::to_string(depth));
    if (depth == 0) {
      co_await weft::sleep(1h);
    } else {
      co_await self(self, depth - 1);
    }
  };
  {
    event_loop loop({.clock = weft::clock::virtual_time});
    loop.create_task(level(level, 3));
    loop.run_once();
  }
  EXPECT_EQ(log.take(), (lines{"~0", "~1", "~2", "~3"}));
}

// --- never awaited ---------------------------------------------------------------------------------------------------

coroutine<> fetch_one() { co_return; }
constexpr int fetch_one_line = __LINE__ - 1;

TEST_F(CoroutineNeverAwaited, IsReportedInDebugModeWithItsPlace) {
  auto main = [&]() -> coroutine<> {
    event_loop::current().set_exception_handler([&](const weft::exception_context& context) { log(context.message); });
    { auto forgotten = fetch_one(); }
    co_await fetch_one();
  };
  weft::run(main(), {.debug = true, .clock = weft::clock::virtual_time});
  EXPECT_EQ(
      log.take(),
      lines{"coroutine 'fetch_one' was never awaited (coroutine_test.cpp:" + std::to_string(fetch_one_line) + ")"});
}

TEST_F(CoroutineNeverAwaited, IsNotReportedOtherwise) {
  run_virtual([&]() -> coroutine<> {
    event_loop::current().set_exception_handler([&](const weft::exception_context& context) { log(context.message); });
    { auto forgotten = fetch_one(); }
    co_return;
  });
  EXPECT_EQ(log.take(), lines{});
}

TEST_F(CoroutineNeverAwaited, FreesItsArguments) {
  auto body = [](farewell) -> coroutine<> { co_return; };
  { auto forgotten = body(farewell(log, "argument")); }
  EXPECT_EQ(log.take(), lines{"~argument"});
}

}  // namespace
