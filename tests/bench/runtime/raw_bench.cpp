// The same operations done by hand: what C++ coroutines cost by themselves, without cancellation, timers' handles, names,
// order guarantees or a place for failures. In the manner of small coroutine libraries: a generator, a task that resumes
// its awaiter by symmetric transfer, and a queue of handles for a scheduler.
#include "measure.hpp"

#include <chrono>
#include <coroutine>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <queue>
#include <utility>
#include <vector>

namespace {

using benchmark::State;

// --- a generator ---

class generator {
 public:
  struct promise_type {
    int value = 0;
    generator get_return_object() { return generator(std::coroutine_handle<promise_type>::from_promise(*this)); }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    std::suspend_always yield_value(int next) noexcept {
      value = next;
      return {};
    }
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };

  generator(generator&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  generator& operator=(generator&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~generator() {
    if (handle_) handle_.destroy();
  }
  int next() {
    handle_.resume();
    return handle_.promise().value;
  }

 private:
  explicit generator(std::coroutine_handle<promise_type> handle) noexcept : handle_(handle) {}
  std::coroutine_handle<promise_type> handle_;
};

// Not inlined: a caller that knows which coroutine it resumes would need no call, and nobody measures that.
[[gnu::noinline]] generator numbers() {
  for (int i = 0;; ++i) co_yield i;
}

// Every value goes through every generator: there is no yield_from() by hand.
[[gnu::noinline]] generator delegating(generator sub) {
  while (true) co_yield sub.next();
}

// A loop of its own for each benchmark, as in weft_bench.cpp.
[[gnu::always_inline]] inline void consume(State& state, generator items) {
  long sum = items.next();
  const bench::allocation_counter counter(state);
  for (auto _ : state) {
    sum += items.next();
    benchmark::DoNotOptimize(sum);
  }
}

void generator_item(State& state) { consume(state, numbers()); }

template <std::size_t depth>
void yield_from_item(State& state) {
  generator chain = numbers();
  for (std::size_t i = 0; i < depth; ++i) chain = delegating(std::move(chain));
  consume(state, std::move(chain));
}

// --- a task ---

template <class T>
struct result {
  T value{};
  void return_value(T given) noexcept { value = given; }
  T take() noexcept { return value; }
};
template <>
struct result<void> {
  void return_void() noexcept {}
  void take() noexcept {}
};

template <class T = void>
class [[nodiscard]] task {
 public:
  struct promise_type : result<T> {
    std::coroutine_handle<> continuation = std::noop_coroutine();

    struct final_awaiter {
      bool await_ready() noexcept { return false; }
      std::coroutine_handle<> await_suspend(std::coroutine_handle<promise_type> ended) noexcept {
        return ended.promise().continuation;
      }
      void await_resume() noexcept {}
    };
    task get_return_object() { return task(std::coroutine_handle<promise_type>::from_promise(*this)); }
    std::suspend_always initial_suspend() noexcept { return {}; }
    final_awaiter final_suspend() noexcept { return {}; }
    void unhandled_exception() { std::terminate(); }
  };

  task(task&& other) noexcept : handle(std::exchange(other.handle, nullptr)) {}
  ~task() {
    if (handle) handle.destroy();
  }

  auto operator co_await() && noexcept {
    struct awaiter {
      std::coroutine_handle<promise_type> handle;
      bool await_ready() noexcept { return false; }
      std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiting) noexcept {
        handle.promise().continuation = awaiting;
        return handle;
      }
      T await_resume() { return handle.promise().take(); }
    };
    return awaiter{handle};
  }

  std::coroutine_handle<promise_type> handle;

 private:
  explicit task(std::coroutine_handle<promise_type> h) noexcept : handle(h) {}
};

[[gnu::noinline]] task<int> ready() { co_return 1; }

task<> await_ready_loop(State& state) {
  long sum = co_await ready();
  const bench::allocation_counter counter(state);
  for (auto _ : state) {
    sum += co_await ready();
    benchmark::DoNotOptimize(sum);
  }
}

void await_ready_coroutine(State& state) { await_ready_loop(state).handle.resume(); }

constexpr std::size_t nesting = 900;

[[gnu::noinline]] task<int> nested(std::size_t depth) {
  if (depth == 0) co_return 0;
  co_return co_await nested(depth - 1) + 1;
}

task<> await_nested_loop(State& state) {
  co_await nested(nesting);
  const bench::allocation_counter counter(state);
  while (state.KeepRunningBatch(nesting)) {
    int reached = co_await nested(nesting);
    benchmark::DoNotOptimize(reached);
  }
}

void await_nested(State& state) { await_nested_loop(state).handle.resume(); }

// --- a scheduler ---

struct scheduler {
  std::deque<std::coroutine_handle<>> ready;

