// Other ways to write what contract_test.cpp writes, such as someone tries who comes from asyncio or from the standard library:
// each compiles, and means what it says.
#include "frame_balance.hpp"
#include "trace.hpp"
#include "virtual_time.hpp"

#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace {

using namespace weft;
using namespace std::chrono_literals;

class Spellings : public frame_balance {};

coroutine<int> twice(int x) {
  co_await sleep(1s);
  co_return 2 * x;
}

TEST_F(Spellings, TimesMayBeFractionsOfSeconds) {
  run_virtual([]() -> coroutine<> {
    auto& loop = event_loop::current();
    std::vector<std::chrono::milliseconds> fired;
    loop.call_at(loop.time() + 1.5s, [&] { fired.push_back(elapsed()); });
    loop.call_later(0.25s, [&] { fired.push_back(elapsed()); });
    auto late = create_task(sleep(1h));
    auto [done, pending] = co_await wait({late}, {.timeout = 0.5s});
    EXPECT_TRUE(done.empty() && pending.contains(late) && !done.contains(late));
    bool timed_out = false;
    try {
      co_await timeout_at(late, loop.time() + 1.5s);
    } catch (const timeout_error&) {
      timed_out = true;
    }
    EXPECT_TRUE(timed_out);
    EXPECT_EQ(elapsed(), 2s);
    EXPECT_EQ(fired, (std::vector{250ms, 1500ms}));
  });
}

TEST_F(Spellings, WhateverCanBecomeATaskCanWhereverTasksAreMade) {
  const auto lambda = []() -> coroutine<int> { co_return 3; };
  EXPECT_EQ(run(lambda, {.clock = clock::virtual_time}), 3);
  EXPECT_EQ(run(sleep(0s, 4)), 4);
  event_loop loop({.clock = clock::virtual_time});
  EXPECT_EQ(loop.run_until_complete(lambda), 3);
  EXPECT_EQ(loop.run_until_complete(sleep(1s, 4)), 4);
  EXPECT_EQ(loop.run_until_complete(loop.create_task(sleep(1s, 5), {.name = "five"})), 5);
  EXPECT_EQ(loop.run_until_complete(loop.create_task(lambda)), 3);
  run_virtual([&]() -> coroutine<> {
    EXPECT_EQ(co_await shield(sleep(1s, 6)), 6);
    EXPECT_EQ(co_await shield(lambda), 3);
    EXPECT_EQ(co_await wait_for(lambda, 1s), 3);
    EXPECT_EQ(co_await timeout_at(lambda, event_loop::current().time() + 1s), 3);
    event set;
    set.set();
    const int sum = co_await with_task_group([&](task_group& group) -> coroutine<int> {
      auto a = group.create_task(sleep(1s, 1));
      auto b = group.create_task([owned = std::make_unique<int>(2)]() -> coroutine<int> { co_return *owned; }, {.name = "b"});
      group.create_task(set.wait());
      co_return co_await a + co_await b;
    });
    EXPECT_EQ(sum, 3);
  });
}

TEST_F(Spellings, ArgumentsOfCallbacksMayBeMoveOnlyAndFunctionsMembers) {
  event_loop loop({.clock = clock::virtual_time});
  struct counter {
    int count = 0;
    void add(int n) { count += n; }
  } counted;
  int owned = 0;
  loop.call_soon(&counter::add, &counted, 2);
  loop.call_soon([&](std::unique_ptr<int> p, int n) { owned = *p + n; }, std::make_unique<int>(3), 4);
  std::string text;
  loop.call_later(1s, [](std::string& t, const char* more) { t += more; }, std::ref(text), "later");
  loop.run_until_complete(sleep(2s));
  EXPECT_EQ(counted.count, 2);
  EXPECT_EQ(owned, 7);
  EXPECT_EQ(text, "later");
}

TEST_F(Spellings, ACallbackMayTakeItsFutureInAnyWay) {
  run_virtual([]() -> coroutine<> {
    auto f = event_loop::current().create_future<int>();
    int sum = 0;
    f.add_done_callback([&](future<int> done) { sum += done.result(); });
    f.add_done_callback([&](const future<int>& done) { sum += done.result(); });
    f.add_done_callback([&](future<int>& done) { sum += done.result(); });
    f.add_done_callback([&](auto& done) { sum += done.result(); });
    f.add_done_callback([&](auto&& done) { sum += done.result(); });
    f.add_done_callback([&] { sum += 1; });
    f.set_result(1);
    co_await yield_now();
    EXPECT_EQ(sum, 6);
  });
}

