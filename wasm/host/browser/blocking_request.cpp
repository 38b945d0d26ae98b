// A request that blocks the thread that makes it.
//
// The request itself is always made on the main thread, whose JavaScript can hear of the answer: another thread asks it to,
// and sleeps on a futex until the answer lies in memory. The main thread itself is suspended by JSPI meanwhile.
#include <atomic>
#include <cmath>
#include <optional>
#include <utility>

#include <emscripten/threading.h>

#include <weft/errors.hpp>

#include "threads.hpp"

extern "C" {
int weft_host_can_block();
void weft_host_block();
void weft_host_unblock();
}

namespace weft::host {

namespace {

class blocking_exchange final : request_events {
 public:
  explicit blocking_exchange(const request& what) : what_(what), on_main_(on_main_thread()) {}

  answer perform() {
    if (on_main_) {
      if (weft_host_can_block() == 0) {
        throw http_error(
            "a request cannot block the main thread here: this browser has no JSPI (WebAssembly JavaScript Promise "
            "Integration), or main() has not begun. Use client_session, or make the request on another thread");
      }
      start(this);
      while (!ended_.load(std::memory_order_acquire)) weft_host_block();
    } else {
      call_on_main_thread(&blocking_exchange::start, this);
      while (!ended_.load(std::memory_order_acquire)) emscripten_futex_wait(&ended_, 0, INFINITY);
    }
    if (failure_) throw http_error(*failure_);
    return std::move(answer_);
  }

 private:
  static void start(void* self) {
    auto& me = *static_cast<blocking_exchange*>(self);
    me.id_ = main_backend().start_request(me.what_, me);
  }

  void on_head(int status, std::string url, std::vector<header> headers) override {
    answer_.status = status;
    answer_.url = std::move(url);
    answer_.headers = std::move(headers);
  }
  void on_body(std::string_view bytes) override {
    answer_.body += bytes;
    main_backend().more(id_);
  }
  void on_end() override { end(); }
  void on_failure(std::string reason) override {
    failure_ = std::move(reason);
    end();
  }

  void end() {
    // Once it is said that it has ended, the other thread may be gone, and this object with it.
    const bool on_main = on_main_;
    std::atomic<int>* const ended = &ended_;
    ended->store(1, std::memory_order_release);
    if (on_main) {
      weft_host_unblock();
    } else {
      emscripten_futex_wake(ended, 1);
    }
  }

  const request& what_;
  const bool on_main_;
  request_id id_ = 0;
  std::optional<std::string> failure_;
  answer answer_;
  std::atomic<int> ended_{0};
};

}  // namespace

answer request_blocking(const request& what) { return blocking_exchange(what).perform(); }

}  // namespace weft::host
