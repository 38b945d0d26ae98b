#include <weft/print.hpp>

#include <cstdio>
#include <iterator>
#include <string>

namespace weft::detail {

namespace {

// Through stdio, so that the order with std::printf and std::cout is kept.
void put(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stdout); }

// One buffer a thread, so that a line costs no allocation. Taken, not used in place: a formatter may itself print.
thread_local std::string spare;

void print_all(std::string_view format, std::format_args args, bool end_line) {
  std::string text = std::move(spare);
  text.clear();
  std::vformat_to(std::back_inserter(text), format, args);
  if (end_line) text += '\n';
  put(text);
  spare = std::move(text);
}

}  // namespace

void print_formatted(std::string_view format, std::format_args args) { print_all(format, args, false); }
void println_formatted(std::string_view format, std::format_args args) { print_all(format, args, true); }

}  // namespace weft::detail
