// Tasks: cancelling, uncancelling, sleeping, and who hears of it.
#include "../scenario.hpp"

using namespace conformance;
using namespace weft;
using namespace std::chrono_literals;

namespace {

// Cancelling a task that sleeps wakes it at once; once it is done, cancelling says no.
const scenario cancel("tasks/cancel", [] -> coroutine<> {
  const auto body = [] -> coroutine<int> {
    co_await weft::sleep(10s);
    co_return 12;
  };

  task<int> task = create_task(body());
  event_loop::current().call_soon([task] { task.cancel(); });
  println("awaiting it: {}", co_await awaited(task));
  println("done: {} cancelled: {} cancel again: {}", yes(task.done()), yes(task.cancelled()), yes(task.cancel()));
  println("time: {}", now());
});

// Giving way for a turn is a place where a cancellation arrives.
const scenario cancel_yield("tasks/cancel_yield", [] -> coroutine<> {
  const auto body = [] -> coroutine<int> {
    println("first turn");
    co_await yield_now();
    println("second turn");
    co_await yield_now();
    co_return 12;
  };

  task<int> task = create_task(body());
  co_await yield_now();
  task.cancel();
  println("awaiting it: {}", co_await awaited(task));
});

// A task that is cancelled before its first step never runs.
const scenario cancel_before_start("tasks/cancel_before_start", [] -> coroutine<> {
  const auto body = [] -> coroutine<> {
    println("never printed");
    co_return;
  };

  task<> task = create_task(body());
  println("cancel: {} done: {}", yes(task.cancel("too early")), yes(task.done()));
  println("awaiting it: {} cancelled: {}", co_await awaited(task), yes(task.cancelled()));
});

// A task that cancels itself and then returns ends cancelled: its value is lost.
const scenario cancel_at_end("tasks/cancel_at_end", [] -> coroutine<> {
  std::optional<task<int>> task;
  const auto body = [&] -> coroutine<int> {
    task->cancel();
    co_return 12;
  };

  task = create_task(body());
  println("awaiting it: {}", co_await awaited(*task));
  println("cancelled: {} cancel again: {}", yes(task->cancelled()), yes(task->cancel()));
});

// A task that cancels itself is told at its next await, before it has waited for anything.
const scenario cancel_current_task("tasks/cancel_current_task", [] -> coroutine<> {
  std::optional<task<int>> task;
  const auto body = [&] -> coroutine<int> {
    task->cancel();
    println("still running");
    co_await weft::sleep(100s);
    co_return 12;
  };

  task = create_task(body());
  println("awaiting it: {}", co_await awaited(*task));
  println("cancelled: {} time: {}", yes(task->cancelled()), now());
});

// A task that has cancelled itself and then awaits another cancels that one, and what it waits on, at once.
const scenario cancel_awaited_task("tasks/cancel_awaited_task", [] -> coroutine<> {
  future<> future = event_loop::current().create_future();
  std::optional<task<>> task;

  const auto nested = [&] -> coroutine<> { co_await future; };

  const auto body = [&] -> coroutine<> {
    weft::task<> nested_task = create_task(nested());
    co_await yield_now();
    task->cancel();
    try {
      co_await nested_task;
    } catch (...) {
      println("nested cancelled: {} future cancelled: {}", yes(nested_task.cancelled()), yes(future.cancelled()));
      throw;
    }
  };

  task = create_task(body());
  println("awaiting it: {}", co_await awaited(*task));
  println("cancelled: {}", yes(task->cancelled()));
});

// Cancelling what a task waits on cancels the task, unless it catches that.
const scenario cancel_inner_future("tasks/cancel_inner_future", [] -> coroutine<> {
  future<> future = event_loop::current().create_future();

  const auto body = [&] -> coroutine<int> {
    co_await future;
    co_return 12;
  };

  task<int> task = create_task(body());
  co_await yield_now();
  future.cancel();
  println("awaiting it: {}", co_await awaited(task));
  println("task cancelled: {} requests: {}", yes(task.cancelled()), task.cancelling());
});

// Both cancelled in one turn is one cancellation.
const scenario cancel_both("tasks/cancel_both_task_and_inner_future", [] -> coroutine<> {
  future<> future = event_loop::current().create_future();

  const auto body = [&] -> coroutine<int> {
    try {
      co_await future;
    } catch (const cancelled_error&) {
      println("heard it");
    }
    co_await weft::sleep(1s);
    co_return 12;
  };

  task<int> task = create_task(body());
  co_await yield_now();
  const bool first = future.cancel();
  const bool second = task.cancel();
  println("{} {}", yes(first), yes(second));
  println("awaiting it: {}", co_await awaited(task));
  println("cancelled: {}", yes(task.cancelled()));
});

// A task may catch its cancellation and return: its value counts.
const scenario cancel_task_catching("tasks/cancel_task_catching", [] -> coroutine<> {
  event_loop& loop = event_loop::current();
  future<> first = loop.create_future(), second = loop.create_future();

  const auto body = [&] -> coroutine<int> {
    co_await first;
    try {
      co_await second;
    } catch (const cancelled_error&) {
      co_return 42;
    }
    co_return 0;
  };

  task<int> task = create_task(body());
  co_await yield_now();
  first.set_result();
  co_await yield_now();
  task.cancel();
  println("second cancelled: {}", yes(second.cancelled()));
  const std::string result = co_await awaited(task);
  println("awaiting it: {} cancelled: {}", result, yes(task.cancelled()));
});

// A task may catch its cancellation and go on to wait for something else.
const scenario cancel_task_ignoring("tasks/cancel_task_ignoring", [] -> coroutine<> {
  event_loop& loop = event_loop::current();
  future<> first = loop.create_future(), second = loop.create_future();
  future<int> third = loop.create_future<int>();

  const auto body = [&] -> coroutine<int> {
    co_await first;
    try {
      co_await second;
    } catch (const cancelled_error&) {
      println("ignored");
    }
    co_return co_await third;
  };

  task<int> task = create_task(body());
  co_await yield_now();
  first.set_result();
  co_await yield_now();
  task.cancel();
  co_await yield_now();
  third.set_result(42);
  println("awaiting it: {}", co_await awaited(task));
  println("third cancelled: {} task cancelled: {}", yes(third.cancelled()), yes(task.cancelled()));
});

// A result that is there already does not stop a cancellation: it arrives instead of the result.
const scenario cancel_after_result("tasks/cancel_after_result", [] -> coroutine<> {
  future<int> future = event_loop::current().create_future<int>();

  const auto body = [&] -> coroutine<> {
    try {
      println("got {}", co_await future);
    } catch (const cancelled_error&) {
      println("cancelled, though the future has {}", future.result());
      throw;
    }
  };

  task<> task = create_task(body());
  co_await yield_now();
  future.set_result(1);
  println("cancel: {}", yes(task.cancel()));
  println("awaiting it: {}", co_await awaited(task));
});

// Two requests before the task runs again are counted twice and delivered once.
const scenario two_requests("tasks/two_requests_are_one_delivery", [] -> coroutine<> {
  std::optional<task<>> task;
  const auto body = [&] -> coroutine<> {
    for (int i = 0; i < 3; ++i) {
      try {
        co_await weft::sleep(1s);
        println("slept");
      } catch (const cancelled_error&) {
        println("{} with {} requests", describe(), task->cancelling());
      }
    }
  };

  task = create_task(body());
  co_await yield_now();
  task->cancel("first");
  task->cancel("second");
  co_await yield_now();
  println("between");
  println("awaiting it: {}", co_await awaited(*task));
});

// The message of cancel() reaches whoever asks for the result.
const scenario cancel_with_message("tasks/cancel_with_message", [] -> coroutine<> {
  const auto body = [] -> coroutine<> { co_await weft::sleep(10s); };

  for (const char* message : {"", "my message"}) {
    task<> task = create_task(body());
    co_await yield_now();
    task.cancel(message);
    auto [done, pending] = co_await wait(std::vector{task});
    println("{} {} {}", done.size(), pending.size(), tried([&] { task.result(); }));
  }
});

// Whoever awaits a task that somebody else cancels may turn that into a failure of its own.
const scenario cancelled_by_a_callback("tasks/cancelled_by_a_callback", [] -> coroutine<> {
  event_loop& loop = event_loop::current();
  future<> started = loop.create_future();

  const auto sleeper = [&] -> coroutine<> {
    started.set_result();
    co_await weft::sleep(10s);
  };

  const auto body = [&] -> coroutine<> {
    task<> inner = create_task(sleeper());
    co_await started;
    loop.call_soon([inner] { inner.cancel("msg"); });
    try {
      co_await inner;
    } catch (const cancelled_error&) {
      throw boom(describe());
    }
  };

  println("{}", co_await awaited(create_task(body())));
});

// A task that answers its cancellation with a failure has failed, and is not cancelled.
const scenario failure_while_cancelled("tasks/failure_while_being_cancelled", [] -> coroutine<> {
  const auto sleeper = [] -> coroutine<> { co_await weft::sleep(10s); };

  const auto body = [&] -> coroutine<> {
    try {
      co_await sleeper();
    } catch (const cancelled_error&) {
      throw boom("instead");
    }
  };

  task<> task = create_task(body());
  co_await yield_now();
  task.cancel();
  println("done: {}", yes(task.done()));
  co_await yield_now();
  println("done: {} cancelled: {} exception: {}", yes(task.done()), yes(task.cancelled()), describe(task.exception()));
});

// cancel() says yes as long as the task is not done, and every request counts.
const scenario cancelling("tasks/cancelling", [] -> coroutine<> {
  const auto body = [] -> coroutine<> { co_await weft::sleep(10s); };

  task<> task = create_task(body());
  print("{} ", task.cancelling());
  print("{} {} ", yes(task.cancel()), task.cancelling());
  println("{} {}", yes(task.cancel()), task.cancelling());
  println("awaiting it: {}", co_await awaited(task));
  println("{} {}", yes(task.cancel()), task.cancelling());
});

// uncancel() takes a request back; a later cancel() works as the first one did.
const scenario uncancel_basic("tasks/uncancel_basic", [] -> coroutine<> {
  std::optional<task<>> task;
  const auto body = [&] -> coroutine<> {
    bool cancelled = false;
    try {
      co_await weft::sleep(10s);
    } catch (const cancelled_error&) {
      cancelled = true;
    }
    if (cancelled) {
      println("uncancel: {}", task->uncancel());
      co_await weft::sleep(10s);
    }
  };

  task = create_task(body());
  co_await weft::sleep(1s);
  print("{} ", yes(task->cancel()));
  println("{} {}", task->cancelling(), yes(task->cancelled()));
  co_await weft::sleep(1s);
  println("{} {}", task->cancelling(), yes(task->cancelled()));
  print("{} ", yes(task->cancel()));
  println("{} {}", task->cancelling(), yes(task->cancelled()));
  println("awaiting it: {}", co_await awaited(*task));
  print("{} {} ", yes(task->cancelled()), yes(task->done()));
  print("uncancel: {} ", task->uncancel());
  println("{}", task->uncancel());
  println("{} {}", yes(task->cancelled()), yes(task->done()));
});

// A request that is taken back before the task has run is as if it had never been.
const scenario uncancel_resets_must_cancel("tasks/uncancel_resets_must_cancel", [] -> coroutine<> {
  future<> future = event_loop::current().create_future();

  const auto body = [&] -> coroutine<int> {
    co_await future;
    co_return 42;
  };

  task<int> task = create_task(body());
  co_await yield_now();
  future.set_result();
  print("{} ", yes(task.cancel()));
  println("{}", task.cancelling());
  println("{}", task.uncancel());
  println("awaiting it: {}", co_await awaited(task));
});

// The five rules by which a block that cancels its own task tells that cancellation from others.
const scenario uncancel_structured_blocks("tasks/uncancel_structured_blocks", [] -> coroutine<> {
  event_loop& loop = event_loop::current();

  const auto with_timeout = [&](std::optional<task<>>& task, duration sleep, duration timeout) -> coroutine<> {
    bool timed_out = false;
    timer_handle timer = loop.call_later(timeout, [&] {
      timed_out = true;
      task->cancel();
    });
    try {
      co_await weft::sleep(sleep);
      println("the block finished");
      timer.cancel();
    } catch (const cancelled_error&) {
      timer.cancel();
      if (!timed_out || task->uncancel() > 0) throw;
      println("the block timed out");
    }
    co_await yield_now();
    println("and the task goes on");
  };

  std::optional<task<>> first, second, third;
  first = create_task(with_timeout(first, 10s, 1s));
  println("{} {}", co_await awaited(*first), first->cancelling());
  second = create_task(with_timeout(second, 0s, 10s));
  println("{} {}", co_await awaited(*second), second->cancelling());
  third = create_task(with_timeout(third, 10s, 1s));
  loop.call_later(1s, [&] { third->cancel(); });
  println("{} {}", co_await awaited(*third), third->cancelling());
});

// A cancellation arrives at the innermost await and passes through every coroutine on its way out.
const scenario cancel_passes_through("tasks/cancel_passes_through_coroutines", [] -> coroutine<> {
  future<> waiter = event_loop::current().create_future();

  const auto inner = [&] -> coroutine<> {
    try {
      co_await waiter;
    } catch (const cancelled_error&) {
      println("inner");
      throw;
    }
  };

  const auto outer = [&] -> coroutine<> {
    try {
      co_await inner();
    } catch (const cancelled_error&) {
      println("outer");
    }
  };

  task<> task = create_task(outer());
  co_await yield_now();
  task.cancel();
  println("waiter cancelled: {}", yes(waiter.cancelled()));
  const std::string result = co_await awaited(task);
  println("awaiting it: {} cancelled: {}", result, yes(task.cancelled()));
});

// A timer cancels a task that sleeps for long; whoever awaits it hears in time.
const scenario cancel_sleeping_task("tasks/cancel_sleeping_task", [] -> coroutine<> {
  const auto sleeper = [] -> coroutine<> { co_await weft::sleep(5000s); };

  task<> task = create_task(sleeper());
  event_loop::current().call_later(2s, [task] { task.cancel(); });
  const std::string result = co_await awaited(task);
  println("awaiting it: {} at {}", result, now());
});

// Cancelling a task that awaits a task that awaits a task reaches the last one first.
const scenario cancel_chain("tasks/cancel_goes_down_a_chain_of_tasks", [] -> coroutine<> {
  const auto link = [](const char* name, auto next_one) -> coroutine<> {
    try {
      co_await next_one;
    } catch (const cancelled_error&) {
      println("{} {}", name, describe());
      throw;
    }
  };

  task<> last = create_task(link("last", event_loop::current().create_future()));
  task<> middle = create_task(link("middle", last));
  task<> first = create_task(link("first", middle));
  co_await yield_now();
  first.cancel("stop");
  println("requests: {} {} {}", first.cancelling(), middle.cancelling(), last.cancelling());
  println("awaiting it: {}", co_await awaited(first));
  println("{} {} {}", yes(last.cancelled()), yes(middle.cancelled()), yes(first.cancelled()));
});

// A task that ignores its cancellation gives its value to the awaiter that had passed the cancellation on.
const scenario ignored_below("tasks/cancel_of_an_awaiter_that_is_ignored_below", [] -> coroutine<> {
  const auto stubborn = [] -> coroutine<std::string> {
    try {
      co_await weft::sleep(10s);
    } catch (const cancelled_error&) {
      println("stubborn: no");
    }
    co_await weft::sleep(1s);
    co_return "done anyway";
  };

  task<std::string> inner = create_task(stubborn());
  const auto awaiter = [&] -> coroutine<std::string> { co_return co_await inner; };
  task<std::string> outer = create_task(awaiter());
  co_await weft::sleep(1s);
  println("{}", yes(outer.cancel()));
  const std::string result = co_await awaited(outer);
  println("awaiting it: {} cancelled: {} requests: {}", result, yes(outer.cancelled()), outer.cancelling());
});

// sleep() takes its time and gives its value; cancelling it frees its timer.
const scenario sleep("tasks/sleep", [] -> coroutine<> {
  const std::string value = co_await weft::sleep(3s, std::string("value"));
  println("{} at {}", value, now());
  const std::string at_once = co_await weft::sleep(0s, std::string("at once"));
  println("{} at {}", at_once, now());
  const std::string never_back = co_await weft::sleep(-1s, std::string("never back"));
  println("{} at {}", never_back, now());
  task<> task = create_task([] -> coroutine<> { co_await weft::sleep(5000s); });
  co_await yield_now();
  task.cancel();
  const std::string result = co_await awaited(task);
  println("{} at {}", result, now());
});

// sleep(0) and a negative sleep give everybody else exactly one turn.
const scenario sleep_zero("tasks/sleep_zero_takes_one_turn", [] -> coroutine<> {
  const auto worker = [](const char* name, duration pause) -> coroutine<> {
    for (int i = 0; i < 3; ++i) {
      println("{} {}", name, i);
      co_await weft::sleep(pause);
    }
  };

  std::vector<task<>> tasks{create_task(worker("a", 0s)), create_task(worker("b", -1s)), create_task(worker("c", 0s))};
  co_await wait(tasks);
});

// Everybody who waits for a future is woken in the order of asking, callbacks among them.
const scenario several_wait("tasks/several_wait_for_one_future", [] -> coroutine<> {
  future<int> future = event_loop::current().create_future<int>();

  const auto waiter = [&](const char* name) -> coroutine<> { println("{} has {}", name, co_await future); };

  task<> first = create_task(waiter("first"));
  co_await yield_now();
  future.add_done_callback([](weft::future<int> done) { println("callback has {}", done.result()); });
  task<> second = create_task(waiter("second"));
  co_await yield_now();
  future.set_result(42);
  task<> late = create_task(waiter("late"));
  println("set");
  co_await late;
  println("done: {} {}", yes(first.done()), yes(second.done()));
});

// Two tasks hand the turn to and fro through futures.
const scenario wake_each_other("tasks/tasks_that_wake_each_other", [] -> coroutine<> {
  event_loop& loop = event_loop::current();
  future<bool> ping = loop.create_future<bool>(), pong = loop.create_future<bool>();

  const auto one = [&] -> coroutine<> {
    println("one waits");
    co_await ping;
    println("one goes on");
    pong.set_result(true);
    println("one ends");
  };

  const auto two = [&] -> coroutine<> {
    println("two wakes one");
    ping.set_result(true);
    co_await pong;
    println("two ends");
  };

  co_await wait(std::vector{create_task(one()), create_task(two())});
});

// The first step of a task comes in a later turn, those of several in the order of their creation.
const scenario never_at_once("tasks/create_task_never_runs_at_once", [] -> coroutine<> {
  const auto body = [](const char* name) -> coroutine<> {
    println("{}", name);
    co_return;
  };

  std::vector<task<>> tasks;
  for (const char* name : {"a", "b", "c"}) tasks.push_back(create_task(body(name)));
  println("created");
  for (std::size_t i = tasks.size(); i-- > 0;) co_await tasks[i];
  println("awaiting a task that is done takes no turn");
  event_loop::current().call_soon([] { println("a turn"); });
  co_await tasks[0];
  println("here first");
  co_await yield_now();
});

// A task's value, or failure, is there for everybody who asks, as often as they ask.
const scenario again_and_again("tasks/result_can_be_had_again_and_again", [] -> coroutine<> {
  const auto value = [] -> coroutine<int> { co_return 7; };
  const auto failure = [] -> coroutine<int> {
    throw boom("once");
    co_return 0;
  };

  task<int> good = create_task(value()), bad = create_task(failure());
  println("{} {}", tried([&] { return good.result(); }), tried([&] { return bad.exception(); }));
  for (int i = 0; i < 2; ++i) {
    const std::string of_good = co_await awaited(good);
    println("{} {}", of_good, co_await awaited(bad));
  }
  println("{} {} {} {}", tried([&] { return good.result(); }), tried([&] { return bad.result(); }),
          tried([&] { return good.exception(); }), describe(bad.exception()));
});

// A task has the name it was given; set_name() changes it.
const scenario names("tasks/names", [] -> coroutine<> {
  const auto body = [] -> coroutine<> { co_return; };

  task<> task = create_task(body(), {.name = "No-op"});
  println("{}", task.name());
  task.set_name("renamed");
  println("{}", task.name());
  co_await task;
});

// Awaiting coroutines that complete at once runs nothing else, however many there are.
const scenario do_not_touch("tasks/coroutines_do_not_touch_the_loop", [] -> coroutine<> {
  event_loop::current().call_soon([] { println("the loop's turn"); });

  const auto leaf = [](int n) -> coroutine<int> { co_return n; };
  const auto nested = [](const auto& self, int n) -> coroutine<int> {
    if (n == 0) co_return n;
    co_return 1 + co_await self(self, n - 1);
  };

  int total = 0;
  for (int i = 0; i < 100; ++i) total += co_await leaf(i);
  println("{} {}", total, co_await nested(nested, 50));
  co_await yield_now();
  println("end");
});

// A coroutine gives its result to who awaits it, directly or as a task.
const scenario basics("tasks/basics", [] -> coroutine<> {
  const auto inner = [] -> coroutine<int> { co_return 42; };
  const auto other = [] -> coroutine<int> { co_return 1000; };

  const auto outer = [&] -> coroutine<int> {
    const int a = co_await inner();
    const int b = co_await other();
    co_return a + b;
  };

  println("{}", co_await outer());
  println("{}", co_await create_task(outer()));
});

// sleep(0s, value) takes one turn, like yield_now(), and gives the value.
const scenario sleep_zero_value("tasks/sleep_zero_gives_its_value", [] -> coroutine<> {
  int result = 0;
  event_loop::current().call_soon([&](int number) { result += number; }, 1);
  println("{}", result);
  const int number = co_await weft::sleep(0s, 10);
  println("{} {}", number, result);
});

// A task cannot wait for itself: it hears so, and goes on.
const scenario awaits_itself("tasks/a_task_that_awaits_itself", [] -> coroutine<> {
  std::optional<task<>> task;

  const auto body = [&] -> coroutine<> {
    println("inside: {}", co_await awaited(*task));
    co_await *task;
  };

  task = create_task(body());
  println("{}", co_await awaited(*task));
});

// A future can only be awaited in its own loop.
const scenario of_another_loop("tasks/future_of_another_loop", [] {
  event_loop loop({.clock = weft::clock::virtual_time}), other({.clock = weft::clock::virtual_time});
  future<> future = other.create_future();

  const auto body = [&] -> coroutine<> {
    println("inside: {}", co_await awaited(future));
    co_await future;
  };

  println("{}", tried([&] { loop.run_until_complete(body()); }));
});

// Asking a cancelled task what it failed with raises its cancellation, message and all.
const scenario exception_of_cancelled("tasks/exception_of_a_cancelled_task", [] -> coroutine<> {
  for (const char* message : {"", "my message"}) {
    task<> task = create_task(sleeping(10s));
    co_await turns(1);
    task.cancel(message);
    co_await wait(std::vector{task});
    println("{}", tried([&] { return task.exception(); }));
  }
});

// Cancelling a task cancels the future that it waits for, at once.
const scenario cancel_awaited_future("tasks/cancel_cancels_the_awaited_future", [] -> coroutine<> {
  future<> future = event_loop::current().create_future();
  const auto body = [&] -> coroutine<> { co_await future; };

  task<> task = create_task(body());
  co_await turns(1);
  const bool asked = task.cancel();
  println("{} {} {}", yes(asked), yes(future.cancelled()), yes(task.done()));
  const std::string result = co_await awaited(task);
  println("{} {}", result, yes(task.cancelled()));
});

// A coroutine runs once: awaiting it again is an error.
const scenario awaited_once("tasks/a_coroutine_is_awaited_once", [] -> coroutine<> {
  const auto body = [] -> coroutine<int> {
    println("runs");
    co_return 1;
  };

  coroutine<int> coroutine = body();
  println("{}", co_await awaited(std::move(coroutine)));
  println("{}", co_await awaited(std::move(coroutine)));
});

// A task whose body raises cancelled_error by itself has been cancelled, whoever asked for it.
const scenario raises_cancellation("tasks/a_body_that_raises_a_cancellation", [] -> coroutine<> {
  const auto body = [] -> coroutine<> {
    throw cancelled_error("own");
    co_return;
  };

  task<> task = create_task(body());
  println("{}", co_await awaited(task));
  println("{} {}", yes(task.cancelled()), task.cancelling());
});

// Cancelled for another reason before it hears of the first, a task hears of the first.
const scenario second_reason("tasks/a_second_reason_comes_too_late", [] -> coroutine<> {
  std::optional<task<>> task;
  const auto body = [&] -> coroutine<> {
    task->cancel("own");
    println("{}", co_await awaited(weft::sleep(10s)));
    println("requests: {}", task->cancelling());
  };

  task = create_task(body());
  event_loop::current().call_soon([&] { println("again: {}", yes(task->cancel("another"))); });
  println("{}", co_await awaited(*task));
});

// A task that is cancelled in the turn in which it would hear that what it awaits has been hears of that.
const scenario by_both("tasks/cancelled_together_with_what_it_awaits", [] -> coroutine<> {
  future<int> future = event_loop::current().create_future<int>();
  std::optional<task<>> task;
  const auto body = [&] -> coroutine<> {
    println("{}", co_await awaited(future));
    println("{}", co_await awaited(weft::sleep(1s)));
    println("requests: {}", task->cancelling());
  };

  task = create_task(body());
  co_await yield_now();
  future.cancel("the future");
  task->cancel("the task");
  println("{}", co_await awaited(*task));
});

// A task that is cancelled again after what it awaits has declined the first request hears of the second one.
const scenario declined("tasks/what_declines_brings_no_message", [] -> coroutine<> {
  const auto declining = [] -> coroutine<> { println("inner: {}", co_await awaited(weft::sleep(10s))); };
  const auto body = [&] -> coroutine<> { println("outer: {}", co_await awaited(create_task(declining()))); };

  task<> task = create_task(body());
  co_await turns(2);
  task.cancel("first");
  co_await turns(1);
  task.cancel("second");
  co_await task;
  println("requests: {}", task.cancelling());
});

// A task that is cancelled in the turn in which it would hear that its gather has been hears of that.
const scenario with_gather("tasks/cancelled_together_with_a_gather", [] -> coroutine<> {
  auto gathered = gather(weft::sleep(10s), weft::sleep(10s));
  const auto body = [&] -> coroutine<> {
    println("{}", co_await awaited(gathered));
    println("{}", co_await awaited(weft::sleep(1s)));
  };

  task<> task = create_task(body());
  co_await turns(1);
  gathered.cancel("the gather");
  co_await turns(2);
  task.cancel("the task");
  co_await task;
  println("requests: {}", task.cancelling());
});

// The message of a cancellation: for the first to ask and the second, behind a shield, and out of a gather.
const scenario hears_the_message("tasks/who_hears_the_message", [] -> coroutine<> {
  const auto declining = [] -> coroutine<> { println("declines: {}", co_await awaited(weft::sleep(10s))); };

  task<> task = create_task(sleeping(10s));
  weft::task<> shielded = create_task(sleeping(10s));
  future<> shield = weft::shield(shielded);
  auto gathered = gather_settled(sleeping(10s), declining());
  co_await turns(1);
  task.cancel("why");
  shielded.cancel("why");
  gathered.cancel("why");
  const std::string first = co_await awaited(task);
  println("first: {} second: {}", first, co_await awaited(task));
  println("behind a shield: {}", co_await awaited(shield));
  println("out of a gather: {}", co_await awaited(gathered));
});

}  // namespace
