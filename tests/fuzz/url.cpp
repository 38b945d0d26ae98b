// An address against a base, as client_session resolves it.
#include "fuzz_input.hpp"

#include <algorithm>
#include <string>

#include <weft/errors.hpp>

#include "src/url.hpp"

using namespace weft;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto [base, address] = in_two(as_text(data, size));
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  const bool refused = std::ranges::any_of(base, is_control) || std::ranges::any_of(address, is_control);
  std::string resolved;
  try {
    resolved = detail::resolve_url(base, address);
  } catch (const http_error&) {
    require(refused, "only control characters are refused");
    return 0;
  }
  require(!refused, "control characters are refused");
  require(resolved.find('#') == std::string::npos, "a fragment is dropped");

  // The host is the part that is not changed: whatever it is, curl and the browser judge it.
  const std::size_t slashes = resolved.find("//");
  const std::size_t path = slashes == std::string::npos ? 0 : std::min(resolved.find_first_of("/?", slashes + 2), resolved.size());
  const std::string_view rest = std::string_view(resolved).substr(path);
  if (slashes == std::string::npos || resolved.find_first_of("/?") == slashes) {
    require(std::ranges::all_of(rest, [](char c) { return c > 0x20 && c < 0x7f; }), "what follows the host is visible ASCII");
  }
  const std::string_view scheme = std::string_view(resolved).substr(0, resolved.find("://"));
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  if (scheme.size() < resolved.size() && std::ranges::all_of(scheme, is_letter) && !scheme.empty()) {
    require(detail::resolve_url("", resolved) == resolved, "a whole address stays as it is");
    require(detail::resolve_url(base, resolved) == resolved, "and needs no base");
  }
  return 0;
}
