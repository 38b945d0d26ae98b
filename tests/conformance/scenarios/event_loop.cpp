// The event loop: callbacks, timers, turns, and how run() ends.
#include "../scenario.hpp"

using namespace conformance;
using namespace weft;
using namespace std::chrono_literals;

namespace {

constexpr run_options in_virtual_time{.clock = weft::clock::virtual_time};
constexpr loop_options with_virtual_time{.clock = weft::clock::virtual_time};

int time_of(const event_loop& loop) { return static_cast<int>(loop.time().time_since_epoch() / 1s); }

// Callbacks run first come, first served; those that a callback adds come in the next turn.
const scenario call_soon("event_loop/call_soon", [] -> coroutine<> {
  event_loop& loop = event_loop::current();

  loop.call_soon([&] {
    println("first");
    loop.call_soon([] { println("added by first"); });
  });
  loop.call_soon([](const char* text, int number) { println("{} {}", text, number); }, "second", 2);
  println("queued");
  co_await yield_now();
  println("a turn");
  co_await yield_now();
});

// What a timer's callback adds runs in the turn after, behind what was ready.
const scenario added_by_a_timer("event_loop/callback_added_by_a_timer", [] -> coroutine<> {
  event_loop& loop = event_loop::current();

  loop.call_later(1s, [&] {
    println("timer");
    loop.call_soon([] { println("added by the timer"); });
  });
  loop.call_later(1s, [] { println("second timer"); });
  co_await weft::sleep(2s);
});

// Timers that are cancelled never run and hold nobody up, however many they are.
const scenario cancelled_timers("event_loop/cancelled_timers", [] -> coroutine<> {
  event_loop& loop = event_loop::current();
  std::vector<timer_handle> timers;
  for (int i = 0; i < 200; ++i) {
    timers.push_back(loop.call_later(10s + i * 1s, [] { println("never printed"); }));
  }
  timer_handle kept = loop.call_later(5s, [] { println("kept"); });
  for (const timer_handle& each : timers) each.cancel();
  println("{} {}", yes(timers[0].cancelled()), yes(kept.cancelled()));
  co_await weft::sleep(6s);
  println("time: {}", now());
});

// Timers fire in the order of their deadlines; one whose deadline has passed comes after what is ready.
const scenario order_of_deadlines("event_loop/timers_in_the_order_of_their_deadlines", [] -> coroutine<> {
  event_loop& loop = event_loop::current();
  for (const int delay : {3, 1, 2, 0, -1}) {
    loop.call_later(std::chrono::seconds(delay), [delay] { println("after {} at {}", delay, now()); });
  }
  loop.call_at(loop.time() + 2500ms, [] { println("call_at"); });
  loop.call_soon([] { println("soon"); });
  co_await weft::sleep(4s);
});

// call_later(0) is a timer: it comes after what was ready when it was made, and what became ready since.
const scenario without_delay("event_loop/a_timer_without_delay_comes_after_what_is_ready", [] -> coroutine<> {
  event_loop& loop = event_loop::current();
  loop.call_later(0s, [] { println("timer"); });
  loop.call_soon([] { println("soon"); });
  println("made");
  co_await yield_now();
  println("a turn");
  co_await yield_now();
});

// A callback that is cancelled in the turn in which it would have run does not run.
const scenario cancelled_in_its_turn("event_loop/handle_cancelled_in_its_own_turn", [] -> coroutine<> {
  event_loop& loop = event_loop::current();
  std::vector<handle> handles;

  loop.call_soon([&] {
    println("first");
    handles[0].cancel();
  });
  handles.push_back(loop.call_soon([] { println("never printed"); }));
  co_await yield_now();
  println("{}", yes(handles[0].cancelled()));
  handles[0].cancel();

  loop.call_later(1s, [&] {
    println("timer");
    handles[1].cancel();
  });
  handles.push_back(loop.call_later(1s, [] { println("never printed"); }));
  co_await weft::sleep(2s);
  println("{}", yes(handles[1].cancelled()));
});

// A callback that fails is reported to the exception handler, and the loop goes on.
const scenario exception_handler("event_loop/exception_handler", [] -> coroutine<> {
  event_loop& loop = event_loop::current();
  loop.set_exception_handler([](const exception_context& context) { println("reported: {}", describe(context.exception)); });
  loop.call_soon([] { throw boom("soon"); });
  loop.call_soon([] { println("next"); });
  loop.call_later(1s, [] { throw boom("later"); });
  co_await weft::sleep(2s);
  println("end");
});

// A handler that fails itself does not stop the loop.
const scenario broken_handler("event_loop/broken_exception_handler", [] -> coroutine<> {
  event_loop& loop = event_loop::current();
  loop.set_exception_handler([](const exception_context& context) {
    println("told: {}", describe(context.exception));
    throw boom("handler");
  });
  loop.call_soon([] { throw boom("soon"); });
  loop.call_soon([] { println("next"); });
  co_await yield_now();
  println("end");
});

// A loop may be driven again and again; what is left over waits meanwhile.
const scenario run_until_complete("event_loop/run_until_complete", [] {
  event_loop loop(with_virtual_time);

  const auto main = [](std::string name) -> coroutine<std::string> {
    co_await weft::sleep(1s);
    co_return name;
  };

  loop.call_soon([] { println("queued before"); });
  loop.call_later(1500ms, [] { println("a timer between"); });
  const std::string one = loop.run_until_complete(main("one"));
  println("{} at {}", one, time_of(loop));
  const std::string two = loop.run_until_complete(main("two"));
  println("{} at {}", two, time_of(loop));
});

// stop() ends run_until_complete() after the turn, with an error, and leaves the task as it is.
const scenario stop("event_loop/stop", [] {
  event_loop loop(with_virtual_time);

  const auto body = [&] -> coroutine<> {
    for (int i = 0; i < 10; ++i) {
      co_await weft::sleep(1s);
      println("step {}", i);
      if (i == 1) {
        loop.stop();
        loop.call_soon([] { println("next turn"); });
      }
    }
  };

  task<> task = loop.create_task(body());
  const std::string stopped = tried([&] { loop.run_until_complete(task); });
  println("{} at {} {}", stopped, time_of(loop), yes(task.done()));
  task.cancel();
  const std::string cancelled = tried([&] { loop.run_until_complete(task); });
  println("{} at {}", cancelled, time_of(loop));
});

// run_forever() ends when it is stopped; stopped before, it makes one turn.
const scenario run_forever("event_loop/run_forever", [] {
  event_loop loop(with_virtual_time);
  loop.call_soon([] { println("a turn"); });
  loop.stop();
  loop.run_forever();
  println("stopped before");

  loop.call_soon([&] {
    println("first");
    loop.stop();
    loop.call_soon([] { println("in the next run"); });
  });
  loop.call_soon([] { println("second"); });
  loop.run_forever();
  println("stopped");
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
});

// A loop cannot be run inside another one, nor inside itself.
const scenario loops_do_not_nest("event_loop/loops_do_not_nest", [] {
  event_loop loop(with_virtual_time), other(with_virtual_time);

  const auto body = [&] -> coroutine<> {
    println("{}", tried([&] { other.run_until_complete(turns(0)); }));
    println("{}", tried([&] { loop.run_until_complete(turns(0)); }));
    println("unharmed");
    co_return;
  };

  loop.run_until_complete(body());
});

// Outside a loop there is no current one.
const scenario no_running_loop("event_loop/no_running_loop", [] {
  println("{}", tried([] { event_loop::current(); }));

  const auto body = [] -> coroutine<> {
    event_loop::current();
    co_return;
  };

  run(body(), in_virtual_time);
  println("{}", tried([] { event_loop::current(); }));
});

// A loop that is closed takes no more work; a future of it can still be set and asked.
const scenario closed_loop("event_loop/closed_loop", [] {
  std::optional<event_loop> loop(with_virtual_time);
  future<int> future = loop->create_future<int>();
  loop.reset();
  const std::string set = tried([&] { future.set_result(1); });
  println("{} {}", set, tried([&] { return future.result(); }));
  println("{} done: {}", tried([&] { future.add_done_callback([] {}); }), yes(future.done()));
});

// run() gives main's value, or raises its failure, and may be called again.
const scenario run_gives("event_loop/run_gives_what_main_gives", [] {
  const auto value = [] -> coroutine<int> {
    co_await weft::sleep(1s);
    co_return 42;
  };

  const auto failure = [] -> coroutine<int> {
    co_await weft::sleep(1s);
    throw boom("main");
  };

  const int first = run(value(), in_virtual_time);
  const std::string failed = tried([&] { return run(failure(), in_virtual_time); });
  println("{} {} {}", first, failed, run(value(), in_virtual_time));
});

// What is left when main ends is cancelled and awaited, clean-up included.
const scenario run_cancels("event_loop/run_cancels_what_is_left", [] {
  const auto left = [] -> coroutine<> {
    std::exception_ptr cancellation;
    try {
      co_await weft::sleep(100s);
    } catch (const cancelled_error&) {
      cancellation = std::current_exception();
    }
    println("cancelled");
    co_await weft::sleep(1s);
    println("cleaned up at {}", now());
    std::rethrow_exception(cancellation);
  };

  const auto just_made = [] -> coroutine<> {
    println("made in the last turn, and begun all the same");
    co_return;
  };

  const auto main = [&] -> coroutine<std::string> {
    create_task(left());
    co_await weft::sleep(1s);
    create_task(just_made());
    println("main ends");
    co_return "value";
  };

  println("{}", run(main(), in_virtual_time));
});

// A task that fails while it is being ended is reported.
const scenario run_reports("event_loop/run_reports_failures_at_the_end", [] {
  const auto left = [] -> coroutine<> {
    try {
      co_await weft::sleep(100s);
    } catch (const cancelled_error&) {
      throw boom("in clean-up");
    }
  };

  const auto main = [&] -> coroutine<> {
    event_loop::current().set_exception_handler(
        [](const exception_context& context) { println("reported: {}", describe(context.exception)); });
    create_task(left());
    co_await weft::sleep(1s);
    println("main ends");
  };

  run(main(), in_virtual_time);
});

// An async generator that is still alive at the end is closed, and its clean-up awaited.
const scenario run_closes("event_loop/run_closes_async_generators", [] {
  std::optional<async_generator<std::string>> alive;

  const auto ticks = [] -> async_generator<std::string> {
    std::exception_ptr exit;
    try {
      for (;;) {
        co_yield "tick";
        co_await weft::sleep(1s);
      }
    } catch (...) {
      exit = std::current_exception();
    }
    co_await weft::sleep(1s);
    println("closed at {}", now());
    std::rethrow_exception(exit);
  };

  const auto main = [&] -> coroutine<> {
    alive = ticks();
    print("{} ", text(co_await alive->next()));
    println("{}", text(co_await alive->next()));
    println("main ends");
  };

  run(main(), in_virtual_time);
  alive.reset();
});

// A main that is cancelled ends run() with that.
const scenario main_cancelled("event_loop/run_when_main_is_cancelled", [] {
  std::optional<task<>> task;

  const auto main = [&] -> coroutine<> {
    event_loop::current().call_later(1s, [&] { task->cancel(); });
    co_await weft::sleep(10s);
  };

  const auto wrapper = [&] -> coroutine<> {
    task = create_task(main());
    co_await *task;
  };

  println("{}", tried([&] { run(wrapper(), in_virtual_time); }));
});

// When nothing can ever happen any more, asyncio waits for ever.
const scenario deadlock("event_loop/deadlock", [] {
  const auto main = [] -> coroutine<> {
    println("waiting");
    try {
      co_await event_loop::current().create_future();
    } catch (...) {
      println("clean-up");
      throw;
    }
  };

  try {
    run(main(), in_virtual_time);
  } catch (const deadlock_error&) {
    println("deadlock_error");
  }
});

// Timers with one deadline.
const scenario ties("event_loop/ties_of_timers", [] -> coroutine<> {
  event_loop& loop = event_loop::current();
  std::vector<int> fired;
  const time_point when = loop.time() + 1s;
  for (int i = 0; i < 12; ++i) {
    loop.call_at(when, [&fired, i] { fired.push_back(i); });
  }
  co_await weft::sleep(2s);
  println("{}", text(fired));
});

// What a callback did before it failed counts, from call_soon() and from a timer.
const scenario fails_after_it("event_loop/a_callback_that_fails_has_done_what_it_did", [] -> coroutine<> {
  event_loop& loop = event_loop::current();
  loop.set_exception_handler([](const exception_context& context) { println("reported: {}", describe(context.exception)); });

  const auto ends = [](future<std::string> future) {
    future.set_result("result");
    throw boom("after it");
  };

  future<std::string> soon = loop.create_future<std::string>();
  loop.call_soon(ends, soon);
  println("{}", co_await soon);
  future<std::string> later = loop.create_future<std::string>();
  loop.call_later(1s, ends, later);
  const std::string result = co_await later;
  println("{} at {}", result, now());
});

// A coroutine that stops its loop and then waits has not ended: an error.
const scenario stopped_from_within("event_loop/stopped_from_within", [] {
  event_loop loop(with_virtual_time);

  const auto body = [&] -> coroutine<> {
    loop.stop();
    co_await weft::sleep(1s);
    println("never printed");
  };

  task<> task = loop.create_task(body());
  const std::string stopped = tried([&] { loop.run_until_complete(task); });
  println("{} {}", stopped, yes(task.done()));
  task.cancel();
  println("{}", tried([&] { loop.run_until_complete(task); }));
});

// run() cannot be called where a loop is running.
const scenario run_does_not_nest("event_loop/run_does_not_nest", [] {
  const auto main = [] -> coroutine<std::string> {
    println("{}", tried([] { run(turns(0)); }));
    co_await weft::sleep(1s);
    co_return "unharmed";
  };

  println("{}", run(main(), in_virtual_time));
});

// A handle tells whether its callback was cancelled; cancelling what has run changes nothing about it.
const scenario handles("event_loop/handles", [] -> coroutine<> {
  event_loop& loop = event_loop::current();
  handle soon = loop.call_soon([] { println("never"); });
  timer_handle later = loop.call_later(1s, [] { println("never"); });
  handle ran = loop.call_soon([] { println("ran"); });
  println("{} {} {}", yes(soon.cancelled()), yes(later.cancelled()), later.when().time_since_epoch() / 1s);
  soon.cancel();
  later.cancel();
  soon.cancel();
  println("{} {}", yes(soon.cancelled()), yes(later.cancelled()));
  co_await weft::sleep(2s);
  println("{}", yes(ran.cancelled()));
});

// run() gives what main gives, and may be called again, also after a failure; main may be cancelled by a task of its own.
const scenario again_and_again("event_loop/run_again_and_again", [] {
  const auto main = [](std::string value) -> coroutine<std::string> {
    co_await weft::sleep(1s);
    co_return value;
  };

  const auto failing = [] -> coroutine<> {
    co_await weft::sleep(1s);
    throw boom();
  };

  const auto canceller = [](any_task task) -> coroutine<> {
    co_await yield_now();
    task.cancel("by a task");
  };

  const auto cancelled = [&] -> coroutine<> {
    create_task(canceller(current_task()));
    co_await weft::sleep(10s);
  };

  println("{}", run(main("first"), in_virtual_time));
  println("{}", tried([&] { run(failing(), in_virtual_time); }));
  println("{}", tried([&] { run(cancelled(), in_virtual_time); }));
  println("{}", run(main("again"), in_virtual_time));
});

// A report about a task says which.
const scenario reports_name("event_loop/reports_name_the_task", [] -> coroutine<> {
  event_loop::current().set_exception_handler([](const exception_context& context) {
    println("{} reported: {}", context.task ? context.task->name : "nobody", describe(context.exception));
  });

  const auto failing = [] -> coroutine<> {
    throw boom("unheard");
    co_return;
  };

  create_task(failing(), {.name = "named"});
  co_await weft::sleep(1s);
  println("end");
});

void chain(int number) {
  println("turn {}", number);
  event_loop::current().call_soon(chain, number + 1);
}

// What is ended by run() still has its callbacks called, and what those schedule has some turns, but no time.
const scenario callbacks_at_the_end("event_loop/callbacks_of_what_run_ends", [] {
  const auto slow = [] -> coroutine<> {
    std::exception_ptr cancellation;
    try {
      co_await weft::sleep(10s);
    } catch (const cancelled_error&) {
      cancellation = std::current_exception();
    }
    co_await yield_now();
    std::rethrow_exception(cancellation);
  };

  const auto main = [&](bool leaves_task) -> coroutine<std::string> {
    if (leaves_task) {
      task<> left = create_task(slow());
      left.add_done_callback([](task<> ended) { println("callback: {}", yes(ended.cancelled())); });
      co_await yield_now();
    }
    chain(0);
    event_loop::current().call_later(1s, [] { println("never"); });
    co_return "main";
  };

  for (const bool leaves_task : {false, true}) {
    const std::string result = run(main(leaves_task), in_virtual_time);
    println("{}", result);
  }
});

// An async generator that fails as run() closes it is reported; others are closed all the same, at the same time.
const scenario closing_fails("event_loop/failures_of_what_run_closes", [] {
  std::vector<async_generator<int>> alive;

  const auto ticks = [](bool fails) -> async_generator<int> {
    std::exception_ptr exit;
    try {
      for (;;) co_yield 1;
    } catch (...) {
      exit = std::current_exception();
    }
    co_await weft::sleep(1s);
    if (fails) throw boom("closing");
    co_await weft::sleep(1s);
    println("closed at {}", now());
    std::rethrow_exception(exit);
  };

  const auto main = [&] -> coroutine<> {
    event_loop::current().set_exception_handler(
        [](const exception_context& context) { println("reported: {}", describe(context.exception)); });
    for (const bool fails : {true, false}) {
      alive.push_back(ticks(fails));
      co_await alive.back().next();
    }
    println("main ends");
  };

  run(main(), in_virtual_time);
});

// call_soon_threadsafe() on the loop's own thread keeps its place among what call_soon() queues.
const scenario threadsafe_in_place("event_loop/threadsafe_from_the_same_thread", [] -> coroutine<> {
  event_loop& loop = event_loop::current();
  loop.call_soon([] { println("1"); });
  loop.call_soon_threadsafe([] { println("2"); });
  loop.call_soon([&] {
    println("3");
    loop.call_soon_threadsafe([] { println("5"); });
    loop.call_soon([] { println("6"); });
  });
  loop.call_soon([] { println("4"); });
  for (int i = 0; i < 3; ++i) {
    co_await yield_now();
    println("a turn");
  }
});

// An exception handler may set another one in its place.
const scenario handler_sets_another("event_loop/exception_handler_sets_another", [] -> coroutine<> {
  event_loop& loop = event_loop::current();
  const auto second = [](const exception_context& context) { println("second: {}", describe(context.exception)); };
  loop.set_exception_handler([&loop, second, name = std::string("the first of the handlers, and long")](const exception_context& context) {
    loop.set_exception_handler(second);
    println("{}: {}", name, describe(context.exception));
  });
  for (const char* what : {"a", "b", "c"}) loop.call_soon([what] { throw boom(what); });
  co_await yield_now();
});

}  // namespace