TEST_F(Spellings, AResultInBraces) {
  run_virtual([]() -> coroutine<> {
    auto pair = event_loop::current().create_future<std::pair<int, std::string>>();
    pair.set_result({1, "one"});
    EXPECT_EQ((co_await pair).second, "one");
    auto numbers = event_loop::current().create_future<std::vector<int>>();
    numbers.set_result({1, 2, 3});
    EXPECT_EQ((co_await numbers).size(), 3u);
    auto nothing = event_loop::current().create_future();
    nothing.set_result();
    co_await nothing;
    int target = 1;
    auto reference = event_loop::current().create_future<int&>();
    reference.set_result(target);
    EXPECT_EQ(&co_await reference, &target);
  });
}

TEST_F(Spellings, HandlesGoIntoOrderedContainers) {
  run_virtual([]() -> coroutine<> {
    auto a = create_task(twice(1)), b = create_task(twice(2));
    std::set<task<int>> tasks{a, b, a};
    EXPECT_EQ(tasks.size(), 2u);
    EXPECT_TRUE((a < b) != (b < a));
    std::map<task<int>, std::string> names{{a, "a"}, {b, "b"}};
    EXPECT_EQ(names.at(b), "b");
    co_await gather(a, b);
  });
}

TEST_F(Spellings, ListsInBraces) {
  run_virtual([]() -> coroutine<> {
    auto a = create_task(twice(1)), b = create_task(twice(2));
    EXPECT_EQ(co_await gather({a, b}), (std::vector{2, 4}));
    EXPECT_EQ((co_await gather_settled({a, b}))[1].value(), 4);
    EXPECT_EQ(co_await gather(), std::tuple<>());
    EXPECT_EQ((co_await wait({a, b})).done, (std::vector{a, b}));
    auto ended = as_completed({b, a});
    EXPECT_EQ(co_await ended.next(), b);
    EXPECT_EQ(co_await ended.next(), a);
    EXPECT_EQ(co_await ended.next(), std::nullopt);
  });
}

// Its less is all that it has.
struct job {
  int priority;
  std::string name;
  friend bool operator<(const job& a, const job& b) { return a.priority < b.priority; }
};

TEST_F(Spellings, Queues) {
  run_virtual([]() -> coroutine<> {
    priority_queue<job> jobs;
    co_await jobs.put({2, "later"});
    jobs.put_nowait({1, "sooner"});
    EXPECT_EQ((co_await jobs.get()).name, "sooner");
    priority_queue<std::pair<int, std::string>> pairs;
    co_await pairs.put({2, "b"});
    co_await pairs.put({1, "a"});
    auto [priority, name] = co_await pairs.get();
    EXPECT_TRUE(priority == 1 && name == "a");
    const int size = 1;
    queue<int> q{size};
    q.put_nowait(1);
    EXPECT_TRUE(q.full());
    queue<int> unbounded(-1);
    unbounded.put_nowait(1);
    EXPECT_TRUE(!unbounded.full() && unbounded.maxsize() == 0);
  });
}

TEST_F(Spellings, AConditionGivesWhatItsPredicateWas) {
  run_virtual([]() -> coroutine<> {
    condition c;
    auto guard = co_await c.scoped();
    const bool ready = co_await c.wait_for_predicate([] { return true; });
    EXPECT_TRUE(ready);
    EXPECT_EQ(co_await c.wait_for_predicate([] { return std::optional(3); }), 3);
    // Not at all ready, at first.
    auto waiting = create_task([&]() -> coroutine<std::unique_ptr<int>> {
      auto inner = co_await c.scoped();
      co_return co_await c.wait_for_predicate([tries = 0]() mutable { return ++tries < 3 ? nullptr : std::make_unique<int>(tries); });
    });
    for (int i = 0; i < 3; ++i) {
      guard.release();
      co_await sleep(1s);
      guard = co_await c.scoped();
      c.notify();
    }
    guard.release();
    EXPECT_EQ(*co_await waiting, 3);
  });
}

generator<int, void, int> with_result() {
  try {
    co_yield 1;
  } catch (const generator_exit&) {
  }
  co_return 7;
}

