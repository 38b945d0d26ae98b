// What the C++ halves of the scenarios are made of. scenario.py is the other side, word for word.
#ifndef WEFT_TESTS_CONFORMANCE_SCENARIO_HPP
#define WEFT_TESTS_CONFORMANCE_SCENARIO_HPP

#include <chrono>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <weft/weft.hpp>

namespace conformance {

/// A small program under a name, `<area>/<name>`, that prints what happens. Defined at namespace scope, it registers itself.
/// A coroutine is run in virtual time; a plain function may make loops of its own.
class scenario {
 public:
  scenario(const char* name, weft::coroutine<> (*body)());
  scenario(const char* name, void (*body)());
  scenario(const scenario&) = delete;
  scenario& operator=(const scenario&) = delete;

  const char* name() const { return name_; }
  void run() const;

  /// All of them, in no particular order.
  static const std::vector<const scenario*>& all();

 private:
  const char* name_;
  weft::coroutine<> (*coroutine_)() = nullptr;
  void (*function_)() = nullptr;
};

// --- the words in which both halves tell what happened ---

/// What scenarios fail with.
struct boom : std::runtime_error {
  boom() : std::runtime_error("") {}
  explicit boom(const std::string& what) : std::runtime_error(what) {}
};

/// An exception in words that fit both languages: those for misuse differ most.
std::string describe(const std::exception_ptr& error);
/// The one that is being handled.
inline std::string describe() { return describe(std::current_exception()); }

inline std::string yes(bool flag) { return flag ? "yes" : "no"; }

inline std::string text(bool flag) { return yes(flag); }
inline std::string text(std::monostate) { return "None"; }
inline std::string text(int value) { return std::to_string(value); }
inline std::string text(std::size_t value) { return std::to_string(value); }
inline std::string text(double value) { return std::to_string(value); }
inline std::string text(const char* value) { return value; }
inline std::string text(std::string_view value) { return std::string(value); }
inline std::string text(const std::string& value) { return value; }
inline std::string text(const std::exception_ptr& error) { return error ? describe(error) : "None"; }
template <class T>
std::string text(const std::optional<T>& value) {
  return value ? text(*value) : "end";
}
template <class T>
std::string text(const weft::outcome<T>& value) {
  return value ? text(value.value()) : describe(value.error());
}
template <class T>
std::string text(const std::vector<T>& values) {
  std::string all;
  for (const auto& each : values) all += (all.empty() ? "" : ", ") + text(static_cast<const T&>(each));
  return "[" + all + "]";
}
template <class... T>
std::string text(const std::tuple<T...>& values) {
  return std::apply([](const auto&... each) { return text(std::vector<std::string>{text(each)...}); }, values);
}

/// What `f` gives or throws, as text. "end" for a generator that has returned.
template <class F>
std::string tried(F&& f) {
  try {
    if constexpr (std::is_void_v<std::invoke_result_t<F>>) {
      f();
      return "None";
    } else {
      return text(f());
    }
  } catch (...) {
    return describe();
  }
}

template <class A>
decltype(auto) result_of_awaiting(A&& awaitable) {
  if constexpr (requires { std::forward<A>(awaitable).operator co_await(); }) {
    return std::forward<A>(awaitable).operator co_await().await_resume();
  } else {
    return std::forward<A>(awaitable).await_resume();
  }
}
template <class A>
struct awaiting {
  using result = decltype(result_of_awaiting(std::declval<A>()));
};
template <class T>
struct awaiting<weft::coroutine<T>> {
  using result = T;
};

/// What awaiting gives or throws, as text. The awaitable is only referred to: await where it is made.
template <class A>
weft::coroutine<std::string> awaited(A&& awaitable) {
  try {
    if constexpr (std::is_void_v<typename awaiting<A>::result>) {
      co_await std::forward<A>(awaitable);
      co_return "None";
    } else {
      co_return text(co_await std::forward<A>(awaitable));
    }
  } catch (...) {
    co_return describe();
  }
}

// --- what asyncio's functions are that weft has as awaitables, not as coroutines ---

/// asyncio.sleep() as a coroutine, to make a task of.
inline weft::coroutine<> sleeping(weft::duration delay) { co_await weft::sleep(delay); }
template <class T>
weft::coroutine<T> sleeping(weft::duration delay, T value) {
  co_return co_await weft::sleep(delay, std::move(value));
}

/// Lets everything that is ready run, `count` times.
inline weft::coroutine<> turns(int count) {
  for (int i = 0; i < count; ++i) co_await weft::yield_now();
}

/// The virtual time, in seconds.
inline int now() {
  return static_cast<int>(weft::event_loop::current().time().time_since_epoch() / std::chrono::seconds(1));
}

}  // namespace conformance

#endif
