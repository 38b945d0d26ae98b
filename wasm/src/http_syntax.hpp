// What HTTP allows to be written where: methods, header fields, and the blocks of fields that cross the host seam.
//
// Everything here reads text that somebody else has written, and nothing else: no state, no host, so that tests and
// fuzzers (tests/fuzz) can get at all of it.
#ifndef WEFT_SRC_HTTP_SYNTAX_HPP
#define WEFT_SRC_HTTP_SYNTAX_HPP

#include <string>
#include <string_view>
#include <vector>

#include "../host/host.hpp"

namespace weft::detail {

bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept;

/// A token of RFC 9110: what methods and the names of fields are made of.
bool is_token(std::string_view text) noexcept;

/// Whether `text` can be a field's value. A line break in it would begin a field, or a request, of its own.
bool is_field_value(std::string_view text) noexcept;

/// Reads one line of a head ("Name: value", with or without its line end) into `fields`. Names become lower-case, as fetch
/// shows them; a line that begins with a space goes on with the field before it; what is no field is left out.
void add_field_line(std::vector<host::header>& fields, std::string_view line);

/// Fields as lines, each "name: value\n": what crosses the seam to and from JavaScript. Fields that hold a line break or whose
/// name is no token are left out rather than written as something else.
std::string write_field_block(const std::vector<host::header>& fields);
std::vector<host::header> parse_field_block(std::string_view lines);

}  // namespace weft::detail

#endif
