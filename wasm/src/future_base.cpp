#include <weft/detail/future_base.hpp>

#include <stdexcept>

#include <weft/detail/callback.hpp>
#include <weft/detail/describe.hpp>
#include <weft/detail/result_handle.hpp>
#include <weft/detail/task_base.hpp>
#include <weft/errors.hpp>
#include <weft/event_loop.hpp>

namespace weft::detail {

future_base::~future_base() {
  // Only callbacks can be left: a waiting task holds the future.
  while (!waiters_.empty()) static_cast<callback_base&>(waiters_.pop_front()).abandon();
}

void future_base::dispose() noexcept {
  if (unretrieved_) {
    exception_context context;
    context.exception = error_.get();
    if (task_base* task = as_task()) {
      context.message = "task '" + task->name() + "' failed, and its exception was never retrieved";
      context.task = {task->name(), created_at_};
    } else {
      context.message = "a future created at " + place_text(created_at_) + " failed, and its exception was never retrieved";
    }
    loop_->report(context);
  }
  delete this;
}

bool is_cancellation(const std::exception_ptr& error) noexcept {
  try {
    std::rethrow_exception(error);
  } catch (const cancelled_error&) {
    return true;
  } catch (...) {
    return false;
  }
}

bool future_base::cancel(std::string_view message) {
  if (done()) {
    // Too late, but nobody wants to hear of it any more (test_futures: test_tb_logger_not_called_after_cancel).
    unretrieved_ = false;
    return false;
  }
  finish_cancelled(std::make_exception_ptr(cancelled_error(std::string(message))));
  return true;
}

void future_base::set_exception(std::exception_ptr error) {
  require_pending();
  if (!error) throw std::invalid_argument("set_exception() needs an exception, and got a null exception_ptr");
  finish_failed(std::move(error));
}

std::exception_ptr future_base::exception() {
  if (!done()) throw invalid_state_error("exception() of a future that is not done");
  if (cancelled()) std::rethrow_exception(error_.get());
  unretrieved_ = false;
  return error_.get();
}

void future_base::throw_no_value() {
  if (!done()) throw invalid_state_error("result() of a future that is not done");
  unretrieved_ = false;
  std::rethrow_exception(error_.get());
}

void future_base::throw_done() const { throw invalid_state_error("the future is done already: its result is set once"); }

void future_base::add_waiter(job& waiter) {
  if (!done()) {
    waiters_.push_back(waiter);
    return;
  }
  if (callback_base::is_callback(waiter)) {
    if (loop_->closed()) static_cast<callback_base&>(waiter).abandon();
    loop_->require_open();
    static_cast<callback_base&>(waiter).source_done();
  }
  loop_->schedule(waiter);
}

void future_base::finish() noexcept {
  status_ = future_status::finished;
  wake_waiters();
}

void future_base::finish_failed(std::exception_ptr error) noexcept {
  error_.set(std::move(error));
  unretrieved_ = !quiet_;
  finish();
}

void future_base::finish_cancelled(std::exception_ptr error) noexcept {
  error_.set(std::move(error));
  status_ = future_status::cancelled;
  wake_waiters();
}

void future_base::wake_waiters() noexcept {
  while (!waiters_.empty()) {
    job& waiter = waiters_.pop_front();
    const bool is_callback = callback_base::is_callback(waiter);
    if (loop_->closed()) {
      if (is_callback) static_cast<callback_base&>(waiter).abandon();
      continue;
    }
    if (is_callback) static_cast<callback_base&>(waiter).source_done();
    loop_->schedule(waiter);
  }
}

bool future_base::cancel_wait(std::string_view message) { return cancel(message); }

int future_base::turns_until_wake(int) const noexcept {
  if (!done()) return not_on_its_way;
  return stored_error() && is_cancellation(stored_error()) ? brings_cancellation : 0;
}

task_base* future_base::as_task() noexcept { return nullptr; }

void future_base::operator delete(void* memory, std::size_t size) noexcept { frame_deallocate(memory, size); }

task_base* waitable::as_task_to_cancel() noexcept { return nullptr; }

void waitable::for_each_awaited(const awaited_function&) const {}

void result_awaiter_base::await_suspend(std::coroutine_handle<> awaiting) {
  task_base& task = current_task_base();
  if (state_.get() == &task) throw std::logic_error("a task cannot await itself");
  if (&state_->loop() != &task.loop()) throw std::logic_error("what is awaited belongs to another event loop");
  waiting_ = &task;
  state_->add_waiter(task);
  task.suspend_on(*state_, awaiting);
}

void result_awaiter_base::require_value() {
  if (waiting_ != nullptr) {
    if (state_->done()) state_->mark_retrieved();
    if (waiting_->must_cancel()) [[unlikely]] {
      // Cancelled by both, the task hears of what it awaited: one delivery is enough. A gather that was cancelled has failed.
      if (state_->stored_error() && is_cancellation(state_->stored_error())) waiting_->forget_cancellation();
      waiting_->check_cancelled();
    }
  }
  state_->require_value();
}

std::string future_base::describe() const { return "a future created at " + place_text(created_at_); }

const char* future_base::kind() const noexcept { return "future"; }

void throw_moved_from_handle() { throw std::logic_error("the handle of a future or task was moved from"); }

void throw_of_another_loop() { throw std::logic_error("the future or task belongs to another event loop"); }

}  // namespace weft::detail
