// Every misuse that the public headers name is an exception, in release builds too: this file goes through them by header.
// What a type refuses at compile time is refused here as well.
#include "abandoned_loop.hpp"
#include "frame_balance.hpp"
#include "trace.hpp"
#include "virtual_time.hpp"

#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <concepts>
#include <coroutine>
#include <exception>
#include <limits>
#include <memory>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#ifndef __EMSCRIPTEN__
#include <thread>
#endif

namespace {

using namespace std::chrono_literals;
using weft::coroutine;
using weft::create_task;
using weft::event_loop;
using weft::future;
using weft::run;
using weft::task;

constexpr weft::loop_options virtual_loop{.clock = weft::clock::virtual_time};

class Misuse : public frame_balance {
 protected:
  trace log;
};
using MisuseDeath = Misuse;

coroutine<int> one() { co_return 1; }
coroutine<> nothing() { co_return; }
weft::generator<int> numbers() {
  for (int i = 0;; ++i) co_yield i;
}

// --- coroutines ------------------------------------------------------------------------------------------------------

template <class T>
concept can_await_lvalue = requires(weft::detail::coroutine_promise<void>& p, coroutine<T>& c) { p.await_transform(c); };
static_assert(!can_await_lvalue<int>, "a coroutine is awaited as an rvalue");
static_assert(!std::copy_constructible<coroutine<>>);
static_assert(!std::is_default_constructible_v<task<>> && !std::is_default_constructible_v<future<>>, "handles are never empty");

TEST_F(Misuse, OfACoroutineThatWasMovedFromOrAwaitedAlready) {
  run_virtual([]() -> coroutine<> {
    coroutine<int> c = one();
    EXPECT_EQ(co_await std::move(c), 1);
    EXPECT_FALSE(c.valid());
    EXPECT_THROW(c.place(), std::logic_error);
    EXPECT_THROW(c.release(), std::logic_error);
    EXPECT_THROW(create_task(std::move(c)), std::logic_error);
    EXPECT_THROW(weft::gather(std::move(c)), std::logic_error);
    EXPECT_THROW(weft::shield(std::move(c)), std::logic_error);
    bool thrown = false;
    try {
      co_await std::move(c);
    } catch (const std::logic_error&) {
      thrown = true;
    }
    EXPECT_TRUE(thrown);
    thrown = false;
    try {
      co_await weft::wait_for(std::move(c), 1s);
    } catch (const std::logic_error&) {
      thrown = true;
    }
    EXPECT_TRUE(thrown);
  });
  coroutine<int> gone = one();
  coroutine<int> here = std::move(gone);
  EXPECT_THROW(run(std::move(gone)), std::logic_error);
  event_loop loop(virtual_loop);
  EXPECT_THROW(loop.run_until_complete(std::move(gone)), std::logic_error);
  EXPECT_THROW(loop.create_task(std::move(gone)), std::logic_error);
  EXPECT_EQ(loop.run_until_complete(std::move(here)), 1);
}

/// A coroutine of somebody else's, which runs outside of any task.
struct foreign {
  struct promise_type {
    std::exception_ptr* failure = nullptr;
    foreign get_return_object() { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() { throw; }
  };
};

TEST_F(Misuse, OfAnAwaitOutsideOfATask) {
  weft::lock l;
  weft::event e;
  weft::semaphore s(0);
  EXPECT_THROW([]() -> foreign { co_await weft::sleep(1s); }(), std::logic_error);
  EXPECT_THROW([]() -> foreign { co_await weft::yield_now(); }(), std::logic_error);
  EXPECT_THROW([](weft::event& of) -> foreign { co_await of.wait(); }(e), std::logic_error);
  EXPECT_THROW([](weft::semaphore& of) -> foreign { co_await of.acquire(); }(s), std::logic_error);
  event_loop loop(virtual_loop);
  EXPECT_THROW([](future<> f) -> foreign { co_await f; }(loop.create_future<>()), std::logic_error);
  // Where nothing has to be waited for, nothing is amiss.
  EXPECT_NO_THROW([](weft::lock& of) -> foreign { co_await of.acquire(); }(l));
  EXPECT_THROW([](weft::lock& of) -> foreign { co_await of.acquire(); }(l), std::logic_error);
  l.release();
}

// --- loops -----------------------------------------------------------------------------------------------------------

TEST_F(Misuse, OfWhatNeedsARunningLoop) {
  EXPECT_THROW(event_loop::current(), std::logic_error);
  EXPECT_THROW(create_task(nothing()), std::logic_error);
  EXPECT_THROW(create_task([]() -> coroutine<> { co_return; }), std::logic_error);
  EXPECT_THROW(weft::gather(one()), std::logic_error);
  EXPECT_THROW(weft::gather_settled(one()), std::logic_error);
  EXPECT_THROW(weft::shield(one()), std::logic_error);
}

TEST_F(Misuse, OfALoopThatIsRunning) {
  event_loop loop(virtual_loop);
  event_loop other(virtual_loop);
  loop.call_soon([&] {
    EXPECT_THROW(loop.run_forever(), std::logic_error);
    EXPECT_THROW(loop.run_once(), std::logic_error);
    EXPECT_THROW(loop.run_until_complete(nothing()), std::logic_error);
    EXPECT_THROW(other.run_once(), std::logic_error);
    EXPECT_THROW(run(nothing()), std::logic_error);
    log("refused");
  });
  EXPECT_TRUE(loop.run_once());
  EXPECT_EQ(log.take(), lines{"refused"});
  EXPECT_EQ(loop.run_until_complete(one()), 1) << "and the loop is none the worse";
}

TEST_F(Misuse, OfFuturesAndTasksOfAnotherLoop) {
  event_loop other(virtual_loop);
  auto foreign_future = other.create_future<int>();
  auto foreign_task = other.create_task(one());
  run_virtual([&]() -> coroutine<> {
    int refused = 0;
    try {
      co_await foreign_future;
    } catch (const std::logic_error&) {
      ++refused;
    }
    try {
      co_await foreign_task;
    } catch (const std::logic_error&) {
      ++refused;
    }
    EXPECT_EQ(refused, 2);
    EXPECT_THROW(weft::gather(foreign_future), std::logic_error);
    EXPECT_THROW(weft::gather(std::vector{foreign_task, foreign_task}), std::logic_error);
    foreign_future.set_result(3);
    EXPECT_EQ(co_await foreign_future, 3) << "what is done already needs no loop";
    co_await weft::yield_now();
  });
  EXPECT_EQ(other.run_until_complete(foreign_task), 1);
}

TEST_F(Misuse, OfWhatIsLeftOfALoopThatHasGone) {
  std::optional<future<int>> f;
  std::optional<task<>> t;
  std::optional<weft::handle> h;
  {
    event_loop loop(virtual_loop);
    f = loop.create_future<int>();
    t = loop.create_task(nothing());
    h = loop.call_soon([] {});
  }
  EXPECT_THROW(t->result(), weft::invalid_state_error);
  EXPECT_NO_THROW(t->cancel());
  EXPECT_NO_THROW(h->cancel());
  EXPECT_FALSE(t->done());
  EXPECT_EQ(weft::any_task(*t).suspended_at().line(), weft::any_task(*t).created_at().line());
  run_virtual([&]() -> coroutine<> {
    bool refused = false;
    try {
      co_await *f;
    } catch (const std::logic_error&) {
      refused = true;
    }
    EXPECT_TRUE(refused);
  });
  EXPECT_NO_THROW(f->set_result(1));
  EXPECT_THROW(f->add_done_callback([] {}), std::logic_error);
}

TEST_F(Misuse, OfAStoppedLoopIsToldToWhoeverWaits) {
  event_loop loop(virtual_loop);
  loop.call_soon([&] { loop.stop(); });
  EXPECT_THROW(loop.run_until_complete(loop.create_future<>()), std::runtime_error);
}

#ifndef __EMSCRIPTEN__
TEST_F(Misuse, OfCallSoonOnAnotherThreadIsSeenInDebugMode) {
  event_loop loop({.debug = true});
  loop.call_soon([&] {
    std::thread([&] {
      EXPECT_THROW(loop.call_soon([] {}), std::logic_error);
      EXPECT_THROW(loop.call_later(1s, [] {}), std::logic_error);
      EXPECT_NO_THROW(loop.call_soon_threadsafe([&] { log("posted"); }));
    }).join();
  });
  loop.run_once();
  loop.run_once();
  EXPECT_EQ(log.take(), lines{"posted"});
}

TEST_F(MisuseDeath, ALoopThatIsDestroyedWhileItRunsEndsTheProgram) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(
      {
        auto loop = std::make_unique<event_loop>(virtual_loop);
        loop->call_soon([&] { loop.reset(); });
        loop->run_once();
      },
      "an event loop was destroyed while it was running");
}
#endif

// --- futures and tasks -----------------------------------------------------------------------------------------------

TEST_F(Misuse, OfAResultBeforeItIsThereOrSetTwice) {
  event_loop loop(virtual_loop);
  auto f = loop.create_future<int>();
  EXPECT_THROW(f.result(), weft::invalid_state_error);
  EXPECT_THROW(std::move(f).result(), weft::invalid_state_error);
  EXPECT_THROW(f.exception(), weft::invalid_state_error);
  EXPECT_THROW(f.set_exception(std::exception_ptr()), std::invalid_argument);
  EXPECT_FALSE(f.done());
  f.set_result(1);
  EXPECT_THROW(f.set_result(2), weft::invalid_state_error);
  EXPECT_THROW(f.set_exception(std::runtime_error("late")), weft::invalid_state_error);
  EXPECT_FALSE(f.cancel());
  EXPECT_EQ(f.result(), 1);
  auto cancelled = loop.create_future<int>();
  cancelled.cancel();
  EXPECT_THROW(cancelled.set_result(1), weft::invalid_state_error);
  EXPECT_THROW(cancelled.result(), weft::cancelled_error);
  EXPECT_THROW(cancelled.exception(), weft::cancelled_error);
  auto t = loop.create_task(one());
  EXPECT_THROW(t.result(), weft::invalid_state_error);
  EXPECT_THROW(t.exception(), weft::invalid_state_error);
  EXPECT_EQ(loop.run_until_complete(t), 1);
}

TEST_F(Misuse, OfAHandleThatWasMovedFrom) {
  run_virtual([]() -> coroutine<> {
    auto f = event_loop::current().create_future<int>();
    f.set_result(7);
    auto kept = std::move(f);
    EXPECT_THROW(f.done(), std::logic_error);
    EXPECT_THROW(f.cancelled(), std::logic_error);
    EXPECT_THROW(f.result(), std::logic_error);
    EXPECT_THROW(f.exception(), std::logic_error);
    EXPECT_THROW(f.set_result(1), std::logic_error);
    EXPECT_THROW(f.cancel(), std::logic_error);
    EXPECT_THROW(f.add_done_callback([] {}), std::logic_error);
    EXPECT_THROW(weft::gather(f), std::logic_error);
    EXPECT_THROW(weft::shield(f), std::logic_error);
    EXPECT_FALSE(f == kept);
    bool refused = false;
    try {
      co_await f;
    } catch (const std::logic_error&) {
      refused = true;
    }
    EXPECT_TRUE(refused);
    EXPECT_EQ(co_await std::move(kept), 7);
    EXPECT_THROW(kept.done(), std::logic_error) << "an rvalue that is awaited is let go of";

    auto t = create_task(one());
    auto t2 = std::move(t);
    EXPECT_THROW(t.name(), std::logic_error);
    EXPECT_THROW(t.set_name("x"), std::logic_error);
    EXPECT_THROW(t.cancelling(), std::logic_error);
    EXPECT_THROW(t.uncancel(), std::logic_error);
    EXPECT_THROW(weft::any_task{t}, std::logic_error);
    std::vector<task<int>> both{t2, t};
    refused = false;
    try {
      co_await weft::wait(both);
    } catch (const std::logic_error&) {
      refused = true;
    }
    EXPECT_TRUE(refused);
    EXPECT_EQ(co_await t2, 1);
  });
}

TEST_F(Misuse, OfHandlesOfCallbacksThatWereMovedFromIsNone) {
  event_loop loop(virtual_loop);
  auto soon = loop.call_soon([&] { log("no"); });
  auto moved = std::move(soon);
  soon.cancel();
  EXPECT_TRUE(moved.cancelled());
  auto timer = loop.call_later(1s, [&] { log("no"); });
  auto moved_timer = std::move(timer);
  EXPECT_EQ(timer.when(), moved_timer.when());
  timer.cancel();
  auto f = loop.create_future<>();
  auto token = f.add_done_callback([&] { log("no"); });
  auto moved_token = std::move(token);
  EXPECT_TRUE(f.remove_done_callback(token));
  EXPECT_FALSE(f.remove_done_callback(moved_token));
  f.set_result();
  EXPECT_FALSE(loop.run_once());
  EXPECT_EQ(log.take(), lines{});
}

TEST_F(Misuse, OfATokenOfAnotherFutureRemovesNothing) {
  event_loop loop(virtual_loop);
  auto a = loop.create_future<>();
  auto b = loop.create_future<>();
  const auto token = a.add_done_callback([&] { log("called"); });
  EXPECT_FALSE(b.remove_done_callback(token));
  a.set_result();
  loop.run_once();
  EXPECT_EQ(log.take(), lines{"called"});
  EXPECT_FALSE(a.remove_done_callback(token));
}

TEST_F(Misuse, OfATaskThatAwaitsItself) {
  run_virtual([]() -> coroutine<> {
    std::optional<task<>> self;
    bool refused = false;
    self = create_task([&]() -> coroutine<> {
      try {
        co_await *self;
      } catch (const std::logic_error&) {
        refused = true;
      }
    });
    co_await *self;
    EXPECT_TRUE(refused);
  });
}

TEST_F(Misuse, OfWaitForNothingToWaitFor) {
  run_virtual([]() -> coroutine<> {
    bool refused = false;
    try {
      co_await weft::wait(std::vector<task<>>());
    } catch (const std::invalid_argument&) {
      refused = true;
    }
    EXPECT_TRUE(refused);
  });
}

TEST_F(Misuse, OfATaskGroupThatHasEndedOrIsEnding) {
  run_virtual([this]() -> coroutine<> {
    co_await weft::with_task_group([&](weft::task_group& group) -> coroutine<> {
      group.create_task([&]() -> coroutine<> {
        try {
          co_await weft::sleep(1h);
        } catch (const weft::cancelled_error&) {
          try {
            group.create_task(nothing());
          } catch (const std::logic_error&) {
            log("refused");
          }
          throw;
        }
      });
      co_await weft::yield_now();
      group.cancel();
    });
  });
  EXPECT_EQ(log.take(), lines{"refused"});
}

// --- one awaitable, two awaits ---------------------------------------------------------------------------------------

TEST_F(Misuse, OfOneAwaitableByTwoTasksAtOnce) {
  run_virtual([]() -> coroutine<> {
    auto nap = weft::sleep(10ms);
    weft::lock l;
    co_await l.acquire();
    auto turn = l.acquire();
    weft::event e;
    auto wait = e.wait();
    weft::semaphore s(0);
    auto permit = s.acquire();
    int refused = 0;
    const auto twice = [&](auto& awaitable) -> coroutine<> {
      try {
        co_await awaitable;
      } catch (const std::logic_error&) {
        ++refused;
      }
    };
    auto all = weft::gather(twice(nap), twice(nap), twice(turn), twice(turn), twice(wait), twice(wait), twice(permit), twice(permit));
    co_await weft::yield_now();
    EXPECT_EQ(refused, 4) << "the second ones";
    l.release();
    e.set();
    s.release();
    co_await all;
    EXPECT_EQ(refused, 4);
    EXPECT_TRUE(l.locked());
    EXPECT_TRUE(s.locked());
    co_await twice(nap);
    EXPECT_EQ(refused, 5) << "a sleep is awaited once; the others may be once more";
    l.release();
    co_await turn;
    EXPECT_TRUE(l.locked());
  });
}

// --- locks and queues ------------------------------------------------------------------------------------------------

TEST_F(Misuse, OfReleasingWhatIsNotHeld) {
  weft::lock l;
  EXPECT_THROW(l.release(), std::logic_error);
  weft::bounded_semaphore s(2);
  EXPECT_THROW(s.release(), std::logic_error);
  weft::condition c;
  EXPECT_THROW(c.release(), std::logic_error);
  EXPECT_THROW(c.notify(), std::logic_error);
  EXPECT_THROW(c.notify_all(), std::logic_error);
  run_virtual([&]() -> coroutine<> {
    int refused = 0;
    try {
      co_await c.wait();
    } catch (const std::logic_error&) {
      ++refused;
    }
    try {
      co_await c.wait_for_predicate([] { return false; });
    } catch (const std::logic_error&) {
      ++refused;
    }
    EXPECT_EQ(refused, 2);
  });
  EXPECT_FALSE(l.locked());
}

TEST_F(Misuse, OfCountsBelowWhatMakesSense) {
  EXPECT_THROW(weft::semaphore(-1), std::invalid_argument);
  EXPECT_THROW(weft::bounded_semaphore(-1), std::invalid_argument);
  EXPECT_THROW(weft::barrier(0), std::invalid_argument);
  EXPECT_THROW(weft::barrier(-3), std::invalid_argument);
  EXPECT_NO_THROW(weft::semaphore(0));
  EXPECT_NO_THROW(weft::semaphore(std::size_t{3}));
  EXPECT_NO_THROW(weft::semaphore());
  EXPECT_NO_THROW(weft::barrier(1u));
  EXPECT_THROW(weft::exception_group("nothing went wrong", {}), std::invalid_argument);
}

TEST_F(Misuse, OfAQueue) {
  weft::queue<int> q(1);
  EXPECT_THROW(q.task_done(), std::logic_error);
  EXPECT_THROW(q.get_nowait(), weft::queue_empty);
  q.put_nowait(1);
  EXPECT_THROW(q.put_nowait(2), weft::queue_full);
  EXPECT_EQ(q.get_nowait(), 1);
  q.task_done();
  EXPECT_THROW(q.task_done(), std::logic_error);
  q.shutdown();
  EXPECT_THROW(q.put_nowait(1), weft::queue_shut_down);
  EXPECT_THROW(q.get_nowait(), weft::queue_shut_down);
}

// They must outlive their waiters; where they do not, the waiters are told.
TEST_F(Misuse, OfAPrimitiveThatIsDestroyedWhileItIsWaitedFor) {
  run_virtual([this]() -> coroutine<> {
    const auto told = [&](std::string name, auto what) -> coroutine<> {
      try {
        co_await std::move(what);
      } catch (const std::logic_error& e) {
        log(name + ": " + e.what());
      }
    };
    auto l = std::make_unique<weft::lock>();
    co_await l->acquire();
    auto s = std::make_unique<weft::semaphore>(0);
    auto e = std::make_unique<weft::event>();
    auto q = std::make_unique<weft::queue<int>>();
    auto c = std::make_unique<weft::condition>();
    auto all = weft::gather(told("lock", l->acquire()), told("semaphore", s->acquire()), told("event", e->wait()),
                            told("queue", q->get()), told("condition", [](weft::condition& of) -> coroutine<> {
                              co_await of.acquire();
                              co_await of.wait();
                            }(*c)));
    auto cancelled = create_task(e->wait());
    co_await weft::yield_now();
    cancelled.cancel();
    l.reset();
    s.reset();
    e.reset();
    q.reset();
    c.reset();
    co_await all;
    EXPECT_TRUE(cancelled.done());
    EXPECT_TRUE(cancelled.cancelled());
    EXPECT_EQ(log.take(), (lines{"lock: what was waited for (a lock) has been destroyed",
                                 "semaphore: what was waited for (a semaphore) has been destroyed",
                                 "event: what was waited for (an event) has been destroyed",
                                 "queue: what was waited for (an item of a queue) has been destroyed",
                                 "condition: what was waited for (a condition) has been destroyed"}));
  });
}

TEST_F(Misuse, OfABarrierThatIsDestroyedWhileItIsWaitedFor) {
  run_virtual([this]() -> coroutine<> {
    const auto visitor = [&](std::string name, coroutine<std::size_t> visit) -> coroutine<> {
      try {
        co_await std::move(visit);
        log(name + " passes");
      } catch (const std::logic_error& e) {
        log(name + ": " + e.what());
      } catch (const weft::cancelled_error&) {
        log(name + " is cancelled");
      }
    };
    auto b = std::make_unique<weft::barrier>(3);
    auto called = b->wait();
    auto reset = b->reset();
    auto inside = weft::gather(visitor("first", b->wait()), visitor("second", b->wait()));
    auto cancelled = create_task(visitor("third", [](weft::barrier& of) -> coroutine<std::size_t> {
      co_await weft::yield_now();
      co_return co_await of.wait();
    }(*b)));
    co_await weft::yield_now();
    cancelled.cancel();
    b.reset();
    co_await inside;
    co_await cancelled;
    co_await visitor("one that was only called", std::move(called));
    co_await std::move(reset);
    EXPECT_EQ(log.take(), (lines{"third is cancelled", "first: what was waited for (a barrier) has been destroyed",
                                 "second: what was waited for (a barrier) has been destroyed",
                                 "one that was only called: what was waited for (a barrier) has been destroyed"}));

    // The last one to arrive opens it for the others, who are then on their way out.
    b = std::make_unique<weft::barrier>(3);
    auto others = weft::gather(visitor("first", b->wait()), visitor("second", b->wait()));
    co_await weft::yield_now();
    co_await visitor("third", b->wait());
    b.reset();
    co_await others;
    EXPECT_EQ(log.take(), (lines{"third passes", "first passes", "second passes"}));
  });
}

TEST_F(Misuse, OfAConditionOnASharedLockThatIsDestroyedWhileItIsWaitedFor) {
  run_virtual([this]() -> coroutine<> {
    weft::lock shared;
    auto c = std::make_unique<weft::condition>(shared);
    const auto waiter = [&](std::string name) -> coroutine<> {
      const auto guard = co_await shared.scoped();
      try {
        co_await c->wait_for_predicate([] { return false; });
      } catch (const std::logic_error& e) {
        log(name + ": " + e.what() + (shared.locked() ? ", with the lock" : ", without the lock"));
      } catch (const weft::cancelled_error&) {
        log(name + " is cancelled" + (shared.locked() ? ", with the lock" : ", without the lock"));
      }
      co_await weft::yield_now();
    };
    std::vector<task<>> all;
    for (const char* name : {"notified", "waiting", "cancelled"}) all.push_back(create_task(waiter(name)));
    co_await weft::sleep(1ms);
    co_await shared.acquire();
    c->notify();
    co_await weft::sleep(1ms);
    all[2].cancel();
    c.reset();
    shared.release();
    co_await weft::wait(all);
    EXPECT_FALSE(shared.locked());
    EXPECT_EQ(log.take(), (lines{"notified: what was waited for (a condition) has been destroyed, with the lock",
                                 "cancelled is cancelled, with the lock",
                                 "waiting: what was waited for (a condition) has been destroyed, with the lock"}));
  });
}

TEST_F(Misuse, OfAPrimitiveOfATaskThatIsDestroyedWithItsLoopBeforeTheTasksThatWaitForIt) {
  abandon([](event_loop& loop) {
    loop.create_task([]() -> coroutine<> {
      weft::lock l;
      co_await l.acquire();
      auto waiter = create_task(l.acquire());
      co_await waiter;
    }());
  });
}

// --- generators ------------------------------------------------------------------------------------------------------

TEST_F(Misuse, OfAGenerator) {
  auto g = numbers();
  EXPECT_THROW(g.result(), weft::invalid_state_error);
  EXPECT_THROW(g.throw_(std::exception_ptr()), std::invalid_argument);
  EXPECT_EQ(g.next(), 0) << "and goes on";
  EXPECT_THROW(g.throw_(std::exception_ptr()), std::invalid_argument);
  EXPECT_EQ(g.next(), 1);
  auto moved = std::move(g);
  EXPECT_EQ(g.next(), std::nullopt);
  EXPECT_THROW(g.result(), weft::invalid_state_error);
  EXPECT_NO_THROW(g.close());
  EXPECT_THROW(g.throw_(std::runtime_error("thrown")), std::runtime_error);
  EXPECT_EQ(moved.next(), 2);
}

TEST_F(Misuse, OfAnIteratorWhereThereIsNoValue) {
  const auto up_to = [](int end) -> weft::generator<int> {
    for (int i = 0; i < end; ++i) co_yield i;
  };
  auto g = up_to(1);
  auto i = g.begin();
  EXPECT_EQ(*i, 0);
  EXPECT_TRUE(++i == g.end());
  EXPECT_THROW(++i, std::logic_error);
  EXPECT_THROW(i++, std::logic_error);
  EXPECT_THROW(static_cast<void>(*i), std::logic_error);

  auto ended_by_another = up_to(1);
  auto stale = ended_by_another.begin();
  EXPECT_EQ(ended_by_another.next(), std::nullopt);
  EXPECT_THROW(static_cast<void>(*stale), std::logic_error);
  EXPECT_NO_THROW(++stale);
  EXPECT_TRUE(stale == ended_by_another.end());

  auto moved_from = up_to(2);
  const auto moved = std::move(moved_from);
  auto none = moved_from.begin();
  EXPECT_TRUE(none == moved_from.end());
  EXPECT_THROW(++none, std::logic_error);
  auto other = std::move(none);
  EXPECT_THROW(static_cast<void>(*none), std::logic_error);
  EXPECT_THROW(static_cast<void>(*other), std::logic_error);
}

TEST_F(Misuse, OfAnIteratorWithinTheBodyOfItsGenerator) {
  struct shared {
    std::optional<weft::generator<int>> generator;
    std::optional<weft::generator<int>::iterator> place;
  } self;
  const auto body = [](shared& s) -> weft::generator<int> {
    co_yield 0;
    EXPECT_THROW(static_cast<void>(**s.place), std::logic_error);
    EXPECT_THROW(++*s.place, std::logic_error);
    co_yield 1;
  };
  self.generator.emplace(body(self));
  self.place.emplace(self.generator->begin());
  EXPECT_EQ(self.generator->next(), 1);
  EXPECT_EQ(**self.place, 1);
}

TEST_F(Misuse, OfAnAsyncGenerator) {
  run_virtual([]() -> coroutine<> {
    const auto source = []() -> weft::async_generator<int, int> {
      for (int i = 0;; ++i) {
        co_await weft::yield_now();
        co_yield i;
      }
    };
    auto g = source();
    EXPECT_THROW(g.throw_(std::exception_ptr()), std::invalid_argument);
    int refused = 0;
    try {
      co_await g.send(1);
    } catch (const std::logic_error&) {
      ++refused;
    }
    EXPECT_EQ(co_await g.next(), 0);
    const auto next = [&]() -> coroutine<> {
      try {
        co_await g.next();
      } catch (const std::logic_error&) {
        ++refused;
      }
    };
    const auto close = [&]() -> coroutine<> {
      try {
        co_await g.close();
      } catch (const std::logic_error&) {
        ++refused;
      }
    };
    co_await weft::gather(next(), next(), close());
    EXPECT_EQ(refused, 3);
    auto moved = std::move(g);
    try {
      co_await g.next();
    } catch (const std::logic_error&) {
      ++refused;
    }
    EXPECT_EQ(refused, 4);
    EXPECT_THROW(static_cast<void>(g.close()), std::logic_error);
    EXPECT_EQ(co_await moved.next(), 2);
    co_await moved.close();
  });
}

#ifndef __EMSCRIPTEN__
TEST_F(MisuseDeath, AnAsyncGeneratorThatIsDestroyedDuringAnOperationEndsTheProgram) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(run_virtual([]() -> coroutine<> {
                 const auto source = []() -> weft::async_generator<int> {
                   co_await weft::sleep(1h);
                   co_yield 1;
                 };
                 auto g = std::make_unique<weft::async_generator<int>>(source());
                 auto consumer = create_task([&]() -> coroutine<> { co_await g->next(); });
                 co_await weft::yield_now();
                 g.reset();
                 co_await consumer;
               }),
               "an async generator was destroyed while an operation of it was under way");
}
#endif

