#include <weft/wait_for.hpp>

#include <utility>

#include <weft/event_loop.hpp>

namespace weft::detail {

namespace {

constexpr int not_known_yet = -1;

}  // namespace

deadline::deadline(duration limit) : task_(current_task_base()), cancelling_before_(task_.cancelling()) {
  if (limit <= duration::zero()) {
    no_time_ = true;
  } else {
    arm(later(task_.loop().now(), limit));
  }
}

deadline::deadline(time_point when) : task_(current_task_base()), cancelling_before_(task_.cancelling()) {
  if (when <= task_.loop().now()) {
    no_time_ = true;
  } else {
    arm(when);
  }
}

void deadline::arm(time_point when) {
  timer_ = task_.loop().owner().call_at(when, [this] {
    // A timer that is due in this turn too, but comes behind this one, may bring the result.
    if (task_.loop().more_in_this_turn()) {
      check_in_next_turn(not_known_yet);
    } else if (!is_to_wait(not_known_yet)) {
      expire();
    }
  }).callback();
}

deadline::~deadline() {
  if (timer_) timer_->cancel();
  if (expired_) task_.uncancel();
}

void deadline::drop(std::coroutine_handle<> never_started) {
  never_started.destroy();
  throw timeout_error();
}

void deadline::throw_if_cause() {
  if (timer_) timer_->cancel();
  const bool cause = no_time_ ? task_.cancelling() <= cancelling_before_
                              : std::exchange(expired_, false) && task_.uncancel() <= cancelling_before_;
  if (cause) throw timeout_error();
}

void deadline::check_in_next_turn(int turns_left) {
  timer_ = task_.loop().owner().call_soon([this, turns_left] {
    if (is_to_wait(turns_left)) return;
    // This callback has the place in the queue that whatever the deadline wakes would have had without the delay. So that
    // is what runs after it: wake-ups come in the order of the timers.
    task_.loop().run_next([&] { expire(); });
  }).callback();
}

bool deadline::is_to_wait(int turns_left) {
  const waitable* const what = task_.waiting_on();
  const int turns = what != nullptr ? what->turns_until_wake() : waitable::not_on_its_way;
  // A wake-up that is itself a cancellation, of a deadline inside this one for instance, brings no result.
  if (turns == waitable::not_on_its_way || turns_left == 0 || task_.cancellation_under_way()) return false;
  check_in_next_turn(turns_left == not_known_yet ? turns + 1 : turns_left - 1);
  return true;
}

void deadline::expire() {
  expired_ = true;
  task_.cancel({});
}

}  // namespace weft::detail
