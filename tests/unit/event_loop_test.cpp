// The event loop by itself: the order of callbacks and timers, handles, failures, and the ways of driving it.
// Where order is concerned the expected traces are CPython's; rows 21 and 22 of the list of tricky behaviours are here.
#include "frame_balance.hpp"
#include "trace.hpp"
#include "virtual_time.hpp"

#include <weft/errors.hpp>
#include <weft/event_loop.hpp>
#include <weft/sleep.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#ifndef __EMSCRIPTEN__
#include <thread>
#endif

namespace {

using namespace std::chrono_literals;
using weft::coroutine;
using weft::event_loop;

class EventLoop : public frame_balance {
 protected:
  trace log;

  // Something to call that writes a line.
  auto say(std::string line) {
    return [this, line = std::move(line)] { log(line); };
  }
};
class EventLoopTimers : public EventLoop {};
class EventLoopHandles : public EventLoop {};
class EventLoopFailures : public EventLoop {};
class EventLoopDriving : public EventLoop {};

constexpr weft::loop_options virtual_clock{.clock = weft::clock::virtual_time};

// --- turns -----------------------------------------------------------------------------------------------------------

TEST_F(EventLoop, CallsInTheOrderOfAsking) {
  event_loop loop(virtual_clock);
  for (const char* name : {"a", "b", "c"}) loop.call_soon(say(name));
  EXPECT_EQ(log.take(), lines{}) << "never at once";
  EXPECT_TRUE(loop.run_once());
  EXPECT_EQ(log.take(), (lines{"a", "b", "c"}));
}

// Row 22, test__run_once_schedule_handle.
TEST_F(EventLoop, ATurnRunsOnlyWhatWasReadyWhenItBegan) {
  event_loop loop(virtual_clock);
  loop.call_soon([&] {
    log("a");
    loop.call_soon(say("a2"));
  });
  loop.call_soon(say("b"));
  EXPECT_TRUE(loop.run_once());
  EXPECT_EQ(log.take(), (lines{"a", "b"}));
  EXPECT_TRUE(loop.run_once());
  EXPECT_EQ(log.take(), lines{"a2"});
  EXPECT_FALSE(loop.run_once());
}

TEST_F(EventLoop, RunOnceTellsThatThereWasNothingToDo) {
  event_loop loop(virtual_clock);
  EXPECT_FALSE(loop.run_once());
}

TEST_F(EventLoop, TakesCallablesThatCanOnlyBeMovedAndBindsArguments) {
  event_loop loop(virtual_clock);
  loop.call_soon([this, text = std::make_unique<std::string>("moved in")] { log(*text); });
  loop.call_soon([this](const std::string& a, int b) { log(a + std::to_string(b)); }, "bound ", 7);
  loop.call_later(
      1s, [this](std::unique_ptr<std::string>& owned) { log(*owned); }, std::make_unique<std::string>("later"));
  while (loop.run_once()) {
  }
  EXPECT_EQ(log.take(), (lines{"moved in", "bound 7", "later"}));
}

TEST_F(EventLoop, IsCurrentOnlyWhileItRuns) {
  event_loop loop(virtual_clock);
  EXPECT_THROW(event_loop::current(), std::logic_error);
  loop.call_soon([&] {
    EXPECT_EQ(&event_loop::current(), &loop);
    EXPECT_TRUE(loop.is_running());
  });
  loop.run_once();
  EXPECT_FALSE(loop.is_running());
  EXPECT_THROW(event_loop::current(), std::logic_error);
}

TEST_F(EventLoop, DestroyedItDropsWhatIsScheduledAndDestroysTheFramesOfItsTasks) {
  auto owned = std::make_shared<int>(0);
  auto sleeper = [this](std::shared_ptr<int>) -> coroutine<> {
    farewell local(log, "sleeper");
    co_await weft::sleep(1h);
  };
  {
    event_loop loop(virtual_clock);
    loop.call_soon([owned] {});
    loop.call_later(1h, [owned] {});
    loop.create_task(sleeper(owned));
    loop.create_task(sleeper(owned));
    EXPECT_EQ(owned.use_count(), 5);
    loop.run_once();
  }
  EXPECT_EQ(owned.use_count(), 1);
  EXPECT_EQ(log.take(), (lines{"~sleeper", "~sleeper"}));
}

// --- timers ----------------------------------------------------------------------------------------------------------

TEST_F(EventLoopTimers, FireInTheOrderOfTheirDeadlines) {
  event_loop loop(virtual_clock);
  loop.call_later(30ms, say("30"));
  loop.call_later(10ms, say("10"));
  loop.call_later(20ms, say("20"));
  while (loop.run_once()) {
  }
  EXPECT_EQ(log.take(), (lines{"10", "20", "30"}));
}

// CPython's heap compares deadlines only and leaves ties in no order (12 of them: 0, 2, 6, 5, 11, …).
TEST_F(EventLoopTimers, TiesFireInTheOrderScheduled) {
  event_loop loop(virtual_clock);
  lines expected;
  for (int i = 0; i < 100; ++i) {
    loop.call_later(10ms, say(std::to_string(i)));
    expected.push_back(std::to_string(i));
  }
  EXPECT_TRUE(loop.run_once());
  EXPECT_EQ(log.take(), expected);
}

TEST_F(EventLoopTimers, TiesKeepTheirOrderWhenOthersAreCancelled) {
  event_loop loop(virtual_clock);
  lines expected;
  std::vector<weft::timer_handle> cancelled;
  for (int i = 0; i < 300; ++i) {
    auto handle = loop.call_later(std::chrono::milliseconds(i % 3), say(std::to_string(i)));
    if (i % 2 == 1) cancelled.push_back(handle);
  }
  for (const auto& handle : cancelled) handle.cancel();
  for (int rest : {0, 1, 2}) {
    for (int i = 0; i < 300; i += 2) {
      if (i % 3 == rest) expected.push_back(std::to_string(i));
    }
  }
  while (loop.run_once()) {
  }
  EXPECT_EQ(log.take(), expected);
}

TEST_F(EventLoopTimers, OfNoDelayComeAfterWhatIsReadyAlready) {
  event_loop loop(virtual_clock);
  loop.call_later(0ms, say("timer"));
  loop.call_soon(say("ready"));
  EXPECT_TRUE(loop.run_once());
  EXPECT_EQ(log.take(), (lines{"ready", "timer"}));
}

TEST_F(EventLoopTimers, InThePastAreDueAtOnce) {
  event_loop loop(virtual_clock);
  loop.call_at(loop.time() - 1h, say("past"));
  loop.call_later(-5s, say("negative"));
  EXPECT_TRUE(loop.run_once());
  EXPECT_EQ(log.take(), (lines{"past", "negative"}));
  EXPECT_EQ(loop.time(), weft::time_point());
}

TEST_F(EventLoopTimers, TheVirtualClockJumpsToTheNextDeadlineAndNoFurther) {
  event_loop loop(virtual_clock);
  EXPECT_EQ(loop.time(), weft::time_point());
  const auto handle = loop.call_later(1h, [&] { EXPECT_EQ(loop.time().time_since_epoch(), 1h); });
  loop.call_later(1500us, [&] { EXPECT_EQ(loop.time().time_since_epoch(), 1500us); });
  EXPECT_EQ(handle.when().time_since_epoch(), 1h);
  EXPECT_TRUE(loop.run_once());
  EXPECT_EQ(loop.time().time_since_epoch(), 1500us);
  EXPECT_TRUE(loop.run_once());
  EXPECT_EQ(loop.time().time_since_epoch(), 1h);
}

TEST_F(EventLoopTimers, TakeAnyDurationHoweverLong) {
  event_loop loop(virtual_clock);
  loop.call_later(std::chrono::hours::max(), say("centuries"));
  loop.call_later(std::chrono::duration<double>(1e300), say("more centuries"));
  loop.call_later(std::chrono::duration<double, std::milli>(0.5), say("half a millisecond"));
  EXPECT_TRUE(loop.run_once());
  EXPECT_EQ(log.take(), lines{"half a millisecond"});
  EXPECT_EQ(loop.time().time_since_epoch(), 500us);
}

TEST_F(EventLoopTimers, AreNotStarvedByWorkThatNeverPauses) {
  event_loop loop;
  bool fired = false;
  int turns = 0;
  loop.call_later(2ms, [&] { fired = true; });
  std::function<void()> again = [&] {
    ++turns;
    if (!fired) loop.call_soon(again);
  };
  loop.call_soon(again);
  while (!fired) loop.run_once();
  EXPECT_GT(turns, 1);
}

TEST_F(EventLoopTimers, NeverFireEarlyOnTheRealClock) {
  event_loop loop;
  for (auto delay : {0us, 300us, 1000us, 4700us}) {
    const auto due = loop.time() + delay;
    bool fired = false;
    loop.call_later(delay, [&] {
      EXPECT_GE(loop.time(), due);
      fired = true;
    });
    while (!fired) loop.run_once();
  }
}

// --- handles ---------------------------------------------------------------------------------------------------------

TEST_F(EventLoopHandles, CancelledDoNotRun) {
  event_loop loop(virtual_clock);
  auto soon = loop.call_soon(say("soon"));
  auto later = loop.call_later(1s, say("later"));
  EXPECT_FALSE(soon.cancelled());
  soon.cancel();
  later.cancel();
  EXPECT_TRUE(soon.cancelled());
  EXPECT_TRUE(later.cancelled());
  EXPECT_FALSE(loop.run_once()) << "nothing is left, not even a turn";
  EXPECT_EQ(log.take(), lines{});
}

TEST_F(EventLoopHandles, CancelledInTheTurnInWhichTheyAreDueDoNotRun) {
  event_loop loop(virtual_clock);
  std::optional<weft::handle> soon;
  std::optional<weft::timer_handle> timer;
  loop.call_soon([&] {
    log("first");
    soon->cancel();
    timer->cancel();
  });
  soon = loop.call_soon(say("cancelled"));
  timer = loop.call_later(0ms, say("cancelled timer"));
  loop.call_soon(say("last"));
  while (loop.run_once()) {
  }
  EXPECT_EQ(log.take(), (lines{"first", "last"}));
}

TEST_F(EventLoopHandles, CancellingFreesTheCallbackAtOnce) {
  event_loop loop(virtual_clock);
  auto owned = std::make_shared<int>(0);
  auto soon = loop.call_soon([owned] {});
  auto later = loop.call_later(1h, [owned] {});
  EXPECT_EQ(owned.use_count(), 3);
  soon.cancel();
  later.cancel();
  EXPECT_EQ(owned.use_count(), 1);
}

TEST_F(EventLoopHandles, ARunCallbackIsFreedThoughItsHandleLives) {
  event_loop loop(virtual_clock);
  auto owned = std::make_shared<int>(0);
  auto handle = loop.call_soon([owned] {});
  loop.run_once();
  EXPECT_EQ(owned.use_count(), 1);
  EXPECT_NO_THROW(handle.cancel());
}

TEST_F(EventLoopHandles, MayCancelThemselvesWhileRunning) {
  event_loop loop(virtual_clock);
  std::optional<weft::handle> handle;
  auto owned = std::make_shared<std::string>("still there");
  handle = loop.call_soon([&, owned] {
    handle->cancel();
    log(*owned);
  });
  loop.run_once();
  EXPECT_EQ(log.take(), lines{"still there"});
}

TEST_F(EventLoopHandles, CopiesReferToTheSameCallbackAndMayOutliveTheLoop) {
  std::optional<weft::handle> kept;
  {
    event_loop loop(virtual_clock);
    auto handle = loop.call_later(1s, say("never"));
    weft::handle copy = handle;
    EXPECT_EQ(copy, static_cast<weft::handle&>(handle));
    EXPECT_FALSE(copy == loop.call_soon([] {}));
    kept = copy;
  }
  EXPECT_NO_THROW(kept->cancel());
}

// Row 22, test__run_once_cancelled_event_cleanup: cancelling a hundred thousand timers is cheap and leaves nothing.
TEST_F(EventLoopHandles, AHundredThousandTimersCancelInAnyOrder) {
  event_loop loop(virtual_clock);
  std::vector<weft::timer_handle> handles;
  for (int i = 0; i < 100'000; ++i) {
    handles.push_back(loop.call_later(std::chrono::milliseconds(i * 7919 % 100'003), say("no")));
  }
  for (std::size_t i = 0; i < handles.size(); ++i) handles[i * 31 % handles.size()].cancel();
  EXPECT_FALSE(loop.run_once());
}

// --- failures --------------------------------------------------------------------------------------------------------

TEST_F(EventLoopFailures, AnExceptionOfACallbackGoesToTheHandlerAndTheLoopGoesOn) {
  event_loop loop(virtual_clock);
  loop.set_exception_handler([this](const weft::exception_context& context) {
    log(what_of<std::runtime_error>([&] { std::rethrow_exception(context.exception); }));
    EXPECT_FALSE(context.message.empty());
    EXPECT_FALSE(context.task);
  });
  loop.call_soon([] { throw std::runtime_error("broken"); });
  loop.call_later(0ms, [] { throw std::runtime_error("broken timer"); });
  loop.call_soon(say("after"));
  EXPECT_TRUE(loop.run_once());
  EXPECT_EQ(log.take(), (lines{"broken", "after", "broken timer"}));
}

TEST_F(EventLoopFailures, AHandlerThatFailsDoesNotStopTheLoop) {
  event_loop loop(virtual_clock);
  loop.set_exception_handler([](const weft::exception_context&) { throw std::runtime_error("handler"); });
  loop.call_soon([] { throw std::runtime_error("broken"); });
  loop.call_soon(say("after"));
  EXPECT_TRUE(loop.run_once());
  EXPECT_EQ(log.take(), lines{"after"});
}

TEST_F(EventLoopFailures, DebugModeReportsSlowCallbacks) {
  event_loop loop({.debug = true});
  EXPECT_EQ(loop.slow_callback_duration(), 100ms);
  loop.set_slow_callback_duration(2ms);
  loop.set_exception_handler([this](const weft::exception_context& context) { log(context.message); });
  loop.call_soon([&] {
    const auto until = loop.time() + 3ms;
    while (loop.time() < until) {
    }
  });
  loop.call_soon([] {});
  loop.run_once();
  ASSERT_EQ(log.all().size(), 1u);
  EXPECT_TRUE(log.all()[0].starts_with("a callback took ")) << log.all()[0];
}

TEST_F(EventLoopFailures, DebugModeNamesTheTaskOfASlowStep) {
  auto slow = []() -> coroutine<> {
    const auto until = event_loop::current().time() + 3ms;
    while (event_loop::current().time() < until) {
    }
    co_return;
  };
  event_loop loop({.debug = true});
  loop.set_slow_callback_duration(2ms);
  loop.set_exception_handler([this](const weft::exception_context& context) {
    ASSERT_TRUE(context.task);
    log(context.task->name);
    EXPECT_NE(context.message.find("task 'slow one'"), std::string::npos) << context.message;
    EXPECT_NE(std::string(context.task->created_at.file_name()).find("event_loop_test.cpp"), std::string::npos);
  });
  loop.run_until_complete(loop.create_task(slow(), {.name = "slow one"}));
  EXPECT_EQ(log.take(), lines{"slow one"});
}

// --- driving ---------------------------------------------------------------------------------------------------------

TEST_F(EventLoopDriving, RunUntilCompleteGivesTheResultOrThrowsTheFailure) {
  event_loop loop(virtual_clock);
  auto sum = [](int a, int b) -> coroutine<int> {
    co_await weft::sleep(1s);
    co_return a + b;
  };
  auto fail = []() -> coroutine<int> {
    co_await weft::yield_now();
    throw std::out_of_range("no");
  };
  EXPECT_EQ(loop.run_until_complete(sum(1, 2)), 3);
  EXPECT_THROW(loop.run_until_complete(fail()), std::out_of_range);
  auto future = loop.create_future<std::string>();
  loop.call_later(1s, [=] { future.set_result("set"); });
  EXPECT_EQ(loop.run_until_complete(future), "set");
}

TEST_F(EventLoopDriving, StopEndsRunForeverAfterThePresentTurn) {
  event_loop loop(virtual_clock);
  loop.call_soon([&] {
    log("a");
    loop.stop();
    loop.call_soon(say("next turn"));
  });
  loop.call_soon(say("b"));
  loop.run_forever();
  EXPECT_EQ(log.take(), (lines{"a", "b"}));
  EXPECT_TRUE(loop.run_once());
  EXPECT_EQ(log.take(), lines{"next turn"});
}

TEST_F(EventLoopDriving, StopBeforeRunForeverLetsOneTurnRun) {
  event_loop loop(virtual_clock);
  loop.call_soon(say("ready"));
  loop.call_later(1s, say("not ready"));
  loop.stop();
  loop.run_forever();
  EXPECT_EQ(log.take(), lines{"ready"});
}

TEST_F(EventLoopDriving, StopBeforeTheEndIsARuntimeErrorOfRunUntilComplete) {
  event_loop loop(virtual_clock);
  loop.call_soon([&] { loop.stop(); });
  auto future = loop.create_future<>();
  EXPECT_THROW(loop.run_until_complete(future), std::runtime_error);
}

TEST_F(EventLoopDriving, ADeadlockIsThrownAndNamesWhoWaitsForWhat) {
  event_loop loop(virtual_clock);
  auto future = loop.create_future<>();
  auto waiter = [](weft::future<> f) -> coroutine<> { co_await f; };
  auto inner = loop.create_task(waiter(future), {.name = "inner"});
  auto outer = [](weft::task<> t) -> coroutine<> { co_await t; };
  const std::string text = what_of<weft::deadlock_error>(
      [&] { loop.run_until_complete(loop.create_task(outer(inner), {.name = "outer"})); });
  EXPECT_NE(text.find("'inner' waits"), std::string::npos) << text;
  EXPECT_NE(text.find("'outer' waits"), std::string::npos) << text;
  EXPECT_NE(text.find("on task 'inner'"), std::string::npos) << text;
  EXPECT_NE(text.find("on a future created at event_loop_test.cpp"), std::string::npos) << text;
}

TEST_F(EventLoopDriving, OnlyOneLoopRunsOnAThreadAtATime) {
  event_loop loop(virtual_clock);
  event_loop other(virtual_clock);
  auto idle = []() -> coroutine<> { co_return; };
  loop.call_soon([&] {
    EXPECT_THROW(loop.run_once(), std::logic_error);
    EXPECT_THROW(loop.run_forever(), std::logic_error);
    EXPECT_THROW(other.run_until_complete(idle()), std::logic_error);
    log("refused");
  });
  loop.run_once();
  EXPECT_EQ(log.take(), lines{"refused"});
}

TEST_F(EventLoopDriving, RefusesTasksOfAnotherLoop) {
  event_loop loop(virtual_clock);
  event_loop other(virtual_clock);
  auto future = other.create_future<int>();
  EXPECT_THROW(loop.run_until_complete(future), std::logic_error);
}

TEST_F(EventLoopDriving, AHandleThatOutlivesItsLoopFindsItClosed) {
  std::optional<weft::future<int>> future;
  {
    event_loop loop(virtual_clock);
    future = loop.create_future<int>();
  }
  EXPECT_FALSE(future->done());
  EXPECT_NO_THROW(future->set_result(1));
  EXPECT_EQ(future->result(), 1);
  EXPECT_THROW(future->add_done_callback([] {}), std::logic_error);
}

#ifndef __EMSCRIPTEN__
TEST_F(EventLoopDriving, CallSoonThreadsafeWakesALoopThatSleeps) {
  event_loop loop;
  auto future = loop.create_future<int>();
  loop.call_later(1h, say("too late"));
  std::thread other([&] {
    std::this_thread::sleep_for(5ms);
    loop.call_soon_threadsafe([&] { future.set_result(42); });
  });
  EXPECT_EQ(loop.run_until_complete(future), 42);
  other.join();
}

TEST_F(EventLoopDriving, CallSoonThreadsafeKeepsTheOrderOfEachThread) {
  event_loop loop;
  constexpr int each = 2000;
  std::vector<int> seen[2];
  std::vector<std::thread> threads;
  for (int t = 0; t < 2; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < each; ++i) loop.call_soon_threadsafe([&seen, t, i] { seen[t].push_back(i); });
    });
  }
  auto guard = loop.call_later(1h, [] {});
  while (seen[0].size() + seen[1].size() < 2 * each) loop.run_once();
  guard.cancel();
  for (auto& thread : threads) thread.join();
  for (const auto& numbers : seen) {
    for (int i = 0; i < each; ++i) ASSERT_EQ(numbers[static_cast<std::size_t>(i)], i);
  }
}
#endif

}  // namespace
