// task<T> and create_task: when tasks run, and everything about cancelling them. The rules of cancellation are CPython's
// (Lib/asyncio/tasks.py of 3.13); "row N" is the project's list of behaviours that are hard to get right, with the name
// of CPython's own test.
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
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;
using weft::cancelled_error;
using weft::coroutine;
using weft::create_task;
using weft::event_loop;
using weft::invalid_state_error;
using weft::sleep;
using weft::task;
using weft::yield_now;

class Task : public frame_balance {
 protected:
  trace log;
};
class TaskCancel : public Task {};
class TaskReports : public Task {};

// --- running ---------------------------------------------------------------------------------------------------------

TEST_F(Task, NeverRunsInsideCreateTaskAndTasksTakeTurnsInOrder) {
  run_virtual([&]() -> coroutine<> {
    auto worker = [&](std::string name) -> coroutine<> {
      for (int i = 0; i < 3; ++i) {
        log(name + std::to_string(i));
        co_await yield_now();
      }
    };
    auto a = create_task(worker("a"));
    log("created a");
    auto b = create_task(worker("b"));
    log("created b");
    co_await a;
    log("a done");
    co_await b;
    log("b done");
  });
  EXPECT_EQ(log.take(), (lines{"created a", "created b", "a0", "b0", "a1", "b1", "a2", "b2", "a done", "b done"}));
}

TEST_F(Task, HasAResultOnceItIsDone) {
  run_virtual([]() -> coroutine<> {
    auto body = []() -> coroutine<std::string> { co_return "result"; };
    auto t = create_task(body());
    EXPECT_FALSE(t.done());
    EXPECT_THROW(t.result(), invalid_state_error);
    EXPECT_THROW(t.exception(), invalid_state_error);
    EXPECT_EQ(co_await t, "result");
    EXPECT_TRUE(t.done());
    EXPECT_FALSE(t.cancelled());
    EXPECT_EQ(t.result(), "result");
    EXPECT_EQ(t.exception(), nullptr);
    EXPECT_EQ(co_await t, "result") << "again and again";
  });
}

TEST_F(Task, ThatIsDoneIsAwaitedWithoutSuspending) {
  run_virtual([&]() -> coroutine<> {
    auto body = []() -> coroutine<int> { co_return 1; };
    auto t = create_task(body());
    co_await yield_now();
    EXPECT_TRUE(t.done());
    event_loop::current().call_soon([&] { log("another turn"); });
    co_await t;
    EXPECT_EQ(log.take(), lines{});
  });
}

TEST_F(Task, ThrowsItsFailureIntoEveryAwaiter) {
  run_virtual([&]() -> coroutine<> {
    auto body = []() -> coroutine<int> {
      co_await yield_now();
      throw std::out_of_range("task failed");
    };
    auto t = create_task(body());
    EXPECT_THROW(co_await t, std::out_of_range);
    EXPECT_THROW(co_await t, std::out_of_range);
    EXPECT_THROW(t.result(), std::out_of_range);
    EXPECT_TRUE(t.exception());
  });
}

TEST_F(Task, GivesWhatCanOnlyBeMovedToItsOneAwaiter) {
  run_virtual([&]() -> coroutine<> {
    auto body = []() -> coroutine<std::unique_ptr<int>> { co_return std::make_unique<int>(6); };
    const std::unique_ptr<int> owned = co_await create_task(body());
    EXPECT_EQ(*owned, 6);
  });
}

TEST_F(Task, RunsOnThoughEveryHandleIsDropped) {
  run_virtual([&]() -> coroutine<> {
    auto worker = [&]() -> coroutine<> {
      co_await sleep(1s);
      log("ran to its end");
    };
    create_task(worker());
    co_await sleep(2s);
  });
  EXPECT_EQ(log.take(), lines{"ran to its end"});
}

TEST_F(Task, FreesItsCoroutineWhenItEndsNotWithItsLastHandle) {
  run_virtual([&]() -> coroutine<> {
    auto worker = [&](farewell) -> coroutine<> { co_return; };
    auto t = create_task(worker(farewell(log, "argument")));
    co_await t;
    EXPECT_EQ(log.take(), lines{"~argument"});
  });
}

