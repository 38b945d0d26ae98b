// The host seam in a browser, C++'s side: library_weft.js has the other.
#include "threads.hpp"

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <limits>
#include <iostream>
#include <map>
#include <stdio_ext.h>
#include <unistd.h>
#include <utility>

#include <emscripten/emscripten.h>
#include <emscripten/threading.h>

#include "../../src/http_syntax.hpp"
#include "../../src/input_line.hpp"

extern "C" {
double weft_host_now() noexcept;
int weft_host_can_wait();
int weft_host_can_block();
void weft_host_wake_at(double deadline);
void weft_host_wake_now();
void weft_host_wait();
void weft_host_park();
void weft_host_sleep(double milliseconds);
void weft_host_request(std::uint32_t id, const char* method, const char* url, const char* headers, const char* body, std::size_t size);
void weft_host_more(std::uint32_t id);
void weft_host_abort(std::uint32_t id);
void weft_host_read_line(std::uint32_t ticket);
void weft_host_put_line_back(const char* line, std::size_t size);
char* weft_host_take_line(std::uint32_t ticket, std::size_t* size);
void weft_host_stop_reading(std::uint32_t ticket);
int emscripten_has_threading_support();
void weft_host_uncaught(const char* type, const char* what);
void weft_host_variant_ended(const char* name, double wall_ms, double peak_bytes, double cpu_ms);
}

namespace weft::host {

namespace {

constexpr duration longest_stretch = std::chrono::milliseconds(8);

struct exchange {
  request_events* events;
  bool waits_for_more = false;
};

std::map<request_id, exchange> requests;
std::size_t wanted_requests = 0;  // those of which something may be heard
request_id last_request = 0;
continuation* parked = nullptr;
bool ended_by_exception = false;
line_events* line_reader = nullptr;
std::uint32_t line_ticket = 0;  // tells the line that is waited for from one that nobody wants any more

request_events* find(request_id id) {
  const auto found = requests.find(id);
  return found == requests.end() ? nullptr : found->second.events;
}

/// Forgets a request: nothing will be heard of it any more.
request_events* remove(request_id id) {
  const auto found = requests.find(id);
  if (found == requests.end()) return nullptr;
  request_events* const events = found->second.events;
  if (!found->second.waits_for_more) --wanted_requests;
  requests.erase(found);
  return events;
}

class browser_backend final : public backend {
 public:
  time_point now() const noexcept override {
    return time_point(duration(static_cast<duration::rep>(weft_host_now() * 1e6)));
  }
  void wake_at(time_point deadline) override {
    // Up to the next whole nanosecond the double can show, so that the clock has surely passed the deadline.
    weft_host_wake_at(deadline == time_point::max() ? std::numeric_limits<double>::infinity()
                                                    : static_cast<double>(deadline.time_since_epoch().count() + 1) / 1e6);
  }
  void wake_now() noexcept override {
    if (on_main_thread()) {
      weft_host_wake_now();
    } else if (!waking_.exchange(true)) {
      // There is one loop on the main thread, at most one that sleeps.
      call_on_main_thread(
          [](void*) {
            waking_ = false;
            weft_host_wake_now();
          },
          nullptr);
    }
  }
  void wait() override {
    weft_host_wait();
    last_turn_ = now();
  }
  bool wants_turn() noexcept override {
    const time_point present = now();
    if (present - last_turn_ < longest_stretch) return false;
    last_turn_ = present;
    return true;
  }
  bool expects_events() const noexcept override { return wanted_requests > 0 || line_reader != nullptr; }
  bool can_wait() const noexcept override { return weft_host_can_wait() != 0; }
  [[noreturn]] void abandon_stack(continuation& rest) override {
    parked = &rest;
    weft_host_park();
    __builtin_trap();
  }

  request_id start_request(request what, request_events& events) override {
    const std::string headers = detail::write_field_block(what.headers);
    const request_id id = ++last_request;
    requests[id] = {&events};
    ++wanted_requests;
    weft_host_request(id, what.method.c_str(), what.url.c_str(), headers.c_str(), what.body.data(), what.body.size());
    return id;
  }
  void more(request_id id) override {
    const auto found = requests.find(id);
    if (found == requests.end() || !std::exchange(found->second.waits_for_more, false)) return;
    ++wanted_requests;
    weft_host_more(id);
  }
  void abort(request_id id) noexcept override {
    remove(id);
    weft_host_abort(id);
  }

