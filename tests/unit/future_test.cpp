// future<T>: states, results, callbacks, and what is reported when nobody looked.
#include "frame_balance.hpp"
#include "trace.hpp"
#include "virtual_time.hpp"

#include <weft/errors.hpp>
#include <weft/event_loop.hpp>
#include <weft/future.hpp>
#include <weft/sleep.hpp>
#include <weft/task.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;
using weft::cancelled_error;
using weft::coroutine;
using weft::create_task;
using weft::event_loop;
using weft::future;
using weft::invalid_state_error;
using weft::task;
using weft::yield_now;

constexpr weft::loop_options virtual_clock{.clock = weft::clock::virtual_time};

class Future : public frame_balance {
 protected:
  trace log;
};
class FutureCallbacks : public Future {
 protected:
  event_loop loop{virtual_clock};

  void turn_until_idle() {
    while (loop.run_once()) {
    }
  }
  auto say(std::string line) {
    return [this, line = std::move(line)] { log(line); };
  }
};
class FutureReports : public FutureCallbacks {
 protected:
  FutureReports() {
    loop.set_exception_handler([this](const weft::exception_context& context) {
      log(what_of<std::exception>([&] { std::rethrow_exception(context.exception); }));
      messages.push_back(context.message);
    });
  }
  std::vector<std::string> messages;
};

// --- states ----------------------------------------------------------------------------------------------------------

TEST_F(Future, IsPendingUntilItIsSet) {
  event_loop loop(virtual_clock);
  auto f = loop.create_future<int>();
  EXPECT_FALSE(f.done());
  EXPECT_FALSE(f.cancelled());
  EXPECT_THROW(f.result(), invalid_state_error);
  EXPECT_THROW(f.exception(), invalid_state_error);
  f.set_result(5);
  EXPECT_TRUE(f.done());
  EXPECT_FALSE(f.cancelled());
  EXPECT_EQ(f.result(), 5);
  EXPECT_EQ(f.result(), 5) << "as often as one likes";
  EXPECT_EQ(f.exception(), nullptr);
}

TEST_F(Future, IsSetOnce) {
  event_loop loop(virtual_clock);
  auto f = loop.create_future<int>();
  f.set_result(1);
  EXPECT_THROW(f.set_result(2), invalid_state_error);
  EXPECT_THROW(f.set_exception(std::runtime_error("x")), invalid_state_error);
  EXPECT_FALSE(f.cancel());
  EXPECT_EQ(f.result(), 1);
}

TEST_F(Future, ThrowsWhatItWasGiven) {
  event_loop loop(virtual_clock);
  auto f = loop.create_future<int>();
  f.set_exception(std::out_of_range("gone"));
  EXPECT_TRUE(f.done());
  EXPECT_EQ(what_of<std::out_of_range>([&] { f.result(); }), "gone");
  EXPECT_EQ(what_of<std::out_of_range>([&] { std::rethrow_exception(f.exception()); }), "gone");
  EXPECT_THROW(f.set_result(2), invalid_state_error);

  auto by_pointer = loop.create_future<>();
  by_pointer.set_exception(std::make_exception_ptr(std::runtime_error("pointed to")));
  EXPECT_EQ(what_of<std::runtime_error>([&] { by_pointer.result(); }), "pointed to");
}

TEST_F(Future, CancelledThrowsCancelledErrorWithItsMessage) {
  event_loop loop(virtual_clock);
  auto f = loop.create_future<int>();
  EXPECT_TRUE(f.cancel("not needed"));
  EXPECT_TRUE(f.done());
  EXPECT_TRUE(f.cancelled());
  EXPECT_EQ(what_of<cancelled_error>([&] { f.result(); }), "not needed");
  EXPECT_EQ(what_of<cancelled_error>([&] { f.exception(); }), "not needed");
  EXPECT_FALSE(f.cancel("again"));
  EXPECT_THROW(f.set_result(1), invalid_state_error);
}

TEST_F(Future, OfVoidHasNothingToSet) {
  event_loop loop(virtual_clock);
  auto f = loop.create_future<>();
  f.set_result();
  EXPECT_NO_THROW(f.result());
}

TEST_F(Future, HoldsWhatCanOnlyBeMoved) {
  event_loop loop(virtual_clock);
  auto f = loop.create_future<std::unique_ptr<int>>();
  f.set_result(std::make_unique<int>(3));
  EXPECT_EQ(*f.result(), 3);
  std::unique_ptr<int> taken = std::move(f).result();
  EXPECT_EQ(*taken, 3);
}

