// gather(), shield(), wait() and as_completed(): waiting for several at once.
#include "../scenario.hpp"

#include <algorithm>

using namespace conformance;
using namespace weft;
using namespace std::chrono_literals;

namespace {

// gather() ends once the last child has, with the values in the order of the arguments.
const scenario gather_success("gathering/gather_success", [] -> coroutine<> {
  event_loop& loop = event_loop::current();
  future<int> a = loop.create_future<int>(), b = loop.create_future<int>(), c = loop.create_future<int>();
  auto gathered = gather(a, b, c);
  b.set_result(1);
  a.set_result(2);
  co_await turns(2);
  println("done: {}", yes(gathered.done()));
  c.set_result(3);
  co_await turns(2);
  println("done: {} {}", yes(gathered.done()), text(gathered.result()));
});

// gather() of nothing gives nothing.
const scenario gather_of_nothing("gathering/gather_of_nothing", [] -> coroutine<> {
  println("{}", text(co_await gather(std::vector<task<int>>())));
});

// The first failure ends gather() at once; the other children run on, unreported.
const scenario gather_one_exception("gathering/gather_one_exception", [] -> coroutine<> {
  event_loop::current().set_exception_handler(
      [](const exception_context& context) { println("reported: {}", describe(context.exception)); });

  const auto child = [](std::string name, duration delay, bool fail) -> coroutine<std::string> {
    co_await weft::sleep(delay);
    println("{} ends at {}", name, now());
    if (fail) throw boom(name);
    co_return name;
  };

  std::vector<task<std::string>> tasks{create_task(child("a", 1s, false)), create_task(child("b", 2s, true)),
                                       create_task(child("c", 3s, true)), create_task(child("d", 4s, false))};
  const std::string result = co_await awaited(gather(tasks));
  println("{} at {}", result, now());
  println("still running: {} {}", yes(!tasks[2].done()), yes(!tasks[3].done()));
  co_await weft::sleep(5s);
  println("{}", tried([&] { return tasks[3].result(); }));
  tasks.clear();
  println("gone");
});

// With exceptions as results, gather() waits for all.
const scenario gather_return_exceptions("gathering/gather_return_exceptions", [] -> coroutine<> {
  event_loop& loop = event_loop::current();
  future<int> a = loop.create_future<int>(), b = loop.create_future<int>(), c = loop.create_future<int>(),
              d = loop.create_future<int>();
  auto gathered = gather_settled(a, b, c, d);
  b.set_result(1);
  c.set_exception(boom("c"));
  a.set_result(3);
  co_await turns(2);
  println("done: {}", yes(gathered.done()));
  d.set_exception(boom("d"));
  co_await turns(2);
  println("done: {} {}", yes(gathered.done()), text(gathered.result()));
});

// A child that is cancelled by itself is a failure of gather(), which is then not cancelled itself.
const scenario gather_one_cancellation("gathering/gather_one_cancellation", [] -> coroutine<> {
  event_loop& loop = event_loop::current();
  future<int> a = loop.create_future<int>(), b = loop.create_future<int>(), c = loop.create_future<int>();
  auto gathered = gather(a, b, c);
  a.set_result(1);
  b.cancel();
  co_await turns(2);
  println("done: {} cancelled: {} {}", yes(gathered.done()), yes(gathered.cancelled()),
          tried([&] { return gathered.result(); }));
  println("c done: {}", yes(c.done()));
});

// With exceptions as results, a cancelled child is one of them.
const scenario gather_settled_cancellation("gathering/gather_settled_cancellation", [] -> coroutine<> {
  event_loop& loop = event_loop::current();
  future<int> a = loop.create_future<int>(), b = loop.create_future<int>(), c = loop.create_future<int>(),
              d = loop.create_future<int>();
  auto gathered = gather_settled(a, b, c, d);
  a.set_result(1);
  b.set_exception(boom("b"));
  c.cancel("c");
  co_await turns(2);
  println("done: {}", yes(gathered.done()));
  d.set_result(4);
  println("{}", co_await awaited(gathered));
});

// Cancelling whoever awaits gather() cancels every child; once they have ended, so does gather().
const scenario cancellation_broadcast("gathering/cancellation_broadcast", [] -> coroutine<> {
  std::vector<std::string> proof;
  const auto inner = [&](std::string name, future<> waiter) -> coroutine<> {
    try {
      co_await waiter;
    } catch (const cancelled_error&) {
      proof.push_back(name);
      throw;
    }
  };

  future<> waiter = event_loop::current().create_future();
  task<> one = create_task(inner("one", waiter)), two = create_task(inner("two", waiter));
  auto gathered = gather(one, two);

  const auto outer = [&] -> coroutine<> { co_await gathered; };

  task<> task = create_task(outer());
  co_await yield_now();
  println("cancel: {}", yes(task.cancel()));
  println("awaiting it: {}", co_await awaited(task));
  println("{} {} {} cancel again: {} {}", text(proof), yes(one.cancelled()), yes(two.cancelled()), yes(task.cancel()),
          yes(gathered.cancel()));
});

// gather() refuses to be cancelled once all children are done, even before it has heard of that.
const scenario cancel_gather_1("gathering/cancel_gather_1", [] -> coroutine<> {
  future<int> future = event_loop::current().create_future<int>();

  const auto child = [&] -> coroutine<int> { co_return co_await future; };

  auto gathered = gather(child());
  co_await yield_now();
  future.add_done_callback([&] { println("cancel: {}", yes(gathered.cancel())); });
  future.set_result(42);
  co_await turns(2);
  const std::string result = co_await awaited(gathered);
  println("result: {} cancelled: {}", result, yes(gathered.cancelled()));
});

// A cancellation from outside is not lost in a gather() that gives exceptions as results.
const scenario cancel_gather_2("gathering/cancel_gather_2", [] -> coroutine<> {
  const auto loop_for_ever = [] -> coroutine<> {
    for (;;) co_await gather_settled(sleeping(2s));
  };

  task<> task = create_task(loop_for_ever());
  co_await weft::sleep(5s);
  task.cancel("my message");
  const std::string result = co_await awaited(task);
  println("{} at {}", result, now());
});

// A cancelled gather() ends when its children have; one that takes its time to clean up is waited for.
const scenario gather_cancel_waits("gathering/gather_cancel_waits_for_stubborn_children", [] -> coroutine<> {
  const auto stubborn = [] -> coroutine<std::string> {
    bool cancelled = false;
    try {
      co_await weft::sleep(10s);
    } catch (const cancelled_error&) {
      cancelled = true;
    }
    if (cancelled) {
      co_await weft::sleep(3s);
      println("cleaned up at {}", now());
    }
    co_return "value";
  };

  const auto meek = [] -> coroutine<> {
    try {
      co_await weft::sleep(10s);
    } catch (...) {
      println("meek at {}", now());
      throw;
    }
  };

  {
    auto gathered = gather(stubborn(), meek());
    co_await weft::sleep(1s);
    print("cancel: {} ", yes(gathered.cancel()));
    println("done: {}", yes(gathered.done()));
    const std::string result = co_await awaited(gathered);
    println("{} at {}", result, now());
    co_await weft::sleep(5s);
  }
  {
    auto gathered = gather_settled(stubborn(), meek());
    co_await weft::sleep(1s);
    print("cancel: {} ", yes(gathered.cancel()));
    println("done: {}", yes(gathered.done()));
    const std::string result = co_await awaited(gathered);
    println("{} at {}", result, now());
    co_await weft::sleep(5s);
  }
});

// A shield has the value, the failure or the cancellation of what is inside.
const scenario shield_ends("gathering/shield_ends_as_the_inner_does", [] -> coroutine<> {
  event_loop& loop = event_loop::current();
  const auto ends = {+[](const future<int>& f) { f.set_result(42); },
                     +[](const future<int>& f) { f.set_exception(boom("expected")); },
                     +[](const future<int>& f) { f.cancel(); }};
  for (auto* end : ends) {
    future<int> inner = loop.create_future<int>();
    future<int> outer = shield(inner);
    end(inner);
    println("outer done: {}", yes(outer.done()));
    const std::string result = co_await awaited(outer);
    println("{} cancelled: {}", result, yes(outer.cancelled()));
  }
});

// Cancelling a shield cancels only the shield.
const scenario shield_cancel_outer("gathering/shield_cancel_outer", [] -> coroutine<> {
  future<int> inner = event_loop::current().create_future<int>();
  future<int> outer = shield(inner);
  co_await yield_now();
  println("cancel: {}", yes(outer.cancel()));
  println("outer: {} inner: {}", yes(outer.cancelled()), yes(inner.done()));
  inner.set_result(1);
  co_await turns(2);
  println("outer: {} inner: {}", yes(outer.cancelled()), tried([&] { return inner.result(); }));
});

// A shield of what is done already is done itself.
const scenario shield_shortcut("gathering/shield_shortcut", [] -> coroutine<> {
  future<int> future = event_loop::current().create_future<int>();
  future.set_result(42);
  event_loop::current().call_soon([] { println("a turn"); });
  weft::future<int> outer = shield(future);
  println("done: {}", yes(outer.done()));
  println("{}", co_await awaited(outer));
  co_await yield_now();
});

// Cancelling whoever awaits a shield leaves the task inside running; it finishes later.
const scenario shield_effect("gathering/shield_effect", [] -> coroutine<> {
  future<> waiter = event_loop::current().create_future();

  const auto inner = [&] -> coroutine<> {
    co_await waiter;
    println("inner finishes");
  };

  const auto outer = [&] -> coroutine<> {
    co_await shield(inner());
    println("never printed");
  };

  task<> task = create_task(outer());
  co_await turns(2);
  task.cancel();
  println("awaiting it: {}", co_await awaited(task));
  println("set");
  waiter.set_result();
  co_await turns(2);
});

// A shield around gather() protects the children.
const scenario shield_gather("gathering/shield_gather", [] -> coroutine<> {
  event_loop& loop = event_loop::current();
  future<int> one = loop.create_future<int>(), two = loop.create_future<int>();
  auto parent = gather(one, two);
  auto outer = shield(parent);
  co_await yield_now();
  outer.cancel();
  co_await yield_now();
  println("outer: {} parent: {}", yes(outer.cancelled()), yes(parent.done()));
  one.set_result(1);
  two.set_result(2);
  println("{}", co_await awaited(parent));
});

// Cancelling a gather() of shields cancels the shields and not what is inside.
const scenario gather_shield("gathering/gather_shield", [] -> coroutine<> {
  event_loop& loop = event_loop::current();
  future<int> one = loop.create_future<int>(), two = loop.create_future<int>();
  future<int> inner_one = shield(one), inner_two = shield(two);
  auto parent = gather(inner_one, inner_two);
  co_await yield_now();
  println("cancel: {}", yes(parent.cancel()));
  co_await turns(2);
  println("{} {} {} {} {}", tried([&] { return parent.result(); }), yes(inner_one.cancelled()), yes(inner_two.cancelled()),
          yes(one.done()), yes(two.done()));
  one.set_result(1);
  two.set_result(2);
  co_await turns(2);
});

// wait() waits for all, and takes a turn even when all are done.
const scenario wait_all("gathering/wait_all", [] -> coroutine<> {
  task<> a = create_task(sleeping(1s)), b = create_task(sleeping(2s));
  for (int i = 0; i < 2; ++i) {
    auto [done, pending] = co_await wait(std::vector{b, a});
    println("{} {} at {}", done.size(), pending.size(), now());
    event_loop::current().call_soon([] { println("a turn"); });
  }
});

// The same task twice counts once.
const scenario wait_duplicates("gathering/wait_duplicates", [] -> coroutine<> {
  const auto value = [](std::string of) -> coroutine<std::string> { co_return of; };

  task<std::string> c = create_task(value("test"));
  auto [done, pending] = co_await wait(std::vector{c, c, create_task(value("spam"))});
  std::vector<std::string> results;
  for (const auto& each : done) results.push_back(each.result());
  std::ranges::sort(results);
  println("{} {}", pending.size(), text(results));
});

// wait() for nothing is an error.
const scenario wait_errors("gathering/wait_errors", [] -> coroutine<> {
  println("{}", co_await [] -> coroutine<std::string> {
    try {
      co_await wait(std::vector<task<>>());
    } catch (...) {
      co_return describe();
    }
    co_return "";
  }());
});

// With FIRST_COMPLETED, wait() returns once one has ended.
const scenario wait_first_completed("gathering/wait_first_completed", [] -> coroutine<> {
  task<> a = create_task(sleeping(10s)), b = create_task(sleeping(1s));
  auto [done, pending] = co_await wait(std::vector{b, a}, {.return_when = return_when::first_completed});
  println("{} {} at {}", yes(done == std::vector{b}), yes(pending == std::vector{a}), now());
  a.cancel();
});

// What has ended while wait() was being woken counts as done.
const scenario wait_really_done("gathering/wait_really_done", [] -> coroutine<> {
  task<> a = create_task(turns(1)), b = create_task(turns(2));
  auto [done, pending] = co_await wait(std::vector{b, a}, {.return_when = return_when::first_completed});
  println("{} {} {} {}", done.size(), pending.size(), yes(a.done()), yes(b.done()));
});

// With FIRST_EXCEPTION, wait() returns at the first failure; a cancelled task is none.
const scenario wait_first_exception("gathering/wait_first_exception", [] -> coroutine<> {
  const auto failing = [] -> coroutine<> {
    co_await weft::sleep(2s);
    throw boom();
  };

  task<> a = create_task(sleeping(10s)), b = create_task(failing()), c = create_task(sleeping(5s));
  event_loop::current().call_later(1s, [c] { c.cancel(); });
  auto [done, pending] = co_await wait(std::vector{a, b, c}, {.return_when = return_when::first_exception});
  println("{} {} {} at {}", yes(pending == std::vector{a}), yes(done[0] == b), yes(done[1] == c), now());
  println("{} {}", describe(b.exception()), yes(c.cancelled()));
  a.cancel();
});

// A timeout of wait() is no failure: what has not ended is pending, and runs on.
const scenario wait_with_timeout("gathering/wait_with_timeout", [] -> coroutine<> {
  task<> a = create_task(sleeping(2s)), b = create_task(sleeping(4s));
  auto [done, pending] = co_await wait(std::vector{b, a}, {.timeout = 3s});
  println("{} {} at {}", yes(done == std::vector{a}), yes(pending == std::vector{b}), now());
  co_await b;
  println("b ends at {}", now());
});

// A task that ends in the very turn of the timeout counts as done.
const scenario wait_concurrent_complete("gathering/wait_concurrent_complete", [] -> coroutine<> {
  task<> a = create_task(sleeping(1s)), b = create_task(sleeping(2s));
  co_await yield_now();
  auto [done, pending] = co_await wait(std::vector{b, a}, {.timeout = 1s});
  println("{} {} at {}", yes(done == std::vector{a}), yes(pending == std::vector{b}), now());
  co_await b;
});

// Cancelling whoever is in wait() cancels none of those waited for.
const scenario wait_does_not_cancel("gathering/wait_does_not_cancel", [] -> coroutine<> {
  future<> waiter = event_loop::current().create_future();

  const auto inner = [&] -> coroutine<> {
    co_await waiter;
    println("inner finishes");
  };

  const auto outer = [&] -> coroutine<> {
    co_await wait(std::vector{create_task(inner())});
    println("never printed");
  };

  task<> task = create_task(outer());
  co_await turns(2);
  task.cancel();
  println("awaiting it: {}", co_await awaited(task));
  waiter.set_result();
  co_await turns(2);
});

// as_completed() gives the results in the order in which they come.
const scenario as_completed_order("gathering/as_completed", [] -> coroutine<> {
  std::vector<task<std::string>> tasks{create_task(sleeping(3s, std::string("c"))), create_task(sleeping(1s, std::string("a"))),
                                       create_task(sleeping(2s, std::string("b")))};
  auto completed = as_completed(tasks);
  while (auto each = co_await completed.next()) println("{} at {}", each->result(), now());
});

// as_completed() gives the very tasks, failed and cancelled ones too.
const scenario as_completed_same_tasks("gathering/as_completed_same_tasks", [] -> coroutine<> {
  const auto failing = [] -> coroutine<> {
    co_await weft::sleep(1s);
    throw boom();
  };

  std::vector<task<>> tasks{create_task(failing()), create_task(sleeping(9s)), create_task(sleeping(3s))};
  event_loop::current().call_later(2s, [&] { tasks[1].cancel(); });
  auto completed = as_completed(tasks);
  while (auto each = co_await completed.next()) {
    println("{} {}", std::ranges::find(tasks, *each) - tasks.begin(), tried([&] { each->result(); }));
  }
});

// wait() throws nothing: a failed task is done like any other, at first and when all have ended before.
const scenario wait_with_exception("gathering/wait_with_exception", [] -> coroutine<> {
  const auto failing = [] -> coroutine<> {
    co_await weft::sleep(2s);
    throw boom();
  };

  std::vector<task<>> tasks{create_task(sleeping(1s)), create_task(failing())};
  for (int i = 0; i < 2; ++i) {
    auto [done, pending] = co_await wait(tasks);
    const auto failed = std::ranges::count_if(done, [](const task<>& each) { return each.exception() != nullptr; });
    println("{} {} {} at {}", done.size(), pending.size(), failed, now());
  }
});

// wait() for tasks that end in the same turn.
const scenario wait_for_many("gathering/wait_for_many", [] -> coroutine<> {
  const auto giving = [](int value) -> coroutine<int> { co_return value; };

  std::vector<task<int>> tasks;
  for (int i = 0; i < 10; ++i) tasks.push_back(create_task(giving(i)));
  auto [done, pending] = co_await wait(tasks);
  int sum = 0;
  for (const task<int>& each : done) sum += each.result();
  println("{} {} {}", done.size(), pending.size(), sum);
});

std::vector<task<int>> sleepers(std::initializer_list<int> delays) {
  std::vector<task<int>> tasks;
  for (const int delay : delays) tasks.push_back(create_task(sleeping(std::chrono::seconds(delay), delay)));
  return tasks;
}

// One may stop asking as_completed() for the next task, and go on later.
const scenario as_completed_resumed("gathering/as_completed_resumed", [] -> coroutine<> {
  auto completed = as_completed(sleepers({4, 3, 2, 1}));
  for (int i = 0; i < 2; ++i) {
    const auto each = co_await completed.next();
    println("{} at {}", each->result(), now());
  }
  println("a pause");
  while (auto each = co_await completed.next()) println("{} at {}", each->result(), now());
});

// as_completed() keeps the order of completion while nobody asks for the next task.
const scenario as_completed_unasked("gathering/as_completed_while_nobody_asks", [] -> coroutine<> {
  auto completed = as_completed(sleepers({3, 1, 9, 2}));
  co_await weft::sleep(5s);
  while (auto each = co_await completed.next()) println("{} at {}", each->result(), now());
});

// as_completed() gives a task that it was given twice once.
const scenario as_completed_duplicates("gathering/as_completed_duplicates", [] -> coroutine<> {
  auto ham = create_task(sleeping(1s, std::string("ham"))), spam = create_task(sleeping(2s, std::string("spam")));
  auto completed = as_completed({ham, ham, spam});
  while (auto each = co_await completed.next()) println("{}", each->result());
});

// as_completed() runs coroutines as tasks, from the moment it is called.
const scenario as_completed_coroutines("gathering/as_completed_of_coroutines", [] -> coroutine<> {
  std::vector<coroutine<std::string>> coroutines;
  coroutines.push_back(sleeping(2s, std::string("b")));
  coroutines.push_back(sleeping(1s, std::string("a")));
  auto completed = as_completed(std::move(coroutines));
  co_await weft::sleep(1s);
  while (auto each = co_await completed.next()) println("{} at {}", each->result(), now());
});

// gather_settled() where nothing fails; a child that is given twice gives its result twice.
const scenario gather_settled_success("gathering/gather_settled_success", [] -> coroutine<> {
  task<int> a = create_task(sleeping(2s, 1)), b = create_task(sleeping(1s, 2));
  println("{}", text(co_await gather_settled(a, b, a)));
  println("{}", text(co_await gather(a, b, a)));
});

// The children of a gather belong to one loop.
const scenario gather_across_loops("gathering/gather_across_loops", [] -> coroutine<> {
  event_loop other({.clock = weft::clock::virtual_time});
  future<> mine = event_loop::current().create_future(), foreign = other.create_future();
  println("{}", tried([&] { gather(mine, foreign); }));
  co_return;
});

// Children that have ended count at once: a gather of nothing else is done when it is made, and takes no turn.
const scenario gather_of_ended("gathering/gather_of_what_has_ended", [] -> coroutine<> {
  event_loop& loop = event_loop::current();
  future<int> one = loop.create_future<int>(), two = loop.create_future<int>(), failed = loop.create_future<int>(),
              cancelled = loop.create_future<int>(), never = loop.create_future<int>();
  one.set_result(1);
  two.set_result(2);
  failed.set_exception(boom("early"));
  cancelled.cancel("early");
  loop.call_soon([] { println("a turn"); });
  const std::vector pairs{std::pair(one, two), std::pair(one, failed), std::pair(failed, never), std::pair(never, cancelled)};
  for (const auto& [a, b] : pairs) {
    auto gathering = gather(a, b);
    print("{} {} {} ", yes(gathering.done()), yes(gathering.cancelled()), yes(gathering.cancel()));
    println("{}", co_await awaited(gathering));
  }
  auto settled = gather_settled(one, failed, cancelled);
  print("{} ", yes(settled.done()));
  println("{}", co_await awaited(settled));
  auto waiting = gather_settled(one, never);
  const bool done = waiting.done(), asked = waiting.cancel();
  const std::string result = co_await awaited(waiting);
  println("{} {} {}", yes(done), yes(asked), result);
  println("{}", yes(never.cancelled()));
});

// A shield whose inner task is cancelled is cancelled; what is no task yet becomes one.
const scenario shield_of_cancelled("gathering/shield_of_one_that_is_cancelled", [] -> coroutine<> {
  task<> inner = create_task(sleeping(10s));
  future<> outer = shield(inner);
  co_await turns(1);
  inner.cancel();
  const std::string result = co_await awaited(outer);
  println("{} {}", result, yes(outer.cancelled()));
  println("{}", co_await shield(weft::sleep(1s, "value")));
});

}  // namespace
