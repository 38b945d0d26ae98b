// Generators: functions that hand out values one at a time, and can be talked to while they do.
//
// Start reading weft here: nothing in this header needs an event loop. A generator is the plain form of what
// coroutine.hpp builds on: a function that stops in the middle and is continued by someone else.
//
// The protocol is Python's. PEP 342 (https://peps.python.org/pep-0342/) gave generators send, throw and close, PEP 380
// (https://peps.python.org/pep-0380/) gave them `yield from` and a result. The shape is that of C++: values move,
// destructors clean up, and a generator is a range, as std::generator is (P2502, https://wg21.link/p2502), which this
// differs from in what can be sent and thrown in, in having a result, and in the cost of deep recursion.
#ifndef WEFT_GENERATOR_HPP
#define WEFT_GENERATOR_HPP

#include <concepts>
#include <coroutine>
#include <cstddef>
#include <exception>
#include <iterator>
#include <memory>
#include <new>
#include <optional>
#include <span>  // the lightest standard header that declares std::ranges::enable_view and the range concepts
#include <type_traits>
#include <utility>

#include "detail/frame_memory.hpp"
#include "detail/generator_frame.hpp"
#include "detail/never_ready.hpp"
#include "detail/optional_reference.hpp"
#include "errors.hpp"

namespace weft {

template <class Yield, class Send = void, class Return = void>
class generator;

namespace detail {

template <class Yield, class Send, class Return>
class generator_promise;

template <class T>
inline constexpr bool is_generator = false;
template <class Yield, class Send, class Return>
inline constexpr bool is_generator<generator<Yield, Send, Return>> = true;

// What next() gives: std::optional<Yield>, and the nearest thing to that where Yield is a reference.
template <class Yield>
struct item_of {
  using type = std::optional<Yield>;
};
template <class T>
struct item_of<T&> {
  using type = optional_reference<T>;
};
template <class T>
struct item_of<T&&> {
  using type = std::optional<T>;
};

// What close() gives.
template <class Return>
struct final_of {
  using type = optional_reference<std::remove_reference_t<Return>>;
};
template <>
struct final_of<void> {
  using type = void;
};

template <class Sub>
struct [[nodiscard("write co_yield yield_from(...)")]] delegated {
  Sub sub;
};

}  // namespace detail

/// `co_yield yield_from(sub)`: until `sub` ends, whoever resumes this generator talks to `sub` instead. What it yields
/// is yielded from here, what is sent or thrown here goes there, closing here closes it first. Then the expression
/// evaluates to sub.result(); an exception that leaves `sub` is raised by the expression.
///
/// `sub` is a generator with the same Yield and Send, started or not; it is owned by the expression and destroyed with
/// it. If `sub` has been started, it continues from its co_yield, which evaluates to Send{}. If `sub` is one of the
/// generators that are running right now, nothing is moved and this is std::logic_error.
///
/// A value costs the same at every depth of delegation, and neither ending nor destroying a chain of delegating
/// generators recurses.
template <class Yield, class Send, class Return>
detail::delegated<generator<Yield, Send, Return>> yield_from(generator<Yield, Send, Return>&& sub) {
  sub.refuse_if_running();
  return {std::move(sub)};
}

/// `co_yield yield_from(range)` yields the range's elements; the expression is void. A range cannot listen: what is
/// sent meanwhile is lost, what is thrown is raised by the expression. An rvalue is moved into the expression, an
/// lvalue is only referred to. Elements are copied where Yield is an object that can be copied from them, otherwise
/// moved.
template <class Range>
  requires(std::ranges::input_range<Range> && !detail::is_generator<std::remove_cvref_t<Range>>)
detail::delegated<Range> yield_from(Range&& range) {
  return {std::forward<Range>(range)};
}

/// A function body that yields `Yield`s, may be sent `Send`s in return, and ends with a `Return`.
///
///     generator<int, std::string> ask() {
///       std::string answer = co_yield 1;      // next() gives 1; send("yes") makes `answer` "yes" ...
///       co_yield 2;                           // ... and gives 2
///     }
///
/// Calling such a function runs nothing; the body begins with the first next(). The generator object owns the body's
/// frame: parameters passed by value live in it, parameters passed by reference are the caller's to keep alive.
///
/// Resuming. next() and send() run the body up to its next co_yield and give the value yielded there, or nullopt once
/// the body has returned, and from then on. An exception that leaves the body leaves the call that resumed it; the
/// generator is then over. All of this happens on the calling thread, within the call; a generator is never resumed by
/// anyone else, and may be resumed on different threads in turn.
///
/// Values. The body's operand is handed out without a copy where that cannot be noticed: next() moves from it if it was
/// an rvalue or was copied for the purpose (as co_yield of an lvalue of an object type is), while iterators give
/// access to it in place, until the generator is resumed. A Yield that is an lvalue reference hands out the reference:
/// next() then gives what std::optional<Yield> will be in C++26.
///
/// Destruction. Destroying a generator that is suspended destroys its frame: the destructors of everything alive in the
/// body run, innermost delegate first; nothing is thrown and no handler runs. To let the body say goodbye, close() it.
/// A body must not destroy its own generator: that ends the program.
///
/// Only a generator that is not running may be used: next(), send(), throw_(), close() and begin() called from within
/// the body throw std::logic_error("generator already executing") and change nothing.
///
/// Move-only. A moved-from generator is over and has no result.
///
/// Yield is an object or reference type; Send is void or an object type with a default value; Return is anything.
template <class Yield, class Send, class Return>
class [[nodiscard("a generator runs nothing until it is resumed")]] generator {
  static_assert(!std::is_void_v<Yield>, "a generator yields something");
  static_assert(std::is_reference_v<Yield> || std::is_same_v<Yield, std::remove_cv_t<Yield>>,
                "Yield is a reference or an unqualified object type");
  static_assert(std::is_void_v<Send> || std::is_same_v<Send, std::remove_cvref_t<Send>>,
                "Send is void or an unqualified object type");
  static_assert(std::is_void_v<Send> || std::default_initializable<Send>,
                "Send needs a default value: next() sends it");

