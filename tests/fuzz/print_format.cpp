// Format strings of print(): whatever the check accepts, which a program's compiler does and this does at run time, comes out as
// std::format has it, or fails as it fails there.
#include "fuzz_input.hpp"

#include <format>
#include <optional>
#include <string>

#include "src/format_packed.hpp"

using namespace weft;

namespace {

struct refused {};

}  // namespace

namespace weft::detail {

// In a program's compiler, calls of these are what stops it.
void format_string_has_a_single_closing_brace() { throw refused(); }
void format_string_has_a_field_without_closing_brace() { throw refused(); }
void format_string_has_more_fields_than_there_are_arguments() { throw refused(); }
void format_string_mixes_numbered_and_unnumbered_fields() { throw refused(); }
void format_string_has_a_width_or_precision_that_is_no_integer() { throw refused(); }
void format_string_asks_for_a_presentation_that_its_argument_does_not_have() { throw refused(); }

}  // namespace weft::detail

namespace {

/// Widths of more than three digits only take long to fill.
bool has_large_number(std::string_view text) {
  std::size_t digits = 0;
  for (const char c : text) {
    digits = c >= '0' && c <= '9' ? digits + 1 : 0;
    if (digits > 3 && digits < 11) return true;
  }
  return false;
}

template <class F>
std::optional<std::string> unless_it_fails(F&& format) {
  try {
    return format();
  } catch (const std::format_error&) {
    return std::nullopt;
  }
}

template <class... Args>
void compare(std::string_view format, const Args&... args) {
  constexpr detail::print_kind kinds[] = {detail::kind_of<Args>()...};
  try {
    detail::check_format(format, kinds, sizeof...(Args));
  } catch (const refused&) {
    return;
  }
  const auto expected = unless_it_fails([&] { return std::vformat(format, std::make_format_args(args...)); });
  const detail::print_argument packed[] = {detail::pack_argument(args)...};
  const auto got = unless_it_fails([&] {
    std::string out;
    detail::format_packed(out, format, packed, sizeof...(Args));
    return out;
  });
  require(got == expected, "print() writes what std::format does");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view format = as_text(data, size);
  if (has_large_number(format)) return 0;
  compare(format, 42, 7u, -3, 2.5, 'c', true);
  compare(format, std::string_view("t\xc3\xa9xt \xf0\x9f\x99\x82"), 5, 1.5f, static_cast<const void*>(nullptr), 300ull);
  return 0;
}
