// wait() and as_completed(): several tasks, sorted by how they end.
#include "abandoned_loop.hpp"
#include "frame_balance.hpp"
#include "trace.hpp"
#include "virtual_time.hpp"

#include <weft/as_completed.hpp>
#include <weft/errors.hpp>
#include <weft/event_loop.hpp>
#include <weft/sleep.hpp>
#include <weft/task.hpp>
#include <weft/wait.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace std::chrono_literals;
using weft::as_completed;
using weft::cancelled_error;
using weft::coroutine;
using weft::create_task;
using weft::event_loop;
using weft::future;
using weft::return_when;
using weft::sleep;
using weft::task;
using weft::wait;
using weft::yield_now;

class Wait : public frame_balance {
 protected:
  trace log;
};
class AsCompleted : public Wait {};

coroutine<int> value_after(weft::duration delay, int value) {
  co_await sleep(delay);
  co_return value;
}
coroutine<int> failure_after(weft::duration delay) {
  co_await sleep(delay);
  throw std::runtime_error("failed");
}

// --- wait ------------------------------------------------------------------------------------------------------------

TEST_F(Wait, SortsTheHandlesInTheOrderInWhichTheyWereGiven) {
  run_virtual([]() -> coroutine<> {
    std::vector<task<int>> tasks;
    for (int delay : {5, 1, 4, 2, 3}) tasks.push_back(create_task(value_after(std::chrono::seconds(delay), delay)));
    auto [done, pending] = co_await wait(tasks, {.timeout = 3500ms});
    EXPECT_EQ(done, (std::vector{tasks[1], tasks[3], tasks[4]}));
    EXPECT_EQ(pending, (std::vector{tasks[0], tasks[2]}));
    auto rest = co_await wait(pending);
    EXPECT_EQ(rest.done, pending);
    EXPECT_TRUE(rest.pending.empty());
  });
}

TEST_F(Wait, ThrowsNothingOfWhatTheTasksThrow) {
  run_virtual([]() -> coroutine<> {
    auto failing = create_task(failure_after(1s));
    auto cancelled = create_task(value_after(9s, 0));
    event_loop::current().call_later(1s, [&] { cancelled.cancel(); });
    auto [done, pending] = co_await wait(std::vector{failing, cancelled});
    EXPECT_EQ(done.size(), 2u);
    EXPECT_THROW(failing.result(), std::runtime_error);
    EXPECT_TRUE(cancelled.cancelled());
  });
}

TEST_F(Wait, ReturnsWhenItIsTold) {
  run_virtual([]() -> coroutine<> {
    auto make = [] {
      return std::vector{create_task(value_after(1s, 1)), create_task(failure_after(2s)), create_task(value_after(3s, 3))};
    };
    auto tasks = make();
    EXPECT_EQ((co_await wait(tasks, {.return_when = return_when::first_completed})).done.size(), 1u);
    EXPECT_EQ((co_await wait(tasks, {.return_when = return_when::first_exception})).done.size(), 2u);
    EXPECT_EQ((co_await wait(tasks, {.return_when = return_when::all_completed})).done.size(), 3u);
    EXPECT_EQ(elapsed(), 3s);
    // All at once, as they are done already; and an exception that is there already ends the wait as well.
    EXPECT_EQ((co_await wait(tasks, {.return_when = return_when::first_completed})).done.size(), 3u);
    tasks.push_back(create_task(value_after(9s, 9)));
    auto [done, pending] = co_await wait(tasks, {.return_when = return_when::first_exception});
    EXPECT_EQ(pending, std::vector{tasks.back()});
    tasks.back().cancel();
  });
}

TEST_F(Wait, TakesFuturesToo) {
  run_virtual([]() -> coroutine<> {
    std::vector<future<int>> futures;
    for (int i = 0; i < 3; ++i) futures.push_back(event_loop::current().create_future<int>());
    event_loop::current().call_later(1s, [&] { futures[1].set_result(7); });
    auto [done, pending] = co_await wait(futures, {.return_when = return_when::first_completed});
    EXPECT_EQ(done, std::vector{futures[1]});
    EXPECT_EQ(done.front().result(), 7);
  });
}

TEST_F(Wait, ForNothingIsAnInvalidArgument) {
  run_virtual([]() -> coroutine<> { EXPECT_THROW(co_await wait(std::vector<task<>>()), std::invalid_argument); });
}

