// Uses what nearly every program uses, so that the templates behind it are instantiated once, in the precompiled header, instead of in every program.
// Nothing here is ever called, and nothing of it ends up in a program.
//
// It pays where instantiating is much work for little code: std::views::take alone is a third of the program that uses it. A thorough use of all
// containers does not: it made the precompiled header half as large again, which every program has to load. Measure before adding (npm run bench).
#include <weft/weft.hpp>

#include <chrono>
#include <functional>
#include <map>
#include <ranges>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weft_warm_up {

using namespace std::chrono_literals;

inline void printing(int i, unsigned u, long l, unsigned long ul, long long ll, double d, float f, bool b, char c, const char* t, const std::string& s,
                     std::string_view v, const void* p) {
  weft::println("{} {:5} {:.2f} {:.1f} {} {} {} {:>8} {:<8} {:^8} {} {} {} {:x}", i, u, d, f, b, c, t, s, v, l, ul, ll, p, i);
  weft::println("{}", i);
  weft::println("{}", s);
  weft::println("{} {}", i, i);
}

inline weft::generator<int> numbers() {
  co_yield 1;
  co_yield weft::yield_from(numbers());
}

inline void generators() {
  for (const int each : numbers()) weft::println("{}", each);
  auto some = numbers();
  while (const auto item = some.next()) weft::println("{}", *item);
  for (const int each : numbers() | std::views::take(3)) weft::println("{}", each);
}

template <class T>
weft::coroutine<T> later(T value) {
  co_await weft::sleep(1ms);
  co_return value;
}

inline weft::coroutine<> nothing() { co_await weft::sleep(1s); }

inline weft::coroutine<> tasks() {
  auto number = weft::create_task(later<int>(1), {.name = "number"});
  auto plain = weft::create_task(nothing());
  co_await plain;
  weft::println("{}", co_await number);
  auto [a, b, c] = co_await weft::gather(later<int>(1), later<int>(2), later<int>(3));
  auto [x, y] = co_await weft::gather(later<std::string>("x"), later<std::string>("y"));
  co_await weft::gather(nothing(), nothing());
  co_await weft::wait_for(later<int>(a + b + c), 1s);
  co_await weft::wait_for(nothing(), 1s);
}

// What an event loop made by hand consists of.
inline void callbacks() {
  std::vector<std::function<void()>> ready;
  std::function<void()> f = [] {};
  ready.push_back(f);
  ready.push_back(std::move(f));
  for (auto& each : std::exchange(ready, {})) each();
  std::multimap<std::chrono::steady_clock::time_point, std::function<void()>> sleeping;
  sleeping.emplace(std::chrono::steady_clock::now() + 1ms, std::move(f));
  sleeping.erase(sleeping.begin());
}

// A vector of something, filled and then awaited: what "all at once" looks like.
template <class Each>
weft::coroutine<> all(Each (*make)()) {
  std::vector<Each> each;
  each.push_back(make());
  co_await weft::gather(std::move(each));
}

inline weft::coroutine<> collections() {
  co_await all<weft::coroutine<>>(nullptr);
  co_await all<weft::coroutine<int>>(nullptr);
  co_await all<weft::task<>>(nullptr);
  co_await all<weft::task<int>>(nullptr);
}

inline void running() { weft::run(tasks()); }

}  // namespace weft_warm_up
