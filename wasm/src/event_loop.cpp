#include <weft/event_loop.hpp>

#include <cstdio>
#include <stdexcept>
#include <vector>

#include <weft/async_generator.hpp>
#include <weft/detail/describe.hpp>
#include <weft/detail/task_base.hpp>
#include <weft/errors.hpp>
#include <weft/run.hpp>

#include "await_graph.hpp"

namespace weft {

namespace detail {
namespace {

/// A job that notes that the futures it was hung on are done.
struct done_flag final : job {
  done_flag() noexcept : job([](job& item) { static_cast<done_flag&>(item).set = true; }) {}
  ~done_flag() {
    if (linked()) unlink();
  }
  bool set = false;
};

/// A job that is ready for so many turns, one after the other.
class some_turns final : job {
 public:
  explicit some_turns(loop_core& loop) noexcept : job(&run_turn), loop_(loop) {}
  ~some_turns() {
    if (linked()) unlink();
  }
  void begin(int count) {
    left_ = count;
    loop_.schedule(*this);
  }
  bool over() const noexcept { return left_ == 0; }

 private:
  static void run_turn(job& item) {
    auto& self = static_cast<some_turns&>(item);
    if (--self.left_ > 0) self.loop_.schedule(self);
  }
  loop_core& loop_;
  int left_ = 0;
};

[[noreturn]] void throw_deadlock(loop_core& loop) {
  throw deadlock_error("deadlock: nothing is ready, no timer is armed and no request is under way, so no task can ever go on" +
                       await_graph(loop).describe());
}

/// The end of one future: run_until_complete().
class until_done final : public drive_goal {
 public:
  until_done(loop_core& loop, future_base& awaited) : loop_(loop), awaited_(&awaited) { awaited.add_waiter(done_); }

  bool reached() override {
    // Like asyncio, which ends in a callback of the future: whatever was ready beside that callback still has its turn.
    if (done_.set) return true;
    if (loop_.take_stop()) throw std::runtime_error("the event loop was stopped before what it ran had ended");
    return false;
  }
  void on_deadlock() override { throw_deadlock(loop_); }
  void finish_abandoned() override {
    awaited_->require_value();
  }

 private:
  loop_core& loop_;
  intrusive_ptr<future_base> awaited_;
  done_flag done_;
};

/// stop(): run_forever().
class until_stopped final : public drive_goal {
 public:
  explicit until_stopped(loop_core& loop) : loop_(loop) {}
  bool reached() override {
    if (std::exchange(fresh_, false)) return false;
    return loop_.take_stop();
  }
  void on_deadlock() override {}
  bool waits_for_ever() const override { return true; }
  void finish_abandoned() override {}

 private:
  loop_core& loop_;
  bool fresh_ = true;
};

/// The whole of run(): the main task, then the end of all that it left behind.
///
/// The turns between the phases are those that asyncio's Runner takes, for the sake of what is still to come when the last
/// task has ended: its callbacks, and theirs.
class run_goal final : public drive_goal {
 public:
  run_goal(loop_core& loop, future_base& main) : loop_(loop), main_(&main), pause_(loop) { main.add_waiter(main_done_); }

  bool reached() override {
    if (phase_ == phase::main) {
      if (!main_done_.set) {
        if (!loop_.take_stop()) return false;
        failure_ = std::make_exception_ptr(
            std::runtime_error("the event loop was stopped before what it ran had ended"));
      }
      cancel_what_is_left();
    }
    if (!pause_.over()) return false;
    if (phase_ == phase::ending && all_ended()) pause_until(phase::ended, left_.empty() ? 0 : 2);
    if (phase_ == phase::ended && pause_.over()) {
      report_failures("failed while run() was ending it");
      pause_until(phase::before_closing, 1);
    }
    if (phase_ == phase::before_closing && pause_.over()) close_generators();
    if (phase_ == phase::closing && all_ended()) pause_until(phase::closed, left_.empty() ? 0 : 2);
    if (phase_ == phase::closed && pause_.over()) {
      report_failures("failed: an async generator did not close");
      pause_until(phase::over, 3);
    }
    return phase_ == phase::over && pause_.over();
  }

  void on_deadlock() override {
    if (phase_ == phase::main) {
      try {
        throw_deadlock(loop_);
      } catch (...) {
        failure_ = std::current_exception();
      }
      main_->mark_retrieved();
      cancel_what_is_left();
    } else {
      // A task that refused to be cancelled and waits for ever: its frame is destroyed with the loop.
      phase_ = phase::over;
    }
  }

  void finish() {
    if (failure_) std::rethrow_exception(failure_);
  }

  void finish_abandoned() override {
    finish();
    main_->require_value();
  }

 private:
  enum class phase { main, ending, ended, before_closing, closing, closed, over };

  void pause_until(phase next, int turns) {
    phase_ = next;
    if (turns > 0) pause_.begin(turns);
  }

  void cancel_what_is_left() {
    left_ = loop_.live_tasks();
    phase_ = phase::ending;
    for (const intrusive_ptr<task_base>& task : left_) task->cancel({});
  }
  void close_generators() {
    left_.clear();
    for (async_generator_link& link : loop_.generators()) {
      async_generator_hold hold(static_cast<async_generator_promise_base&>(link));
      const task<> closing = loop_.owner().create_task(close_async_generator_left(std::move(hold)), {.name = "close an async generator"});
      left_.emplace_back(&closing.state());
    }
    phase_ = phase::closing;
  }
  void report_failures(const char* what) {
    for (const intrusive_ptr<task_base>& task : left_) {
      if (task.get() == main_.get() || task->cancelled() || task->has_value()) continue;
      loop_.report({.message = "task '" + task->name() + "' " + what,
                    .exception = task->exception(),
                    .task = exception_context::task_info{task->name(), task->created_at()}});
    }
  }
  bool all_ended() const {
    for (const intrusive_ptr<task_base>& task : left_) {
      if (!task->done()) return false;
    }
    return true;
  }

  loop_core& loop_;
  intrusive_ptr<future_base> main_;
  done_flag main_done_;
  phase phase_ = phase::main;
  std::vector<intrusive_ptr<task_base>> left_;
  some_turns pause_;
  std::exception_ptr failure_;
};

}  // namespace

void run_to_end(event_loop& loop, future_base& main) {
  // On the heap and not freed when the stack is abandoned: a browser without JSPI goes on driving towards it.
  const auto goal = std::make_unique<run_goal>(loop.core(), main);
  loop.core().drive(*goal);
  goal->finish();
}

}  // namespace detail

event_loop::event_loop(loop_options options) : core_(new detail::loop_core(*this, options.clock)) {
  core_->set_debug(options.debug);
  if (options.shuffle_seed) core_->shuffle(*options.shuffle_seed);
}

event_loop::~event_loop() {
  if (core_->is_running()) {
    std::fputs("weft: an event loop was destroyed while it was running\n", stderr);
    std::terminate();
  }
  core_->close();
}

event_loop& event_loop::current() { return detail::current_loop_core().owner(); }

void event_loop::drive_until_done(detail::future_base& awaited) {
  if (&awaited.loop() != core_.get()) detail::throw_of_another_loop();
  const auto goal = std::make_unique<detail::until_done>(*core_, awaited);
  core_->drive(*goal);
}

void event_loop::run_forever() {
  const auto goal = std::make_unique<detail::until_stopped>(*core_);
  core_->drive(*goal);
}

}  // namespace weft
