// The lines of an answer's head, one by one as libcurl hands them over and as one block as the browser's side of the seam does.
#include "fuzz_input.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "src/http_syntax.hpp"

using namespace weft;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = as_text(data, size);

  const auto fields = detail::parse_field_block(text);
  for (const auto& [name, value] : fields) {
    require(detail::is_token(name), "a name is a token");
    require(detail::is_field_value(value), "a value has no line break");
    require(std::ranges::none_of(name, [](char c) { return c >= 'A' && c <= 'Z'; }), "names are lower-case");
    require(!value.starts_with(' ') && !value.starts_with('\t') && !value.ends_with(' ') && !value.ends_with('\t'), "a value has no space around it");
  }

  // Line by line, however their ends are written, they are the same.
  std::vector<host::header> one_by_one;
  for (std::string_view rest = text; !rest.empty();) {
    const std::string line(rest.substr(0, rest.find('\n')));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    detail::add_field_line(one_by_one, line + "\r\n");
  }
  require(std::ranges::equal(fields, one_by_one, [](const auto& a, const auto& b) { return a.name == b.name && a.value == b.value; }),
          "a block is its lines");
  return 0;
}
