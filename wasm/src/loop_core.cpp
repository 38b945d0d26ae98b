#include <weft/detail/loop_core.hpp>

#include <atomic>
#include <cstdio>
#include <mutex>
#include <stdexcept>

#include <weft/detail/callback.hpp>
#include <weft/detail/describe.hpp>
#include <weft/detail/task_base.hpp>
#include <weft/errors.hpp>
#include <weft/event_loop.hpp>

#include "../host/host.hpp"

namespace weft::detail {

constinit thread_local running_state running;

struct loop_core::posted {
  std::atomic<bool> any = false;
  std::mutex mutex;
  std::vector<callback_base*> callbacks;
};

namespace {

// While work never pauses, the clock of the host is asked only once in so many turns.
constexpr std::uint32_t turns_between_host_checks = 32;

}  // namespace

/// Goes on driving a loop whose caller's stack was given up.
class parked_drive final : public host::continuation {
 public:
  parked_drive(loop_core& loop, drive_goal& goal) : loop_(loop), goal_(goal) {}

  bool proceed() override {
    try {
      if (loop_.advance(goal_) != loop_core::progress::reached) return false;
      goal_.finish_abandoned();
    } catch (...) {
      print_uncaught(std::current_exception());
    }
    return true;
  }

 private:
  loop_core& loop_;
  drive_goal& goal_;
};

class running_scope {
 public:
  explicit running_scope(loop_core& loop) : loop_(loop) { loop.enter(); }
  running_scope(const running_scope&) = delete;
  running_scope& operator=(const running_scope&) = delete;
  ~running_scope() { loop_.leave(); }