TEST_F(Spellings, TheResultOfCloseMayBeKept) {
  auto g = with_result();
  g.next();
  const std::optional<int> result = g.close();
  EXPECT_EQ(result, 7);
  const std::optional<int> none = with_result().close();
  EXPECT_EQ(none, std::nullopt);
}

async_generator<std::pair<int, std::string>, int> pairs() {
  int n = 0;
  for (;;) n = co_yield {n, "text"};
}

TEST_F(Spellings, OperationsOfAsyncGeneratorsMayBeTasks) {
  run_virtual([]() -> coroutine<> {
    auto g = pairs();
    EXPECT_EQ((co_await create_task(g.next()))->first, 0);
    EXPECT_EQ((co_await wait_for(g.send(2), 1s))->first, 2);
    auto [sent] = co_await gather(g.send(3));
    EXPECT_EQ(sent->first, 3);
    auto thrown = create_task(g.throw_(std::out_of_range("thrown")));
    co_await wait({thrown});
    EXPECT_THROW(thrown.result(), std::out_of_range);
    co_await create_task(g.close());
  });
}

TEST_F(Spellings, AsCompletedOfCoroutinesRunsThem) {
  run_virtual([]() -> coroutine<> {
    std::vector<coroutine<int>> all;
    for (int i = 0; i < 3; ++i) all.push_back(twice(i));
    auto ended = as_completed(std::move(all));
    int sum = 0;
    while (auto each = co_await ended.next()) sum += co_await *each;
    EXPECT_EQ(sum, 6);
    EXPECT_EQ(elapsed(), 1s);
  });
}

TEST_F(Spellings, AsCompletedThatIsNeverAskedLeavesNothing) {
  run_virtual([]() -> coroutine<> {
    auto a = create_task(twice(1));
    {
      auto unasked = as_completed({a});
    }
    EXPECT_EQ(co_await a, 2);
  });
}

using pointer = std::unique_ptr<int>;

coroutine<pointer> pointer_to(int x) {
  co_await yield_now();
  co_return std::make_unique<int>(x);
}

coroutine<std::vector<pointer>> pointers_to(int x) {
  std::vector<pointer> all;
  all.push_back(co_await pointer_to(x));
  co_return all;
}

// A container says that it can be copied whatever it holds.
TEST_F(Spellings, ResultsMayBeContainersOfWhatCanOnlyBeMoved) {
  run_virtual([]() -> coroutine<> {
    EXPECT_EQ(*(co_await create_task(pointers_to(1)))[0], 1);
    EXPECT_EQ(*(co_await wait_for(pointers_to(2), 1s))[0], 2);
    EXPECT_EQ(*(co_await shield(pointers_to(3)))[0], 3);
    auto [a, b] = co_await gather(pointers_to(4), pointer_to(5));
    EXPECT_EQ(*a[0] + *b, 9);
    auto [c, d] = co_await gather_settled(pointers_to(6), pointer_to(7));
    EXPECT_EQ(*c.value()[0] + *d.value(), 13);

    std::vector<coroutine<pointer>> coroutines;
    for (int i = 0; i < 3; ++i) coroutines.push_back(pointer_to(i));
    EXPECT_EQ(*(co_await gather(std::move(coroutines)))[2], 2);
    std::vector<task<pointer>> tasks;
    for (int i = 0; i < 3; ++i) tasks.push_back(create_task(pointer_to(i)));
    EXPECT_EQ(*(co_await gather_settled(tasks))[2].value(), 2);
    const auto mapped = []() -> coroutine<std::map<int, std::vector<pointer>>> {
      std::map<int, std::vector<pointer>> all;
      all.emplace(1, co_await pointers_to(8));
      co_return all;
    };
    EXPECT_EQ(*(co_await create_task(mapped()))[1][0], 8);
  });
}

TEST_F(Spellings, WhatIsSentMayBeConverted) {
  run_virtual([]() -> coroutine<> {
    auto echo = []() -> async_generator<std::string, std::string> {
      std::string sent = co_yield "ready";
      for (;;) sent = co_yield sent;
    }();
    EXPECT_EQ(co_await echo.next(), "ready");
    EXPECT_EQ(co_await echo.send("a literal"), "a literal");
    auto& same = echo;
    echo = std::move(same);
    EXPECT_EQ(co_await echo.send("still there"), "still there");
  });
}

}  // namespace
