// wait_for() and timeout_at(): what is cancelled, what is awaited, and who wins a tie. Rows 9, 10 and 11 of the list of
// tricky behaviours.
#include "frame_balance.hpp"
#include "trace.hpp"
#include "virtual_time.hpp"

#include <weft/coroutine.hpp>
#include <weft/errors.hpp>
#include <weft/event_loop.hpp>
#include <weft/gather.hpp>
#include <weft/sleep.hpp>
#include <weft/task.hpp>
#include <weft/wait_for.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace {

using namespace std::chrono_literals;
using weft::cancelled_error;
using weft::coroutine;
using weft::create_task;
using weft::event_loop;
using weft::sleep;
using weft::task;
using weft::timeout_error;
using weft::wait_for;
using weft::yield_now;

class WaitFor : public frame_balance {
 protected:
  trace log;

  coroutine<std::string> answer_after(std::chrono::milliseconds delay) {
    co_await sleep(delay);
    co_return "answer";
  }
};
class WaitForNothing : public WaitFor {};
class WaitForTie : public WaitFor {};
class WaitForCancel : public WaitFor {};

TEST_F(WaitFor, GivesTheResultThatComesInTimeAndLeavesNoTimer) {
  run_virtual([&]() -> coroutine<> {
    EXPECT_EQ(co_await wait_for(answer_after(10ms), 1h), "answer");
    auto t = create_task(answer_after(10ms));
    EXPECT_EQ(co_await wait_for(t, 20ms), "answer");
    auto f = event_loop::current().create_future<int>();
    event_loop::current().call_later(10ms, [=] { f.set_result(1); });
    EXPECT_EQ(co_await wait_for(f, 20ms), 1);
    EXPECT_EQ(elapsed(), 30ms);
  });
}

TEST_F(WaitFor, OnExpiryCancelsAndAwaitsThenThrowsTimeoutError) {
  run_virtual([&]() -> coroutine<> {
    auto slow = [&]() -> coroutine<> {
      bool cancelled = false;
      try {
        co_await sleep(1h);
      } catch (const cancelled_error&) {
        cancelled = true;
      }
      log(cancelled ? "clean-up begins" : "?");
      co_await sleep(10ms);
      log("clean-up ends");
      throw cancelled_error();
    };
    try {
      co_await wait_for(slow(), 100ms);
    } catch (const timeout_error&) {
      log("timeout");
    }
    EXPECT_EQ(elapsed(), 110ms);
  });
  EXPECT_EQ(log.take(), (lines{"clean-up begins", "clean-up ends", "timeout"}));
}

TEST_F(WaitFor, OnExpiryCancelsATaskOrFutureToo) {
  run_virtual([&]() -> coroutine<> {
    auto t = create_task(answer_after(1h));
    EXPECT_THROW(co_await wait_for(t, 1ms), timeout_error);
    EXPECT_TRUE(t.cancelled());
    auto f = event_loop::current().create_future<>();
    EXPECT_THROW(co_await wait_for(f, 1ms), timeout_error);
    EXPECT_TRUE(f.cancelled());
    EXPECT_EQ(elapsed(), 2ms);
  });
}

TEST_F(WaitFor, CountsFromTheAwait) {
  run_virtual([&]() -> coroutine<> {
    auto limited = wait_for(answer_after(10ms), 20ms);
    co_await sleep(1h);
    EXPECT_EQ(co_await std::move(limited), "answer");
  });
}

TEST_F(WaitFor, PassesOnAFailure) {
  run_virtual([&]() -> coroutine<> {
    auto fail = []() -> coroutine<int> {
      co_await sleep(1ms);
      throw std::out_of_range("failed in time");
    };
    EXPECT_THROW(co_await wait_for(fail(), 1s), std::out_of_range);
  });
}

TEST_F(WaitFor, PassesOnAFailureOfTheCleanUp) {
  run_virtual([&]() -> coroutine<> {
    auto fail = []() -> coroutine<int> {
      try {
        co_await sleep(1h);
      } catch (const cancelled_error&) {
        throw std::out_of_range("failed in the clean-up");
      }
      co_return 1;
    };
    EXPECT_THROW(co_await wait_for(fail(), 1s), std::out_of_range);
  });
}