TEST_F(Wait, LeavesNothingBehindOnWhatItWaitedFor) {
  run_virtual([]() -> coroutine<> {
    auto never = event_loop::current().create_future<int>();
    for (int i = 0; i < 100; ++i) co_await wait(std::vector{never}, {.timeout = 1ms});
    EXPECT_FALSE(never.state().has_waiters());

    auto waiting = [&]() -> coroutine<> { co_await wait(std::vector{never}); };
    auto t = create_task(waiting());
    co_await yield_now();
    EXPECT_TRUE(never.state().has_waiters());
    t.cancel();
    EXPECT_THROW(co_await t, cancelled_error);
    EXPECT_FALSE(never.state().has_waiters());
    EXPECT_FALSE(never.done());
  });
}

TEST_F(Wait, WithATimeoutOfZeroLooksOnce) {
  run_virtual([]() -> coroutine<> {
    auto done_already = create_task(value_after(0s, 1));
    auto pending_still = create_task(value_after(1s, 1));
    co_await done_already;
    auto [done, pending] = co_await wait(std::vector{done_already, pending_still}, {.timeout = 0s});
    EXPECT_EQ(done, std::vector{done_already});
    EXPECT_EQ(pending, std::vector{pending_still});
    EXPECT_EQ(elapsed(), 0s);
    pending_still.cancel();
  });
}

TEST_F(Wait, SurvivesALoopThatIsDestroyedMeanwhile) {
  abandon([&](event_loop& loop) {
    auto never = [](trace& log) -> coroutine<> {
      farewell ends(log, "inner");
      co_await event_loop::current().create_future();
    };
    auto waiting = [](trace& log, auto make) -> coroutine<> {
      farewell ends(log, "waiting");
      co_await wait(std::vector{create_task(make(log))});
    };
    loop.create_task(waiting(log, never));
  });
  EXPECT_EQ(log.take(), (lines{"~waiting", "~inner"}));
}

// --- as_completed ----------------------------------------------------------------------------------------------------

TEST_F(AsCompleted, GivesEachTaskOnceInTheOrderOfTheirEnds) {
  run_virtual([&]() -> coroutine<> {
    std::vector<task<int>> tasks;
    for (int delay : {3, 1, 2}) tasks.push_back(create_task(value_after(std::chrono::seconds(delay), delay)));
    auto ended = as_completed(tasks);
    while (auto each = co_await ended.next()) log(std::to_string(each->result()));
    EXPECT_EQ(co_await ended.next(), std::nullopt) << "and nothing after the last";
  });
  EXPECT_EQ(log.take(), (lines{"1", "2", "3"}));
}

TEST_F(AsCompleted, GivesThoseFirstThatHaveEndedAlreadyInTheOrderGiven) {
  run_virtual([&]() -> coroutine<> {
    std::vector<task<int>> tasks;
    for (int delay : {9, 2, 1}) tasks.push_back(create_task(value_after(std::chrono::seconds(delay), delay)));
    co_await sleep(5s);
    auto ended = as_completed(tasks);
    while (auto each = co_await ended.next()) log(std::to_string(each->result()));
  });
  EXPECT_EQ(log.take(), (lines{"2", "1", "9"}));
}

TEST_F(AsCompleted, ThrowsNothingOfWhatTheTasksThrow) {
  run_virtual([]() -> coroutine<> {
    auto ended = as_completed(std::vector{create_task(failure_after(1s))});
    auto failed = co_await ended.next();
    EXPECT_THROW(failed->result(), std::runtime_error);
  });
}

TEST_F(AsCompleted, OfNothingIsOverAtOnce) {
  run_virtual([]() -> coroutine<> {
    auto ended = as_completed(std::vector<task<int>>());
    EXPECT_FALSE(co_await ended.next());
  });
}

TEST_F(AsCompleted, MayBeLeftEarlyAndThenHearsNothingMore) {
  run_virtual([]() -> coroutine<> {
    std::vector<task<int>> tasks{create_task(value_after(1s, 1)), create_task(value_after(2s, 2))};
    {
      auto ended = as_completed(tasks);
      EXPECT_EQ((co_await ended.next())->result(), 1);
      EXPECT_TRUE(tasks[1].state().has_waiters());
    }
    EXPECT_FALSE(tasks[1].state().has_waiters());
    EXPECT_EQ(co_await tasks[1], 2);
  });
}

TEST_F(AsCompleted, LetsACancellationOfTheAwaiterThroughAndTheTasksRun) {
  run_virtual([]() -> coroutine<> {
    auto slow = create_task(value_after(5s, 5));
    auto consumer = [&]() -> coroutine<> {
      auto ended = as_completed(std::vector{slow});
      co_await ended.next();
    };
    auto t = create_task(consumer());
    co_await sleep(1s);
    t.cancel();
    EXPECT_THROW(co_await t, cancelled_error);
    EXPECT_EQ(co_await slow, 5);
  });
}

}  // namespace
