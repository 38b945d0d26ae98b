// What weft's basic operations cost. Compiled natively and as WebAssembly.
#include "measure.hpp"

#include <chrono>
#include <cstddef>
#include <utility>
#include <vector>

#include <weft/weft.hpp>

namespace {

using benchmark::State;
using weft::coroutine;
using weft::generator;

// Enough for every free list and table to have grown as far as it will.
constexpr int warm_up = 100;

/// A benchmark that is itself a coroutine.
template <coroutine<> (*body)(State&)>
void in_loop(State& state) {
  weft::run(body(state));
}

// --- generators ---

generator<int> numbers() {
  for (int i = 0;; ++i) co_yield i;
}

generator<int> delegating(std::size_t depth) {
  co_yield weft::yield_from(depth == 1 ? numbers() : delegating(depth - 1));
}

// A loop of its own for each benchmark: what an engine learns from one (which generator is resumed here) must not be what it
// makes of another.
[[gnu::always_inline]] inline void consume(State& state, generator<int> items) {
  long sum = *items.next();
  const bench::allocation_counter counter(state);
  for (auto _ : state) {
    sum += *items.next();
    benchmark::DoNotOptimize(sum);
  }
}

void generator_item(State& state) { consume(state, numbers()); }

template <std::size_t depth>
void yield_from_item(State& state) {
  consume(state, delegating(depth));
}

generator<int, int> echoing() {
  int last = 0;
  while (true) last = co_yield last;
}

void generator_send(State& state) {
  auto echo = echoing();
  echo.next();
  int i = 0;
  const bench::allocation_counter counter(state);
  for (auto _ : state) {
    int answer = *echo.send(++i);
    benchmark::DoNotOptimize(answer);
  }
}

// --- coroutines and tasks ---

coroutine<int> ready() { co_return 1; }

coroutine<> await_ready_coroutine(State& state) {
  long sum = co_await ready();
  const bench::allocation_counter counter(state);
  for (auto _ : state) {
    sum += co_await ready();
    benchmark::DoNotOptimize(sum);
  }
}

// As deep as CPython goes with the limit it comes with.
constexpr std::size_t nesting = 900;

coroutine<int> nested(std::size_t depth) {
  if (depth == 0) co_return 0;
  co_return co_await nested(depth - 1) + 1;
}

coroutine<> await_nested(State& state) {
  co_await nested(nesting);
  const bench::allocation_counter counter(state);
  while (state.KeepRunningBatch(nesting)) {
    int reached = co_await nested(nesting);
    benchmark::DoNotOptimize(reached);
  }
}

// Two tasks that take turns: a switch each.
coroutine<> yielding_beside(const bool& over) {
  while (!over) co_await weft::yield_now();
}

coroutine<> yield_now_switch(State& state) {
  bool over = false;
  const auto other = weft::create_task(yielding_beside(over));
  for (int i = 0; i < warm_up; ++i) co_await weft::yield_now();
  {
    const bench::allocation_counter counter(state);
    while (state.KeepRunningBatch(2)) co_await weft::yield_now();
  }
  over = true;
  co_await other;
}

// The same while a trace is on: what every step of a task then costs more.
coroutine<> traced_switch(State& state) {
  weft::trace::start();
  co_await yield_now_switch(state);
  weft::trace::stop();
}

coroutine<int> child() { co_return 1; }

coroutine<> gather_many() {
  std::vector<coroutine<int>> children;
  children.reserve(bench::batch);
  for (std::size_t i = 0; i < bench::batch; ++i) children.push_back(child());
  auto values = co_await weft::gather(std::move(children));
  benchmark::DoNotOptimize(values);
}

coroutine<> spawn_and_gather_many(State& state) {
  for (int i = 0; i < warm_up; ++i) co_await gather_many();
  const bench::allocation_counter counter(state);
  while (state.KeepRunningBatch(bench::batch)) co_await gather_many();
}

coroutine<> gather_few() {
  auto values = co_await weft::gather(child(), child(), child(), child(), child(), child(), child(), child(), child(), child());
  benchmark::DoNotOptimize(values);
}

coroutine<> spawn_and_gather_few(State& state) {
  for (int i = 0; i < warm_up; ++i) co_await gather_few();
  const bench::allocation_counter counter(state);
  while (state.KeepRunningBatch(bench::small_batch)) co_await gather_few();
}

// --- the loop ---

void call_soon(State& state) {
  weft::event_loop loop;
  std::size_t called = 0;
  const auto turn = [&] {
    for (std::size_t i = 0; i < bench::batch; ++i) loop.call_soon([&called] { ++called; });
    loop.run_once();
  };
  for (int i = 0; i < warm_up; ++i) turn();
  const bench::allocation_counter counter(state);
  while (state.KeepRunningBatch(bench::batch)) turn();
  benchmark::DoNotOptimize(called);
}

void timer_add_and_cancel(State& state) {
  weft::event_loop loop;
  std::vector<weft::timer_handle> others;
  for (std::size_t i = 0; i < bench::other_timers; ++i) others.push_back(loop.call_later(std::chrono::seconds(1 + i), [] {}));
  std::size_t i = 0;
  const auto once = [&] { loop.call_later(bench::delay(i++), [] {}).cancel(); };
  for (int warm = 0; warm < warm_up; ++warm) once();
  const bench::allocation_counter counter(state);
  for (auto _ : state) once();
}

// --- queue and lock ---

coroutine<> produce(weft::queue<int>& queue, const bool& over) {
  int i = 0;
  while (!over) co_await queue.put(++i);
}

coroutine<> queue_item(State& state) {
  weft::queue<int> queue(bench::queue_room);
  bool over = false;
  const auto producer = weft::create_task(produce(queue, over));
  // The items in a block of the store, and more.
  for (int i = 0; i < 10'000; ++i) co_await queue.get();
  {
    const bench::allocation_counter counter(state);
    for (auto _ : state) {
      int item = co_await queue.get();
      benchmark::DoNotOptimize(item);
    }
  }
  over = true;
  while (!producer.done()) {
    if (!queue.empty()) queue.get_nowait();
    co_await weft::yield_now();
  }
}

// Who releases asks again at once, and so goes behind the other one: every acquire() waits for a hand-over.
coroutine<> take_turns(weft::lock& lock, const bool& over) {
  while (!over) {
    co_await lock.acquire();
    lock.release();
  }
}

coroutine<> lock_hand_over(State& state) {
  weft::lock lock;
  bool over = false;
  co_await lock.acquire();
  const auto other = weft::create_task(take_turns(lock, over));
  co_await weft::yield_now();
  {
    const bench::allocation_counter counter(state);
    while (state.KeepRunningBatch(2)) {
      lock.release();
      co_await lock.acquire();
    }
  }
  over = true;
  lock.release();
  co_await other;
}

// --- memory ---

coroutine<> sleeping() { co_await weft::sleep(std::chrono::hours(1)); }

coroutine<> bytes_of_a_sleeping_task(State& state) {
  for (auto _ : state) {
    const bench::byte_counter counter;
    // Handles are the caller's affair: the loop holds the tasks.
    for (std::size_t i = 0; i < bench::sleeping_tasks; ++i) weft::create_task(sleeping());
    co_await weft::yield_now();
    counter.tell(state, bench::sleeping_tasks);
  }
}

coroutine<> chain(std::size_t depth, weft::future<> end) {
  if (depth == 0) {
    co_await end;
  } else {
    co_await chain(depth - 1, end);
  }
}

coroutine<> bytes_of_a_suspended_coroutine(State& state) {
  for (auto _ : state) {
    const auto end = weft::event_loop::current().create_future<void>();
    const bench::byte_counter counter;
    for (std::size_t i = 0; i < bench::chains; ++i) weft::create_task(chain(bench::chain_depth, end));
    co_await weft::yield_now();
    counter.tell(state, bench::chains * bench::chain_depth);
  }
}

BENCHMARK(generator_item)->Name("weft/generator item");
BENCHMARK(generator_send)->Name("weft/generator send");
BENCHMARK(yield_from_item<1>)->Name("weft/yield_from item, 1 deep");
BENCHMARK(yield_from_item<100>)->Name("weft/yield_from item, 100 deep");
BENCHMARK(yield_from_item<500>)->Name("weft/yield_from item, 500 deep");
BENCHMARK(yield_from_item<10'000>)->Name("weft/yield_from item, 10000 deep");
BENCHMARK(in_loop<await_ready_coroutine>)->Name("weft/await a ready coroutine");
BENCHMARK(in_loop<await_nested>)->Name("weft/await, 900 nested");
BENCHMARK(in_loop<yield_now_switch>)->Name("weft/yield_now switch");
BENCHMARK(in_loop<traced_switch>)->Name("weft/yield_now switch, traced");
BENCHMARK(call_soon)->Name("weft/call_soon");
BENCHMARK(in_loop<spawn_and_gather_many>)->Name("weft/spawn and gather, 1000 at once");
BENCHMARK(in_loop<spawn_and_gather_few>)->Name("weft/spawn and gather, 10 at once");
BENCHMARK(timer_add_and_cancel)->Name("weft/timer add and cancel");
BENCHMARK(in_loop<queue_item>)->Name("weft/queue item");
BENCHMARK(in_loop<lock_hand_over>)->Name("weft/lock hand-over");
BENCHMARK(in_loop<bytes_of_a_sleeping_task>)->Name("weft/bytes a sleeping task")->Iterations(1);
BENCHMARK(in_loop<bytes_of_a_suspended_coroutine>)->Name("weft/bytes a suspended coroutine")->Iterations(1);

}  // namespace
