#include "http_syntax.hpp"

#include <algorithm>

namespace weft::detail {

namespace {

constexpr std::string_view blank = " \t";

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_token_character(char c) noexcept {
  if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')) return true;
  return c != '\0' && std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

std::string_view trimmed(std::string_view text) noexcept {
  const std::size_t first = text.find_first_not_of(blank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

std::string_view without_line_end(std::string_view line) noexcept {
  while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

}  // namespace

bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept { return std::ranges::equal(a, b, {}, lower, lower); }

bool is_token(std::string_view text) noexcept { return !text.empty() && std::ranges::all_of(text, is_token_character); }

bool is_field_value(std::string_view text) noexcept {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

void add_field_line(std::vector<host::header>& fields, std::string_view line) {
  line = without_line_end(line);
  if (!is_field_value(line)) return;
  if (!line.empty() && blank.contains(line.front())) {
    const std::string_view more = trimmed(line);
    if (fields.empty() || more.empty()) return;
    std::string& value = fields.back().value;
    if (!value.empty()) value += ' ';
    value += more;
    return;
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) return;
  std::string name(line.substr(0, colon));
  std::ranges::transform(name, name.begin(), lower);
  fields.push_back({std::move(name), std::string(trimmed(line.substr(colon + 1)))});
}

std::string write_field_block(const std::vector<host::header>& fields) {
  std::string lines;
  for (const auto& [name, value] : fields) {
    if (is_token(name) && is_field_value(value)) lines += name + ": " + value + "\n";
  }
  return lines;
}

std::vector<host::header> parse_field_block(std::string_view lines) {
  std::vector<host::header> fields;
  while (!lines.empty()) {
    const std::string_view line = lines.substr(0, lines.find('\n'));
    lines.remove_prefix(std::min(line.size() + 1, lines.size()));
    add_field_line(fields, line);
  }
  return fields;
}

}  // namespace weft::detail
