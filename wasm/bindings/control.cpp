#include "control.hpp"

#include <cstdint>

#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <weft/detail/describe.hpp>
#include <weft/detail/loop_core.hpp>
#include <weft/detail/task_base.hpp>

namespace weft::bindings {

namespace {

emscripten::val tasks() {
  emscripten::val list = emscripten::val::array();
  detail::loop_core* const loop = detail::running.loop;
  if (loop == nullptr) return list;
  for (const auto& task : loop->live_tasks()) {
    const detail::waitable* const what = task->waiting_on();
    emscripten::val entry = emscripten::val::object();
    entry.set("id", static_cast<double>(task->number()));
    entry.set("name", task->name());
    // Asked between turns: whatever is alive then waits, or waits for its turn.
    entry.set("state", std::string(detail::running.task == task.get() ? "running" : "pending"));
    entry.set("waitingOn", what != nullptr ? what->describe() : std::string());
    entry.set("createdAt", detail::place_text(task->created_at()));
    entry.set("suspendedAt", detail::place_text(task->suspended_at()));
    list.call<void>("push", entry);
  }
  return list;
}

bool cancel_task(double number) {
  detail::loop_core* const loop = detail::running.loop;
  if (loop == nullptr) return false;
  for (const auto& task : loop->live_tasks()) {
    if (task->number() == static_cast<std::uint64_t>(number)) return task->cancel("cancelled from the page");
  }
  return false;
}

}  // namespace

void keep_control() {}

}  // namespace weft::bindings

EMSCRIPTEN_BINDINGS(weft_control) {
  emscripten::function("weftTasks", &weft::bindings::tasks);
  emscripten::function("weftCancelTask", &weft::bindings::cancel_task);
}
