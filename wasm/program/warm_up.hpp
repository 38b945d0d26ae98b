// Uses what programs use, so that the templates behind it are instantiated once, in the precompiled header, instead of in every program. Nothing here is
// ever called, and nothing of it ends up in a program.
//
// std::format alone takes half a second to instantiate the first time, std::vector<std::string>::push_back a quarter.
#include <weft/weft.hpp>

#include <algorithm>
#include <chrono>
#include <functional>
#include <iostream>
#include <map>
#include <numeric>
#include <optional>
#include <ranges>
#include <sstream>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace weft_warm_up {

using namespace std::chrono_literals;

inline void printing(int i, unsigned u, long l, unsigned long ul, long long ll, std::size_t z, double d, float f, bool b, char c, const char* t,
                     const std::string& s, std::string_view v, const void* p, char (&a)[8]) {
  weft::println("{} {:5} {:.2f} {:.1f} {} {} {} {:>8} {:<8} {:^8} {} {} {} {} {:x}", i, u, d, f, b, c, t, s, v, l, ul, ll, z, p, i);
  weft::print("{}", i);
  weft::println("{}", a);
  weft::println("{} {}", std::string("s"), 1 + 1);
  std::string text = std::format("{} {} {} {} {}", i, d, s, v, t);
  text += std::format("{}", i);
  text += std::format("{:02}:{:02}", i, i);
  std::cout << i << u << d << b << c << t << s << v << z << ll << l << '\n' << std::endl;
  std::ostringstream stream;
  stream << i << d << s << t;
  text += stream.str() + std::to_string(i) + std::to_string(d) + "x" + s;
  text = "x" + text + 'c' + t;
  text.append(v);
  if (text == "x" || s < text || v == t || text.starts_with("x") || text.find('x') != std::string::npos) text = text.substr(1, 2);
}

template <class T>
void sequences(T value) {
  std::vector<T> v{value, value};
  v.push_back(value);
  v.push_back(std::move(value));
  v.emplace_back(v.front());
  v.reserve(v.size() + 1);
  v.resize(3);
  v.insert(v.begin(), v.back());
  v.erase(v.begin());
  v.pop_back();
  v.clear();
  std::vector<T> copy = v;
  copy = std::move(v);
  for (const T& each : copy) v.push_back(each);
  std::ranges::sort(v);
  std::sort(v.begin(), v.end());
  std::ranges::reverse(v);
  std::reverse(v.begin(), v.end());
  std::deque<T> d;
  d.push_back(copy.front());
  d.push_front(copy.front());
  d.pop_front();
  std::optional<T> o = copy.front();
  if (o) o = std::nullopt;
  o = copy.at(0);
  std::map<std::string, T> m;
  m["x"] = *o;
  for (const auto& [key, each] : m) v.push_back(each);
  if (m.contains("x") && m.find("x") != m.end()) m.erase("x");
  std::unordered_map<std::string, T> u;
  u["x"] = *o;
  if (u.contains("x") && u.find("x") != u.end()) u.erase("x");
  std::set<T> s;
  s.insert(*o);
  std::unique_ptr<T> p = std::make_unique<T>(*o);
  std::shared_ptr<T> q = std::make_shared<T>(*p);
  std::function<T(T)> f = [q](T x) { return x; };
  f(*q);
}

inline void containers() {
  sequences<int>(1);
  sequences<double>(1);
  sequences<std::string>("x");
  std::function<void()> f = [] {};
  std::function<void(int)> g = [](int) {};
  f();
  g(1);
  std::vector<std::function<void()>> callbacks;
  callbacks.push_back(f);
  std::deque<std::function<void()>> queue;
  queue.push_back(f);
  queue.pop_front();
  std::vector<int> v(10);
  std::iota(v.begin(), v.end(), 1);
  if (std::accumulate(v.begin(), v.end(), 0) > 1) v[0] = std::ranges::max(v);
  for (int i : std::views::iota(0, 3)) v.push_back(i);
}

