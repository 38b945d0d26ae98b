// What runs for long must not wear the heap: once free lists and tables have grown, none of the basic operations allocates.
#include "frame_balance.hpp"
#include "heap_count.hpp"
#include "virtual_time.hpp"

#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <vector>

namespace {

using namespace std::chrono_literals;
using weft::coroutine;
using weft::generator;

class SteadyState : public frame_balance {};

constexpr int warm_up = 2'000;  // more than the items in a block of a queue's store
constexpr int measured = 2'000;

/// What `once` takes from the heap when it is called again and again.
template <class F>
std::size_t taken_by(F once) {
  for (int i = 0; i < warm_up; ++i) once();
  const std::size_t before = heap_count();
  for (int i = 0; i < measured; ++i) once();
  return heap_count() - before;
}

/// The same for a coroutine, inside a task.
template <class F>
std::size_t taken_by_awaiting(F once) {
  return run_virtual([&]() -> coroutine<std::size_t> {
    for (int i = 0; i < warm_up; ++i) co_await once();
    const std::size_t before = heap_count();
    for (int i = 0; i < measured; ++i) co_await once();
    co_return heap_count() - before;
  });
}

generator<int> numbers() {
  for (int i = 0;; ++i) co_yield i;
}

generator<int> delegating(int depth) {
  if (depth == 0) {
    co_yield weft::yield_from(numbers());
  } else {
    co_yield weft::yield_from(delegating(depth - 1));
  }
}

coroutine<int> ready() { co_return 1; }

TEST_F(SteadyState, TheCountSeesWhatIsTaken) {
  // Somebody might look at it, or compilers would do without.
  [[maybe_unused]] static const void* volatile seen;
  EXPECT_EQ(taken_by([] {
              const std::vector<int> something(1'000);
              seen = something.data();
            }),
            static_cast<std::size_t>(measured));
}

TEST_F(SteadyState, AnItemOfAGeneratorTakesNothing) {
  auto items = numbers();
  EXPECT_EQ(taken_by([&] { items.next(); }), 0u);
}

TEST_F(SteadyState, AnItemThroughAHundredGeneratorsTakesNothing) {
  auto items = delegating(100);
  EXPECT_EQ(taken_by([&] { items.next(); }), 0u);
}

TEST_F(SteadyState, AGeneratorFromItsBeginningToItsEndTakesNothing) {
  EXPECT_EQ(taken_by([] {
              auto items = delegating(3);
              items.next();
            }),
            0u);
}

TEST_F(SteadyState, AwaitingAReadyCoroutineTakesNothing) {
  EXPECT_EQ(taken_by_awaiting([]() -> coroutine<> { co_await ready(); }), 0u);
}

TEST_F(SteadyState, GivingWayTakesNothing) {
  EXPECT_EQ(taken_by_awaiting([]() -> coroutine<> { co_await weft::yield_now(); }), 0u);
}

TEST_F(SteadyState, SleepingTakesNothing) {
  EXPECT_EQ(taken_by_awaiting([]() -> coroutine<> { co_await weft::sleep(1s); }), 0u);
}

TEST_F(SteadyState, ACallbackTakesNothing) {
  weft::event_loop loop;
  int called = 0;
  EXPECT_EQ(taken_by([&] {
              for (int i = 0; i < 10; ++i) loop.call_soon([&] { ++called; });
              loop.run_once();
            }),
            0u);
  EXPECT_EQ(called, 10 * (warm_up + measured));
}

TEST_F(SteadyState, ATimerThatIsCancelledTakesNothing) {
  weft::event_loop loop;
  std::vector<weft::timer_handle> others;
  for (int i = 0; i < 100; ++i) others.push_back(loop.call_later(1h, [] {}));
  EXPECT_EQ(taken_by([&] { loop.call_later(1min, [] {}).cancel(); }), 0u);
}

TEST_F(SteadyState, ATaskTakesNothing) {
  EXPECT_EQ(taken_by_awaiting([]() -> coroutine<> { co_await weft::create_task(ready()); }), 0u);
}

TEST_F(SteadyState, GatheringTenTakesNothing) {
  EXPECT_EQ(taken_by_awaiting([]() -> coroutine<> {
              co_await weft::gather(ready(), ready(), ready(), ready(), ready(), ready(), ready(), ready(), ready(), ready());
            }),
            0u);
}

TEST_F(SteadyState, AnItemOfAQueueTakesNothing) {
  weft::queue<int> items(10);
  const auto pass_twenty = [&]() -> coroutine<> {
    const auto consumer = weft::create_task([&]() -> coroutine<> {
      for (int i = 0; i < 20; ++i) co_await items.get();
    });
    for (int i = 0; i < 20; ++i) co_await items.put(i);
    co_await consumer;
  };
  EXPECT_EQ(taken_by_awaiting(pass_twenty), 0u);
}

TEST_F(SteadyState, HandingALockOverTakesNothing) {
  weft::lock lock;
  const auto hand_over = [&]() -> coroutine<> {
    co_await lock.acquire();
    const auto other = weft::create_task([&]() -> coroutine<> { const auto guard = co_await lock.scoped(); });
    co_await weft::yield_now();
    lock.release();
    co_await lock.acquire();
    lock.release();
    co_await other;
  };
  EXPECT_EQ(taken_by_awaiting(hand_over), 0u);
}

}  // namespace
