// What std::optional<T&> will be from C++26 on, as far as weft needs it: a reference that may be absent.
#ifndef WEFT_DETAIL_OPTIONAL_REFERENCE_HPP
#define WEFT_DETAIL_OPTIONAL_REFERENCE_HPP

#include <optional>
#include <type_traits>

namespace weft::detail {

/// Refers to a T that somebody else owns, or to nothing. Copying copies the reference; constness is not passed on.
template <class T>
class optional_reference {
 public:
  using value_type = T;

  constexpr optional_reference() noexcept = default;
  constexpr optional_reference(std::nullopt_t) noexcept {}
  constexpr explicit optional_reference(T& target) noexcept : target_(__builtin_addressof(target)) {}

  constexpr bool has_value() const noexcept { return target_ != nullptr; }
  constexpr explicit operator bool() const noexcept { return target_ != nullptr; }

  /// Undefined where there is nothing, like the same operators of std::optional.
  constexpr T& operator*() const noexcept { return *target_; }
  constexpr T* operator->() const noexcept { return target_; }

  /// Throws std::bad_optional_access where there is nothing.
  constexpr T& value() const {
    if (target_ == nullptr) throw std::bad_optional_access();
    return *target_;
  }

  /// A copy of what is referred to.
  constexpr operator std::optional<std::remove_cv_t<T>>() const
    requires std::is_copy_constructible_v<T>
  {
    return target_ == nullptr ? std::nullopt : std::optional<std::remove_cv_t<T>>(*target_);
  }

  /// The values are compared, as std::optional compares them.
  template <class U>
    requires requires(const T& t, const U& u) { t == u; }
  friend constexpr bool operator==(const optional_reference& self, const U& other) {
    return self.has_value() && *self == other;
  }
  friend constexpr bool operator==(const optional_reference& self, std::nullopt_t) noexcept {
    return !self.has_value();
  }

 private:
  T* target_ = nullptr;
};

}  // namespace weft::detail

#endif
