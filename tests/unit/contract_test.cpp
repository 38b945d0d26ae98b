// Every name of the interface, once, spelled as programs spell it: what no longer compiles here is a change of the contract.
// What each one means is tested where it belongs; here only that it is there and does the plainest thing.
#include "frame_balance.hpp"
#include "trace.hpp"

#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <ranges>
#include <stdexcept>
#include <string>
#include <tuple>
#include <type_traits>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

namespace {

using namespace weft;
using namespace std::chrono_literals;

class Contract : public frame_balance {};

constexpr run_options at_once{.clock = clock::virtual_time};

// --- generators ------------------------------------------------------------------------------------------------------

generator<int, std::string, double> dialogue() {
  const std::string answer = co_yield 1;
  co_yield static_cast<int>(answer.size());
  co_return 2.5;
}
generator<int> counting(int to) {
  for (int i = 0; i < to; ++i) co_yield i;
}
generator<int> delegating() {
  co_yield yield_from(counting(2));
  co_yield yield_from(std::vector{7, 8});
}
generator<const std::string&> references() {
  const std::string text = "text";
  co_yield text;
}
generator<std::unique_ptr<int>> move_only() { co_yield std::make_unique<int>(1); }

TEST_F(Contract, Generators) {
  auto g = dialogue();
  const std::optional<int> first = g.next();
  EXPECT_EQ(first, 1);
  EXPECT_EQ(g.send("four"), 4);
  EXPECT_EQ(g.next(), std::nullopt);
  EXPECT_EQ(g.result(), 2.5);
  auto early = dialogue();
  EXPECT_THROW(early.send("too early"), std::logic_error);
  EXPECT_THROW(early.result(), invalid_state_error);
  EXPECT_THROW(early.throw_(std::out_of_range("thrown")), std::out_of_range);
  auto pointer = counting(3);
  pointer.next();
  EXPECT_THROW(pointer.throw_(std::make_exception_ptr(std::out_of_range("thrown"))), std::out_of_range);
  auto closed = counting(3);
  closed.next();
  closed.close();
  closed.close();
  std::vector<int> all;
  for (auto&& x : delegating()) all.push_back(x);
  EXPECT_EQ(all, (std::vector{0, 1, 7, 8}));
  int sum = 0;
  for (const int x : counting(10) | std::views::filter([](int i) { return i % 2 == 1; }) | std::views::take(2)) sum += x;
  EXPECT_EQ(sum, 4);
  static_assert(std::ranges::input_range<generator<int>> && std::ranges::view<generator<int>>);
  static_assert(std::movable<generator<int>> && !std::copyable<generator<int>>);
  for (const std::string& text : references()) EXPECT_EQ(text, "text");
  EXPECT_EQ(**move_only().next(), 1);
}

async_generator<int, int> async_dialogue() {
  const int sent = co_yield 1;
  co_await yield_now();
  co_yield sent;
}
async_generator<int> async_counting() {
  for (int i = 0;; ++i) co_yield i;
}

TEST_F(Contract, AsyncGenerators) {
  run([]() -> coroutine<> {
    auto g = async_dialogue();
    EXPECT_EQ(co_await g.next(), 1);
    EXPECT_EQ(co_await g.send(5), 5);
    EXPECT_EQ(co_await g.next(), std::nullopt);
    auto thrown = async_counting();
    co_await thrown.next();
    bool caught = false;
    try {
      co_await thrown.throw_(std::out_of_range("thrown"));
    } catch (const std::out_of_range&) {
      caught = true;
    }
    EXPECT_TRUE(caught);
    auto closed = async_counting();
    co_await closed.next();
    co_await closed.close();
    co_await closed.close();
  }(), at_once);
}

// --- coroutines, futures, tasks --------------------------------------------------------------------------------------

coroutine<int> twice(int x) {
  co_await sleep(10ms);
  co_return 2 * x;
}

TEST_F(Contract, RunAndItsOptions) {
  EXPECT_EQ(run(twice(2)), 4);
  EXPECT_EQ(run(twice(2), {.debug = true, .clock = clock::virtual_time}), 4);
  EXPECT_EQ(run(twice(2), {.clock = clock::real}), 4);
  EXPECT_EQ(run(twice(2), {.clock = clock::virtual_time, .shuffle_seed = 42}), 4);
}

TEST_F(Contract, Futures) {
  run([]() -> coroutine<> {
    auto& loop = event_loop::current();
    future<int> f = loop.create_future<int>();
    future<> v = loop.create_future<void>();
    EXPECT_FALSE(f.done() || f.cancelled());
    EXPECT_THROW(f.result(), invalid_state_error);
    int called = 0;
    f.add_done_callback([&](future<int> done) { called += done.result(); });
    const auto token = f.add_done_callback([&] { called += 100; });
    EXPECT_TRUE(f.remove_done_callback(token));
    f.set_result(3);
    v.set_result();
    EXPECT_EQ(co_await f, 3);
    EXPECT_EQ(co_await f, 3);
    co_await v;
    co_await yield_now();
    EXPECT_EQ(called, 3);
    const std::exception_ptr none = f.exception();
    EXPECT_EQ(none, nullptr);
    auto failed = loop.create_future<int>();
    failed.set_exception(std::out_of_range("no"));
    EXPECT_NE(failed.exception(), nullptr);
    auto failed_too = loop.create_future<int>();
    failed_too.set_exception(std::make_exception_ptr(std::out_of_range("no")));
    EXPECT_THROW(failed_too.result(), std::out_of_range);
    auto cancelled = loop.create_future<int>();
    const bool was = cancelled.cancel("why");
    EXPECT_TRUE(was && cancelled.cancelled());
    EXPECT_EQ(what_of<cancelled_error>([&] { cancelled.result(); }), "why");
    const future<int> copy = f;
    EXPECT_TRUE(copy == f && copy != failed);
    EXPECT_EQ((std::unordered_set<future<int>>{f, copy}.size()), 1u);
  }(), at_once);
}

TEST_F(Contract, Tasks) {
  run([]() -> coroutine<> {
    task<int> t = create_task(twice(4), {.name = "four"});
    EXPECT_EQ(t.name(), "four");
    t.set_name("doubled");
    EXPECT_EQ(t.name(), "doubled");
    EXPECT_EQ(t.cancelling(), 0u);
    t.cancel("stop");
    EXPECT_EQ(t.cancelling(), 1u);
    EXPECT_EQ(t.uncancel(), 0u);
    EXPECT_EQ(co_await t, 8);
    EXPECT_EQ(t.result(), 8);
    EXPECT_EQ(t.exception(), nullptr);
    auto owned = std::make_unique<int>(5);
    auto lambda = create_task([owned = std::move(owned)]() -> coroutine<int> {
      co_await yield_now();
      co_return *owned;
    });
    EXPECT_EQ(co_await lambda, 5);
    auto named = create_task([]() -> coroutine<> { co_return; }, {.name = "lambda"});
    EXPECT_EQ(named.name(), "lambda");
    co_await named;
    auto cancelled = event_loop::current().create_task(twice(1));
    EXPECT_TRUE(cancelled.cancel());
    bool caught = false;
    try {
      co_await cancelled;
    } catch (const cancelled_error& e) {
      caught = std::string_view(e.what()).size() > 0 && static_cast<const std::exception*>(&e) != nullptr;
    }
    EXPECT_TRUE(caught && cancelled.cancelled() && cancelled.done());
  }(), at_once);
}

// --- the loop --------------------------------------------------------------------------------------------------------

TEST_F(Contract, TheEventLoop) {
  lines seen;
  event_loop loop({.clock = clock::virtual_time});
  handle soon = loop.call_soon([&](int n) { seen.push_back("soon " + std::to_string(n)); }, 1);
  timer_handle later = loop.call_later(2s, [&] { seen.push_back("later"); });
  timer_handle at = loop.call_at(loop.time() + 1s, [&] { seen.push_back("at"); });
  loop.call_soon_threadsafe([&] { seen.push_back("threadsafe"); });
  auto cancelled = loop.call_soon([&] { seen.push_back("never"); });
  cancelled.cancel();
  EXPECT_TRUE(cancelled.cancelled() && !soon.cancelled());
  EXPECT_EQ(later.when() - at.when(), 1s);
  EXPECT_TRUE(loop.run_once());
  loop.call_later(5s, [&] { loop.stop(); });
  loop.run_forever();
  EXPECT_EQ(seen, (lines{"soon 1", "threadsafe", "at", "later"}));
  EXPECT_FALSE(loop.is_running());
  EXPECT_EQ(loop.run_until_complete(twice(1)), 2);
  EXPECT_EQ(loop.run_until_complete(loop.create_task(twice(2))), 4);
  loop.set_debug(true);
  EXPECT_TRUE(loop.debug());
  EXPECT_EQ(loop.slow_callback_duration(), 100ms);
  loop.set_slow_callback_duration(1s);
  EXPECT_EQ(loop.slow_callback_duration(), 1s);
  loop.set_exception_handler([&](const exception_context& context) {
    seen.push_back(context.message);
    EXPECT_NE(context.exception, nullptr);
    EXPECT_EQ(context.task, std::nullopt);
  });
  loop.call_soon([] { throw std::runtime_error("broken"); });
  loop.run_once();
  EXPECT_EQ(seen.size(), 5u);
  loop.call_exception_handler({.message = "by hand", .exception = std::make_exception_ptr(0)});
  EXPECT_EQ(seen.back(), "by hand");
  static_assert(std::is_same_v<decltype(loop.time()), time_point>);
}

TEST_F(Contract, ADeadlock) {
  EXPECT_THROW(run([]() -> coroutine<> { co_await event().wait(); }(), at_once), std::exception);
  event never;
  EXPECT_THROW(run([](event& e) -> coroutine<> { co_await e.wait(); }(never), at_once), deadlock_error);
}

TEST_F(Contract, Sleeping) {
  run([]() -> coroutine<> {
    co_await sleep(1s);
    co_await sleep(0ms);
    co_await sleep(-1s);
    co_await yield_now();
    EXPECT_EQ(co_await sleep(1s, 5), 5);
    EXPECT_EQ(event_loop::current().time().time_since_epoch(), 2s);
  }(), at_once);
}

// --- structured work -------------------------------------------------------------------------------------------------

coroutine<> fails() {
  co_await yield_now();
  throw std::out_of_range("no");
}

TEST_F(Contract, Gather) {
  run([]() -> coroutine<> {
    auto [a, b, c] = co_await gather(twice(1), create_task(twice(2)), sleep(1ms));
    static_assert(std::is_same_v<decltype(c), std::monostate>);
    EXPECT_EQ(a + b, 6);
    std::vector<coroutine<int>> many;
    for (int i = 0; i < 3; ++i) many.push_back(twice(i));
    const std::vector<int> results = co_await gather(std::move(many));
    EXPECT_EQ(results, (std::vector{0, 2, 4}));
    auto [good, bad] = co_await gather_settled(twice(3), fails());
    const outcome<int>& kept = good;
    EXPECT_TRUE(kept.has_value() && kept.value() == 6 && kept.error() == nullptr);
    EXPECT_FALSE(bad.has_value());
    EXPECT_NE(bad.error(), nullptr);
    EXPECT_THROW(bad.value(), std::out_of_range);
    std::vector<task<int>> tasks{create_task(twice(1)), create_task(twice(2))};
    const std::vector<outcome<int>> outcomes = co_await gather_settled(tasks);
    EXPECT_EQ(outcomes[1].value(), 4);
    auto cancelled = gather(twice(1), twice(2));
    EXPECT_TRUE(cancelled.cancel());
    bool caught = false;
    try {
      co_await cancelled;
    } catch (const cancelled_error&) {
      caught = true;
    }
    EXPECT_TRUE(caught);
  }(), at_once);
}

TEST_F(Contract, WaitAndAsCompleted) {
  run([]() -> coroutine<> {
    std::vector<task<int>> tasks{create_task(sleep(3s, 3)), create_task(sleep(1s, 1)), create_task(sleep(2s, 2))};
    auto [done, pending] = co_await wait(tasks, {.timeout = 10s, .return_when = return_when::first_completed});
    EXPECT_TRUE(done.size() == 1 && pending.size() == 2 && done[0].result() == 1);
    const auto later = co_await wait(tasks, {.timeout = 500ms});
    EXPECT_EQ(later.done.size(), 1u);
    EXPECT_EQ(later.pending.size(), 2u);
    std::vector<int> order;
    auto ended = as_completed(tasks);
    while (std::optional<task<int>> next = co_await ended.next()) order.push_back(next->result());
    EXPECT_EQ(order, (std::vector{1, 2, 3}));
    co_await wait(tasks, {.return_when = return_when::first_exception});
    co_await wait(tasks, {.return_when = return_when::all_completed});
    co_await wait(tasks);
  }(), at_once);
}

TEST_F(Contract, WaitForTimeoutAtAndShield) {
  run([]() -> coroutine<> {
    EXPECT_EQ(co_await wait_for(twice(1), 1s), 2);
    auto slow = create_task(sleep(1h, 1));
    bool late = false;
    try {
      co_await wait_for(slow, 1s);
    } catch (const timeout_error&) {
      late = true;
    }
    EXPECT_TRUE(late && slow.cancelled());
    late = false;
    try {
      co_await timeout_at(twice(1), event_loop::current().time() + 1ms);
    } catch (const timeout_error&) {
      late = true;
    }
    EXPECT_TRUE(late);
    auto inner = create_task(sleep(1s, 7));
    late = false;
    try {
      co_await wait_for(shield(inner), 1ms);
    } catch (const timeout_error&) {
      late = true;
    }
    EXPECT_TRUE(late && !inner.done());
    EXPECT_EQ(co_await shield(inner), 7);
  }(), at_once);
}

TEST_F(Contract, TaskGroups) {
  run([]() -> coroutine<> {
    const int value = co_await with_task_group([&](task_group& g) -> coroutine<int> {
      task<int> a = g.create_task(twice(1), {.name = "a"});
      task<int> b = g.create_task([]() -> coroutine<int> { co_return 3; });
      co_return co_await a + co_await b;
    });
    EXPECT_EQ(value, 5);
    std::vector<std::exception_ptr> failures;
    std::string text;
    try {
      co_await with_task_group([&](task_group& g) -> coroutine<> {
        g.create_task(fails());
        co_await sleep(1h);
      });
    } catch (const exception_group& group) {
      failures = group.exceptions();
      text = group.what();
      EXPECT_FALSE(group.message().empty());
    }
    EXPECT_EQ(failures.size(), 1u);
    EXPECT_NE(text.find("no"), std::string::npos);
    co_await with_task_group([&](task_group& g) -> coroutine<> {
      g.create_task([]() -> coroutine<> { co_await sleep(1h); });
      co_await yield_now();
      g.cancel();
    });
  }(), at_once);
}

// --- synchronisation -------------------------------------------------------------------------------------------------

TEST_F(Contract, LocksEventsConditionsSemaphoresBarriers) {
  run([]() -> coroutine<> {
    lock l;
    co_await l.acquire();
    EXPECT_TRUE(l.locked());
    l.release();
    {
      auto guard = co_await l.scoped();
    }
    event e;
    e.set();
    co_await e.wait();
    EXPECT_TRUE(e.is_set());
    e.clear();

    condition c;
    auto waiting = create_task([&]() -> coroutine<> {
      auto guard = co_await c.scoped();
      co_await c.wait();
      bool ready = true;
      co_await c.wait_for_predicate([&] { return ready; });
    });
    co_await yield_now();
    co_await c.acquire();
    EXPECT_TRUE(c.locked());
    c.notify();
    c.notify(2);
    c.notify_all();
    c.release();
    co_await waiting;
    condition shared(l);

    semaphore s(2);
    co_await s.acquire();
    {
      auto permit = co_await s.scoped();
      EXPECT_TRUE(s.locked());
    }
    s.release();
    bounded_semaphore bounded(1);
    EXPECT_THROW(bounded.release(), std::logic_error);

    barrier b(2);
    auto [i, j] = co_await gather(b.wait(), b.wait());
    EXPECT_EQ(i + j, 1u);
    EXPECT_EQ(b.parties(), 2u);
    EXPECT_EQ(b.n_waiting(), 0u);
    EXPECT_FALSE(b.broken());
    co_await b.abort();
    EXPECT_TRUE(b.broken());
    bool broken = false;
    try {
      co_await b.wait();
    } catch (const broken_barrier_error&) {
      broken = true;
    }
    EXPECT_TRUE(broken);
    co_await b.reset();
  }(), at_once);
}

template <class Queue>
coroutine<std::vector<int>> through(Queue& q) {
  for (const int i : {2, 3, 1}) co_await q.put(i);
  std::vector<int> order;
  while (!q.empty()) {
    order.push_back(co_await q.get());
    q.task_done();
  }
  co_await q.join();
  co_return order;
}

TEST_F(Contract, Queues) {
  run([]() -> coroutine<> {
    queue<int> fifo;
    priority_queue<int> least;
    lifo_queue<int> last;
    EXPECT_EQ(co_await through(fifo), (std::vector{2, 3, 1}));
    EXPECT_EQ(co_await through(least), (std::vector{1, 2, 3}));
    EXPECT_EQ(co_await through(last), (std::vector{1, 3, 2}));
    queue<std::unique_ptr<int>> small(1);
    small.put_nowait(std::make_unique<int>(1));
    EXPECT_TRUE(small.full() && small.size() == 1 && small.maxsize() == 1);
    EXPECT_THROW(small.put_nowait(nullptr), queue_full);
    EXPECT_EQ(*small.get_nowait(), 1);
    EXPECT_THROW(small.get_nowait(), queue_empty);
    small.shutdown();
    EXPECT_THROW(small.put_nowait(nullptr), queue_shut_down);
    fifo.shutdown(true);
    bool shut = false;
    try {
      co_await fifo.get();
    } catch (const queue_shut_down&) {
      shut = true;
    }
    EXPECT_TRUE(shut);
  }(), at_once);
}

// --- exceptions, inspection, printing, requests ----------------------------------------------------------------------

TEST_F(Contract, Exceptions) {
  static_assert(std::derived_from<cancelled_error, std::exception> && !std::derived_from<cancelled_error, std::runtime_error>);
  static_assert(std::derived_from<timeout_error, std::exception>);
  static_assert(std::derived_from<invalid_state_error, std::logic_error>);
  static_assert(std::derived_from<generator_exit, std::exception>);
  static_assert(std::derived_from<http_error, std::exception>);
  static_assert(std::derived_from<deadlock_error, std::exception>);
  const exception_group inner("inner", {std::make_exception_ptr(std::out_of_range("leaf"))});
  const exception_group outer("outer", {std::make_exception_ptr(inner), std::make_exception_ptr(timeout_error())});
  EXPECT_EQ(outer.message(), "outer");
  EXPECT_EQ(outer.exceptions().size(), 2u);
  const std::string text = outer.what();
  for (const char* part : {"outer", "inner", "leaf", "timed out"}) EXPECT_NE(text.find(part), std::string::npos) << text;
}

// A browser's worker has no file into which GoogleTest could capture standard output.
#ifndef __EMSCRIPTEN__

TEST_F(Contract, Inspection) {
  testing::internal::CaptureStdout();
  run([]() -> coroutine<> {
    EXPECT_EQ(current_task().name(), "main");
    EXPECT_EQ(all_tasks().size(), 1u);
    for (const auto& t : all_tasks()) {
      EXPECT_EQ(t.state(), task_state::running);
      EXPECT_EQ(t.waits_on(), "");
      EXPECT_GT(t.created_at().line(), 0u);
      EXPECT_EQ(t.steps(), 1u);
      EXPECT_EQ(t.busy_time(), 0ns);
    }
    print_call_graph();
    weft::trace::start();
    weft::trace::stop();
    EXPECT_FALSE(weft::trace::export_chrome_json().empty());
    co_return;
  }(), at_once);
  EXPECT_NE(testing::internal::GetCapturedStdout().find("Task(name='main'"), std::string::npos);
}

TEST_F(Contract, Printing) {
  testing::internal::CaptureStdout();
  print("{} and {:>4}", 1, "two");
  println("{:.2f}", 3.14159);
  println("plain");
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "1 and  two3.14\nplain\n");
}

#endif

TEST_F(Contract, Requests) {
  client_session session({.base_url = "http://localhost", .headers = {{"accept", "text/plain"}}});
  EXPECT_NO_THROW([&] {
    const std::vector<coroutine<response>> unasked = [&] {
      std::vector<coroutine<response>> all;
      all.push_back(session.get("/"));
      all.push_back(session.post("/", {.body = "text"}));
      all.push_back(session.put("/"));
      all.push_back(session.patch("/"));
      all.push_back(session.delete_("/"));
      all.push_back(session.head("/"));
      all.push_back(session.request("OPTIONS", "/", {.headers = {{"x", "y"}}}));
      return all;
    }();
  }());
}

}  // namespace
