#include "await_graph.hpp"

#include <algorithm>
#include <unordered_set>

#include <weft/detail/describe.hpp>
#include <weft/detail/task_base.hpp>

namespace weft::detail {

namespace {

// A chain of coroutines in words; of a very long one its two ends.
std::string chain_text(const task_base& task) {
  constexpr std::size_t shown_at_each_end = 10;
  std::vector<const coroutine_promise_base*> chain;
  for (const coroutine_promise_base* each = task.outermost(); each != nullptr;
       each = each->child != nullptr ? each->child->promise : nullptr) {
    chain.push_back(each);
  }
  if (chain.size() < 2) return {};
  std::string text = "\n    in ";
  for (std::size_t i = 0; i < chain.size(); ++i) {
    if (i == shown_at_each_end && chain.size() > 2 * shown_at_each_end) {
      const std::size_t left_out = chain.size() - 2 * shown_at_each_end;
      text += " > … " + std::to_string(left_out) + " more …";
      i += left_out;
    }
    text += (i == 0 ? "" : " > ") + function_text(chain[i]->place) + " (" + place_text(chain[i]->place) + ")";
  }
  return text;
}

}  // namespace

await_graph::await_graph(loop_core& loop) : loop_(loop) {
  for (task_link& link : loop.tasks()) {
    auto& task = static_cast<task_base&>(link);
    places_.emplace(&task, tasks_.size());
    index_.by_number.emplace(task.number(), &task);
    tasks_.push_back(&task);
  }
  loop_.use_index(&index_);
  awaited_.resize(tasks_.size());
  awaiting_.resize(tasks_.size());
  for (place each = 0; each < tasks_.size(); ++each) add_edges(each);
}

void await_graph::add_edges(place from) {
  waitable* const what = tasks_[from]->waiting_on();
  if (what == nullptr) return;
  std::unordered_set<const future_base*> seen;
  std::vector<future_base*> to_look_through;
  const auto reached = [&](future_base& future) {
    if (!seen.insert(&future).second) return;
    task_base* const task = future.as_task();
    if (task == nullptr) {
      to_look_through.push_back(&future);
    } else if (const auto found = places_.find(task); found != places_.end()) {
      awaited_[from].push_back(found->second);
      awaiting_[found->second].push_back(from);
    }
  };
  if (task_base* const task = what->as_task_to_cancel()) {
    reached(*task);
  } else {
    what->for_each_awaited(reached);
  }
  while (!to_look_through.empty()) {
    const future_base& next = *to_look_through.back();
    to_look_through.pop_back();
    next.for_each_awaited(reached);
  }
}

std::vector<task_base*> await_graph::awaited_by(const task_base& task) const {
  std::vector<task_base*> found;
  if (const auto at = places_.find(&task); at != places_.end()) {
    for (const place each : awaited_[at->second]) found.push_back(tasks_[each]);
  }
  return found;
}

std::vector<task_base*> await_graph::awaiting(const task_base& task) const {
  std::vector<task_base*> found;
  if (const auto at = places_.find(&task); at != places_.end()) {
    for (const place each : awaiting_[at->second]) found.push_back(tasks_[each]);
  }
  return found;
}

// A depth-first search without recursion; an edge back to a task on the way down closes a cycle. Every cycle has a task that
// is on one of those found, though not every one is found by itself: there may be very many.
std::vector<std::vector<await_graph::place>> await_graph::cycles() const {
  enum class colour : unsigned char { unseen, on_the_way, done };
  std::vector<std::vector<place>> found;
  std::vector<colour> colours(tasks_.size(), colour::unseen);
  struct stop {
    place at;
    std::size_t next_edge;
  };
  std::vector<stop> way;
  for (place root = 0; root < tasks_.size(); ++root) {
    if (colours[root] != colour::unseen) continue;
    colours[root] = colour::on_the_way;
    way.push_back({root, 0});
    while (!way.empty()) {
      stop& here = way.back();
      if (here.next_edge == awaited_[here.at].size()) {
        colours[here.at] = colour::done;
        way.pop_back();
        continue;
      }
      const place next = awaited_[here.at][here.next_edge++];
      if (colours[next] == colour::unseen) {
        colours[next] = colour::on_the_way;
        way.push_back({next, 0});
      } else if (colours[next] == colour::on_the_way) {
        std::vector<place> cycle;
        for (auto step = std::ranges::find(way, next, &stop::at); step != way.end(); ++step) cycle.push_back(step->at);
        found.push_back(std::move(cycle));
      }
    }
  }
  return found;
}

std::string await_graph::describe() const {
  std::string text;
  for (const std::vector<place>& cycle : cycles()) {
    text += "\n  cycle: ";
    for (const place each : cycle) text += tasks_[each]->describe() + " waits for ";
    text += tasks_[cycle.front()]->describe();
  }
  for (task_base* const task : tasks_) {
    text += "\n  " + task->describe() + " waits at " + place_text(task->suspended_at());
    waitable* const what = task->waiting_on();
    if (what != nullptr) text += " on " + what->describe();
    if (what != nullptr && what->as_task_to_cancel() == nullptr) {
      // What stands between: "on gather of 2 (2 not done): task 'a', task 'b'".
      const char* separator = ": ";
      for (const place each : awaited_[places_.at(task)]) {
        text += separator + tasks_[each]->describe();
        separator = ", ";
      }
    }
    text += chain_text(*task);
  }
  return text;
}

}  // namespace weft::detail
