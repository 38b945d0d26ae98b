// The event loop: callbacks, timers and the tasks they belong to, Python's asyncio event loop.
//
// Most programs never name it: run() makes one. Name it for call_soon and friends, to make futures by hand, or to drive a
// loop turn by turn and watch.
#ifndef WEFT_EVENT_LOOP_HPP
#define WEFT_EVENT_LOOP_HPP

#include <concepts>
#include <cstdint>
#include <exception>
#include <functional>
#include <optional>
#include <source_location>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "coroutine.hpp"
#include "detail/callback.hpp"
#include "detail/loop_core.hpp"
#include "future.hpp"
#include "task.hpp"
#include "time.hpp"

namespace weft {

class thread_pool_executor;

namespace detail {

/// What call_soon() and its like take. It is called once, so arguments that the callable wants to have may be moved into it.
template <class F, class... Args>
concept bindable = std::invocable<std::decay_t<F>&, std::decay_t<Args>&...> ||
                   std::invocable<std::decay_t<F>&, std::decay_t<Args>&&...>;

template <class F, class... Args>
  requires bindable<F, Args...>
auto bind_arguments(F&& f, Args&&... args) {
  return [f = std::forward<F>(f), ... args = std::forward<Args>(args)]() mutable -> decltype(auto) {
    if constexpr (std::invocable<std::decay_t<F>&, std::decay_t<Args>&...>) {
      return std::invoke(f, args...);
    } else {
      return std::invoke(f, std::move(args)...);
    }
  };
}

}  // namespace detail

/// A callback that call_soon() has queued. Copies refer to the same callback.
class handle {
 public:
  handle(const handle&) = default;  // never empty: moving one copies it
  handle& operator=(const handle&) = default;

  /// Takes the callback out of the loop and destroys it, at once. O(1), or O(log n) for a timer. No effect when it has
  /// run. One cancelled in the turn in which it would have run does not run.
  void cancel() const noexcept { callback_->cancel(); }
  bool cancelled() const noexcept { return callback_->cancelled(); }
  friend bool operator==(const handle&, const handle&) = default;

  explicit handle(detail::intrusive_ptr<detail::callback_base> callback) noexcept : callback_(std::move(callback)) {}
  /// For weft's own parts.
  const detail::intrusive_ptr<detail::callback_base>& callback() const noexcept { return callback_; }

 protected:
  detail::intrusive_ptr<detail::callback_base> callback_;
};

/// A callback that call_later() or call_at() has queued.
class timer_handle : public handle {
 public:
  using handle::handle;
  /// The moment it is due, on the clock of event_loop::time().
  time_point when() const noexcept { return callback_->when(); }
};

/// What the loop's exception handler is told.
struct exception_context {
  struct task_info {
    std::string name;
    std::source_location created_at;
  };
  std::string message;                ///< What happened: "Task exception was never retrieved".
  std::exception_ptr exception = {};  ///< Null where there is none.
  std::optional<task_info> task = {};
};

/// How a loop is made.
struct loop_options {
  bool debug = false;
  weft::clock clock = weft::clock::real;
  /// Given one, what is ready in a turn runs in an order that depends on it, the same each time: a program that is right only
  /// in one order is found out, and a failure can be had again. Timers keep the order of their deadlines.
  std::optional<std::uint64_t> shuffle_seed = {};
};

/// Runs callbacks and tasks, one at a time, on the thread that drives it.
///
/// Order: what is ready runs first come, first served. A turn runs only what was ready when it began. Timers that are due
/// join at the end of the queue, in the order of their deadlines, ties in the order in which they were made (CPython's
/// heap leaves ties unordered).
/// Idling: however many timers there are, one timer of the host is armed, for the earliest. An idle loop uses no CPU.
/// Failure: an exception that leaves a callback goes to the exception handler, and the loop goes on.
/// Threads: not thread-safe, but for call_soon_threadsafe().
/// Destruction: drops what is scheduled and destroys the frames of tasks that have not ended. Destroying a loop that is
/// running ends the program.
class event_loop {
 public:
  explicit event_loop(loop_options options = {});
  ~event_loop();
  event_loop(const event_loop&) = delete;
  event_loop& operator=(const event_loop&) = delete;

