// client_session: HTTP requests as awaitables, after aiohttp.ClientSession.
//
//     weft::client_session session;
//     auto response = co_await session.get("/httpbin/delay/1");
//     weft::println("{} {}", response.status, co_await response.text());
//
// In the browser every request is a fetch of the page's; natively it is libcurl's. What one of the two cannot do neither
// does: a GET with a body, say.
#ifndef WEFT_CLIENT_SESSION_HPP
#define WEFT_CLIENT_SESSION_HPP

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "async_generator.hpp"
#include "coroutine.hpp"
#include "time.hpp"

namespace weft {

namespace detail {
class http_exchange;
struct session_core;
}  // namespace detail

/// Header fields in the order in which they came. Names compare without regard to case; those of an answer are lower-case.
class http_headers {
 public:
  using field = std::pair<std::string, std::string>;

  http_headers() = default;
  http_headers(std::initializer_list<field> fields) : fields_(fields) {}
  explicit http_headers(std::vector<field> fields) noexcept : fields_(std::move(fields)) {}

  /// The first field of that name, nullopt where there is none. O(size()).
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
/// Ownership: move-only; needs neither its session nor the coroutine that asked. Destroying one whose body nobody reads and
/// nobody has read to its end aborts the request. A read that is under way keeps the body alive by itself, so
/// `(co_await session.get(url)).text()` is fine.
/// Reading: by one task at a time. While text(), bytes() or chunks() reads, another read throws invalid_state_error.
/// Slots: the request counts against its session's limit until the body has been read to its end or given up. So read it, or
/// let the response go: a response that is just kept keeps others waiting.
/// Failure: a body that breaks off is http_error, one that takes longer than the timeout timeout_error; also for reads after
/// that. Cancelling the task that reads aborts the request: what was left is lost, and later reads throw http_error.
class response {
 public:
  int status = 0;
  /// Where the answer came from, after redirects.
  std::string url;
  http_headers headers;

  /// Whether the status is 200 to 299.
  bool ok() const noexcept { return status >= 200 && status < 300; }

  /// The body as it came: for a text in UTF-8, the text. Nothing is converted. The response keeps it, so text() and bytes()
  /// may be called again and each gives the whole; one that is about to go (`std::move(response).text()`) keeps nothing.
  coroutine<std::string> text() &;
  coroutine<std::string> text() &&;
  /// The same as bytes.
  coroutine<std::vector<std::byte>> bytes() &;
  coroutine<std::vector<std::byte>> bytes() &&;

  /// The body piece by piece, of whatever sizes they come in, none of them empty. A piece is good until the next one is asked
  /// for. After text() or bytes(), the body in one piece; after chunks() there is nothing left to read, and another
  /// read throws invalid_state_error.
  /// Back-pressure: the host is asked for the next piece when the consumer is, so a slow consumer slows the sender
  /// down. At most a few pieces are in memory, however long the body.
  /// Closing or destroying the generator before the end of the body aborts the request.
  async_generator<std::span<const std::byte>> chunks();

  response(response&&) noexcept = default;
  response& operator=(response&&) noexcept = default;

 private:
  friend class client_session;
  explicit response(std::shared_ptr<detail::http_exchange> exchange) noexcept : exchange_(std::move(exchange)) {}
  static coroutine<response> fetch(std::shared_ptr<detail::http_exchange> exchange);

  std::shared_ptr<detail::http_exchange> exchange_;
};

/// What holds for every request of a session.
struct session_options {
  /// The folder that relative addresses are in ("https://host/api" and "https://host/api/" are the same). Default: in a
  /// browser the site that the page belongs to; natively the environment variable WEFT_BASE_URL.
  std::string base_url = {};
  /// How many requests may be under way at once; the others wait, first come, first served. 0: any number.
  std::size_t limit = 100;
  /// How long a request may take in all, from its co_await to the end of its body, waiting for its turn and reading included.
  /// nullopt, zero or less: as long as it likes.
  optional_duration timeout = std::chrono::minutes(5);
  /// Sent with every request that has no field of that name of its own.
  http_headers headers = {};
};

/// What one request has of its own.
struct request_options {
  /// A body without a content-type is sent without one. Browsers leave out some fields that are theirs: Host, Cookie, Origin.
  http_headers headers = {};
  std::string body = {};
  /// In place of the session's timeout; zero or less: none.
  optional_duration timeout = {};
};

/// Makes requests. Copies are the same session: they share its limit. Connections are the event loop's, which reuses them.
///
/// Each request is a coroutine that ends with the head of the answer. Whatever its status, an answer is a success; redirects
/// are followed (20 of them). It throws
///  - http_error when there is no answer: no network, no such host, an address that is none or not allowed;
///  - timeout_error when it took longer than the timeout;
///  - std::invalid_argument for what can be no request: a method or the name of a header field that is no token, a line break in
///    a header field (which would begin a field of its own), a GET or HEAD with a body, CONNECT and TRACE.
/// Methods are sent in upper case.
/// Lifetime: a request, once called, needs the session no more.
/// Cancelling the task that awaits it aborts the request; one that waits for its turn loses nobody's.
/// On the virtual clock no time passes while an answer is awaited, so no timeout comes meanwhile.
/// Threads: a session belongs to one thread.
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
  static coroutine<response> send(std::shared_ptr<detail::session_core> session, std::string method, std::string url, request_options options);

  std::shared_ptr<detail::session_core> core_;
};

}  // namespace weft

#endif
