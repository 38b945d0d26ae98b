// client_session: HTTP requests as awaitables, after aiohttp.ClientSession.
//
//     weft::client_session session;
//     auto response = co_await session.get("/httpbin/delay/1");
//     weft::println("{} {}", response.status, co_await response.text());
//
// In the browser every request is a fetch of the page's; natively it is libcurl's.
#ifndef WEFT_CLIENT_SESSION_HPP
#define WEFT_CLIENT_SESSION_HPP

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "coroutine.hpp"

namespace weft {

namespace detail {
class http_exchange;
}

/// Header fields in the order in which they came. Names compare without regard to case.
class http_headers {
 public:
  using field = std::pair<std::string, std::string>;

  http_headers() = default;
  http_headers(std::initializer_list<field> fields) : fields_(fields) {}
  explicit http_headers(std::vector<field> fields) noexcept : fields_(std::move(fields)) {}

  /// The first field of that name, nullopt where there is none.
  std::optional<std::string_view> get(std::string_view name) const noexcept;
  void add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }
  auto begin() const noexcept { return fields_.begin(); }
  auto end() const noexcept { return fields_.end(); }
  std::size_t size() const noexcept { return fields_.size(); }

 private:
  std::vector<field> fields_;
};

/// An answer: its head, and a body that is still coming.
///
/// Ownership: move-only. Destroying one whose body has not been read to its end aborts the request.
class response {
 public:
  int status = 0;
  /// Where the answer came from, after redirects.
  std::string url;
  http_headers headers;

  /// Whether the status is 200 to 299.
  bool ok() const noexcept { return status >= 200 && status < 300; }

  /// The rest of the body, as bytes: for a text in UTF-8, the text. Nothing is converted. Throws http_error when it breaks off.
  /// Cancelling the awaiting task aborts the request. A second call gives what is left: an empty string.
  coroutine<std::string> text();

  response(response&&) noexcept;
  response& operator=(response&&) noexcept;
  ~response();

 private:
  friend class client_session;
  explicit response(std::unique_ptr<detail::http_exchange> exchange);

  std::unique_ptr<detail::http_exchange> exchange_;
};

struct session_options {
  /// What relative addresses are relative to. Default: in a browser the site that the page belongs to; natively the
  /// environment variable WEFT_BASE_URL.
  std::string base_url = {};
  /// Sent with every request.
  http_headers headers = {};
};

struct request_options {
  http_headers headers = {};
  std::string body = {};
};

/// Makes requests. Cheap; the connections are the host's. Must outlive the requests that it makes.
///
/// Each request is a coroutine that ends with the head of the answer; whatever its status, an answer is a success. It
/// throws http_error when there is none: no network, no such host, an address that is not allowed. Cancelling the task
/// that awaits it aborts the request.
class client_session {
 public:
  explicit client_session(session_options options = {});

  coroutine<response> request(std::string method, std::string url, request_options options = {});
  coroutine<response> get(std::string url, request_options options = {});
  coroutine<response> post(std::string url, request_options options = {});
  coroutine<response> put(std::string url, request_options options = {});
  coroutine<response> patch(std::string url, request_options options = {});
  coroutine<response> delete_(std::string url, request_options options = {});
  coroutine<response> head(std::string url, request_options options = {});

 private:
  session_options options_;
};

}  // namespace weft

#endif
