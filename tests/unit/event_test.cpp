// event: a flag that tasks wait for.
#include "abandoned_loop.hpp"
#include "frame_balance.hpp"
#include "trace.hpp"
#include "virtual_time.hpp"

#include <weft/errors.hpp>
#include <weft/event.hpp>
#include <weft/gather.hpp>
#include <weft/sleep.hpp>
#include <weft/task.hpp>
#include <weft/wait_for.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <type_traits>
#include <vector>

namespace {

using namespace std::chrono_literals;
using weft::cancelled_error;
using weft::coroutine;
using weft::create_task;
using weft::event;
using weft::task;
using weft::yield_now;

class Event : public frame_balance {
 protected:
  trace log;
};

static_assert(!std::is_move_constructible_v<event>, "waiters refer to it");

TEST_F(Event, WakesAllWhoWaitInTheOrderInWhichTheyCame) {
  run_virtual([&]() -> coroutine<> {
    event e;
    std::vector<task<>> tasks;
    auto waiter = [&](std::string name) -> coroutine<> {
      co_await e.wait();
      log(name);
    };
    for (const char* name : {"a", "b", "c"}) tasks.push_back(create_task(waiter(name)));
    co_await yield_now();
    e.set();
    log("set");
    co_await weft::gather(tasks);
  });
  EXPECT_EQ(log.take(), (lines{"set", "a", "b", "c"}));
}

TEST_F(Event, TakesNoTurnOnceItIsSet) {
  bool turn = false;
  run_virtual([&]() -> coroutine<> {
    event e;
    e.set();
    EXPECT_TRUE(e.is_set());
    weft::event_loop::current().call_soon([&] { turn = true; });
    co_await e.wait();
    co_await e.wait();
    EXPECT_FALSE(turn);
  });
}

TEST_F(Event, LetsThoseGoOnWhoWereWokenBeforeItWasCleared) {
  run_virtual([&]() -> coroutine<> {
    event e;
    auto waiter = [&](std::string name) -> coroutine<> {
      co_await e.wait();
      log(name);
    };
    auto early = create_task(waiter("early"));
    co_await yield_now();
    e.set();
    e.clear();
    auto late = create_task(waiter("late"));
    co_await early;
    co_await yield_now();
    EXPECT_FALSE(late.done());
    e.set();
    co_await late;
  });
  EXPECT_EQ(log.take(), (lines{"early", "late"}));
}

TEST_F(Event, CanBeSetAndClearedByThoseItWakes) {
  run_virtual([&]() -> coroutine<> {
    event e;
    auto waiter = [&](std::string name, bool then_set) -> coroutine<> {
      co_await e.wait();
      e.clear();
      log(name);
      if (then_set) e.set();
    };
    auto a = create_task(waiter("a", true));
    auto b = create_task(waiter("b", false));
    co_await yield_now();
    e.set();
    co_await weft::gather(a, b);
    EXPECT_FALSE(e.is_set());
  });
  EXPECT_EQ(log.take(), (lines{"a", "b"}));
}

TEST_F(Event, DropsAWaiterThatIsCancelledBeforeOrAfterItWasWoken) {
  run_virtual([]() -> coroutine<> {
    event e;
    auto waiter = [&]() -> coroutine<> { co_await e.wait(); };
    auto before = create_task(waiter());
    auto after = create_task(waiter());
    auto unharmed = create_task(waiter());
    co_await yield_now();
    before.cancel();
    e.set();
    after.cancel();
    co_await unharmed;
    EXPECT_TRUE(before.cancelled());
    EXPECT_TRUE(after.cancelled());
  });
}

TEST_F(Event, CanBeWaitedForWithALimitAgainAndAgain) {
  run_virtual([]() -> coroutine<> {
    event e;
    for (int i = 0; i < 100; ++i) EXPECT_THROW(co_await weft::wait_for(e.wait(), 1s), weft::timeout_error);
    EXPECT_EQ(elapsed(), 100s);
    weft::event_loop::current().call_later(1s, [&] { e.set(); });
    co_await weft::wait_for(e.wait(), 2s);
    EXPECT_EQ(elapsed(), 101s);
  });
}

TEST_F(Event, SurvivesALoopThatIsDestroyedWhileItIsWaitedFor) {
  event e;
  auto waiter = [](event& e, trace& log, std::string name) -> coroutine<> {
    farewell ends(log, name);
    co_await e.wait();
    log(name + " goes on");
  };
  abandon([&](weft::event_loop& loop) {
    loop.create_task(waiter(e, log, "a"));
    loop.create_task(waiter(e, log, "b"));
  });
  EXPECT_EQ(log.take(), (lines{"~a", "~b"}));
  // Woken, and destroyed before its turn.
  {
    weft::event_loop loop({.clock = weft::clock::virtual_time});
    loop.create_task(waiter(e, log, "c"));
    loop.run_once();
    e.set();
  }
  EXPECT_EQ(log.take(), (lines{"~c"}));
  e.set();
}

}  // namespace
