// queue, lifo_queue and priority_queue. Their races are in tests/conformance/scenarios/queues.cpp; here are items that can
// only be moved, who owns an item when, and misuse.
#include "abandoned_loop.hpp"
#include "frame_balance.hpp"
#include "trace.hpp"
#include "virtual_time.hpp"

#include <weft/errors.hpp>
#include <weft/gather.hpp>
#include <weft/queue.hpp>
#include <weft/sleep.hpp>
#include <weft/task.hpp>
#include <weft/task_group.hpp>
#include <weft/wait_for.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <numeric>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;
using weft::cancelled_error;
using weft::coroutine;
using weft::create_task;
using weft::lifo_queue;
using weft::priority_queue;
using weft::queue;
using weft::queue_empty;
using weft::queue_full;
using weft::queue_shut_down;
using weft::sleep;
using weft::task;
using weft::yield_now;

class Queue : public frame_balance {
 protected:
  trace log;
};
class QueueCancel : public Queue {};
class QueueShutdown : public Queue {};
class QueueJoin : public Queue {};

TEST_F(Queue, HandsItemsThatCanOnlyBeMovedFromTaskToTask) {
  run_virtual([&]() -> coroutine<> {
    queue<std::unique_ptr<int>> q(1);
    auto producer = [&]() -> coroutine<> {
      for (int i = 0; i < 5; ++i) co_await q.put(std::make_unique<int>(i));
    };
    auto consumer = [&]() -> coroutine<int> {
      int sum = 0;
      for (int i = 0; i < 5; ++i) sum += *co_await q.get();
      co_return sum;
    };
    EXPECT_EQ(std::get<1>(co_await weft::gather(producer(), consumer())), 10);
    q.put_nowait(std::make_unique<int>(7));
    EXPECT_EQ(*q.get_nowait(), 7);
  });
}

TEST_F(Queue, OrdersItemsAsItsKindDoes) {
  struct job {
    int urgency;
    std::string name;
    bool operator<(const job& other) const { return urgency < other.urgency; }
    bool operator>(const job& other) const { return urgency > other.urgency; }
  };
  queue<std::string> first_in;
  lifo_queue<std::string> last_in;
  priority_queue<job> least;
  for (const char* item : {"b", "c", "a"}) {
    first_in.put_nowait(item);
    last_in.put_nowait(item);
    least.put_nowait({item[0], item});
  }
  for (int i = 0; i < 3; ++i) log(first_in.get_nowait() + last_in.get_nowait() + least.get_nowait().name);
  EXPECT_EQ(log.take(), (lines{"baa", "ccb", "abc"}));
}

