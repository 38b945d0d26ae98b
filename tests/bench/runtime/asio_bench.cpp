// The same operations in Asio, as coroutines of awaitable<> where it has them. The context is told that one thread alone
// uses it, so that Asio takes no locks either.
#include "measure.hpp"

#include <chrono>
#include <cstddef>
#include <exception>
#include <system_error>
#include <utility>
#include <vector>

#include <asio/awaitable.hpp>
#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/experimental/channel.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <asio/steady_timer.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>

namespace {

using asio::awaitable;
using asio::use_awaitable;
using benchmark::State;

constexpr int warm_up = 100;

/// A benchmark that is itself a coroutine. What it leaves behind is destroyed with the context.
template <awaitable<void> (*body)(State&)>
void in_context(State& state) {
  asio::io_context context(ASIO_CONCURRENCY_HINT_UNSAFE);
  asio::co_spawn(context, body(state), [&](std::exception_ptr failure) {
    context.stop();
    if (failure) std::rethrow_exception(failure);
  });
  context.run();
}

awaitable<int> ready() { co_return 1; }

awaitable<void> await_ready_coroutine(State& state) {
  long sum = co_await ready();
  const bench::allocation_counter counter(state);
  for (auto _ : state) {
    sum += co_await ready();
    benchmark::DoNotOptimize(sum);
  }
}

constexpr std::size_t nesting = 900;

awaitable<int> nested(std::size_t depth) {
  if (depth == 0) co_return 0;
  co_return co_await nested(depth - 1) + 1;
}

awaitable<void> await_nested(State& state) {
  co_await nested(nesting);
  const bench::allocation_counter counter(state);
  while (state.KeepRunningBatch(nesting)) {
    int reached = co_await nested(nesting);
    benchmark::DoNotOptimize(reached);
  }
}

awaitable<void> yielding_beside(const bool& over) {
  const auto executor = co_await asio::this_coro::executor;
  while (!over) co_await asio::post(executor, use_awaitable);
}

awaitable<void> yield_now_switch(State& state) {
  const auto executor = co_await asio::this_coro::executor;
  bool over = false;
  asio::co_spawn(executor, yielding_beside(over), asio::detached);
  for (int i = 0; i < warm_up; ++i) co_await asio::post(executor, use_awaitable);
  {
    const bench::allocation_counter counter(state);
    while (state.KeepRunningBatch(2)) co_await asio::post(executor, use_awaitable);
  }
  over = true;
  for (int i = 0; i < warm_up; ++i) co_await asio::post(executor, use_awaitable);
}

void call_soon(State& state) {
  asio::io_context context(ASIO_CONCURRENCY_HINT_UNSAFE);
  std::size_t called = 0;
  const auto turn = [&] {
    for (std::size_t i = 0; i < bench::batch; ++i) asio::post(context, [&called] { ++called; });
    context.restart();
    context.poll();
  };
  for (int i = 0; i < warm_up; ++i) turn();
  const bench::allocation_counter counter(state);
  while (state.KeepRunningBatch(bench::batch)) turn();
  benchmark::DoNotOptimize(called);
}

awaitable<int> child() { co_return 1; }

// Asio gathers a fixed number of operations only; any number are counted down by hand, and a timer wakes who waits.
awaitable<void> gather(std::size_t count) {
  const auto executor = co_await asio::this_coro::executor;
  asio::steady_timer all_done(executor, asio::steady_timer::time_point::max());
  std::vector<int> values(count);
  std::size_t pending = count;
  for (std::size_t i = 0; i < count; ++i) {
    asio::co_spawn(executor, child(), [&, i](std::exception_ptr, int value) {
      values[i] = value;
      if (--pending == 0) all_done.cancel();
    });
  }
  try {
    co_await all_done.async_wait(use_awaitable);
  } catch (const std::system_error&) {
    // Cancelled: all are done.
  }
  benchmark::DoNotOptimize(values);
}

template <std::size_t count>
awaitable<void> spawn_and_gather(State& state) {
  for (int i = 0; i < warm_up; ++i) co_await gather(count);
  const bench::allocation_counter counter(state);
  while (state.KeepRunningBatch(static_cast<benchmark::IterationCount>(count))) co_await gather(count);
}

void timer_add_and_cancel(State& state) {
  asio::io_context context(ASIO_CONCURRENCY_HINT_UNSAFE);
  std::vector<asio::steady_timer> others;
  for (std::size_t i = 0; i < bench::other_timers; ++i) {
    others.emplace_back(context, std::chrono::seconds(1 + i)).async_wait([](const std::error_code&) {});
  }
  std::size_t i = 0;
  const auto once = [&] {
    asio::steady_timer timer(context, bench::delay(i++));
    timer.async_wait([](const std::error_code&) {});
    timer.cancel();
    // The cancelled operation is handed to its handler in a turn of the context.
    if (i % bench::batch == 0) {
      context.restart();
      context.poll();
    }
  };
  for (int warm = 0; warm < 5'000; ++warm) once();
  const bench::allocation_counter counter(state);
  for (auto _ : state) once();
}

using channel = asio::experimental::channel<void(std::error_code, int)>;

awaitable<void> produce(channel& items, const bool& over) {
  int i = 0;
  while (!over) co_await items.async_send(std::error_code(), ++i, use_awaitable);
}

awaitable<void> queue_item(State& state) {
  const auto executor = co_await asio::this_coro::executor;
  channel items(executor, bench::queue_room);
  bool over = false;
  asio::co_spawn(executor, produce(items, over), asio::detached);
  for (int i = 0; i < 10'000; ++i) co_await items.async_receive(use_awaitable);
  {
    const bench::allocation_counter counter(state);
    for (auto _ : state) {
      int item = co_await items.async_receive(use_awaitable);
      benchmark::DoNotOptimize(item);
    }
  }
  over = true;
  while (items.try_receive([](const std::error_code&, int) {})) {
  }
  for (int i = 0; i < warm_up; ++i) co_await asio::post(executor, use_awaitable);
}

awaitable<void> sleeping() {
  asio::steady_timer timer(co_await asio::this_coro::executor, std::chrono::hours(1));
  co_await timer.async_wait(use_awaitable);
}

awaitable<void> bytes_of_a_sleeping_task(State& state) {
  const auto executor = co_await asio::this_coro::executor;
  for (auto _ : state) {
    const bench::byte_counter counter;
    for (std::size_t i = 0; i < bench::sleeping_tasks; ++i) asio::co_spawn(executor, sleeping(), asio::detached);
    for (int i = 0; i < warm_up; ++i) co_await asio::post(executor, use_awaitable);
    counter.tell(state, bench::sleeping_tasks);
  }
}

awaitable<void> chain(std::size_t depth) {
  if (depth == 0) {
    co_await sleeping();
  } else {
    co_await chain(depth - 1);
  }
}

awaitable<void> bytes_of_a_suspended_coroutine(State& state) {
  const auto executor = co_await asio::this_coro::executor;
  for (auto _ : state) {
    const bench::byte_counter counter;
    for (std::size_t i = 0; i < bench::chains; ++i) asio::co_spawn(executor, chain(bench::chain_depth), asio::detached);
    for (int i = 0; i < warm_up; ++i) co_await asio::post(executor, use_awaitable);
    counter.tell(state, bench::chains * bench::chain_depth);
  }
}

BENCHMARK(in_context<await_ready_coroutine>)->Name("asio/await a ready coroutine");
BENCHMARK(in_context<await_nested>)->Name("asio/await, 900 nested");
BENCHMARK(in_context<yield_now_switch>)->Name("asio/yield_now switch");
BENCHMARK(call_soon)->Name("asio/call_soon");
BENCHMARK(in_context<spawn_and_gather<bench::batch>>)->Name("asio/spawn and gather, 1000 at once");
BENCHMARK(in_context<spawn_and_gather<bench::small_batch>>)->Name("asio/spawn and gather, 10 at once");
BENCHMARK(timer_add_and_cancel)->Name("asio/timer add and cancel");
BENCHMARK(in_context<queue_item>)->Name("asio/queue item");
BENCHMARK(in_context<bytes_of_a_sleeping_task>)->Name("asio/bytes a sleeping task")->Iterations(1);
BENCHMARK(in_context<bytes_of_a_suspended_coroutine>)->Name("asio/bytes a suspended coroutine")->Iterations(1);

}  // namespace
