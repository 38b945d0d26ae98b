// run(): results, what is left at the end, the virtual clock and deadlock.
#include "frame_balance.hpp"
#include "trace.hpp"
#include "virtual_time.hpp"

#include <weft/coroutine.hpp>
#include <weft/errors.hpp>
#include <weft/event_loop.hpp>
#include <weft/gather.hpp>
#include <weft/run.hpp>
#include <weft/sleep.hpp>
#include <weft/task.hpp>
#include <weft/wait_for.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace {

using namespace std::chrono_literals;
using weft::cancelled_error;
using weft::coroutine;
using weft::create_task;
using weft::deadlock_error;
using weft::event_loop;
using weft::run;
using weft::sleep;
using weft::task;
using weft::yield_now;

constexpr weft::run_options virtual_clock{.clock = weft::clock::virtual_time};

class Run : public frame_balance {
 protected:
  trace log;
};
class RunLeftovers : public Run {};
class RunDeadlock : public Run {};
class RunClock : public Run {};

TEST_F(Run, GivesTheValueOfItsCoroutine) {
  auto number = []() -> coroutine<int> { co_return 5; };
  auto owner = []() -> coroutine<std::unique_ptr<int>> { co_return std::make_unique<int>(6); };
  auto nothing = []() -> coroutine<> { co_await yield_now(); };
  EXPECT_EQ(run(number()), 5);
  EXPECT_EQ(*run(owner()), 6);
  EXPECT_NO_THROW(run(nothing()));
}

TEST_F(Run, ThrowsTheExceptionOfItsCoroutine) {
  auto fail = []() -> coroutine<int> {
    co_await yield_now();
    throw std::out_of_range("main failed");
  };
  EXPECT_EQ(what_of<std::out_of_range>([&] { run(fail()); }), "main failed");
}

TEST_F(Run, MayBeCalledAgainAndEachTimeHasALoopOfItsOwn) {
  auto body = [&]() -> coroutine<int> {
    const auto began = event_loop::current().time();
    EXPECT_EQ(began, weft::time_point());
    co_await sleep(1s);
    co_return 1;
  };
  int sum = 0;
  for (int i = 0; i < 3; ++i) sum += run(body(), virtual_clock);
  EXPECT_EQ(sum, 3);
  auto fail = []() -> coroutine<> {
    throw std::runtime_error("x");
    co_return;
  };
  EXPECT_THROW(run(fail()), std::runtime_error);
  EXPECT_EQ(run(body(), virtual_clock), 1) << "after a failure too";
}

TEST_F(Run, CannotBeNested) {
  auto inner = []() -> coroutine<> { co_return; };
  auto outer = [&]() -> coroutine<> {
    EXPECT_THROW(run(inner()), std::logic_error);
    co_return;
  };
  run(outer());
}

TEST_F(Run, NeedsACoroutineThatHasNotBeenMovedFrom) {
  auto body = []() -> coroutine<> { co_return; };
  auto c = body();
  run(std::move(c));
  EXPECT_THROW(run(std::move(c)), std::logic_error);
}

TEST_F(Run, TurnsDebugModeOn) {
  auto body = []() -> coroutine<> {
    EXPECT_TRUE(event_loop::current().debug());
    co_return;
  };
  run(body(), {.debug = true});
}

TEST_F(Run, ThatIsCancelledFromWithinThrowsCancelledError) {
  auto body = []() -> coroutine<> {
    auto f = event_loop::current().create_future<>();
    f.cancel("inside");
    co_await f;
  };
  EXPECT_EQ(what_of<cancelled_error>([&] { run(body()); }), "inside");
}

TEST_F(Run, StoppedBeforeTheEndIsARuntimeError) {
  auto body = []() -> coroutine<> {
    event_loop::current().stop();
    co_await sleep(1h);
  };
  EXPECT_THROW(run(body(), virtual_clock), std::runtime_error);
}

// --- what is left ----------------------------------------------------------------------------------------------------

TEST_F(RunLeftovers, AreCancelledAndAwaited) {
  auto worker = [&](std::string name) -> coroutine<> {
    farewell local(log, name);
    bool cancelled = false;
    try {
      co_await sleep(1h);
    } catch (const cancelled_error&) {
      cancelled = true;
    }
    if (cancelled) {
      co_await sleep(10ms);
      log(name + " cleaned up at " + std::to_string(elapsed().count()) + " ms");
    }
  };
  auto main = [&]() -> coroutine<int> {
    create_task(worker("a"));
    create_task(worker("b"));
    co_await yield_now();
    log("main returns");
    co_return 1;
  };
  EXPECT_EQ(run(main(), virtual_clock), 1);
  EXPECT_EQ(log.take(), (lines{"main returns", "a cleaned up at 10 ms", "~a", "b cleaned up at 10 ms", "~b"}));
}

TEST_F(RunLeftovers, AreEndedWhenMainFailsToo) {
  auto worker = [&]() -> coroutine<> {
    farewell local(log, "worker");
    co_await sleep(1h);
  };
  auto main = [&]() -> coroutine<> {
    create_task(worker());
    co_await yield_now();
    throw std::runtime_error("main failed");
  };
  EXPECT_THROW(run(main(), virtual_clock), std::runtime_error);
  EXPECT_EQ(log.take(), lines{"~worker"});
}

TEST_F(RunLeftovers, ThatFailWhileEndingAreReported) {
  auto worker = []() -> coroutine<> {
    try {
      co_await sleep(1h);
    } catch (const cancelled_error&) {
      throw std::runtime_error("clean-up failed");
    }
  };
  auto main = [&]() -> coroutine<> {
    event_loop::current().set_exception_handler([&](const weft::exception_context& context) {
      log(what_of<std::runtime_error>([&] { std::rethrow_exception(context.exception); }));
    });
    create_task(worker());
    co_await yield_now();
  };
  run(main(), virtual_clock);
  EXPECT_EQ(log.take(), lines{"clean-up failed"});
}

