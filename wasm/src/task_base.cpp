#include <weft/detail/task_base.hpp>

#include <stdexcept>

#include <weft/detail/describe.hpp>
#include <weft/errors.hpp>
#include <weft/event_loop.hpp>

namespace weft::detail {

task_base::task_base(loop_core& loop, std::source_location where)
    : future_base(loop, where), job(&run_step) {
  const std::uint64_t number = loop.next_task_number();
  number_high_ = static_cast<std::uint16_t>(number >> 32);
  number_low_ = static_cast<std::uint32_t>(number);
}

task_base::~task_base() = default;

task_base* task_base::as_task() noexcept { return this; }

task_base* task_base::as_task_to_cancel() noexcept { return this; }

void task_base::start(std::coroutine_handle<> root) {
  root_ = leaf_ = root;
  try {
    loop().schedule(*this);
  } catch (...) {
    root_.destroy();
    throw;
  }
  loop().add(*this);
}

task_base* task_of(job& item) noexcept {
  return item.run == &task_base::run_step ? &static_cast<task_base&>(item) : nullptr;
}

task_base& current_task_base() {
  if (running.task == nullptr) [[unlikely]] {
    throw std::logic_error("co_await outside of a task: give the coroutine to run() or create_task()");
  }
  return *running.task;
}

loop_core& current_loop_core() {
  if (running.loop == nullptr) [[unlikely]] throw std::logic_error("no running event loop");
  return *running.loop;
}

void task_base::run_step(job& item) { static_cast<task_base&>(item).step(); }

void task_base::step() {
  if (!started_) {
    if (must_cancel_) {
      // Rule 2. The frame goes before the awaiters hear, as a Python coroutine that is closed unstarted.
      must_cancel_ = false;
      const intrusive_ptr<task_base> keep = leave_loop();
      std::exchange(root_, nullptr).destroy();
      finish_cancelled(make_cancelled());
      return;
    }
    started_ = true;
  }
  ++steps_;
  waiting_on_ = nullptr;
  cancellation_under_way_ = false;
  task_base* const outer = std::exchange(running.task, this);
  leaf_.resume();
  running.task = outer;
  if (root_.done()) complete();
}

void task_base::complete() {
  const intrusive_ptr<task_base> keep = leave_loop();
  failure_slot& left_by = promise().failure;
  if (left_by || must_cancel_) [[unlikely]] {
    complete_without_value(left_by.take());
    return;
  }
  try {
    take_value();
  } catch (...) {
    std::exchange(root_, nullptr).destroy();
    finish_failed(std::current_exception());
    return;
  }
  std::exchange(root_, nullptr).destroy();
  finish();
}

void task_base::complete_without_value(std::exception_ptr failure) {
  if (!failure) failure = make_cancelled();  // rule 5
  const bool was_cancelled = is_cancellation(failure);
  must_cancel_ = false;
  std::exchange(root_, nullptr).destroy();
  if (was_cancelled) {
    finish_cancelled(std::move(failure));
  } else {
    finish_failed(std::move(failure));
  }
}

intrusive_ptr<task_base> task_base::leave_loop() noexcept {
  task_link::unlink();
  return intrusive_ptr<task_base>::adopt(this);
}

void task_base::destroy_frames() noexcept {
  forget_wait();
  if (!root_) return;
  task_base* const outer = std::exchange(running.task, this);
  promise().destroy_chain(std::exchange(root_, nullptr));
  running.task = outer;
}

bool task_base::cancel(std::string_view message) {
  if (done()) return future_base::cancel(message);
  const bool asked = ask_to_cancel(message);
  for (task_base* task = this; task != nullptr && task->asking_;) {
    task->asking_ = false;
    task = task->waiting_on_->as_task_to_cancel();
  }
  return asked;
}

bool task_base::ask_to_cancel(std::string_view message) {
  // Down a chain of tasks that wait for tasks, in a loop: such a chain may be longer than the stack is deep.
  task_base* task = this;
  for (;;) {
    if (task->done()) return false;
    ++task->need_seldom().cancel_requests;
    // A wait that has been cancelled keeps its message: two requests are one delivery, the first one. A future that was asked
    // brings its own, or has declined.
    const bool wait_is_cancelled = task->cancellation_under_way_ && dynamic_cast<future_base*>(task->waiting_on_) == nullptr;
    if (!wait_is_cancelled) task->set_cancel_message(message);
    waitable* const waits_on = task->waiting_on_;
    if (waits_on == nullptr) break;
    if (auto* inner = waits_on->as_task_to_cancel(); inner != nullptr && !inner->done()) {
      if (!inner->asking_) {
        task->asking_ = true;
        task = inner;
        continue;
      }
      // Tasks that wait for one another in a circle. Somebody has to be let out of it.
      task->job::unlink();
      task->loop().schedule(*task);
      break;
    }
    if (waits_on->cancel_wait(message)) {
      task->cancellation_under_way_ = true;
      return true;
    }
    break;
  }
  task->must_cancel_ = true;
  return true;
}

std::uint32_t task_base::uncancel() noexcept {
  if (cancelling() > 0 && --seldom_->cancel_requests == 0) must_cancel_ = false;
  return cancelling();
}

task_base::seldom& task_base::need_seldom() {
  if (!seldom_) seldom_ = std::make_unique<seldom>();
  return *seldom_;
}

void task_base::set_cancel_message(std::string_view message) { need_seldom().cancel_message = message; }

std::string_view task_base::cancel_message() const noexcept {
  return seldom_ ? std::string_view(seldom_->cancel_message) : std::string_view();
}

std::exception_ptr task_base::make_cancelled() const {
  const std::string_view message = cancel_message();
  return std::make_exception_ptr(message.empty() ? cancelled_error() : cancelled_error(std::string(message)));
}

void task_base::throw_cancelled() const {
  const std::string_view message = cancel_message();
  throw message.empty() ? cancelled_error() : cancelled_error(std::string(message));
}

void task_base::deliver_cancellation() {
  must_cancel_ = false;
  throw_cancelled();
}

void task_base::suspend_on(waitable& what, std::coroutine_handle<> leaf) {
  leaf_ = leaf;
  waiting_on_ = &what;
  if (must_cancel_) [[unlikely]] {
    // Rule 4.
    if (what.cancel_wait(cancel_message())) {
      must_cancel_ = false;
      cancellation_under_way_ = true;
    }
  }
}

void task_base::suspend_for_a_turn(std::coroutine_handle<> leaf) {
  leaf_ = leaf;
  loop().schedule(*this);
}

const std::string& task_base::name() {
  std::optional<std::string>& kept = need_seldom().name;
  if (!kept) kept = "Task-" + std::to_string(number());
  return *kept;
}

void task_base::set_name(std::string_view name) { need_seldom().name = name; }

std::string task_base::describe() const {
  return "task '" + const_cast<task_base*>(this)->name() + "'";
}

const char* task_base::kind() const noexcept { return "task"; }

int task_base::turns_until_wake(int links) const noexcept {
  if (done()) return future_base::turns_until_wake(links);
  if (cancellation_under_way()) return not_on_its_way;
  const int turns = waiting_on_ != nullptr && links > 0 ? waiting_on_->turns_until_wake(links - 1) : not_on_its_way;
  return turns < 0 ? not_on_its_way : turns + 1;
}

std::source_location task_base::suspended_at(int deepest) const noexcept {
  if (!root_) return created_at();
  const coroutine_promise_base* innermost = &promise();
  for (int depth = 1; innermost->child != nullptr && depth < deepest; ++depth) innermost = innermost->child->promise;
  return innermost->place;
}

}  // namespace weft::detail
