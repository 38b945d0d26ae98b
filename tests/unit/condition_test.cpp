// condition: waiting for a change under a lock. Above all: whatever happens to a waiter, it has the lock when wait() ends,
// and no notification is lost.
#include "abandoned_loop.hpp"
#include "frame_balance.hpp"
#include "trace.hpp"
#include "virtual_time.hpp"

#include <weft/condition.hpp>
#include <weft/errors.hpp>
#include <weft/gather.hpp>
#include <weft/sleep.hpp>
#include <weft/task.hpp>
#include <weft/wait_for.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace std::chrono_literals;
using weft::cancelled_error;
using weft::condition;
using weft::coroutine;
using weft::create_task;
using weft::lock;
using weft::sleep;
using weft::task;
using weft::yield_now;

class Condition : public frame_balance {
 protected:
  trace log;
};
class ConditionCancel : public Condition {};

TEST_F(Condition, WakesAsManyAsItIsToldTheFirstOnesFirst) {
  run_virtual([&]() -> coroutine<> {
    condition c;
    std::vector<task<>> tasks;
    auto waiter = [&](std::string name) -> coroutine<> {
      auto held = co_await c.scoped();
      co_await c.wait();
      log(name);
    };
    for (const char* name : {"a", "b", "c", "d"}) tasks.push_back(create_task(waiter(name)));
    co_await yield_now();
    {
      auto held = co_await c.scoped();
      c.notify(2);
    }
    co_await sleep(1s);
    log("and the rest");
    {
      auto held = co_await c.scoped();
      c.notify_all();
    }
    co_await weft::gather(tasks);
  });
  EXPECT_EQ(log.take(), (lines{"a", "b", "and the rest", "c", "d"}));
}

TEST_F(Condition, HasNoMemoryOfNotificationsThatNobodyWaitedFor) {
  run_virtual([&]() -> coroutine<> {
    condition c;
    {
      auto held = co_await c.scoped();
      c.notify_all();
      c.notify(0);
    }
    auto waiting = [&]() -> coroutine<> {
      auto held = co_await c.scoped();
      co_await c.wait();
    };
    EXPECT_THROW(co_await weft::wait_for(waiting(), 1s), weft::timeout_error);
    EXPECT_FALSE(c.locked());
  });
}

TEST_F(Condition, IsWaitedForWithoutAWaitThatIsNotNeeded) {
  run_virtual([&]() -> coroutine<> {
    condition c;
    int asked = 0;
    auto held = co_await c.scoped();
    co_await c.wait_for_predicate([&] { return ++asked > 0; });
    EXPECT_EQ(asked, 1);
  });
}

TEST_F(Condition, OwnsThePredicateEvenOneThatCanOnlyBeMoved) {
  run_virtual([&]() -> coroutine<> {
    condition c;
    bool ready = false;
    auto waiting = [&]() -> coroutine<> {
      auto held = co_await c.scoped();
      co_await c.wait_for_predicate([&ready, unused = std::make_unique<int>(1)] { return ready; });
      log("ready");
    };
    auto t = create_task(waiting());
    co_await yield_now();
    ready = true;
    {
      auto held = co_await c.scoped();
      c.notify();
    }
    co_await t;
  });
  EXPECT_EQ(log.take(), (lines{"ready"}));
}

TEST_F(Condition, MayShareALockWithOthersAndWithPlainUsers) {
  run_virtual([&]() -> coroutine<> {
    lock shared;
    condition one(shared), two(shared);
    {
      auto held = co_await shared.scoped();
      EXPECT_TRUE(one.locked());
      EXPECT_TRUE(two.locked());
    }
    auto waiter = [&](condition& c, std::string name) -> coroutine<> {
      auto held = co_await c.scoped();
      co_await c.wait();
      log(name);
    };
    auto a = create_task(waiter(one, "one"));
    auto b = create_task(waiter(two, "two"));
    co_await yield_now();
    {
      auto held = co_await shared.scoped();
      two.notify_all();
    }
    co_await b;
    EXPECT_FALSE(a.done()) << "a notification is for the waiters of that condition";
    auto held = co_await one.scoped();
    one.notify();
    held.release();
    co_await a;
  });
  EXPECT_EQ(log.take(), (lines{"two", "one"}));
}

TEST_F(Condition, WithoutTheLockIsALogicError) {
  run_virtual([]() -> coroutine<> {
    condition c;
    EXPECT_THROW(co_await c.wait(), std::logic_error);
    EXPECT_THROW(co_await c.wait_for_predicate([] { return false; }), std::logic_error);
    EXPECT_THROW(c.notify(), std::logic_error);
    EXPECT_THROW(c.notify_all(), std::logic_error);
    EXPECT_THROW(c.release(), std::logic_error);
  });
}

