#include "control.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <weft/detail/describe.hpp>
#include <weft/detail/loop_core.hpp>
#include <weft/inspection.hpp>
#include <weft/trace.hpp>

#include "../src/await_graph.hpp"

namespace weft::bindings {

namespace {

emscripten::val stack_of(const any_task& task) {
  emscripten::val list = emscripten::val::array();
  for (const call_frame& frame : task.stack()) {
    emscripten::val entry = emscripten::val::object();
    entry.set("function", frame.function);
    entry.set("place", detail::place_text(frame.place));
    list.call<void>("push", entry);
  }
  return list;
}

emscripten::val tasks() {
  emscripten::val list = emscripten::val::array();
  detail::loop_core* const loop = detail::running.loop;
  if (loop == nullptr) return list;
  const detail::await_graph graph(*loop);
  for (detail::task_base* const each : graph.tasks()) {
    const any_task task(*each);
    emscripten::val waits_for = emscripten::val::array();
    for (const detail::task_base* const other : graph.awaited_by(*each)) {
      waits_for.call<void>("push", static_cast<double>(other->number()));
    }
    emscripten::val entry = emscripten::val::object();
    entry.set("id", static_cast<double>(task.number()));
    entry.set("name", task.name());
    // Asked between turns: whatever is alive then waits, or waits for its turn.
    entry.set("state", std::string(task.state() == task_state::running ? "running" : "pending"));
    entry.set("waitingOn", task.waits_on());
    entry.set("createdAt", detail::place_text(task.created_at()));
    entry.set("suspendedAt", detail::place_text(task.suspended_at()));
    entry.set("steps", task.steps());
    entry.set("busyMs", std::chrono::duration<double, std::milli>(task.busy_time()).count());
    entry.set("stack", stack_of(task));
    entry.set("waitsFor", waits_for);
    list.call<void>("push", entry);
  }
  return list;
}

void measure_busy_time(bool on) {
  if (detail::running.loop != nullptr) detail::running.loop->measure_busy_time(on);
}

void start_trace(double events) {
  trace::start({.capacity = events > 0 ? static_cast<std::size_t>(events) : trace::options().capacity});
}

std::string export_trace() {
  trace::stop();
  return trace::export_chrome_json();
}

bool cancel_task(double number) {
  detail::loop_core* const loop = detail::running.loop;
  if (loop == nullptr) return false;
  detail::task_base* const task = loop->find_task(static_cast<std::uint64_t>(number));
  return task != nullptr && task->cancel("cancelled from the page");
}

}  // namespace

void keep_control() {}

}  // namespace weft::bindings

EMSCRIPTEN_BINDINGS(weft_control) {
  emscripten::function("weftTasks", &weft::bindings::tasks);
  emscripten::function("weftCancelTask", &weft::bindings::cancel_task);
  emscripten::function("weftMeasureBusyTime", &weft::bindings::measure_busy_time);
  emscripten::function("weftStartTrace", &weft::bindings::start_trace);
  emscripten::function("weftExportTrace", &weft::bindings::export_trace);
}
