#include <weft/detail/loop_core.hpp>

#include <cstdio>
#include <stdexcept>
#include <thread>

#include <weft/detail/callback.hpp>
#include <weft/detail/describe.hpp>
#include <weft/detail/task_base.hpp>
#include <weft/errors.hpp>
#include <weft/event_loop.hpp>

#include "../host/host.hpp"
#include "await_graph.hpp"
#include "loop_mailbox.hpp"
#include "ready_shuffle.hpp"
#include "trace_ring.hpp"

namespace weft::detail {

constinit thread_local running_state running;
constinit thread_local trace_ring* this_thread_trace = nullptr;

namespace {

// While work never pauses, the clock of the host is asked only once in so many turns.
constexpr std::uint32_t turns_between_host_checks = 32;

// While only other threads could go on, a loop with nothing to wait for looks so often whether there still are any.
constexpr duration between_looks_at_threads = std::chrono::milliseconds(100);

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
      mailbox_(std::make_shared<loop_mailbox>(*host_)) {}

loop_core::~loop_core() = default;

void loop_core::throw_closed() { throw std::logic_error("the event loop is closed"); }

void loop_core::schedule_attentively(job& item) {
  if (closed_) throw_closed();
  ready_.push_back(item);
  if (trace_ != nullptr) {
    if (task_base* const task = task_of(item)) trace_->woken(*task, running.task);
  }
  if ((attention_ & asleep) != 0) host_->wake_now();
}

void loop_core::arm(timed_job& timer, time_point when) {
  if (closed_) [[unlikely]] throw_closed();
  timers_.push(timer, when);
  // Outside of a turn the host's timer may be armed for a later deadline.
  if ((attention_ & asleep) != 0 && timers_.earliest() == when) host_->wake_now();
}

void loop_core::post(callback_base& callback) {
  if (mailbox_->driver.load(std::memory_order_relaxed) == std::this_thread::get_id()) {
    // The loop's own thread: in its place among what call_soon() has queued, and behind what other threads have handed in.
    collect_posted();
    schedule(callback);
    return;
  }
  if (mailbox_->post(callback)) return;
  callback.abandon();
  throw_closed();
}

void loop_core::expect(callback_base& callback) {
  require_open();
  expected_.push_back(callback);
}

// Where a turn for the host costs the stack, and with it all that was to come after run(), it is given for events only.
bool loop_core::can_give_turn() const noexcept { return host_->can_wait() || stack_given_up_ || expects_events(); }

bool loop_core::expects_events() const noexcept { return host_->expects_events() || !expected_.empty(); }

bool loop_core::may_be_woken_from_outside() {
  if (host::other_threads() == 0) return false;
  host_->wake_at(host_->now() + between_looks_at_threads);
  return true;
}

time_point loop_core::now() const { return virtual_clock_ ? virtual_now_ : host_->now(); }

void loop_core::require_idle() const {
  if (running_) throw std::logic_error("this event loop is already running");
  if (running.loop != nullptr) throw std::logic_error("another event loop is running on this thread");
  if (closed_) throw_closed();
}

void loop_core::enter() {
  require_idle();
  mailbox_->driver.store(std::this_thread::get_id(), std::memory_order_relaxed);
  set_trace(this_thread_trace);
  running_ = true;
  outer_ = running;
  running = {this, nullptr};
}

void loop_core::leave() noexcept {
  running = outer_;
  running_ = false;
  mailbox_->driver.store({}, std::memory_order_relaxed);
  set_trace(nullptr);  // the ring is the thread's, and may go while no loop runs
}

void loop_core::drive(drive_goal& goal) {
  const running_scope scope(*this);
  while (advance(goal) != progress::reached) {
    if (!host_->can_wait()) {
      stack_given_up_ = true;
      // Never freed: it is needed until the program ends.
      host_->abandon_stack(*new parked_drive(*this, goal));
    }
    host_->wait();
  }
}

loop_core::progress loop_core::advance(drive_goal& goal) {
  wake();
  for (;;) {
    if (goal.reached()) return progress::reached;
    if (nothing_ready() && !stop_requested_) {
      collect_posted();
      collect_due();
      if (nothing_ready()) {
        const bool events = expects_events();
        if (virtual_clock_ && !timers_.empty() && !events) {
          virtual_now_ = timers_.earliest();
          continue;
        }
        const bool hopeless = timers_.empty() && !events && !goal.waits_for_ever();
        if (hopeless && !may_be_woken_from_outside()) {
          goal.on_deadlock();
          continue;
        }
        set_attention(asleep);
        std::fflush(stdout);
        if (hopeless) return progress::waiting;
        host_->wake_at(timers_.empty() || virtual_clock_ ? time_point::max() : timers_.earliest());
        return progress::waiting;
      }
    } else if (++turns_ % turns_between_host_checks == 0 && can_give_turn() && host_->wants_turn()) {
      set_attention(asleep);
      std::fflush(stdout);
      host_->wake_now();
      return progress::waiting;
    }
    turn();
  }
}

bool loop_core::run_once() {
  const running_scope scope(*this);
  wake();
  for (;;) {
    collect_posted();
    collect_due();
    if (!nothing_ready() || stop_requested_) break;
    const bool events = expects_events();
    if (timers_.empty() && !events) return false;
    if (virtual_clock_ && !events) {
      virtual_now_ = timers_.earliest();
      continue;
    }
    if (!host_->can_wait()) {
      throw std::runtime_error(
          "run_once() has to wait, and this browser cannot block C++ (it has no JSPI): use run() or run_forever()");
    }
    set_attention(asleep);
    std::fflush(stdout);
    host_->wake_at(timers_.empty() || virtual_clock_ ? time_point::max() : timers_.earliest());
    host_->wait();
    wake();
  }
  turn();
  return true;
}

void loop_core::turn() {
  collect_posted();
  collect_due();
  batch_.take_all(ready_);
  if (shuffle_) [[unlikely]] {
    shuffle_->permute(batch_);
    batch_.take_all(shuffle_->due);
  }
  if (trace_ != nullptr) [[unlikely]] trace_->turn_begins();
  while (!batch_.empty()) run_job(batch_.pop_front());
}

void loop_core::run_job(job& item) {
  if (!watched_) [[likely]] {
    item.run(item);
  } else {
    run_watched(item);
  }
}

void loop_core::run_watched(job& item) {
  // The job may be gone once it has run. A task is kept: it is to be asked afterwards.
  const intrusive_ptr<task_base> task(task_of(item));
  if (trace_ != nullptr && task && task->steps() == 0) trace_->first_step(*task);
  if (!debug_ && !measures_) {
    item.run(item);
  } else {
    const time_point began = host_->now();
    item.run(item);
    const duration took = host_->now() - began;
    if (task) task->add_busy_time(took);
    if (debug_ && took >= slow_callback_duration) {
      exception_context context;
      if (task) context.task = {task->name(), task->created_at()};
      context.message = (task ? "a step of task '" + task->name() + "'" : "a callback") + " took " + seconds_text(took) +
                        " and held up the event loop";
      report(context);
    }
  }
  if (trace_ == nullptr) return;
  if (task) {
    trace_->step_ended(*task);
  } else {
    trace_->callback_ended();
  }
}

void loop_core::wake() noexcept {
  set_attention(0);
  if (trace_ != nullptr) trace_->pause();
}

void loop_core::set_attention(std::uint8_t now) noexcept {
  attention_ = trace_ != nullptr ? now | traced_wake_ups : now;
}

void loop_core::set_debug(bool on) noexcept {
  debug_ = on;
  watched_ = debug_ || measures_ || trace_ != nullptr;
}

void loop_core::measure_busy_time(bool on) noexcept {
  measures_ = on;
  watched_ = debug_ || measures_ || trace_ != nullptr;
}

void loop_core::shuffle(std::uint64_t seed) { shuffle_ = std::make_unique<ready_shuffle>(seed); }

void loop_core::set_trace(trace_ring* ring) noexcept {
  trace_ = ring;
  watched_ = debug_ || measures_ || trace_ != nullptr;
  if (trace_ == nullptr) {
    attention_ &= asleep | shut;
  } else {
    attention_ |= traced_wake_ups;
    trace_->pause();
  }
}

void loop_core::trace_request(std::uint32_t id, std::string words) {
  if (trace_ == nullptr) return;
  trace_->name_request(id, std::move(words));
  trace_->note(trace_kind::request, id, "request");
}

void loop_core::trace_answer(std::uint32_t id) noexcept {
  if (trace_ != nullptr) trace_->note(trace_kind::answer, id, "head");
}

void loop_core::trace_end(std::uint32_t id, const char* how) noexcept {
  if (trace_ != nullptr) trace_->note(trace_kind::end, id, how);
}

void loop_core::check_thread_slowly() const {
  const std::thread::id driver = mailbox_->driver.load(std::memory_order_relaxed);
  if (driver != std::thread::id() && driver != std::this_thread::get_id()) {
    throw std::logic_error("the event loop runs on another thread: use call_soon_threadsafe()");
  }
}

bool loop_core::nothing_ready() noexcept { return ready_.empty() && (!shuffle_ || shuffle_->due.empty()); }

void loop_core::collect_due() {
  if (timers_.empty()) return;
  const time_point present = now();
  job_queue& due = shuffle_ ? shuffle_->due : ready_;
  while (!timers_.empty() && timers_.earliest() <= present) {
    due.push_back(timers_.pop());
    if (trace_ != nullptr) [[unlikely]] trace_->timer_due();
  }
}

void loop_core::collect_posted() {
  for (callback_base* callback : mailbox_->take()) {
    if (callback->linked()) callback->unlink();  // it was expected
    ready_.push_back(*callback);
  }
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

task_base* loop_core::find_task(std::uint64_t number) noexcept {
  if (index_ != nullptr) {
    const auto found = index_->by_number.find(number);
    return found == index_->by_number.end() ? nullptr : found->second;
  }
  for (task_link& link : tasks_) {
    auto& task = static_cast<task_base&>(link);
    if (task.number() == number) return &task;
  }
  return nullptr;
}

void loop_core::set_exception_handler(std::function<void(const exception_context&)> handler) {
  handler_ = std::make_shared<const std::function<void(const exception_context&)>>(std::move(handler));
}

const std::function<void(const exception_context&)>& loop_core::exception_handler() const noexcept {
  static const std::function<void(const exception_context&)> none;
  return handler_ ? *handler_ : none;
}

void loop_core::report(const exception_context& context) noexcept {
  exception_context shown = context;
  try {
    // It may set another one, and lives until it returns.
    if (const auto handler = handler_; handler && *handler) {
      (*handler)(context);
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
  closing_ = true;
  // Its threads may refer to what the frames below hold.
  default_executor.reset();
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
  closed_ = true;
  attention_ = shut;
  mailbox_->close();
  collect_posted();
  if (shuffle_) ready_.take_all(shuffle_->due);
  ready_.take_all(expected_);
  while (!timers_.empty()) ready_.push_back(timers_.pop());
  while (!ready_.empty()) {
    job& item = ready_.pop_front();
    if (callback_base::is_callback(item)) static_cast<callback_base&>(item).abandon();
  }
}

}  // namespace weft::detail