 private:
  loop_core& loop_;
};

loop_core::loop_core(event_loop& owner, clock which)
    : host_(host::make_backend()),
      owner_(&owner),
      virtual_clock_(which == clock::virtual_time),
      posted_(std::make_unique<posted>()) {}

loop_core::~loop_core() = default;

void loop_core::throw_closed() { throw std::logic_error("the event loop is closed"); }

void loop_core::schedule_attentively(job& item) {
  if (closed_) throw_closed();
  ready_.push_back(item);
  host_->wake_now();
}

void loop_core::arm(timed_job& timer, time_point when) {
  if (closed_) [[unlikely]] throw_closed();
  timers_.push(timer, when);
  // Outside of a turn the host's timer may be armed for a later deadline.
  if (attention_ && timers_.earliest() == when) host_->wake_now();
}

void loop_core::post(callback_base& callback) {
  {
    const std::scoped_lock lock(posted_->mutex);
    posted_->callbacks.push_back(&callback);
    posted_->any.store(true, std::memory_order_release);
  }
  host_->wake_now();
}

time_point loop_core::now() const { return virtual_clock_ ? virtual_now_ : host_->now(); }

void loop_core::require_idle() const {
  if (running_) throw std::logic_error("this event loop is already running");
  if (running.loop != nullptr) throw std::logic_error("another event loop is running on this thread");
  if (closed_) throw_closed();
}

void loop_core::enter() {
  require_idle();
  running_ = true;
  outer_ = running;
  running = {this, nullptr};
}

void loop_core::leave() noexcept {
  running = outer_;
  running_ = false;
}

void loop_core::drive(drive_goal& goal) {
  const running_scope scope(*this);
  while (advance(goal) != progress::reached) {
    if (!host_->can_wait()) {
      // Never freed: it is needed until the program ends.
      host_->abandon_stack(*new parked_drive(*this, goal));
    }
    host_->wait();
  }
}

loop_core::progress loop_core::advance(drive_goal& goal) {
  attention_ = false;
  for (;;) {
    if (goal.reached()) return progress::reached;
    if (ready_.empty() && !stop_requested_) {
      collect_posted();
      collect_due();
      if (ready_.empty()) {
        const bool events = host_->expects_events();
        if (virtual_clock_ && !timers_.empty() && !events) {
          virtual_now_ = timers_.earliest();
          continue;
        }
        if (timers_.empty() && !events && !goal.waits_for_ever()) {
          goal.on_deadlock();
          continue;
        }
        attention_ = true;
        std::fflush(stdout);
        host_->wake_at(timers_.empty() || virtual_clock_ ? time_point::max() : timers_.earliest());
        return progress::waiting;
      }
    } else if (++turns_ % turns_between_host_checks == 0 && host_->wants_turn()) {
      attention_ = true;
      std::fflush(stdout);
      host_->wake_now();
      return progress::waiting;
    }
    turn();
  }
}

bool loop_core::run_once() {
  const running_scope scope(*this);
  attention_ = false;
  for (;;) {
    collect_posted();
    collect_due();
    if (!ready_.empty() || stop_requested_) break;
    const bool events = host_->expects_events();
    if (timers_.empty() && !events) return false;
    if (virtual_clock_ && !events) {
      virtual_now_ = timers_.earliest();
      continue;
    }
    if (!host_->can_wait()) {
      throw std::runtime_error(
          "run_once() has to wait, and this browser cannot block C++ (it has no JSPI): use run() or run_forever()");
    }
    attention_ = true;
    std::fflush(stdout);
    host_->wake_at(timers_.empty() || virtual_clock_ ? time_point::max() : timers_.earliest());
    host_->wait();
    attention_ = false;
  }
  turn();
  return true;
}

void loop_core::turn() {
  collect_posted();
  collect_due();
  batch_.take_all(ready_);
  while (!batch_.empty()) run_job(batch_.pop_front());
}

void loop_core::run_job(job& item) {
  if (!debug) [[likely]] {
    item.run(item);
    return;
  }
  // The job may be gone once it has run: what is said of it must be known before.
  exception_context context;
  if (task_base* task = task_of(item)) context.task = {task->name(), task->created_at()};
  const time_point began = host_->now();
  item.run(item);
  const duration took = host_->now() - began;
  if (took < slow_callback_duration) return;
  context.message = (context.task ? "a step of task '" + context.task->name + "'" : "a callback") + " took " +
                    seconds_text(took) + " and held up the event loop";
  report(context);
}

void loop_core::collect_due() {
  if (timers_.empty()) return;
  const time_point present = now();
  while (!timers_.empty() && timers_.earliest() <= present) ready_.push_back(timers_.pop());
}

void loop_core::collect_posted() {
  if (!posted_->any.load(std::memory_order_acquire)) return;
  std::vector<callback_base*> callbacks;
  {
    const std::scoped_lock lock(posted_->mutex);
    callbacks.swap(posted_->callbacks);
    posted_->any.store(false, std::memory_order_release);
  }
  for (callback_base* callback : callbacks) ready_.push_back(*callback);
}

void loop_core::add(task_base& task) noexcept {
  task.retain();
  tasks_.push_back(task);
}

std::vector<intrusive_ptr<task_base>> loop_core::live_tasks() {
  std::vector<intrusive_ptr<task_base>> found;
  for (task_link& link : tasks_) found.emplace_back(&static_cast<task_base&>(link));
  return found;
}

std::string loop_core::describe_waiting() {
  std::string text;
  for (task_link& link : tasks_) {
    auto& task = static_cast<task_base&>(link);
    text += "\n  task '" + task.name() + "' waits at " + place_text(task.suspended_at());
    if (const waitable* what = task.waiting_on()) text += " on " + what->describe();
  }
  return text;
}

void loop_core::report(const exception_context& context) noexcept {
  exception_context shown = context;
  try {
    if (handler_) {
      handler_(context);
      return;
    }
  } catch (...) {
    shown.message = "the exception handler itself failed while it was told: " + context.message;
    shown.exception = std::current_exception();
  }
  std::string text = "weft: " + shown.message;
  if (shown.task) text += "\n  task '" + shown.task->name + "', created at " + place_text(shown.task->created_at);
  if (shown.exception) text += "\n  " + exception_text(shown.exception);
  text += '\n';
  std::fflush(stdout);
  host::write(2, text);
}

void loop_core::close() noexcept {
  if (closed_) return;
  // Frames first: their destructors withdraw timers and may still cancel handles. They may also make new work; it is
  // dropped below, and once closed_ is set there can be none.
  const running_state outer = running;
  running = {this, nullptr};
  while (!tasks_.empty()) {
    auto& task = static_cast<task_base&>(tasks_.pop_front());
    task.destroy_frames();
    task.release();
  }
  running = outer;
  while (!generators_.empty()) generators_.pop_front();
  closed_ = attention_ = true;
  collect_posted();
  while (!timers_.empty()) ready_.push_back(timers_.pop());
  while (!ready_.empty()) {
    job& item = ready_.pop_front();
    if (callback_base::is_callback(item)) static_cast<callback_base&>(item).abandon();
  }
}

}  // namespace weft::detail
