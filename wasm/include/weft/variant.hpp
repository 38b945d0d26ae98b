// variant: one of several ways to do the same work, to be measured beside the others.
//
//     weft::variant one_by_one{"one by one", [] { … }};
//     weft::variant together{"together", []() -> weft::coroutine<> { … }};
//
// A program that registers variants and has no main() of its own runs each of them and prints a table of their times and
// of the memory that they took; --variant=NAME runs one, --list-variants prints their names as a JSON array.
#ifndef WEFT_VARIANT_HPP
#define WEFT_VARIANT_HPP

#include <concepts>
#include <string_view>
#include <type_traits>
#include <utility>

#include "coroutine.hpp"

namespace weft {

/// A named way to do the work, registered for as long as the object lives.
///
/// Make variants at namespace scope, in the order in which they are to be shown. `name` must outlive the object: a literal
/// does. The callable takes nothing and returns nothing, or a coroutine<>, which is then run() on an event loop of its own.
/// It is called on the main thread, once for each measurement; what it throws is shown in its place in the table, and makes
/// the program's exit code 1.
/// A name that is taken is std::invalid_argument, thrown when the program runs.
class variant {
 public:
  template <class F>
    requires std::invocable<std::decay_t<F>&> && (!std::same_as<std::decay_t<F>, variant>)
  variant(std::string_view name, F&& callable) : name_(name), callable_(new std::decay_t<F>(std::forward<F>(callable))) {
    using result = std::invoke_result_t<std::decay_t<F>&>;
    static_assert(std::is_void_v<result> || std::same_as<result, coroutine<>>, "a variant returns void or coroutine<>");
    if constexpr (std::is_void_v<result>) {
      call_ = [](void* callable) { (*static_cast<std::decay_t<F>*>(callable))(); };
    } else {
      start_ = [](void* callable) -> coroutine<> { return (*static_cast<std::decay_t<F>*>(callable))(); };
    }
    destroy_ = [](void* callable) { delete static_cast<std::decay_t<F>*>(callable); };
    enlist();
  }
  variant(const variant&) = delete;
  variant& operator=(const variant&) = delete;
  ~variant();

  std::string_view name() const noexcept { return name_; }

  /// For weft's own parts: the next one in the order of registration; how it is called, one of the two.
  const variant* next() const noexcept { return next_; }
  bool is_coroutine() const noexcept { return start_ != nullptr; }
  void call() const { call_(callable_); }
  coroutine<> start() const { return start_(callable_); }

 private:
  void enlist() noexcept;

  std::string_view name_;
  void* callable_;
  void (*call_)(void*) = nullptr;
  coroutine<> (*start_)(void*) = nullptr;
  void (*destroy_)(void*);
  variant* next_ = nullptr;
};

namespace detail {

/// What main() does in a program that has variants instead: reads the arguments, runs, prints. Gives the exit code: 2 when
/// the arguments make no sense.
int variants_main(int argc, const char* const* argv);

}  // namespace detail
}  // namespace weft

#endif