TEST_F(Future, HandlesShareOneStateAreComparableAndHashable) {
  event_loop loop(virtual_clock);
  auto a = loop.create_future<int>();
  auto b = a;
  auto c = loop.create_future<int>();
  EXPECT_EQ(a, b);
  EXPECT_NE(a, c);
  EXPECT_EQ((std::unordered_set<future<int>>{a, b, c}.size()), 2u);
  b.set_result(1);
  EXPECT_TRUE(a.done());
  EXPECT_FALSE(c.done());
}

// --- callbacks (row 21) ----------------------------------------------------------------------------------------------

// test_callbacks_invoked_on_set_result
TEST_F(FutureCallbacks, RunInTheOrderAddedOnALaterTurn) {
  auto f = loop.create_future<int>();
  f.add_done_callback([this](future<int> done) { log("first " + std::to_string(done.result())); });
  f.add_done_callback(say("second"));
  f.set_result(7);
  EXPECT_EQ(log.take(), lines{}) << "never at once";
  EXPECT_TRUE(loop.run_once());
  EXPECT_EQ(log.take(), (lines{"first 7", "second"}));
}

TEST_F(FutureCallbacks, AddedWhenItIsDoneStillComeLater) {
  auto f = loop.create_future<>();
  f.set_result();
  f.add_done_callback(say("late"));
  EXPECT_EQ(log.take(), lines{});
  EXPECT_TRUE(loop.run_once());
  EXPECT_EQ(log.take(), lines{"late"});
}

TEST_F(FutureCallbacks, TakeTheirPlaceAmongWhatIsReady) {
  auto f = loop.create_future<>();
  loop.call_soon(say("before"));
  f.add_done_callback(say("callback"));
  f.set_result();
  loop.call_soon(say("after"));
  loop.run_once();
  EXPECT_EQ(log.take(), (lines{"before", "callback", "after"}));
}

TEST_F(FutureCallbacks, RunForFailureAndCancellationToo) {
  auto failed = loop.create_future<>();
  auto cancelled = loop.create_future<>();
  failed.add_done_callback([this](future<> f) { log(f.exception() ? "failed" : "?"); });
  cancelled.add_done_callback([this](future<> f) { log(f.cancelled() ? "cancelled" : "?"); });
  cancelled.cancel();
  failed.set_exception(std::runtime_error("x"));
  turn_until_idle();
  EXPECT_EQ(log.take(), (lines{"cancelled", "failed"}));
}

TEST_F(FutureCallbacks, CanBeRemoved) {
  auto f = loop.create_future<>();
  auto owned = std::make_shared<int>(0);
  auto first = f.add_done_callback([this, owned] { log("first"); });
  auto second = f.add_done_callback(say("second"));
  EXPECT_TRUE(f.remove_done_callback(first));
  EXPECT_EQ(owned.use_count(), 1) << "freed at once";
  EXPECT_FALSE(f.remove_done_callback(first));
  f.set_result();
  EXPECT_FALSE(f.remove_done_callback(second)) << "on its way already";
  turn_until_idle();
  EXPECT_EQ(log.take(), lines{"second"});
}

// test_schedule_callbacks_list_mutation_1
TEST_F(FutureCallbacks, MayAddAndRemoveOthersWhileTheyRun) {
  auto f = loop.create_future<>();
  std::optional<weft::done_callback_token> later;
  f.add_done_callback([&](future<> done) {
    log("first");
    done.add_done_callback(say("added while running"));
    done.remove_done_callback(*later);
  });
  later = f.add_done_callback(say("second"));
  f.set_result();
  turn_until_idle();
  EXPECT_EQ(log.take(), (lines{"first", "second", "added while running"}));
}

TEST_F(FutureCallbacks, ThatThrowDoNotKeepTheOthersFromRunning) {
  loop.set_exception_handler([this](const weft::exception_context& context) {
    log("reported " + what_of<std::runtime_error>([&] { std::rethrow_exception(context.exception); }));
  });
  auto f = loop.create_future<>();
  f.add_done_callback([] { throw std::runtime_error("first"); });
  f.add_done_callback(say("second"));
  f.set_result();
  turn_until_idle();
  EXPECT_EQ(log.take(), (lines{"reported first", "second"}));
}

TEST_F(FutureCallbacks, OfAFutureThatIsNeverSetAreFreedWithIt) {
  auto owned = std::make_shared<int>(0);
  {
    auto f = loop.create_future<>();
    f.add_done_callback([owned] {});
    EXPECT_EQ(owned.use_count(), 2);
  }
  EXPECT_EQ(owned.use_count(), 1);
}

// --- awaiting --------------------------------------------------------------------------------------------------------