// Row 11, test_wait_for_cancel_suppressed.
TEST_F(WaitFor, AResultGivenInAnswerToTheExpiryIsTheResult) {
  run_virtual([&]() -> coroutine<> {
    auto declines = []() -> coroutine<int> {
      try {
        co_await sleep(1h);
      } catch (const cancelled_error&) {
      }
      co_return 42;
    };
    EXPECT_EQ(co_await wait_for(declines(), 1ms), 42);
    EXPECT_EQ(co_await wait_for(create_task(declines()), 1ms), 42);
  });
}

TEST_F(WaitFor, NestedInnerAndOuterEachThrowTheirOwn) {
  run_virtual([&]() -> coroutine<> {
    auto inner_expires = [&]() -> coroutine<std::string> {
      try {
        co_return co_await wait_for(answer_after(1h), 10ms);
      } catch (const timeout_error&) {
        log("inner");
      }
      co_return "inner expired";
    };
    EXPECT_EQ(co_await wait_for(inner_expires(), 20ms), "inner expired");

    auto outer_expires = [&]() -> coroutine<std::string> {
      try {
        co_return co_await wait_for(answer_after(1h), 1h);
      } catch (const timeout_error&) {
        log("not the inner one");
      }
      co_return "?";
    };
    EXPECT_THROW(co_await wait_for(outer_expires(), 20ms), timeout_error);
    EXPECT_EQ(elapsed(), 30ms);
  });
  EXPECT_EQ(log.take(), lines{"inner"});
}

TEST_F(WaitFor, LeavesTheTaskUncancelledAfterwards) {
  run_virtual([&]() -> coroutine<> {
    std::optional<task<>> self;
    auto body = [&]() -> coroutine<> {
      EXPECT_THROW(co_await wait_for(answer_after(1h), 1ms), timeout_error);
      EXPECT_EQ(self->cancelling(), 0u);
      co_await sleep(1ms);
    };
    self = create_task(body());
    co_await *self;
  });
}

TEST_F(WaitFor, TimeoutAtTakesAMomentOnTheLoopsClock) {
  run_virtual([&]() -> coroutine<> {
    const auto when = event_loop::current().time() + 50ms;
    EXPECT_EQ(co_await weft::timeout_at(answer_after(10ms), when), "answer");
    EXPECT_THROW(co_await weft::timeout_at(answer_after(1h), when), timeout_error);
    EXPECT_EQ(elapsed(), 50ms);
    EXPECT_THROW(co_await weft::timeout_at(answer_after(1h), when), timeout_error) << "past already";
    EXPECT_EQ(elapsed(), 50ms);
  });
}

TEST_F(WaitFor, WorksInsideAGather) {
  run_virtual([&]() -> coroutine<> {
    auto [a, b] = co_await weft::gather_settled(wait_for(answer_after(10ms), 20ms), wait_for(answer_after(30ms), 20ms));
    EXPECT_EQ(a.value(), "answer");
    EXPECT_THROW(b.value(), timeout_error);
  });
}

// --- no time at all --------------------------------------------------------------------------------------------------

// Row 9, test_wait_for_timeout_less_then_0_or_0_coroutine_do_not_started.
TEST_F(WaitForNothing, NeverStartsACoroutine) {
  for (auto limit : {0ms, -1ms}) {
    run_virtual([&]() -> coroutine<> {
      auto body = [&](farewell) -> coroutine<int> {
        log("started");
        co_return 1;
      };
      EXPECT_THROW(co_await wait_for(body(farewell(log, "argument")), limit), timeout_error);
    });
    EXPECT_EQ(log.take(), lines{"~argument"});
  }
}

TEST_F(WaitForNothing, GivesTheValueOfWhatIsDone) {
  run_virtual([&]() -> coroutine<> {
    auto f = event_loop::current().create_future<int>();
    f.set_result(3);
    EXPECT_EQ(co_await wait_for(f, 0s), 3);
    auto t = create_task(answer_after(0ms));
    co_await t;
    EXPECT_EQ(co_await wait_for(t, -1s), "answer");
  });
}

TEST_F(WaitForNothing, CancelsWhatIsNot) {
  run_virtual([&]() -> coroutine<> {
    auto f = event_loop::current().create_future<int>();
    EXPECT_THROW(co_await wait_for(f, -1s), timeout_error);
    EXPECT_TRUE(f.cancelled());
    auto t = create_task(answer_after(1h));
    EXPECT_THROW(co_await wait_for(t, 0s), timeout_error);
    EXPECT_TRUE(t.cancelled());
  });
}

// --- ties ------------------------------------------------------------------------------------------------------------