TEST_F(Task, HasANameThatCanBeChanged) {
  run_virtual([]() -> coroutine<> {
    auto body = []() -> coroutine<> { co_return; };
    auto named = create_task(body(), {.name = "fetcher"});
    EXPECT_EQ(named.name(), "fetcher");
    named.set_name("renamed");
    EXPECT_EQ(named.name(), "renamed");
    auto first = create_task(body());
    auto second = create_task(body());
    EXPECT_TRUE(first.name().starts_with("Task-")) << first.name();
    EXPECT_NE(first.name(), second.name());
    co_await yield_now();
  });
}

TEST_F(Task, HandlesAreComparableAndHashable) {
  run_virtual([]() -> coroutine<> {
    auto body = []() -> coroutine<> { co_return; };
    auto a = create_task(body());
    auto b = a;
    auto c = create_task(body());
    EXPECT_EQ(a, b);
    EXPECT_NE(a, c);
    EXPECT_EQ((std::unordered_set<task<>>{a, b, c}.size()), 2u);
    co_await c;
  });
}

TEST_F(Task, TakesALambdaAndKeepsWhatItCaptured) {
  run_virtual([&]() -> coroutine<> {
    auto t = create_task([text = std::string("captured by value")]() -> coroutine<std::string> {
      co_await sleep(1s);
      co_return text;
    });
    EXPECT_EQ(co_await t, "captured by value");
  });
}

TEST_F(Task, IsAwaitedByManyInTheOrderTheyCame) {
  run_virtual([&]() -> coroutine<> {
    auto body = []() -> coroutine<int> {
      co_await yield_now();
      co_return 7;
    };
    auto t = create_task(body());
    auto waiter = [&](std::string name) -> coroutine<> { log(name + std::to_string(co_await t)); };
    std::vector<task<>> waiters;
    for (const char* name : {"x", "y", "z"}) waiters.push_back(create_task(waiter(name)));
    for (auto& each : waiters) co_await each;
  });
  EXPECT_EQ(log.take(), (lines{"x7", "y7", "z7"}));
}

TEST_F(Task, CallbacksRunInALaterTurnInTheOrderAdded) {
  run_virtual([&]() -> coroutine<> {
    auto body = [&]() -> coroutine<int> {
      log("body");
      co_return 3;
    };
    auto t = create_task(body());
    t.add_done_callback([&](task<int> done) { log("first " + std::to_string(done.result())); });
    auto removed = t.add_done_callback([&] { log("removed"); });
    t.add_done_callback([&] { log("second"); });
    EXPECT_TRUE(t.remove_done_callback(removed));
    co_await yield_now();
    log("main");
    co_await yield_now();
  });
  EXPECT_EQ(log.take(), (lines{"body", "main", "first 3", "second"}));
}

TEST_F(Task, CannotBeCreatedWithoutARunningLoop) {
  auto body = []() -> coroutine<> { co_return; };
  EXPECT_THROW(create_task(body()), std::logic_error);
}

// As in asyncio: it would wait for ever.
TEST_F(Task, CannotAwaitItself) {
  run_virtual([&]() -> coroutine<> {
    std::optional<task<>> self;
    auto body = [&]() -> coroutine<> {
      try {
        co_await *self;
      } catch (const std::logic_error& error) {
        log(error.what());
      }
    };
    self = create_task(body(), {.name = "ouroboros"});
    co_await *self;
  });
  EXPECT_EQ(log.take(), lines{"a task cannot await itself"});
}

