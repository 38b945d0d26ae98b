// queue, priority_queue and lifo_queue: items handed from task to task, Python's asyncio.Queue and its kin.
#ifndef WEFT_QUEUE_HPP
#define WEFT_QUEUE_HPP

#include <concepts>
#include <coroutine>
#include <cstddef>
#include <deque>
#include <limits>
#include <stdexcept>
#include <utility>
#include <vector>

#include "coroutine.hpp"
#include "detail/never_ready.hpp"
#include "detail/wait_node.hpp"
#include "event.hpp"

namespace weft {

/// get_nowait() on an empty queue.
class queue_empty : public std::runtime_error {
 public:
  queue_empty() : std::runtime_error("the queue is empty") {}
};
/// put_nowait() on a full queue.
class queue_full : public std::runtime_error {
 public:
  queue_full() : std::runtime_error("the queue is full") {}
};
/// put() on a queue that is shut down, or get() on one that is shut down and empty.
class queue_shut_down : public std::runtime_error {
 public:
  queue_shut_down() : std::runtime_error("the queue is shut down") {}
};

namespace detail {

/// First in, first out.
template <class T>
class fifo_store {
 public:
  bool empty() const noexcept { return items_.empty(); }
  std::size_t size() const noexcept { return items_.size(); }
  void put(T item) { items_.push_back(std::move(item)); }
  T take() {
    T item = std::move(items_.front());
    items_.pop_front();
    return item;
  }

 private:
  std::deque<T> items_;
};

/// Last in, first out.
template <class T>
class lifo_store {
 public:
  bool empty() const noexcept { return items_.empty(); }
  std::size_t size() const noexcept { return items_.size(); }
  void put(T item) { items_.push_back(std::move(item)); }
  T take() {
    T item = std::move(items_.back());
    items_.pop_back();
    return item;
  }

 private:
  std::vector<T> items_;
};

/// The least item first; of several least ones the one that Python's heapq would give.
template <class T>
class least_first_store {
 public:
  bool empty() const noexcept { return items_.empty(); }
  std::size_t size() const noexcept { return items_.size(); }
  void put(T item) {
    items_.push_back(std::move(item));
    rise(items_.size() - 1, std::move(items_.back()));
  }
  T take() {
    T last = std::move(items_.back());
    items_.pop_back();
    if (items_.empty()) return last;
    T least = std::move(items_.front());
    // The place of the least one goes down to a leaf, along the lesser children; the last one rises from there.
    std::size_t place = 0;
    for (std::size_t child; (child = 2 * place + 1) < items_.size(); place = child) {
      if (child + 1 < items_.size() && !(items_[child] < items_[child + 1])) ++child;
      items_[place] = std::move(items_[child]);
    }
    rise(place, std::move(last));
    return least;
  }

 private:
  void rise(std::size_t place, T item) {
    for (std::size_t parent; place > 0 && item < items_[parent = (place - 1) / 2]; place = parent) {
      items_[place] = std::move(items_[parent]);
    }
    items_[place] = std::move(item);
  }

  std::vector<T> items_;
};

/// A queue of whichever order. Rules and their order are those of CPython 3.13's Lib/asyncio/queues.py: a waiter that is
/// woken looks again, and one that is cancelled after it was woken wakes another.
template <class T, class Store>
class basic_queue {
 public:
  using value_type = T;

  /// `maxsize` 0, or less: no bound.
  explicit basic_queue(std::integral auto maxsize) noexcept : maxsize_(maxsize > 0 ? static_cast<std::size_t>(maxsize) : 0) {
    finished_.set();
  }
  basic_queue() noexcept : basic_queue(0) {}
  basic_queue(const basic_queue&) = delete;
  basic_queue& operator=(const basic_queue&) = delete;

  std::size_t size() const noexcept { return items_.size(); }
  std::size_t maxsize() const noexcept { return maxsize_; }
  bool empty() const noexcept { return items_.empty(); }
  bool full() const noexcept { return maxsize_ != 0 && items_.size() >= maxsize_; }

