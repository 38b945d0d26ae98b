// future<T>: a result that somebody will set, Python's asyncio.Future.
#ifndef WEFT_FUTURE_HPP
#define WEFT_FUTURE_HPP

#include <concepts>
#include <cstddef>
#include <exception>
#include <functional>
#include <source_location>
#include <string_view>
#include <type_traits>
#include <utility>

#include "detail/result_handle.hpp"
#include "errors.hpp"

namespace weft {

namespace detail {

template <class T>
class future_state : public result_state<T, future_base> {
 public:
  future_state(loop_core& loop, std::source_location where) noexcept : result_state<T, future_base>(loop, where) {}

  template <class... U>
  void set_result(U&&... value) {
    this->require_pending();
    this->value.fill(std::forward<U>(value)...);
    this->finish();
  }
};

}  // namespace detail

/// A handle to a result that is not there yet. Make one with event_loop::create_future<T>().
///
/// Ownership: handles are cheap to copy, share one state and are never empty. The state lives as long as any handle.
/// Waking: whoever awaits it, and every callback, runs in a later turn of the loop, in the order of asking.
/// Failure: one that failed and whose exception nobody retrieved (by awaiting, result() or exception()) is reported to
/// the loop's exception handler when its last handle goes.
/// Threads: belongs to its loop's thread; from another thread use event_loop::call_soon_threadsafe().
template <class T = void>
class future : public detail::result_handle<future<T>, T, detail::future_state<T>> {
  using base = detail::result_handle<future<T>, T, detail::future_state<T>>;

 public:
  using base::base;

  /// Ends it with a value (none for future<void>). Throws invalid_state_error when it is done already.
  template <class U = T>  // the default: set_result({1, 2})
    requires std::convertible_to<U&&, T>
  void set_result(U&& value) const {
    this->state().set_result(std::forward<U>(value));
  }
  void set_result() const
    requires std::is_void_v<T>
  {
    this->state().set_result();
  }
  /// Ends it with a failure: an exception object or a std::exception_ptr. Throws invalid_state_error when it is done.
  template <class E>
  void set_exception(E&& error) const {
    if constexpr (std::is_same_v<std::decay_t<E>, std::exception_ptr>) {
      this->state().set_exception(std::forward<E>(error));
    } else {
      this->state().set_exception(std::make_exception_ptr(std::forward<E>(error)));
    }
  }
  /// Ends it as cancelled: whoever awaits it gets cancelled_error. False when it is done already.
  bool cancel(std::string_view message = {}) const { return this->state().cancel(message); }
};

}  // namespace weft

template <class T>
struct std::hash<weft::future<T>> {
  std::size_t operator()(const weft::future<T>& f) const { return std::hash<const void*>()(&f.state()); }
};

#endif
