// Who waits for whom: the tasks of one loop, and an edge from each to the tasks without which it cannot go on.
//
// Built when somebody asks (deadlock_error, print_call_graph(), the page), from what each task waits on; while nobody does
// it costs nothing. What lies between two tasks is looked through: the gather of one, the lock that the other holds.
#ifndef WEFT_AWAIT_GRAPH_HPP
#define WEFT_AWAIT_GRAPH_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include <weft/detail/loop_core.hpp>

namespace weft::detail {

/// For loop_core::find_task().
struct task_index {
  std::unordered_map<std::uint64_t, task_base*> by_number;
};

class await_graph {
 public:
  explicit await_graph(loop_core& loop);
  await_graph(const await_graph&) = delete;
  await_graph& operator=(const await_graph&) = delete;
  ~await_graph() { loop_.use_index(nullptr); }

  /// The tasks that are alive, in the order in which they were made.
  const std::vector<task_base*>& tasks() const noexcept { return tasks_; }
  /// The tasks that this one waits for, each once.
  std::vector<task_base*> awaited_by(const task_base& task) const;
  /// The tasks that wait for this one.
  std::vector<task_base*> awaiting(const task_base& task) const;
  /// For deadlock_error, each line after a newline: the cycles, then every task with its chain of coroutines.
  std::string describe() const;

 private:
  using place = std::size_t;  // in tasks_

  void add_edges(place from);
  std::vector<std::vector<place>> cycles() const;

  loop_core& loop_;
  std::vector<task_base*> tasks_;
  task_index index_;
  std::unordered_map<const task_base*, place> places_;
  std::vector<std::vector<place>> awaited_;
  std::vector<std::vector<place>> awaiting_;
};

}  // namespace weft::detail

#endif