inline void times() {
  const auto start = std::chrono::steady_clock::now();
  const auto passed = std::chrono::steady_clock::now() - start;
  if (std::chrono::duration_cast<std::chrono::milliseconds>(passed).count() > 1) return;
  if (std::chrono::duration<double>(passed).count() > 1.0) return;
  if (std::chrono::duration<double, std::milli>(passed) > 1ms * 2) return;
  weft::detail::to_duration(1ms);
  weft::detail::to_duration(1s);
  weft::detail::to_duration(1us);
  weft::detail::to_duration(passed);
  weft::detail::to_duration(1ms * 1);
  weft::detail::to_duration(0.5s);
  weft::detail::to_duration(std::chrono::duration<double>(0.5));
}

template <class T>
weft::generator<T> generated(T value) {
  co_yield value;
  co_yield weft::yield_from(generated<T>(value));
}

template <class T>
void generators(T value) {
  auto g = generated<T>(value);
  auto first = g.next();
  if (first) weft::println("{}", *first);
  for (const T& each : g) weft::println("{}", each);
  g.close();
}

template <class T>
weft::coroutine<T> returning(T value) {
  co_await weft::sleep(1ms);
  co_return value;
}

template <class T>
weft::coroutine<> awaiting(T value) {
  const T result = co_await returning<T>(value);
  auto task = weft::create_task(returning<T>(result), {.name = "x"});
  const T other = co_await task;
  weft::println("{} {}", result, other);
  auto [a, b] = co_await weft::gather(returning<T>(value), returning<T>(value));
  auto [c, d, e] = co_await weft::gather(returning<T>(value), returning<T>(value), returning<T>(value));
  std::vector<weft::coroutine<T>> several;
  several.push_back(returning<T>(value));
  const std::vector<T> results = co_await weft::gather(std::move(several));
  std::vector<weft::task<T>> tasks;
  tasks.push_back(task);
  const std::vector<T> more = co_await weft::gather(std::move(tasks));
  const T timed = co_await weft::wait_for(returning<T>(value), 1s);
  weft::future<T> future = weft::event_loop::current().create_future<T>();
  future.set_result(timed);
  co_await future;
}

inline weft::coroutine<> nothing() { co_return; }

inline weft::coroutine<> tasks() {
  co_await awaiting<int>(1);
  co_await awaiting<double>(1);
  co_await awaiting<std::string>("x");
  auto task = weft::create_task(nothing());
  co_await task;
  co_await nothing();
  co_await weft::yield_now();
  co_await weft::gather(nothing(), nothing());
  co_await weft::gather(nothing(), nothing(), nothing());
  std::vector<weft::task<>> tasks;
  tasks.push_back(task);
  tasks.push_back(weft::create_task(nothing()));
  co_await weft::gather(std::move(tasks));
  std::vector<weft::coroutine<>> several;
  several.push_back(nothing());
  co_await weft::gather(std::move(several));
  try {
    co_await weft::wait_for(nothing(), 1s);
  } catch (const weft::timeout_error& error) {
    weft::println("{}", error.what());
  } catch (const weft::cancelled_error&) {
    throw std::runtime_error("x");
  } catch (const std::exception& error) {
    weft::println("{}", error.what());
  }
  weft::client_session session;
  auto response = co_await session.get("x");
  const std::string text = co_await response.text();
  weft::println("{} {}", response.status, text.size());
}

inline weft::coroutine<int> number() { co_return 1; }

inline void running() {
  generators<int>(1);
  generators<std::string>("x");
  weft::run(tasks());
  const int result = weft::run(number());
  weft::println("{}", result);
  weft::event_loop loop;
  loop.call_soon([] {});
  loop.call_later(1ms, [] {});
  loop.run_until_complete(nothing());
}

}  // namespace weft_warm_up
