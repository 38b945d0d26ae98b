// Locks, events, conditions, semaphores and barriers.
#include "../scenario.hpp"

using namespace conformance;
using namespace weft;
using namespace std::chrono_literals;

namespace {

// --- lock ---

// A lock lets one in at a time, in the order of asking.
const scenario lock_acquire("locks/lock_acquire", [] -> coroutine<> {
  lock lock;
  co_await lock.acquire();

  const auto contender = [&](const char* name) -> coroutine<> {
    co_await lock.acquire();
    println("{} has it", name);
  };

  task<> first = create_task(contender("first")), second = create_task(contender("second"));
  co_await turns(1);
  println("release");
  lock.release();
  co_await turns(1);
  println("locked: {}", yes(lock.locked()));
  task<> third = create_task(contender("third"));
  lock.release();
  co_await turns(1);
  println("release");
  lock.release();
  co_await turns(1);
  println("{} {} {} {}", yes(first.done()), yes(second.done()), yes(third.done()), yes(lock.locked()));
});

// A waiter that is cancelled leaves the queue.
const scenario lock_acquire_cancel("locks/lock_acquire_cancel", [] -> coroutine<> {
  lock lock;
  co_await lock.acquire();

  const auto contender = [&] -> coroutine<> { co_await lock.acquire(); };

  task<> task = create_task(contender());
  event_loop::current().call_soon([task] { task.cancel(); });
  println("{}", co_await awaited(task));
  lock.release();
  println("locked: {}", yes(lock.locked()));
  co_await lock.acquire();
  println("locked: {}", yes(lock.locked()));
});

// A waiter that is cancelled in the turn of the release does not stop the next one.
const scenario lock_cancel_race("locks/lock_cancel_race", [] -> coroutine<> {
  lock lock;

  const auto contender = [&](const char* name, std::optional<future<>> blocker) -> coroutine<> {
    {
      auto held = co_await lock.scoped();
      println("{} in", name);
      if (blocker) co_await *blocker;
    }
    println("{} out", name);
  };

  future<> blocker = event_loop::current().create_future();
  task<> a = create_task(contender("a", blocker));
  co_await turns(1);
  task<> b = create_task(contender("b", std::nullopt));
  co_await turns(1);
  task<> c = create_task(contender("c", std::nullopt));
  co_await turns(1);
  blocker.set_result();
  b.cancel();
  co_await turns(1);
  println("{} {} {}", yes(lock.locked()), yes(a.done()), yes(b.cancelled()));
  co_await c;
  println("{}", yes(lock.locked()));
});

// First cancelled, then released, in one callback: exactly one of the others has the lock.
const scenario lock_cancel_release_race("locks/lock_cancel_release_race", [] -> coroutine<> {
  lock lock;
  std::vector<std::string> holders;
  std::vector<task<>> tasks;

  const auto contender = [&](std::string name) -> coroutine<> {
    co_await lock.acquire();
    holders.push_back(name);
  };

  const auto trigger = [&] {
    tasks[0].cancel();
    lock.release();
  };

  co_await lock.acquire();
  for (const char* name : {"one", "two", "three"}) tasks.push_back(create_task(contender(name)));
  co_await turns(1);
  event_loop::current().call_soon(trigger);
  println("{}", co_await awaited(tasks[0]));
  println("{} {} {}", text(holders), yes(tasks[1].done()), yes(tasks[2].done()));
  tasks[2].cancel();
  co_await turns(1);
  println("{}", yes(tasks[2].cancelled()));
});

// First released, then cancelled: the wake-up goes on to the next waiter.
const scenario lock_release_cancel_race("locks/lock_release_cancel_race", [] -> coroutine<> {
  lock lock;
  std::vector<std::string> holders;

  const auto contender = [&](std::string name) -> coroutine<> {
    co_await lock.acquire();
    holders.push_back(name);
  };

  co_await lock.acquire();
  std::vector<task<>> tasks;
  for (const char* name : {"one", "two", "three"}) tasks.push_back(create_task(contender(name)));
  co_await turns(1);
  lock.release();
  tasks[0].cancel();
  co_await turns(3);
  println("{} {} {}", text(holders), yes(tasks[0].cancelled()), yes(lock.locked()));
  lock.release();
  co_await tasks[2];
  println("{}", text(holders));
});

// A waiter that is cancelled after it was woken, with nobody else having the lock.
const scenario lock_finished_waiter("locks/lock_finished_waiter_cancelled", [] -> coroutine<> {
  lock lock;
  co_await lock.acquire();

  const auto contender = [&] -> coroutine<> { co_await lock.acquire(); };

  task<> b = create_task(contender());
  co_await turns(1);
  task<> c = create_task(contender());
  b.cancel();
  lock.release();
  co_await turns(1);
  println("{} {}", yes(lock.locked()), yes(b.cancelled()));
  co_await c;
  println("{}", yes(lock.locked()));
});

// Between a release and the waiter's turn nobody else can take the lock, not even the one who released it.
const scenario lock_cannot_be_overtaken("locks/lock_cannot_be_overtaken", [] -> coroutine<> {
  lock lock;

  const auto contender = [&](const char* name, int rounds) -> coroutine<> {
    for (int i = 0; i < rounds; ++i) {
      co_await lock.acquire();
      println("{} {}", name, i);
      co_await yield_now();
      lock.release();
    }
  };

  co_await gather(contender("a", 3), contender("b", 3));
});

// A free lock whose waiters have all been cancelled can be taken at once.
const scenario lock_all_cancelled("locks/lock_when_all_waiters_are_cancelled", [] -> coroutine<> {
  lock lock;
  co_await lock.acquire();

  const auto contender = [&] -> coroutine<> { co_await lock.acquire(); };

  task<> task = create_task(contender());
  co_await turns(1);
  task.cancel();
  lock.release();
  event_loop::current().call_soon([] { println("a turn"); });
  co_await lock.acquire();
  println("taken at once");
  co_await turns(2);
  println("{} {}", yes(task.cancelled()), yes(lock.locked()));
});

// Releasing a lock that is not held is an error; without waiters the lock is free at once.
const scenario lock_release("locks/lock_release", [] -> coroutine<> {
  lock lock;
  println("{}", tried([&] { lock.release(); }));
  co_await lock.acquire();
  lock.release();
  println("{} {}", yes(lock.locked()), tried([&] { lock.release(); }));
});

// A scope holds the lock and gives it back, also when it is left by a failure.
const scenario lock_scoped("locks/lock_scoped", [] -> coroutine<> {
  lock lock;

  const auto failing = [&] -> coroutine<> {
    auto held = co_await lock.scoped();
    println("{}", yes(lock.locked()));
    throw boom();
  };

  const std::string result = co_await awaited(failing());
  println("{} {}", result, yes(lock.locked()));
});

// --- event ---

// set() wakes all who wait, in order; who comes later does not wait.
const scenario event_wait("locks/event_wait", [] -> coroutine<> {
  event event;

  const auto waiter = [&](const char* name) -> coroutine<> {
    co_await event.wait();
    println("{}", name);
  };

  task<> one = create_task(waiter("one")), two = create_task(waiter("two"));
  co_await turns(1);
  task<> three = create_task(waiter("three"));
  event.set();
  co_await turns(1);
  println("{} {} {}", yes(one.done()), yes(two.done()), yes(three.done()));
});

// Who was woken goes on, even when the flag is down again.
const scenario event_clear_with_waiters("locks/event_clear_with_waiters", [] -> coroutine<> {
  event event;

  const auto waiter = [&](const char* name) -> coroutine<> {
    co_await event.wait();
    println("{} {}", name, yes(event.is_set()));
  };

  task<> one = create_task(waiter("one"));
  co_await turns(1);
  event.set();
  event.clear();
  task<> late = create_task(waiter("late"));
  co_await turns(2);
  println("{} {}", yes(one.done()), yes(late.done()));
  event.set();
  event.set();
  co_await late;
});

// A waiter can be cancelled, before the flag is up and in the same turn.
const scenario event_wait_cancel("locks/event_wait_cancel", [] -> coroutine<> {
  event event;

  const auto waiter = [&] -> coroutine<std::string> {
    co_await event.wait();
    co_return "woken";
  };

  task<std::string> one = create_task(waiter()), two = create_task(waiter());
  co_await turns(1);
  one.cancel();
  event.set();
  two.cancel();
  const std::string first = co_await awaited(one);
  println("{} {}", first, co_await awaited(two));
  println("{}", co_await awaited(waiter()));
});

// --- condition ---

// notify(n) wakes the first n; each takes the lock in turn.
const scenario condition_notify("locks/condition_notify", [] -> coroutine<> {
  condition condition;

  const auto waiter = [&](const char* name) -> coroutine<> {
    auto held = co_await condition.scoped();
    co_await condition.wait();
    println("{}", name);
  };

  std::vector<task<>> tasks;
  for (const char* name : {"one", "two", "three"}) tasks.push_back(create_task(waiter(name)));
  co_await turns(1);
  {
    auto held = co_await condition.scoped();
    condition.notify();
  }
  co_await turns(2);
  println("and now all");
  {
    auto held = co_await condition.scoped();
    condition.notify(1);
    condition.notify(2048);
  }
  co_await gather(tasks);
});

// A waiter that is notified goes on once the lock is released, and has it then.
const scenario condition_holds("locks/condition_holds_the_lock_after_waiting", [] -> coroutine<> {
  condition condition;

  const auto waiter = [&](const char* name) -> coroutine<> {
    co_await condition.acquire();
    co_await condition.wait();
    println("{} {}", name, yes(condition.locked()));
  };

  std::vector<task<>> tasks;
  for (const char* name : {"one", "two"}) tasks.push_back(create_task(waiter(name)));
  co_await turns(1);
  println("locked: {}", yes(condition.locked()));
  co_await condition.acquire();
  condition.notify_all();
  co_await turns(2);
  println("release");
  condition.release();
  co_await turns(2);
  println("release");
  condition.release();
  co_await turns(2);
  println("{} locked: {}", yes(tasks[1].done()), yes(condition.locked()));
});

// A waiter that is cancelled has the lock again when it hears of it.
const scenario condition_wait_cancel("locks/condition_wait_cancel", [] -> coroutine<> {
  condition condition;
  co_await condition.acquire();

  const auto waiter = [&] -> coroutine<> { co_await condition.wait(); };

  task<> task = create_task(waiter());
  event_loop::current().call_soon([task] { task.cancel(); });
  const std::string result = co_await awaited(task);
  println("{} locked: {}", result, yes(condition.locked()));
});

// The same when somebody else has the lock: it is waited for, cancelled or not.
const scenario condition_contested("locks/condition_wait_cancel_contested", [] -> coroutine<> {
  condition condition;
  co_await condition.acquire();

  const auto waiter = [&] -> coroutine<> { co_await condition.wait(); };

  task<> task = create_task(waiter());
  co_await turns(1);
  println("locked: {}", yes(condition.locked()));
  co_await condition.acquire();
  condition.notify();
  event_loop::current().call_soon([task] { task.cancel(); });
  event_loop::current().call_soon([&] { condition.release(); });
  const std::string result = co_await awaited(task);
  println("{} locked: {}", result, yes(condition.locked()));
});

// A waiter that is cancelled while it takes the lock again hears of it once it has the lock.
const scenario condition_after_notify("locks/condition_wait_cancel_after_notify", [] -> coroutine<> {
  condition condition;

  const auto waiter = [&] -> coroutine<> {
    auto held = co_await condition.scoped();
    co_await condition.wait();
  };

  task<> task = create_task(waiter());
  co_await turns(1);
  co_await condition.acquire();
  condition.notify();
  co_await turns(1);
  task.cancel("once");
  task.cancel("twice");
  co_await turns(1);
  println("done: {}", yes(task.done()));
  condition.release();
  co_await turns(1);
  println("cancelled: {} locked: {}", yes(task.cancelled()), yes(condition.locked()));
});

// Waiting and notifying without the lock are errors.
const scenario condition_without("locks/condition_without_the_lock", [] -> coroutine<> {
  condition condition;
  const std::string wait = co_await awaited(condition.wait());
  println("{} {} {}", wait, tried([&] { condition.notify(); }), tried([&] { condition.notify_all(); }));
});

// wait_for_predicate() asks its predicate first, and after every notification.
const scenario condition_wait_for("locks/condition_wait_for", [] -> coroutine<> {
  condition condition;
  bool ready = false;

  const auto predicate = [&] {
    println("asked: {}", yes(ready));
    return ready;
  };

  const auto waiter = [&] -> coroutine<> {
    {
      auto held = co_await condition.scoped();
      co_await condition.wait_for_predicate(predicate);
    }
    println("goes on");
  };

  task<> task = create_task(waiter());
  co_await turns(1);
  {
    auto held = co_await condition.scoped();
    condition.notify();
  }
  co_await turns(2);
  ready = true;
  {
    auto held = co_await condition.scoped();
    condition.notify();
  }
  co_await task;
  co_await condition.wait_for_predicate([] { return true; });
  println("a predicate that is true needs no lock; {}",
          co_await awaited(condition.wait_for_predicate([] { return false; })));
});

// Two conditions on one lock exclude each other.
const scenario condition_shared("locks/condition_on_a_shared_lock", [] -> coroutine<> {
  lock lock;
  condition full(lock), empty(lock);
  std::vector<int> box;

  const auto producer = [&] -> coroutine<> {
    for (int i = 0; i < 3; ++i) {
      auto held = co_await empty.scoped();
      co_await empty.wait_for_predicate([&] { return box.empty(); });
      box.push_back(i);
      println("put {}", i);
      full.notify();
    }
  };

  const auto consumer = [&] -> coroutine<> {
    for (int i = 0; i < 3; ++i) {
      auto held = co_await full.scoped();
      co_await full.wait_for_predicate([&] { return !box.empty(); });
      println("got {}", box.back());
      box.pop_back();
      empty.notify();
    }
  };

  co_await gather(consumer(), producer());
  println("{} {}", yes(lock.locked()), yes(full.locked()));
});

// A limited wait takes the lock again before the timeout is raised.
const scenario condition_timeout("locks/condition_timeout_in_block", [] -> coroutine<> {
  condition condition;
  {
    auto held = co_await condition.scoped();
    const std::string result = co_await awaited(wait_for(condition.wait(), 1s));
    println("{} locked: {}", result, yes(condition.locked()));
  }
  println("locked: {}", yes(condition.locked()));
});

// The cancellation that arrives has the message of the request, whenever it came.
const scenario condition_passes("locks/condition_passes_the_cancellation_on", [] -> coroutine<> {
  condition condition;

  const auto waiter = [&] -> coroutine<> {
    auto held = co_await condition.scoped();
    co_await condition.wait_for_predicate([] { return false; });
  };

  task<> task = create_task(waiter());
  co_await turns(1);
  task.cancel("while waiting");
  println("{}", co_await awaited(task));

  task = create_task(waiter());
  co_await turns(1);
  co_await condition.acquire();
  condition.notify();
  co_await turns(1);
  task.cancel("while taking the lock again");
  condition.release();
  println("{}", co_await awaited(task));
});

// Two consumers, one notification, and the first of them cancelled in `between`.
coroutine<> two_consumers(coroutine<> between) {
  condition condition;
  int state = 0;

  const auto consumer = [&](const char* name) -> coroutine<> {
    auto held = co_await condition.scoped();
    for (;;) {
      co_await condition.wait_for_predicate([&] { return state != 0; });
      if (state < 0) co_return;
      --state;
      println("{} consumes", name);
    }
  };

  task<> one = create_task(consumer("one")), two = create_task(consumer("two"));
  co_await turns(1);
  {
    auto held = co_await condition.scoped();
    ++state;
    condition.notify(1);
    co_await std::move(between);
    one.cancel();
    println("{}", co_await awaited(wait_for(condition.wait_for_predicate([&] { return state == 0; }), 1s)));
    println("left: {}", state);
    state = -1;
    condition.notify_all();
  }
  const std::string first = co_await awaited(one);
  println("{} {}", first, co_await awaited(two));
}

// A waiter that is cancelled right after it was notified passes the notification on.
const scenario condition_wakeup("locks/condition_cancelled_wakeup", [] -> coroutine<> { co_await two_consumers(turns(0)); });

// The same while it takes the lock again.
const scenario condition_relock("locks/condition_cancelled_wakeup_relock",
                                [] -> coroutine<> { co_await two_consumers(turns(1)); });

// --- semaphore ---

// A semaphore lets so many in at a time.
const scenario semaphore_acquire("locks/semaphore_acquire", [] -> coroutine<> {
  semaphore semaphore(3);
  co_await semaphore.acquire();
  co_await semaphore.acquire();
  println("locked: {}", yes(semaphore.locked()));

  const auto contender = [&](const char* name) -> coroutine<> {
    co_await semaphore.acquire();
    println("{}", name);
  };

  std::vector<task<>> tasks;
  for (const char* name : {"one", "two", "three"}) tasks.push_back(create_task(contender(name)));
  co_await turns(1);
  println("locked: {}", yes(semaphore.locked()));
  tasks.push_back(create_task(contender("four")));
  semaphore.release();
  semaphore.release();
  co_await turns(1);
  println("locked: {}", yes(semaphore.locked()));
  semaphore.release();
  co_await gather(tasks);
});

// A release wakes the first who has not been cancelled, and nobody else.
const scenario semaphore_before_awoken("locks/semaphore_acquire_cancel_before_awoken", [] -> coroutine<> {
  semaphore semaphore(0);

  const auto contender = [&] -> coroutine<> { co_await semaphore.acquire(); };

  std::vector<task<>> tasks;
  for (int i = 0; i < 4; ++i) tasks.push_back(create_task(contender()));
  co_await turns(1);
  tasks[0].cancel();
  tasks[1].cancel();
  semaphore.release();
  co_await turns(2);
  println("{} {} {}", yes(tasks[2].done()), yes(tasks[3].done()), yes(semaphore.locked()));
  tasks[3].cancel();
  co_await turns(1);
});

// A permit is not lost when the first waiter is cancelled in the turn of the release.
const scenario semaphore_hang("locks/semaphore_acquire_hang", [] -> coroutine<> {
  semaphore semaphore(0);

  const auto contender = [&] -> coroutine<> { co_await semaphore.acquire(); };

  task<> one = create_task(contender()), two = create_task(contender());
  co_await turns(1);
  one.cancel();
  semaphore.release();
  co_await turns(2);
  println("{} {}", yes(semaphore.locked()), yes(two.done()));
});

// A permit on its way to a waiter that is cancelled comes back.
const scenario semaphore_no_hang("locks/semaphore_acquire_no_hang", [] -> coroutine<> {
  semaphore semaphore(1);
  std::optional<task<>> two;

  const auto holder = [&] -> coroutine<> {
    {
      auto held = co_await semaphore.scoped();
      co_await yield_now();
    }
    two->cancel();
  };

  const auto contender = [&] -> coroutine<> {
    auto held = co_await semaphore.scoped();
    println("never printed");
  };

  task<> one = create_task(holder());
  two = create_task(contender());
  const auto results = co_await gather_settled(one, *two);
  println("{} {}", text(results), yes(semaphore.locked()));
  co_await semaphore.acquire();
  println("{}", yes(semaphore.locked()));
});

// A bounded semaphore takes back no more permits than it gave; an unbounded one grows.
const scenario bounded("locks/bounded_semaphore", [] -> coroutine<> {
  bounded_semaphore bounded(1);
  println("{}", tried([&] { bounded.release(); }));
  co_await bounded.acquire();
  bounded.release();
  println("{} {}", tried([&] { bounded.release(); }), yes(bounded.locked()));
  semaphore unbounded(0);
  print("{} ", yes(unbounded.locked()));
  print("{} ", tried([&] { unbounded.release(); }));
  println("{}", yes(unbounded.locked()));
});

// Who releases and asks again goes behind those who wait.
const scenario semaphore_fifo("locks/semaphore_fifo_order", [] -> coroutine<> {
  semaphore semaphore(1);

  const auto worker = [&](const char* name) -> coroutine<> {
    for (const int i : {1, 2}) {
      co_await semaphore.acquire();
      println("{} {}", name, i);
      co_await weft::sleep(1s);
      semaphore.release();
    }
  };

  co_await with_task_group([&](task_group& group) -> coroutine<> {
    for (const char* name : {"a", "b", "c"}) group.create_task(worker(name));
    co_return;
  });
});

// Permits that are free go to those who wait, not to one who asks again.
const scenario semaphore_fifo_2("locks/semaphore_fifo_order_2", [] -> coroutine<> {
  semaphore semaphore(1);

  const auto one = [&] -> coroutine<> {
    co_await semaphore.acquire();
    println("1");
  };

  const auto two = [&] -> coroutine<> {
    co_await semaphore.acquire();
    println("2");
    semaphore.release();
    co_await semaphore.acquire();
    println("4");
  };

  const auto three = [&] -> coroutine<> {
    co_await semaphore.acquire();
    println("3");
  };

  std::vector<task<>> tasks{create_task(one()), create_task(two()), create_task(three())};
  co_await turns(1);
  semaphore.release();
  semaphore.release();
  co_await gather(tasks);
});

// A waiter that is cancelled leaves its place to the next.
const scenario semaphore_fifo_3("locks/semaphore_fifo_order_3", [] -> coroutine<> {
  semaphore semaphore(0);

  const auto contender = [&](const char* name) -> coroutine<> {
    co_await semaphore.acquire();
    println("{}", name);
  };

  std::vector<task<>> tasks;
  for (const char* name : {"one", "two", "three"}) tasks.push_back(create_task(contender(name)));
  co_await turns(1);
  tasks[0].cancel();
  co_await turns(1);
  semaphore.release();
  semaphore.release();
  println("{}", text(co_await gather_settled(tasks)));
});

// A task that has had to queue behind others wakes those behind it for whom there are permits.
const scenario semaphore_fifo_4("locks/semaphore_fifo_order_4", [] -> coroutine<> {
  semaphore semaphore(0);
  std::optional<task<>> fourth;

  const auto four = [] -> coroutine<> {
    println("4");
    co_return;
  };

  const auto one = [&] -> coroutine<> {
    co_await semaphore.acquire();
    fourth = create_task(four());
    println("1");
  };

  const auto two = [&] -> coroutine<> {
    for (int i = 0; i < 3; ++i) semaphore.release();
    println("locked: {}", yes(semaphore.locked()));
    co_await semaphore.acquire();
    println("2");
  };

  const auto three = [&] -> coroutine<> {
    co_await semaphore.acquire();
    println("locked: {}", yes(semaphore.locked()));
    println("3");
  };

  std::vector<task<>> tasks{create_task(one()), create_task(two()), create_task(three())};
  co_await gather(tasks);
  co_await *fourth;
});

// --- barrier ---

// A barrier opens when enough have come, gives each its place, and can be used again at once.
const scenario barrier_groups("locks/barrier_lets_groups_pass", [] -> coroutine<> {
  barrier barrier(3);

  const auto visitor = [&](const char* name) -> coroutine<> {
    for (int i = 0; i < 2; ++i) {
      const std::size_t place = co_await barrier.wait();
      println("round {} {} {}", i, name, place);
    }
  };

  co_await gather(visitor("a"), visitor("b"), visitor("c"));
  println("{} {}", barrier.n_waiting(), yes(barrier.broken()));
});

// n_waiting tells how many have come; a barrier for one never waits.
const scenario barrier_task_by_task("locks/barrier_fills_task_by_task", [] -> coroutine<> {
  barrier barrier(3);
  std::vector<task<std::size_t>> tasks;
  for (int i = 0; i < 3; ++i) {
    tasks.push_back(create_task(barrier.wait()));
    co_await turns(1);
    println("{}", barrier.n_waiting());
  }
  println("{}", text(co_await gather(tasks)));
  weft::barrier alone(1);
  const std::size_t first = co_await alone.wait();
  println("{} {}", first, co_await alone.wait());
});

// A waiter that is cancelled no longer counts.
const scenario barrier_cancel_one("locks/barrier_cancel_one", [] -> coroutine<> {
  barrier barrier(3);

  const auto visitor = [&](const char* name) -> coroutine<> {
    co_await barrier.wait();
    println("{}", name);
  };

  task<> one = create_task(visitor("one")), two = create_task(visitor("two"));
  co_await turns(1);
  println("{}", barrier.n_waiting());
  one.cancel();
  const std::string result = co_await awaited(one);
  println("{} {}", result, barrier.n_waiting());
  task<> three = create_task(visitor("three")), four = create_task(visitor("four"));
  co_await gather(two, three, four);
  println("{} {}", barrier.n_waiting(), yes(barrier.broken()));
});

// Who comes while a group is leaving waits for the next group.
const scenario barrier_draining("locks/barrier_blocks_while_draining", [] -> coroutine<> {
  barrier barrier(3);
  int rewait = 2;

  const auto visitor = [&](const char* name) -> coroutine<> {
    co_await barrier.wait();
    println("{} passes", name);
    if (rewait > 0) {
      --rewait;
      co_await barrier.wait();
      println("{} passes again", name);
    } else {
      co_await weft::sleep(1s);
      co_await barrier.wait();
      println("{} passes, late", name);
    }
  };

  co_await gather(visitor("a"), visitor("b"), visitor("c"));
});

// reset() sends those who wait away, and the barrier is as new.
const scenario barrier_reset("locks/barrier_reset_while_waiting", [] -> coroutine<> {
  barrier barrier(3);

  const auto visitor = [&] -> coroutine<std::size_t> { co_return co_await barrier.wait(); };

  std::vector<task<std::size_t>> tasks{create_task(visitor()), create_task(visitor())};
  co_await turns(1);
  co_await barrier.reset();
  const std::string first = co_await awaited(tasks[0]);
  println("{} {}", first, co_await awaited(tasks[1]));
  println("{} {}", barrier.n_waiting(), yes(barrier.broken()));
  println("{}", text(co_await gather(visitor(), visitor(), visitor())));
});

// Those who were sent away may wait again at once.
const scenario barrier_reset_again("locks/barrier_reset_and_wait_again", [] -> coroutine<> {
  barrier barrier(3);

  const auto visitor = [&](const char* name) -> coroutine<> {
    bool sent_away = false;
    try {
      co_await barrier.wait();
    } catch (const broken_barrier_error&) {
      sent_away = true;
    }
    if (sent_away) {
      println("{} sent away", name);
      co_await barrier.wait();
    }
    println("{} passes", name);
  };

  std::vector<task<>> tasks{create_task(visitor("a")), create_task(visitor("b"))};
  co_await turns(1);
  co_await barrier.reset();
  co_await barrier.wait();
  println("all there");
  co_await gather(tasks);
});

// abort() breaks the barrier for those who wait and those who come, until reset().
const scenario barrier_abort("locks/barrier_abort", [] -> coroutine<> {
  barrier barrier(3);

  const auto visitor = [&] -> coroutine<std::size_t> { co_return co_await barrier.wait(); };

  task<std::size_t> task = create_task(visitor());
  co_await turns(1);
  co_await barrier.abort();
  const std::string waiting = co_await awaited(task);
  println("{} {} {}", waiting, yes(barrier.broken()), co_await awaited(visitor()));
  co_await barrier.reset();
  print("{} ", yes(barrier.broken()));
  println("{}", text(co_await gather(visitor(), visitor(), visitor())));
});

// --- what the tests of each begin with ---

// An event is up or down; waiting for one that is up takes no turn.
const scenario event_flag("locks/event_is_a_flag", [] -> coroutine<> {
  event event;
  event_loop::current().call_soon([] { println("a turn"); });
  println("{}", yes(event.is_set()));
  event.set();
  println("{}", yes(event.is_set()));
  co_await event.wait();
  event.clear();
  println("{}", yes(event.is_set()));
  co_await turns(1);
});

// A semaphore has no fewer permits than none, one if nothing is said; a barrier has parties.
const scenario counts("locks/counts_that_make_sense", [] -> coroutine<> {
  println("{} {} {}", yes(semaphore(0).locked()), yes(semaphore().locked()), yes(bounded_semaphore().locked()));
  print("{} ", tried([] { return semaphore(-1).locked(); }));
  println("{}", tried([] { return bounded_semaphore(-1).locked(); }));
  print("{} ", tried([] { return barrier(0).parties(); }));
  print("{} ", tried([] { return barrier(-4).parties(); }));
  println("{}", barrier(5).parties());
  co_return;
});

coroutine<> lock_for_a_scope(auto& each) {
  println("{}", yes(each.locked()));
  {
    auto guard = co_await each.scoped();
    println("{}", yes(each.locked()));
  }
  println("{}", yes(each.locked()));
}

// Whatever can be locked can be for a scope, and is let go at its end.
const scenario scopes("locks/every_lock_has_a_scope", [] -> coroutine<> {
  lock lock;
  condition condition;
  semaphore semaphore;
  bounded_semaphore bounded;
  co_await lock_for_a_scope(lock);
  co_await lock_for_a_scope(condition);
  co_await lock_for_a_scope(semaphore);
  co_await lock_for_a_scope(bounded);
});

// wait_for_predicate() gives what the predicate was at the end, whatever that is.
const scenario gives_the_predicate("locks/condition_wait_for_gives_the_predicate", [] -> coroutine<> {
  condition condition;
  std::optional<int> box;

  const auto waiting = [&] -> coroutine<std::optional<int>> {
    auto guard = co_await condition.scoped();
    co_return co_await condition.wait_for_predicate([&] { return box; });
  };

  task<std::optional<int>> task = create_task(waiting());
  co_await turns(1);
  {
    auto guard = co_await condition.scoped();
    box = 7;
    condition.notify();
  }
  println("{}", text(co_await task));
  auto guard = co_await condition.scoped();
  println("{}", yes(co_await condition.wait_for_predicate([] { return true; })));
});

// A barrier for one opens at once; resetting one where nobody waits does nothing.
const scenario barrier_one("locks/barrier_for_one", [] -> coroutine<> {
  barrier barrier(1);
  event_loop::current().call_soon([] { println("a turn"); });
  const std::size_t place = co_await barrier.wait();
  println("{} {} {}", place, barrier.n_waiting(), yes(barrier.broken()));
  task<> task = create_task(barrier.reset());
  co_await turns(1);
  println("{} {} {}", yes(task.done()), barrier.n_waiting(), yes(barrier.broken()));
  println("{}", co_await barrier.wait());
});

/// Lets visitors "a", "b", … come to a barrier, and awaits them all.
template <class Visitor>
coroutine<> visit(int count, Visitor visitor) {
  std::vector<task<>> tasks;
  for (int i = 0; i < count; ++i) tasks.push_back(create_task(visitor(std::string(1, static_cast<char>('a' + i)))));
  co_await gather(tasks);
}

// Those who leave a barrier are no longer waiting in it.
const scenario barrier_while_draining("locks/barrier_while_draining", [] -> coroutine<> {
  barrier barrier(3);

  const auto visitor = [&](std::string name) -> coroutine<> {
    const std::size_t place = co_await barrier.wait();
    println("{} {} {} {}", name, place, barrier.n_waiting(), yes(barrier.broken()));
  };

  co_await visit(3, visitor);
  println("{}", barrier.n_waiting());
});

/// Waits at `barrier`: whether it opened, or broke.
coroutine<bool> passes(barrier& barrier) {
  try {
    co_await barrier.wait();
  } catch (const broken_barrier_error&) {
    co_return false;
  }
  co_return true;
}

// reset() while a group is leaving sends those away who have not left yet.
const scenario reset_half_drained("locks/barrier_reset_when_half_drained", [] -> coroutine<> {
  barrier barrier(5);
  int passed = 0;

  const auto visitor = [&](std::string name) -> coroutine<> {
    if (!co_await passes(barrier)) {
      println("{} is sent away", name);
      co_return;
    }
    println("{} passes", name);
    if (++passed == 3) {
      co_await barrier.reset();
      println("{} has reset it", name);
    }
  };

  co_await visit(5, visitor);
  println("{} {}", barrier.n_waiting(), yes(barrier.broken()));
});

// Those who came while the group was leaving are not sent away: they belong to the next group.
const scenario reset_half_blocked("locks/barrier_reset_when_half_drained_half_blocked", [] -> coroutine<> {
  barrier barrier(5);
  int passed = 0;

  const auto visitor = [&](std::string name) -> coroutine<> {
    if (!co_await passes(barrier)) {
      println("{} is sent away", name);
      co_await barrier.wait();
    } else {
      println("{} passes", name);
      if (++passed > 2) {
        co_await barrier.reset();
        println("{} has reset it", name);
      }
      if (!co_await passes(barrier)) println("{} is sent away, too", name);
    }
    println("{} passes again", name);
  };

  co_await visit(5, visitor);
  println("{} {}", barrier.n_waiting(), yes(barrier.broken()));
});

// reset() after the last one has left concerns nobody who has come for the next group.
const scenario reset_by_the_last("locks/barrier_reset_by_the_last_to_leave", [] -> coroutine<> {
  barrier barrier(5);
  int count = 0;

  const auto visitor = [&](std::string name) -> coroutine<> {
    co_await barrier.wait();
    ++count;
    println("{} passes", name);
    if (count == 5) {
      co_await barrier.reset();
      println("{} has reset it", name);
      co_await barrier.wait();
    } else if (!co_await passes(barrier)) {
      println("{} is sent away", name);
    }
    co_await barrier.wait();
    println("{} is through", name);
  };

  std::vector<task<>> tasks;
  for (const char* name : {"a", "b", "c", "d", "e"}) tasks.push_back(create_task(visitor(name)));
  co_await weft::sleep(1s);
  int done = 0;
  for (const task<>& each : tasks) done += each.done() ? 1 : 0;
  println("{} {} {} {}", count, barrier.n_waiting(), yes(barrier.broken()), done);
  for (const task<>& each : tasks) each.cancel();
  co_await gather_settled(tasks);
});

// abort() sends everybody away, those who have not left yet and those who have come for the next group.
const scenario abort_half_blocked("locks/barrier_abort_when_half_drained_half_blocked", [] -> coroutine<> {
  barrier barrier(5);
  int passed = 0;

  const auto visitor = [&](std::string name) -> coroutine<> {
    if (!co_await passes(barrier)) {
      println("{} is sent away", name);
      co_return;
    }
    println("{} passes", name);
    if (++passed > 2) {
      co_await barrier.abort();
      println("{} has aborted it", name);
    } else if (!co_await passes(barrier)) {
      println("{} is sent away the second time", name);
    }
  };

  co_await visit(5, visitor);
  println("{} {}", barrier.n_waiting(), yes(barrier.broken()));
});

// One that fails between two meetings aborts the second one for all others.
const scenario abort_after_failure("locks/barrier_abort_after_a_failure", [] -> coroutine<> {
  barrier barrier(5);

  const auto visitor = [&](std::string name) -> coroutine<> {
    bool failed = false;
    try {
      if (co_await barrier.wait() == 2) throw boom();
      co_await barrier.wait();
      println("never printed");
    } catch (const broken_barrier_error&) {
      println("{} is sent away", name);
    } catch (const boom&) {
      println("{} fails", name);
      failed = true;
    }
    if (failed) co_await barrier.abort();
  };

  co_await visit(5, visitor);
  println("{} {}", barrier.n_waiting(), yes(barrier.broken()));
});

}  // namespace