  void run() {
    while (!ready.empty()) {
      const auto next = ready.front();
      ready.pop_front();
      next.resume();
    }
  }
  auto yield() noexcept {
    struct awaiter {
      scheduler& of;
      bool await_ready() noexcept { return false; }
      void await_suspend(std::coroutine_handle<> awaiting) { of.ready.push_back(awaiting); }
      void await_resume() noexcept {}
    };
    return awaiter{*this};
  }
};

task<> yielding_beside(scheduler& loop, const bool& over) {
  while (!over) co_await loop.yield();
}

task<> yielding(scheduler& loop, State& state, bool& over) {
  for (int i = 0; i < 1'000; ++i) co_await loop.yield();
  {
    const bench::allocation_counter counter(state);
    while (state.KeepRunningBatch(2)) co_await loop.yield();
  }
  over = true;
}

void yield_now_switch(State& state) {
  scheduler loop;
  bool over = false;
  const auto one = yielding(loop, state, over);
  const auto other = yielding_beside(loop, over);
  loop.ready = {one.handle, other.handle};
  loop.run();
}

void call_soon(State& state) {
  std::deque<std::function<void()>> queue;
  std::size_t called = 0;
  const auto turn = [&] {
    for (std::size_t i = 0; i < bench::batch; ++i) queue.emplace_back([&called] { ++called; });
    for (std::size_t i = 0; i < bench::batch; ++i) {
      const auto callback = std::move(queue.front());
      queue.pop_front();
      callback();
    }
  };
  for (int i = 0; i < 100; ++i) turn();
  const bench::allocation_counter counter(state);
  while (state.KeepRunningBatch(bench::batch)) turn();
  benchmark::DoNotOptimize(called);
}

task<> counted(int& sum, std::size_t& pending, scheduler& loop, std::coroutine_handle<> parent) {
  sum += 1;
  if (--pending == 0) loop.ready.push_back(parent);
  co_return;
}

// Makes a task of each child and goes on when all have ended.
struct gather_awaiter {
  scheduler& loop;
  std::vector<task<>>& children;
  std::size_t count;
  int sum = 0;
  std::size_t pending = count;
  bool await_ready() noexcept { return false; }
  void await_suspend(std::coroutine_handle<> parent) {
    for (std::size_t i = 0; i < count; ++i) {
      children.push_back(counted(sum, pending, loop, parent));
      loop.ready.push_back(children.back().handle);
    }
  }
  int await_resume() noexcept { return sum; }
};

task<> gathering(scheduler& loop, State& state, std::size_t count) {
  const auto once = [&]() -> task<> {
    std::vector<task<>> children;
    children.reserve(count);
    int sum = co_await gather_awaiter{loop, children, count};
    benchmark::DoNotOptimize(sum);
  };
  for (int i = 0; i < 100; ++i) co_await once();
  const bench::allocation_counter counter(state);
  while (state.KeepRunningBatch(static_cast<benchmark::IterationCount>(count))) co_await once();
}

template <std::size_t count>
void spawn_and_gather(State& state) {
  scheduler loop;
  const auto root = gathering(loop, state, count);
  loop.ready.push_back(root.handle);
  loop.run();
}

// --- a lock ---

class lock {
 public:
  explicit lock(scheduler& loop) noexcept : loop_(loop) {}
  auto acquire() noexcept {
    struct awaiter {
      lock& of;
      bool await_ready() noexcept {
        if (of.held_) return false;
        return of.held_ = true;
      }
      void await_suspend(std::coroutine_handle<> awaiting) { of.waiters_.push_back(awaiting); }
      void await_resume() noexcept {}
    };
    return awaiter{*this};
  }
  void release() {
    if (waiters_.empty()) {
      held_ = false;
    } else {
      loop_.ready.push_back(waiters_.front());
      waiters_.pop_front();
    }
  }

 private:
  scheduler& loop_;
  bool held_ = false;
  std::deque<std::coroutine_handle<>> waiters_;
};

task<> take_turns(lock& l, const bool& over) {
  while (!over) {
    co_await l.acquire();
    l.release();
  }
}

task<> handing_over(scheduler& loop, State& state, lock& l, bool& over) {
  co_await l.acquire();
  co_await loop.yield();
  for (int i = 0; i < 1'000; ++i) {
    l.release();
    co_await l.acquire();
  }
  {
    const bench::allocation_counter counter(state);
    while (state.KeepRunningBatch(2)) {
      l.release();
      co_await l.acquire();
    }
  }
  over = true;
  l.release();
}

void lock_hand_over(State& state) {
  scheduler loop;
  lock l(loop);
  bool over = false;
  const auto one = handing_over(loop, state, l, over);
  const auto other = take_turns(l, over);
  loop.ready = {one.handle, other.handle};
  loop.run();
}

// --- memory ---

struct sleeper {
  std::chrono::steady_clock::time_point when;
  std::coroutine_handle<> who;
  friend bool operator<(const sleeper& a, const sleeper& b) noexcept { return a.when > b.when; }
};

task<> sleeping(std::priority_queue<sleeper>& timers) {
  struct awaiter {
    std::priority_queue<sleeper>& timers;
    bool await_ready() noexcept { return false; }
    void await_suspend(std::coroutine_handle<> awaiting) {
      timers.push({std::chrono::steady_clock::now() + std::chrono::hours(1), awaiting});
    }
    void await_resume() noexcept {}
  };
  co_await awaiter{timers};
}

void bytes_of_a_sleeping_task(State& state) {
  for (auto _ : state) {
    std::priority_queue<sleeper> timers;
    std::vector<task<>> tasks;
    tasks.reserve(bench::sleeping_tasks);
    const bench::byte_counter counter;
    for (std::size_t i = 0; i < bench::sleeping_tasks; ++i) {
      tasks.push_back(sleeping(timers));
      tasks.back().handle.resume();
    }
    counter.tell(state, bench::sleeping_tasks);
  }
}

task<> chain(std::size_t depth) {
  if (depth == 0) {
    co_await std::suspend_always();
  } else {
    co_await chain(depth - 1);
  }
}

void bytes_of_a_suspended_coroutine(State& state) {
  for (auto _ : state) {
    std::vector<task<>> tasks;
    tasks.reserve(bench::chains);
    const bench::byte_counter counter;
    for (std::size_t i = 0; i < bench::chains; ++i) {
      tasks.push_back(chain(bench::chain_depth));
      tasks.back().handle.resume();
    }
    counter.tell(state, bench::chains * bench::chain_depth);
  }
}

BENCHMARK(generator_item)->Name("raw/generator item");
BENCHMARK(yield_from_item<1>)->Name("raw/yield_from item, 1 deep");
BENCHMARK(yield_from_item<100>)->Name("raw/yield_from item, 100 deep");
BENCHMARK(yield_from_item<500>)->Name("raw/yield_from item, 500 deep");
#ifndef __EMSCRIPTEN__  // so many nested calls are too many for a browser's stack
BENCHMARK(yield_from_item<10'000>)->Name("raw/yield_from item, 10000 deep");
#endif
BENCHMARK(await_ready_coroutine)->Name("raw/await a ready coroutine");
BENCHMARK(await_nested)->Name("raw/await, 900 nested");
BENCHMARK(yield_now_switch)->Name("raw/yield_now switch");
BENCHMARK(call_soon)->Name("raw/call_soon");
BENCHMARK(spawn_and_gather<bench::batch>)->Name("raw/spawn and gather, 1000 at once");
BENCHMARK(spawn_and_gather<bench::small_batch>)->Name("raw/spawn and gather, 10 at once");
BENCHMARK(lock_hand_over)->Name("raw/lock hand-over");
BENCHMARK(bytes_of_a_sleeping_task)->Name("raw/bytes a sleeping task")->Iterations(1);
BENCHMARK(bytes_of_a_suspended_coroutine)->Name("raw/bytes a suspended coroutine")->Iterations(1);

}  // namespace
