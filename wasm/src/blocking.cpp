#include <weft/blocking.hpp>

#include "../host/host.hpp"
#include "prepare_request.hpp"

namespace weft::blocking {

response request(std::string method, std::string url, request_options options) {
  host::answer got = host::request_blocking(detail::prepare_request({}, std::move(method), url, options));
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