  /// The loop that is running on this thread. Throws std::logic_error where none is.
  static event_loop& current();

  /// Calls `f(args...)` in a later turn. Callables and arguments that can only be moved are fine. Throws std::logic_error when
  /// the loop is closed, as all of these do.
  template <class F, class... Args>
    requires detail::bindable<F, Args...>
  handle call_soon(F&& f, Args&&... args) {
    core_->check_thread();
    auto callback = make_callback(std::forward<F>(f), std::forward<Args>(args)...);
    core_->schedule(*callback);
    return handle(std::move(callback));
  }

  /// Calls `f(args...)` once `delay` has passed: never early, and never before what is ready now, even when `delay` is zero.
  template <class Rep, class Period, class F, class... Args>
    requires detail::bindable<F, Args...>
  timer_handle call_later(std::chrono::duration<Rep, Period> delay, F&& f, Args&&... args) {
    return call_at(detail::later(time(), detail::to_duration(delay)), std::forward<F>(f), std::forward<Args>(args)...);
  }

  /// Calls `f(args...)` once time() has reached `when`.
  template <class Duration, class F, class... Args>
    requires detail::bindable<F, Args...>
  timer_handle call_at(std::chrono::time_point<std::chrono::steady_clock, Duration> when, F&& f, Args&&... args) {
    core_->check_thread();
    auto callback = make_callback(std::forward<F>(f), std::forward<Args>(args)...);
    callback->set_when(detail::to_time_point(when));
    core_->arm(*callback, callback->when());
    return timer_handle(std::move(callback));
  }

  /// As call_soon(), from any thread, and on the loop's own in its place among those: wakes the loop if it sleeps. A loop with
  /// nothing else to wait for waits as long as there are other threads that may call this. What `f` holds is destroyed on the
  /// loop's thread; futures, which only that thread may copy, are best captured by reference.
  template <class F, class... Args>
    requires detail::bindable<F, Args...>
  void call_soon_threadsafe(F&& f, Args&&... args) {
    // Without a handle: the callback belongs to the loop's thread from here on, and its count is not atomic.
    auto callback = make_callback(std::forward<F>(f), std::forward<Args>(args)...);
    detail::callback_base& queued = *callback;
    callback = {};
    core_->post(queued);
  }

  /// Has `function` called on a thread of `pool`; the future of this loop ends as the call does. Must be called on this loop's
  /// thread while it runs. Defined in thread_pool_executor.hpp.
  template <class F>
    requires std::invocable<std::decay_t<F>&>
  future<std::invoke_result_t<std::decay_t<F>&>> run_in_executor(thread_pool_executor& pool, F&& function);
  /// The same with arguments for `function`.
  template <class F, class Arg, class... Args>
    requires detail::bindable<F, Arg, Args...>
  auto run_in_executor(thread_pool_executor& pool, F&& function, Arg&& arg, Args&&... args) {
    return run_in_executor(
        pool, detail::bind_arguments(std::forward<F>(function), std::forward<Arg>(arg), std::forward<Args>(args)...));
  }

  /// Now, on this loop's clock: monotonic, or virtual.
  time_point time() const { return core_->now(); }

  template <class T = void>
  future<T> create_future(std::source_location here = std::source_location::current()) {
    return future<T>(detail::intrusive_ptr(new detail::future_state<T>(*core_, here)));
  }

