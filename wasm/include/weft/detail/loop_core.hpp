// The heart of an event loop: its queues, its timers, its clock and the tasks that are alive.
//
// event_loop is the interface that people use; tasks, futures and sleeps talk to the core. The core outlives the
// event_loop while a future still refers to it, so a handle that is used after its loop has gone finds a closed loop
// (std::logic_error, as in asyncio), never freed memory.
#ifndef WEFT_DETAIL_LOOP_CORE_HPP
#define WEFT_DETAIL_LOOP_CORE_HPP

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../time.hpp"
#include "intrusive_ptr.hpp"
#include "job.hpp"
#include "timer_heap.hpp"

namespace weft {
class event_loop;
struct exception_context;
namespace host {
class backend;
}
}  // namespace weft

namespace weft::detail {

class callback_base;
class loop_core;
class loop_mailbox;
class ready_shuffle;
class task_base;
struct task_index;
class trace_ring;

/// A task's link in its loop's list of living tasks.
struct task_link : list_node {};
/// An async generator's link in the list of those that have begun on its loop.
struct async_generator_link : list_node {};

/// What is running on this thread. Set while a loop runs, and inside a task's step.
struct running_state {
  loop_core* loop = nullptr;
  task_base* task = nullptr;
};
extern constinit thread_local running_state running;
/// What the loops of this thread note their doings in while trace::start() has it so, else null.
extern constinit thread_local trace_ring* this_thread_trace;

/// What a loop is driven towards: the end of a task, or stop(). Lives on the heap or in a frame that stays, because a
/// browser without JSPI abandons the C++ stack and goes on driving from its own callbacks.
class drive_goal {
 public:
  /// Asked before every turn. May schedule further work and say false.
  virtual bool reached() = 0;
  /// Nothing can ever happen any more. Throws what the driver's caller shall see, or returns to be asked again.
  virtual void on_deadlock() = 0;
  /// Whether to sleep for ever rather than call on_deadlock.
  virtual bool waits_for_ever() const { return false; }
  /// The goal was reached after the caller's stack was abandoned; throws the failure that the caller would have seen.
  virtual void finish_abandoned() = 0;

 protected:
  ~drive_goal() = default;
};

class loop_core {
 public:
  loop_core(event_loop& owner, clock which);
  ~loop_core();
  loop_core(const loop_core&) = delete;
  loop_core& operator=(const loop_core&) = delete;

  void retain() noexcept { ++references_; }
  void release() noexcept {
    if (--references_ == 0) delete this;
  }

  // --- scheduling ---

  /// Runs `item` in a later turn, after everything that is ready now.
  void schedule(job& item) {
    if (attention_ != 0) [[unlikely]] return schedule_attentively(item);
    ready_.push_back(item);
  }
  /// Runs `timer` in the turn in which `when` has come.
  void arm(timed_job& timer, time_point when);
  void disarm(timed_job& timer) noexcept { timers_.remove(timer); }
  /// When an armed timer is due.
  time_point deadline(const timed_job& timer) const noexcept { return timers_.deadline(timer); }
  /// Thread-safe: schedules `callback` from any thread and wakes the loop. Takes over one reference.
  void post(callback_base& callback);
  /// Keeps `callback` until another thread, which has been given the mailbox, posts it: while there is one the loop waits,
  /// and knows of no deadlock. Takes over one reference, and drops the callback when the loop is closed first.
  void expect(callback_base& callback);
  const std::shared_ptr<loop_mailbox>& mailbox() const noexcept { return mailbox_; }
  /// Whether who drives this loop is gone (host::backend::abandon_stack()), and nothing comes after its end.
  bool stack_given_up() const noexcept { return stack_given_up_; }
  time_point now() const;
  /// Whether jobs follow in the turn that is running. Seen from a timer they are timers: those come last in a turn.
  bool more_in_this_turn() const noexcept { return !batch_.empty(); }
  /// Calls `f`; what it schedules runs in the turn that is running, before what is left of it.
  template <class F>
  void run_next(F&& f) {
    job_queue later(std::move(ready_));
    std::forward<F>(f)();
    ready_.take_all(batch_);
    batch_.take_all(ready_);
    ready_.take_all(later);
  }
  bool closed() const noexcept { return closed_; }
  bool closing() const noexcept { return closing_; }

  // --- watching: nothing of it costs anything in the run of a job while it is off ---

  void set_debug(bool on) noexcept;
  bool debug() const noexcept { return debug_; }
  /// Whether every task's busy time is measured. Debug mode always does.
  void measure_busy_time(bool on) noexcept;
  /// Permutes, from the next turn on, what is ready in a turn, as `seed` has it.
  void shuffle(std::uint64_t seed);
  /// Notes what happens in `ring`, or stops to with null.
  void set_trace(trace_ring* ring) noexcept;
  bool traced() const noexcept { return trace_ != nullptr; }
  /// A request has begun, its head has come, it is over (`how`: a string literal). No effect while nothing is traced.
  void trace_request(std::uint32_t id, std::string words);
  void trace_answer(std::uint32_t id) noexcept;
  void trace_end(std::uint32_t id, const char* how) noexcept;
  /// In debug mode: std::logic_error on another thread than the one that the loop runs on.
  void check_thread() const {
    if (debug_) [[unlikely]] check_thread_slowly();
  }
  duration slow_callback_duration = std::chrono::milliseconds(100);

