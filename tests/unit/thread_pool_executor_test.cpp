// Threads: pools, to_thread(), run_in_executor(), and the way back into a loop.
//
// Natively with real threads; as WebAssembly for one thread, where there can be none. (Real ones in a browser: tests/e2e.)
#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "frame_balance.hpp"

#ifndef __EMSCRIPTEN__
#include <latch>
#include <semaphore>
#endif

namespace {

using namespace std::chrono_literals;
using weft::coroutine;
using weft::thread_pool_executor;

#ifdef __EMSCRIPTEN__

class ThreadPoolWithoutThreads : public frame_balance {};

TEST_F(ThreadPoolWithoutThreads, SaysHowToEnableThem) {
  try {
    thread_pool_executor pool(2);
    FAIL() << "there are no threads here";
  } catch (const weft::threads_unavailable& e) {
    EXPECT_NE(std::string(e.what()).find("Cross-Origin-Opener-Policy"), std::string::npos);
  }
}

TEST_F(ThreadPoolWithoutThreads, ToThreadFailsInTheAwaitingTask) {
  const auto attempt = []() -> coroutine<bool> {
    try {
      co_await weft::to_thread([] {});
    } catch (const weft::threads_unavailable&) {
      co_return true;
    }
    co_return false;
  };
  EXPECT_TRUE(weft::run(attempt()));
}

TEST_F(ThreadPoolWithoutThreads, AStdThreadCannotBeMade) { EXPECT_THROW(std::thread([] {}), std::system_error); }

#else

class CallSoonThreadsafe : public frame_balance {};
class ThreadPool : public frame_balance {};
class ThreadPoolOnALoop : public frame_balance {};

TEST_F(ThreadPool, CallsOnAnotherThreadAndGivesTheResult) {
  thread_pool_executor pool(1);
  const auto here = std::this_thread::get_id();
  EXPECT_NE(pool.submit([] { return std::this_thread::get_id(); }).result(), here);
  EXPECT_EQ(pool.submit([] { return std::make_unique<int>(7); }).result().operator*(), 7);
}

TEST_F(ThreadPool, ArgumentsTravelToTheThread) {
  thread_pool_executor pool(1);
  EXPECT_EQ(pool.submit([](int a, int b) { return a - b; }, 5, 3).result(), 2);
  EXPECT_EQ(pool.submit([](std::unique_ptr<int> p) { return *p; }, std::make_unique<int>(7)).result(), 7);
}

TEST_F(ThreadPool, AnExceptionTravelsToWhoeverAsks) {
  thread_pool_executor pool(1);
  const auto failing = pool.submit([]() -> int { throw std::runtime_error("no luck"); });
  EXPECT_THROW(failing.result(), std::runtime_error);
  EXPECT_THROW(failing.result(), std::runtime_error) << "again and again";
}

TEST_F(ThreadPool, RunsAsManyAtOnceAsItHasThreads) {
  thread_pool_executor pool(4);
  // Each of the four waits for the others.
  std::latch together(4);
  std::vector<int> numbers{1, 2, 3, 4};
  const auto doubled = pool.map(
      [&](int n) {
        together.arrive_and_wait();
        return 2 * n;
      },
      numbers);
  EXPECT_EQ(doubled, (std::vector{2, 4, 6, 8}));
}

TEST_F(ThreadPool, HasNoMoreThreadsThanItMay) {
  thread_pool_executor pool(3);
  std::mutex mutex;
  std::set<std::thread::id> seen;
  pool.map(
      [&](int) {
        const std::scoped_lock lock(mutex);
        seen.insert(std::this_thread::get_id());
      },
      std::vector<int>(200));
  EXPECT_LE(seen.size(), 3u);
}

TEST_F(ThreadPool, MapThrowsWhatTheFirstItemThatFailedThrewAfterAllHaveEnded) {
  thread_pool_executor pool(2);
  std::atomic<int> ended{0};
  const auto fail_on_even = [&](int n) {
    ++ended;
    if (n % 2 == 0) throw std::invalid_argument(std::to_string(n));
    return n;
  };
  try {
    pool.map(fail_on_even, std::vector{1, 2, 3, 4});
    FAIL();
  } catch (const std::invalid_argument& e) {
    EXPECT_STREQ(e.what(), "2");
  }
  EXPECT_EQ(ended, 4);
}

TEST_F(ThreadPool, DestructionWaitsForAllThatWasSubmitted) {
  std::atomic<int> done{0};
  {
    thread_pool_executor pool(2);
    for (int i = 0; i < 50; ++i) pool.submit([&] { ++done; });
  }
  EXPECT_EQ(done, 50);
}

TEST_F(ThreadPool, TakesNothingAfterShutdown) {
  thread_pool_executor pool(1);
  pool.shutdown();
  pool.shutdown();
  EXPECT_THROW(pool.submit([] {}), std::runtime_error);
}

TEST_F(ThreadPool, WhatWasMovedFromIsRefused) {
  thread_pool_executor pool(1);
  auto result = pool.submit([] { return 1; });
  auto kept = std::move(result);
  EXPECT_THROW(static_cast<void>(result.done()), std::logic_error);
  EXPECT_THROW(result.wait(), std::logic_error);
  EXPECT_THROW(result.result(), std::logic_error);
  EXPECT_THROW(std::move(result).result(), std::logic_error);
  weft::run([](auto& moved_from) -> coroutine<> {
    EXPECT_THROW(static_cast<void>(moved_from.as_future()), std::logic_error);
    bool refused = false;
    try {
      co_await moved_from;
    } catch (const std::logic_error&) {
      refused = true;
    }
    EXPECT_TRUE(refused);
  }(result));
  EXPECT_EQ(kept.result(), 1);

  thread_pool_executor moved = std::move(pool);
  EXPECT_THROW(static_cast<void>(pool.submit([] {})), std::logic_error);
  EXPECT_NO_THROW(pool.shutdown());
  EXPECT_EQ(moved.submit([] { return 2; }).result(), 2);
}

TEST_F(ThreadPool, AFunctionOfThePoolMaySubmitToIt) {
  thread_pool_executor pool(2);
  EXPECT_EQ(pool.submit([&] { return pool.submit([] { return 5; }).result() + 1; }).result(), 6);
}

TEST_F(ThreadPool, WhatAFunctionCapturedEndsOnTheThreadThatCalledIt) {
  struct noting {
    std::thread::id* where;
    ~noting() { *where = std::this_thread::get_id(); }
  };
  std::thread::id called;
  std::thread::id ended;
  {
    thread_pool_executor pool(1);
    auto captured = std::make_unique<noting>(&ended);
    called = pool.submit([held = std::move(captured)] { return std::this_thread::get_id(); }).result();
  }
  EXPECT_EQ(ended, called);
}

TEST_F(ThreadPoolOnALoop, ATaskSuspendsWhileOthersGoOn) {
  std::string order;
  const auto other = [&](std::binary_semaphore& go) -> coroutine<> {
    order += "other ";
    go.release();
    co_return;
  };
  const auto main = [&]() -> coroutine<> {
    thread_pool_executor pool(1);
    std::binary_semaphore go(0);
    const auto beside = weft::create_task(other(go));
    // Ends only because the other task runs meanwhile.
    order += co_await pool.submit([&] {
      go.acquire();
      return std::string("thread");
    });
    co_await beside;
  };
  weft::run(main());
  EXPECT_EQ(order, "other thread");
}

TEST_F(ThreadPoolOnALoop, AnExceptionArrivesInTheTask) {
  const auto main = []() -> coroutine<std::string> {
    thread_pool_executor pool(1);
    try {
      co_await pool.submit([]() -> int { throw std::out_of_range("beyond"); });
    } catch (const std::out_of_range& e) {
      co_return e.what();
    }
    co_return "";
  };
  EXPECT_EQ(weft::run(main()), "beyond");
}

TEST_F(ThreadPoolOnALoop, CancellingTheTaskEndsTheWaitAndNotTheFunction) {
  std::binary_semaphore go(0);
  std::atomic<bool> ended = false;
  bool cancelled = false;
  const auto waiting = [&](thread_pool_executor& pool) -> coroutine<> {
    try {
      co_await pool.submit([&] {
        go.acquire();
        ended = true;
      });
    } catch (const weft::cancelled_error&) {
      cancelled = true;
      throw;
    }
  };
  const auto main = [&]() -> coroutine<> {
    thread_pool_executor pool(1);
    const auto task = weft::create_task(waiting(pool));
    co_await weft::yield_now();
    task.cancel();
    EXPECT_THROW(co_await task, weft::cancelled_error);
    EXPECT_FALSE(ended);
    go.release();
  };
  weft::run(main());
  EXPECT_TRUE(cancelled);
  EXPECT_TRUE(ended) << "the pool was destroyed without waiting for it";
}

TEST_F(ThreadPoolOnALoop, ToThreadAndRunInExecutorGatherAndWaitFor) {
  const auto main = []() -> coroutine<int> {
    thread_pool_executor pool(2);
    auto& loop = weft::event_loop::current();
    auto [a, b, c] = co_await weft::gather(weft::to_thread([] { return 1; }), pool.submit([] { return 20; }),
                                           loop.run_in_executor(pool, [] { return 300; }));
    co_return a + b + c + co_await weft::wait_for(pool.submit([] { return 4000; }), 60s);
  };
  EXPECT_EQ(weft::run(main()), 4321);
}

TEST_F(ThreadPoolOnALoop, ToThreadAndRunInExecutorTakeArguments) {
  weft::run([]() -> coroutine<> {
    thread_pool_executor pool(1);
    EXPECT_EQ(co_await weft::to_thread([](int a, const std::string& b) { return std::to_string(a) + b; }, 1, "x"), "1x");
    const auto dereference = [](std::unique_ptr<int> p) { return *p; };
    EXPECT_EQ(co_await weft::event_loop::current().run_in_executor(pool, dereference, std::make_unique<int>(3)), 3);
  }());
}

TEST_F(ThreadPoolOnALoop, ToThreadBeginsWhenItIsAwaited) {
  std::atomic<bool> began = false;
  const auto main = [&]() -> coroutine<> {
    auto lazy = weft::to_thread([&] { began = true; });
    co_await weft::yield_now();
    EXPECT_FALSE(began);
    co_await std::move(lazy);
    EXPECT_TRUE(began);
  };
  weft::run(main());
}

TEST_F(ThreadPoolOnALoop, RunJoinsItsOwnThreadsAtItsEnd) {
  std::binary_semaphore go(0);
  std::atomic<bool> ended = false;
  const auto main = [&]() -> coroutine<> {
    const auto never_awaited = weft::create_task(weft::to_thread([&] {
      go.acquire();
      ended = true;
    }));
    co_await weft::yield_now();
    go.release();
  };
  weft::run(main());
  EXPECT_TRUE(ended);
}

TEST_F(ThreadPoolOnALoop, AResultThatComesAfterTheLoopHasGoneIsDropped) {
  thread_pool_executor pool(1);
  std::binary_semaphore go(0);
  const auto wait = [&]() -> coroutine<> { co_await pool.submit([&] { go.acquire(); }); };
  const auto main = [&]() -> coroutine<> {
    const auto abandoned = weft::create_task(wait());
    co_await weft::yield_now();
  };
  weft::run(main());
  go.release();
  pool.shutdown();
}

TEST_F(ThreadPoolOnALoop, AThreadWithALoopOfItsOwnWaitsForAnother) {
  // Each loop waits only for the other thread; neither is a deadlock.
  thread_pool_executor pool(1);
  std::thread other([&] {
    weft::run([](thread_pool_executor& to) -> coroutine<> { co_await to.submit([] {}); }(pool));
  });
  other.join();
}

TEST_F(CallSoonThreadsafe, WakesALoopThatHasNothingElseToWaitFor) {
  const auto main = []() -> coroutine<int> {
    auto& loop = weft::event_loop::current();
    const auto result = loop.create_future<int>();
    std::binary_semaphore asleep(0);
    // When this runs the loop has said that it has nothing to do; that is no deadlock while another thread lives.
    // The future by reference: its handles are the loop's thread's to copy.
    std::thread thread([&] {
      asleep.acquire();
      loop.call_soon_threadsafe([&result] { result.set_result(3); });
    });
    loop.call_soon([&] { asleep.release(); });
    const int got = co_await result;
    thread.join();
    co_return got;
  };
  EXPECT_EQ(weft::run(main()), 3);
}

TEST_F(CallSoonThreadsafe, AnIdlePoolIsNoHope) {
  const auto main = []() -> coroutine<> {
    thread_pool_executor pool(1);
    co_await pool.submit([] {});
    co_await weft::event_loop::current().create_future();
  };
  EXPECT_THROW(weft::run(main()), weft::deadlock_error);
}

#endif

}  // namespace