TEST_F(RunLeftovers, ThatNeverStartedNeverRun) {
  auto worker = [&](farewell) -> coroutine<> {
    log("ran");
    co_return;
  };
  auto main = [&]() -> coroutine<> {
    create_task(worker(farewell(log, "argument")));
    co_return;
  };
  run(main(), virtual_clock);
  // The worker's first step was scheduled before main ended, so, as in asyncio, it still has that turn or is cancelled
  // before it: either way its argument is gone when run() returns.
  EXPECT_EQ(log.all().back(), "~argument");
}

// --- deadlock --------------------------------------------------------------------------------------------------------

TEST_F(RunDeadlock, IsThrownAndNamesEveryWaitingTaskAndWhatItWaitsOn) {
  auto waiter = [&](weft::future<> f) -> coroutine<> {
    farewell local(log, "waiter");
    co_await f;
  };
  auto main = [&]() -> coroutine<> {
    auto f = event_loop::current().create_future<>();
    auto t = create_task(waiter(f), {.name = "the waiter"});
    co_await t;
  };
  std::string text = what_of<deadlock_error>([&] { run(main(), virtual_clock); });
  EXPECT_NE(text.find("deadlock"), std::string::npos) << text;
  EXPECT_NE(text.find("task 'the waiter' waits"), std::string::npos) << text;
  EXPECT_NE(text.find("on a future"), std::string::npos) << text;
  EXPECT_NE(text.find("task 'main' waits"), std::string::npos) << text;
  EXPECT_NE(text.find("on task 'the waiter'"), std::string::npos) << text;
  EXPECT_NE(text.find("run_test.cpp:"), std::string::npos) << text;
  EXPECT_EQ(log.take(), lines{"~waiter"}) << "and what waited is cancelled like any leftover";
}

TEST_F(RunDeadlock, OfAGatherSaysSo) {
  auto waiter = [](weft::future<int> f) -> coroutine<int> { co_return co_await f; };
  auto main = [&]() -> coroutine<> {
    auto f = event_loop::current().create_future<int>();
    co_await weft::gather(waiter(f), waiter(f));
  };
  const std::string text = what_of<deadlock_error>([&] { run(main(), virtual_clock); });
  EXPECT_NE(text.find("gather of 2"), std::string::npos) << text;
}

TEST_F(RunDeadlock, OfTasksThatAwaitEachOtherIsOneToo) {
  // Cancelling what is left must not run in circles.
  std::optional<task<>> a, b;
  auto wait_for_b = [&]() -> coroutine<> { co_await *b; };
  auto wait_for_a = [&]() -> coroutine<> { co_await *a; };
  auto main = [&]() -> coroutine<> {
    a = create_task(wait_for_b());
    b = create_task(wait_for_a());
    co_await *a;
  };
  EXPECT_THROW(run(main(), virtual_clock), deadlock_error);
}

TEST_F(RunDeadlock, IsAlsoFoundOnTheRealClock) {
  auto main = []() -> coroutine<> { co_await event_loop::current().create_future<>(); };
  EXPECT_THROW(run(main()), deadlock_error);
}

TEST_F(RunDeadlock, IsNoneWhileATimerIsArmed) {
  auto main = []() -> coroutine<int> {
    auto f = event_loop::current().create_future<int>();
    event_loop::current().call_later(1h, [=] { f.set_result(1); });
    co_return co_await f;
  };
  EXPECT_EQ(run(main(), virtual_clock), 1);
}

// --- clocks ----------------------------------------------------------------------------------------------------------

TEST_F(RunClock, AnHourOfVirtualTimePassesAtOnce) {
  const auto began = std::chrono::steady_clock::now();
  auto main = [&]() -> coroutine<> {
    for (int i = 0; i < 3600; ++i) co_await sleep(1s);
    EXPECT_EQ(elapsed(), 1h);
  };
  run(main(), virtual_clock);
  EXPECT_LT(std::chrono::steady_clock::now() - began, 60s);
}

TEST_F(RunClock, VirtualTimeStandsStillWhileThereIsWork) {
  auto main = [&]() -> coroutine<> {
    bool fired = false;
    event_loop::current().call_later(1ms, [&] { fired = true; });
    for (int i = 0; i < 1000; ++i) co_await yield_now();
    EXPECT_FALSE(fired);
    EXPECT_EQ(elapsed(), 0ms);
    co_await sleep(1ms);
    EXPECT_TRUE(fired);
  };
  run(main(), virtual_clock);
}

TEST_F(RunClock, TheSameProgramGivesTheSameTraceOnEitherClock) {
  auto sleeper = [&](std::chrono::milliseconds delay) -> coroutine<> {
    co_await sleep(delay);
    log(std::to_string(delay.count()));
    co_await yield_now();
    log(std::to_string(delay.count()) + " again");
  };
  auto main = [&]() -> coroutine<> {
    co_await weft::gather(sleeper(30ms), sleeper(10ms), sleeper(20ms));
    log("done");
  };
  const lines expected{"10", "10 again", "20", "20 again", "30", "30 again", "done"};
  run(main(), virtual_clock);
  EXPECT_EQ(log.take(), expected);
  run(main());
  EXPECT_EQ(log.take(), expected);
}

TEST_F(RunClock, TheRealClockWaitsForReal) {
  auto main = []() -> coroutine<> { co_await sleep(20ms); };
  const auto began = std::chrono::steady_clock::now();
  run(main());
  EXPECT_GE(std::chrono::steady_clock::now() - began, 20ms);
}

}  // namespace
