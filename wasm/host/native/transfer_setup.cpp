#include "transfer_setup.hpp"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include "../../src/http_syntax.hpp"
#include "../../src/url.hpp"

namespace weft::host {

namespace {

std::string absolute(const std::string& url) {
  if (url.find("://") != std::string::npos) return url;
  const char* base = std::getenv("WEFT_BASE_URL");
  if (base == nullptr) return url;  // curl says what is wrong with it
  // A path is one below the site's folder, as in a page of the site.
  const bool path = url.starts_with('/') && !url.starts_with("//");
  return detail::resolve_url(base, path ? std::string_view(url).substr(1) : url);
}

// What follows a redirect is a GET where fetch says so: after a POST and 301 or 302, after anything but HEAD and 303.
void set_method(CURL* handle, const std::string& method, const std::string& body) {
  if (method == "HEAD") {
    curl_easy_setopt(handle, CURLOPT_NOBODY, 1L);
    return;
  }
  if (method == "GET") return;
  if (!body.empty() || method == "POST" || method == "PUT" || method == "PATCH") {
    curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, body.c_str());
  }
  if (method == "POST") return;
  curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, method.c_str());
  curl_easy_setopt(handle, CURLOPT_POSTREDIR, CURL_REDIR_POST_301 | CURL_REDIR_POST_302);
}

}  // namespace

void require_curl() {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (ready != CURLE_OK) throw std::runtime_error(curl_easy_strerror(ready));
}

curl_slist* describe_request(CURL* handle, const request& what) {
  curl_easy_setopt(handle, CURLOPT_URL, absolute(what.url).c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt(handle, CURLOPT_MAXREDIRS, 20L);
  curl_easy_setopt(handle, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_ACCEPT_ENCODING, "");
  curl_easy_setopt(handle, CURLOPT_USERAGENT, "weft");
  set_method(handle, what.method, what.body);
  curl_slist* list = nullptr;
  for (const header& each : what.headers) {
    // For curl "name:" means to leave a field out.
    const std::string line = each.name + (each.value.empty() ? std::string(";") : ": " + each.value);
    list = curl_slist_append(list, line.c_str());
  }
  const auto given = [&](std::string_view name) {
    return std::ranges::any_of(what.headers, [&](const header& each) { return detail::equal_ignoring_case(each.name, name); });
  };
  // What curl would add and a browser does not: a type that the body does not have, and a pause before a large one.
  for (const char* const own : {"Content-Type", "Expect"}) {
    if (!given(own)) list = curl_slist_append(list, (std::string(own) + ":").c_str());
  }
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, list);
  return list;
}

void add_header_line(CURL* handle, std::vector<header>& headers, std::string_view line) {
  if (line.starts_with("HTTP/")) {
    headers.clear();  // of a redirect or a 100 Continue
    const std::size_t space = line.find(' ');
    if (space != std::string_view::npos && line.substr(space + 1).starts_with("303")) {
      curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, nullptr);
    }
  } else {
    detail::add_field_line(headers, line);
  }
}

}  // namespace weft::host
