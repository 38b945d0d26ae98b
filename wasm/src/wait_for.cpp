#include <weft/wait_for.hpp>

#include <utility>

#include <weft/detail/news.hpp>
#include <weft/event_loop.hpp>

namespace weft::detail {

namespace {

constexpr int not_known_yet = -1;

}  // namespace

time_point from_now(duration limit) { return later(current_loop_core().now(), limit); }

deadline::deadline(time_point when) : task_(current_task_base()), cancelling_before_(task_.cancelling()) {
  event_loop& loop = task_.loop().owner();
  if (when <= loop.time()) {
    timer_ = loop.call_soon([this] { expire(); }).callback();
    return;
  }
  timer_ = loop.call_at(when, [this] {
    // A timer that is due in this turn too, but comes behind this one, may bring the result.
    if (task_.loop().more_in_this_turn()) {
      check_in_next_turn(not_known_yet);
    } else if (!is_to_wait(not_known_yet)) {
      expire();
    }
  }).callback();
}

deadline::~deadline() {
  timer_->cancel();
  if (expired_) task_.uncancel();
}

void deadline::throw_if_cause() {
  timer_->cancel();
  if (std::exchange(expired_, false) && task_.uncancel() <= cancelling_before_) throw timeout_error();
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
  // A wake-up that is itself a cancellation brings no result: that of a deadline inside this one, or of one beside it.
  if (turns < 0 || turns_left == 0 || task_.cancellation_under_way()) return false;
  check_in_next_turn(turns_left == not_known_yet ? turns + 1 : turns_left - 1);
  return true;
}

void deadline::expire() {
  expired_ = true;
  task_.cancel({});
}

namespace {

/// Waits for the end of one future, and is told by a job, as a callback would tell it.
class end_watch : job {
 public:
  explicit end_watch(intrusive_ptr<future_base> awaited)
      : job([](job& item) { static_cast<end_watch&>(item).end_.come(); }),
        awaited_(std::move(awaited)),
        end_("wait_for()", this, [](const void* self, const awaited_function& tell) {
          const auto& watched = *static_cast<const end_watch*>(self)->awaited_;
          if (!watched.done()) tell(const_cast<future_base&>(watched));
        }) {
    awaited_->add_waiter(*this);
  }
  ~end_watch() {
    if (linked()) unlink();
  }
  auto end() noexcept { return end_.wait(); }

 private:
  intrusive_ptr<future_base> awaited_;
  news end_;
};

}  // namespace

coroutine<> cancel_and_await_end(intrusive_ptr<future_base> awaited) {
  if (&awaited->loop() != &current_loop_core()) throw_of_another_loop();
  end_watch watch(awaited);
  awaited->cancel({});
  co_await watch.end();
}

}  // namespace weft::detail
