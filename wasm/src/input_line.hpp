// What a line of standard input is, for read_line() on either host.
#ifndef WEFT_SRC_INPUT_LINE_HPP
#define WEFT_SRC_INPUT_LINE_HPP

#include <iosfwd>
#include <optional>
#include <string>

namespace weft::detail {

/// The next line of `input` without its line end, be it "\n" or "\r\n". A last line needs none. nullopt at the end.
std::optional<std::string> read_input_line(std::istream& input);

}  // namespace weft::detail

#endif
