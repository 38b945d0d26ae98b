// async_generator<Yield, Send>: a generator whose body may await, Python's `async def` with `yield`.
//
//     weft::async_generator<int> ticks() {
//       for (int i = 0;; ++i) {
//         co_await weft::sleep(1s);
//         co_yield i;
//       }
//     }
//     ...
//     auto g = ticks();
//     while (auto tick = co_await g.next()) use(*tick);
#ifndef WEFT_ASYNC_GENERATOR_HPP
#define WEFT_ASYNC_GENERATOR_HPP

#include <coroutine>
#include <exception>
#include <optional>
#include <source_location>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <variant>

#include "coroutine.hpp"
#include "detail/coroutine_promise.hpp"
#include "detail/loop_core.hpp"
#include "detail/never_ready.hpp"
#include "errors.hpp"

namespace weft {

template <class Yield, class Send = void>
class async_generator;

namespace detail {

[[noreturn]] void throw_async_generator_running();
[[noreturn]] void throw_async_generator_not_started();
[[noreturn]] void throw_no_exception_to_throw();

/// The tie between a coroutine and the async generator that it has resumed and awaits. Lies inside the awaiting expression.
/// To destruction and inspection it is one more link of the chain of coroutines; the frame is the generator object's.
struct async_generator_link_up : child_link {
  async_generator_link_up() noexcept = default;
  async_generator_link_up(const async_generator_link_up&) = delete;
  async_generator_link_up& operator=(const async_generator_link_up&) = delete;
  ~async_generator_link_up() { cut(); }
  void cut() noexcept;

  coroutine_promise_base* parent = nullptr;  // null where a coroutine of another library awaits
  task_base* task = nullptr;
};

/// What every async generator's promise has, whatever it yields: its state, and its place in the loop's list.
class async_generator_promise_base : public coroutine_promise_base, public async_generator_link {
 public:
  std::suspend_always initial_suspend(std::source_location here = std::source_location::current()) noexcept {
    place = here;
    return {};
  }
  void return_void() noexcept {}

  enum class state : unsigned char { created, running, suspended, ended };
  state at = state::created;
  /// What the next resumption throws into the body at its co_yield.
  std::exception_ptr thrown;
  std::coroutine_handle<> self;
  /// Of whoever awaits it, while it runs.
  async_generator_link_up* link = nullptr;
  /// The end of run() is closing it, or will: until that is done it outlives its object.
  bool held = false;
  bool orphaned = false;  // its object has gone meanwhile

  /// The body is about to be resumed by `awaiting`, which will be resumed at the next co_yield or the end.
  std::coroutine_handle<> begin_operation(std::coroutine_handle<> awaiting, coroutine_promise_base* parent,
                                          async_generator_link_up& link);
  template <class Promise>
  std::coroutine_handle<> begin_operation(std::coroutine_handle<Promise> awaiting, async_generator_link_up& up) {
    if constexpr (std::is_base_of_v<coroutine_promise_base, Promise>) {
      return begin_operation(awaiting, &awaiting.promise(), up);
    } else {
      return begin_operation(awaiting, nullptr, up);
    }
  }
  /// It has been: throws what left the body. True when it has yielded, false when it has ended.
  bool end_operation();
  /// Its object goes.
  void destroy() noexcept;

 protected:
  async_generator_promise_base() noexcept = default;
  ~async_generator_promise_base() {
    if (linked()) unlink();
  }
};

/// Raises generator_exit in the body and awaits its end.
coroutine<> close_async_generator(async_generator_promise_base& promise);

/// What the end of run() closes a generator with: keeps it until then, for others that are closed may be what owns it.
class async_generator_hold {
 public:
  explicit async_generator_hold(async_generator_promise_base& promise) noexcept : promise_(&promise) { promise.held = true; }
  async_generator_hold(async_generator_hold&& other) noexcept : promise_(std::exchange(other.promise_, nullptr)) {}
  async_generator_hold& operator=(async_generator_hold&&) = delete;
  ~async_generator_hold();

  async_generator_promise_base& operator*() const noexcept { return *promise_; }

 private:
  async_generator_promise_base* promise_;
};
coroutine<> close_async_generator_left(async_generator_hold hold);

template <class Yield, class Send>
class async_generator_promise final : public async_generator_promise_base {
  using sent_type = std::conditional_t<std::is_void_v<Send>, std::monostate, Send>;

 public:
  async_generator<Yield, Send> get_return_object() noexcept;

  struct yield_awaiter {
    async_generator_promise& promise;

    static bool await_ready() noexcept { return never_ready(); }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<>) noexcept {
      promise.at = state::suspended;
      return promise.continuation;
    }
    Send await_resume() {
      if (promise.thrown) [[unlikely]] std::rethrow_exception(std::exchange(promise.thrown, nullptr));
      if constexpr (!std::is_void_v<Send>) return *std::exchange(promise.sent, std::nullopt);
    }
  };
  template <class Value = Yield>  // the default: co_yield {1, 2}
    requires std::is_convertible_v<Value&&, Yield>
  yield_awaiter yield_value(Value&& value) {
    yielded.emplace(static_cast<Yield>(std::forward<Value>(value)));
    return {*this};
  }

