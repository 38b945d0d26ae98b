// Looking at a program while it runs: which tasks there are, what each waits for, and through which coroutines; Python's
// asyncio.all_tasks(), current_task() and print_call_graph() (3.14).
//
//     for (const weft::any_task& task : weft::all_tasks()) {
//       weft::println("{} has run {} times and waits for {}", task.name(), task.steps(), task.waits_on());
//     }
//
// Nothing here costs anything until it is asked: what there is to tell is what the runtime needs itself. The one exception is
// busy_time(), which takes two looks at the clock a step and is therefore only measured when told to.
#ifndef WEFT_INSPECTION_HPP
#define WEFT_INSPECTION_HPP

#include <cstddef>
#include <cstdint>
#include <source_location>
#include <string>
#include <string_view>
#include <vector>

#include "detail/intrusive_ptr.hpp"
#include "detail/task_base.hpp"
#include "task.hpp"
#include "time.hpp"

namespace weft {

class event_loop;

/// What a task is about.
enum class task_state {
  ready,      ///< It will run in the next turn, or the one after that.
  running,    ///< It is the one that runs now.
  waiting,    ///< Something must happen before it can go on.
  finished,   ///< It has ended, with a value or a failure.
  cancelled,  ///< It has ended cancelled.
};
/// "ready", "running", …
std::string_view to_string(task_state state) noexcept;

/// One coroutine of a task that is under way.
struct call_frame {
  std::string function;        ///< "fetch_one"
  std::source_location place;  ///< The co_await that it is at; its beginning before the first one.
};

/// A task of whichever result. Handles are cheap to copy and keep the task's state alive, not the task running; any task<T>
/// converts to one, and they compare equal when they refer to the same task.
///
/// One may be empty (current_task() where no task runs); asking an empty one anything but whether it is throws
/// std::logic_error.
class any_task {
 public:
  any_task() noexcept = default;
  template <class T>
  any_task(const task<T>& of) : task_(&of.state()) {}
  explicit any_task(detail::task_base& task) noexcept : task_(&task) {}

  bool has_value() const noexcept { return static_cast<bool>(task_); }
  explicit operator bool() const noexcept { return has_value(); }
  const any_task* operator->() const noexcept { return this; }
  friend bool operator==(const any_task&, const any_task&) = default;

  const std::string& name() const;
  void set_name(std::string_view name) const;
  /// Counted from 1 on each loop; unlike a name never the same for two.
  std::uint64_t number() const;

  task_state state() const;
  bool done() const;
  bool cancelled() const;
  /// As task<T> has them.
  bool cancel(std::string_view message = {}) const;
  std::uint32_t cancelling() const;
  std::uint32_t uncancel() const;
  /// What it waits on, for people: "sleep for another 3 s", "task 'fetch-2'", "a lock that task 'b' holds". Empty unless it waits.
  std::string waits_on() const;
  /// The tasks without which it cannot go on: those it awaits, directly or through gather(), shield(), wait(), a task group or
  /// as_completed(), and the holder of a lock. O(tasks of the loop).
  std::vector<any_task> waits_for() const;
  /// Where create_task() was called.
  std::source_location created_at() const;
  /// Where it is suspended: the innermost co_await. created_at() once it is done.
  std::source_location suspended_at() const;
  /// Its coroutines, the innermost one first; none when it is done.
  std::vector<call_frame> stack() const;
  /// How often it has run so far; counts on from zero after four billion.
  std::uint32_t steps() const;
  /// How long it has run so far, not counting the step that is running: measured in debug mode, and where
  /// event_loop::measure_busy_time() was told to.
  duration busy_time() const;

  /// For weft's own parts.
  detail::task_base& base() const;

 private:
  detail::intrusive_ptr<detail::task_base> task_;
};

/// The tasks of the running loop (or of `loop`) that have not ended, in the order in which they were made. Throws
/// std::logic_error where no loop is running.
std::vector<any_task> all_tasks();
std::vector<any_task> all_tasks(event_loop& loop);

/// The task that is running; empty in a callback. Throws std::logic_error where no loop is running.
any_task current_task();

/// A task in a call graph: its coroutines, and by its place in the list and `depth` who awaits it.
struct call_graph_entry {
  any_task task;
  /// 0 for the one asked about; those that follow with one more await it, until one with as little or less.
  std::size_t depth = 0;
  /// The innermost coroutine first.
  std::vector<call_frame> stack;
  /// Those who await it are not listed once more: it has been, further up, or it is too deep.
  bool cut = false;
};

/// `task`, then the tasks that await it, those that await them, and so on, down to `limit` deep.
std::vector<call_graph_entry> capture_call_graph(const any_task& task, std::size_t limit = 100);
/// The same for the running task, seen from `here`; empty in a callback.
std::vector<call_graph_entry> capture_call_graph(std::source_location here = std::source_location::current());

/// As text, in the manner of asyncio.print_call_graph().
std::string format_call_graph(const std::vector<call_graph_entry>& graph);
/// Prints it on standard output.
void print_call_graph(const any_task& task, std::size_t limit = 100);
void print_call_graph(std::source_location here = std::source_location::current());

}  // namespace weft

#endif
