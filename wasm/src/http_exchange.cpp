#include "http_exchange.hpp"

#include <weft/errors.hpp>

namespace weft::detail {

session_core::session_core(session_options wanted) : options(std::move(wanted)) {
  if (options.limit > 0) slots.emplace(options.limit);
}

http_exchange::http_exchange(std::shared_ptr<session_core> session, slot held, host::request what, std::optional<time_point> until)
    : loop_(&current_loop_core()), session_(std::move(session)), slot_(std::move(held)) {
  std::string words;
  if (loop_->traced()) words = what.method + " " + what.url;
  id_ = loop_->outside().start_request(std::move(what), *this);
  loop_->trace_request(id_, std::move(words));
  if (until) timer_ = loop_->owner().call_at(*until, [this] { expire(); });
}

http_exchange::~http_exchange() {
  // Its loop may have been closed meanwhile; the host stays as long as the core.
  if (phase_ == phase::under_way) {
    loop_->outside().abort(id_);
    loop_->trace_end(id_, "aborted");
  }
  if (timer_) timer_->cancel();
}

std::optional<http_exchange::head> http_exchange::take_head() {
  if (head_) return std::exchange(head_, std::nullopt);
  if (phase_ != phase::under_way) throw_failure();
  return std::nullopt;
}

std::optional<std::string> http_exchange::take_piece() {
  if (piece_) return std::exchange(piece_, std::nullopt);
  if (phase_ == phase::under_way && std::exchange(owes_more_, false)) loop_->outside().more(id_);
  return std::nullopt;
}

bool http_exchange::over() const {
  if (phase_ == phase::failed || phase_ == phase::timed_out) throw_failure();
  return phase_ == phase::ended;
}

void http_exchange::on_head(int status, std::string url, std::vector<host::header> headers) {
  head_ = head{status, std::move(url), std::move(headers)};
  head_told_ = true;
  loop_->trace_answer(id_);
  if (!loop_->closed()) waiting_.wake(1);
}

void http_exchange::on_body(std::string_view bytes) {
  piece_.emplace(bytes);
  owes_more_ = true;
  if (!loop_->closed()) waiting_.wake(1);
}

void http_exchange::on_end() { finish(phase::ended, {}); }

void http_exchange::on_failure(std::string reason) { finish(phase::failed, std::move(reason)); }

void http_exchange::expire() { abort(phase::timed_out, "the request took longer than its timeout"); }

void http_exchange::finish(phase how, std::string reason) {
  phase_ = how;
  loop_->trace_end(id_, how == phase::ended ? "complete" : how == phase::timed_out ? "timed out" : "failed");
  failure_ = std::move(reason);
  if (timer_) timer_->cancel();
  timer_.reset();
  slot_.reset();
  if (!loop_->closed()) waiting_.wake(1);
}

void http_exchange::abort(phase how, std::string reason) {
  loop_->outside().abort(id_);
  finish(how, std::move(reason));
}

void http_exchange::throw_failure() const {
  if (phase_ == phase::timed_out) throw timeout_error(failure_);
  throw http_error(failure_);
}

body_reader::body_reader(http_exchange& exchange) : exchange_(exchange) {
  using body = http_exchange::body;
  using phase = http_exchange::phase;
  if (exchange.body_ == body::being_read) throw invalid_state_error("the body of this response is being read already");
  if (exchange.body_ == body::read) {
    exchange.over();  // what kept it from being read to its end says more
    throw invalid_state_error("the body of this response has been read already");
  }
  if (exchange.phase_ == phase::under_way && exchange.loop_->closed()) {
    exchange.abort(phase::failed, "the event loop of this request has gone");
  }
  exchange.body_ = body::being_read;
}

body_reader::~body_reader() {
  using phase = http_exchange::phase;
  exchange_.body_ = http_exchange::body::read;
  if (exchange_.phase_ == phase::under_way) {
    exchange_.abort(phase::failed, "the request was aborted: its body was given up before its end");
  }
}

}  // namespace weft::detail
