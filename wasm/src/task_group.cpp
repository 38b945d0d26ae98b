#include <weft/task_group.hpp>

#include <stdexcept>

namespace weft {

task_group::~task_group() {
  // Empty but where a closing loop destroys the block's frame: the children must then not call back.
  for (const child& each : children_) {
    if (each.token) each.token->callback().cancel();
  }
}

void task_group::tell_children(const void* self, const detail::awaited_function& tell) {
  for (const child& each : static_cast<const task_group*>(self)->children_) tell(*each.task);
}

void task_group::require_open() const {
  if (exiting_ && children_.empty()) throw std::logic_error("create_task() of a task group that has ended");
  if (aborting_) throw std::logic_error("create_task() of a task group that is shutting down");
}

void task_group::abort() {
  aborting_ = true;
  for (const child& each : children_) each.task->cancel({});
}

void task_group::cancel_parent() {
  parent_cancel_requested_ = true;
  parent_.cancel({});
}

void task_group::cancel() {
  if (aborting_ || (exiting_ && children_.empty())) return;
  abort();
  cancel_parent();
}

void task_group::child_done(std::list<child>::iterator place) {
  const detail::intrusive_ptr<detail::task_base> task = std::move(place->task);
  children_.erase(place);
  if (children_.empty()) all_done_.come();
  if (task->cancelled()) return;
  const std::exception_ptr failure = task->exception();
  if (!failure) return;
  errors_.push_back(failure);
  if (aborting_ || parent_cancel_requested_) return;
  abort();
  // The body may be in the middle of something: it is interrupted by cancelling the parent, which finish() takes back.
  cancel_parent();
}

coroutine<> task_group::finish(std::exception_ptr failure) {
  exiting_ = true;
  std::exception_ptr cancellation;
  if (failure) {
    if (detail::is_cancellation(failure)) cancellation = std::exchange(failure, nullptr);
    if (!aborting_) abort();
  }
  while (!children_.empty()) {
    all_done_.clear();
    try {
      co_await all_done_.wait();
    } catch (const cancelled_error&) {
      if (!aborting_) {
        cancellation = std::current_exception();
        abort();
      }
    }
  }
  if (failure) errors_.push_back(std::move(failure));
  if (parent_cancel_requested_) {
    const std::uint32_t requests = parent_.uncancel();
    if (errors_.empty()) {
      // Only cancel() ends here. What it asked of the parent is over, delivered or not; what others asked is not.
      cancellation = nullptr;
      try {
        parent_.check_cancelled();
        if (requests > cancelling_before_) parent_.throw_cancelled();
      } catch (const cancelled_error&) {
        if (requests > cancelling_before_) cancellation = std::current_exception();
      }
    }
  }
  if (errors_.empty()) {
    if (cancellation) std::rethrow_exception(cancellation);
    co_return;
  }
  if (parent_.cancelling() > 0) {
    // The cancellation from outside is not lost: it comes at the next await, its count unchanged.
    parent_.uncancel();
    parent_.cancel({});
  }
  throw exception_group("unhandled failures in a task group", std::move(errors_));
}

}  // namespace weft
