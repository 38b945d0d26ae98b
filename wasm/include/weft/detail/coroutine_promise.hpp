// The part of a coroutine's promise that does not depend on its result: who awaits it, and whom it awaits.
//
// A chain of awaiting coroutines is a doubly linked list through the promises. Downwards (`child`) it lets a suspended
// chain of any depth be destroyed from its leaf upwards without recursion, which is also the order in which C++ destroys
// a temporary before the variables around it. Upwards (`continuation`) a coroutine that ends resumes its awaiter by
// symmetric transfer, so a chain of any depth runs on a stack of one frame.
#ifndef WEFT_DETAIL_COROUTINE_PROMISE_HPP
#define WEFT_DETAIL_COROUTINE_PROMISE_HPP

#include <coroutine>
#include <cstddef>
#include <source_location>

#include "failure_slot.hpp"
#include "frame_memory.hpp"

namespace weft::detail {

class coroutine_promise_base;

/// Lies inside an awaiting expression: owns the frame of the coroutine that is awaited there.
struct child_link {
  std::coroutine_handle<> handle;
  coroutine_promise_base* promise = nullptr;
};

class coroutine_promise_base {
 public:
  coroutine_promise_base(const coroutine_promise_base&) = delete;
  coroutine_promise_base& operator=(const coroutine_promise_base&) = delete;

  static void* operator new(std::size_t size) { return frame_allocate(size); }
  static void operator delete(void* frame, std::size_t size) noexcept { frame_deallocate(frame, size); }

  std::suspend_always initial_suspend(std::source_location here = std::source_location::current()) noexcept {
    place = here;
    return {};
  }

  struct final_awaiter {
    static bool await_ready() noexcept { return false; }
    template <class Promise>
    static std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> ended) noexcept {
      return ended.promise().continuation;
    }
    static void await_resume() noexcept {}
  };
  final_awaiter final_suspend() noexcept { return {}; }

  void unhandled_exception() noexcept;

  /// Destroys this coroutine's frame, `self`, after those of all that it awaits, leaf first. O(depth), no recursion.
  void destroy_chain(std::coroutine_handle<> self) noexcept;

  /// Who is resumed at the end. A task's root resumes nobody: the task looks whether it is done.
  std::coroutine_handle<> continuation = std::noop_coroutine();
  /// The coroutine that this one awaits now.
  child_link* child = nullptr;
  failure_slot failure;
  /// Where it stands: its beginning, then its latest co_await.
  std::source_location place;

 protected:
  coroutine_promise_base() noexcept = default;
  ~coroutine_promise_base() = default;
};

}  // namespace weft::detail

#endif
