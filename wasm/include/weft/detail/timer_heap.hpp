// The timers of one event loop: a four-ary heap ordered by deadline, then by order of arming.
//
// Each timer knows its place, so cancelling one is O(log n) and leaves nothing behind (asyncio marks cancelled timers
// and sweeps them later). The sequence number makes ties fire first come, first served; CPython's heap compares the
// deadline alone and fires ties out of order. Four children a node halve the depth, and keys lie inside the array, so a
// sift touches few cache lines.
#ifndef WEFT_DETAIL_TIMER_HEAP_HPP
#define WEFT_DETAIL_TIMER_HEAP_HPP

#include <cstddef>
#include <cstdint>
#include <vector>

#include "../time.hpp"
#include "job.hpp"

namespace weft::detail {

class timer_heap {
 public:
  bool empty() const noexcept { return entries_.empty(); }
  std::size_t size() const noexcept { return entries_.size(); }
  /// The earliest deadline. The heap must not be empty.
  time_point earliest() const noexcept { return entries_.front().when; }

  /// When a timer that is in the heap is due.
  time_point deadline(const timed_job& timer) const noexcept { return entries_[timer.heap_index].when; }

  void push(timed_job& timer, time_point when) {
    const entry made{when, sequence_++, &timer};
    entries_.push_back(made);
    sift_up(entries_.size() - 1, made);
  }

  timed_job& pop() noexcept {
    timed_job& timer = *entries_.front().timer;
    remove(timer);
    return timer;
  }

  void remove(timed_job& timer) noexcept {
    const std::size_t hole = timer.heap_index;
    timer.heap_index = timed_job::not_in_heap;
    const entry last = entries_.back();
    entries_.pop_back();
    if (hole == entries_.size()) return;
    if (hole > 0 && earlier(last, entries_[(hole - 1) / arity])) {
      sift_up(hole, last);
    } else {
      sift_down(hole, last);
    }
  }

 private:
  static constexpr std::size_t arity = 4;

  struct entry {
    time_point when;
    std::uint64_t sequence;
    timed_job* timer;
  };

  static bool earlier(const entry& a, const entry& b) noexcept {
    return a.when < b.when || (a.when == b.when && a.sequence < b.sequence);
  }
  void place(std::size_t index, const entry& e) noexcept {
    entries_[index] = e;
    e.timer->heap_index = static_cast<std::uint32_t>(index);
  }
  // Both find the place of `moving`, from a hole at `index` on.
  void sift_up(std::size_t index, const entry moving) noexcept {
    while (index > 0) {
      const std::size_t parent = (index - 1) / arity;
      if (!earlier(moving, entries_[parent])) break;
      place(index, entries_[parent]);
      index = parent;
    }
    place(index, moving);
  }
  void sift_down(std::size_t index, const entry moving) noexcept {
    for (;;) {
      const std::size_t first = index * arity + 1;
      if (first >= entries_.size()) break;
      const std::size_t end = first + arity < entries_.size() ? first + arity : entries_.size();
      std::size_t least = first;
      for (std::size_t child = first + 1; child < end; ++child) {
        if (earlier(entries_[child], entries_[least])) least = child;
      }
      if (!earlier(entries_[least], moving)) break;
      place(index, entries_[least]);
      index = least;
    }
    place(index, moving);
  }

  std::vector<entry> entries_;
  std::uint64_t sequence_ = 0;
};

}  // namespace weft::detail

#endif
