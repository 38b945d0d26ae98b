// What fuzz targets share: the input as text, and a claim about it.
#ifndef WEFT_TESTS_FUZZ_FUZZ_INPUT_HPP
#define WEFT_TESTS_FUZZ_FUZZ_INPUT_HPP

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <utility>

inline std::string_view as_text(const std::uint8_t* data, std::size_t size) {
  return {size == 0 ? "" : reinterpret_cast<const char*>(data), size};
}

/// Ends the run as a crash, which libFuzzer keeps the input of.
inline void require(bool holds, const char* claim) {
  if (holds) return;
  std::fprintf(stderr, "it does not hold that %s\n", claim);
  std::abort();
}

/// Everything up to the first null character, and the rest: for targets that take two texts.
inline std::pair<std::string_view, std::string_view> in_two(std::string_view text) {
  const std::size_t end = text.find('\0');
  if (end == std::string_view::npos) return {text, {}};
  return {text.substr(0, end), text.substr(end + 1)};
}

#endif
