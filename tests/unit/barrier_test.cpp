// barrier: tasks wait until so many have arrived.
#include "abandoned_loop.hpp"
#include "frame_balance.hpp"
#include "trace.hpp"
#include "virtual_time.hpp"

#include <weft/barrier.hpp>
#include <weft/errors.hpp>
#include <weft/gather.hpp>
#include <weft/sleep.hpp>
#include <weft/task.hpp>
#include <weft/wait_for.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace std::chrono_literals;
using weft::barrier;
using weft::broken_barrier_error;
using weft::cancelled_error;
using weft::coroutine;
using weft::create_task;
using weft::sleep;
using weft::task;
using weft::yield_now;

class Barrier : public frame_balance {
 protected:
  trace log;
};

TEST_F(Barrier, GivesEachItsOrderOfArrival) {
  run_virtual([]() -> coroutine<> {
    barrier b(4);
    EXPECT_EQ(b.parties(), 4u);
    std::vector<task<std::size_t>> tasks;
    auto visitor = [&](int delay) -> coroutine<std::size_t> {
      co_await sleep(std::chrono::milliseconds(delay));
      co_return co_await b.wait();
    };
    for (int delay : {30, 10, 40, 20}) tasks.push_back(create_task(visitor(delay)));
    EXPECT_EQ(co_await weft::gather(tasks), (std::vector<std::size_t>{2, 0, 3, 1}));
    EXPECT_EQ(b.n_waiting(), 0u);
  });
}

TEST_F(Barrier, LetsGroupAfterGroupPass) {
  run_virtual([&]() -> coroutine<> {
    barrier b(3);
    int rounds = 0;
    std::vector<task<>> tasks;
    auto runner = [&](int pace) -> coroutine<> {
      for (int round = 0; round < 20; ++round) {
        co_await sleep(std::chrono::milliseconds(pace));
        EXPECT_EQ(rounds, round) << "nobody is a round ahead";
        if (co_await b.wait() == 2) ++rounds;
        co_await yield_now();
        co_await yield_now();
        co_await yield_now();
      }
    };
    for (int pace : {1, 5, 9}) tasks.push_back(create_task(runner(pace)));
    co_await weft::gather(tasks);
    EXPECT_EQ(rounds, 20);
  });
}

TEST_F(Barrier, LetsTheSurplusWaitForTheNextGroup) {
  run_virtual([]() -> coroutine<> {
    barrier b(2);
    std::vector<task<std::size_t>> tasks;
    for (int i = 0; i < 5; ++i) tasks.push_back(create_task(b.wait()));
    co_await sleep(1s);
    EXPECT_EQ(std::ranges::count_if(tasks, &task<std::size_t>::done), 4);
    EXPECT_EQ(b.n_waiting(), 1u);
    co_await b.wait();
    co_await weft::gather(tasks);
  });
}

TEST_F(Barrier, ForNobodyIsAnInvalidArgument) { EXPECT_THROW(barrier(0), std::invalid_argument); }

TEST_F(Barrier, DoesNotCountAWaiterThatWasCancelledOrTimedOut) {
  run_virtual([]() -> coroutine<> {
    barrier b(2);
    EXPECT_THROW(co_await weft::wait_for(b.wait(), 1s), weft::timeout_error);
    EXPECT_EQ(b.n_waiting(), 0u);
    auto t = create_task(b.wait());
    co_await yield_now();
    t.cancel();
    EXPECT_THROW(co_await t, cancelled_error);
    auto other = create_task(b.wait());
    co_await yield_now();
    EXPECT_FALSE(other.done());
    EXPECT_EQ(co_await b.wait(), 1u);
    co_await other;
  });
}

TEST_F(Barrier, ThatIsFullIsPassedByACancelledWaiterToo) {
  run_virtual([&]() -> coroutine<> {
    barrier b(2);
    auto first = create_task(b.wait());
    co_await yield_now();
    co_await b.wait();
    first.cancel();
    EXPECT_THROW(co_await first, cancelled_error);
    EXPECT_EQ(b.n_waiting(), 0u);
    EXPECT_EQ((co_await weft::gather(b.wait(), b.wait())), (std::tuple<std::size_t, std::size_t>(0, 1)));
  });
}

TEST_F(Barrier, SendsThoseAwayWhoWaitWhenItIsReset) {
  run_virtual([]() -> coroutine<> {
    barrier b(3);
    auto one = create_task(b.wait());
    auto two = create_task(b.wait());
    co_await yield_now();
    co_await b.reset();
    EXPECT_THROW(co_await one, broken_barrier_error);
    EXPECT_THROW(co_await two, broken_barrier_error);
    EXPECT_FALSE(b.broken());
    co_await b.reset();
    co_await weft::gather(b.wait(), b.wait(), b.wait());
  });
}

TEST_F(Barrier, IsBrokenForAllByAbortUntilItIsReset) {
  run_virtual([]() -> coroutine<> {
    barrier b(2);
    auto one = create_task(b.wait());
    co_await yield_now();
    co_await b.abort();
    EXPECT_TRUE(b.broken());
    EXPECT_THROW(co_await one, broken_barrier_error);
    EXPECT_THROW(co_await b.wait(), broken_barrier_error);
    EXPECT_EQ(b.n_waiting(), 0u);
    co_await b.reset();
    EXPECT_FALSE(b.broken());
    co_await weft::gather(b.wait(), b.wait());
  });
}

TEST_F(Barrier, SurvivesALoopThatIsDestroyedWhileItIsWaitedFor) {
  barrier b(3);
  abandon([&](weft::event_loop& loop) {
    auto visitor = [](barrier& b, trace& log, std::string name) -> coroutine<> {
      farewell ends(log, name);
      co_await b.wait();
    };
    loop.create_task(visitor(b, log, "a"));
    loop.create_task(visitor(b, log, "b"));
  });
  EXPECT_EQ(log.take(), (lines{"~a", "~b"}));
  run_virtual([&]() -> coroutine<> { co_await weft::gather(b.wait(), b.wait(), b.wait()); });
}

}  // namespace