TEST_F(Future, WakesItsWaitersAndCallbacksInTheOrderTheyCame) {
  run_virtual([&]() -> coroutine<> {
    auto f = event_loop::current().create_future<>();
    auto waiter = [&]() -> coroutine<> {
      log("t waits");
      co_await f;
      log("t woke");
    };
    f.add_done_callback([&] { log("callback 1"); });
    auto t = create_task(waiter());
    co_await yield_now();
    f.add_done_callback([&] { log("callback 2"); });
    f.set_result();
    log("set");
    f.add_done_callback([&] { log("callback 3"); });
    event_loop::current().call_soon([&] { log("soon"); });
    co_await yield_now();
    log("main");
    co_await t;
  });
  EXPECT_EQ(log.take(), (lines{"t waits", "set", "callback 1", "t woke", "callback 2", "callback 3", "soon", "main"}));
}

TEST_F(Future, ThatIsDoneIsAwaitedWithoutSuspending) {
  run_virtual([&]() -> coroutine<> {
    auto f = event_loop::current().create_future<int>();
    f.set_result(4);
    event_loop::current().call_soon([&] { log("another turn"); });
    EXPECT_EQ(co_await f, 4);
    EXPECT_EQ(co_await f, 4);
    EXPECT_EQ(log.take(), lines{});
  });
}

TEST_F(Future, IsAwaitedByManyAndAgainAndAgain) {
  run_virtual([&]() -> coroutine<> {
    auto f = event_loop::current().create_future<std::string>();
    auto waiter = [&](std::string name) -> coroutine<> { log(name + " " + co_await f); };
    auto a = create_task(waiter("a"));
    auto b = create_task(waiter("b"));
    auto c = create_task(waiter("c"));
    co_await yield_now();
    f.set_result("woke");
    co_await a;
    co_await b;
    co_await c;
    log("main " + co_await f);
  });
  EXPECT_EQ(log.take(), (lines{"a woke", "b woke", "c woke", "main woke"}));
}

TEST_F(Future, ThrowsIntoEveryWaiter) {
  run_virtual([&]() -> coroutine<> {
    auto f = event_loop::current().create_future<int>();
    auto waiter = [&](std::string name) -> coroutine<> {
      try {
        co_await f;
      } catch (const std::runtime_error& error) {
        log(name + " " + error.what());
      }
    };
    auto a = create_task(waiter("a"));
    auto b = create_task(waiter("b"));
    co_await yield_now();
    f.set_exception(std::runtime_error("failed"));
    co_await a;
    co_await b;
  });
  EXPECT_EQ(log.take(), (lines{"a failed", "b failed"}));
}

TEST_F(Future, CancelledWhileAwaitedThrowsCancelledErrorButTheTaskMayGoOn) {
  run_virtual([&]() -> coroutine<> {
    auto f = event_loop::current().create_future<int>();
    event_loop::current().call_soon([=] { f.cancel("from outside"); });
    try {
      co_await f;
    } catch (const cancelled_error& error) {
      log(error.what());
    }
    co_await weft::sleep(1s);
    log("went on");
  });
  EXPECT_EQ(log.take(), (lines{"from outside", "went on"}));
}

TEST_F(Future, MovesAResultThatCannotBeCopiedToItsOneWaiter) {
  const int value = run_virtual([&]() -> coroutine<int> {
    auto f = event_loop::current().create_future<std::unique_ptr<int>>();
    f.set_result(std::make_unique<int>(9));
    std::unique_ptr<int> taken = co_await std::move(f);
    co_return *taken;
  });
  EXPECT_EQ(value, 9);
}

// --- reports ---------------------------------------------------------------------------------------------------------

TEST_F(FutureReports, AFailureThatNobodyLookedAtIsReportedWhenTheLastHandleGoes) {
  {
    auto f = loop.create_future<>();
    auto copy = f;
    f.set_exception(std::runtime_error("unseen"));
    EXPECT_EQ(log.take(), lines{});
  }
  EXPECT_EQ(log.take(), lines{"unseen"});
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_NE(messages[0].find("never retrieved"), std::string::npos) << messages[0];
  EXPECT_NE(messages[0].find("future_test.cpp"), std::string::npos) << messages[0];
}

TEST_F(FutureReports, LookingAtItInAnyWayIsEnough) {
  {
    auto by_result = loop.create_future<>();
    by_result.set_exception(std::runtime_error("seen"));
    EXPECT_THROW(by_result.result(), std::runtime_error);

    auto by_exception = loop.create_future<>();
    by_exception.set_exception(std::runtime_error("seen"));
    EXPECT_TRUE(by_exception.exception());

    auto by_await = loop.create_future<>();
    by_await.set_exception(std::runtime_error("seen"));
    auto waiter = [](future<> f) -> coroutine<> { EXPECT_THROW(co_await f, std::runtime_error); };
    loop.run_until_complete(waiter(by_await));
  }
  EXPECT_EQ(log.take(), lines{});
}

TEST_F(FutureReports, ACancellationIsNoFailure) {
  { loop.create_future<>().cancel(); }
  EXPECT_EQ(log.take(), lines{});
}

}  // namespace
