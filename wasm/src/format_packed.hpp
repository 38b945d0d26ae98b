// What print() and println() write, as text: the half of print.hpp that runs.
#ifndef WEFT_SRC_FORMAT_PACKED_HPP
#define WEFT_SRC_FORMAT_PACKED_HPP

#include <cstddef>
#include <string>
#include <string_view>

#include <weft/print.hpp>

namespace weft::detail {

/// Appends to `out`. `format` has passed check_format(); what only the arguments tell (a negative width) is std::format_error.
void format_packed(std::string& out, std::string_view format, const print_argument* arguments, std::size_t count);

}  // namespace weft::detail

#endif
