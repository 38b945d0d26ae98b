// print() and println(): formatted output with std::format's syntax, checked when it is compiled.
//
// What is instantiated in a program is only the packing of its arguments; the formatting itself is compiled once, in the
// library. std::println costs a program three seconds of compile time in a browser, this a few hundredths.
#ifndef WEFT_PRINT_HPP
#define WEFT_PRINT_HPP

#include <format>
#include <string_view>

namespace weft {

namespace detail {

void print_formatted(std::string_view format, std::format_args args);
void println_formatted(std::string_view format, std::format_args args);

}  // namespace detail

// Objects, not functions: with `using namespace weft` a call with a std::string would otherwise find std::println too, by
// its argument, and be ambiguous in any program that includes <iostream>.

/// Writes to standard output, in order with std::cout and std::printf. A line shows as soon as it is complete, an
/// incomplete one when the event loop next idles or the program ends.
inline constexpr struct {
  template <class... Args>
  void operator()(std::format_string<Args...> format, Args&&... args) const {
    detail::print_formatted(format.get(), std::make_format_args(args...));
  }
} print;

/// The same, and ends the line; without arguments it only does that.
inline constexpr struct {
  template <class... Args>
  void operator()(std::format_string<Args...> format, Args&&... args) const {
    detail::println_formatted(format.get(), std::make_format_args(args...));
  }
  void operator()() const { detail::println_formatted("", std::make_format_args()); }
} println;

}  // namespace weft

#endif
