// gather() and gather_settled(): results in order, the first failure, and cancellation both ways. Rows 5 and 6 of the
// list of tricky behaviours; the traces are CPython's.
#include "frame_balance.hpp"
#include "trace.hpp"
#include "virtual_time.hpp"

#include <weft/coroutine.hpp>
#include <weft/errors.hpp>
#include <weft/event_loop.hpp>
#include <weft/gather.hpp>
#include <weft/outcome.hpp>
#include <weft/sleep.hpp>
#include <weft/task.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace {

using namespace std::chrono_literals;
using weft::cancelled_error;
using weft::coroutine;
using weft::create_task;
using weft::event_loop;
using weft::gather;
using weft::gather_settled;
using weft::sleep;
using weft::task;
using weft::yield_now;

class Gather : public frame_balance {
 protected:
  trace log;

  coroutine<std::string> after(std::chrono::milliseconds delay, std::string name) {
    try {
      co_await sleep(delay);
    } catch (const cancelled_error&) {
      log(name + " cancelled");
      throw;
    }
    log(name);
    co_return name;
  }
  coroutine<int> fail_after(std::chrono::milliseconds delay, std::string what) {
    co_await sleep(delay);
    log(what);
    throw std::runtime_error(what);
  }
  // Declines to be cancelled.
  coroutine<int> stubborn(std::string name, int value) {
    try {
      co_await sleep(1h);
    } catch (const cancelled_error&) {
      log(name + " caught");
    }
    co_await yield_now();
    log(name + " done");
    co_return value;
  }
};
class GatherFailure : public Gather {};
class GatherCancel : public Gather {};
class GatherSettled : public Gather {};

TEST_F(Gather, GivesResultsInTheOrderOfItsArgumentsNotOfCompletion) {
  run_virtual([&]() -> coroutine<> {
    auto number = [](int value) -> coroutine<int> { co_return value; };
    auto nothing = []() -> coroutine<> { co_await sleep(5ms); };
    auto [slow, quick, none] = co_await gather(after(20ms, "slow"), number(2), nothing());
    static_assert(std::is_same_v<decltype(slow), std::string> && std::is_same_v<decltype(quick), int>);
    static_assert(std::is_same_v<decltype(none), std::monostate>);
    EXPECT_EQ(slow, "slow");
    EXPECT_EQ(quick, 2);
    EXPECT_EQ(elapsed(), 20ms) << "all at once, not one after the other";
  });
}

TEST_F(Gather, TakesCoroutinesTasksAndFuturesMixed) {
  run_virtual([&]() -> coroutine<> {
    auto number = [](int value) -> coroutine<int> { co_return value; };
    auto t = create_task(number(1));
    auto f = event_loop::current().create_future<int>();
    event_loop::current().call_later(1s, [=] { f.set_result(3); });
    auto [a, b, c] = co_await gather(t, number(2), f);
    EXPECT_EQ(a + 10 * b + 100 * c, 321);
    EXPECT_EQ(t.result(), 1);
  });
}

TEST_F(Gather, OfAVectorGivesAVector) {
  run_virtual([&]() -> coroutine<> {
    std::vector<coroutine<std::string>> coroutines;
    for (int i = 0; i < 5; ++i) coroutines.push_back(after(std::chrono::milliseconds(50 - 10 * i), std::to_string(i)));
    EXPECT_EQ(co_await gather(std::move(coroutines)), (std::vector<std::string>{"0", "1", "2", "3", "4"}));
    EXPECT_EQ(log.take(), (lines{"4", "3", "2", "1", "0"}));

    std::vector<task<int>> tasks;
    for (int i = 0; i < 3; ++i) {
      tasks.push_back(create_task([i]() -> coroutine<int> { co_return i; }));
    }
    EXPECT_EQ(co_await gather(tasks), (std::vector{0, 1, 2}));
  });
}

TEST_F(Gather, OfNothingGivesNothing) {
  run_virtual([&]() -> coroutine<> {
    EXPECT_TRUE((co_await gather(std::vector<coroutine<int>>())).empty());
    EXPECT_TRUE((co_await gather_settled(std::vector<task<>>())).empty());
  });
}

TEST_F(Gather, OfVoidsGivesMonostates) {
  run_virtual([&]() -> coroutine<> {
    std::vector<coroutine<>> naps;
    for (int i = 0; i < 3; ++i) naps.push_back([]() -> coroutine<> { co_await sleep(1s); }());
    const std::vector<std::monostate> results = co_await gather(std::move(naps));
    EXPECT_EQ(results.size(), 3u);
  });
}