  template <class Awaitable>
  Awaitable&& await_transform(Awaitable&& awaitable,
                              std::source_location here = std::source_location::current()) noexcept {
    place = here;
    return static_cast<Awaitable&&>(awaitable);
  }
  template <class U>
  coroutine_awaiter<U> await_transform(coroutine<U>&& awaited,
                                       std::source_location here = std::source_location::current()) {
    place = here;
    return coroutine_awaiter<U>(std::move(awaited), *this);
  }

  std::optional<Yield> yielded;
  std::optional<sent_type> sent;
};

}  // namespace detail

/// Values that are made one by one, with awaits in between. Lazy, move-only; its body runs inside the task that awaits.
///
/// Each operation is an awaitable of std::optional<Yield>, nullopt once the body has returned. It begins when it is awaited,
/// and refers to the generator: await it where it is made, or let a task do so that ends before the generator does. One at a
/// time: an operation while another one is under way throws std::logic_error.
/// Destroying one destroys its frame: destructors run, nothing is thrown. Destroying one while an operation of it is under
/// way ends the program. One that has begun and is still alive when its loop's run() ends is closed then, and its clean-up
/// awaited.
template <class Yield, class Send>
class [[nodiscard]] async_generator {
  static_assert(!std::is_reference_v<Yield>, "an async_generator yields values: use a pointer for a reference");
  using promise = detail::async_generator_promise<Yield, Send>;
  using state = typename promise::state;

 public:
  using promise_type = promise;
  using value_type = Yield;

  async_generator(async_generator&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  async_generator& operator=(async_generator&& other) noexcept {
    if (this == &other) return *this;
    drop();
    handle_ = std::exchange(other.handle_, nullptr);
    return *this;
  }
  ~async_generator() { drop(); }

  /// Runs the body to its next co_yield: the value, or nullopt when it has returned. What leaves the body is thrown.
  auto next() {
    if constexpr (std::is_void_v<Send>) {
      return operation(*this, std::monostate());
    } else {
      return operation(*this, std::optional<Send>());
    }
  }
  /// The same, and the suspended co_yield evaluates to `value`. std::logic_error before the first next().
  template <class S = Send>
    requires(!std::is_void_v<S>)
  auto send(std::type_identity_t<S> value) {
    return operation(*this, std::optional<Send>(std::move(value)));
  }
  /// Throws `error` (an exception object or a std::exception_ptr) at the suspended co_yield. std::invalid_argument for a null one.
  template <class E>
  auto throw_(E&& error) {
    if constexpr (std::is_same_v<std::decay_t<E>, std::exception_ptr>) {
      if (!error) detail::throw_no_exception_to_throw();
      return operation(*this, std::exception_ptr(std::forward<E>(error)));
    } else {
      return operation(*this, std::make_exception_ptr(std::forward<E>(error)));
    }
  }
  /// Raises generator_exit at the suspended co_yield and lets the body clean up, awaits included. Silent when it has not
  /// begun or has ended. std::runtime_error when the body yields again.
  coroutine<> close() {
    require_valid(handle_);
    return detail::close_async_generator(handle_.promise());
  }

 private:
  friend promise;
  explicit async_generator(std::coroutine_handle<promise> handle) noexcept : handle_(handle) {}

  /// One resumption of the body, from co_yield to co_yield.
  template <class Input>
  class operation_awaiter {
   public:
    operation_awaiter(async_generator& of, Input input) : handle_(of.handle_), input_(std::move(input)) {}
    /// Only before it is awaited.
    operation_awaiter(operation_awaiter&& unused) noexcept : handle_(unused.handle_), input_(std::move(unused.input_)) {}

    bool await_ready() {
      require_valid(handle_);
      promise& p = handle_.promise();
      if (p.at == state::running) detail::throw_async_generator_running();
      if constexpr (std::is_same_v<Input, std::exception_ptr>) {
        if (p.at == state::created) p.at = state::ended;
        if (p.at == state::ended) std::rethrow_exception(std::move(input_));
        p.thrown = std::move(input_);
      } else if constexpr (!std::is_void_v<Send>) {
        if (p.at == state::created && input_) detail::throw_async_generator_not_started();
        p.sent = input_ ? std::move(input_) : std::optional<Send>(Send());
      }
      return p.at == state::ended;
    }
    template <class Promise>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> awaiting) {
      return handle_.promise().begin_operation(awaiting, link_);
    }
    std::optional<Yield> await_resume() {
      promise& p = handle_.promise();
      if (p.at == state::ended || !p.end_operation()) return std::nullopt;
      return std::exchange(p.yielded, std::nullopt);
    }

   private:
    std::coroutine_handle<promise> handle_;  // not the generator, which may be moved meanwhile
    Input input_;
    detail::async_generator_link_up link_;
  };
  template <class Input>
  static operation_awaiter<Input> operation(async_generator& of, Input input) {
    return {of, std::move(input)};
  }

  static void require_valid(std::coroutine_handle<promise> handle) {
    if (!handle) throw std::logic_error("the async generator was moved from");
  }
  void drop() noexcept {
    if (handle_) std::exchange(handle_, nullptr).promise().destroy();
  }

  std::coroutine_handle<promise> handle_;
};

namespace detail {

template <class Yield, class Send>
async_generator<Yield, Send> async_generator_promise<Yield, Send>::get_return_object() noexcept {
  const auto handle = std::coroutine_handle<async_generator_promise>::from_promise(*this);
  self = handle;
  return async_generator<Yield, Send>(handle);
}

}  // namespace detail
}  // namespace weft

#endif