  /// Makes a task of this loop, running or not. See weft::create_task().
  template <class T>
  task<T> create_task(coroutine<T> c, task_options options = {},
                      std::source_location here = std::source_location::current()) {
    task<T> made(detail::start_task(*core_, std::move(c), here));
    if (!options.name.empty()) made.state().set_name(options.name);
    return made;
  }
  template <detail::spawnable F>
  auto create_task(F&& f, task_options options = {}, std::source_location here = std::source_location::current()) {
    return create_task(detail::to_coroutine(std::forward<F>(f)), options, here);
  }

  /// Runs the loop until `awaited` has ended; gives its result or throws its failure. Throws deadlock_error when nothing can
  /// ever end it, std::logic_error when the loop (or another one on this thread) is running, std::runtime_error when
  /// stop() came first.
  template <class T>
  T run_until_complete(coroutine<T> c, std::source_location here = std::source_location::current()) {
    core_->require_idle();
    return run_until_complete(create_task(std::move(c), {}, here));
  }
  template <detail::spawnable F>
  auto run_until_complete(F&& f, std::source_location here = std::source_location::current()) {
    core_->require_idle();
    return run_until_complete(create_task(std::forward<F>(f), {}, here));
  }
  template <class T>
  T run_until_complete(task<T> awaited) {
    drive_until_done(awaited.state());
    return std::move(awaited).result();
  }
  template <class T>
  T run_until_complete(future<T> awaited) {
    drive_until_done(awaited.state());
    return std::move(awaited).result();
  }

  /// Runs until stop() is called. A loop with nothing to do sleeps.
  void run_forever();

  /// Ends run_forever() or run_until_complete() after the present turn. Called before, it ends the next one after one turn.
  void stop() noexcept { core_->stop(); }

  /// One turn by hand: sleeps until something is ready if nothing is, then runs all that was ready when the turn began.
  /// False when there was nothing to run and nothing to wait for.
  bool run_once() { return core_->run_once(); }

  bool is_running() const noexcept { return core_->is_running(); }

  /// Calls `handler` for failures that reach no one: exceptions that leave a callback, failures never retrieved, what
  /// debug mode finds. Default (and after an empty one): a line on standard error. What a handler throws is reported there too.
  void set_exception_handler(std::function<void(const exception_context&)> handler) {
    core_->set_exception_handler(std::move(handler));
  }
  const std::function<void(const exception_context&)>& exception_handler() const noexcept {
    return core_->exception_handler();
  }
  void call_exception_handler(const exception_context& context) noexcept { core_->report(context); }

  /// Debug mode reports callbacks and steps slower than slow_callback_duration() and coroutines never awaited, refuses
  /// call_soon() and call_at() on another thread than the one that runs the loop, and measures busy times.
  void set_debug(bool on) noexcept { core_->set_debug(on); }
  bool debug() const noexcept { return core_->debug(); }
  /// Measures how long each task runs, for any_task::busy_time(): two looks at the clock a step.
  void measure_busy_time(bool on) noexcept { core_->measure_busy_time(on); }
  template <class Rep, class Period>
  void set_slow_callback_duration(std::chrono::duration<Rep, Period> d) noexcept {
    core_->slow_callback_duration = detail::to_duration(d);
  }
  duration slow_callback_duration() const noexcept { return core_->slow_callback_duration; }

  /// For weft's own parts.
  detail::loop_core& core() noexcept { return *core_; }

 private:
  template <class F, class... Args>
  auto make_callback(F&& f, Args&&... args) {
    core_->require_open();
    if constexpr (sizeof...(Args) == 0) {
      using made = detail::callback<std::decay_t<F>>;
      return detail::intrusive_ptr<detail::callback_base>(new made(*core_, std::forward<F>(f)));
    } else {
      auto bound = detail::bind_arguments(std::forward<F>(f), std::forward<Args>(args)...);
      using made = detail::callback<decltype(bound)>;
      return detail::intrusive_ptr<detail::callback_base>(new made(*core_, std::move(bound)));
    }
  }
  void drive_until_done(detail::future_base& awaited);

  detail::intrusive_ptr<detail::loop_core> core_;
};

}  // namespace weft

#endif
