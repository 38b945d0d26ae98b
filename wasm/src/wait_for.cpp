#include <weft/wait_for.hpp>

#include <utility>

#include <weft/event_loop.hpp>

namespace weft::detail {

namespace {

constexpr int not_known_yet = -1;

}  // namespace

deadline::deadline(time_point when) : task_(current_task_base()), cancelling_before_(task_.cancelling()) {
  // Not expire() itself: a timer that is due in the same turn may come behind this one.
  timer_ = task_.loop().owner().call_at(when, [this] { check_in_next_turn(not_known_yet); }).callback();
}

deadline::~deadline() {
  timer_->cancel();
  if (expired_) task_.uncancel();
}

bool deadline::end_as_cause() noexcept {
  timer_->cancel();
  return std::exchange(expired_, false) && task_.uncancel() <= cancelling_before_;
}

void deadline::check_in_next_turn(int turns_left) {
  timer_ = task_.loop().owner().call_soon([this, turns_left] {
    const waitable* const what = task_.waiting_on();
    const int turns = what != nullptr ? what->turns_until_wake() : waitable::not_on_its_way;
    if (turns == waitable::not_on_its_way || turns_left == 0) return expire();
    check_in_next_turn(turns_left == not_known_yet ? turns : turns_left - 1);
  }).callback();
}

void deadline::expire() {
  expired_ = true;
  task_.cancel({});
}

time_point deadline_after(duration limit) { return later(current_loop_core().now(), limit); }

bool is_past(time_point when) { return when <= current_loop_core().now(); }

}  // namespace weft::detail
