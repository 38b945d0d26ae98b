#include <weft/client_session.hpp>

#include <weft/errors.hpp>
#include <weft/event_loop.hpp>
#include <weft/wait_for.hpp>

#include "http_exchange.hpp"
#include "http_syntax.hpp"
#include "prepare_request.hpp"

namespace weft {

namespace {

using detail::http_exchange;

std::shared_ptr<http_exchange> require(std::shared_ptr<http_exchange> exchange) {
  if (!exchange) throw invalid_state_error("the response was moved from");
  return exchange;
}

/// The whole body. `keep`: for those who ask again.
coroutine<std::string> read(std::shared_ptr<http_exchange> from, bool keep) {
  const auto exchange = require(std::move(from));
  if (exchange->kept) co_return *exchange->kept;
  std::string body;
  {
    const detail::body_reader reading(*exchange);
    for (;;) {
      while (auto piece = exchange->take_piece()) body += *piece;
      if (exchange->over()) break;
      co_await exchange->news();
    }
  }
  if (keep) exchange->kept = body;
  co_return body;
}

coroutine<std::vector<std::byte>> read_bytes(std::shared_ptr<http_exchange> exchange, bool keep) {
  const std::string body = co_await read(std::move(exchange), keep);
  const auto bytes = std::as_bytes(std::span(body));
  co_return std::vector<std::byte>(bytes.begin(), bytes.end());
}

async_generator<std::span<const std::byte>> read_chunks(std::shared_ptr<http_exchange> from) {
  const auto exchange = require(std::move(from));
  if (exchange->kept) {
    if (!exchange->kept->empty()) co_yield std::as_bytes(std::span(*exchange->kept));
    co_return;
  }
  const detail::body_reader reading(*exchange);
  for (;;) {
    if (const auto piece = exchange->take_piece()) {
      co_yield std::as_bytes(std::span(*piece));
    } else if (exchange->over()) {
      co_return;
    } else {
      co_await exchange->news();
    }
  }
}

}  // namespace

std::optional<std::string_view> http_headers::get(std::string_view name) const noexcept {
  for (const field& each : fields_) {
    if (detail::equal_ignoring_case(each.first, name)) return each.second;
  }
  return std::nullopt;
}

coroutine<std::string> response::text() & { return read(exchange_, true); }
coroutine<std::string> response::text() && { return read(std::move(exchange_), false); }
coroutine<std::vector<std::byte>> response::bytes() & { return read_bytes(exchange_, true); }
coroutine<std::vector<std::byte>> response::bytes() && { return read_bytes(std::move(exchange_), false); }
async_generator<std::span<const std::byte>> response::chunks() { return read_chunks(exchange_); }

coroutine<response> response::fetch(std::shared_ptr<http_exchange> exchange) {
  for (;;) {
    if (auto head = exchange->take_head()) {
      response answer(std::move(exchange));
      answer.status = head->status;
      answer.url = std::move(head->url);
      for (host::header& each : head->headers) answer.headers.add(std::move(each.name), std::move(each.value));
      co_return answer;
    }
    co_await exchange->news();
  }
}

client_session::client_session(session_options options) : core_(std::make_shared<detail::session_core>(std::move(options))) {}

coroutine<response> client_session::send(std::shared_ptr<detail::session_core> session, std::string method, std::string url,
                                         request_options options) {
  if (!session) throw invalid_state_error("the session was moved from");
  host::request what = detail::prepare_request(session->options, std::move(method), url, options);
  const std::optional<duration> limit = options.timeout ? options.timeout : session->options.timeout;
  std::optional<time_point> until;
  if (limit && *limit > duration::zero()) until = detail::later(event_loop::current().time(), *limit);
  http_exchange::slot slot;
  if (session->slots && !session->slots->locked()) {
    slot.emplace(co_await session->slots->scoped());
  } else if (session->slots && until) {
    slot.emplace(co_await timeout_at(session->slots->scoped(), *until));
  } else if (session->slots) {
    slot.emplace(co_await session->slots->scoped());
  }
  co_return co_await response::fetch(std::make_shared<http_exchange>(std::move(session), std::move(slot), std::move(what), until));
}

coroutine<response> client_session::request(std::string method, std::string url, request_options options) {
  return send(core_, std::move(method), std::move(url), std::move(options));
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
