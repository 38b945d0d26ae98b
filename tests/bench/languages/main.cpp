// What the three languages are compared by, in one tab: see comparison.mjs. Prints nanoseconds an operation, the least of several runs.
#include <weft/weft.hpp>

#include <algorithm>
#include <chrono>
#include <limits>
#include <string_view>
#include <vector>

using namespace weft;

template <class Work>
void measure(std::string_view name, int operations, Work work) {
  double least = std::numeric_limits<double>::infinity();
  for (int run = 0; run < 5; ++run) {
    const auto began = std::chrono::steady_clock::now();
    work(operations);
    least = std::min(least, std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - began).count() / operations);
  }
  println("{}: {}", name, least);
}

generator<int> count(int to) {
  for (int i = 0; i < to; ++i) co_yield i;
}

generator<int> nested(int depth, int to) {
  if (depth == 0) {
    co_yield yield_from(count(to));
  } else {
    co_yield yield_from(nested(depth - 1, to));
  }
}

coroutine<> turns(int times) {
  for (int i = 0; i < times; ++i) co_await yield_now();
}

coroutine<> two_in_turn(int times) {
  co_await gather(turns(times / 2), turns(times / 2));
}

coroutine<int> one(int value) { co_return value; }

coroutine<> spawned(int times) {
  for (int done = 0; done < times; done += 1000) {
    std::vector<coroutine<int>> all;
    for (int i = 0; i < 1000; ++i) all.push_back(one(i));
    co_await gather(std::move(all));
  }
}

volatile long long total;

void sum(generator<int> numbers) {
  long long all = 0;
  for (const int number : numbers) all += number;
  total = all;
}

int main() {
  measure("generator item", 2'000'000, [](int n) { sum(count(n)); });
  measure("yield_from item, 500 deep", 2'000'000, [](int n) { sum(nested(499, n)); });
  measure("task switch", 500'000, [](int n) { run(two_in_turn(n)); });
  measure("spawn and gather, 1000 at once", 200'000, [](int n) { run(spawned(n)); });
}