  void read_line(line_events& events) override {
    line_reader = &events;
    // What std::cin has left of its last line is the next one.
    if (__freadahead(stdin) > 0) {
      if (const auto rest = detail::read_input_line(std::cin)) weft_host_put_line_back(rest->data(), rest->size());
    }
    weft_host_read_line(++line_ticket);
  }
  std::optional<std::string> take_line() override {
    line_reader = nullptr;
    std::size_t size = 0;
    char* const bytes = weft_host_take_line(line_ticket, &size);
    if (bytes == nullptr) return std::nullopt;
    std::string line(bytes, size);
    std::free(bytes);
    return line;
  }
  void stop_reading() noexcept override {
    if (std::exchange(line_reader, nullptr) != nullptr) weft_host_stop_reading(line_ticket);
  }

 private:
  static inline constinit std::atomic<bool> waking_{false};  // another thread has asked the main one to wake its loop

  time_point last_turn_ = now();
};

}  // namespace

std::unique_ptr<backend> make_backend() {
  if (!on_main_thread()) return make_thread_backend();
  return std::make_unique<browser_backend>();
}

backend& main_backend() {
  static browser_backend backend;
  return backend;
}

bool threads_available() noexcept { return emscripten_has_threading_support() != 0; }
int other_threads() noexcept { return count_other_threads == nullptr ? 0 : count_other_threads(); }
[[gnu::weak]] void thread_idles(bool) noexcept {}

void write(int descriptor, std::string_view bytes) { ::write(descriptor, bytes.data(), bytes.size()); }

void uncaught(std::string_view type, std::string_view what) {
  ended_by_exception = true;
  weft_host_uncaught(std::string(type).c_str(), std::string(what).c_str());
}

void variant_ended(const variant_measurement& measured) {
  // What is not known goes over as a number that nothing can have taken.
  const double peak_bytes = measured.peak_bytes ? static_cast<double>(*measured.peak_bytes) : -1;
  weft_host_variant_ended(std::string(measured.name).c_str(), measured.wall_ms, peak_bytes, measured.cpu_ms.value_or(-1));
}

std::uint64_t ticks() noexcept { return static_cast<std::uint64_t>(weft_host_now() * 1e6); }

// A browser tells no page how busy it keeps the machine.
std::optional<duration> processor_time() { return std::nullopt; }

}  // namespace weft::host

extern "C" {

EMSCRIPTEN_KEEPALIVE void weft_on_head(std::uint32_t id, int status, const char* url, const char* headers) {
  if (auto* events = weft::host::find(id)) events->on_head(status, url, weft::detail::parse_field_block(headers));
}
EMSCRIPTEN_KEEPALIVE void weft_on_body(std::uint32_t id, const char* bytes, std::size_t size) {
  auto* events = weft::host::find(id);
  if (events == nullptr) return;
  weft::host::requests[id].waits_for_more = true;
  --weft::host::wanted_requests;
  events->on_body({bytes, size});
  // Though nobody may wait for it: the loop must look whether it still expects anything.
  weft_host_wake_now();
}
EMSCRIPTEN_KEEPALIVE void weft_on_end(std::uint32_t id) {
  if (auto* events = weft::host::remove(id)) events->on_end();
  weft_host_wake_now();
}
EMSCRIPTEN_KEEPALIVE void weft_on_failure(std::uint32_t id, const char* reason) {
  if (auto* events = weft::host::remove(id)) events->on_failure(reason);
  weft_host_wake_now();
}
EMSCRIPTEN_KEEPALIVE void weft_on_line(std::uint32_t ticket) {
  if (ticket == weft::host::line_ticket && weft::host::line_reader != nullptr) weft::host::line_reader->on_line();
}

/// A wake-up of a loop whose stack was given up. Does not return when the program is over.
EMSCRIPTEN_KEEPALIVE void weft_proceed() {
  if (weft::host::parked->proceed()) std::exit(weft::host::ended_by_exception ? 1 : 0);
}

/// Under std::this_thread::sleep_for, sleep() and usleep(). Emscripten's own spins; this lets go of the machine where it can.
/// (Weak, so that the host program of wasm/program can take in all of libc besides: this one comes first in programs' links.)
[[gnu::weak]] int nanosleep(const timespec* asked, timespec* left) {
  if (asked == nullptr || asked->tv_sec < 0 || asked->tv_nsec < 0 || asked->tv_nsec > 999'999'999) {
    errno = EINVAL;
    return -1;
  }
  std::fflush(stdout);
  const double milliseconds = static_cast<double>(asked->tv_sec) * 1e3 + static_cast<double>(asked->tv_nsec) / 1e6;
  if (!weft::host::on_main_thread()) {
    static int never = 0;
    const double until = emscripten_get_now() + milliseconds;
    for (double rest = milliseconds; rest > 0; rest = until - emscripten_get_now()) emscripten_futex_wait(&never, 0, rest);
  } else if (weft_host_can_block() != 0) {
    weft_host_sleep(milliseconds);
  } else {
    for (const double until = weft_host_now() + milliseconds; weft_host_now() < until;) {
    }
  }
  if (left != nullptr) *left = {};
  return 0;
}

}  // extern "C"
