// What weft's basic operations cost natively. asyncio_bench.py has the same ones, as Python does them, under the same names.
#include "harness.hpp"

#include <chrono>
#include <coroutine>
#include <cstddef>
#include <exception>
#include <utility>
#include <vector>

#include <weft/weft.hpp>

namespace {

// What a coroutine costs by itself: the measure for generators.
struct bare {
  struct promise_type {
    int value = 0;
    bare get_return_object() { return {std::coroutine_handle<promise_type>::from_promise(*this)}; }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    std::suspend_always yield_value(int next) noexcept {
      value = next;
      return {};
    }
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };
  std::coroutine_handle<promise_type> handle;
};

// Not inlined: a caller that knows which coroutine it resumes would need no call, and nobody measures that.
[[gnu::noinline]] bare bare_numbers() {
  for (int i = 0;; ++i) co_yield i;
}

void bare_resume(std::size_t count) {
  const bare numbers = bare_numbers();
  long sum = 0;
  for (std::size_t i = 0; i < count; ++i) {
    numbers.handle.resume();
    sum += numbers.handle.promise().value;
    bench::keep(sum);
  }
  numbers.handle.destroy();
}

weft::generator<int> numbers() {
  for (int i = 0;; ++i) co_yield i;
}

weft::generator<int> delegating(int depth) {
  co_yield weft::yield_from(depth == 1 ? numbers() : delegating(depth - 1));
}

void consume(weft::generator<int> items, std::size_t count) {
  long sum = 0;
  for (std::size_t i = 0; i < count; ++i) {
    sum += *items.next();
    bench::keep(sum);
  }
}

void generator_item(std::size_t count) { consume(numbers(), count); }

template <int depth>
void yield_from_item(std::size_t count) {
  // Building the chain is not what is measured; it is built once and goes on from run to run.
  static weft::generator<int> chain = delegating(depth);
  long sum = 0;
  for (std::size_t i = 0; i < count; ++i) {
    sum += *chain.next();
    bench::keep(sum);
  }
}

weft::generator<int, int> echoing() {
  int last = 0;
  while (true) last = co_yield last;
}

void generator_send(std::size_t count) {
  auto echo = echoing();
  echo.next();
  for (std::size_t i = 0; i < count; ++i) {
    int answer = *echo.send(static_cast<int>(i));
    bench::keep(answer);
  }
}

weft::coroutine<int> ready() { co_return 1; }

void await_ready_coroutine(std::size_t count) {
  weft::run([](std::size_t n) -> weft::coroutine<> {
    long sum = 0;
    for (std::size_t i = 0; i < n; ++i) {
      sum += co_await ready();
      bench::keep(sum);
    }
  }(count));
}

weft::coroutine<int> nested(std::size_t depth) {
  if (depth == 0) co_return 0;
  co_return co_await nested(depth - 1) + 1;
}

void await_nested(std::size_t count) {
  // As deep as CPython goes with the limit it comes with.
  constexpr std::size_t depth = 900;
  weft::run([](std::size_t n) -> weft::coroutine<> {
    for (std::size_t done = 0; done < n; done += depth) {
      int reached = co_await nested(depth);
      bench::keep(reached);
    }
  }(count));
}

weft::coroutine<> yielding(std::size_t turns) {
  for (std::size_t i = 0; i < turns; ++i) co_await weft::yield_now();
}

void yield_now(std::size_t count) {
  weft::run([](std::size_t n) -> weft::coroutine<> { co_await weft::gather(yielding(n / 2), yielding(n - n / 2)); }(count));
}

void call_soon(std::size_t count) {
  weft::event_loop loop;
  // In batches, as a program has them; a million callbacks at once would measure the memory.
  constexpr std::size_t batch = 1'000;
  std::size_t called = 0;
  while (called < count) {
    for (std::size_t i = 0; i < batch; ++i) loop.call_soon([&called] { ++called; });
    loop.run_once();
  }
}

weft::coroutine<int> child() { co_return 1; }

void spawn_and_gather(std::size_t count) {
  weft::run([](std::size_t n) -> weft::coroutine<> {
    constexpr std::size_t batch = 1'000;
    for (std::size_t done = 0; done < n; done += batch) {
      std::vector<weft::coroutine<int>> children;
      children.reserve(batch);
      for (std::size_t i = 0; i < batch; ++i) children.push_back(child());
      auto values = co_await weft::gather(std::move(children));
      bench::keep(values);
    }
  }(count));
}

void timer_add_and_cancel(std::size_t count) {
  weft::event_loop loop;
  // Among a thousand others, so that the heap has some depth.
  std::vector<weft::timer_handle> others;
  for (int i = 0; i < 1'000; ++i) others.push_back(loop.call_later(std::chrono::seconds(1 + i), [] {}));
  for (std::size_t i = 0; i < count; ++i) {
    auto timer = loop.call_later(std::chrono::milliseconds(500 + i % 500'000), [] {});
    timer.cancel();
  }
}

constexpr bench::benchmark all[] = {
    {"bare coroutine, an item", bare_resume},
    {"generator, an item", generator_item},
    {"generator, send", generator_send},
    {"yield_from 1 deep, an item", yield_from_item<1>},
    {"yield_from 100 deep, an item", yield_from_item<100>},
    {"yield_from 10000 deep, an item", yield_from_item<10'000>},
    {"await a ready coroutine", await_ready_coroutine},
    {"await, 900 nested", await_nested},
    {"yield_now", yield_now},
    {"call_soon", call_soon},
    {"spawn and gather, a task", spawn_and_gather},
    {"timer, add and cancel", timer_add_and_cancel},
};

}  // namespace

int main(int argc, char** argv) { return bench::main(all, argc, argv); }
