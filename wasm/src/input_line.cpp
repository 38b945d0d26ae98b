#include "input_line.hpp"

#include <istream>

namespace weft::detail {

std::optional<std::string> read_input_line(std::istream& input) {
  std::string line;
  if (!std::getline(input, line)) return std::nullopt;
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

}  // namespace weft::detail
