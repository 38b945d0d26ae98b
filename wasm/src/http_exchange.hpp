// One request from its start to its end: hears what the host tells, wakes who waits for it, and knows who may read the body.
//
// Shared by the response and by whoever reads its body (text(), bytes(), chunks()): a body that is being read stays alive
// though the response has gone. When the last of them goes before the body has ended, the request is aborted.
#ifndef WEFT_SRC_HTTP_EXCHANGE_HPP
#define WEFT_SRC_HTTP_EXCHANGE_HPP

#include <coroutine>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <weft/client_session.hpp>
#include <weft/detail/intrusive_ptr.hpp>
#include <weft/detail/loop_core.hpp>
#include <weft/detail/never_ready.hpp>
#include <weft/detail/wait_node.hpp>
#include <weft/event_loop.hpp>
#include <weft/semaphore.hpp>

#include "../host/host.hpp"

namespace weft::detail {

/// One permit a request that may be under way.
class request_slots : public semaphore {
 public:
  explicit request_slots(std::size_t limit) noexcept : semaphore(limit, limit, "its turn among the session's requests") {}
};

/// What a session is: shared by its copies and its requests, so that these may outlive it.
struct session_core {
  explicit session_core(session_options wanted);

  const session_options options;
  /// nullopt without a limit.
  std::optional<request_slots> slots;
};

class http_exchange final : private host::request_events {
 public:
  using slot = std::optional<scoped_hold<semaphore>>;

  /// Starts the request. `until`: when to give up, nullopt for never.
  http_exchange(std::shared_ptr<session_core> session, slot held, host::request what, std::optional<time_point> until);
  http_exchange(const http_exchange&) = delete;
  http_exchange& operator=(const http_exchange&) = delete;
  ~http_exchange();

  struct head {
    int status;
    std::string url;
    std::vector<host::header> headers;
  };
  /// The head of the answer, once. nullopt while it has not come; throws why it never will.
  std::optional<head> take_head();

  /// The next piece of the body. nullopt when there is none yet (the host is asked for one) or, see over(), none any more.
  std::optional<std::string> take_piece();
  /// Whether the body has ended. Throws what ended the request before that.
  bool over() const;

  /// Awaitable: suspends until there is something new. Whoever waits holds a reference.
  [[nodiscard("co_await it")]] auto news() noexcept { return news_awaiter(*this); }

  /// The whole body, where it was read to its end and is to be had again.
  std::optional<std::string> kept;

 private:
  friend class body_reader;

  class news_awaiter : wait_node {
   public:
    explicit news_awaiter(http_exchange& of) noexcept
        : wait_node(of.head_told_ ? "the body of an answer" : "an answer"), exchange_(of) {}
    static bool await_ready() noexcept { return never_ready(); }
    void await_suspend(std::coroutine_handle<> awaiting) {
      exchange_.waiting_.push(*this);
      suspend(awaiting);
    }
    void await_resume() {
      if (waited() && leave_cancelled()) throw_cancelled();
    }

   private:
    http_exchange& exchange_;
  };

  enum class phase : std::uint8_t { under_way, ended, failed, timed_out };

  void on_head(int status, std::string url, std::vector<host::header> headers) override;
  void on_body(std::string_view bytes) override;
  void on_end() override;
  void on_failure(std::string reason) override;
  void expire();
  /// It is over: lets the next request have the slot.
  void finish(phase how, std::string reason);
  void abort(phase how, std::string reason);
  [[noreturn]] void throw_failure() const;

  phase phase_ = phase::under_way;
  bool head_told_ = false;
  bool owes_more_ = false;  // a piece has come and the host has not been asked for the next one
  enum class body : std::uint8_t { unread, being_read, read } body_ = body::unread;
  host::request_id id_ = 0;
  intrusive_ptr<loop_core> loop_;
  std::shared_ptr<session_core> session_;
  slot slot_;  // after the session, whose it is
  std::optional<timer_handle> timer_;
  std::optional<head> head_;
  std::optional<std::string> piece_;
  std::string failure_;
  wait_list waiting_;
};

/// The one who reads a body. Reading one that somebody else reads or has read is invalid_state_error. Who goes before the end
/// gives up the request: a half-read body is no use to anybody else, and its slot is.
class body_reader {
 public:
  explicit body_reader(http_exchange& exchange);
  body_reader(const body_reader&) = delete;
  body_reader& operator=(const body_reader&) = delete;
  ~body_reader();

 private:
  http_exchange& exchange_;
};

}  // namespace weft::detail

#endif
