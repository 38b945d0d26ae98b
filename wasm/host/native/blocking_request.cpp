// A request that blocks the thread that makes it: libcurl's easy interface.
#include <memory>
#include <string>

#include <curl/curl.h>

#include <weft/errors.hpp>

#include "transfer_setup.hpp"

namespace weft::host {

namespace {

struct receiving {
  CURL* handle;
  answer* into;
};

std::size_t take_header(char* data, std::size_t one, std::size_t size, void* user) {
  const auto& self = *static_cast<receiving*>(user);
  add_header_line(self.handle, self.into->headers, {data, size});
  return one * size;
}

std::size_t take_body(char* data, std::size_t one, std::size_t size, void* user) {
  static_cast<answer*>(user)->body.append(data, size);
  return one * size;
}

}  // namespace

answer request_blocking(const request& what) {
  require_curl();
  const std::unique_ptr<CURL, void (*)(CURL*)> handle(curl_easy_init(), &curl_easy_cleanup);
  if (!handle) throw http_error("libcurl gives no handle");
  const std::unique_ptr<curl_slist, void (*)(curl_slist*)> headers(describe_request(handle.get(), what), &curl_slist_free_all);
  answer got;
  receiving receiver{handle.get(), &got};
  curl_easy_setopt(handle.get(), CURLOPT_HEADERFUNCTION, &take_header);
  curl_easy_setopt(handle.get(), CURLOPT_HEADERDATA, &receiver);
  curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, &take_body);
  curl_easy_setopt(handle.get(), CURLOPT_WRITEDATA, &got);
  if (const CURLcode code = curl_easy_perform(handle.get()); code != CURLE_OK) throw http_error(curl_easy_strerror(code));
  long status = 0;
  char* url = nullptr;
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(handle.get(), CURLINFO_EFFECTIVE_URL, &url);
  got.status = static_cast<int>(status);
  got.url = url == nullptr ? "" : url;
  return got;
}

}  // namespace weft::host
