// The unit of work of the event loop, and the intrusive list that its queues are made of.
//
// A job is a node that its owner embeds: the step of a task, a call_soon callback, a callback of a future. Linking one
// into a queue allocates nothing, and taking one out of whichever queue it is in costs O(1): that is what makes cancel()
// free a callback at once.
#ifndef WEFT_DETAIL_JOB_HPP
#define WEFT_DETAIL_JOB_HPP

#include <cstdint>
#include <utility>

namespace weft::detail {

struct list_node {
  list_node* next = nullptr;
  list_node* previous = nullptr;

  list_node() noexcept = default;
  list_node(const list_node&) = delete;
  list_node& operator=(const list_node&) = delete;

  bool linked() const noexcept { return next != nullptr; }
  void unlink() noexcept {
    next->previous = previous;
    previous->next = next;
    next = previous = nullptr;
  }
};

/// A FIFO of nodes of type T (derived from list_node). Owns nothing.
template <class T>
class intrusive_list {
 public:
  intrusive_list() noexcept { head_.next = head_.previous = &head_; }
  intrusive_list(intrusive_list&& other) noexcept : intrusive_list() { take_all(other); }
  intrusive_list& operator=(intrusive_list&&) = delete;

  bool empty() const noexcept { return head_.next == &head_; }
  T& front() noexcept { return static_cast<T&>(*head_.next); }

  void push_back(T& item) noexcept {
    list_node& node = item;
    node.previous = head_.previous;
    node.next = &head_;
    head_.previous->next = &node;
    head_.previous = &node;
  }
  T& pop_front() noexcept {
    list_node& node = *head_.next;
    node.unlink();
    return static_cast<T&>(node);
  }
  /// Moves every node of `other` behind the last one here.
  void take_all(intrusive_list& other) noexcept {
    if (other.empty()) return;
    list_node* first = other.head_.next;
    list_node* last = other.head_.previous;
    first->previous = head_.previous;
    head_.previous->next = first;
    last->next = &head_;
    head_.previous = last;
    other.head_.next = other.head_.previous = &other.head_;
  }

  class iterator {
   public:
    explicit iterator(list_node* node) noexcept : node_(node) {}
    T& operator*() const noexcept { return static_cast<T&>(*node_); }
    iterator& operator++() noexcept {
      node_ = node_->next;
      return *this;
    }
    friend bool operator==(iterator, iterator) = default;

   private:
    list_node* node_;
  };
  iterator begin() noexcept { return iterator(head_.next); }
  iterator end() noexcept { return iterator(&head_); }

 private:
  list_node head_;
};

/// Something an event loop runs once when its turn comes. The loop unlinks it before it runs it.
struct job : list_node {
  using run_function = void (*)(job&);

  explicit job(run_function run) noexcept : run(run) {}
  run_function run;
};

/// A job that can also lie in the timer heap. `heap_index` is its place there.
struct timed_job : job {
  static constexpr std::uint32_t not_in_heap = UINT32_MAX;

  using job::job;
  bool in_heap() const noexcept { return heap_index != not_in_heap; }
  std::uint32_t heap_index = not_in_heap;
};

using job_queue = intrusive_list<job>;

}  // namespace weft::detail

#endif