TEST_F(Gather, StartsItsChildrenInOrderInTheNextTurnEvenBeforeItIsAwaited) {
  run_virtual([&]() -> coroutine<> {
    auto child = [&](std::string name) -> coroutine<> {
      log(name);
      co_return;
    };
    auto all = gather(child("a"), child("b"));
    log("not yet");
    co_await yield_now();
    log("main");
    co_await all;
  });
  EXPECT_EQ(log.take(), (lines{"not yet", "a", "b", "main"}));
}

TEST_F(Gather, MovesResultsThatCannotBeCopied) {
  run_virtual([&]() -> coroutine<> {
    auto make = [](int value) -> coroutine<std::unique_ptr<int>> { co_return std::make_unique<int>(value); };
    auto [a, b] = co_await gather(make(1), make(2));
    EXPECT_EQ(*a + *b, 3);
  });
}

TEST_F(Gather, OfAThousandChildrenRunsThemAllAtOnce) {
  run_virtual([&]() -> coroutine<> {
    std::vector<coroutine<int>> all;
    for (int i = 0; i < 1000; ++i) {
      all.push_back([](int i) -> coroutine<int> {
        co_await sleep(1s);
        co_return i;
      }(i));
    }
    const auto results = co_await gather(std::move(all));
    EXPECT_EQ(results.back(), 999);
    EXPECT_EQ(elapsed(), 1s);
  });
}

// --- failure ---------------------------------------------------------------------------------------------------------

TEST_F(GatherFailure, TheFirstOneComesAtOnceAndTheRestRunOn) {
  run_virtual([&]() -> coroutine<> {
    try {
      co_await gather(after(10ms, "a"), fail_after(20ms, "bad"), after(30ms, "c"));
    } catch (const std::runtime_error& error) {
      log(std::string("caught ") + error.what());
    }
    EXPECT_EQ(elapsed(), 20ms);
    co_await sleep(50ms);
  });
  EXPECT_EQ(log.take(), (lines{"a", "bad", "caught bad", "c"}));
}

TEST_F(GatherFailure, LaterOnesAreNotReported) {
  run_virtual([&]() -> coroutine<> {
    event_loop::current().set_exception_handler([&](const weft::exception_context&) { log("reported"); });
    EXPECT_THROW(co_await gather(fail_after(1ms, "first"), fail_after(2ms, "second")), std::runtime_error);
    co_await sleep(1s);
  });
  EXPECT_EQ(log.take(), (lines{"first", "second"}));
}

TEST_F(GatherFailure, AChildCancelledByItselfCountsAsFailedWithCancelledError) {
  run_virtual([&]() -> coroutine<> {
    auto t = create_task(after(1h, "child"));
    event_loop::current().call_later(5ms, [=] { t.cancel("only the child"); });
    auto all = gather(t, after(10ms, "other"));
    try {
      co_await all;
    } catch (const cancelled_error& error) {
      log(std::string("gather: ") + error.what());
    }
    co_await sleep(20ms);
  });
  EXPECT_EQ(log.take(), (lines{"child cancelled", "gather: only the child", "other"}));
}

// --- cancellation ----------------------------------------------------------------------------------------------------

// Row 5, test_cancel_gather_1.
TEST_F(GatherCancel, AfterEveryChildIsDoneIsFalseAndTheResultsStay) {
  run_virtual([&]() -> coroutine<> {
    auto f = event_loop::current().create_future<int>();
    auto all = gather(f);
    f.set_result(42);
    EXPECT_FALSE(all.done());
    EXPECT_FALSE(all.cancel());
    EXPECT_EQ(std::get<0>(co_await all), 42);
  });
}

// Row 6, test_cancellation_broadcast.
TEST_F(GatherCancel, OfTheAwaiterCancelsEveryChild) {
  run_virtual([&]() -> coroutine<> {
    std::vector<task<std::string>> children;
    for (const char* name : {"a", "b", "c"}) children.push_back(create_task(after(1h, name)));
    auto body = [&]() -> coroutine<> { co_await gather(children); };
    auto awaiter = create_task(body());
    co_await yield_now();
    co_await yield_now();
    EXPECT_TRUE(awaiter.cancel());
    EXPECT_THROW(co_await awaiter, cancelled_error);
    log("awaiter");
    for (auto& child : children) EXPECT_TRUE(child.cancelled());
    EXPECT_FALSE(awaiter.cancel());
  });
  EXPECT_EQ(log.take(), (lines{"a cancelled", "b cancelled", "c cancelled", "awaiter"}));
}

