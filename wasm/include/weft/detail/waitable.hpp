// What a task can be waiting on, as cancellation and inspection see it.
#ifndef WEFT_DETAIL_WAITABLE_HPP
#define WEFT_DETAIL_WAITABLE_HPP

#include <functional>
#include <string>
#include <string_view>

namespace weft::detail {

class future_base;
class task_base;

using awaited_function = std::function<void(future_base&)>;

class waitable {
 public:
  /// Cancels the wait. True: the waiting task has been or will be woken and finds a cancelled_error. False: what it waits
  /// on has already happened, and its wake-up is on the way.
  virtual bool cancel_wait(std::string_view message) = 0;
  /// A task that cancel_wait() would just pass the request on to, so that a chain of tasks is walked without recursion.
  virtual task_base* as_task_to_cancel() noexcept;
  /// For people: "sleep for another 3.2 s", "task 'fetch-2'".
  virtual std::string describe() const = 0;
  /// The same in a word, a string literal: "sleep", "task".
  virtual const char* kind() const noexcept = 0;
  /// Tells `tell` the futures that must end before this does or can, itself left out: the children of a gather.
  virtual void for_each_awaited(const awaited_function& tell) const;

  /// How many turns of the loop it can take until the waiting task runs, when what it waits for has happened already or
  /// hangs only on what has; not_on_its_way otherwise, and when finding out would take more than `links` steps (tasks may
  /// wait for one another in a circle); brings_cancellation when it has happened, and was a cancellation.
  virtual int turns_until_wake(int links = 100) const noexcept = 0;
  static constexpr int not_on_its_way = -1;
  static constexpr int brings_cancellation = -2;

 protected:
  ~waitable() = default;
};

}  // namespace weft::detail

#endif