TEST_F(Queue, TellsItsSizeAndWhetherThereIsRoom) {
  queue<int> q(2);
  EXPECT_EQ(q.maxsize(), 2u);
  EXPECT_TRUE(q.empty());
  q.put_nowait(1);
  EXPECT_FALSE(q.empty());
  EXPECT_FALSE(q.full());
  q.put_nowait(2);
  EXPECT_TRUE(q.full());
  EXPECT_EQ(q.size(), 2u);
  EXPECT_THROW(q.put_nowait(3), queue_full);
  EXPECT_EQ(q.get_nowait() + q.get_nowait(), 3);
  EXPECT_THROW(q.get_nowait(), queue_empty);
  queue<int> unbounded;
  for (int i = 0; i < 10'000; ++i) unbounded.put_nowait(i);
  EXPECT_FALSE(unbounded.full());
  EXPECT_EQ(unbounded.maxsize(), 0u);
}

TEST_F(Queue, KeepsEveryItemOfManyProducersForManyConsumers) {
  run_virtual([]() -> coroutine<> {
    queue<int> q(3);
    constexpr int producers = 7;
    constexpr int consumers = 5;
    constexpr int each = 50;
    std::vector<int> seen;
    co_await weft::with_task_group([&](weft::task_group& group) -> coroutine<> {
      std::vector<task<>> made;
      auto producer = [&](int first) -> coroutine<> {
        for (int i = 0; i < each; ++i) {
          if (i % 3 == first % 3) co_await sleep(std::chrono::milliseconds(first));
          co_await q.put(first * each + i);
        }
      };
      auto consumer = [&](int pace) -> coroutine<> {
        for (;;) {
          seen.push_back(co_await q.get());
          if (seen.size() % 2 == 0) co_await sleep(std::chrono::milliseconds(pace));
          q.task_done();
        }
      };
      for (int i = 0; i < producers; ++i) made.push_back(group.create_task(producer(i)));
      std::vector<task<>> eating;
      for (int i = 0; i < consumers; ++i) eating.push_back(group.create_task(consumer(i)));
      co_await weft::gather(made);
      co_await q.join();
      for (auto& t : eating) t.cancel();
    });
    std::ranges::sort(seen);
    std::vector<int> all(producers * each);
    std::iota(all.begin(), all.end(), 0);
    EXPECT_EQ(seen, all);
  });
}

TEST_F(Queue, DestroysWhatIsLeftInItWithItself) {
  auto counted = std::make_shared<int>(0);
  {
    queue<std::shared_ptr<int>> q;
    for (int i = 0; i < 3; ++i) q.put_nowait(counted);
    EXPECT_EQ(counted.use_count(), 4);
  }
  EXPECT_EQ(counted.use_count(), 1);
}

TEST_F(Queue, GivesAWaitingGetterTheItemThatWasPutUnlessSomebodyIsFaster) {
  run_virtual([&]() -> coroutine<> {
    queue<std::string> q;
    auto getter = [&](std::string name) -> coroutine<> { log(name + " got " + co_await q.get()); };
    auto patient = create_task(getter("patient"));
    co_await yield_now();
    q.put_nowait("one");
    co_await getter("fast");
    q.put_nowait("two");
    co_await patient;
  });
  EXPECT_EQ(log.take(), (lines{"fast got one", "patient got two"}));
}

// --- cancelling ------------------------------------------------------------------------------------------------------

TEST_F(QueueCancel, OfAPutDestroysTheItemAndLeavesTheQueue) {
  run_virtual([]() -> coroutine<> {
    auto counted = std::make_shared<int>(0);
    queue<std::shared_ptr<int>> q(1);
    q.put_nowait(nullptr);
    auto t = create_task(q.put(counted));
    co_await yield_now();
    EXPECT_EQ(counted.use_count(), 2);
    t.cancel();
    EXPECT_THROW(co_await t, cancelled_error);
    EXPECT_EQ(counted.use_count(), 1);
    EXPECT_EQ(q.size(), 1u);
  });
}

TEST_F(QueueCancel, OfAGetInAnyTurnLosesNoItemAndNoWakeUp) {
  for (const int turns : {0, 1}) {
    run_virtual([&]() -> coroutine<> {
      queue<int> q;
      auto one = create_task(q.get());
      auto two = create_task(q.get());
      co_await yield_now();
      q.put_nowait(1);
      for (int i = 0; i < turns; ++i) co_await yield_now();
      one.cancel();
      if (turns == 0) {
        EXPECT_EQ(co_await weft::wait_for(two, 1s), 1);
        EXPECT_TRUE(one.cancelled());
      } else {
        EXPECT_EQ(co_await one, 1) << "it had the item already";
        q.put_nowait(2);
        EXPECT_EQ(co_await weft::wait_for(two, 1s), 2);
      }
    });
  }
}

TEST_F(QueueCancel, OfAWokenPutGivesTheRoomToTheNext) {
  run_virtual([]() -> coroutine<> {
    queue<int> q(1);
    q.put_nowait(0);
    auto one = create_task(q.put(1));
    auto two = create_task(q.put(2));
    co_await yield_now();
    EXPECT_EQ(q.get_nowait(), 0);
    one.cancel();
    co_await weft::wait_for(two, 1s);
    EXPECT_TRUE(one.cancelled());
    EXPECT_EQ(q.get_nowait(), 2);
    EXPECT_TRUE(q.empty());
  });
}

TEST_F(QueueCancel, ByADeadlineCanBeRepeatedForEver) {
  run_virtual([]() -> coroutine<> {
    queue<int> q;
    for (int i = 0; i < 1000; ++i) EXPECT_THROW(co_await weft::wait_for(q.get(), 1ms), weft::timeout_error);
    q.put_nowait(1);
    EXPECT_EQ(co_await weft::wait_for(q.get(), 1ms), 1);
  });
}

// --- shutdown --------------------------------------------------------------------------------------------------------

TEST_F(QueueShutdown, WakesAllWhoWaitAtEitherEnd) {
  run_virtual([]() -> coroutine<> {
    queue<int> empty;
    queue<int> full(1);
    full.put_nowait(0);
    std::vector<task<int>> getters;
    std::vector<task<>> putters;
    for (int i = 0; i < 3; ++i) getters.push_back(create_task(empty.get()));
    for (int i = 0; i < 3; ++i) putters.push_back(create_task(full.put(i)));
    co_await yield_now();
    empty.shutdown();
    full.shutdown();
    for (auto& t : getters) EXPECT_THROW(co_await t, queue_shut_down);
    for (auto& t : putters) EXPECT_THROW(co_await t, queue_shut_down);
    EXPECT_EQ(co_await full.get(), 0);
    EXPECT_THROW(co_await full.get(), queue_shut_down);
    EXPECT_THROW(full.put_nowait(1), queue_shut_down);
  });
}

TEST_F(QueueShutdown, TwiceIsAsGoodAsOnce) {
  run_virtual([]() -> coroutine<> {
    queue<int> q;
    q.put_nowait(1);
    q.shutdown();
    q.shutdown();
    EXPECT_EQ(q.size(), 1u);
    q.shutdown(true);
    EXPECT_EQ(q.size(), 0u);
    co_await q.join();
    q.shutdown(true);
    EXPECT_THROW(q.task_done(), std::logic_error);
  });
}

TEST_F(QueueShutdown, AtOnceDestroysTheItems) {
  auto counted = std::make_shared<int>(0);
  queue<std::shared_ptr<int>> q;
  q.put_nowait(counted);
  q.shutdown(true);
  EXPECT_EQ(counted.use_count(), 1);
}

// --- join ------------------------------------------------------------------------------------------------------------

TEST_F(QueueJoin, WaitsForTheWorkAndNotForTheTaking) {
  run_virtual([&]() -> coroutine<> {
    queue<int> q;
    for (int i = 0; i < 2; ++i) q.put_nowait(i);
    auto joining = [&](std::string name) -> coroutine<> {
      co_await q.join();
      log(name);
    };
    auto a = create_task(joining("a"));
    auto b = create_task(joining("b"));
    co_await yield_now();
    q.get_nowait();
    q.get_nowait();
    q.task_done();
    co_await sleep(1s);
    EXPECT_FALSE(a.done());
    q.task_done();
    co_await weft::gather(a, b);
    EXPECT_THROW(q.task_done(), std::logic_error);
    co_await q.join();
    q.put_nowait(3);
    EXPECT_THROW(co_await weft::wait_for(q.join(), 1s), weft::timeout_error) << "and again";
  });
  EXPECT_EQ(log.take(), (lines{"a", "b"}));
}

TEST_F(Queue, SurvivesALoopThatIsDestroyedWhileItIsWaitedFor) {
  queue<std::shared_ptr<int>> empty;
  queue<std::shared_ptr<int>> full(1);
  full.put_nowait(nullptr);
  auto counted = std::make_shared<int>(0);
  abandon([&](weft::event_loop& loop) {
    loop.create_task(empty.get());
    loop.create_task(empty.get());
    loop.create_task(full.put(counted));
    loop.create_task(full.put(counted));
    loop.create_task(full.join());
  });
  EXPECT_EQ(counted.use_count(), 1);
  EXPECT_EQ(full.get_nowait(), nullptr);
  full.task_done();
  empty.put_nowait(counted);
  EXPECT_EQ(empty.get_nowait(), counted);
}

}  // namespace
