// wait_for(): a limit on how long something may take.
#include "../scenario.hpp"

using namespace conformance;
using namespace weft;
using namespace std::chrono_literals;

namespace {

// Takes its time and ignores requests to stop.
struct slow_task {
  duration seconds;
  bool exited = false;

  coroutine<std::string> run() {
    event_loop& loop = event_loop::current();
    const time_point end = loop.time() + seconds;
    while (loop.time() < end) {
      try {
        co_await weft::sleep(end - loop.time());
      } catch (const cancelled_error&) {
      }
    }
    exited = true;
    co_return "slow";
  }
};

// Cancelling wait_for() waits for what was being waited for.
const scenario cancelled_but_slow("wait_for/cancelled_but_slow", [] -> coroutine<> {
  slow_task slow{4s};
  task<std::string> task = create_task(wait_for(slow.run(), 8s));
  co_await yield_now();
  task.cancel();
  co_await wait(std::vector{task});
  println("exited: {} at {}", yes(slow.exited), now());
});

// At the deadline the awaited is cancelled and awaited to its end; a value that it then gives is the result.
const scenario timed_out_but_slow("wait_for/timed_out_but_slow", [] -> coroutine<> {
  slow_task slow{4s};
  println("{}", co_await awaited(wait_for(slow.run(), 2s)));
  println("exited: {} at {}", yes(slow.exited), now());
});

// With no time at all, what is done already gives its value.
const scenario no_time_but_done("wait_for/no_time_but_done", [] -> coroutine<> {
  future<std::string> future = event_loop::current().create_future<std::string>();
  future.set_result("done");
  const std::string zero = co_await awaited(wait_for(future, 0s));
  println("{} {}", zero, co_await awaited(wait_for(future, -1s)));
});

// With no time at all, a coroutine never starts.
const scenario no_time_and_not_started("wait_for/no_time_and_not_started", [] -> coroutine<> {
  const auto body = [] -> coroutine<> {
    println("never printed");
    co_return;
  };

  println("{}", co_await awaited(wait_for(body(), 0s)));
  println("{}", co_await awaited(wait_for(body(), -1s)));
});

// With no time at all, a task that runs is cancelled and awaited.
const scenario no_time_and_running("wait_for/no_time_and_running", [] -> coroutine<> {
  for (const duration timeout : {0s, -1s}) {
    future<> started = event_loop::current().create_future();

    const auto body = [&] -> coroutine<std::string> {
      started.set_result();
      try {
        co_await weft::sleep(10s);
      } catch (...) {
        println("cleaned up");
        throw;
      }
      co_return "done";
    };

    task<std::string> task = create_task(body());
    co_await started;
    const std::string result = co_await awaited(wait_for(task, timeout));
    println("{} {} {}", result, yes(task.done()), yes(task.cancelled()));
  }
});

// A task that is too slow is cancelled, and has ended when wait_for() raises.
const scenario deadline_of_a_task("wait_for/deadline_of_a_task", [] -> coroutine<> {
  const auto body = [] -> coroutine<std::string> {
    try {
      co_await weft::sleep(10s);
    } catch (...) {
      println("cleaned up at {}", now());
      throw;
    }
    co_return "done";
  };

  task<std::string> task = create_task(body());
  const std::string result = co_await awaited(wait_for(task, 1s));
  println("{} {} {}", result, yes(task.done()), yes(task.cancelled()));
});

// A result that comes long before the deadline is the result.
const scenario result_in_the_next_turn("wait_for/result_in_the_next_turn", [] -> coroutine<> {
  future<std::string> future = event_loop::current().create_future<std::string>();
  event_loop::current().call_soon([future] { future.set_result("ok"); });
  println("{}", co_await awaited(wait_for(future, 2s)));
});

// An awaited that answers its cancellation with a value: the value is the result.
const scenario cancel_suppressed("wait_for/cancel_suppressed", [] -> coroutine<> {
  const auto body = [] -> coroutine<int> {
    try {
      co_await weft::sleep(10s);
    } catch (const cancelled_error&) {
      co_return 42;
    }
    co_return 0;
  };

  println("{}", co_await awaited(wait_for(body(), 1s)));
  task<int> task = create_task(wait_for(body(), 1s));
  const std::string result = co_await awaited(task);
  println("{} requests: {}", result, task.cancelling());
});

coroutine<> slow_to_end() {
  std::exception_ptr cancellation;
  try {
    co_await weft::sleep(10s);
  } catch (const cancelled_error&) {
    cancellation = std::current_exception();
  }
  if (cancellation) co_await weft::sleep(3s);
  println("ended at {}", now());
  if (cancellation) std::rethrow_exception(cancellation);
}

// The awaited may take its time to end after its cancellation.
const scenario waits_for_the_cancellation("wait_for/waits_for_the_cancellation", [] -> coroutine<> {
  const std::string result = co_await awaited(wait_for(create_task(slow_to_end()), 1s));
  println("{} at {}", result, now());
});

// The same with no time at all.
const scenario without_time("wait_for/waits_for_the_cancellation_without_time", [] -> coroutine<> {
  task<> task = create_task(slow_to_end());
  co_await weft::sleep(1s);
  const std::string result = co_await awaited(wait_for(task, 0s));
  println("{} at {}", result, now());
});

// What the awaited fails with while it is being cancelled comes instead of the timeout.
const scenario failure_during("wait_for/failure_during_the_cancellation", [] -> coroutine<> {
  const auto body = [] -> coroutine<> {
    try {
      co_await weft::sleep(10s);
    } catch (...) {
    }
    throw boom("in clean-up");
  };

  println("{}", co_await awaited(wait_for(create_task(body()), 1s)));
});

// Cancelling wait_for() cancels the task that it awaits.
const scenario cancel_wait_for("wait_for/cancel_wait_for", [] -> coroutine<> {
  event_loop& loop = event_loop::current();

  const auto blocking = [&] -> coroutine<> { co_await loop.create_future(); };

  task<> task = create_task(blocking());
  weft::task<> waiting = create_task(wait_for(task, 60s));
  co_await yield_now();
  loop.call_soon([waiting] { waiting.cancel(); });
  const std::string result = co_await awaited(waiting);
  println("{} {}", result, yes(task.cancelled()));
});

// Cancelled in the very turn in which the inner task completes: the cancellation wins, and the inner result is kept.
const scenario as_the_inner_completes("wait_for/cancelled_as_the_inner_completes", [] -> coroutine<> {
  std::optional<task<std::string>> inner_task;
  std::optional<task<>> task;

  const auto inner = [] -> coroutine<std::string> { co_return "done"; };

  const auto waiting = [&] -> coroutine<> {
    co_await wait_for(*inner_task, 100s);
    println("got it");
    co_await weft::sleep(1s);
    println("never printed");
  };

  for (const bool inner_first : {true, false}) {
    if (inner_first) {
      inner_task = create_task(inner());
      task = create_task(waiting());
    } else {
      task = create_task(waiting());
      inner_task = create_task(inner());
    }
    co_await yield_now();
    task->cancel();
    println("{}", co_await awaited(*task));
    println("{} {}", yes(inner_task->done()), co_await awaited(*inner_task));
  }
});

// With no time at all, a shield is cancelled, and the task inside goes on.
const scenario shield_without_time("wait_for/shield_without_time", [] -> coroutine<> {
  task<std::string> task = create_task(sleeping(1s, std::string("done")));
  future<std::string> shielded = shield(task);
  println("{}", co_await awaited(wait_for(shielded, 0s)));
  println("{} {}", yes(task.done()), yes(shielded.cancelled()));
  println("{}", co_await awaited(task));
});

// With no time at all, a gather and its children are cancelled, which is a timeout as for everything else.
const scenario gather_without_time("wait_for/gather_without_time", [] -> coroutine<> {
  auto gathered = gather(weft::sleep(1s), weft::sleep(2s));
  println("{}", co_await awaited(wait_for(gathered, 0s)));
  println("{} {}", yes(gathered.done()), yes(gathered.cancelled()));
  println("{}", co_await awaited(wait_for(gather_settled(weft::sleep(1s), weft::sleep(2s)), 0s)));
  println("{}", now());
});

// A deadline of a shield does not reach the task inside.
const scenario shielded_timeout("wait_for/shielded_timeout", [] -> coroutine<> {
  task<std::string> task = create_task(sleeping(3s, std::string("done")));
  const std::string limited = co_await awaited(wait_for(shield(task), 1s));
  println("{} at {}", limited, now());
  print("{} ", yes(task.done()));
  const std::string result = co_await awaited(task);
  println("{} at {}", result, now());
});

// Nested limits: the shorter one decides, wherever it is.
const scenario nested_wait_for("wait_for/nested_wait_for", [] -> coroutine<> {
  const auto inner = [](duration limit) -> coroutine<> {
    try {
      co_await wait_for(sleeping(10s), limit);
    } catch (...) {
      println("inner: {} at {}", describe(), now());
      throw;
    }
  };

  println("outer: {}", co_await awaited(wait_for(inner(1s), 2s)));
  println("outer: {}", co_await awaited(wait_for(inner(2s), 1s)));
});

// A result that is due in the turn of the deadline, its timer armed first or last.
const scenario turn_of_the_deadline("wait_for/the_result_in_the_turn_of_the_deadline", [] -> coroutine<> {
  event_loop& loop = event_loop::current();
  const auto value = [] -> coroutine<std::string> {
    co_await weft::sleep(1s);
    co_return "result";
  };

  println("a coroutine: {}", co_await awaited(wait_for(value(), 1s)));
  task<std::string> task = create_task(value());
  co_await yield_now();
  println("a task, its timer first: {}", co_await awaited(wait_for(task, 1s)));
  future<std::string> future = loop.create_future<std::string>();
  loop.call_later(1s, [future] { future.set_result("result"); });
  println("a future, its timer first: {}", co_await awaited(wait_for(future, 1s)));
});

// A limit that never comes, on a coroutine and on a shield.
const scenario more_time("wait_for/more_time_than_there_is", [] -> coroutine<> {
  const auto body = [] -> coroutine<std::string> {
    co_await weft::sleep(1s);
    co_return "done";
  };

  println("{}", co_await wait_for(body(), std::chrono::hours::max()));
  task<std::string> task = create_task(body());
  const std::string result = co_await wait_for(shield(task), duration::max());
  println("{} {}", result, yes(task.done()));
});

// Cancelling a wait whose limit never comes cancels what it waits for, and waits for that.
const scenario cancel_without_limit("wait_for/cancel_without_a_limit", [] -> coroutine<> {
  const auto body = [] -> coroutine<> {
    std::exception_ptr cancellation;
    try {
      co_await weft::sleep(10s);
    } catch (...) {
      cancellation = std::current_exception();
    }
    println("cancelled");
    co_await weft::sleep(1s);
    std::rethrow_exception(cancellation);
  };

  task<> inner = create_task(body());
  task<> task = create_task(wait_for(inner, std::chrono::hours::max()));
  co_await weft::sleep(1s);
  task.cancel();
  const std::string result = co_await awaited(task);
  println("{} {} at {}", result, yes(inner.cancelled()), now());
});

// With no time, what is not done is cancelled and its end awaited; others have their turns meanwhile.
const scenario turns_without_time("wait_for/turns_without_time", [] -> coroutine<> {
  bool over = false;
  const auto counter = [&] -> coroutine<> {
    int turn = 1;
    while (!over) {
      println("turn {}", turn++);
      co_await yield_now();
    }
  };
  const auto body = [] -> coroutine<> {
    println("never");
    co_return;
  };

  task<> counting = create_task(counter());
  task<> unstarted = create_task(body());
  println("a task: {}", co_await awaited(wait_for(unstarted, 0s)));
  println("a coroutine: {}", co_await awaited(wait_for(body(), 0s)));
  println("a future: {}", co_await awaited(wait_for(event_loop::current().create_future<int>(), 0s)));
  over = true;
  co_await counting;
});

// A cancellation that is due already comes first, also where there is no time.
const scenario cancelled_without_time("wait_for/cancelled_without_time", [] -> coroutine<> {
  std::optional<task<>> task;
  const auto sleeping_task = create_task(sleeping(10s));
  const auto body = [&] -> coroutine<> {
    task->cancel("first");
    println("a coroutine: {}", co_await awaited(wait_for(sleeping(10s), 0s)));
    task->cancel("second");
    println("a task: {}", co_await awaited(wait_for(sleeping_task, 0s)));
  };

  task = create_task(body());
  println("{} {}", co_await awaited(*task), yes(sleeping_task.cancelled()));
});

}  // namespace