TEST_F(Task, AHundredThousandTasksAwaitEachOtherInAChain) {
  const int sum = run_virtual([]() -> coroutine<int> {
    auto first = []() -> coroutine<int> {
      co_await yield_now();
      co_return 0;
    };
    auto link = [](task<int> before) -> coroutine<int> { co_return co_await before + 1; };
    task<int> last = create_task(first());
    for (int i = 0; i < 100'000; ++i) last = create_task(link(std::move(last)));
    co_return co_await last;
  });
  EXPECT_EQ(sum, 100'000);
}

// --- cancelling ------------------------------------------------------------------------------------------------------

TEST_F(TaskCancel, ThrowsAtTheInnermostAwaitAfterCancellingWhatItWaitsOn) {
  run_virtual([&]() -> coroutine<> {
    auto f = event_loop::current().create_future<>();
    auto inner = [&]() -> coroutine<> {
      try {
        co_await f;
      } catch (const cancelled_error& error) {
        log(std::string("inner: ") + error.what() + (f.cancelled() ? ", future cancelled" : ""));
        throw;
      }
    };
    auto i = create_task(inner());
    auto outer = [&]() -> coroutine<> {
      try {
        co_await i;
      } catch (const cancelled_error& error) {
        log(std::string("outer: ") + error.what() + (i.cancelled() ? ", inner cancelled" : ""));
        throw;
      }
    };
    auto o = create_task(outer());
    co_await yield_now();
    EXPECT_TRUE(o.cancel("why"));
    EXPECT_EQ(log.take(), lines{}) << "nothing runs inside cancel()";
    EXPECT_EQ(o.cancelling(), 1u);
    EXPECT_EQ(i.cancelling(), 1u);
    try {
      co_await o;
    } catch (const cancelled_error& error) {
      log(std::string("main: ") + error.what());
    }
    EXPECT_TRUE(o.cancelled());
  });
  EXPECT_EQ(log.take(), (lines{"inner: why, future cancelled", "outer: why, inner cancelled", "main: why"}));
}

TEST_F(TaskCancel, WithoutAMessageSaysCancelled) {
  run_virtual([&]() -> coroutine<> {
    auto body = []() -> coroutine<> { co_await sleep(1s); };
    auto t = create_task(body());
    co_await yield_now();
    t.cancel();
    EXPECT_THROW(t.exception(), invalid_state_error) << "asked to stop, but not done yet";
    co_await sleep(0s);
    co_await sleep(0s);
    EXPECT_EQ(what_of<cancelled_error>([&] { t.result(); }), "cancelled");
    EXPECT_EQ(what_of<cancelled_error>([&] { t.exception(); }), "cancelled");
  });
}

TEST_F(TaskCancel, BeforeItsFirstStepItNeverRuns) {
  run_virtual([&]() -> coroutine<> {
    auto body = [&](farewell) -> coroutine<> {
      log("ran");
      co_return;
    };
    auto t = create_task(body(farewell(log, "argument")));
    EXPECT_TRUE(t.cancel("early"));
    try {
      co_await t;
    } catch (const cancelled_error& error) {
      log(error.what());
    }
    EXPECT_TRUE(t.cancelled());
  });
  EXPECT_EQ(log.take(), (lines{"~argument", "early"}));
}

TEST_F(TaskCancel, OfOneThatIsDoneIsFalse) {
  run_virtual([&]() -> coroutine<> {
    auto body = []() -> coroutine<int> { co_return 1; };
    auto t = create_task(body());
    co_await t;
    EXPECT_FALSE(t.cancel());
    EXPECT_EQ(t.result(), 1);
    EXPECT_EQ(t.cancelling(), 0u);
  });
}

// Row 4, test_cancel_task_ignoring.
TEST_F(TaskCancel, MayBeCaughtAndTheTaskGoesOn) {
  run_virtual([&]() -> coroutine<> {
    auto f = event_loop::current().create_future<int>();
    auto body = [&]() -> coroutine<int> {
      try {
        co_await sleep(1h);
      } catch (const cancelled_error&) {
        log("caught");
      }
      co_return co_await f;
    };
    auto t = create_task(body());
    co_await yield_now();
    t.cancel();
    co_await yield_now();
    co_await yield_now();
    EXPECT_FALSE(t.done());
    EXPECT_FALSE(f.done());
    f.set_result(42);
    EXPECT_EQ(co_await t, 42);
    EXPECT_FALSE(t.cancelled());
    EXPECT_EQ(t.cancelling(), 1u) << "the request was declined, not taken back";
  });
  EXPECT_EQ(log.take(), lines{"caught"});
}

TEST_F(TaskCancel, TwiceBeforeTheNextStepIsOneDelivery) {
  run_virtual([&]() -> coroutine<> {
    auto body = [&]() -> coroutine<> {
      try {
        co_await sleep(1h);
      } catch (const cancelled_error& error) {
        log(std::string("delivered ") + error.what());
      }
      co_await yield_now();
      log("went on");
    };
    auto t = create_task(body());
    co_await yield_now();
    EXPECT_TRUE(t.cancel("m1"));
    EXPECT_TRUE(t.cancel("m1"));
    EXPECT_EQ(t.cancelling(), 2u);
    co_await t;
  });
  EXPECT_EQ(log.take(), (lines{"delivered m1", "went on"}));
}

// Row 1, test_cancel_at_end.
TEST_F(TaskCancel, OneThatCancelsItselfAndReturnsEndsCancelledItsValueLost) {
  run_virtual([&]() -> coroutine<> {
    std::optional<task<int>> self;
    auto body = [&]() -> coroutine<int> {
      self->cancel();
      auto done = event_loop::current().create_future<int>();
      done.set_result(1);
      log("a done future still gives " + std::to_string(co_await done));
      co_return 12;
    };
    self = create_task(body());
    EXPECT_THROW(co_await *self, cancelled_error);
    EXPECT_TRUE(self->cancelled());
  });
  EXPECT_EQ(log.take(), lines{"a done future still gives 1"});
}

TEST_F(TaskCancel, OneThatCancelsItselfHearsOfItAtItsNextSuspension) {
  run_virtual([&]() -> coroutine<> {
    std::optional<task<int>> self;
    auto body = [&]() -> coroutine<int> {
      self->cancel();
      try {
        co_await yield_now();
      } catch (const cancelled_error&) {
        log("at yield_now");
      }
      co_return 1;
    };
    self = create_task(body());
    EXPECT_EQ(co_await *self, 1);
  });
  EXPECT_EQ(log.take(), lines{"at yield_now"});
}

// Row 2, test_cancel_awaited_task.
TEST_F(TaskCancel, OneThatCancelledItselfCancelsWhatItAwaitsNextAtOnce) {
  run_virtual([&]() -> coroutine<> {
    auto f = event_loop::current().create_future<>();
    auto child = [&]() -> coroutine<> { co_await f; };
    std::optional<task<>> self;
    auto parent = [&]() -> coroutine<> {
      auto c = create_task(child());
      co_await yield_now();
      self->cancel();
      try {
        co_await c;
      } catch (const cancelled_error&) {
        log(std::string(c.cancelled() ? "child cancelled" : "") + (f.cancelled() ? ", its future too" : ""));
        throw;
      }
    };
    self = create_task(parent());
    EXPECT_THROW(co_await *self, cancelled_error);
  });
  EXPECT_EQ(log.take(), lines{"child cancelled, its future too"});
}

// Row 3, test_uncancel_resets_must_cancel.
TEST_F(TaskCancel, UncancelledBeforeItWakesItNeverHears) {
  run_virtual([&]() -> coroutine<> {
    auto f = event_loop::current().create_future<int>();
    auto body = [&]() -> coroutine<int> { co_return co_await f; };
    auto t = create_task(body());
    co_await yield_now();
    f.set_result(42);
    t.cancel();
    EXPECT_EQ(t.cancelling(), 1u);
    EXPECT_EQ(t.uncancel(), 0u);
    EXPECT_EQ(co_await t, 42);
    EXPECT_EQ(t.cancelling(), 0u);
  });
}

TEST_F(TaskCancel, AfterTheFutureIsDoneButBeforeTheTaskWakesStillCancels) {
  run_virtual([&]() -> coroutine<> {
    auto f = event_loop::current().create_future<int>();
    auto body = [&]() -> coroutine<int> {
      try {
        co_return co_await f;
      } catch (const cancelled_error&) {
        log("cancelled");
        throw;
      }
    };
    auto t = create_task(body());
    co_await yield_now();
    f.set_result(42);
    t.cancel();
    EXPECT_THROW(co_await t, cancelled_error);
    EXPECT_EQ(f.result(), 42);
  });
  EXPECT_EQ(log.take(), lines{"cancelled"});
}

TEST_F(TaskCancel, UncancelNeverGoesBelowZero) {
  run_virtual([&]() -> coroutine<> {
    auto body = []() -> coroutine<> { co_return; };
    auto t = create_task(body());
    EXPECT_EQ(t.uncancel(), 0u);
    EXPECT_EQ(t.cancelling(), 0u);
    co_await t;
  });
}

TEST_F(TaskCancel, RunsDestructorsFromTheInsideOut) {
  run_virtual([&]() -> coroutine<> {
    auto inner = [&]() -> coroutine<> {
      farewell local(log, "inner");
      co_await sleep(1h);
    };
    auto outer = [&]() -> coroutine<> {
      farewell local(log, "outer");
      co_await inner();
    };
    auto t = create_task(outer());
    co_await yield_now();
    t.cancel();
    EXPECT_THROW(co_await t, cancelled_error);
  });
  EXPECT_EQ(log.take(), (lines{"~inner", "~outer"}));
}

TEST_F(TaskCancel, AwaitingInTheCleanUpWorks) {
  run_virtual([&]() -> coroutine<> {
    auto body = [&]() -> coroutine<> {
      bool stopped = false;
      try {
        co_await sleep(1h);
      } catch (const cancelled_error&) {
        stopped = true;
      }
      if (stopped) {
        co_await sleep(10ms);
        log("cleaned up");
        throw cancelled_error("after clean-up");
      }
    };
    auto t = create_task(body());
    co_await yield_now();
    t.cancel();
    EXPECT_THROW(co_await t, cancelled_error);
    EXPECT_TRUE(t.cancelled());
    EXPECT_EQ(elapsed(), 10ms);
  });
  EXPECT_EQ(log.take(), lines{"cleaned up"});
}

TEST_F(TaskCancel, AnotherExceptionInAnswerIsAFailureNotACancellation) {
  run_virtual([&]() -> coroutine<> {
    auto body = []() -> coroutine<> {
      try {
        co_await sleep(1h);
      } catch (const cancelled_error&) {
        throw std::runtime_error("clean-up failed");
      }
    };
    auto t = create_task(body());
    co_await yield_now();
    t.cancel();
    EXPECT_THROW(co_await t, std::runtime_error);
    EXPECT_FALSE(t.cancelled());
  });
}

// As in asyncio. shield() is there for those who want it otherwise.
TEST_F(TaskCancel, OfAWaiterCancelsWhatItAwaitsAndSoEverybodyElseWhoDoes) {
  run_virtual([&]() -> coroutine<> {
    auto slow = []() -> coroutine<> { co_await sleep(1h); };
    auto t = create_task(slow());
    auto waiter = [&](std::string name) -> coroutine<> {
      try {
        co_await t;
      } catch (const cancelled_error&) {
        log(name);
      }
    };
    auto a = create_task(waiter("a"));
    auto b = create_task(waiter("b"));
    co_await yield_now();
    a.cancel();
    co_await a;
    co_await b;
    EXPECT_TRUE(t.cancelled());
  });
  EXPECT_EQ(log.take(), (lines{"a", "b"}));
}

TEST_F(TaskCancel, ReachesTheEndOfALongChainOfTasks) {
  run_virtual([&]() -> coroutine<> {
    auto sleeper = []() -> coroutine<> { co_await sleep(1h); };
    auto link = [](task<> before) -> coroutine<> { co_await before; };
    task<> last = create_task(sleeper());
    for (int i = 0; i < 20'000; ++i) last = create_task(link(std::move(last)));
    co_await yield_now();
    last.cancel();
    EXPECT_THROW(co_await last, cancelled_error);
    EXPECT_EQ(elapsed(), 0ms);
  });
}

// --- reports ---------------------------------------------------------------------------------------------------------

TEST_F(TaskReports, AFailureThatNobodyRetrievedIsReportedWithTheTasksName) {
  run_virtual([&]() -> coroutine<> {
    event_loop::current().set_exception_handler([&](const weft::exception_context& context) {
      log(what_of<std::exception>([&] { std::rethrow_exception(context.exception); }));
      EXPECT_NE(context.message.find("never retrieved"), std::string::npos) << context.message;
      if (!context.task) throw std::logic_error("no task");
      log(context.task->name);
      EXPECT_NE(std::string(context.task->created_at.file_name()).find("task_test.cpp"), std::string::npos);
    });
    auto body = []() -> coroutine<> {
      throw std::runtime_error("unseen");
      co_return;
    };
    {
      auto t = create_task(body(), {.name = "careless"});
      co_await yield_now();
      EXPECT_EQ(log.take(), lines{}) << "somebody may still look";
    }
    EXPECT_EQ(log.take(), (lines{"unseen", "careless"}));
    create_task(body(), {.name = "dropped"});
    co_await yield_now();
    EXPECT_EQ(log.take(), (lines{"unseen", "dropped"}));
  });
}

TEST_F(TaskReports, AFailureThatSomebodyAwaitedIsNotReported) {
  run_virtual([&]() -> coroutine<> {
    event_loop::current().set_exception_handler([&](const weft::exception_context&) { log("reported"); });
    auto body = []() -> coroutine<> {
      throw std::runtime_error("seen");
      co_return;
    };
    EXPECT_THROW(co_await create_task(body()), std::runtime_error);
    auto cancelled = []() -> coroutine<> { co_await sleep(1h); };
    create_task(cancelled()).cancel();
    co_await sleep(1s);
  });
  EXPECT_EQ(log.take(), lines{});
}

}  // namespace