  /// Puts an item, after waiting for room. Throws queue_shut_down.
  coroutine<> put(T item) {
    while (full()) {
      if (shut_down_) throw queue_shut_down();
      co_await turn(*this, putters_, "room in a queue");
    }
    put_nowait(std::move(item));
  }
  /// Puts an item at once. Throws queue_full, queue_shut_down.
  void put_nowait(T item) {
    if (shut_down_) throw queue_shut_down();
    if (full()) throw queue_full();
    items_.put(std::move(item));
    ++unfinished_;
    finished_.clear();
    getters_.wake(1);
  }

  /// Takes an item, after waiting for one. Throws queue_shut_down.
  coroutine<T> get() {
    while (empty()) {
      if (shut_down_) throw queue_shut_down();
      co_await turn(*this, getters_, "an item of a queue");
    }
    co_return get_nowait();
  }
  /// Takes an item at once. Throws queue_empty, queue_shut_down.
  T get_nowait() {
    if (empty()) {
      if (shut_down_) throw queue_shut_down();
      throw queue_empty();
    }
    T item = items_.take();
    putters_.wake(1);
    return item;
  }

  /// Says that the work for one item that was taken is done. Throws std::logic_error when called more often than items came.
  void task_done() {
    if (unfinished_ == 0) throw std::logic_error("task_done() called more often than there were items");
    if (--unfinished_ == 0) finished_.set();
  }
  /// Waits until the work for every item that was put is done.
  coroutine<> join() {
    if (unfinished_ > 0) co_await finished_.wait();
  }

  /// Closes the queue to put(); get() goes on until it is empty. `immediate` drops what is left in it, and counts it done.
  void shutdown(bool immediate = false) {
    shut_down_ = true;
    if (immediate) {
      while (!items_.empty()) {
        items_.take();
        if (unfinished_ > 0) --unfinished_;
      }
      if (unfinished_ == 0) finished_.set();
    }
    getters_.wake(std::numeric_limits<std::size_t>::max());
    putters_.wake(std::numeric_limits<std::size_t>::max());
  }

 private:
  /// The wait for a turn at one end of the queue.
  class turn : wait_node {
   public:
    turn(basic_queue& of, wait_list& end, const char* what) noexcept : wait_node(what), queue_(of), end_(end) {}
    static bool await_ready() noexcept { return detail::never_ready(); }
    void await_suspend(std::coroutine_handle<> awaiting) {
      end_.push(*this);
      suspend(awaiting);
    }
    void await_resume() {
      if (!waited() || !leave_cancelled()) return;
      // Woken in vain: whoever is next may have what this one leaves.
      const bool something_for_others = &end_ == &queue_.getters_ ? !queue_.empty() : !queue_.full();
      if (!cancelled() && something_for_others) end_.wake(1);
      throw_cancelled();
    }

   private:
    basic_queue& queue_;
    wait_list& end_;
  };

  Store items_;
  std::size_t maxsize_;
  std::size_t unfinished_ = 0;
  bool shut_down_ = false;
  event finished_;
  wait_list getters_;
  wait_list putters_;
};

}  // namespace detail

/// Items in the order in which they were put. Must outlive its waiters; not thread-safe. T may be move-only.
///
/// `put`, `get` and `join` are coroutines; cancelling one leaves the queue as if it had not been called, and passes a
/// wake-up that was on its way to the next waiter.
template <class T>
class queue : public detail::basic_queue<T, detail::fifo_store<T>> {
 public:
  using detail::basic_queue<T, detail::fifo_store<T>>::basic_queue;
};

/// The item that was put last comes first.
template <class T>
class lifo_queue : public detail::basic_queue<T, detail::lifo_store<T>> {
 public:
  using detail::basic_queue<T, detail::lifo_store<T>>::basic_queue;
};

/// The least item comes first, as `<` has it. Equal ones come in an order of their own, that of asyncio.PriorityQueue.
template <class T>
class priority_queue : public detail::basic_queue<T, detail::least_first_store<T>> {
 public:
  using detail::basic_queue<T, detail::least_first_store<T>>::basic_queue;
};

}  // namespace weft

#endif