  // --- driving ---

  /// Throws std::logic_error when this loop, or another one on this thread, is running.
  void require_idle() const;
  void require_open() const {
    if (closed_) [[unlikely]] throw_closed();
  }
  /// Runs turns until the goal is reached. Not re-entrant.
  void drive(drive_goal& goal);
  /// One turn for a caller that drives by hand: waits for the next timer or event if nothing is ready. False: there was
  /// nothing to run and nothing to wait for.
  bool run_once();
  void stop() noexcept { stop_requested_ = true; }
  bool take_stop() noexcept { return std::exchange(stop_requested_, false); }
  bool is_running() const noexcept { return running_; }
  /// Destroys what is left. Everything scheduled is dropped, every living task's frame destroyed.
  void close() noexcept;

  // --- tasks, reports, the outside ---

  /// Holds a task until it is done.
  void add(task_base& task) noexcept;
  void add(async_generator_link& generator) noexcept { generators_.push_back(generator); }
  intrusive_list<async_generator_link>& generators() noexcept { return generators_; }
  std::uint64_t next_task_number() noexcept { return ++task_count_; }
  std::vector<intrusive_ptr<task_base>> live_tasks();
  void report(const exception_context& context) noexcept;
  void set_exception_handler(std::function<void(const exception_context&)> handler);
  const std::function<void(const exception_context&)>& exception_handler() const noexcept;
  /// The living tasks, in the order in which they were made.
  intrusive_list<task_link>& tasks() noexcept { return tasks_; }
  /// The living task of that number, or null. O(tasks), or O(1) while there is an index.
  task_base* find_task(std::uint64_t number) noexcept;
  /// For whoever looks at all tasks: makes find_task() quick until it is taken away again.
  void use_index(const task_index* index) noexcept { index_ = index; }
  host::backend& outside() noexcept { return *host_; }
  /// What to_thread() works with: made at its first use, destroyed with the loop. (A thread pool; but a program that uses
  /// none should not be linked with one.)
  std::shared_ptr<void> default_executor;
  event_loop& owner() noexcept { return *owner_; }

 private:
  enum class progress { reached, waiting };
  friend class parked_drive;
  friend class running_scope;

  [[noreturn]] static void throw_closed();
  void enter();
  void leave() noexcept;
  /// Runs turns until the goal is reached or there is nothing to do but wait.
  progress advance(drive_goal& goal);
  void turn();
  void run_job(job& item);
  void run_watched(job& item);
  void collect_due();
  void collect_posted();
  bool nothing_ready() noexcept;
  bool expects_events() const noexcept;
  bool can_give_turn() const noexcept;
  /// Prepares the wait in which somebody outside may still wake a loop that has nothing to wait for itself.
  bool may_be_woken_from_outside();
  void schedule_attentively(job& item);
  void check_thread_slowly() const;
  /// Goes on after a wait.
  void wake() noexcept;
  void set_attention(std::uint8_t now) noexcept;

  job_queue ready_;
  job_queue batch_;  // what the present turn runs; a handle cancelled meanwhile unlinks itself
  timer_heap timers_;
  intrusive_list<task_link> tasks_;
  intrusive_list<async_generator_link> generators_;
  std::uint64_t task_count_ = 0;
  std::unique_ptr<host::backend> host_;
  std::shared_ptr<const std::function<void(const exception_context&)>> handler_;
  event_loop* owner_;
  std::uint32_t references_ = 0;
  // Why scheduling takes more than queueing: the host sleeps and must be woken, the loop is closed, wake-ups are traced.
  enum : std::uint8_t { asleep = 1, shut = 2, traced_wake_ups = 4 };
  std::uint8_t attention_ = 0;
  bool closed_ = false;
  bool closing_ = false;
  bool running_ = false;
  bool stop_requested_ = false;
  bool debug_ = false;
  bool measures_ = false;
  bool watched_ = false;  // any of debug, measuring, tracing: every job is run with a look at it
  bool virtual_clock_;
  std::uint32_t turns_ = 0;
  bool stack_given_up_ = false;
  time_point virtual_now_{};
  running_state outer_;
  trace_ring* trace_ = nullptr;
  const task_index* index_ = nullptr;
  std::unique_ptr<ready_shuffle> shuffle_;
  std::shared_ptr<loop_mailbox> mailbox_;
  job_queue expected_;  // callbacks that other threads will post
};

}  // namespace weft::detail

#endif
