// lock and scoped_hold: who is let in when, and that nothing is lost when a waiter goes away. The races of CPython's
// test_locks are in tests/conformance/scenarios/locks.cpp; here is what is C++'s alone.
#include "abandoned_loop.hpp"
#include "frame_balance.hpp"
#include "trace.hpp"
#include "virtual_time.hpp"

#include <weft/errors.hpp>
#include <weft/gather.hpp>
#include <weft/lock.hpp>
#include <weft/sleep.hpp>
#include <weft/task.hpp>
#include <weft/wait_for.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;
using weft::cancelled_error;
using weft::coroutine;
using weft::create_task;
using weft::lock;
using weft::scoped_hold;
using weft::sleep;
using weft::task;
using weft::yield_now;

class Lock : public frame_balance {
 protected:
  trace log;
};
class LockScope : public Lock {};
class LockCancel : public Lock {};

static_assert(!std::is_copy_constructible_v<lock> && !std::is_move_constructible_v<lock>, "waiters refer to it");
static_assert(!std::is_copy_constructible_v<scoped_hold<lock>> && std::is_nothrow_move_constructible_v<scoped_hold<lock>>);

TEST_F(Lock, LetsOneInAtATimeInTheOrderOfAsking) {
  run_virtual([&]() -> coroutine<> {
    lock l;
    int inside = 0;
    std::vector<task<>> tasks;
    auto visitor = [&](int name) -> coroutine<> {
      auto held = co_await l.scoped();
      EXPECT_EQ(++inside, 1);
      log(std::to_string(name));
      co_await sleep(std::chrono::milliseconds(10 - name));
      --inside;
    };
    for (int i = 0; i < 5; ++i) tasks.push_back(create_task(visitor(i)));
    co_await weft::gather(tasks);
    EXPECT_FALSE(l.locked());
  });
  EXPECT_EQ(log.take(), (lines{"0", "1", "2", "3", "4"}));
}

TEST_F(Lock, TakesNoTurnWhenItIsFree) {
  bool turn = false;
  run_virtual([&]() -> coroutine<> {
    lock l;
    weft::event_loop::current().call_soon([&] { turn = true; });
    for (int i = 0; i < 1000; ++i) {
      co_await l.acquire();
      l.release();
    }
    EXPECT_FALSE(turn);
  });
}

TEST_F(Lock, CannotBeTakenBetweenAReleaseAndTheWaitersTurn) {
  run_virtual([&]() -> coroutine<> {
    lock l;
    co_await l.acquire();
    auto waiter = [&]() -> coroutine<> {
      co_await l.acquire();
      log("waiter");
      l.release();
    };
    auto t = create_task(waiter());
    co_await yield_now();
    l.release();
    EXPECT_FALSE(l.locked()) << "nobody has it, and yet";
    co_await l.acquire();
    log("the one who released it");
    l.release();
    co_await t;
  });
  EXPECT_EQ(log.take(), (lines{"waiter", "the one who released it"}));
}

TEST_F(Lock, ReleasingOneThatIsNotHeldIsALogicError) {
  lock l;
  EXPECT_THROW(l.release(), std::logic_error);
  EXPECT_FALSE(l.locked()) << "and changes nothing";
}

TEST_F(Lock, MayBeReleasedByAnotherTaskThanTheHolder) {
  run_virtual([&]() -> coroutine<> {
    lock l;
    co_await l.acquire();
    auto other = [&]() -> coroutine<> {
      l.release();
      co_return;
    };
    co_await create_task(other());
    EXPECT_FALSE(l.locked());
  });
}

TEST_F(Lock, WaitedForOutsideATaskIsALogicError) {
  lock l;
  auto taking = l.acquire();
  EXPECT_TRUE(taking.await_ready()) << "a free one is had at once";
  auto waiting = l.acquire();
  EXPECT_FALSE(waiting.await_ready());
  EXPECT_THROW(waiting.await_suspend(std::noop_coroutine()), std::logic_error);
}

TEST_F(Lock, HasAsManyWaitersAsThereAre) {
  constexpr int count = 10'000;
  int entered = 0;
  run_virtual([&]() -> coroutine<> {
    lock l;
    std::vector<task<>> tasks;
    auto visitor = [&](int place) -> coroutine<> {
      auto held = co_await l.scoped();
      EXPECT_EQ(entered++, place);
      co_await yield_now();
    };
    for (int i = 0; i < count; ++i) tasks.push_back(create_task(visitor(i)));
    co_await weft::gather(tasks);
  });
  EXPECT_EQ(entered, count);
}

// --- scoped_hold -----------------------------------------------------------------------------------------------------

TEST_F(LockScope, ReleasesWhenItEndsByAReturnAFailureOrACancellation) {
  run_virtual([&]() -> coroutine<> {
    lock l;
    auto returning = [&]() -> coroutine<> { auto held = co_await l.scoped(); };
    co_await returning();
    EXPECT_FALSE(l.locked());

    auto failing = [&]() -> coroutine<> {
      auto held = co_await l.scoped();
      throw std::runtime_error("inside");
    };
    EXPECT_THROW(co_await failing(), std::runtime_error);
    EXPECT_FALSE(l.locked());

    auto sleeping = [&]() -> coroutine<> {
      auto held = co_await l.scoped();
      co_await sleep(1h);
    };
    auto t = create_task(sleeping());
    co_await yield_now();
    EXPECT_TRUE(l.locked());
    t.cancel();
    EXPECT_THROW(co_await t, cancelled_error);
    EXPECT_FALSE(l.locked());
  });
}