TEST_F(GatherCancel, IsHeardOnceTheFirstChildHasEndedCancelled) {
  run_virtual([&]() -> coroutine<> {
    auto all = gather(after(1h, "a"), stubborn("b", 5), after(1h, "c"));
    co_await yield_now();
    EXPECT_TRUE(all.cancel());
    EXPECT_FALSE(all.done());
    try {
      co_await all;
    } catch (const cancelled_error&) {
      log("gather cancelled");
    }
  });
  EXPECT_EQ(log.take(), (lines{"a cancelled", "b caught", "c cancelled", "b done", "gather cancelled"}));
}

TEST_F(GatherCancel, StaysACancellationThoughEveryChildDeclines) {
  run_virtual([&]() -> coroutine<> {
    auto all = gather(stubborn("a", 1), stubborn("b", 2));
    co_await yield_now();
    EXPECT_TRUE(all.cancel());
    EXPECT_THROW(co_await all, cancelled_error);
  });
  EXPECT_EQ(log.take(), (lines{"a caught", "b caught", "a done", "b done"}));
}

TEST_F(GatherCancel, ChildrenThatAreDoneAreLeftAlone) {
  run_virtual([&]() -> coroutine<> {
    auto done = create_task(after(0ms, "done"));
    co_await done;
    auto all = gather(done, after(1h, "pending"));
    co_await yield_now();
    EXPECT_TRUE(all.cancel());
    EXPECT_THROW(co_await all, cancelled_error);
    EXPECT_FALSE(done.cancelled());
  });
}

TEST_F(GatherCancel, OfNestedGathersReachesTheInnermostChildren) {
  run_virtual([&]() -> coroutine<> {
    auto inner = gather(after(1h, "a"), after(1h, "b"));
    auto outer = gather(inner, after(1h, "c"));
    co_await yield_now();
    outer.cancel();
    EXPECT_THROW(co_await outer, cancelled_error);
    EXPECT_TRUE(outer.cancelled() || outer.done());
  });
  EXPECT_EQ(log.take(), (lines{"a cancelled", "b cancelled", "c cancelled"}));
}

TEST_F(GatherCancel, ADroppedGatherLetsItsChildrenRun) {
  run_virtual([&]() -> coroutine<> {
    { auto dropped = gather(after(10ms, "a"), after(20ms, "b")); }
    co_await sleep(1s);
  });
  EXPECT_EQ(log.take(), (lines{"a", "b"}));
}

// --- settled ---------------------------------------------------------------------------------------------------------

TEST_F(GatherSettled, WaitsForAllAndGivesAnOutcomeForEach) {
  run_virtual([&]() -> coroutine<> {
    auto cancelled = create_task(after(1h, "cancelled"));
    event_loop::current().call_later(5ms, [=] { cancelled.cancel("stopped"); });
    auto nothing = []() -> coroutine<> { co_return; };
    auto [value, failure, stopped, none] =
        co_await gather_settled(after(30ms, "value"), fail_after(10ms, "failure"), cancelled, nothing());
    EXPECT_EQ(elapsed(), 30ms);

    EXPECT_TRUE(value.has_value());
    EXPECT_EQ(value.value(), "value");
    EXPECT_EQ(value.error(), nullptr);

    EXPECT_FALSE(failure.has_value());
    EXPECT_TRUE(failure.error());
    EXPECT_EQ(what_of<std::runtime_error>([&] { failure.value(); }), "failure");

    EXPECT_FALSE(stopped);
    EXPECT_EQ(what_of<cancelled_error>([&] { stopped.value(); }), "stopped");

    EXPECT_TRUE(none);
    EXPECT_EQ(none.value(), std::monostate());
  });
}

TEST_F(GatherSettled, OfAVectorGivesAVectorOfOutcomes) {
  run_virtual([&]() -> coroutine<> {
    std::vector<coroutine<int>> all;
    all.push_back([]() -> coroutine<int> { co_return 1; }());
    all.push_back(fail_after(1ms, "x"));
    std::vector<weft::outcome<int>> outcomes = co_await gather_settled(std::move(all));
    EXPECT_EQ(outcomes.at(0).value(), 1);
    EXPECT_THROW(outcomes.at(1).value(), std::runtime_error);
  });
}

TEST_F(GatherSettled, CancelledIsHeardOnceAllHaveEnded) {
  run_virtual([&]() -> coroutine<> {
    auto all = gather_settled(after(1h, "a"), stubborn("b", 5), after(1h, "c"));
    co_await yield_now();
    EXPECT_TRUE(all.cancel());
    EXPECT_FALSE(all.done());
    EXPECT_THROW(co_await all, cancelled_error);
    log("gather cancelled");
  });
  EXPECT_EQ(log.take(), (lines{"a cancelled", "b caught", "c cancelled", "b done", "gather cancelled"}));
}

}  // namespace