 public:
  using promise_type = detail::generator_promise<Yield, Send, Return>;
  /// What next() gives: std::optional<Yield>, or its C++26 look-alike where Yield is a reference.
  using item = typename detail::item_of<Yield>::type;

  class iterator;

  generator(generator && other) noexcept : frame_(std::exchange(other.frame_, nullptr)) {}
  generator& operator=(generator&& other) noexcept {
    generator(std::move(other)).swap(*this);
    return *this;
  }
  ~generator() {
    if (frame_ != nullptr) detail::generator_frame::destroy(frame_);
  }

  void swap(generator & other) noexcept { std::swap(frame_, other.frame_); }
  friend void swap(generator & a, generator & b) noexcept { a.swap(b); }

  /// Runs the body to its next co_yield; where the body waits in one, that one evaluates to Send{}.
  item next() {
    promise_type* const frame = frame_;
    if (frame == nullptr) [[unlikely]]
      return item();
    return outcome(frame, advance(frame));
  }

  /// Runs the body from the co_yield it waits in, which evaluates to `value`. Before the first next() no co_yield
  /// waits, which is std::logic_error; the generator can still be started after that.
  template <class S = Send>
    requires(!std::is_void_v<S>)
  item send(std::type_identity_t<S> value) {
    promise_type* const frame = frame_;
    if (frame == nullptr || (frame->now != stage::suspended && !frame->prepare_to_send())) [[unlikely]]
      return item();
    return outcome(frame, resume(frame, __builtin_addressof(value)));
  }

  /// Raises `exception`, any object or a std::exception_ptr (std::invalid_argument for a null one), at the co_yield that the
  /// body waits in.
  /// Gives what the body yields next, or nullopt if it returns; if the exception, or another, leaves the body, it
  /// leaves this call too. A generator that has not started or is over does not get to see the exception: it leaves at
  /// once and the generator is over.
  ///
  /// A generator_exit closes what the body delegates to, as close() would, before it is raised in the body itself.
  template <class Exception>
  item throw_(Exception exception) {
    std::exception_ptr pointer;
    if constexpr (std::same_as<Exception, std::exception_ptr>) {
      if (!exception) detail::throw_no_exception();
      pointer = std::move(exception);
    } else {
      pointer = std::make_exception_ptr(std::move(exception));
    }
    if (!is_suspended()) {
      drop_unstarted();
      std::rethrow_exception(std::move(pointer));
    }
    promise_type* const frame = frame_;
    return outcome(frame, frame->resume_throwing(std::move(pointer)));
  }