TEST_F(LockScope, MayEndEarlyAndOnlyOnce) {
  run_virtual([]() -> coroutine<> {
    lock l;
    auto held = co_await l.scoped();
    held.release();
    EXPECT_FALSE(l.locked());
    held.release();
    co_await l.acquire();
    held.release();
    EXPECT_TRUE(l.locked()) << "what it does not hold it does not release";
    l.release();
  });
}

TEST_F(LockScope, MovesToWhereverItIsNeeded) {
  run_virtual([]() -> coroutine<> {
    lock l;
    std::optional<scoped_hold<lock>> kept;
    auto taking = [&]() -> coroutine<scoped_hold<lock>> { co_return co_await l.scoped(); };
    kept = co_await taking();
    EXPECT_TRUE(l.locked());
    kept.reset();
    EXPECT_FALSE(l.locked());
  });
}

TEST_F(LockScope, ReleasesWhatItHeldWhenAnotherIsMovedInto) {
  run_virtual([]() -> coroutine<> {
    lock one, two;
    auto held = co_await one.scoped();
    held = co_await two.scoped();
    EXPECT_FALSE(one.locked());
    EXPECT_TRUE(two.locked());
  });
}

TEST_F(LockScope, EndsInPeaceWhenSomebodyHasReleasedTheLockByHand) {
  run_virtual([]() -> coroutine<> {
    lock l;
    {
      auto held = co_await l.scoped();
      l.release();
    }
    EXPECT_FALSE(l.locked());
  });
}

// --- cancelling ------------------------------------------------------------------------------------------------------

TEST_F(LockCancel, OfTheOnlyWaiterLeavesTheLockAsItIs) {
  run_virtual([]() -> coroutine<> {
    lock l;
    co_await l.acquire();
    auto waiter = [&]() -> coroutine<> { co_await l.acquire(); };
    auto t = create_task(waiter());
    co_await yield_now();
    t.cancel();
    EXPECT_THROW(co_await t, cancelled_error);
    EXPECT_TRUE(l.locked());
    l.release();
    EXPECT_FALSE(l.locked());
  });
}

TEST_F(LockCancel, OfAWokenWaiterWakesTheNextHoweverManyAreCancelled) {
  run_virtual([&]() -> coroutine<> {
    lock l;
    co_await l.acquire();
    auto waiter = [&](std::string name) -> coroutine<> {
      auto held = co_await l.scoped();
      log(name);
    };
    std::vector<task<>> tasks;
    for (const char* name : {"a", "b", "c", "d"}) tasks.push_back(create_task(waiter(name)));
    co_await yield_now();
    l.release();
    tasks[0].cancel();
    co_await yield_now();
    tasks[1].cancel();
    tasks[2].cancel();
    co_await tasks[3];
    for (int i : {0, 1, 2}) EXPECT_TRUE(tasks[i].cancelled()) << i;
    EXPECT_FALSE(l.locked());
  });
  EXPECT_EQ(log.take(), (lines{"d"}));
}

TEST_F(LockCancel, AndTryingAgainGoesToTheEndOfTheQueue) {
  run_virtual([&]() -> coroutine<> {
    lock l;
    co_await l.acquire();
    auto persistent = [&](std::string name) -> coroutine<> {
      for (;;) {
        try {
          auto held = co_await l.scoped();
          log(name);
          co_return;
        } catch (const cancelled_error&) {
          log(name + " tries again");
        }
      }
    };
    auto a = create_task(persistent("a"));
    auto b = create_task(persistent("b"));
    co_await yield_now();
    a.cancel();
    co_await yield_now();
    l.release();
    co_await weft::gather(a, b);
  });
  EXPECT_EQ(log.take(), (lines{"a tries again", "b", "a"}));
}

TEST_F(LockCancel, ByADeadlineDoesNotLoseTheLock) {
  run_virtual([]() -> coroutine<> {
    lock l;
    auto holder = [&]() -> coroutine<> {
      auto held = co_await l.scoped();
      co_await sleep(10s);
    };
    auto h = create_task(holder());
    co_await yield_now();
    auto waiting = [&]() -> coroutine<> { auto held = co_await l.scoped(); };
    EXPECT_THROW(co_await weft::wait_for(waiting(), 1s), weft::timeout_error);
    EXPECT_TRUE(l.locked());
    co_await weft::wait_for(waiting(), 100s);
    EXPECT_EQ(elapsed(), 10s);
    co_await h;
  });
}

TEST_F(Lock, SurvivesALoopThatIsDestroyedWhileItIsHeldAndWaitedFor) {
  lock l;
  abandon([&](weft::event_loop& loop) {
    auto holder = [](lock& l, trace& log) -> coroutine<> {
      farewell ends(log, "holder");
      auto held = co_await l.scoped();
      co_await weft::event_loop::current().create_future();
    };
    auto waiter = [](lock& l, trace& log, std::string name) -> coroutine<> {
      farewell ends(log, name);
      auto held = co_await l.scoped();
      log(name + " was let in");
    };
    loop.create_task(holder(l, log));
    loop.create_task(waiter(l, log, "first"));
    loop.create_task(waiter(l, log, "second"));
  });
  EXPECT_EQ(log.take(), (lines{"~holder", "~first", "~second"}));
  EXPECT_FALSE(l.locked());
  run_virtual([&]() -> coroutine<> { auto held = co_await l.scoped(); });
}

}  // namespace