TEST_F(WaitForTie, AResultDueInTheSameTurnAsTheExpiryWinsInEitherOrder) {
  run_virtual([&]() -> coroutine<> {
    // The result's timer is made first …
    auto first = event_loop::current().create_future<int>();
    event_loop::current().call_later(10ms, [=] { first.set_result(1); });
    EXPECT_EQ(co_await wait_for(first, 10ms), 1);

    // … or the expiry's.
    auto second = event_loop::current().create_future<int>();
    auto limited = create_task(wait_for(second, 10ms));
    co_await yield_now();
    event_loop::current().call_later(10ms, [=] { second.set_result(2); });
    EXPECT_EQ(co_await limited, 2);
  });
}

TEST_F(WaitForTie, ASleepAsLongAsTheLimitIsInTime) {
  run_virtual([&]() -> coroutine<> {
    EXPECT_EQ(co_await wait_for(answer_after(10ms), 10ms), "answer");
    EXPECT_EQ(co_await wait_for(create_task(answer_after(10ms)), 10ms), "answer");
  });
}

TEST_F(WaitForTie, SeveralOnTheSameThingWithTheSameLimitAllTimeOut) {
  run_virtual([&]() -> coroutine<> {
    const auto wait = [&](auto what, std::string name) -> coroutine<> {
      try {
        co_await wait_for(what, 10ms);
      } catch (const timeout_error&) {
        log(name + " timed out");
      } catch (const cancelled_error&) {
        log(name + " cancelled");
      }
    };
    const auto slow = create_task(sleep(1h));
    co_await weft::gather(wait(slow, "a"), wait(slow, "b"), wait(slow, "c"));
    const auto gathered = weft::gather(sleep(1h), sleep(2h));
    co_await weft::gather(wait(gathered, "d"), wait(gathered, "e"));
    // Somebody else's cancellation in that turn is no result, either.
    const auto third = create_task(sleep(1h));
    event_loop::current().call_later(10ms, [third] { third.cancel(); });
    co_await wait(third, "f");
  });
  EXPECT_EQ(log.take(), (lines{"a timed out", "b timed out", "c timed out", "d timed out", "e timed out", "f timed out"}));
}

// --- cancelled from outside ------------------------------------------------------------------------------------------

TEST_F(WaitForCancel, CancelsWhatItWaitsForAndArrivesAsCancelledError) {
  run_virtual([&]() -> coroutine<> {
    auto f = event_loop::current().create_future<int>();
    auto body = [&]() -> coroutine<> {
      try {
        co_await wait_for(f, 1h);
      } catch (const cancelled_error& error) {
        log(std::string(error.what()) + (f.cancelled() ? ", future cancelled" : ""));
        throw;
      }
    };
    auto t = create_task(body());
    co_await yield_now();
    t.cancel("from outside");
    EXPECT_THROW(co_await t, cancelled_error);
    EXPECT_EQ(elapsed(), 0ms);
  });
  EXPECT_EQ(log.take(), lines{"from outside, future cancelled"});
}

// Row 10, test_wait_for_issue86296.
TEST_F(WaitForCancel, InTheTurnInWhichTheInnerTaskEndsTheCancellationWinsAndTheResultIsKept) {
  run_virtual([&]() -> coroutine<> {
    auto inner = []() -> coroutine<std::string> { co_return "done"; };
    auto inner_task = create_task(inner());
    auto body = [&]() -> coroutine<> {
      co_await wait_for(inner_task, 100s);
      co_await sleep(1s);
      log("reached the end");
    };
    auto t = create_task(body());
    co_await yield_now();
    t.cancel();
    EXPECT_THROW(co_await t, cancelled_error);
    EXPECT_TRUE(inner_task.done());
    EXPECT_EQ(inner_task.result(), "done");
  });
  EXPECT_EQ(log.take(), lines{});
}

TEST_F(WaitForCancel, AfterTheExpiryButBeforeTheTaskHearsOfItIsStillACancellation) {
  run_virtual([&]() -> coroutine<> {
    auto f = event_loop::current().create_future<int>();
    std::optional<task<>> t;
    f.add_done_callback([&] { t->cancel(); });  // before the task, which awaits f only later
    auto body = [&]() -> coroutine<> { co_await wait_for(f, 10ms); };
    t = create_task(body());
    EXPECT_THROW(co_await *t, cancelled_error);
    EXPECT_TRUE(t->cancelled());
    EXPECT_EQ(elapsed(), 10ms);
  });
}

}  // namespace
