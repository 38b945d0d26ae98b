// outcome<T>: how something ended, a value or a failure, kept without throwing.
#ifndef WEFT_OUTCOME_HPP
#define WEFT_OUTCOME_HPP

#include <exception>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <variant>

#include "detail/copyable.hpp"

namespace weft {

/// What gather_settled() gives for each child. T is std::monostate for a child without a result.
template <class T>
class outcome {
 public:
  explicit outcome(T value) : content_(std::in_place_index<0>, std::move(value)) {}
  /// Throws std::invalid_argument for a null `error`.
  explicit outcome(std::exception_ptr error) : content_(std::in_place_index<1>, std::move(error)) {
    if (!*std::get_if<1>(&content_)) throw std::invalid_argument("an outcome without a value needs an exception");
  }

  bool has_value() const noexcept { return content_.index() == 0; }
  explicit operator bool() const noexcept { return has_value(); }
  /// The value; throws the failure that is stored instead.
  const T& value() const& {
    require_value();
    return std::get<0>(content_);
  }
  T&& value() && {
    require_value();
    return std::get<0>(std::move(content_));
  }
  /// The failure (for a cancelled child a cancelled_error), null when there is a value.
  std::exception_ptr error() const noexcept { return has_value() ? nullptr : *std::get_if<1>(&content_); }

 private:
  void require_value() const {
    if (!has_value()) std::rethrow_exception(*std::get_if<1>(&content_));
  }
  std::variant<T, std::exception_ptr> content_;
};

template <class T>
inline constexpr bool detail::copyable<outcome<T>> = detail::copyable<T>;

}  // namespace weft

#endif