  /// Ends the generator: raises generator_exit at the co_yield that the body waits in, for the body to clean up and
  /// then return or let it pass. If the body yields instead, this is std::runtime_error("generator ignored
  /// generator_exit") and the generator goes on; any other exception that leaves the body leaves this call.
  /// Where the body waits in yield_from, the delegate is closed first; should that fail, the failure is raised in the
  /// body in place of generator_exit.
  ///
  /// Silent on a generator that is over or has not started; the body of the latter never runs.
  ///
  /// Where Return is not void, gives a reference to the result if the body returned one just now, nullopt otherwise.
  typename detail::final_of<Return>::type close() {
    using final_result = typename detail::final_of<Return>::type;
    if (!is_suspended()) {
      drop_unstarted();
      return final_result();
    }
    promise_type* const frame = frame_;
    frame->close();
    if constexpr (!std::is_void_v<Return>) {
      if (frame->now == stage::returned) return final_result(frame->result());
    }
    return final_result();
  }

  /// The operand of the body's co_return. invalid_state_error before that, and where the generator ended another way
  /// (by an exception, closed before its start, moved from).
  decltype(auto) result()& {
    check_returned();
    if constexpr (!std::is_void_v<Return>) return static_cast<std::add_lvalue_reference_t<Return>>(frame_->result());
  }
  decltype(auto) result()&& {
    check_returned();
    if constexpr (!std::is_void_v<Return>) return static_cast<std::add_rvalue_reference_t<Return>>(frame_->result());
  }

  /// The generator as an input range, for `for (auto&& value : g)` and for std::views. Like Python's `for`, it goes on
  /// from wherever the generator is: begin() is a next().
  iterator begin() {
    iterator first(frame_);
    if (frame_ != nullptr) ++first;
    return first;
  }
  std::default_sentinel_t end() const noexcept { return std::default_sentinel; }

 private:
  using stage = detail::generator_frame::stage;
  friend promise_type;
  template <class Y, class S, class R>
  friend class detail::generator_promise;
  template <class Y, class S, class R>
  friend detail::delegated<generator<Y, S, R>> yield_from(generator<Y, S, R>&&);

  explicit generator(promise_type* frame) noexcept : frame_(frame) {}

  void refuse_if_running() const {
    if (frame_ != nullptr && frame_->running()) detail::throw_generator_already_executing();
  }

  // False if the generator has not started or is over; throws if it is running.
  bool is_suspended() const {
    refuse_if_running();
    return frame_ != nullptr && frame_->now == stage::suspended;
  }

  // Ends a generator that has not started, without running its body.
  void drop_unstarted() noexcept {
    if (frame_ != nullptr && frame_->now == stage::unstarted) {
      detail::generator_frame::destroy(std::exchange(frame_, nullptr));
    }
  }

  void check_returned() const {
    if (frame_ == nullptr || frame_->now != stage::returned) {
      detail::throw_no_generator_result(frame_ == nullptr || frame_->over());
    }
  }

  // What follows works on a copy of frame_: the body may move the generator object elsewhere while it runs.

  // next(): false if the generator is over, now or already.
  static bool advance(promise_type* frame) {
    if (!frame->prepare()) [[unlikely]]
      return false;
    if constexpr (std::is_void_v<Send>) {
      return frame->resume();
    } else {
      Send nothing{};
      return resume(frame, __builtin_addressof(nothing));
    }
  }

  static bool resume(promise_type* frame, void* to_send) {
    frame->leaf->sent = to_send;
    return frame->resume();
  }

  static item outcome(promise_type* frame, bool yielded) {
    if (yielded) [[likely]] {
      if constexpr (std::is_lvalue_reference_v<Yield>) {
        return item(frame->yielded());
      } else {
        return item(std::in_place, std::move(frame->yielded()));
      }
    }
    frame->rethrow_failure();
    return item();
  }

  promise_type* frame_;
};

/// An input iterator into a running generator: move-only, and good until the generator is destroyed or moved into
/// yield_from. Incrementing it is next(); what it refers to belongs to the body and may be moved from.
/// Where there is no value, because the generator has ended or is running, `*` and `++` throw std::logic_error.
template <class Yield, class Send, class Return>
class generator<Yield, Send, Return>::iterator {
 public:
  using iterator_concept = std::input_iterator_tag;
  using difference_type = std::ptrdiff_t;
  using value_type = std::remove_cvref_t<Yield>;
  /// Yield itself where that is a reference, otherwise Yield&&.
  using reference = Yield&&;

