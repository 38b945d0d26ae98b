// Where trace.hpp's events go: an array of fixed size that is written round and round, by one thread.
//
// Writing one is a look at the host's counter and some forty bytes; whatever needs more (names, words for what is
// waited for, microseconds) waits until somebody exports. A step of a task takes one record, written at its end; the end of
// one job is the beginning of the next, where the loop did not wait between, so a job takes one look at the counter, not two.
#ifndef WEFT_TRACE_RING_HPP
#define WEFT_TRACE_RING_HPP

#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <new>
#include <source_location>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <weft/detail/task_base.hpp>

#include "../host/host.hpp"

namespace weft::detail {

enum class trace_kind : std::uint8_t {
  step,       ///< A task ran, and then waits for `what`, or for its turn without one.
  last_step,  ///< A task ran to its end.
  callback,
  created,
  wake,     ///< `subject` was put into the ready queue by task `other`, or from outside of any with 0.
  timer,    ///< A timer was due.
  request,  ///< Request `subject` began; `what` is its method.
  answer,   ///< Its head has come.
  end,      ///< It has ended; `what` says how.
};

struct trace_record {
  std::uint64_t at;
  std::uint64_t subject;  // a task's number
  union {
    const char* what;
    std::uint64_t other;
  };
  std::source_location place;
  std::uint32_t length;  // in ticks, for steps and callbacks
  trace_kind kind;
};

class trace_ring {
 public:
  /// Throws std::bad_alloc for more than there can be.
  explicit trace_ring(std::size_t capacity)
      : records_(std::make_unique_for_overwrite<trace_record[]>(room_for(capacity))), mask_(room_for(capacity) - 1) {
    began_ = std::chrono::steady_clock::now();
    first_ticks_ = last_ticks_ = host::ticks();
  }

  /// The loop waits, or does something of its own: until the next turn the time is nobody's.
  void pause() noexcept { paused_ = true; }
  void turn_begins() noexcept {
    if (std::exchange(paused_, false)) last_ticks_ = host::ticks();
  }
  void step_ended(task_base& task) noexcept {
    trace_record& made = job_ended(task.done() ? trace_kind::last_step : trace_kind::step, task.number());
    const waitable* const what = task.waiting_on();
    made.what = what != nullptr ? what->kind() : nullptr;
    made.place = task.done() ? task.created_at() : task.suspended_at(deepest_place);
  }
  void callback_ended() noexcept { job_ended(trace_kind::callback, 0).what = nullptr; }
  /// A task's first step is about to begin: its name, if it was given one, is kept until the ring is full of newer ones.
  void first_step(task_base& task) {
    trace_record& made = add(trace_kind::created, last_ticks_, task.number());
    made.what = nullptr;
    made.place = task.created_at();
    if (!task.has_name()) return;
    if (names_.size() > mask_) names_.clear();
    names_.insert_or_assign(task.number(), task.name());
  }
  void woken(task_base& task, const task_base* by) noexcept {
    add(trace_kind::wake, last_ticks_, task.number()).other = by != nullptr ? by->number() : 0;
  }
  void timer_due() noexcept {
    add(trace_kind::timer, last_ticks_, 0).what = nullptr;
    pause();
  }
  /// `what` is a string literal.
  void note(trace_kind kind, std::uint64_t subject, const char* what) noexcept { add(kind, host::ticks(), subject).what = what; }
  void name_request(std::uint64_t id, std::string text) {
    if (requests_.size() > mask_) requests_.clear();
    requests_.insert_or_assign(id, std::move(text));
  }

  /// The Trace Event format, https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU.
  std::string chrome_json();

 private:
  static std::size_t room_for(std::size_t capacity) {
    if (capacity > std::numeric_limits<std::size_t>::max() / (2 * sizeof(trace_record))) throw std::bad_alloc();
    return std::bit_ceil(capacity);
  }
  // Finding the innermost place means walking the chain of coroutines, which may be a million deep.
  static constexpr int deepest_place = 16;

  trace_record& add(trace_kind kind, std::uint64_t at, std::uint64_t subject) noexcept {
    trace_record& made = records_[count_++ & mask_];
    made.at = at;
    made.subject = subject;
    made.kind = kind;
    return made;
  }
  trace_record& job_ended(trace_kind kind, std::uint64_t subject) noexcept {
    const std::uint64_t now = host::ticks();
    trace_record& made = add(kind, last_ticks_, subject);
    const std::uint64_t length = now - last_ticks_;
    made.length = length > UINT32_MAX ? UINT32_MAX : static_cast<std::uint32_t>(length);
    last_ticks_ = now;
    return made;
  }

  std::unique_ptr<trace_record[]> records_;
  std::size_t mask_;
  std::uint64_t count_ = 0;
  std::uint64_t first_ticks_;
  std::uint64_t last_ticks_;
  bool paused_ = true;
  std::chrono::steady_clock::time_point began_;
  std::unordered_map<std::uint64_t, std::string> names_;
  std::unordered_map<std::uint64_t, std::string> requests_;
};

}  // namespace weft::detail

#endif
