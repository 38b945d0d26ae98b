// Work that never waits: counting primes. There is nothing that an event loop could do meanwhile; another core could.
#include <weft/weft.hpp>

#include <ranges>
#include <thread>
#include <vector>

using namespace weft;

constexpr int parts = 8;
constexpr int size_of_part = 150'000;

bool is_prime(int n) {
  if (n < 2) return false;
  for (int d = 2; d * d <= n; ++d) {
    if (n % d == 0) return false;
  }
  return true;
}

int count_primes(int part) {
  int count = 0;
  for (int n = part * size_of_part; n < (part + 1) * size_of_part; ++n) count += is_prime(n);
  return count;
}

variant in_turn{"one after the other", [] {
  int primes = 0;
  for (int part = 0; part < parts; ++part) primes += count_primes(part);
  println("one after the other: {}", primes);
}};

// Tasks take turns only where they await. These have nothing to wait for, so each runs to its end before the next begins.
coroutine<int> count_primes_as_task(int part) { co_return count_primes(part); }

variant as_tasks{"async", []() -> coroutine<> {
  std::vector<coroutine<int>> counts;
  for (int part = 0; part < parts; ++part) counts.push_back(count_primes_as_task(part));
  int primes = 0;
  for (int count : co_await gather(std::move(counts))) primes += count;
  println("async: {}", primes);
}};

// Threads do help: each counts on a core of its own, as many at a time as there are.
variant in_threads{"threads", [] {
  thread_pool_executor pool(std::thread::hardware_concurrency());
  int primes = 0;
  for (int count : pool.map(count_primes, std::views::iota(0, parts))) primes += count;
  println("threads: {}", primes);
}};
