// with_task_group(): tasks that live no longer than a block, Python's asyncio.TaskGroup.
//
//     co_await weft::with_task_group([&](weft::task_group& group) -> weft::coroutine<> {
//       group.create_task(fetch(a));
//       group.create_task(fetch(b));
//       co_return;
//     });  // both have ended here
#ifndef WEFT_TASK_GROUP_HPP
#define WEFT_TASK_GROUP_HPP

#include <cstdint>
#include <exception>
#include <functional>
#include <list>
#include <optional>
#include <source_location>
#include <type_traits>
#include <utility>
#include <vector>

#include "coroutine.hpp"
#include "detail/news.hpp"
#include "detail/task_base.hpp"
#include "detail/value_slot.hpp"
#include "errors.hpp"
#include "exception_group.hpp"
#include "task.hpp"

namespace weft {

/// The tasks of one with_task_group(). Its rules are those of CPython's Lib/asyncio/taskgroups.py.
class task_group {
 public:
  task_group(const task_group&) = delete;
  task_group& operator=(const task_group&) = delete;
  ~task_group();

  /// Runs a coroutine (or a callable that returns one, which the task then owns, or an awaiter) as a task of the group. Throws
  /// std::logic_error when the group is ending because of a failure or cancel(), or has ended; the coroutine never starts.
  template <class T>
  task<T> create_task(coroutine<T> c, task_options options = {},
                      std::source_location here = std::source_location::current()) {
    require_open();
    task<T> made = weft::create_task(std::move(c), options, here);
    const auto place = children_.insert(children_.end(), child{detail::intrusive_ptr<detail::task_base>(&made.state()), {}});
    place->token = made.add_done_callback([this, place] { child_done(place); });
    return made;
  }
  template <detail::spawnable F>
  auto create_task(F&& f, task_options options = {}, std::source_location here = std::source_location::current()) {
    return create_task(detail::to_coroutine(std::forward<F>(f)), options, here);
  }

  /// Ends the group early and in peace: cancels the body and every task that has not ended; with_task_group() then returns
  /// as if they had ended by themselves. No effect when the group is ending.
  void cancel();

 private:
  template <class Body>
  friend auto with_task_group(Body body) -> coroutine<typename std::invoke_result_t<Body&, task_group&>::value_type>;

  struct child {
    detail::intrusive_ptr<detail::task_base> task;
    std::optional<done_callback_token> token;
  };

  task_group()
      : parent_(detail::current_task_base()),
        cancelling_before_(parent_.cancelling()),
        all_done_("a task group", this, &tell_children) {}
  static void tell_children(const void* self, const detail::awaited_function& tell);
  void require_open() const;
  void child_done(std::list<child>::iterator place);
  void abort();
  void cancel_parent();
  /// Waits for the children, then throws what the block ends with. `failure` is what left the body.
  coroutine<> finish(std::exception_ptr failure);

  detail::task_base& parent_;
  std::uint32_t cancelling_before_;
  std::list<child> children_;
  std::vector<std::exception_ptr> errors_;
  detail::news all_done_;
  bool aborting_ = false;
  bool exiting_ = false;
  bool parent_cancel_requested_ = false;
};

/// Calls `body` with a new group, awaits it and then every task of the group; gives the body's value.
///
/// Failure: the first one, of a task or of the body, cancels the rest; when all have ended, the failures leave as one
/// exception_group in the order in which they came, the body's own last. cancelled_error is never among them.
/// Cancellation from outside cancels body and tasks and arrives as cancelled_error once they have ended, unless there are
/// failures: those have priority, and the cancellation comes at the next await.
/// Lifetime: the body's captures live until the block has ended, so tasks may refer to them.
template <class Body>
auto with_task_group(Body body) -> coroutine<typename std::invoke_result_t<Body&, task_group&>::value_type> {
  using T = typename std::invoke_result_t<Body&, task_group&>::value_type;
  task_group group;
  detail::value_slot<T> value;
  std::exception_ptr failure;
  try {
    if constexpr (std::is_void_v<T>) {
      co_await body(group);
      value.fill();
    } else {
      value.fill(co_await body(group));
    }
  } catch (...) {
    failure = std::current_exception();
  }
  co_await group.finish(std::move(failure));
  if constexpr (!std::is_void_v<T>) {
    if (!value.filled()) throw cancelled_error("the task group was cancelled before its body gave a value");
    co_return value.take();
  }
}

}  // namespace weft

#endif