  iterator(iterator&& other) noexcept : frame_(std::exchange(other.frame_, nullptr)) {}
  iterator& operator=(iterator&& other) noexcept {
    frame_ = std::exchange(other.frame_, nullptr);
    return *this;
  }

  reference operator*() const {
    if (frame_ == nullptr || frame_->now != detail::generator_frame::stage::suspended) [[unlikely]]
      detail::throw_no_generator_value(frame_ != nullptr && frame_->running());
    return static_cast<reference>(frame_->yielded());
  }
  iterator& operator++() {
    if (frame_ == nullptr) [[unlikely]]
      detail::throw_no_generator_value(false);
    if (!advance(frame_)) [[unlikely]]
      std::exchange(frame_, nullptr)->rethrow_failure();
    return *this;
  }
  void operator++(int) { ++*this; }

  friend bool operator==(const iterator& i, std::default_sentinel_t) noexcept { return i.frame_ == nullptr; }

 private:
  friend generator;
  explicit iterator(promise_type* frame) noexcept : frame_(frame) {}

  promise_type* frame_;  // null at the end
};

// ---------------------------------------------------------------------------------------------------------------------
// What the compiler asks of a coroutine. Nothing below is needed to use generators.

namespace detail {

// Where a root finds what its chain yielded: the address, or where that is no dearer, the value itself.
template <class Yield>
struct yielded_slot : generator_frame {
  using object = std::remove_reference_t<Yield>;
  static constexpr bool by_value = !std::is_reference_v<Yield> && std::is_trivially_copyable_v<object> &&
                                   std::is_copy_constructible_v<object> && sizeof(object) <= 2 * sizeof(void*) &&
                                   alignof(object) <= alignof(void*);

  // Called on the root.
  object& yielded() noexcept {
    if constexpr (by_value) {
      return slot_.value;
    } else {
      return *slot_.value;
    }
  }

 protected:
  // Called on a frame from its own body, which must suspend right after.
  void yield(const object& value) noexcept {
    auto* const chain = static_cast<yielded_slot*>(this->root);
    if constexpr (by_value) {
      ::new (static_cast<void*>(__builtin_addressof(chain->slot_.value))) object(value);
    } else {
      chain->slot_.value = const_cast<object*>(__builtin_addressof(value));
    }
    chain->now = generator_frame::stage::suspended;
  }

 private:
  // Holds a value only while the generator is suspended in a co_yield. Never destroyed: there is nothing to destroy.
  union slot {
    char none;
    std::conditional_t<by_value, object, object*> value;
    slot() noexcept : none() {}
  } slot_;
};

// The result's place in the frame, and the one of return_value and return_void that the body needs.
template <class Return>
class generator_result {
  static constexpr bool fits = alignof(Return) <= generator_frame::most_alignment;

 public:
  template <class T = Return>
    requires std::convertible_to<T, Return>
  void return_value(T&& value) {
    if constexpr (fits) {
      value_.emplace(std::forward<T>(value));
    } else {
      value_.reset(new Return(std::forward<T>(value)));
    }
  }
  Return& result() noexcept { return *value_; }

 private:
  std::conditional_t<fits, std::optional<Return>, std::unique_ptr<Return>> value_;
};

template <class Return>
  requires std::is_reference_v<Return>
class generator_result<Return> {
 public:
  void return_value(Return value) noexcept { value_ = __builtin_addressof(value); }
  std::remove_reference_t<Return>& result() noexcept { return *value_; }

 private:
  std::remove_reference_t<Return>* value_ = nullptr;
};

template <>
class generator_result<void> {
 public:
  void return_void() noexcept {}
};

template <class Yield, class Send, class Return>
class generator_promise final : public yielded_slot<Yield>, public generator_result<Return> {
  using stage = generator_frame::stage;

  struct end_body {
    bool await_ready() const noexcept { return false; }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<generator_promise> body) const noexcept {
      return body.promise().end();
    }
    void await_resume() const noexcept {}
  };

  // An lvalue operand is the body's own and must not be moved from: a copy is handed out.
  struct suspended_with_copy {
    generator_promise* frame;
    Yield copy;
    bool await_ready() const noexcept { return never_ready(); }
    void await_suspend(std::coroutine_handle<>) noexcept { frame->yield(copy); }
    Send await_resume() const { return frame->await_resume(); }
  };

