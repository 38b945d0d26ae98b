// Header fields on their way across the host seam: whatever a program or a server puts into them, the other side reads what was
// meant, and no more fields than there were.
#include "fuzz_input.hpp"

#include <string>
#include <vector>

#include "src/http_syntax.hpp"

using namespace weft;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text = as_text(data, size);
  std::vector<host::header> fields;
  while (!text.empty()) {
    // A field is "length of the name, length of the value, name, value": so that anything can stand in either.
    const std::size_t name_size = std::min<std::size_t>(static_cast<unsigned char>(text[0]) % 32, text.size() - 1);
    const std::string_view name = text.substr(1, name_size);
    text.remove_prefix(1 + name_size);
    const std::size_t value_size = text.empty() ? 0 : std::min<std::size_t>(static_cast<unsigned char>(text[0]) % 64, text.size() - 1);
    const std::string_view value = text.empty() ? std::string_view() : text.substr(1, value_size);
    text.remove_prefix(std::min(text.size(), 1 + value_size));
    fields.push_back({std::string(name), std::string(value)});
  }

  const std::string block = detail::write_field_block(fields);
  const auto read = detail::parse_field_block(block);
  std::vector<host::header> meant;
  for (const auto& [name, value] : fields) {
    if (detail::is_token(name) && detail::is_field_value(value)) meant.push_back({name, value});
  }
  require(read.size() == meant.size(), "as many fields arrive as can be sent");
  for (std::size_t i = 0; i < read.size(); ++i) {
    require(detail::equal_ignoring_case(read[i].name, meant[i].name), "a name arrives");
    const std::string_view sent = meant[i].value;
    const std::size_t first = sent.find_first_not_of(" \t");
    const std::string_view trimmed = first == std::string_view::npos ? "" : sent.substr(first, sent.find_last_not_of(" \t") - first + 1);
    require(read[i].value == trimmed, "a value arrives, but for the space around it");
  }
  require(detail::write_field_block(detail::parse_field_block(detail::write_field_block(read))) == detail::write_field_block(read),
          "what has been read once is written and read as it is");
  return 0;
}
