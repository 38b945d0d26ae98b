#include <weft/sleep.hpp>

#include <utility>

#include <weft/detail/describe.hpp>
#include <weft/detail/wait_node.hpp>

namespace weft::detail {

void sleep_awaiter::await_suspend(std::coroutine_handle<> awaiting) {
  if (std::exchange(awaited_, true)) throw_awaited_twice();
  const duration delay = delay_;
  task_ = &current_task_base();
  if (delay <= duration::zero()) {
    task_->suspend_for_a_turn(awaiting);
    return;
  }
  loop_core& loop = task_->loop();
  loop.arm(*this, later(loop.now(), delay));
  task_->suspend_on(*this, awaiting);
}

void sleep_awaiter::timer_due(job& item) {
  auto& self = static_cast<sleep_awaiter&>(item);
  self.task_->loop().schedule(*self.task_);
}

bool sleep_awaiter::cancel_wait(std::string_view) {
  if (!in_heap() && !linked()) return false;  // the timer was due: the wake-up is on its way
  withdraw();
  cancelled_ = true;
  task_->loop().schedule(*task_);
  return true;
}

void sleep_awaiter::withdraw() noexcept {
  if (in_heap()) {
    task_->loop().disarm(*this);
  } else {
    unlink();
  }
}

const char* sleep_awaiter::kind() const noexcept { return "sleep"; }

std::string sleep_awaiter::describe() const {
  if (!in_heap()) return "sleep";
  const loop_core& loop = task_->loop();
  const duration left = loop.deadline(*this) - loop.now();
  return "sleep for another " + seconds_text(left > duration::zero() ? left : duration::zero());
}

}  // namespace weft::detail
