// Uses what nearly every program uses, so that the templates behind it are instantiated once, in the precompiled header, instead of in every program.
// Nothing here is ever called, and nothing of it ends up in a program.
//
// It pays where instantiating is much work for little code: the checking of format strings (0.4 s of 0.65 in a program of one println), gather, tasks.
// It does not for containers: to load the instantiated members of std::vector<std::string> takes as long as to instantiate those that a program uses, and
// a thorough use of containers made the precompiled header half as large again. Measure before adding (tests/bench).
#include <weft/weft.hpp>

#include <chrono>
#include <string>
#include <string_view>

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

inline void running() { weft::run(tasks()); }

}  // namespace weft_warm_up
