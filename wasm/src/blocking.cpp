#include <weft/blocking.hpp>

#include "../host/host.hpp"

namespace weft::blocking {

response request(std::string method, std::string url, request_options options) {
  host::request what{.method = std::move(method), .url = std::move(url), .headers = {}, .body = std::move(options.body)};
  for (const auto& [name, value] : options.headers) what.headers.push_back({name, value});
  host::answer got = host::request_blocking(what);
  response made;
  made.status = got.status;
  made.url = std::move(got.url);
  for (host::header& each : got.headers) made.headers.add(std::move(each.name), std::move(each.value));
  made.body = std::move(got.body);
  return made;
}

response get(std::string url, request_options options) { return request("GET", std::move(url), std::move(options)); }
response post(std::string url, request_options options) { return request("POST", std::move(url), std::move(options)); }

}  // namespace weft::blocking
