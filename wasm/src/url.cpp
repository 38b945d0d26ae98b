#include "url.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include <weft/errors.hpp>

namespace weft::detail {

namespace {

/// The parts of an address, each without its delimiter; views into it. The fragment is left out.
struct parts {
  std::optional<std::string_view> scheme;
  std::optional<std::string_view> authority;
  std::string_view path;
  std::optional<std::string_view> query;
};

bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_scheme_character(char c) noexcept { return is_letter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.'; }

parts split(std::string_view address) noexcept {
  parts found;
  address = address.substr(0, address.find('#'));
  if (const std::size_t mark = address.find('?'); mark != std::string_view::npos) {
    found.query = address.substr(mark + 1);
    address = address.substr(0, mark);
  }
  const std::size_t colon = address.find(':');
  if (colon != std::string_view::npos && colon > 0 && is_letter(address.front()) &&
      std::ranges::all_of(address.substr(0, colon), is_scheme_character)) {
    found.scheme = address.substr(0, colon);
    address.remove_prefix(colon + 1);
  }
  if (address.starts_with("//")) {
    const std::string_view rest = address.substr(2);
    found.authority = rest.substr(0, rest.find('/'));
    address = rest.substr(found.authority->size());
  }
  found.path = address;
  return found;
}

/// Percent-encodes what may not stand in a path or query. What is encoded already stays as it is.
void append_encoded(std::string& out, std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > 0x20 && byte < 0x7f && std::string_view("\"<>\\^`{|}").find(c) == std::string_view::npos) {
      out += c;
    } else {
      out += {'%', digits[byte >> 4], digits[byte & 15]};
    }
  }
}

/// Follows `.` and `..`; nothing leads above the root. `path` begins with a slash.
std::string without_dots(std::string_view path) {
  std::vector<std::string_view> steps;
  bool folder = true;  // whether a slash comes last
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::string_view step = path.substr(0, path.find('/'));
    path.remove_prefix(step.size());
    folder = step.empty() || step == "." || step == "..";
    if (step == "..") {
      if (!steps.empty()) steps.pop_back();
    } else if (step != ".") {
      steps.push_back(step);
    }
    // An empty step is a slash of its own, unless it is the last: then it is the one that ends the path.
    if (step.empty() && path.empty()) steps.pop_back();
  }
  std::string out;
  for (const std::string_view step : steps) (out += '/') += step;
  if (folder) out += '/';
  return out;
}

/// The path after a host, or the path of an address without one.
void append_path(std::string& out, bool has_authority, std::string_view path) {
  if (!path.starts_with('/')) {
    if (has_authority) out += '/';
    append_encoded(out, path);
    return;
  }
  const std::string straight = without_dots(path);
  // Two slashes at the very beginning would be read as a host's.
  if (!has_authority && straight.starts_with("//")) out += "/.";
  append_encoded(out, straight);
}

void check(std::string_view address) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (std::ranges::none_of(address, is_control)) return;
  std::string shown;
  for (const char c : address) shown += is_control(c) ? '?' : c;
  throw http_error("the address \"" + shown + "\" has a control character in it");
}

}  // namespace

std::string resolve_url(std::string_view base, std::string_view address) {
  check(base);
  check(address);
  const auto trim = [](std::string_view& text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
  };
  trim(base);
  trim(address);
  const parts wanted = split(address);
  const parts from = split(base);

  std::string out;
  const auto& scheme = wanted.scheme ? wanted.scheme : from.scheme;
  if (scheme) (out += *scheme) += ':';
  if (wanted.scheme && !wanted.authority) {
    // "data:...", or no address at all: the host knows.
    append_encoded(out, wanted.path);
  } else if (wanted.authority) {
    (out += "//") += *wanted.authority;
    append_path(out, true, wanted.path);
  } else {
    const bool has_authority = from.authority.has_value();
    if (has_authority) (out += "//") += *from.authority;
    if (wanted.path.starts_with('/')) {
      append_path(out, has_authority, wanted.path);
    } else if (base.empty()) {
      append_encoded(out, wanted.path);
    } else if (wanted.path.empty()) {
      append_path(out, has_authority, from.path);
    } else {
      std::string joined(from.path);
      if (!joined.ends_with('/')) joined += '/';
      joined += wanted.path;
      append_path(out, has_authority, joined);
    }
  }
  if (const auto& query = wanted.query || !wanted.path.empty() || wanted.authority || wanted.scheme ? wanted.query : from.query) {
    out += '?';
    append_encoded(out, *query);
  }
  return out;
}

}  // namespace weft::detail