// Frames go task by task: that of the generator's owner before that of the task that awaits it.
TEST_F(Misuse, OfAnAsyncGeneratorWhoseOwnerIsDestroyedWithItsLoopBeforeTheTaskThatAwaitsIt) {
  const auto source = [](future<> never) -> weft::async_generator<int> {
    co_await never;
    co_yield 1;
  };
  const auto consume = [](weft::async_generator<int>& g) -> coroutine<> { co_await g.next(); };
  abandon([&](event_loop& loop) {
    loop.create_task([](auto make, auto take, future<> never) -> coroutine<> {
      auto g = make(never);
      create_task(take(g));
      co_await never;
    }(source, consume, loop.create_future<>()));
  });
  abandon([&](event_loop& loop) {
    loop.create_task([](auto make, future<> never) -> coroutine<> {
      auto g = make(never);
      co_await g.next();
    }(source, loop.create_future<>()));
  });
}

TEST_F(Misuse, OfTasksThatWaitForEachOtherThroughAGather) {
  const auto wait_for_both = [](std::optional<task<>>& other) -> coroutine<> { co_await weft::gather(*other, weft::sleep(1s)); };
  for (const bool cancels : {false, true}) {
    std::optional<task<>> a, b;
    EXPECT_THROW(run_virtual([&]() -> coroutine<> {
                   a = create_task(wait_for_both(b));
                   b = create_task(wait_for_both(a));
                   co_await weft::sleep(2s);
                   if (cancels) EXPECT_TRUE(a->cancel());
                   co_await *a;
                 }),
                 weft::deadlock_error);
  }
}

