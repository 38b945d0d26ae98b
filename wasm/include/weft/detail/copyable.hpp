// Which results can be given to several who ask for them.
#ifndef WEFT_DETAIL_COPYABLE_HPP
#define WEFT_DETAIL_COPYABLE_HPP

#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

namespace weft::detail {

/// Whether a T can be copied. A container, and what has one inside, says so of itself whatever the container holds.
template <class T>
inline constexpr bool copyable = std::is_copy_constructible_v<T>;
template <class T>
  requires requires {
    typename T::value_type;
    typename T::allocator_type;
    requires !std::is_same_v<typename T::value_type, T>;  // JSON is made of JSON
  }
inline constexpr bool copyable<T> = std::is_copy_constructible_v<T> && copyable<typename T::value_type>;
template <class T>
inline constexpr bool copyable<std::optional<T>> = copyable<T>;
template <class... Ts>
inline constexpr bool copyable<std::tuple<Ts...>> = (copyable<Ts> && ...);
template <class A, class B>
inline constexpr bool copyable<std::pair<A, B>> = copyable<A> && copyable<B>;

}  // namespace weft::detail

#endif
