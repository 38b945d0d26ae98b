// timeout_at() and nested timeouts. The blocks of `async with asyncio.timeout()` are coroutines here.
#include "../scenario.hpp"

using namespace conformance;
using namespace weft;
using namespace std::chrono_literals;

namespace {

time_point in(duration delay) { return event_loop::current().time() + delay; }

// What takes too long is cancelled at the deadline.
const scenario timeout_basic("timeouts/timeout_basic", [] -> coroutine<> {
  const auto body = [] -> coroutine<> {
    try {
      co_await weft::sleep(10s);
    } catch (const cancelled_error&) {
      println("cancelled at {}", now());
      throw;
    }
  };

  const std::string result = co_await awaited(timeout_at(body(), in(1s)));
  println("{} at {}", result, now());
});

// What ends in time is left alone, and the deadline forgotten.
const scenario timeout_not_called("timeouts/timeout_not_called", [] -> coroutine<> {
  const std::string result = co_await awaited(timeout_at(sleeping(1s, std::string("value")), in(10s)));
  println("{} at {}", result, now());
  co_await weft::sleep(20s);
  println("nothing happened by {}", now());
});

// Of two nested timeouts with one deadline only the outer one raises; the inner code sees a cancellation.
const scenario nested_timeouts("timeouts/nested_timeouts", [] -> coroutine<> {
  const time_point deadline = in(1s);

  const auto inner = [&] -> coroutine<> {
    try {
      co_await timeout_at(sleeping(10s), deadline);
    } catch (...) {
      println("inner: {}", describe());
      throw;
    }
  };

  println("outer: {}", co_await awaited(timeout_at(inner(), deadline)));
});

// A failure passes, before the deadline and when it is the answer to it.
const scenario foreign_exceptions("timeouts/foreign_exceptions", [] -> coroutine<> {
  const auto failing = [] -> coroutine<> {
    throw boom("before");
    co_return;
  };

  const auto crash = [] -> coroutine<> {
    try {
      co_await weft::sleep(2s);
    } catch (...) {
    }
    throw boom("instead of a timeout");
  };

  std::optional<task<>> task;
  const auto runner = [&] -> coroutine<> {
    const std::string before = co_await awaited(timeout_at(failing(), in(1s)));
    println("{} {}", before, task->cancelling());
    const std::string instead = co_await awaited(timeout_at(crash(), in(1s)));
    println("{} {}", instead, task->cancelling());
    co_await weft::sleep(1s);
    println("not cancelled");
  };

  task = create_task(runner());
  co_await *task;
});

// A cancellation from elsewhere before the deadline is a cancellation.
const scenario foreign_cancel("timeouts/foreign_cancel_is_no_timeout", [] -> coroutine<> {
  std::optional<task<>> task;

  const auto body = [&] -> coroutine<> {
    task->cancel();
    co_await weft::sleep(10s);
  };

  const auto runner = [&] -> coroutine<> { co_await timeout_at(body(), in(10s)); };

  task = create_task(runner());
  const std::string result = co_await awaited(*task);
  println("{} {}", result, yes(task->cancelled()));
});

// A cancellation from elsewhere that comes after the deadline, before the task has heard of it, is not lost in a timeout.
const scenario foreign_cancel_after("timeouts/foreign_cancel_after_expiry", [] -> coroutine<> {
  std::optional<task<>> task;

  const auto runner = [&] -> coroutine<> {
    try {
      co_await timeout_at(sleeping(10s), in(1s));
    } catch (...) {
      println("requests: {}", task->cancelling());
      throw;
    }
  };

  task = create_task(runner());
  co_await yield_now();
  event_loop::current().call_at(in(1s), [&] { task->cancel(); });
  const std::string result = co_await awaited(*task);
  println("{} {}", result, yes(task->cancelled()));
});

// A task in which a timeout was caught ends well, with no request left.
const scenario outer_task("timeouts/outer_task_is_not_cancelled", [] -> coroutine<> {
  const auto outer = [] -> coroutine<> { println("{}", co_await awaited(timeout_at(sleeping(10s), in(1s)))); };

  task<> task = create_task(outer());
  co_await task;
  println("{} {} {}", yes(task.cancelled()), yes(task.done()), task.cancelling());
});

// An outer deadline that passes first cancels the inner block, which is no timeout of the inner one.
const scenario outer_first("timeouts/nested_timeouts_outer_first", [] -> coroutine<> {
  const auto middle = [] -> coroutine<> {
    try {
      co_await timeout_at(sleeping(10s), in(5s));
    } catch (...) {
      println("inner: {} at {}", describe(), now());
      throw;
    }
  };

  const std::string result = co_await awaited(timeout_at(middle(), in(1s)));
  println("outer: {} at {}", result, now());
});

// The inner deadline raises first; the outer one at a later await.
const scenario one_after_the_other("timeouts/nested_timeouts_one_after_the_other", [] -> coroutine<> {
  const auto middle = [] -> coroutine<> {
    const std::string result = co_await awaited(timeout_at(sleeping(10s), in(1s)));
    println("inner: {} at {}", result, now());
    co_await weft::sleep(10s);
    println("never printed");
  };

  const std::string result = co_await awaited(timeout_at(middle(), in(3s)));
  println("outer: {} at {}", result, now());
});

// Clean-up after a timeout may have a timeout of its own.
const scenario in_clean_up("timeouts/nested_timeout_in_clean_up", [] -> coroutine<> {
  const auto body = [] -> coroutine<> {
    std::exception_ptr cancellation;
    try {
      co_await weft::sleep(10s);
    } catch (const cancelled_error&) {
      cancellation = std::current_exception();
    }
    const std::string result = co_await awaited(timeout_at(sleeping(10s), in(1s)));
    println("clean-up: {} at {}", result, now());
    std::rethrow_exception(cancellation);
  };

  const std::string result = co_await awaited(timeout_at(body(), in(1s)));
  println("{} at {}", result, now());
});

// A task that has swallowed a cancellation can still use timeouts: they count from what was requested before.
const scenario after_cancellation("timeouts/timeout_after_cancellation", [] -> coroutine<> {
  std::optional<task<>> task;

  const auto runner = [&] -> coroutine<> {
    try {
      co_await weft::sleep(10s);
    } catch (const cancelled_error&) {
      println("requests: {}", task->cancelling());
    }
    const std::string without_time = co_await awaited(timeout_at(sleeping(10s), in(0s)));
    println("{} requests: {}", without_time, task->cancelling());
    const std::string with_time = co_await awaited(timeout_at(sleeping(10s), in(1s)));
    println("{} requests: {}", with_time, task->cancelling());
  };

  task = create_task(runner());
  co_await yield_now();
  task->cancel();
  const std::string result = co_await awaited(*task);
  println("{} at {}", result, now());
});

// A second cancellation inside such a timeout is still a cancellation.
const scenario cancel_in_timeout("timeouts/cancel_in_timeout_after_cancellation", [] -> coroutine<> {
  std::optional<task<>> task;

  const auto clean_up = [&] -> coroutine<> {
    task->cancel();
    co_await weft::sleep(2s);
  };

  const auto runner = [&] -> coroutine<> {
    try {
      co_await weft::sleep(10s);
    } catch (const cancelled_error&) {
      println("requests: {}", task->cancelling());
    }
    const std::string result = co_await awaited(timeout_at(clean_up(), in(1s)));
    println("{} requests: {}", result, task->cancelling());
  };

  task = create_task(runner());
  co_await yield_now();
  task->cancel();
  println("{}", co_await awaited(*task));
});

// A timeout around a block of tasks: what fails in clean-up leaves as a group, instead of the timeout.
const scenario around_a_task_group("timeouts/timeout_around_a_task_group", [] -> coroutine<> {
  const auto child = [] -> coroutine<> {
    try {
      co_await weft::sleep(2s);
    } catch (...) {
    }
    throw boom("in clean-up");
  };

  const auto body = [&] -> coroutine<> {
    co_await with_task_group([&](task_group& group) -> coroutine<> {
      group.create_task(child());
      co_await weft::sleep(5s);
    });
  };

  const auto quiet = [] -> coroutine<> {
    co_await with_task_group([](task_group& group) -> coroutine<> {
      group.create_task(sleeping(2s));
      co_await weft::sleep(5s);
    });
  };

  const std::string failed = co_await awaited(timeout_at(body(), in(1s)));
  println("{} at {}", failed, now());
  const std::string timed_out = co_await awaited(timeout_at(quiet(), in(1s)));
  println("{} at {}", timed_out, now());
});

// Who waits for a deadline is woken in the order of the timers, like any sleeper.
const scenario order_after_deadline("timeouts/the_order_of_what_follows_a_deadline", [] -> coroutine<> {
  const auto limited = [] -> coroutine<> { println("limited: {}", co_await awaited(timeout_at(sleeping(10s), in(1s)))); };

  const auto sleeper = [] -> coroutine<> {
    co_await weft::sleep(1s);
    println("sleeper");
    co_await yield_now();
    println("sleeper again");
  };

  task<> first = create_task(limited());
  co_await yield_now();
  task<> second = create_task(sleeper());
  co_await wait(std::vector{first, second});
});

// A deadline that is now, or was some time ago, ends even a wait of one turn.
const scenario passed("timeouts/deadlines_that_have_passed", [] -> coroutine<> {
  co_await weft::sleep(20s);
  for (const duration delay : {0s, -11s}) {
    for (const duration wait : {10s, 0s}) {
      const std::string result = co_await awaited(timeout_at(weft::sleep(wait), in(delay)));
      println("{} at {}", result, now());
    }
  }
});

// A body that answers the deadline's cancellation with a value has been in time after all; no request is left.
const scenario swallows("timeouts/a_body_that_swallows_the_deadline", [] -> coroutine<> {
  const auto body = [] -> coroutine<std::string> {
    try {
      co_await weft::sleep(10s);
    } catch (const cancelled_error&) {
      println("cancelled, requests: {}", current_task().cancelling());
    }
    co_return "value";
  };

  const std::string result = co_await awaited(timeout_at(body(), in(1s)));
  println("{} requests: {}", result, current_task().cancelling());
  co_await weft::sleep(1s);
  println("not cancelled");
});

// What the innermost clean-up fails with is what leaves the block, not the timeout.
const scenario clean_up_of_a_clean_up("timeouts/a_failure_of_the_clean_up_of_a_clean_up", [] -> coroutine<> {
  const auto body = [] -> coroutine<> {
    try {
      try {
        throw boom("first");
      } catch (const boom&) {
      }
      co_await weft::sleep(10s);
    } catch (const cancelled_error&) {
    }
    try {
      throw boom("second");
    } catch (const boom&) {
      throw boom("third");
    }
  };

  println("{}", co_await awaited(timeout_at(body(), in(1s))));
});

// A deadline that has passed lets the block begin, and ends its first wait.
const scenario past_deadline("timeouts/a_deadline_that_has_passed", [] -> coroutine<> {
  const auto body = [](int waits) -> coroutine<std::string> {
    println("begins");
    for (int i = 0; i < waits; ++i) co_await yield_now();
    co_return "ends";
  };

  println("{}", co_await awaited(timeout_at(body(0), in(-1s))));
  println("{}", co_await awaited(timeout_at(body(1), in(-1s))));
  println("{}", co_await awaited(timeout_at(body(1), in(0s))));
  println("at {}", now());
});

}  // namespace
