// semaphore and bounded_semaphore: permits are handed over in order, and never lost.
#include "abandoned_loop.hpp"
#include "frame_balance.hpp"
#include "trace.hpp"
#include "virtual_time.hpp"

#include <weft/errors.hpp>
#include <weft/gather.hpp>
#include <weft/semaphore.hpp>
#include <weft/sleep.hpp>
#include <weft/task.hpp>
#include <weft/wait_for.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace std::chrono_literals;
using weft::bounded_semaphore;
using weft::cancelled_error;
using weft::coroutine;
using weft::create_task;
using weft::semaphore;
using weft::sleep;
using weft::task;
using weft::yield_now;

class Semaphore : public frame_balance {
 protected:
  trace log;
};
class SemaphoreCancel : public Semaphore {};

TEST_F(Semaphore, LetsSoManyInAtATime) {
  run_virtual([&]() -> coroutine<> {
    semaphore s(3);
    int inside = 0;
    int most = 0;
    std::vector<task<>> tasks;
    auto visitor = [&](int i) -> coroutine<> {
      auto held = co_await s.scoped();
      most = std::max(most, ++inside);
      co_await sleep(std::chrono::milliseconds(1 + i % 4));
      --inside;
    };
    for (int i = 0; i < 100; ++i) tasks.push_back(create_task(visitor(i)));
    co_await weft::gather(tasks);
    EXPECT_EQ(most, 3);
    EXPECT_EQ(inside, 0);
    EXPECT_FALSE(s.locked());
  });
}

TEST_F(Semaphore, TakesNoTurnWhileThereArePermits) {
  bool turn = false;
  run_virtual([&]() -> coroutine<> {
    semaphore s(2);
    weft::event_loop::current().call_soon([&] { turn = true; });
    co_await s.acquire();
    co_await s.acquire();
    EXPECT_TRUE(s.locked());
    EXPECT_FALSE(turn);
  });
}

TEST_F(Semaphore, IsLockedWhileSomebodyIsAheadPermitsOrNot) {
  run_virtual([&]() -> coroutine<> {
    semaphore s(0);
    auto waiter = [&]() -> coroutine<> { co_await s.acquire(); };
    auto t = create_task(waiter());
    co_await yield_now();
    s.release();
    s.release();
    EXPECT_TRUE(s.locked()) << "a permit is left, but the waiter has not had its turn";
    co_await t;
    EXPECT_FALSE(s.locked());
    co_await s.acquire();
    EXPECT_TRUE(s.locked());
  });
}

TEST_F(Semaphore, ServesWaitersInOrderWhenManyPermitsComeAtOnce) {
  run_virtual([&]() -> coroutine<> {
    semaphore s(0);
    std::vector<task<>> tasks;
    auto waiter = [&](std::string name) -> coroutine<> {
      co_await s.acquire();
      log(name);
    };
    for (const char* name : {"a", "b", "c", "d"}) tasks.push_back(create_task(waiter(name)));
    co_await yield_now();
    for (int i = 0; i < 3; ++i) s.release();
    co_await sleep(1s);
    log("one more");
    s.release();
    co_await weft::gather(tasks);
  });
  EXPECT_EQ(log.take(), (lines{"a", "b", "c", "one more", "d"}));
}

TEST_F(Semaphore, GrowsWhenMoreIsReleasedThanWasTakenUnlessItIsBounded) {
  run_virtual([]() -> coroutine<> {
    semaphore s(1);
    s.release();
    co_await s.acquire();
    co_await s.acquire();
    EXPECT_TRUE(s.locked());

    bounded_semaphore b(2);
    EXPECT_THROW(b.release(), std::logic_error);
    co_await b.acquire();
    b.release();
    EXPECT_THROW(b.release(), std::logic_error);
    co_await b.acquire();
    co_await b.acquire();
    EXPECT_TRUE(b.locked()) << "the refused releases have left no permit";
  });
}

