// What future<T> and task<T> have in common: a counted handle to something that ends with a T.
#ifndef WEFT_DETAIL_RESULT_HANDLE_HPP
#define WEFT_DETAIL_RESULT_HANDLE_HPP

#include <compare>
#include <concepts>
#include <coroutine>
#include <cstddef>
#include <exception>
#include <memory>
#include <type_traits>
#include <utility>

#include "callback.hpp"
#include "copyable.hpp"
#include "future_base.hpp"
#include "intrusive_ptr.hpp"
#include "task_base.hpp"
#include "value_slot.hpp"

namespace weft {

/// Names a callback that add_done_callback() registered, for remove_done_callback().
class done_callback_token {
 public:
  done_callback_token(const done_callback_token&) = default;  // never empty: moving one copies it
  done_callback_token& operator=(const done_callback_token&) = default;
  friend bool operator==(const done_callback_token&, const done_callback_token&) = default;

  explicit done_callback_token(detail::callback_base& callback) noexcept : callback_(&callback) {}
  detail::callback_base& callback() const noexcept { return *callback_; }

 private:
  detail::intrusive_ptr<detail::callback_base> callback_;
};

namespace detail {

/// `Base` (future_base or task_base) with room for the result.
template <class T, class Base>
class result_state : public Base {
 public:
  using value_type = T;
  using Base::Base;
  value_slot<T> value;
};

template <class Base>
class result_state<void, Base> : public Base {
 public:
  using value_type = void;
  using Base::Base;
  static constexpr void_slot value = {};
};

/// The result for one of possibly many who ask: copied when it can be and others may still ask, else moved out.
template <class T, class Base>
T share_value(result_state<T, Base>& state, bool last_owner) {
  if constexpr (copyable<T> && !std::is_reference_v<T>) {
    if (!last_owner) return state.value.get();
  }
  return state.value.take();
}

/// A callback of a future: holds the future from the moment it is done until the callback has run, and not before (the
/// future owns its callbacks, so holding it from the start would be a cycle).
template <class F, class Handle>
class done_callback final : public callback_base {
 public:
  using state_type = typename Handle::state_type;
  template <class G>
  done_callback(state_type& source, G&& callable)
      : callback_base(source.loop(), &done_callback::operate), callable(std::forward<G>(callable)) {
    watch(source);
  }
  ~done_callback() {}  // the callable has been destroyed by then

 private:
  static void operate(callback_base& self, operation what) {
    auto& me = static_cast<done_callback&>(self);
    switch (what) {
      case operation::invoke:
        if constexpr (std::invocable<F&, Handle>) {
          me.callable(Handle(intrusive_ptr<state_type>(static_cast<state_type*>(me.source()))));
        } else if constexpr (std::invocable<F&, Handle&>) {
          Handle source(intrusive_ptr<state_type>(static_cast<state_type*>(me.source())));
          me.callable(source);
        } else {
          me.callable();
        }
        return;
      case operation::discard: return std::destroy_at(std::addressof(me.callable));
      case operation::free: delete &me;
    }
  }

  union {
    F callable;
  };
};

/// Waits for a future or task. Part of the awaiting coroutine's frame; nothing is allocated.
class result_awaiter_base {
 public:
  bool await_ready() const noexcept { return state_->done(); }
  void await_suspend(std::coroutine_handle<> awaiting);

 protected:
  explicit result_awaiter_base(future_base& state) noexcept : state_(&state) {}
  /// Throws what there is to throw: a cancellation of this task first.
  void require_value();

  intrusive_ptr<future_base> state_;

 private:
  task_base* waiting_ = nullptr;
};

template <class State>
class result_awaiter : public result_awaiter_base {
 public:
  explicit result_awaiter(State& state) noexcept : result_awaiter_base(state) {}

  typename State::value_type await_resume() {
    require_value();
    return share_value(static_cast<State&>(*state_), state_->unique());
  }
};

template <class Derived, class T, class State>
class result_handle {
 public:
  using value_type = T;
  using state_type = State;

  /// Whether it has ended, in whichever way.
  bool done() const { return state().done(); }
  /// Whether it ended by being cancelled.
  bool cancelled() const { return state().cancelled(); }
  /// The result. Throws what it failed with, cancelled_error, or invalid_state_error before the end. The reference is
  /// good as long as a handle is held.
  decltype(auto) result() const& {
    state().require_value();
    return state_->value.get();
  }
  T result() && {
    state().require_value();
    return share_value(*state_, state_->unique());
  }
  /// What it failed with, null when it has a result. Throws cancelled_error, or invalid_state_error before the end.
  std::exception_ptr exception() const { return state().exception(); }

  /// Calls `f` with this handle (or without arguments) once it is done: in a later turn of the loop, in the order in
  /// which callbacks were added, also when it is done already. What `f` throws goes to the loop's exception handler.
  template <class F>
    requires std::invocable<std::decay_t<F>&, Derived> || std::invocable<std::decay_t<F>&, Derived&> ||
             std::invocable<std::decay_t<F>&>
  done_callback_token add_done_callback(F&& f) const {
    auto* callback = new done_callback<std::decay_t<F>, Derived>(state(), std::forward<F>(f));
    done_callback_token token(*callback);
    state_->add_waiter(*callback);
    return token;
  }
  /// Takes a callback back. False when it is on its way to run, has run, or is another one's. O(1).
  bool remove_done_callback(const done_callback_token& token) const {
    if (done() || token.callback().cancelled() || token.callback().source() != state_.get()) return false;
    token.callback().cancel();
    return true;
  }

  /// Suspends until done, then gives the result: a copy where T can be copied and other handles exist, else the result
  /// itself, moved. Throws what it failed with, or cancelled_error. Does not suspend when it is done already.
  auto operator co_await() const& { return result_awaiter<State>(state()); }
  auto operator co_await() && {
    // The handle lets go, so that the last one who asks can be given the result itself.
    State& awaited = state();
    const intrusive_ptr<State> held = std::move(state_);
    return result_awaiter<State>(awaited);
  }

  /// Handles are equal when they refer to the same future or task.
  friend bool operator==(const Derived& a, const Derived& b) noexcept { return a.state_ == b.state_; }
  /// An order, for std::set and std::map; it means nothing.
  friend std::strong_ordering operator<=>(const Derived& a, const Derived& b) noexcept {
    return std::compare_three_way()(a.state_.get(), b.state_.get());
  }

  /// For weft's own parts. Throws std::logic_error when the handle was moved from, as everything above does.
  State& state() const {
    if (!state_) [[unlikely]] throw_moved_from_handle();
    return *state_;
  }

  explicit result_handle(intrusive_ptr<State> state) noexcept : state_(std::move(state)) {}

 private:
  intrusive_ptr<State> state_;
};

}  // namespace detail
}  // namespace weft

#endif
