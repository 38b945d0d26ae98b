#include <weft/client_session.hpp>

#include <algorithm>
#include <optional>

#include <weft/detail/loop_core.hpp>
#include <weft/errors.hpp>
#include <weft/event_loop.hpp>
#include <weft/future.hpp>
#include <weft/task.hpp>

#include "../host/host.hpp"

namespace weft {

namespace detail {

/// One request from its start to its end: collects what the host tells, and wakes who waits for it.
class http_exchange final : private host::request_events {
 public:
  explicit http_exchange(const host::request& what) : loop_(&current_loop_core()) {
    id_ = loop_->outside().start_request(what, *this);
    under_way_ = true;
  }
  http_exchange(const http_exchange&) = delete;
  http_exchange& operator=(const http_exchange&) = delete;
  ~http_exchange() {
    if (under_way_ && !loop_->closed()) loop_->outside().abort(id_);
  }

  coroutine<> wait_for_head() {
    while (!head_ && under_way_) co_await news();
    if (!head_) throw http_error(failure_);
  }

  coroutine<std::string> rest() {
    while (under_way_) {
      if (std::exchange(piece_taken_, false)) loop_->outside().more(id_);
      co_await news();
    }
    if (!failure_.empty()) throw http_error(failure_);
    co_return std::exchange(body_, {});
  }

  struct head {
    int status;
    std::string url;
    std::vector<host::header> headers;
  };
  std::optional<head>& answer() noexcept { return head_; }

 private:
  future<> news() {
    news_ = loop_->owner().create_future();
    return *news_;
  }
  void tell() {
    if (news_ && !news_->done()) news_->set_result();
  }

  void on_head(int status, std::string url, std::vector<host::header> headers) override {
    head_ = head{status, std::move(url), std::move(headers)};
    tell();
  }
  void on_body(std::string_view bytes) override {
    body_ += bytes;
    piece_taken_ = true;
    tell();
  }
  void on_end() override {
    under_way_ = false;
    tell();
  }
  void on_failure(std::string reason) override {
    under_way_ = false;
    failure_ = std::move(reason);
    tell();
  }

  intrusive_ptr<loop_core> loop_;
  host::request_id id_ = 0;
  bool under_way_ = false;
  bool piece_taken_ = false;  // a piece has come and the host has not been asked for the next one
  std::optional<head> head_;
  std::string body_;
  std::string failure_;
  std::optional<future<>> news_;
};

}  // namespace detail

namespace {

bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

// Relative references are the host's business unless the session has a base of its own.
std::string resolve(const std::string& base, const std::string& url) {
  if (base.empty() || url.find("://") != std::string::npos) return url;
  if (!url.starts_with('/')) return base.ends_with('/') ? base + url : base + "/" + url;
  const std::size_t host = base.find("://");
  const std::size_t path = base.find('/', host == std::string::npos ? 0 : host + 3);
  return base.substr(0, path) + url;
}

}  // namespace

std::optional<std::string_view> http_headers::get(std::string_view name) const noexcept {
  for (const field& each : fields_) {
    if (equal_ignoring_case(each.first, name)) return each.second;
  }
  return std::nullopt;
}

response::response(std::unique_ptr<detail::http_exchange> exchange) : exchange_(std::move(exchange)) {
  auto head = std::move(*exchange_->answer());
  status = head.status;
  url = std::move(head.url);
  for (host::header& each : head.headers) headers.add(std::move(each.name), std::move(each.value));
}
response::response(response&&) noexcept = default;
response& response::operator=(response&&) noexcept = default;
response::~response() = default;

coroutine<std::string> response::text() { return exchange_->rest(); }

client_session::client_session(session_options options) : options_(std::move(options)) {}

coroutine<response> client_session::request(std::string method, std::string url, request_options options) {
  host::request what{.method = std::move(method), .url = resolve(options_.base_url, url), .headers = {}, .body = std::move(options.body)};
  for (const auto& [name, value] : options.headers) what.headers.push_back({name, value});
  for (const auto& [name, value] : options_.headers) {
    if (!options.headers.get(name)) what.headers.push_back({name, value});
  }
  auto exchange = std::make_unique<detail::http_exchange>(what);
  co_await exchange->wait_for_head();
  co_return response(std::move(exchange));
}

coroutine<response> client_session::get(std::string url, request_options options) {
  return request("GET", std::move(url), std::move(options));
}
coroutine<response> client_session::post(std::string url, request_options options) {
  return request("POST", std::move(url), std::move(options));
}
coroutine<response> client_session::put(std::string url, request_options options) {
  return request("PUT", std::move(url), std::move(options));
}
coroutine<response> client_session::patch(std::string url, request_options options) {
  return request("PATCH", std::move(url), std::move(options));
}
coroutine<response> client_session::delete_(std::string url, request_options options) {
  return request("DELETE", std::move(url), std::move(options));
}
coroutine<response> client_session::head(std::string url, request_options options) {
  return request("HEAD", std::move(url), std::move(options));
}

}  // namespace weft