TEST_F(Misuse, OfAFutureOfAnotherLoop) {
  event_loop other(virtual_loop);
  const future<int> theirs = other.create_future<int>();
  run_virtual([&]() -> coroutine<> {
    EXPECT_THROW(co_await weft::wait({theirs}), std::logic_error);
    EXPECT_THROW(co_await weft::wait_for(theirs, 0s), std::logic_error);
    EXPECT_THROW(static_cast<void>(weft::as_completed({theirs})), std::logic_error);
  });
  EXPECT_FALSE(theirs.done());
}

TEST_F(Misuse, OfAShieldOfWhatCannotBeCopiedAfterAll) {
  struct uncopied {
    uncopied() = default;
    uncopied(const uncopied&) { throw std::runtime_error("no copies"); }
    uncopied(uncopied&&) = default;
  };
  run_virtual([]() -> coroutine<> {
    auto inner = create_task([]() -> coroutine<uncopied> { co_return uncopied(); });
    EXPECT_THROW(co_await weft::shield(inner), std::runtime_error);
  });
}

TEST_F(Misuse, OfAnOutcomeOrATraceThatCannotBe) {
  EXPECT_THROW(weft::outcome<int>(std::exception_ptr{}), std::invalid_argument);
  EXPECT_THROW(weft::trace::start({.capacity = std::numeric_limits<std::size_t>::max()}), std::bad_alloc);
  EXPECT_FALSE(weft::trace::running());
}

TEST_F(Misuse, OfABlockingRequest) {
  EXPECT_THROW(weft::blocking::request("GET / HTTP/1.1\r\nX: y\r\n\r\nGET", "http://localhost/"), std::invalid_argument);
  EXPECT_THROW(weft::blocking::get("http://localhost/", {.headers = {{"a", "b\r\nc: d"}}}), std::invalid_argument);
  EXPECT_THROW(weft::blocking::get("http://localhost/", {.body = "body"}), std::invalid_argument);
}

}  // namespace
