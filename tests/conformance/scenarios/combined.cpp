// Primitives on top of one another: where cancellation, deadlines, groups, generators and queues meet.
#include <algorithm>
#include <functional>

#include "../scenario.hpp"

using namespace conformance;
using namespace weft;
using namespace std::chrono_literals;

namespace {

coroutine<> failing(duration delay, const char* what) {
  co_await weft::sleep(delay);
  throw boom(what);
}

using name = std::string;

// A task that is gathered twice gives its result twice.
const scenario gather_of_the_same_task("combined/gather_of_the_same_task", [] -> coroutine<> {
  task<int> task = create_task(sleeping(1s, 7));
  println("{}", text(co_await gather(task, task)));
});

// Callbacks and waiting tasks of one future hear of it in the order in which they asked.
const scenario callbacks_and_waiters("combined/callbacks_and_waiters_take_turns", [] -> coroutine<> {
  future<> future = event_loop::current().create_future();
  const auto waiter = [&](const char* name) -> coroutine<> {
    co_await future;
    println("{}", name);
  };

  future.add_done_callback([] { println("first callback"); });
  task<> one = create_task(waiter("first task"));
  co_await yield_now();
  future.add_done_callback([] { println("second callback"); });
  task<> two = create_task(waiter("second task"));
  co_await yield_now();
  future.add_done_callback([] { println("third callback"); });
  future.set_result();
  println("set");
  co_await gather(one, two);
});

// A clean-up that awaits can be cancelled by itself; what it does then is its own affair.
const scenario clean_up_is_cancelled_too("combined/clean_up_is_cancelled_too", [] -> coroutine<> {
  const auto clean_up = [] -> coroutine<> {
    std::exception_ptr again;
    try {
      co_await weft::sleep(10s);
    } catch (const cancelled_error&) {
      again = std::current_exception();
    }
    if (again) {
      println("clean-up: {}", describe(again));
      co_await weft::sleep(1s);
      println("last rites at {}", now());
    }
  };
  const auto body = [&] -> coroutine<> {
    std::exception_ptr error;
    try {
      co_await weft::sleep(10s);
    } catch (const cancelled_error&) {
      error = std::current_exception();
    }
    println("body: {}", describe(error));
    co_await clean_up();
    std::rethrow_exception(error);
  };

  task<> task = create_task(body());
  co_await weft::sleep(1s);
  task.cancel("one");
  co_await weft::sleep(1s);
  task.cancel("two");
  const std::string ended = co_await awaited(task);
  println("{} at {} requests: {}", ended, now(), task.cancelling());
});

// A deadline cancels the group, which waits for a child that takes its time.
const scenario deadline_around_a_group("combined/a_deadline_around_a_group_with_a_slow_child", [] -> coroutine<> {
  const auto slow_to_end = [] -> coroutine<> {
    std::exception_ptr error;
    try {
      co_await weft::sleep(10s);
    } catch (...) {
      error = std::current_exception();
    }
    co_await weft::sleep(2s);
    println("child ended at {}", now());
    if (error) std::rethrow_exception(error);
  };
  const auto block = [&] -> coroutine<> {
    co_await with_task_group([&](task_group& group) -> coroutine<> {
      group.create_task(slow_to_end());
      co_return;
    });
  };

  const std::string ended = co_await awaited(wait_for(block(), 1s));
  println("{} at {}", ended, now());
});

// A failure of a child during the cancellation by a deadline leaves as a group, not as a timeout.
const scenario child_fails_after_the_deadline("combined/a_child_that_fails_after_the_deadline", [] -> coroutine<> {
  const auto bad_loser = [] -> coroutine<> {
    try {
      co_await weft::sleep(10s);
    } catch (const cancelled_error&) {
      throw boom("bad loser");
    }
  };
  const auto block = [&] -> coroutine<> {
    co_await with_task_group([&](task_group& group) -> coroutine<> {
      group.create_task(bad_loser());
      co_return;
    });
  };

  const std::string ended = co_await awaited(wait_for(block(), 1s));
  println("{} at {}", ended, now());
  println("cancelling: {}", current_task().cancelling());
});

// A failure deep down leaves as a group of groups, and takes the tasks of every level along.
const scenario groups_in_tasks_of_groups("combined/groups_in_tasks_of_groups", [] -> coroutine<> {
  const auto sibling = [](const char* name) -> coroutine<> {
    try {
      co_await weft::sleep(10s);
    } catch (const cancelled_error&) {
      println("{} cancelled at {}", name, now());
      throw;
    }
  };
  const auto inner = [&] -> coroutine<> {
    co_await with_task_group([&](task_group& group) -> coroutine<> {
      group.create_task(sibling("inner sibling"));
      group.create_task(failing(1s, "deep"));
      co_return;
    });
  };
  const auto outer = [&] -> coroutine<> {
    co_await with_task_group([&](task_group& group) -> coroutine<> {
      group.create_task(inner());
      group.create_task(sibling("outer sibling"));
      co_return;
    });
  };

  println("{}", co_await awaited(outer()));
});

// Cancelling a gather cancels the shield among its children and not what it shields.
const scenario gather_of_a_shield("combined/gather_of_a_shield_is_cancelled", [] -> coroutine<> {
  task<name> inner = create_task(sleeping(2s, name("inner")));
  task<name> other = create_task(sleeping(2s, name("other")));
  auto gathered = gather(shield(inner), other);
  co_await weft::sleep(1s);
  println("cancel: {}", yes(gathered.cancel()));
  const std::string ended = co_await awaited(gathered);
  println("{} at {}", ended, now());
  const std::string of_other = co_await awaited(other);
  const std::string of_inner = co_await awaited(inner);
  println("other: {} inner: {} at {}", of_other, of_inner, now());
});

// A gather that fails is one failure of the gather around it.
const scenario gather_in_a_gather("combined/gather_in_a_gather_settles", [] -> coroutine<> {
  auto inner = gather(failing(1s, "inner"), sleeping(5s, name("late")));
  auto [of_inner, beside] = co_await gather_settled(inner, sleeping(2s, name("beside")));
  println("[{}, {}] at {}", describe(of_inner.error()), text(beside), now());
});

// Results, failures and cancellations come in the order in which they happen.
const scenario as_completed_with_every_ending("combined/as_completed_with_every_ending", [] -> coroutine<> {
  const auto failing_for_a_name = [](duration delay) -> coroutine<name> {
    co_await weft::sleep(delay);
    throw boom("fails");
  };
  std::vector<task<name>> tasks{create_task(sleeping(3s, name("slow"))), create_task(failing_for_a_name(1s)),
                                create_task(sleeping(10s, name("never")))};
  event_loop::current().call_later(2s, [last = tasks[2]] { last.cancel(); });
  auto ended = as_completed(tasks);
  while (auto each = co_await ended.next()) {
    const std::string how = co_await awaited(*each);
    println("{} at {}", how, now());
  }
});

// wait() for the first exception goes on when a task is cancelled.
const scenario a_cancelled_task_is_no_exception("combined/a_cancelled_task_is_no_exception_for_wait", [] -> coroutine<> {
  std::vector<task<>> tasks{create_task(sleeping(10s)), create_task(failing(3s, "fails")), create_task(sleeping(5s))};
  event_loop::current().call_later(1s, [first = tasks[0]] { first.cancel(); });
  auto [done, pending] = co_await wait(tasks, {.return_when = return_when::first_exception});
  println("{} {} at {}", done.size(), pending.size(), now());
  std::vector<std::string> among;
  for (const task<>& each : tasks) among.push_back(yes(std::ranges::find(done, each) != done.end()));
  println("{}", text(among));
  tasks[1].exception();
  tasks[2].cancel();
});

// What a callback of a future raises goes to the handler; the next one runs all the same.
const scenario a_callback_that_fails("combined/a_callback_that_fails_stops_no_other", [] -> coroutine<> {
  event_loop& loop = event_loop::current();
  loop.set_exception_handler([](const exception_context& context) { println("handler: {}", describe(context.exception)); });

  future<> future = loop.create_future();
  future.add_done_callback([] { println("one"); });
  future.add_done_callback([] { throw boom("bad callback"); });
  future.add_done_callback([] { println("three"); });
  future.set_result();
  co_await turns(2);
});

// A sleep of nothing takes one turn, a callback one, a timer of nothing comes behind both, a sleeper a turn later.
const scenario turns_timers_and_sleeps("combined/turns_timers_and_sleeps", [] -> coroutine<> {
  event_loop& loop = event_loop::current();
  const auto say = [](const char* what, duration delay) -> coroutine<> {
    co_await weft::sleep(delay);
    println("{}", what);
  };

  task<> zero = create_task(say("slept for nothing", 0s));
  task<> little = create_task(say("slept", 1s));
  loop.call_later(1s, [] { println("timer"); });
  loop.call_soon([] { println("soon"); });
  loop.call_later(0s, [] { println("timer of nothing"); });
  co_await gather(zero, little);
});

// Putters come in the order of waiting; one that is cancelled leaves its place.
const scenario a_full_queue("combined/a_full_queue_with_many_putters", [] -> coroutine<> {
  queue<name> queue(1);
  queue.put_nowait("first");
  std::vector<task<>> putters;
  for (const char* each : {"a", "b", "c"}) putters.push_back(create_task(queue.put(each)));
  co_await yield_now();
  putters[1].cancel();
  for (int i = 0; i < 3; ++i) {
    const name item = co_await queue.get();
    println("{} {} {}", item, queue.size(), yes(queue.full()));
    co_await turns(2);
  }
  println("{} {} {} {}", yes(putters[0].done()), yes(putters[1].cancelled()), yes(putters[2].done()), yes(queue.empty()));
});

// The usual farm of workers: join() returns with the last task_done(), then the workers are cancelled.
const scenario workers_and_join("combined/workers_and_join", [] -> coroutine<> {
  queue<int> queue;
  const auto worker = [&](const char* name) -> coroutine<> {
    for (;;) {
      const int item = co_await queue.get();
      co_await weft::sleep(item * 1s);
      println("{} did {} at {}", name, item, now());
      queue.task_done();
    }
  };

  for (const int item : {3, 1, 2, 1}) queue.put_nowait(item);
  std::vector<task<>> workers;
  for (const char* name : {"x", "y"}) workers.push_back(create_task(worker(name)));
  co_await queue.join();
  println("joined at {}", now());
  for (const task<>& each : workers) each.cancel();
  println("{}", text(co_await gather_settled(workers)));
});

// A queue that is shut down is emptied first; then whoever waits is told.
const scenario shutdown_ends_the_workers("combined/shutdown_ends_the_workers", [] -> coroutine<> {
  queue<int> queue;
  const auto worker = [&](const char* name) -> coroutine<> {
    try {
      for (;;) {
        const int item = co_await queue.get();
        co_await weft::sleep(1s);
        println("{} did {}", name, item);
        queue.task_done();
      }
    } catch (const queue_shut_down&) {
      println("{} ends: {} at {}", name, describe(), now());
    }
  };

  std::vector<task<>> workers;
  for (const char* name : {"x", "y"}) workers.push_back(create_task(worker(name)));
  for (int item = 0; item < 3; ++item) co_await queue.put(item);
  queue.shutdown();
  println("{}", tried([&] { queue.put_nowait(1); }));
  co_await queue.join();
  co_await gather(workers);
});

// A priority queue orders what waits in it, not what has been taken.
const scenario priorities("combined/priorities", [] -> coroutine<> {
  priority_queue<int> queue;
  const auto consumer = [&] -> coroutine<std::vector<int>> {
    std::vector<int> order;
    for (int i = 0; i < 5; ++i) {
      order.push_back(co_await queue.get());
      co_await yield_now();
    }
    co_return order;
  };

  task<std::vector<int>> task = create_task(consumer());
  co_await yield_now();
  for (const int item : {5, 3}) co_await queue.put(item);
  co_await yield_now();
  for (const int item : {4, 1, 2}) co_await queue.put(item);
  println("{}", text(co_await task));
});

// Who gives up waiting for a lock leaves the queue as it was.
const scenario a_deadline_at_a_lock("combined/a_deadline_while_waiting_for_a_lock", [] -> coroutine<> {
  lock lock;
  const auto holder = [&] -> coroutine<> {
    auto guard = co_await lock.scoped();
    co_await weft::sleep(3s);
  };
  const auto waiter = [&](const char* name) -> coroutine<> {
    auto guard = co_await lock.scoped();
    println("{} holds it at {}", name, now());
  };
  const auto impatient = [&] -> coroutine<> {
    const std::string ended = co_await awaited(wait_for(lock.acquire(), 1s));
    println("impatient: {} at {}", ended, now());
  };

  co_await gather(holder(), impatient(), waiter("a"), waiter("b"));
  println("{}", yes(lock.locked()));
});

// notify(n) wakes the n that have waited longest; they go on one by one, each with the lock.
const scenario a_condition_tells_so_many("combined/a_condition_tells_so_many", [] -> coroutine<> {
  condition condition;
  const auto waiter = [&](char name) -> coroutine<> {
    auto guard = co_await condition.scoped();
    co_await condition.wait();
    println("{} at {}", name, now());
    co_await weft::sleep(1s);
  };

  std::vector<task<>> tasks;
  for (const char name : {'a', 'b', 'c', 'd'}) tasks.push_back(create_task(waiter(name)));
  co_await yield_now();
  {
    auto guard = co_await condition.scoped();
    condition.notify(2);
    println("two told");
  }
  co_await weft::sleep(5s);
  {
    auto guard = co_await condition.scoped();
    condition.notify(10);
  }
  co_await gather(tasks);
});

// Who waited goes on, who asks afterwards waits.
const scenario an_event_set_and_cleared("combined/an_event_that_is_set_and_cleared_at_once", [] -> coroutine<> {
  event event;
  const auto waiter = [&](const char* name) -> coroutine<> {
    co_await event.wait();
    println("{} {}", name, yes(event.is_set()));
  };

  task<> one = create_task(waiter("one"));
  co_await yield_now();
  event.set();
  event.clear();
  task<> two = create_task(waiter("two"));
  co_await turns(3);
  println("{} {}", yes(one.done()), yes(two.done()));
  event.set();
  co_await two;
});

// Each group gets every place once; who comes early for the next one waits.
const scenario a_barrier_again_and_again("combined/a_barrier_again_and_again", [] -> coroutine<> {
  barrier barrier(3);
  std::vector<std::size_t> places[2];
  const auto runner = [&](duration delay) -> coroutine<> {
    for (int lap = 0; lap < 2; ++lap) {
      co_await weft::sleep(delay);
      const std::size_t place = co_await barrier.wait();
      places[lap].push_back(place);
      println("lap {} at {}", lap, now());
    }
  };

  co_await gather(runner(1s), runner(2s), runner(3s));
  for (std::vector<std::size_t>& lap : places) {
    std::ranges::sort(lap);
    println("{}", text(lap));
  }
});

// What a deadline has given up on behind a shield can be awaited once more.
const scenario a_deadline_around_a_shield("combined/a_deadline_around_a_shield_then_the_inner_again", [] -> coroutine<> {
  task<name> inner = create_task(sleeping(3s, name("inner")));
  for (int i = 0; i < 2; ++i) {
    const std::string ended = co_await awaited(wait_for(shield(inner), 1s));
    println("{} at {}", ended, now());
  }
  const std::string ended = co_await awaited(inner);
  println("{} at {}", ended, now());
});

// Down to the innermost await, up to every awaiter.
const scenario the_message_goes_along("combined/the_message_of_a_cancellation_goes_along", [] -> coroutine<> {
  const auto inner = [] -> coroutine<> {
    try {
      co_await weft::sleep(10s);
    } catch (const cancelled_error&) {
      println("inner: {}", describe());
      throw;
    }
  };
  const auto middle = [&] -> coroutine<> { co_await create_task(inner()); };

  task<> task = create_task(middle());
  co_await turns(3);
  task.cancel("enough");
  println("outer: {}", co_await awaited(task));
});

struct says_at_the_end {
  std::string what;
  ~says_at_the_end() { println("{}", what); }
};

// The consumer of a generator that waits for a queue is cancelled; the generator has cleaned up, and is over.
const scenario an_async_generator_from_a_queue("combined/an_async_generator_from_a_queue", [] -> coroutine<> {
  queue<int> queue;
  const auto items = [&] -> async_generator<int> {
    const says_at_the_end clean_up("cleaned up");
    for (;;) co_yield co_await queue.get();
  };

  auto source = items();
  const auto consumer = [&] -> coroutine<> {
    while (const auto item = co_await source.next()) println("got {}", *item);
  };

  task<> task = create_task(consumer());
  co_await queue.put(1);
  co_await weft::sleep(1s);
  task.cancel();
  println("{}", co_await awaited(task));
  co_await queue.put(2);
  println("{} {}", text(co_await source.next()), queue.size());
});

// athrow() is answered with what the generator yields after its handler has awaited.
const scenario thrown_into_an_async_generator("combined/thrown_into_an_async_generator_that_awaits_in_its_handler", [] -> coroutine<> {
  const auto body = [] -> async_generator<name> {
    for (int i = 0; i < 3; ++i) {
      std::exception_ptr caught;
      try {
        co_yield std::to_string(i);
      } catch (const boom&) {
        caught = std::current_exception();
      }
      if (!caught) continue;
      println("caught {}", describe(caught));
      co_await weft::sleep(1s);
      co_yield "answer";
    }
  };

  auto source = body();
  println("{}", text(co_await source.next()));
  const auto answer = co_await source.throw_(boom("thrown"));
  println("{} at {}", text(answer), now());
  for (int i = 0; i < 3; ++i) println("{}", text(co_await source.next()));
});

generator<std::string> part(std::string which) {
  const says_at_the_end over(which + " over");
  co_yield which + " 1";
  co_yield which + " 2";
}

generator<std::string> whole() {
  std::exception_ptr caught;
  try {
    co_yield yield_from(part("a"));
  } catch (const boom&) {
    caught = std::current_exception();
  }
  if (caught) {
    println("whole caught {}", describe(caught));
    co_yield yield_from(part("b"));
  }
  co_yield "end of whole";
}

// A generator may answer what leaves its delegate by delegating to another one.
const scenario a_delegate_is_replaced("combined/a_delegate_is_replaced_after_a_throw", [] {
  auto g = whole();
  println("{}", tried([&] { return g.next(); }));
  println("{}", tried([&] { return g.throw_(boom("out")); }));
  for (int i = 0; i < 3; ++i) println("{}", tried([&] { return g.next(); }));
});

// A loop whose run_until_complete() has failed runs the next one, and what the first left behind.
const scenario a_loop_runs_on_after_a_failure("combined/a_loop_runs_on_after_a_failure", [] {
  event_loop loop({.clock = weft::clock::virtual_time});
  std::optional<task<name>> left;
  const auto left_behind = [] -> coroutine<name> {
    co_await weft::sleep(1s);
    println("left behind, and ended");
    co_return "left";
  };
  const auto fails = [&] -> coroutine<> {
    left = create_task(left_behind());
    throw boom("first");
    co_return;
  };
  const auto second = [&] -> coroutine<name> { co_return co_await *left; };

  println("{}", tried([&] { loop.run_until_complete(fails()); }));
  println("{}", tried([&] { return loop.run_until_complete(second()); }));
  left.reset();
});

// When somebody else has cancelled the task before the deadline's cancellation arrives, it is no timeout.
const scenario a_cancellation_and_a_deadline("combined/a_cancellation_and_a_deadline_in_the_same_turn", [] -> coroutine<> {
  const auto body = [] -> coroutine<> { co_await wait_for(weft::sleep(10s), 1s); };

  task<> task = create_task(body());
  co_await yield_now();
  event_loop::current().call_later(1s, [task] { task.cancel(); });
  const std::string ended = co_await awaited(task);
  println("{} at {} requests: {}", ended, now(), task.cancelling());
});

// A task that cancels itself in the body of a group: the children end, then it ends cancelled.
const scenario the_body_cancels_its_own_task("combined/the_body_of_a_group_cancels_its_own_task", [] -> coroutine<> {
  const auto child = [] -> coroutine<> {
    const says_at_the_end end("child ends");
    co_await weft::sleep(10s);
  };
  const auto block = [&] -> coroutine<> {
    co_await with_task_group([&](task_group& group) -> coroutine<> {
      group.create_task(child());
      co_await yield_now();
      current_task().cancel("by myself");
      println("still in the body");
    });
  };

  task<> task = create_task(block());
  const std::string ended = co_await awaited(task);
  println("{} {}", ended, yes(task.cancelled()));
});

// The current task, and all that have not ended.
const scenario who_is_there("combined/who_is_there", [] -> coroutine<> {
  event_loop& loop = event_loop::current();
  current_task().set_name("main");
  const auto child = [] -> coroutine<> {
    println("in {}", current_task().name());
    co_await weft::sleep(1s);
  };
  const auto names = [] {
    std::vector<std::string> all;
    for (const any_task& each : all_tasks()) all.push_back(each.name());
    std::ranges::sort(all);
    return all;
  };

  std::vector<task<>> tasks;
  for (const char* name : {"b", "a"}) tasks.push_back(create_task(child(), {.name = name}));
  loop.call_soon([] { println("in a callback: {}", yes(current_task().has_value())); });
  co_await yield_now();
  println("{}", text(names()));
  co_await gather(tasks);
  println("{}", text(names()));
});

}  // namespace