TEST_F(Semaphore, ScopeOfABoundedOneThatWasReleasedByHandEndsInPeace) {
  run_virtual([]() -> coroutine<> {
    bounded_semaphore b(1);
    {
      auto held = co_await b.scoped();
      b.release();
    }
    co_await b.acquire();
    EXPECT_TRUE(b.locked());
  });
}

// --- cancelling ------------------------------------------------------------------------------------------------------

TEST_F(SemaphoreCancel, OfAWaiterGivesItsPlaceToTheNext) {
  run_virtual([&]() -> coroutine<> {
    semaphore s(0);
    std::vector<task<>> tasks;
    auto waiter = [&](std::string name) -> coroutine<> {
      co_await s.acquire();
      log(name);
    };
    for (const char* name : {"a", "b", "c"}) tasks.push_back(create_task(waiter(name)));
    co_await yield_now();
    tasks[0].cancel();
    s.release();
    co_await tasks[1];
    EXPECT_FALSE(tasks[2].done());
    s.release();
    co_await tasks[2];
    EXPECT_TRUE(s.locked());
  });
  EXPECT_EQ(log.take(), (lines{"b", "c"}));
}

TEST_F(SemaphoreCancel, OfAWokenWaiterGivesItsPermitToTheNextOrBack) {
  run_virtual([&]() -> coroutine<> {
    semaphore s(0);
    auto waiter = [&](std::string name) -> coroutine<> {
      co_await s.acquire();
      log(name);
    };
    auto a = create_task(waiter("a"));
    auto b = create_task(waiter("b"));
    co_await yield_now();
    s.release();
    a.cancel();
    co_await b;
    EXPECT_TRUE(a.cancelled());

    auto c = create_task(waiter("c"));
    co_await yield_now();
    s.release();
    c.cancel();
    EXPECT_THROW(co_await c, cancelled_error);
    EXPECT_FALSE(s.locked()) << "nobody wanted it: it is back";
  });
  EXPECT_EQ(log.take(), (lines{"b"}));
}

TEST_F(SemaphoreCancel, OfSeveralWokenWaitersLosesNone) {
  run_virtual([&]() -> coroutine<> {
    semaphore s(0);
    std::vector<task<>> tasks;
    auto waiter = [&](int name) -> coroutine<> {
      co_await s.acquire();
      log(std::to_string(name));
    };
    for (int i = 0; i < 6; ++i) tasks.push_back(create_task(waiter(i)));
    co_await yield_now();
    for (int i = 0; i < 3; ++i) s.release();
    for (int i : {0, 1, 3}) tasks[static_cast<std::size_t>(i)].cancel();
    co_await sleep(1s);
    EXPECT_TRUE(s.locked());
    EXPECT_EQ(std::ranges::count_if(tasks, &task<>::done), 6);
  });
  EXPECT_EQ(log.take(), (lines{"2", "4", "5"}));
}

TEST_F(SemaphoreCancel, ByADeadlineLeavesThePermits) {
  run_virtual([]() -> coroutine<> {
    semaphore s(1);
    co_await s.acquire();
    EXPECT_THROW(co_await weft::wait_for(s.acquire(), 1s), weft::timeout_error);
    s.release();
    co_await weft::wait_for(s.acquire(), 1s);
    EXPECT_TRUE(s.locked());
  });
}

TEST_F(Semaphore, SurvivesALoopThatIsDestroyedWhileItIsHeldAndWaitedFor) {
  semaphore s(2);
  abandon([&](weft::event_loop& loop) {
    auto visitor = [](semaphore& s, trace& log, int name) -> coroutine<> {
      farewell ends(log, std::to_string(name));
      auto held = co_await s.scoped();
      co_await weft::event_loop::current().create_future();
    };
    for (int i = 0; i < 4; ++i) loop.create_task(visitor(s, log, i));
  });
  EXPECT_EQ(log.take(), (lines{"~0", "~1", "~2", "~3"}));
  run_virtual([&]() -> coroutine<> {
    co_await weft::wait_for(s.acquire(), 1s);
    co_await weft::wait_for(s.acquire(), 1s);
    EXPECT_TRUE(s.locked());
  });
}

}  // namespace
