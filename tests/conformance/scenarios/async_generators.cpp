// Async generators: generators whose body may await.
#include "../scenario.hpp"

using namespace conformance;
using namespace weft;
using namespace std::chrono_literals;

namespace {

// Values come one by one, with awaits in between; what is sent is what the yield gives.
const scenario next_and_send("async_generators/next_and_send", [] -> coroutine<> {
  const auto body = [] -> async_generator<int, int> {
    co_await weft::sleep(1s);
    const int received = co_yield 1;
    co_await weft::sleep(1s);
    co_yield received * 2;
    co_await weft::sleep(1s);
    co_await weft::sleep(1s);
    println("clean-up at {}", now());
  };

  auto unstarted = body();
  println("{}", co_await awaited(unstarted.send(100)));
  auto g = body();
  const std::string first = co_await awaited(g.next());
  println("{} at {}", first, now());
  const std::string second = co_await awaited(g.send(100));
  println("{} at {}", second, now());
  const std::string third = co_await awaited(g.next());
  println("{} at {}", third, now());
  println("{}", co_await awaited(g.next()));
});

// A failure of the body leaves the operation that resumed it, after the clean-up.
const scenario failure_of_the_body("async_generators/failure_of_the_body", [] -> coroutine<> {
  const auto body = [] -> async_generator<int> {
    std::exception_ptr failure;
    try {
      co_yield 1;
      co_await weft::sleep(1s);
      throw boom("body");
    } catch (...) {
      failure = std::current_exception();
    }
    co_await weft::sleep(1s);
    println("clean-up");
    std::rethrow_exception(failure);
  };

  auto g = body();
  println("{}", co_await awaited(g.next()));
  println("{}", co_await awaited(g.next()));
  println("{}", co_await awaited(g.next()));
});

// The task that awaits may be cancelled while the body waits: the body hears it, and may clean up with awaits.
const scenario cancelled_in_the_body("async_generators/cancelled_in_the_body", [] -> coroutine<> {
  const auto body = [] -> async_generator<int> {
    std::exception_ptr failure;
    try {
      co_yield 1;
      co_await weft::sleep(10s);
    } catch (...) {
      failure = std::current_exception();
    }
    co_await weft::sleep(1s);
    println("clean-up at {}", now());
    std::rethrow_exception(failure);
  };

  auto g = body();

  const auto consumer = [&] -> coroutine<> {
    while (auto each = co_await g.next()) println("{}", *each);
  };

  task<> task = create_task(consumer());
  co_await weft::sleep(1s);
  task.cancel();
  const std::string result = co_await awaited(task);
  println("{} {}", result, yes(task.cancelled()));
  println("{}", co_await awaited(g.next()));
});

// throw_() raises at the yield; what is yielded next is its value.
const scenario throw_in("async_generators/throw", [] -> coroutine<> {
  const auto body = [] -> async_generator<int> {
    std::string caught;
    try {
      co_yield 1;
    } catch (const boom&) {
      caught = describe();
    }
    co_await weft::sleep(1s);
    println("caught {}", caught);
    co_yield 2;
    co_await weft::sleep(1s);
    println("clean-up");
  };

  auto g = body();
  println("{}", co_await awaited(g.next()));
  println("{}", co_await awaited(g.throw_(boom("thrown"))));
  println("{}", co_await awaited(g.next()));
});

// What the body does not catch leaves throw_(); a body that returns in answer ends the generator.
const scenario throw_not_caught("async_generators/throw_that_is_not_caught", [] -> coroutine<> {
  const auto letting_through = [] -> async_generator<int> {
    std::exception_ptr failure;
    try {
      co_yield 1;
    } catch (...) {
      failure = std::current_exception();
    }
    co_await weft::sleep(1s);
    println("clean-up");
    std::rethrow_exception(failure);
  };

  const auto returning = [] -> async_generator<int> {
    try {
      co_yield 1;
    } catch (const boom&) {
      println("caught");
    }
  };

  {
    auto g = letting_through();
    const std::string first = co_await awaited(g.next());
    const std::string thrown = co_await awaited(g.throw_(boom("thrown")));
    println("{} {} {}", first, thrown, co_await awaited(g.next()));
  }
  {
    auto g = returning();
    const std::string first = co_await awaited(g.next());
    const std::string thrown = co_await awaited(g.throw_(boom("thrown")));
    println("{} {} {}", first, thrown, co_await awaited(g.next()));
  }
});

// An exception thrown into a generator that has not begun ends it.
const scenario throw_before("async_generators/throw_before_the_start", [] -> coroutine<> {
  const auto body = [] -> async_generator<int> {
    println("never printed");
    co_yield 1;
  };

  auto g = body();
  const std::string thrown = co_await awaited(g.throw_(boom("early")));
  println("{} {}", thrown, co_await awaited(g.next()));
});

// close() waits for a clean-up that awaits.
const scenario close_with_awaits("async_generators/close_with_awaits_in_clean_up", [] -> coroutine<> {
  const auto body = [] -> async_generator<int> {
    std::exception_ptr exit;
    try {
      co_yield 1;
      println("never printed");
    } catch (...) {
      exit = std::current_exception();
    }
    co_await weft::sleep(1s);
    co_await weft::sleep(1s);
    println("clean-up at {}", now());
    std::rethrow_exception(exit);
  };

  auto g = body();
  println("{}", co_await awaited(g.next()));
  const std::string closed = co_await awaited(g.close());
  const std::string after = co_await awaited(g.next());
  println("close: {} {} close: {}", closed, after, co_await awaited(g.close()));
});

// A body that yields in its clean-up is at fault, and goes on.
const scenario close_ignored("async_generators/close_ignored", [] -> coroutine<> {
  const auto body = [] -> async_generator<int> {
    bool closing = false;
    try {
      co_yield 1;
    } catch (const generator_exit&) {
      closing = true;
    }
    if (closing) {
      co_await weft::sleep(1s);
      co_yield 12;
    }
    co_yield 13;
  };

  auto g = body();
  println("{}", co_await awaited(g.next()));
  const std::string closed = co_await awaited(g.close());
  const std::string next = co_await awaited(g.next());
  println("close: {} {} {}", closed, next, co_await awaited(g.next()));
});

// A body that swallows the request and ends has been closed.
const scenario close_swallowed("async_generators/close_swallowed", [] -> coroutine<> {
  const auto body = [] -> async_generator<int> {
    try {
      co_yield 1;
    } catch (const generator_exit&) {
      println("swallowed");
    }
    println("ends");
  };

  auto g = body();
  println("{}", co_await awaited(g.next()));
  const std::string closed = co_await awaited(g.close());
  println("close: {} {}", closed, co_await awaited(g.next()));
});

// Clean-up may await a task that fails, and handle that.
const scenario close_with_a_failing_task("async_generators/close_with_a_failing_task", [] -> coroutine<> {
  const auto target = [] -> coroutine<> {
    co_await weft::sleep(1s);
    throw boom("target");
  };

  const auto body = [&] -> async_generator<int> {
    task<> task = create_task(target());
    std::exception_ptr exit;
    try {
      co_yield 1;
    } catch (...) {
      exit = std::current_exception();
    }
    println("task: {}", co_await awaited(task));
    std::rethrow_exception(exit);
  };

  auto g = body();
  const std::string first = co_await awaited(g.next());
  println("{} close: {}", first, co_await awaited(g.close()));
});

// What the clean-up fails with leaves close().
const scenario close_fails("async_generators/close_fails", [] -> coroutine<> {
  const auto body = [] -> async_generator<int> {
    try {
      co_yield 1;
    } catch (...) {
    }
    throw boom("clean-up");
  };

  auto g = body();
  const std::string first = co_await awaited(g.next());
  const std::string closed = co_await awaited(g.close());
  println("{} close: {} {}", first, closed, co_await awaited(g.next()));
});

// Closing one that has not begun, or has ended, does nothing.
const scenario close_not_started("async_generators/close_not_started_and_ended", [] -> coroutine<> {
  const auto body = [] -> async_generator<int> {
    println("begins");
    co_yield 1;
  };

  {
    auto g = body();
    const std::string first = co_await awaited(g.close());
    const std::string second = co_await awaited(g.close());
    println("{} {} {}", first, second, co_await awaited(g.next()));
  }
  auto g = body();
  while (auto each = co_await g.next()) println("{}", *each);
  println("{}", co_await awaited(g.close()));
});

// An operation while another one is under way is an error, and harms nothing.
const scenario one_at_a_time("async_generators/one_operation_at_a_time", [] -> coroutine<> {
  const auto body = [] -> async_generator<int> {
    co_await weft::sleep(1s);
    co_yield 1;
    co_yield 2;
  };

  auto g = body();

  const auto first = [&] -> coroutine<std::optional<int>> { co_return co_await g.next(); };

  task<std::optional<int>> task = create_task(first());
  co_await yield_now();
  println("{}", co_await awaited(g.next()));
  println("{}", co_await awaited(g.throw_(boom())));
  println("{}", co_await awaited(g.close()));
  const std::string one = co_await awaited(task);
  const std::string two = co_await awaited(g.next());
  println("{} {} {}", one, two, co_await awaited(g.next()));
});

// generator_exit thrown by hand is an exception like any other.
const scenario throw_generator_exit("async_generators/throw_generator_exit", [] -> coroutine<> {
  const auto body = [] -> async_generator<int> {
    co_yield 10;
    co_yield 20;
  };

  auto g = body();
  const std::string first = co_await awaited(g.next());
  const std::string thrown = co_await awaited(g.throw_(generator_exit()));
  println("{} {} {}", first, thrown, co_await awaited(g.next()));
});

// A body that fails may still yield on its way out.
const scenario yields_in_clean_up("async_generators/yields_in_clean_up", [] -> coroutine<> {
  const auto body = [] -> async_generator<int> {
    std::exception_ptr failure;
    try {
      co_yield 1;
      throw boom("body");
    } catch (const boom&) {
      failure = std::current_exception();
    }
    co_yield 2;
    co_await yield_now();
    co_yield 3;
    std::rethrow_exception(failure);
  };

  auto g = body();
  for (int i = 0; i < 4; ++i) print("{} ", co_await awaited(g.next()));
  println("{}", co_await awaited(g.next()));
});

// Two tasks may share one generator, one operation at a time.
const scenario consumers_take_turns("async_generators/consumers_take_turns", [] -> coroutine<> {
  lock lock;

  const auto body = [] -> async_generator<int> {
    for (int i = 0; i < 6; ++i) {
      co_await yield_now();
      co_yield i;
    }
  };

  auto g = body();

  const auto consumer = [&](const char* name) -> coroutine<> {
    for (;;) {
      auto held = co_await lock.scoped();
      std::optional<int> item = co_await g.next();
      held.release();
      if (!item) co_return;
      println("{} {}", name, *item);
    }
  };

  co_await gather(consumer("a"), consumer("b"));
});

// One async generator may read from another.
const scenario generators_of_generators("async_generators/generators_of_generators", [] -> coroutine<> {
  const auto ticks = [] -> async_generator<int> {
    for (int i = 0; i < 5; ++i) {
      co_await weft::sleep(1s);
      co_yield i;
    }
  };

  const auto squares = [&] -> async_generator<int> {
    auto source = ticks();
    while (auto tick = co_await source.next()) co_yield *tick * *tick;
  };

  auto g = squares();
  while (auto each = co_await g.next()) println("{} at {}", *each, now());
});

// Consumers that are cancelled let their generators clean up, awaits included.
const scenario cancelled_consumers("async_generators/cancelled_consumers_clean_up", [] -> coroutine<> {
  const auto waiter = [](const char* name) -> async_generator<int> {
    std::exception_ptr failure;
    try {
      co_await weft::sleep(10s);
      co_yield 1;
    } catch (...) {
      failure = std::current_exception();
    }
    co_await yield_now();
    println("{} finalized at {}", name, now());
    if (failure) std::rethrow_exception(failure);
  };

  const auto consumer = [&](const char* name) -> coroutine<> {
    auto g = waiter(name);
    while (co_await g.next()) {
    }
  };

  task<> one = create_task(consumer("one")), two = create_task(consumer("two"));
  co_await weft::sleep(1s);
  one.cancel();
  two.cancel();
  const std::string first = co_await awaited(one);
  println("{} {}", first, co_await awaited(two));
});

// A co_yield gives what was sent, nothing after next(); after the end next() goes on saying so.
const scenario what_a_yield_gives("async_generators/what_a_yield_gives", [] -> coroutine<> {
  const auto body = [] -> async_generator<int, int> {
    co_await weft::sleep(1s);
    int value = co_yield 1;
    println("got {}", value);
    value = co_yield value;
    println("got {}", value);
    co_yield value * 100;
  };

  auto g = body();
  const std::string first = co_await awaited(g.next());
  const std::string second = co_await awaited(g.send(10));
  println("{} {} {}", first, second, co_await awaited(g.send(12)));
  const std::string end = co_await awaited(g.next());
  println("{} {}", end, co_await awaited(g.next()));
});

// What the body awaits may fail: that leaves the operation, and the generator is over.
const scenario awaits_a_failure("async_generators/what_it_awaits_fails", [] -> coroutine<> {
  const auto failing = [] -> coroutine<> {
    co_await weft::sleep(1s);
    throw boom();
  };

  const auto body = [&] -> async_generator<int> {
    co_yield 123;
    co_await failing();
    co_yield 456;
  };

  auto g = body();
  for (int i = 0; i < 3; ++i) println("{}", co_await awaited(g.next()));
});

// A body may go on yielding after its own failure, and then fail.
const scenario yields_after_failure("async_generators/yields_after_a_failure", [] -> coroutine<> {
  const auto body = [] -> async_generator<int> {
    std::exception_ptr failure;
    try {
      co_await weft::sleep(1s);
      co_yield 1;
      throw boom();
    } catch (...) {
      failure = std::current_exception();
    }
    co_yield 2;
    co_await weft::sleep(1s);
    co_yield 3;
    std::rethrow_exception(failure);
  };

  auto g = body();
  for (int i = 0; i < 5; ++i) println("{}", co_await awaited(g.next()));
});

// A body that goes on to its end after next() has run it all when the end is told.
const scenario ends_after_a_handler("async_generators/a_body_that_ends_after_a_handler", [] -> coroutine<> {
  std::vector<std::string> done;

  const auto body = [&] -> async_generator<int> {
    try {
      co_yield 1;
    } catch (...) {
    }
    done.push_back("body");
  };

  auto g = body();
  const std::string first = co_await awaited(g.next());
  const std::string second = co_await awaited(g.next());
  println("{} {} {}", first, second, done[0]);
});

// close() ends the body at its co_yield: what it would have awaited next is not awaited, its clean-up is.
const scenario close_before_await("async_generators/close_before_an_await", [] -> coroutine<> {
  future<> future = event_loop::current().create_future();

  const auto body = [&] -> async_generator<int> {
    std::exception_ptr failure;
    try {
      co_yield 1;
      co_await future;
      println("never printed");
      co_yield 2;
    } catch (...) {
      failure = std::current_exception();
    }
    co_await weft::sleep(1s);
    co_await weft::sleep(1s);
    println("clean-up");
    if (failure) std::rethrow_exception(failure);
  };

  auto g = body();
  const std::string first = co_await awaited(g.next());
  const std::string closed = co_await awaited(g.close());
  println("{} {} {}", first, closed, co_await awaited(g.next()));
  println("{} at {}", yes(future.done()), now());
});

// One that is left in the middle is closed when the loop ends, in silence.
const scenario left_in_the_middle("async_generators/left_in_the_middle", [] -> coroutine<> {
  event_loop::current().set_exception_handler(
      [](const exception_context& context) { println("reported: {}", describe(context.exception)); });

  const auto body = [] -> async_generator<int> {
    try {
      co_yield 1;
      co_yield 2;
    } catch (...) {
      println("closed");
      throw;
    }
  };

  auto g = body();
  println("{}", co_await awaited(g.next()));
  co_await g.close();
  println("end");
});

// While an operation is under way every other one is an error, which the running one does not feel.
const scenario throw_while_running("async_generators/throw_while_another_operation_runs", [] -> coroutine<> {
  const auto body = [] -> async_generator<int> {
    try {
      co_yield 1;
    } catch (const boom&) {
      println("caught");
    }
    co_await weft::sleep(1s);
    co_yield 2;
    co_yield 3;
  };

  auto g = body();
  println("{}", co_await awaited(g.next()));

  auto task = create_task(g.throw_(boom()));
  co_await yield_now();
  const std::string thrown = co_await awaited(g.throw_(boom()));
  const std::string next = co_await awaited(g.next());
  println("{} {} {}", thrown, next, co_await awaited(g.close()));
  const std::string result = co_await awaited(task);
  println("{} {}", result, co_await awaited(g.next()));
});

// An operation may be a task of its own.
const scenario operations_as_tasks("async_generators/operations_as_tasks", [] -> coroutine<> {
  const auto body = [] -> async_generator<int, int> {
    const int received = co_yield 1;
    co_await weft::sleep(1s);
    co_yield received;
    co_yield 3;
  };

  auto g = body();
  println("{}", text(co_await create_task(g.next())));
  println("{}", text(co_await wait_for(g.send(2), 5s)));
  println("{}", co_await awaited(create_task(g.throw_(boom("thrown")))));
  co_await create_task(g.close());
});

// An exception thrown into a generator that has ended: the end once more in CPython, the exception itself in weft.
const scenario throw_after_the_end("async_generators/throw_after_the_end", [] -> coroutine<> {
  const auto body = [] -> async_generator<int> { co_yield 1; };

  auto g = body();
  const std::string first = co_await awaited(g.next());
  println("{} {}", first, co_await awaited(g.next()));
  const std::string thrown = co_await awaited(g.throw_(boom("late")));
  println("{} {}", thrown, co_await awaited(g.next()));
});

}  // namespace
