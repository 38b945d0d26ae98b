// coroutine<T>: what a function that uses co_await returns, Python's `async def f() -> T`.
//
//     weft::coroutine<int> twice(int x) {
//       co_await weft::sleep(10ms);
//       co_return 2 * x;
//     }
//
// A coroutine is lazy: calling the function runs nothing. It runs inside the task that awaits it, without touching the
// event loop, as if the call were a plain function call; to run it beside others, give it to create_task().
#ifndef WEFT_COROUTINE_HPP
#define WEFT_COROUTINE_HPP

#include <coroutine>
#include <source_location>
#include <type_traits>
#include <utility>

#include "detail/coroutine_promise.hpp"
#include "detail/never_ready.hpp"
#include "detail/value_slot.hpp"
#include "errors.hpp"

namespace weft {

template <class T = void>
class coroutine;

namespace detail {

/// Frees a coroutine that was never awaited; in debug mode says so. Takes the handle's address, which keeps the handle in
/// memory: clang's WebAssembly back end (19 and 22, at -O1) loses a value that it keeps in a register from a rethrow in one
/// landing pad to the end of a coroutine, and a moved-from parameter is just such a value.
void drop_unawaited(const void* handle, std::source_location place) noexcept;
[[noreturn]] void throw_not_awaitable_again();
[[noreturn]] void rethrow_failure(coroutine_promise_base& ended);

template <class T>
class coroutine_awaiter;

template <class T>
class coroutine_promise_of : public coroutine_promise_base {
 public:
  template <class U = T>
    requires std::is_convertible_v<U&&, T>
  void return_value(U&& value) {
    result.fill(std::forward<U>(value));
  }
  value_slot<T> result;
};

template <>
class coroutine_promise_of<void> : public coroutine_promise_base {
 public:
  void return_void() noexcept {}
  static constexpr void_slot result = {};
};

template <class T>
class coroutine_promise final : public coroutine_promise_of<T> {
 public:
  coroutine<T> get_return_object() noexcept;

  // Whatever is awaited, note where: that line is what deadlock_error and inspection show.
  template <class Awaitable>
  Awaitable&& await_transform(Awaitable&& awaitable,
                              std::source_location here = std::source_location::current()) noexcept {
    this->place = here;
    return static_cast<Awaitable&&>(awaitable);
  }
  template <class U>
  coroutine_awaiter<U> await_transform(coroutine<U>&& awaited,
                                       std::source_location here = std::source_location::current()) {
    this->place = here;
    return coroutine_awaiter<U>(std::move(awaited), *this);
  }
  template <class U>
  void await_transform(coroutine<U>& awaited, std::source_location = std::source_location::current()) = delete;
};

}  // namespace detail

/// A computation that has not begun, of a result T (void, a value or an lvalue reference).
///
/// Ownership: move-only, owns its frame until it is awaited or spawned. Destroying one that was never awaited frees its
/// arguments; in debug mode that is reported with the place of the coroutine ("coroutine 'fetch_one' was never awaited").
/// Once it is awaited its frame belongs to the awaiting expression; a suspended chain is destroyed leaf first, without
/// recursion, however deep it is.
/// Awaiting: `co_await std::move(c)` or `co_await f()`, once. Awaiting or spawning an object that was moved from throws
/// std::logic_error. An exception that leaves the coroutine arrives in its awaiter.
/// Cost: awaiting one that does not suspend takes no allocation beyond its frame, which comes from a recycling pool, and
/// no stack: a chain of a million awaits, sequential or nested, runs in constant stack space.
template <class T>
class [[nodiscard("a coroutine does nothing until it is awaited or given to create_task()")]] coroutine {
 public:
  using promise_type = detail::coroutine_promise<T>;
  using value_type = T;

  coroutine(coroutine&& other) noexcept : handle_(other.handle_) { other.handle_ = nullptr; }
  coroutine& operator=(coroutine&& other) noexcept {
    if (this != &other) {
      drop();
      handle_ = std::exchange(other.handle_, nullptr);
    }
    return *this;
  }
  ~coroutine() { drop(); }

  /// Whether there is a computation to await: false once moved from.
  bool valid() const noexcept { return handle_ != nullptr; }

  /// Where the coroutine's body is, for people. Throws std::logic_error when there is none.
  std::source_location place() const {
    if (!handle_) detail::throw_not_awaitable_again();
    return handle_.promise().place;
  }

  /// For run() and create_task(): hands over the frame. Throws std::logic_error when there is none.
  std::coroutine_handle<promise_type> release() {
    if (!handle_) detail::throw_not_awaitable_again();
    const auto released = handle_;
    handle_ = nullptr;
    return released;
  }

 private:
  friend promise_type;
  explicit coroutine(std::coroutine_handle<promise_type> handle) noexcept : handle_(handle) {}
  void drop() noexcept {
    if (handle_) detail::drop_unawaited(&handle_, handle_.promise().place);
  }

  std::coroutine_handle<promise_type> handle_;
};

namespace detail {

template <class T>
coroutine<T> coroutine_promise<T>::get_return_object() noexcept {
  return coroutine<T>(std::coroutine_handle<coroutine_promise>::from_promise(*this));
}

/// The awaiting of one coroutine by another. Resumes the child at once, by symmetric transfer.
template <class T>
class coroutine_awaiter : private child_link {
 public:
  coroutine_awaiter(coroutine<T>&& awaited, coroutine_promise_base& parent) : parent_(parent) {
    const auto child = awaited.release();
    handle = child;
    promise = &child.promise();
  }
  coroutine_awaiter(const coroutine_awaiter&) = delete;
  coroutine_awaiter& operator=(const coroutine_awaiter&) = delete;
  ~coroutine_awaiter() {
    if (handle) handle.destroy();
  }

  static bool await_ready() noexcept { return never_ready(); }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiting) noexcept {
    promise->continuation = awaiting;
    parent_.child = this;
    return handle;
  }
  T await_resume() {
    parent_.child = nullptr;
    auto& ended = static_cast<coroutine_promise<T>&>(*promise);
    if (ended.failure) [[unlikely]] rethrow_failure(ended);
    return ended.result.take();
  }

 private:
  coroutine_promise_base& parent_;
};

}  // namespace detail
}  // namespace weft

#endif
