// Printing what the library does not know by itself: types with a std::formatter, a program's own, durations, ranges.
#ifndef WEFT_PRINT_OTHER_HPP
#define WEFT_PRINT_OTHER_HPP

#include <format>
#include <iterator>
#include <string>
#include <string_view>

namespace weft::detail {

template <class T>
void format_other(std::string& out, std::string_view field, const void* object) {
  static_assert(std::formattable<T, char>, "this type cannot be printed: give it a std::formatter specialization");
  const T& value = *static_cast<const T*>(object);
  std::vformat_to(std::back_inserter(out), field, std::make_format_args(value));
}

}  // namespace weft::detail

#endif
