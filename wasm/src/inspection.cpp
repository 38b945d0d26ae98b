#include <weft/inspection.hpp>

#include <stdexcept>
#include <unordered_set>

#include <weft/detail/describe.hpp>
#include <weft/event_loop.hpp>
#include <weft/print.hpp>

#include "await_graph.hpp"

namespace weft {

namespace {

std::vector<any_task> handles(const std::vector<detail::task_base*>& tasks) {
  std::vector<any_task> all;
  all.reserve(tasks.size());
  for (detail::task_base* const each : tasks) all.emplace_back(*each);
  return all;
}

std::vector<any_task> tasks_of(detail::loop_core& loop) {
  std::vector<any_task> all;
  for (detail::task_link& link : loop.tasks()) all.emplace_back(static_cast<detail::task_base&>(link));
  return all;
}

std::vector<call_graph_entry> capture(const any_task& task, std::size_t limit) {
  std::vector<call_graph_entry> graph;
  const detail::await_graph waits(task.base().loop());
  std::unordered_set<const detail::task_base*> seen;
  // Those still to be listed, the next one last: the order of a recursion, without its stack.
  struct entry {
    detail::task_base* task;
    std::size_t depth;
  };
  std::vector<entry> left{{&task.base(), 0}};
  while (!left.empty()) {
    const entry next = left.back();
    left.pop_back();
    call_graph_entry made{.task = any_task(*next.task), .depth = next.depth, .stack = {}};
    made.stack = made.task.stack();
    const std::vector<detail::task_base*> awaiting = waits.awaiting(*next.task);
    if (!seen.insert(next.task).second || next.depth == limit) {
      made.cut = !awaiting.empty();
    } else {
      for (auto each = awaiting.rbegin(); each != awaiting.rend(); ++each) left.push_back({*each, next.depth + 1});
    }
    graph.push_back(std::move(made));
  }
  return graph;
}

}  // namespace

std::string_view to_string(task_state state) noexcept {
  switch (state) {
    case task_state::ready: return "ready";
    case task_state::running: return "running";
    case task_state::waiting: return "waiting";
    case task_state::finished: return "finished";
    case task_state::cancelled: return "cancelled";
  }
  return "";
}

detail::task_base& any_task::base() const {
  if (!task_) throw std::logic_error("there is no task: no task is running here");
  return *task_;
}

const std::string& any_task::name() const { return base().name(); }
void any_task::set_name(std::string_view name) const { base().set_name(name); }
std::uint64_t any_task::number() const { return base().number(); }
bool any_task::done() const { return base().done(); }
bool any_task::cancelled() const { return base().cancelled(); }
bool any_task::cancel(std::string_view message) const { return base().cancel(message); }
std::uint32_t any_task::cancelling() const { return base().cancelling(); }
std::uint32_t any_task::uncancel() const { return base().uncancel(); }
std::source_location any_task::created_at() const { return base().created_at(); }
std::source_location any_task::suspended_at() const { return base().suspended_at(); }
std::uint32_t any_task::steps() const { return base().steps(); }
duration any_task::busy_time() const { return base().busy_time(); }

task_state any_task::state() const {
  const detail::task_base& task = base();
  if (task.done()) return task.cancelled() ? task_state::cancelled : task_state::finished;
  if (detail::running.task == &task) return task_state::running;
  return task.ready() ? task_state::ready : task_state::waiting;
}

std::string any_task::waits_on() const {
  return state() == task_state::waiting ? base().waiting_on()->describe() : std::string();
}

std::vector<any_task> any_task::waits_for() const {
  detail::task_base& task = base();
  return handles(detail::await_graph(task.loop()).awaited_by(task));
}

std::vector<call_frame> any_task::stack() const {
  std::vector<call_frame> frames;
  for (const detail::coroutine_promise_base* each = base().outermost(); each != nullptr;
       each = each->child != nullptr ? each->child->promise : nullptr) {
    frames.push_back({detail::function_text(each->place), each->place});
  }
  return {std::make_move_iterator(frames.rbegin()), std::make_move_iterator(frames.rend())};
}

std::vector<any_task> all_tasks() { return tasks_of(detail::current_loop_core()); }
std::vector<any_task> all_tasks(event_loop& loop) { return tasks_of(loop.core()); }

any_task current_task() {
  detail::current_loop_core();
  return detail::running.task != nullptr ? any_task(*detail::running.task) : any_task();
}

std::vector<call_graph_entry> capture_call_graph(const any_task& task, std::size_t limit) { return capture(task, limit); }

std::vector<call_graph_entry> capture_call_graph(std::source_location here) {
  const any_task task = current_task();
  if (!task) return {};
  std::vector<call_graph_entry> graph = capture(task, 100);
  // The innermost coroutine of a running task has gone on from its latest co_await.
  if (!graph.front().stack.empty()) graph.front().stack.front().place = here;
  return graph;
}

std::string format_call_graph(const std::vector<call_graph_entry>& graph) {
  std::string text;
  for (std::size_t i = 0; i < graph.size(); ++i) {
    const call_graph_entry& each = graph[i];
    const std::string indent(4 * each.depth, ' ');
    text += indent + "* Task(name='" + each.task.name() + "', " + std::string(to_string(each.task.state())) + ", created at " +
            detail::place_text(each.task.created_at()) + ")\n";
    if (!each.stack.empty()) text += indent + "  + Call stack:\n";
    for (const call_frame& frame : each.stack) {
      text += indent + "  |   " + detail::place_text(frame.place) + ", in " + frame.function + "()\n";
    }
    const bool awaited = i + 1 < graph.size() && graph[i + 1].depth > each.depth;
    if (awaited) text += indent + "  + Awaited by:\n";
    if (each.cut) text += indent + "  + Awaited by: … (as above)\n";
  }
  return text;
}

void print_call_graph(const any_task& task, std::size_t limit) { print("{}", format_call_graph(capture_call_graph(task, limit))); }

void print_call_graph(std::source_location here) { print("{}", format_call_graph(capture_call_graph(here))); }

}  // namespace weft