  template <class Result>
  struct delegating : delegation {
    using sub_promise = generator_promise<Yield, Send, Result>;
    // What a `sub` that has been started continues with.
    [[no_unique_address]] std::conditional_t<std::is_void_v<Send>, std::nullopt_t, std::optional<Send>> nothing{
        std::nullopt};

    delegating(generator_frame* parent, sub_promise* sub) noexcept : delegation(parent, sub) {}

    bool await_ready() const noexcept { return sub == nullptr || sub->over(); }

    std::coroutine_handle<> await_suspend(std::coroutine_handle<>) {
      // Before it hangs in the chain: this may throw.
      if constexpr (!std::is_void_v<Send>) nothing.emplace();
      generator_frame* const next = parent->delegate(this);
      if constexpr (!std::is_void_v<Send>) next->sent = __builtin_addressof(*nothing);
      return next->self();
    }

    Result await_resume() {
      parent->rethrow_injected();
      if (sub != nullptr) sub->rethrow_failure();
      if constexpr (!std::is_void_v<Result>) {
        if (sub == nullptr || sub->now != stage::returned) throw_no_generator_result(true);
        return static_cast<Result&&>(static_cast<sub_promise*>(sub)->result());
      }
    }
  };

  template <class Range>
  static generator<Yield, Send> elements(Range range) {
    for (auto&& element : range) {
      if constexpr (std::is_reference_v<Yield>) {
        co_yield static_cast<Yield>(element);
      } else if constexpr (std::constructible_from<Yield, decltype(element)>) {
        co_yield Yield(std::forward<decltype(element)>(element));
      } else {
        static_assert(std::constructible_from<Yield, decltype(std::move(element))> && !std::is_reference_v<Range>,
                      "yield_from(range): the elements cannot be made into this generator's Yield");
        co_yield Yield(std::move(element));
      }
    }
  }

 public:
  static void* operator new(std::size_t size) { return frame_allocate(size); }
  static void operator delete(void* frame, std::size_t size) noexcept { frame_deallocate(frame, size); }

  generator<Yield, Send, Return> get_return_object() noexcept {
    static_assert(alignof(generator_promise) <= generator_frame::most_alignment);
    return generator<Yield, Send, Return>(this);
  }
  std::suspend_always initial_suspend() const noexcept { return {}; }
  end_body final_suspend() const noexcept { return {}; }
  void unhandled_exception() noexcept { this->fail(); }

  // The operand of co_yield lives until the expression is over, that is until the generator is resumed: its address is
  // all that has to be handed out. The promise itself is the awaiter, so that a co_yield takes no space in the frame.
  generator_promise& yield_value(Yield&& value) noexcept {
    this->yield(value);
    return *this;
  }
  generator_promise& yield_value(const Yield& value) noexcept
    requires(yielded_slot<Yield>::by_value)
  {
    this->yield(value);
    return *this;
  }
  suspended_with_copy yield_value(const Yield& value)
    requires(!std::is_reference_v<Yield> && !yielded_slot<Yield>::by_value && std::copy_constructible<Yield>)
  {
    return {this, value};
  }
  bool await_ready() const noexcept { return never_ready(); }
  void await_suspend(std::coroutine_handle<>) const noexcept {}
  Send await_resume() {
    this->rethrow_injected();
    if constexpr (!std::is_void_v<Send>) return std::move(*static_cast<Send*>(this->sent));
  }

  template <class Y, class S, class Result>
  delegating<Result> yield_value(delegated<generator<Y, S, Result>>&& from) noexcept {
    static_assert(std::same_as<Y, Yield> && std::same_as<S, Send>,
                  "yield_from(generator): Yield and Send must be those of the delegating generator");
    return {this, std::exchange(from.sub.frame_, nullptr)};
  }
  template <class Range>
  delegating<void> yield_value(delegated<Range>&& from) {
    generator<Yield, Send> sub = elements<Range>(std::forward<Range>(from.sub));
    return {this, std::exchange(sub.frame_, nullptr)};
  }

  // A generator is resumed by its caller, never by what it waits for.
  template <class T>
  void await_transform(T&&) = delete;
};

}  // namespace detail
}  // namespace weft

template <class Yield, class Send, class Return>
inline constexpr bool std::ranges::enable_view<weft::generator<Yield, Send, Return>> = true;

#endif