TEST_F(Condition, LetsAFailureOfThePredicatePassWithTheLockHeld) {
  run_virtual([]() -> coroutine<> {
    condition c;
    auto held = co_await c.scoped();
    EXPECT_THROW(co_await c.wait_for_predicate([]() -> bool { throw std::out_of_range("predicate"); }), std::out_of_range);
    EXPECT_TRUE(c.locked());
  });
}

// --- cancelling ------------------------------------------------------------------------------------------------------

TEST_F(ConditionCancel, InEveryStateEndsWithTheLockHeld) {
  run_virtual([&]() -> coroutine<> {
    // Turns between the notification and the cancellation: not notified at all, at once, while taking the lock again.
    for (const int state : {-1, 0, 1, 2}) {
      condition c;
      auto waiting = [&]() -> coroutine<> {
        auto held = co_await c.scoped();
        try {
          co_await c.wait();
        } catch (const cancelled_error&) {
          EXPECT_TRUE(c.locked()) << state;
          log("cancelled");
          throw;
        }
      };
      auto t = create_task(waiting());
      co_await yield_now();
      auto held = co_await c.scoped();
      if (state >= 0) c.notify();
      for (int i = 0; i < state; ++i) co_await yield_now();
      t.cancel();
      co_await sleep(1s);
      EXPECT_FALSE(t.done()) << "it waits for the lock all the same";
      held.release();
      EXPECT_THROW(co_await t, cancelled_error) << state;
      EXPECT_FALSE(c.locked());
    }
  });
  EXPECT_EQ(log.take(), (lines{"cancelled", "cancelled", "cancelled", "cancelled"}));
}

TEST_F(ConditionCancel, AgainAndAgainWhileTheLockIsTakenIsStillOneCancellation) {
  run_virtual([&]() -> coroutine<> {
    condition c;
    auto waiting = [&]() -> coroutine<> {
      auto held = co_await c.scoped();
      try {
        co_await c.wait();
      } catch (const cancelled_error&) {
        log("cancelled");
      }
      co_await sleep(1s);
      log("slept");
    };
    auto t = create_task(waiting());
    co_await yield_now();
    auto held = co_await c.scoped();
    for (int i = 0; i < 5; ++i) {
      t.cancel();
      co_await yield_now();
      co_await yield_now();
    }
    EXPECT_EQ(t.cancelling(), 5u);
    held.release();
    co_await t;
  });
  EXPECT_EQ(log.take(), (lines{"cancelled", "slept"}));
}

TEST_F(ConditionCancel, PassesTheNotificationOn) {
  for (const int turns : {0, 1, 2}) {
    run_virtual([&]() -> coroutine<> {
      condition c;
      auto waiting = [&](std::string name) -> coroutine<> {
        auto held = co_await c.scoped();
        co_await c.wait();
        log(name);
      };
      auto a = create_task(waiting("a"));
      auto b = create_task(waiting("b"));
      co_await yield_now();
      {
        auto held = co_await c.scoped();
        c.notify(1);
        for (int i = 0; i < turns; ++i) co_await yield_now();
        a.cancel();
      }
      co_await weft::wait_for(b, 1s);
      EXPECT_TRUE(a.cancelled());
    });
    EXPECT_EQ(log.take(), (lines{"b"})) << turns;
  }
}

TEST_F(Condition, SurvivesALoopThatIsDestroyedWhileItIsWaitedFor) {
  condition c;
  auto waiter = [](condition& c, trace& log, std::string name) -> coroutine<> {
    farewell ends(log, name);
    auto held = co_await c.scoped();
    co_await c.wait();
  };
  abandon([&](weft::event_loop& loop) {
    loop.create_task(waiter(c, log, "a"));
    loop.create_task(waiter(c, log, "b"));
  });
  EXPECT_EQ(log.take(), (lines{"~a", "~b"}));
  EXPECT_FALSE(c.locked());

  // Notified, and waiting for the lock, which somebody else has.
  abandon([&](weft::event_loop& loop) {
    auto holder = [](condition& c, trace& log) -> coroutine<> {
      farewell ends(log, "holder");
      auto held = co_await c.scoped();
      c.notify_all();
      co_await weft::event_loop::current().create_future();
    };
    loop.create_task(waiter(c, log, "a"));
    loop.create_task(waiter(c, log, "b"));
    loop.create_task(holder(c, log));
  });
  EXPECT_EQ(log.take(), (lines{"~a", "~b", "~holder"}));
  EXPECT_FALSE(c.locked());
}

}  // namespace
