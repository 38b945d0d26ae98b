// task<T>: a coroutine that runs by itself, beside others, Python's asyncio.Task.
#ifndef WEFT_TASK_HPP
#define WEFT_TASK_HPP

#include <concepts>
#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <source_location>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "coroutine.hpp"
#include "detail/as_coroutine.hpp"
#include "detail/result_handle.hpp"
#include "errors.hpp"

namespace weft {

class event_loop;

namespace detail {

template <class T>
class task_state final : public result_state<T, task_base> {
 public:
  task_state(loop_core& loop, std::coroutine_handle<coroutine_promise<T>> root, std::source_location where)
      : result_state<T, task_base>(loop, where) {
    this->start(root);
  }

 private:
  void take_value() override {
    if constexpr (std::is_void_v<T>) {
      this->value.fill();
    } else {
      this->value.fill(static_cast<coroutine_promise<T>&>(promise()).result.take());
    }
  }
  coroutine_promise_base& promise() const noexcept override {
    return std::coroutine_handle<coroutine_promise<T>>::from_address(this->root().address()).promise();
  }
};

loop_core& current_loop_core();

/// Every task begins here.
template <class T>
intrusive_ptr<task_state<T>> start_task(loop_core& loop, coroutine<T>&& c, std::source_location where) {
  return intrusive_ptr(new task_state<T>(loop, c.release(), where));
}

template <class F>
concept coroutine_function = std::invocable<F&> && requires(F& f) {
  typename std::invoke_result_t<F&>::promise_type;
  typename std::invoke_result_t<F&>::value_type;
  { f().release() };
};

// The callable lives in this coroutine's frame, so what a lambda captured outlives the coroutine that refers to it.
template <class F, class T = typename std::invoke_result_t<F&>::value_type>
coroutine<T> call_and_keep(F f) {
  co_return co_await f();
}

/// What can be made into a coroutine and so into a task: a callable that returns one, or an awaiter.
template <class A>
concept spawnable = coroutine_function<std::decay_t<A>> || plain_awaiter<std::decay_t<A>>;

template <spawnable A>
auto to_coroutine(A&& a) {
  if constexpr (coroutine_function<std::decay_t<A>>) {
    return call_and_keep<std::decay_t<A>>(std::forward<A>(a));
  } else {
    return as_coroutine<std::decay_t<A>>(std::forward<A>(a));
  }
}

}  // namespace detail

/// A handle to a running coroutine. Make one with create_task().
///
/// Ownership: handles are cheap to copy, share one state and are never empty. The loop holds a task until it is done, so
/// dropping every handle does not stop it; its coroutine's frame is freed when it ends, its result with the last handle.
/// Running: the first step runs in a later turn of the loop, never inside create_task().
/// Failure: one that failed and whose exception nobody retrieved (by awaiting, result() or exception()) is reported to
/// the loop's exception handler when its last handle goes.
template <class T = void>
class task : public detail::result_handle<task<T>, T, detail::task_state<T>> {
  using base = detail::result_handle<task<T>, T, detail::task_state<T>>;

 public:
  using base::base;

  /// Asks the task to stop: cancelled_error is thrown at its innermost await when it next runs, after what it waits on
  /// has been cancelled. The task may catch it and go on. Two requests before it runs are one delivery. A task that has
  /// not begun never runs. False when it is done already. `message` reaches the error's what().
  bool cancel(std::string_view message = {}) const { return this->state().cancel(message); }
  /// How many requests to cancel it has had, less those taken back by uncancel().
  std::uint32_t cancelling() const { return this->state().cancelling(); }
  /// Takes one request back, for code that stops a cancellation on purpose; gives how many are left. The last one taken
  /// back before the task has run undoes the request.
  std::uint32_t uncancel() const { return this->state().uncancel(); }
  /// The name given to create_task(), or "Task-N".
  const std::string& name() const { return this->state().name(); }
  void set_name(std::string_view name) const { this->state().set_name(name); }
};

/// How create_task() makes a task.
struct task_options {
  /// For people: reports, deadlock_error, inspection. Copied by create_task(). Default: "Task-N".
  std::string_view name = {};
};

/// Runs `c` as a task of the current event loop, beside what runs already. Its first step comes in a later turn.
/// Throws std::logic_error outside a running loop, or when `c` was moved from.
template <class T>
task<T> create_task(coroutine<T> c, task_options options = {},
                    std::source_location here = std::source_location::current()) {
  task<T> made(detail::start_task(detail::current_loop_core(), std::move(c), here));
  if (!options.name.empty()) made.state().set_name(options.name);
  return made;
}

/// The same for a callable that returns a coroutine, such as a lambda: the task owns the callable, so whatever the lambda
/// captured by value lives as long as the coroutine does. And for whatever else can be awaited: `create_task(lock.acquire())`.
template <detail::spawnable F>
auto create_task(F&& f, task_options options = {}, std::source_location here = std::source_location::current()) {
  return create_task(detail::to_coroutine(std::forward<F>(f)), options, here);
}

}  // namespace weft

template <class T>
struct std::hash<weft::task<T>> {
  std::size_t operator()(const weft::task<T>& t) const { return std::hash<const void*>()(&t.state()); }
};

#endif
