// What a program can ask of itself: its tasks, who waits for whom, and what a deadlock says.
#include "frame_balance.hpp"
#include "trace.hpp"
#include "virtual_time.hpp"

#include <weft/as_completed.hpp>
#include <weft/async_generator.hpp>
#include <weft/errors.hpp>
#include <weft/event.hpp>
#include <weft/event_loop.hpp>
#include <weft/gather.hpp>
#include <weft/inspection.hpp>
#include <weft/lock.hpp>
#include <weft/queue.hpp>
#include <weft/run.hpp>
#include <weft/shield.hpp>
#include <weft/sleep.hpp>
#include <weft/task.hpp>
#include <weft/task_group.hpp>
#include <weft/wait.hpp>
#include <weft/wait_for.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace std::chrono_literals;
using weft::all_tasks;
using weft::any_task;
using weft::coroutine;
using weft::create_task;
using weft::current_task;
using weft::event_loop;
using weft::task;
using weft::task_state;

constexpr weft::run_options virtual_clock{.clock = weft::clock::virtual_time};

class AllTasks : public frame_balance {};
class CurrentTask : public frame_balance {};
class CallGraph : public frame_balance {};
class AwaitGraph : public frame_balance {};

lines names(const std::vector<any_task>& tasks) {
  lines all;
  for (const any_task& each : tasks) all.push_back(each.name());
  return all;
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

coroutine<> waits_for(weft::event& e) { co_await e.wait(); }
coroutine<> passes_on(weft::event& e) { co_await waits_for(e); }

// --- all_tasks() -----------------------------------------------------------------------------------------------------

TEST_F(AllTasks, AreThoseThatHaveNotEndedInTheOrderInWhichTheyWereMade) {
  run_virtual([]() -> coroutine<> {
    weft::event e;
    auto a = create_task(waits_for(e), {.name = "a"});
    auto b = create_task(waits_for(e), {.name = "b"});
    EXPECT_EQ(names(all_tasks()), (lines{"main", "a", "b"}));
    e.set();
    co_await weft::gather(a, b);
    EXPECT_EQ(names(all_tasks()), lines{"main"});
  });
}

TEST_F(AllTasks, NeedALoopToBelongTo) {
  EXPECT_THROW(all_tasks(), std::logic_error);
  event_loop loop({.clock = weft::clock::virtual_time});
  EXPECT_TRUE(all_tasks(loop).empty());
  auto one = loop.create_task([]() -> coroutine<> { co_return; }());
  EXPECT_EQ(names(all_tasks(loop)), lines{"Task-1"});
  loop.run_until_complete(one);
  EXPECT_TRUE(all_tasks(loop).empty());
}

TEST_F(AllTasks, TellTheStateOfEach) {
  run_virtual([]() -> coroutine<> {
    weft::event e;
    auto waiting = create_task(waits_for(e));
    auto yielding = create_task([]() -> coroutine<> {
      co_await weft::yield_now();
      co_await weft::yield_now();
    });
    co_await weft::yield_now();
    auto fresh = create_task([]() -> coroutine<> { co_return; });
    EXPECT_EQ(any_task(waiting).state(), task_state::waiting);
    EXPECT_EQ(any_task(yielding).state(), task_state::ready);
    EXPECT_EQ(any_task(fresh).state(), task_state::ready);
    EXPECT_EQ(current_task().state(), task_state::running);
    e.set();
    EXPECT_EQ(any_task(waiting).state(), task_state::ready) << "its wake-up is on the way";
    co_await weft::gather(waiting, yielding, fresh);
    EXPECT_EQ(any_task(waiting).state(), task_state::finished);
    auto cancelled = create_task(waits_for(e));
    cancelled.cancel();
    co_await weft::yield_now();
    EXPECT_EQ(any_task(cancelled).state(), task_state::cancelled);
    EXPECT_EQ(to_string(any_task(cancelled).state()), "cancelled");
  });
}

TEST_F(AllTasks, TellWhatEachWaitsOn) {
  run_virtual([]() -> coroutine<> {
    weft::lock l;
    weft::event e;
    weft::queue<int> q;
    co_await l.acquire();
    auto on_lock = create_task(l.acquire());
    auto on_event = create_task(e.wait());
    auto on_queue = create_task(q.get());
    auto on_sleep = create_task([]() -> coroutine<> { co_await weft::sleep(90s); });
    auto on_task = create_task([](task<> other) -> coroutine<> { co_await other; }(on_sleep));
    any_task(on_sleep).set_name("sleeper");
    co_await weft::yield_now();
    EXPECT_EQ(any_task(on_lock).waits_on(), "a lock that task 'main' holds");
    EXPECT_EQ(any_task(on_event).waits_on(), "an event");
    EXPECT_EQ(any_task(on_queue).waits_on(), "an item of a queue");
    EXPECT_EQ(any_task(on_sleep).waits_on(), "sleep for another 90 s");
    EXPECT_EQ(any_task(on_task).waits_on(), "task 'sleeper'");
    EXPECT_EQ(current_task().waits_on(), "");
    for (const any_task& each : all_tasks()) {
      if (each != current_task()) each.cancel();
    }
    co_await weft::yield_now();
    co_await weft::yield_now();
    EXPECT_EQ(all_tasks().size(), 1u);
    l.release();
  });
}

TEST_F(AllTasks, TellWhereEachWasMadeHowOftenItRanAndWhereItIs) {
  run_virtual([]() -> coroutine<> {
    weft::event e;
    const unsigned made = __LINE__ + 1;
    any_task one = create_task(passes_on(e));
    EXPECT_EQ(one.created_at().line(), made);
    EXPECT_EQ(one.steps(), 0u);
    EXPECT_EQ(one.number(), 2u);
    co_await weft::yield_now();
    EXPECT_EQ(one.steps(), 1u);
    const auto stack = one.stack();
    EXPECT_EQ(stack.size(), 2u);
    EXPECT_EQ(stack.at(0).function, "waits_for");
    EXPECT_EQ(stack.at(1).function, "passes_on");
    EXPECT_EQ(one.suspended_at().line(), stack.at(0).place.line());
    e.set();
    co_await weft::yield_now();
    EXPECT_EQ(one.steps(), 2u);
    EXPECT_TRUE(one.done());
    EXPECT_TRUE(one.stack().empty());
    EXPECT_EQ(one.suspended_at().line(), made);
  });
}

TEST_F(AllTasks, TellBusyTimesWhereTheyAreMeasured) {
  const auto busy = [](bool debug, bool measured) {
    event_loop loop({.debug = debug});
    loop.measure_busy_time(measured);
    const auto work = []() -> coroutine<> {
      for (int i = 0; i < 2; ++i) {
        const auto until = event_loop::current().time() + 2ms;
        while (event_loop::current().time() < until) {
        }
        co_await weft::yield_now();
      }
    };
    auto worker = loop.create_task(work());
    loop.run_until_complete(worker);
    return any_task(worker).busy_time();
  };
  EXPECT_EQ(busy(false, false), 0ns);
  EXPECT_GE(busy(true, false), 4ms);
  EXPECT_GE(busy(false, true), 4ms);
}

// --- current_task() --------------------------------------------------------------------------------------------------

TEST_F(CurrentTask, IsTheOneThatRuns) {
  run_virtual([]() -> coroutine<> {
    std::optional<task<>> other;
    other = create_task([&]() -> coroutine<> {
      EXPECT_EQ(current_task(), any_task(*other));
      EXPECT_EQ(current_task()->name(), "other");
      co_return;
    }, {.name = "other"});
    EXPECT_EQ(current_task().name(), "main");
    co_await *other;
  });
}

TEST_F(CurrentTask, IsNoneInACallbackAndAMisuseWithoutALoop) {
  EXPECT_THROW(current_task(), std::logic_error);
  run_virtual([]() -> coroutine<> {
    auto done = event_loop::current().create_future<>();
    event_loop::current().call_soon([&] {
      EXPECT_FALSE(current_task());
      EXPECT_FALSE(current_task().has_value());
      EXPECT_THROW(current_task().name(), std::logic_error);
      EXPECT_THROW(current_task().cancel(), std::logic_error);
      EXPECT_TRUE(weft::capture_call_graph().empty());
      done.set_result();
    });
    co_await done;
  });
}

// --- print_call_graph() ----------------------------------------------------------------------------------------------

// After the example of CPython's asyncio-graph: a task in a group, which main awaits.
TEST_F(CallGraph, ShowsTheCoroutinesOfATaskAndWhoAwaitsIt) {
  std::string text;
  const auto deepest = [&]() -> coroutine<> {
    text = weft::format_call_graph(weft::capture_call_graph());
    co_return;
  };
  const auto child = [&]() -> coroutine<> { co_await deepest(); };
  const auto group = [&]() -> coroutine<> {
    co_await weft::with_task_group([&](weft::task_group& g) -> coroutine<> {
      g.create_task(child(), {.name = "child"});
      co_return;
    });
  };
  run_virtual([&]() -> coroutine<> { co_await group(); });
  EXPECT_TRUE(text.starts_with("* Task(name='child', running, created at inspection_test.cpp:")) << text;
  EXPECT_TRUE(contains(text, "  + Call stack:\n  |   inspection_test.cpp:")) << text;
  EXPECT_TRUE(contains(text, "  + Awaited by:\n    * Task(name='main', waiting, created at ")) << text;
  EXPECT_TRUE(contains(text, "task_group::finish()\n")) << text;
}

TEST_F(CallGraph, SeesThroughEverythingThatAwaitsOnBehalfOfATask) {
  run_virtual([]() -> coroutine<> {
    weft::event e;
    auto inner = create_task(passes_on(e), {.name = "inner"});
    const auto gathers = [](task<> t) -> coroutine<> { co_await weft::gather(t, weft::sleep(1s)); };
    const auto nests = [](task<> t) -> coroutine<> { co_await weft::gather(weft::gather(t)); };
    const auto shields = [](task<> t) -> coroutine<> { co_await weft::shield(t); };
    const auto limits = [](task<> t) -> coroutine<> { co_await weft::wait_for(t, 1h); };
    const auto waits = [](task<> t) -> coroutine<> { co_await weft::wait(std::vector{t}); };
    const auto completes = [](task<> t) -> coroutine<> {
      auto ended = weft::as_completed(std::vector{t});
      co_await ended.next();
    };
    std::vector<task<>> outer;
    outer.push_back(create_task(gathers(inner), {.name = "gather"}));
    outer.push_back(create_task(nests(inner), {.name = "gather of gather"}));
    outer.push_back(create_task(shields(inner), {.name = "shield"}));
    outer.push_back(create_task(limits(inner), {.name = "wait_for"}));
    outer.push_back(create_task(waits(inner), {.name = "wait"}));
    outer.push_back(create_task(completes(inner), {.name = "as_completed"}));
    co_await weft::yield_now();
    lines awaited_by;
    for (const auto& each : weft::capture_call_graph(inner)) awaited_by.push_back(each.task.name());
    EXPECT_EQ(awaited_by, (lines{"inner", "gather", "gather of gather", "shield", "wait_for", "wait", "as_completed"}));
    for (const task<>& each : outer) {
      const auto tasks = any_task(each).waits_for();
      EXPECT_TRUE(!tasks.empty() && tasks.front() == inner) << each.name();
    }
    EXPECT_EQ(any_task(outer[4]).waits_on(), "wait() (1 not done)");
    e.set();
    co_await weft::gather(outer);
  });
}

TEST_F(CallGraph, FollowsTheChainThroughAsyncGenerators) {
  run_virtual([]() -> coroutine<> {
    weft::event e;
    const auto ticks = [](weft::event& of) -> weft::async_generator<int> {
      co_await waits_for(of);
      co_yield 1;
    };
    const auto consume = [&]() -> coroutine<> {
      auto source = ticks(e);
      EXPECT_EQ(co_await source.next(), 1);
      EXPECT_EQ(co_await source.next(), std::nullopt);
    };
    any_task consumer = create_task(consume());
    co_await weft::yield_now();
    const auto stack = consumer.stack();
    EXPECT_EQ(stack.size(), 3u);
    EXPECT_EQ(stack.at(0).function, "waits_for");
    e.set();
    co_await weft::yield_now();
    EXPECT_TRUE(consumer.done());
  });
}

TEST_F(CallGraph, OfACircleEnds) {
  std::optional<task<>> a, b;
  std::string text;
  const auto wait_for_b = [&]() -> coroutine<> { co_await *b; };
  const auto wait_for_a = [&]() -> coroutine<> { co_await *a; };
  run_virtual([&]() -> coroutine<> {
    a = create_task(wait_for_b(), {.name = "a"});
    b = create_task(wait_for_a(), {.name = "b"});
    co_await weft::yield_now();
    co_await weft::yield_now();
    text = weft::format_call_graph(weft::capture_call_graph(*a));
    a->cancel();
  });
  EXPECT_TRUE(contains(text, "Awaited by: … (as above)")) << text;
}

TEST_F(CallGraph, IsCutWhereItIsToldTo) {
  run_virtual([]() -> coroutine<> {
    weft::event e;
    std::vector<task<>> chain{create_task(waits_for(e))};
    for (int i = 0; i < 10; ++i) chain.push_back(create_task([](task<> t) -> coroutine<> { co_await t; }(chain.back())));
    co_await weft::yield_now();
    EXPECT_EQ(weft::capture_call_graph(chain.front()).size(), 11u);
    const auto cut = weft::capture_call_graph(chain.front(), 3);
    EXPECT_EQ(cut.size(), 4u);
    EXPECT_TRUE(cut.back().cut);
    e.set();
    co_await chain.back();
  });
}

// A browser's worker has no file into which GoogleTest could capture standard output.
#ifndef __EMSCRIPTEN__
TEST_F(CallGraph, IsPrintedOnStandardOutput) {
  testing::internal::CaptureStdout();
  run_virtual([]() -> coroutine<> {
    weft::print_call_graph();
    weft::print_call_graph(current_task());
    co_return;
  });
  const std::string text = testing::internal::GetCapturedStdout();
  EXPECT_TRUE(text.starts_with("* Task(name='main', running, ")) << text;
}
#endif

// --- deadlock_error --------------------------------------------------------------------------------------------------

template <class F>
std::string deadlock(F&& main) {
  return what_of<weft::deadlock_error>([&] { weft::run(main(), virtual_clock); });
}

TEST_F(AwaitGraph, NamesACycleAsACycle) {
  std::optional<task<>> a, b;
  const auto wait_for_b = [&]() -> coroutine<> { co_await *b; };
  const auto wait_for_a = [&]() -> coroutine<> { co_await *a; };
  const std::string text = deadlock([&]() -> coroutine<> {
    a = create_task(wait_for_b(), {.name = "a"});
    b = create_task(wait_for_a(), {.name = "b"});
    co_await *a;
  });
  EXPECT_TRUE(contains(text, "\n  cycle: task 'a' waits for task 'b' waits for task 'a'\n")) << text;
  EXPECT_TRUE(contains(text, "\n  task 'main' waits at inspection_test.cpp:")) << text;
}

TEST_F(AwaitGraph, NamesTheCycleOfTwoLocksTakenInOppositeOrder) {
  weft::lock left, right;
  const auto both = [](weft::lock& first, weft::lock& second) -> coroutine<> {
    const auto one = co_await first.scoped();
    co_await weft::yield_now();
    const auto two = co_await second.scoped();
  };
  const std::string text = deadlock([&]() -> coroutine<> {
    auto a = create_task(both(left, right), {.name = "a"});
    auto b = create_task(both(right, left), {.name = "b"});
    co_await weft::gather(a, b);
  });
  EXPECT_TRUE(contains(text, "cycle: task 'a' waits for task 'b' waits for task 'a'")) << text;
  EXPECT_TRUE(contains(text, "on a lock that task 'b' holds")) << text;
  EXPECT_TRUE(contains(text, "on gather of 2 (2 not done): task 'a', task 'b'")) << text;
}

TEST_F(AwaitGraph, ShowsTheChainOfCoroutinesOfEachTask) {
  weft::event never;
  const std::string text = deadlock([&]() -> coroutine<> { co_await passes_on(never); });
  EXPECT_TRUE(contains(text, "task 'main' waits at inspection_test.cpp:")) << text;
  EXPECT_TRUE(contains(text, " on an event\n    in lambda (inspection_test.cpp:")) << text;
  EXPECT_TRUE(contains(text, ") > passes_on (inspection_test.cpp:")) << text;
  EXPECT_TRUE(contains(text, ") > waits_for (inspection_test.cpp:")) << text;
  EXPECT_FALSE(contains(text, "cycle")) << text;
}

coroutine<> nested(int depth, weft::event& e) {
  if (depth == 0) {
    co_await e.wait();
  } else {
    co_await nested(depth - 1, e);
  }
}

TEST_F(AwaitGraph, ShortensAChainThatIsVeryLong) {
  weft::event never;
  const std::string text = deadlock([&]() -> coroutine<> { co_await nested(10'000, never); });
  EXPECT_TRUE(contains(text, "… 9982 more …")) << text.substr(0, 2000);
  EXPECT_LT(text.size(), 2000u);
}

TEST_F(AwaitGraph, OfTenThousandTasksAtOneLockIsNoLongWork) {
  weft::lock l;
  const std::string text = deadlock([&]() -> coroutine<> {
    co_await l.acquire();
    for (int i = 0; i < 10'000; ++i) create_task(l.acquire());
    co_await l.acquire();
  });
  EXPECT_TRUE(contains(text, "task 'Task-10001' waits at")) << text.substr(0, 2000);
  EXPECT_TRUE(contains(text, "cycle: task 'main' waits for task 'main'")) << text.substr(0, 2000);
}

TEST_F(AwaitGraph, OfALongChainOfTasksUsesNoStack) {
  weft::event never;
  const std::string text = deadlock([&]() -> coroutine<> {
    task<> last = create_task(waits_for(never));
    for (int i = 0; i < 20'000; ++i) last = create_task([](task<> t) -> coroutine<> { co_await t; }(last));
    co_await last;
  });
  EXPECT_TRUE(contains(text, "task 'Task-20002' waits at")) << text.substr(0, 2000);
}

}  // namespace
