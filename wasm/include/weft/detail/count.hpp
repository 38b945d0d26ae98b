// A number of things, from a whole number of whichever type: -1 is a mistake, not eighteen quintillion.
#ifndef WEFT_DETAIL_COUNT_HPP
#define WEFT_DETAIL_COUNT_HPP

#include <concepts>
#include <cstddef>

namespace weft::detail {

/// std::invalid_argument.
[[noreturn]] void throw_too_few(const char* what, std::size_t least);

template <std::integral Number>
constexpr std::size_t to_count(Number number, const char* what, std::size_t least = 0) {
  if (number < Number{} || static_cast<std::size_t>(number) < least) throw_too_few(what, least);
  return static_cast<std::size_t>(number);
}

}  // namespace weft::detail

#endif
