// shield: waiting for something without taking it along into one's own cancellation.
#include "abandoned_loop.hpp"
#include "frame_balance.hpp"
#include "trace.hpp"
#include "virtual_time.hpp"

#include <weft/errors.hpp>
#include <weft/gather.hpp>
#include <weft/shield.hpp>
#include <weft/sleep.hpp>
#include <weft/task.hpp>
#include <weft/wait_for.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>

namespace {

using namespace std::chrono_literals;
using weft::cancelled_error;
using weft::coroutine;
using weft::create_task;
using weft::future;
using weft::shield;
using weft::sleep;
using weft::task;
using weft::yield_now;

class Shield : public frame_balance {
 protected:
  trace log;
};

coroutine<std::string> slow(trace& log, std::string name) {
  try {
    co_await sleep(10s);
  } catch (const cancelled_error&) {
    log(name + " was cancelled");
    throw;
  }
  log(name + " has ended");
  co_return name;
}

TEST_F(Shield, GivesWhatTheInnerOneGives) {
  run_virtual([&]() -> coroutine<> {
    EXPECT_EQ(co_await shield(slow(log, "a coroutine")), "a coroutine");
    EXPECT_EQ(co_await shield(create_task(slow(log, "a task"))), "a task");
    auto nothing = []() -> coroutine<> { co_await yield_now(); };
    co_await shield(nothing());
    auto moved = []() -> coroutine<std::unique_ptr<int>> { co_return std::make_unique<int>(3); };
    EXPECT_EQ(*co_await shield(moved()), 3);
    auto failing = []() -> coroutine<int> {
      co_await yield_now();
      throw std::out_of_range("inner");
    };
    EXPECT_THROW(co_await shield(failing()), std::out_of_range);
  });
}

TEST_F(Shield, KeepsTheInnerOneRunningWhenTheAwaiterIsCancelled) {
  run_virtual([&]() -> coroutine<> {
    auto inner = create_task(slow(log, "inner"));
    auto outer = [&]() -> coroutine<> { co_await shield(inner); };
    auto t = create_task(outer());
    co_await sleep(1s);
    t.cancel();
    EXPECT_THROW(co_await t, cancelled_error);
    EXPECT_EQ(elapsed(), 1s);
    EXPECT_FALSE(inner.done());
    EXPECT_EQ(co_await inner, "inner");
  });
  EXPECT_EQ(log.take(), (lines{"inner has ended"}));
}

TEST_F(Shield, KeepsACoroutineRunningThatNobodyElseKnows) {
  run_virtual([&]() -> coroutine<> {
    EXPECT_THROW(co_await weft::wait_for(shield(slow(log, "inner")), 1s), weft::timeout_error);
    co_await sleep(20s);
  });
  EXPECT_EQ(log.take(), (lines{"inner has ended"}));
}

TEST_F(Shield, DoesNotKeepTheInnerOneFromBeingCancelledItself) {
  run_virtual([&]() -> coroutine<> {
    auto inner = create_task(slow(log, "inner"));
    auto outer = shield(inner);
    co_await sleep(1s);
    inner.cancel("directly");
    try {
      co_await outer;
      ADD_FAILURE();
    } catch (const cancelled_error& e) {
      EXPECT_EQ(e.message(), "directly");
    }
    EXPECT_TRUE(outer.cancelled());
  });
  EXPECT_EQ(log.take(), (lines{"inner was cancelled"}));
}

TEST_F(Shield, MayBeOneOfSeveralAroundOne) {
  run_virtual([&]() -> coroutine<> {
    auto inner = create_task(slow(log, "inner"));
    auto one = shield(inner);
    auto two = shield(inner);
    auto both = shield(two);
    co_await yield_now();
    one.cancel();
    EXPECT_EQ(co_await both, "inner");
    EXPECT_TRUE(one.cancelled());
    EXPECT_EQ(two.result(), "inner");
  });
}

TEST_F(Shield, OfWhatIsDoneIsDone) {
  run_virtual([&]() -> coroutine<> {
    auto& loop = weft::event_loop::current();
    auto value = loop.create_future<int>();
    value.set_result(1);
    EXPECT_EQ(shield(value).result(), 1);
    auto failed = loop.create_future<int>();
    failed.set_exception(std::runtime_error("failed"));
    auto outer = shield(failed);
    EXPECT_TRUE(outer.done());
    EXPECT_THROW(outer.result(), std::runtime_error);
    auto cancelled = loop.create_future<int>();
    cancelled.cancel();
    EXPECT_TRUE(shield(cancelled).cancelled());
    co_return;
  });
}

TEST_F(Shield, ReportsAFailureThatNobodyCanHearOfAnyMore) {
  run_virtual([&]() -> coroutine<> {
    weft::event_loop::current().set_exception_handler([&](const weft::exception_context& context) {
      log("reported: " + what_of<std::runtime_error>([&] { std::rethrow_exception(context.exception); }));
    });
    auto failing = []() -> coroutine<> {
      co_await sleep(1s);
      throw std::runtime_error("inner");
    };
    auto held = shield(failing());
    co_await yield_now();
    held.cancel();
    co_await sleep(2s);
    log("end");
  });
  EXPECT_EQ(log.take(), (lines{"reported: inner", "end"}));
}

TEST_F(Shield, SurvivesALoopThatIsDestroyedWhileItIsWaitedFor) {
  abandon([&](weft::event_loop& loop) {
    auto inner = [](trace& log) -> coroutine<> {
      farewell ends(log, "inner");
      co_await weft::event_loop::current().create_future();
    };
    auto outer = [](trace& log, auto make) -> coroutine<> {
      farewell ends(log, "outer");
      co_await shield(make(log));
    };
    loop.create_task(outer(log, inner));
  });
  EXPECT_EQ(log.take(), (lines{"~outer", "~inner"}));
}

}  // namespace
