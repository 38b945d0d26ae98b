// Queues: items handed from task to task.
#include "../scenario.hpp"

using namespace conformance;
using namespace weft;
using namespace std::chrono_literals;

namespace {

template <class Queue>
coroutine<> put_and_get() {
  Queue queue;
  for (const int item : {1, 3, 2}) co_await queue.put(item);
  print("{} {} ", queue.size(), yes(queue.full()));
  std::vector<int> items;
  for (int i = 0; i < 3; ++i) items.push_back(co_await queue.get());
  println("{} {}", text(items), yes(queue.empty()));
}

// First in, first out; last in, first out; least first.
const scenario order("queues/order", [] -> coroutine<> {
  co_await put_and_get<queue<int>>();
  co_await put_and_get<lifo_queue<int>>();
  co_await put_and_get<priority_queue<int>>();
});

// put() waits while the queue is full.
const scenario maxsize("queues/maxsize", [] -> coroutine<> {
  queue<int> queue(2);

  const auto producer = [&] -> coroutine<> {
    for (int i = 0; i < 3; ++i) {
      co_await queue.put(i);
      println("put {}", i);
    }
  };

  task<> task = create_task(producer());
  co_await turns(2);
  print("full: {} ", yes(queue.full()));
  println("got {}", co_await queue.get());
  co_await turns(1);
  const int first = co_await queue.get();
  const int second = co_await queue.get();
  println("got {} {} done: {}", first, second, yes(task.done()));
});

// get() waits for an item.
const scenario get_waits("queues/get_waits", [] -> coroutine<> {
  queue<std::string> queue;
  event_loop::current().call_later(1s, [&] { queue.put_nowait("item"); });
  const std::string item = co_await queue.get();
  println("{} at {}", item, now());
});

// What cannot be done at once is an error.
const scenario nowait("queues/nowait", [] -> coroutine<> {
  queue<int> queue(1);
  print("{} ", tried([&] { return queue.get_nowait(); }));
  print("{} ", tried([&] { queue.put_nowait(1); }));
  println("{}", tried([&] { queue.put_nowait(2); }));
  print("{} ", tried([&] { return queue.get_nowait(); }));
  println("{}", queue.size());
  co_return;
});

// An item does not go to a getter that was cancelled.
const scenario get_cancelled_race("queues/get_cancelled_race", [] -> coroutine<> {
  queue<std::string> queue;
  task<std::string> one = create_task(queue.get()), two = create_task(queue.get());
  co_await turns(1);
  one.cancel();
  co_await turns(1);
  println("{}", yes(one.cancelled()));
  co_await queue.put("a");
  println("{}", co_await two);
});

// A getter that is cancelled after it was woken leaves the item where it is.
const scenario get_cancel_drops("queues/get_cancel_drops_nothing", [] -> coroutine<> {
  queue<int> queue;
  task<int> reader = create_task(queue.get());
  co_await turns(1);
  queue.put_nowait(1);
  queue.put_nowait(2);
  reader.cancel();
  const std::string result = co_await awaited(reader);
  println("{} {}", result, queue.size());
  const int first = co_await queue.get();
  println("{} {}", first, co_await queue.get());
});

// And wakes the next getter.
const scenario get_cancel_wakes("queues/get_cancel_wakes_the_next", [] -> coroutine<> {
  queue<int> queue;
  std::vector<task<int>> readers;
  for (int i = 0; i < 3; ++i) readers.push_back(create_task(queue.get()));
  co_await turns(1);
  queue.put_nowait(1);
  queue.put_nowait(2);
  readers[0].cancel();
  const std::string first = co_await awaited(readers[0]);
  const std::string third = co_await awaited(readers[2]);
  println("{} {} {}", first, third, co_await awaited(readers[1]));
});

// A putter that is cancelled after it was woken has put nothing.
const scenario put_cancel_drops("queues/put_cancel_drops_nothing", [] -> coroutine<> {
  queue<int> queue(1);
  queue.put_nowait(1);
  task<> writer = create_task(queue.put(2));
  co_await turns(1);
  println("{}", queue.get_nowait());
  writer.cancel();
  const std::string result = co_await awaited(writer);
  println("{} {}", result, queue.size());
  co_await queue.put(2);
  print("{} ", queue.get_nowait());
  println("{}", queue.size());
});

// Room goes to the putter who has waited longest and still wants it.
const scenario put_cancelled_race("queues/put_cancelled_race", [] -> coroutine<> {
  queue<std::string> queue(1);
  task<> a = create_task(queue.put("a")), b = create_task(queue.put("b")), x = create_task(queue.put("x"));
  co_await turns(1);
  println("{} {}", yes(a.done()), yes(b.done()));
  x.cancel();
  co_await turns(1);
  println("{} {}", yes(x.done()), queue.get_nowait());
  co_await turns(1);
  println("{} {}", queue.get_nowait(), yes(b.done()));
});

// Putters wait for getters, and getters for putters.
const scenario both_sides("queues/waiting_on_both_sides", [] -> coroutine<> {
  queue<std::string> queue(1);
  std::vector<task<>> tasks{create_task(queue.put("a")), create_task(queue.put("b"))};
  const std::string first = co_await queue.get();
  println("{} {}", first, co_await queue.get());
  co_await gather(tasks);
  task<std::string> getter = create_task(queue.get());
  co_await turns(1);
  co_await queue.put("c");
  println("{}", co_await getter);
});

// The trace of a producer and a consumer with room for one item between them.
const scenario producer_and_consumer("queues/producer_and_consumer", [] -> coroutine<> {
  queue<int> queue(1);

  const auto producer = [&] -> coroutine<> {
    for (int i = 0; i < 4; ++i) {
      println("put {}", i);
      co_await queue.put(i);
    }
  };

  const auto consumer = [&] -> coroutine<> {
    for (int i = 0; i < 4; ++i) println("got {}", co_await queue.get());
  };

  co_await with_task_group([&](task_group& group) -> coroutine<> {
    group.create_task(producer());
    group.create_task(consumer());
    co_return;
  });
});

// An item may be taken before the getter that was woken for it has its turn; it then waits on.
const scenario item_gone("queues/woken_getter_finds_the_item_gone", [] -> coroutine<> {
  queue<std::string> queue;
  task<std::string> getter = create_task(queue.get());
  co_await turns(1);
  queue.put_nowait("first");
  println("{}", queue.get_nowait());
  co_await turns(2);
  println("{}", yes(getter.done()));
  queue.put_nowait("second");
  println("{}", co_await getter);
});

// A get() with a limit leaves nothing behind.
const scenario limited_get("queues/limited_get", [] -> coroutine<> {
  queue<int> queue;
  println("{}", co_await awaited(wait_for(queue.get(), 1s)));
  queue.put_nowait(1);
  println("{}", co_await awaited(wait_for(queue.get(), 1s)));
});

// join() waits until task_done() has been called for every item.
const scenario join("queues/join", [] -> coroutine<> {
  queue<int> queue;
  println("{}", tried([&] { queue.task_done(); }));
  co_await queue.join();
  for (int i = 0; i < 4; ++i) queue.put_nowait(i);

  const auto worker = [&](const char* name) -> coroutine<> {
    for (;;) {
      const int item = co_await queue.get();
      co_await weft::sleep(1s);
      println("{} did {}", name, item);
      queue.task_done();
    }
  };

  std::vector<task<>> workers{create_task(worker("a")), create_task(worker("b"))};
  co_await queue.join();
  println("joined at {}", now());
  for (const task<>& each : workers) each.cancel();
  const std::string first = co_await awaited(workers[0]);
  println("{} {}", first, co_await awaited(workers[1]));
});

// A queue that is shut down wakes its getters, and takes nothing.
const scenario shutdown_empty("queues/shutdown_empty", [] -> coroutine<> {
  queue<int> queue;
  task<int> getter = create_task(queue.get());
  co_await turns(1);
  queue.shutdown();
  co_await queue.join();
  println("{}", co_await awaited(getter));
  print("{} ", co_await awaited(queue.put(1)));
  print("{} ", tried([&] { queue.put_nowait(1); }));
  print("{} ", co_await awaited(queue.get()));
  println("{}", tried([&] { return queue.get_nowait(); }));
});

// What is in a queue that is shut down can still be had; putters are sent away.
const scenario shutdown_nonempty("queues/shutdown_nonempty", [] -> coroutine<> {
  queue<std::string> queue(1);
  queue.put_nowait("data");
  task<> joiner = create_task(queue.join()), putter = create_task(queue.put("more"));
  co_await turns(1);
  queue.shutdown();
  print("{} ", queue.size());
  println("{}", co_await awaited(putter));
  print("{} ", co_await awaited(queue.get()));
  println("{}", yes(joiner.done()));
  print("{} ", co_await awaited(queue.get()));
  print("{} ", tried([&] { return queue.get_nowait(); }));
  println("{}", co_await awaited(queue.put("x")));
  queue.task_done();
  print("{} ", co_await awaited(joiner));
  println("{}", tried([&] { queue.task_done(); }));
});

// shutdown(immediate) drops what is left, and counts it done.
const scenario shutdown_immediate("queues/shutdown_immediate", [] -> coroutine<> {
  queue<std::string> queue;
  queue.put_nowait("data");
  task<> joiner = create_task(queue.join());
  co_await turns(1);
  queue.shutdown(true);
  print("{} ", queue.size());
  println("{}", co_await awaited(joiner));
  print("{} ", co_await awaited(queue.get()));
  print("{} ", tried([&] { return queue.get_nowait(); }));
  println("{}", tried([&] { queue.task_done(); }));
});

// But what was taken before is still to be done.
const scenario shutdown_unfinished("queues/shutdown_immediate_with_unfinished", [] -> coroutine<> {
  queue<std::string> queue;
  queue.put_nowait("a");
  queue.put_nowait("b");
  task<> joiner = create_task(queue.join());
  println("{}", co_await queue.get());
  queue.shutdown(true);
  co_await turns(1);
  println("{} {}", queue.size(), yes(joiner.done()));
  print("{} ", co_await awaited(queue.get()));
  println("{}", co_await awaited(queue.put("c")));
  queue.task_done();
  print("{} ", tried([&] { queue.task_done(); }));
  println("{}", co_await awaited(joiner));
});

// Items left in a full queue are handed out; the putters that waited have failed.
const scenario shutdown_putters("queues/shutdown_with_putters_waiting", [] -> coroutine<> {
  queue<std::string> queue(1);
  std::vector<task<>> putters;
  for (const char* item : {"a", "b", "c"}) putters.push_back(create_task(queue.put(item)));
  co_await turns(1);
  queue.shutdown();
  std::vector<std::string> results;
  for (const task<>& each : putters) results.push_back(co_await awaited(each));
  println("{}", text(results));
  print("{} ", co_await awaited(queue.get()));
  println("{}", co_await awaited(queue.get()));
});

// get() of what is there and put() where there is room take no turn.
const scenario nothing_to_wait_for("queues/nothing_to_wait_for", [] -> coroutine<> {
  queue<int> queue;
  event_loop::current().call_soon([] { println("a turn"); });
  queue.put_nowait(1);
  println("{}", co_await queue.get());
  co_await queue.put(2);
  println("{}", queue.get_nowait());
  co_await turns(1);
});

// put() into a full queue waits until there is room.
const scenario put_waits("queues/put_waits", [] -> coroutine<> {
  queue<int> queue(1);
  event started;

  const auto putting = [&] -> coroutine<> {
    started.set();
    co_await queue.put(1);
    co_await queue.put(2);
    println("finished at {}", now());
  };

  event_loop::current().call_later(1s, [&] { println("got {}", queue.get_nowait()); });
  task<> task = create_task(putting());
  co_await started.wait();
  println("{} {}", yes(task.done()), queue.size());
  co_await task;
  println("{}", queue.size());
});

// A task that puts has ended when the one that waited for the item goes on.
const scenario put_is_over("queues/put_is_over_when_get_goes_on", [] -> coroutine<> {
  queue<int> queue;

  const auto putting = [&] -> coroutine<bool> {
    co_await queue.put(1);
    co_return true;
  };

  task<bool> task = create_task(putting());
  const int item = co_await queue.get();
  println("{} {} {}", item, yes(task.done()), yes(task.result()));
});

// A put that is cancelled leaves nothing, neither its item nor a place in the queue of those who wait.
const scenario cancelled_put("queues/a_cancelled_put_leaves_nothing", [] -> coroutine<> {
  queue<int> queue(1);
  queue.put_nowait(1);
  task<> task = create_task(queue.put(2));
  co_await turns(1);
  task.cancel();
  const std::string result = co_await awaited(task);
  println("{} {}", result, queue.size());
  const int item = queue.get_nowait();
  println("{} {}", item, tried([&] { return queue.get_nowait(); }));
  co_await queue.put(3);
  println("{}", queue.get_nowait());
});

// A queue whose size is less than one holds any number of items.
const scenario negative_size("queues/a_negative_size_is_no_bound", [] -> coroutine<> {
  for (const int size : {0, -1}) {
    queue<int> queue(size);
    for (int i = 0; i < 5; ++i) queue.put_nowait(i);
    println("{} {}", yes(queue.full()), queue.size());
  }
  co_return;
});

/// Something with a priority, which is all that it is compared by.
struct job {
  int priority;
  int name;
  friend bool operator<(const job& a, const job& b) { return a.priority < b.priority; }
};

// Items of the same priority come in an order of their own, always the same.
const scenario equal_priorities("queues/equal_priorities", [] -> coroutine<> {
  priority_queue<job> queue;
  for (int i = 0; i < 12; ++i) co_await queue.put({i % 3, i});
  std::vector<int> names;
  for (int i = 0; i < 5; ++i) names.push_back((co_await queue.get()).name);
  for (int i = 12; i < 20; ++i) queue.put_nowait({i % 2, i});
  while (!queue.empty()) names.push_back(queue.get_nowait().name);
  println("{}", text(names));
});

}  // namespace
