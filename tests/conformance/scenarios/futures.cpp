// Futures: results that somebody will set, and who is told of them.
#include "../scenario.hpp"

using namespace conformance;
using namespace weft;
using namespace std::chrono_literals;

namespace {

void report_to_stdout() {
  event_loop::current().set_exception_handler(
      [](const exception_context& context) { println("reported: {}", describe(context.exception)); });
}

// A future that is cancelled is done, and takes nothing more.
const scenario cancelled_future("futures/cancelled_future", [] -> coroutine<> {
  future<int> future = event_loop::current().create_future<int>();
  print("{} {} ", yes(future.done()), yes(future.cancelled()));
  println("cancel: {}", yes(future.cancel()));
  println("{} {}", yes(future.done()), yes(future.cancelled()));
  println("{} {}", tried([&] { return future.result(); }), tried([&] { return future.exception(); }));
  println("{} {} cancel: {}", tried([&] { future.set_result(1); }), tried([&] { future.set_exception(boom()); }),
          yes(future.cancel()));
  co_return;
});

// A future's result is set once.
const scenario result("futures/result", [] -> coroutine<> {
  future<int> future = event_loop::current().create_future<int>();
  println("{}", tried([&] { return future.result(); }));
  future.set_result(42);
  println("{} {} {} {}", yes(future.done()), yes(future.cancelled()), tried([&] { return future.result(); }),
          tried([&] { return future.exception(); }));
  println("{} {} cancel: {}", tried([&] { future.set_result(1); }), tried([&] { future.set_exception(boom()); }),
          yes(future.cancel()));
  co_return;
});

// So is its failure, which result() raises and exception() gives.
const scenario exception("futures/exception", [] -> coroutine<> {
  future<int> future = event_loop::current().create_future<int>();
  println("{}", tried([&] { return future.exception(); }));
  future.set_exception(boom("expected"));
  println("{} {} {} {}", yes(future.done()), yes(future.cancelled()), tried([&] { return future.result(); }),
          describe(future.exception()));
  println("{} {} cancel: {}", tried([&] { future.set_result(1); }), tried([&] { future.set_exception(boom()); }),
          yes(future.cancel()));
  co_return;
});

// The message of cancel() reaches whoever awaits the future.
const scenario cancel_message("futures/cancel_message", [] -> coroutine<> {
  future<> future = event_loop::current().create_future();
  future.cancel("my message");
  println("{}", co_await awaited(future));
});

// Callbacks run in the order in which they were added, in a later turn; one that is added late too.
const scenario callbacks_on_result("futures/callbacks_on_result", [] -> coroutine<> {
  using strings = future<std::string>;
  strings future = event_loop::current().create_future<std::string>();
  future.add_done_callback([](strings done) { println("first {}", done.result()); });
  future.add_done_callback([](strings done) { println("second {}", done.result()); });
  future.set_result("foo");
  println("set");
  future.add_done_callback([](strings done) { println("late {}", done.result()); });
  println("added");
  co_await turns(1);
  future.add_done_callback([](strings done) { println("very late {}", done.result()); });
  println("added");
  co_await turns(1);
});

// Failures and cancellations are told the same way.
const scenario callbacks_on_failure("futures/callbacks_on_failure", [] -> coroutine<> {
  const auto ends = {+[](const future<>& f) { f.set_exception(boom("no")); }, +[](const future<>& f) { f.cancel(); }};
  for (auto* end : ends) {
    future<> future = event_loop::current().create_future();
    future.add_done_callback([](weft::future<> done) {
      println("callback {} {}", yes(done.cancelled()), tried([&] { done.result(); }));
    });
    end(future);
    co_await turns(1);
  }
});

// A callback that is taken back is not called; taking it back twice has no effect.
const scenario remove_done_callback("futures/remove_done_callback", [] -> coroutine<> {
  future<> future = event_loop::current().create_future();
  future.add_done_callback([] { println("one"); });
  const auto two = future.add_done_callback([] { println("two"); });
  const auto three = future.add_done_callback([] { println("three"); });
  print("{} ", yes(future.remove_done_callback(two)));
  println("{}", yes(future.remove_done_callback(two)));
  future.set_result();
  println("too late: {}", yes(future.remove_done_callback(three)));
  co_await turns(1);
});

// Callbacks may add and take back callbacks while they run.
const scenario callbacks_change("futures/callbacks_that_change_callbacks", [] -> coroutine<> {
  future<int> future = event_loop::current().create_future<int>();
  std::optional<done_callback_token> last;

  future.add_done_callback([&](weft::future<int> done) {
    println("mutating");
    done.add_done_callback([] { println("added"); });
    println("too late: {}", yes(done.remove_done_callback(*last)));
  });
  last = future.add_done_callback([] { println("last"); });
  future.set_result(1);
  co_await turns(1);
  println("a turn");
  co_await turns(1);
});

// A callback that fails is reported and stops nobody.
const scenario failing_callback("futures/failing_callback", [] -> coroutine<> {
  report_to_stdout();
  future<> future = event_loop::current().create_future();
  future.add_done_callback([] { throw boom("callback"); });
  future.add_done_callback([] { println("next"); });
  future.set_result();
  co_await turns(1);
});

// A failure that nobody has looked at is reported when the future goes; one that was looked at is not.
const scenario never_retrieved("futures/never_retrieved", [] -> coroutine<> {
  report_to_stdout();
  event_loop& loop = event_loop::current();
  {
    future<> future = loop.create_future();
    future.set_exception(boom("nobody looks"));
  }
  println("gone");
  {
    future<> future = loop.create_future();
    future.set_exception(boom("seen"));
    future.exception();
  }
  println("gone");
  {
    future<> future = loop.create_future();
    future.cancel();
  }
  println("gone");
  co_return;
});

// The same for a task that nobody awaits.
const scenario task_never_retrieved("futures/task_failure_never_retrieved", [] -> coroutine<> {
  report_to_stdout();
  const auto failing = [](std::string what) -> coroutine<> {
    throw boom(what);
    co_return;
  };

  {
    task<> ignored = create_task(failing("ignored"));
    task<> seen = create_task(failing("seen"));
    co_await turns(1);
    println("they have ended");
    println("{}", co_await awaited(seen));
  }
  println("gone");
});

// A failure inside a shield that was cancelled is reported, as nobody hears of it any more.
const scenario shield_reports("futures/shield_reports_what_nobody_hears", [] -> coroutine<> {
  report_to_stdout();
  const auto inner = [] -> coroutine<> {
    co_await weft::sleep(1s);
    throw boom("inner");
  };

  const auto outer = [&] -> coroutine<> { co_await shield(inner()); };

  task<> task = create_task(outer());
  co_await turns(2);
  task.cancel();
  println("{}", co_await awaited(task));
  co_await weft::sleep(2s);
  println("end");
});

// A future may be awaited again and again; once it is done that takes no turn.
const scenario awaited_twice("futures/awaited_twice", [] -> coroutine<> {
  future<int> future = event_loop::current().create_future<int>();
  event_loop::current().call_soon([future] { future.set_result(42); });
  println("{}", co_await future);
  event_loop::current().call_soon([] { println("a turn"); });
  const int again = co_await future;
  println("{} {}", again, co_await future);
  co_await turns(1);
});

// A future that nobody has ended, one with a result, and one whose failure was raised go in silence.
const scenario nothing_to_report("futures/nothing_to_report", [] -> coroutine<> {
  report_to_stdout();
  event_loop& loop = event_loop::current();
  {
    future<int> future = loop.create_future<int>();
  }
  println("gone");
  {
    future<int> future = loop.create_future<int>();
    future.set_result(42);
  }
  println("gone");
  {
    future<int> future = loop.create_future<int>();
    future.set_result(42);
    println("{}", future.result());
  }
  println("gone");
  {
    future<int> future = loop.create_future<int>();
    future.set_exception(boom("raised"));
    println("{}", tried([&] { return future.result(); }));
  }
  println("gone");
  co_return;
});

// Cancelling what has failed already comes too late, but says that nobody wants to hear of it.
const scenario cancelled_after_failure("futures/cancelled_after_the_failure", [] -> coroutine<> {
  report_to_stdout();
  {
    future<> future = event_loop::current().create_future();
    future.set_exception(boom("future"));
    const bool asked = future.cancel();
    println("{} {}", yes(asked), yes(future.cancelled()));
  }
  println("gone");

  const auto failing = [] -> coroutine<> {
    throw boom("task");
    co_return;
  };

  {
    task<> task = create_task(failing());
    co_await turns(2);
    const bool asked = task.cancel();
    println("{} {}", yes(asked), yes(task.cancelled()));
  }
  println("gone");
});

// Taking back the last of three callbacks, twice, leaves the others.
const scenario remove_third("futures/remove_third_callback", [] -> coroutine<> {
  future<std::string> future = event_loop::current().create_future<std::string>();
  future.add_done_callback([] { println("first"); });
  future.add_done_callback([](auto&) { println("second"); });
  const done_callback_token third = future.add_done_callback([](const auto&) { println("third"); });
  const bool removed = future.remove_done_callback(third);
  println("{} {}", yes(removed), yes(future.remove_done_callback(third)));
  future.set_result("foo");
  println("set");
  co_await turns(1);
  println("{}", future.result());
});

// set_exception() with a cancelled_error is a failure like any other to the future; who awaits it ends cancelled.
const scenario cancellation_set("futures/a_cancellation_set_as_failure", [] -> coroutine<> {
  future<> future = event_loop::current().create_future();
  const auto body = [&] -> coroutine<> { co_await future; };

  task<> task = create_task(body());
  co_await turns(1);
  future.set_exception(cancelled_error("set"));
  print("{} {} {} ", yes(future.done()), yes(future.cancelled()), describe(future.exception()));
  println("{}", tried([&] { future.result(); }));
  const std::string result = co_await awaited(task);
  println("{} {}", result, yes(task.cancelled()));
});

}  // namespace
