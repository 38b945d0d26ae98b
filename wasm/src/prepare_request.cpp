#include "prepare_request.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "http_syntax.hpp"
#include "url.hpp"

namespace weft::detail {

host::request prepare_request(const session_options& session, std::string method, std::string_view url, request_options& options) {
  if (!is_token(method)) throw std::invalid_argument("\"" + method + "\" is no HTTP method");
  std::ranges::transform(method, method.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  if (method == "CONNECT" || method == "TRACE" || method == "TRACK") {
    throw std::invalid_argument("a request with the method " + method + " cannot be made");
  }
  if (!options.body.empty() && (method == "GET" || method == "HEAD")) {
    throw std::invalid_argument("a " + method + " request has no body");
  }
  host::request what{.method = std::move(method), .url = resolve_url(session.base_url, url), .headers = {}, .body = std::move(options.body)};
  const auto add = [&](const http_headers::field& field) {
    const auto& [name, value] = field;
    if (!is_token(name)) throw std::invalid_argument("\"" + name + "\" is no name of a header field");
    if (!is_field_value(value)) {
      throw std::invalid_argument("the header field " + name + " has a line break or a null character in its value");
    }
    what.headers.push_back({name, value});
  };
  for (const auto& field : options.headers) add(field);
  for (const auto& field : session.headers) {
    if (!options.headers.get(field.first)) add(field);
  }
  return what;
}

}  // namespace weft::detail
