// Standard input as read_line() cuts it into lines.
#include "fuzz_input.hpp"

#include <sstream>
#include <string>
#include <vector>

#include "src/input_line.hpp"

using namespace weft;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = as_text(data, size);
  std::istringstream input{std::string(text)};
  std::vector<std::string> lines;
  while (auto line = detail::read_input_line(input)) {
    require(line->find('\n') == std::string::npos, "a line has no line break in it");
    lines.push_back(std::move(*line));
  }
  require(!detail::read_input_line(input), "the end stays the end");

  std::vector<std::string> expected;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    if (line.ends_with('\r')) line.remove_suffix(1);
    expected.emplace_back(line);
    at = end + 1;
  }
  require(lines == expected, "lines are what is between line breaks");
  return 0;
}
