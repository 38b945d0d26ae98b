// The host seam on a machine of one's own: the monotonic clock, a condition variable and libcurl.
//
// While requests are under way the loop waits inside libcurl's own poll (which wakes for sockets, timers and wake_now());
// without any it waits on a condition variable, whose deadline is exact where libcurl's is in whole milliseconds.
// Standard input is read by a thread of its own, started at the first read.
#include "../host.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <deque>
#include <iostream>
#include <map>
#include <mutex>
#include <new>
#include <optional>
#include <stdexcept>
#include <thread>
#include <unistd.h>
#include <utility>

#include <curl/curl.h>

#include "../../src/http_syntax.hpp"
#include "../../src/input_line.hpp"
#include "transfer_setup.hpp"

namespace weft::host {

namespace {

class native_backend;

struct transfer {
  request_id id = 0;
  native_backend* owner = nullptr;
  request_events* events = nullptr;
  CURL* handle = nullptr;
  curl_slist* header_list = nullptr;
  request what;  // libcurl refers to its body
  std::vector<header> headers;
  bool head_told = false;
  bool wanted = true;   // the consumer can take what comes next
  std::optional<CURLcode> result;  // ended, and the consumer cannot hear of it yet
  char error[CURL_ERROR_SIZE] = {};
};

// Input outlives any loop: a line that a thread waits for cannot be called back. So it waits here for whoever asks next.
class line_source {
 public:
  static line_source& shared() {
    // Never destroyed: the reading thread may be blocked in read() when the program ends.
    static auto* source = new line_source;
    return *source;
  }
  void ask(backend& reader) {
    const std::scoped_lock lock(mutex_);
    readers_.push_back(&reader);
    if (!std::exchange(started_, true)) std::thread([this] { read_lines(); }).detach();
    serve();
  }
  void forget(backend& reader) {
    const std::scoped_lock lock(mutex_);
    std::erase(readers_, &reader);
    serve();
  }
  /// Whether the line that has come is this reader's.
  bool serves(const backend& reader) {
    const std::scoped_lock lock(mutex_);
    return line_ && !readers_.empty() && readers_.front() == &reader;
  }
  std::optional<std::string> take() {
    const std::scoped_lock lock(mutex_);
    readers_.pop_front();
    auto line = std::move(*line_);
    line_.reset();
    serve();
    return line;
  }

 private:
  /// Wakes who comes first if there is a line for it, else the thread to get one.
  void serve() {
    if (readers_.empty()) return;
    if (line_) {
      readers_.front()->wake_now();
    } else {
      changed_.notify_one();
    }
  }
  void read_lines() {
    thread_idles(true);  // a line that is asked for is an event that the loop knows of
    for (;;) {
      {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return !readers_.empty() && !line_; });
      }
      auto line = detail::read_input_line(std::cin);
      const std::scoped_lock lock(mutex_);
      line_.emplace(std::move(line));
      serve();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  bool started_ = false;
  std::deque<backend*> readers_;
  std::optional<std::optional<std::string>> line_;
};

class native_backend final : public backend {
 public:
  native_backend() = default;
  ~native_backend() override {
    stop_reading();
    while (!transfers_.empty()) drop(transfers_.begin()->second);
    if (multi_ != nullptr) curl_multi_cleanup(multi_);
  }

  time_point now() const noexcept override { return std::chrono::time_point_cast<duration>(std::chrono::steady_clock::now()); }

  void wake_at(time_point deadline) override { deadline_ = deadline; }

  void wake_now() noexcept override {
    const std::scoped_lock lock(mutex_);
    awake_ = true;
    changed_.notify_one();
    if (multi_ != nullptr) curl_multi_wakeup(multi_);
  }

  void wait() override {
    if (transfers_.empty()) {
      std::unique_lock lock(mutex_);
      if (deadline_ == time_point::max()) {
        changed_.wait(lock, [this] { return awake_; });
      } else {
        changed_.wait_until(lock, deadline_, [this] { return awake_; });
      }
      awake_ = false;
    } else {
      wait_in_curl();
    }
    if (line_reader_ != nullptr && !line_told_ && line_source::shared().serves(*this)) {
      line_told_ = true;
      line_reader_->on_line();
    }
  }

  bool wants_turn() noexcept override { return expects_events(); }
  bool expects_events() const noexcept override { return wanted_ > 0 || line_reader_ != nullptr; }

  bool can_wait() const noexcept override { return true; }
  [[noreturn]] void abandon_stack(continuation&) override {
    std::fputs("weft: a native loop can always wait\n", stderr);
    std::abort();
  }

  request_id start_request(request what, request_events& events) override {
    if (multi_ == nullptr) {
      require_curl();
      const std::scoped_lock lock(mutex_);
      multi_ = curl_multi_init();
    }
    const request_id id = ++last_id_;
    transfer& made = transfers_[id];
    made.id = id;
    made.owner = this;
    made.events = &events;
    made.what = std::move(what);
    made.handle = curl_easy_init();
    if (multi_ == nullptr || made.handle == nullptr) throw std::bad_alloc();
    CURL* const handle = made.handle;
    made.header_list = describe_request(handle, made.what);
    curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, made.error);
    curl_easy_setopt(handle, CURLOPT_PRIVATE, &made);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &native_backend::take_body);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &made);
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, &native_backend::take_header);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, &made);
    curl_multi_add_handle(multi_, handle);
    ++wanted_;
    return id;
  }

  void more(request_id id) override {
    const auto found = transfers_.find(id);
    if (found == transfers_.end() || std::exchange(found->second.wanted, true)) return;
    ++wanted_;
    // Not here and now: curl would deliver what it holds back inside this very call, in the middle of a turn.
    resumed_.push_back(id);
    wake_now();
  }

  void abort(request_id id) noexcept override {
    if (const auto found = transfers_.find(id); found != transfers_.end()) drop(found->second);
  }

  void read_line(line_events& events) override {
    line_reader_ = &events;
    line_source::shared().ask(*this);
  }
  std::optional<std::string> take_line() override {
    line_reader_ = nullptr;
    line_told_ = false;
    return line_source::shared().take();
  }
  void stop_reading() noexcept override {
    if (std::exchange(line_reader_, nullptr) != nullptr) line_source::shared().forget(*this);
    line_told_ = false;
  }

 private:
  static std::size_t take_header(char* data, std::size_t one, std::size_t size, void* user) {
    auto& self = *static_cast<transfer*>(user);
    const std::string_view line(data, size);
    if (self.head_told) return one * size;  // a trailer
    if (line == "\r\n" || line == "\n") {
      if (is_final(self)) tell_head(self);
    } else {
      add_header_line(self.handle, self.headers, line);
    }
    return one * size;
  }

  static std::size_t take_body(char* data, std::size_t one, std::size_t size, void* user) {
    auto& self = *static_cast<transfer*>(user);
    if (size == 0) return 0;
    tell_head(self);
    if (!std::exchange(self.wanted, false)) return CURL_WRITEFUNC_PAUSE;
    --self.owner->wanted_;
    self.events->on_body({data, size});
    return one * size;
  }

  /// Whether the head that has just come to its end is the answer's: not a 100 Continue's, not that of a redirect to follow.
  static bool is_final(const transfer& self) {
    long status = 0;
    curl_easy_getinfo(self.handle, CURLINFO_RESPONSE_CODE, &status);
    const auto leads_on = [](const header& each) { return each.name == "location"; };
    return status >= 200 && !(status >= 300 && status < 400 && std::ranges::any_of(self.headers, leads_on));
  }

  static void tell_head(transfer& self) {
    if (std::exchange(self.head_told, true)) return;
    long status = 0;
    char* url = nullptr;
    curl_easy_getinfo(self.handle, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(self.handle, CURLINFO_EFFECTIVE_URL, &url);
    self.events->on_head(static_cast<int>(status), url == nullptr ? "" : url, std::move(self.headers));
  }

  void wait_in_curl() {
    resume();
    int running = 0;
    curl_multi_perform(multi_, &running);
    if (deliver_ended()) return;
    int timeout_ms = 60'000;
    if (deadline_ != time_point::max()) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline_ - now());
      timeout_ms = static_cast<int>(std::clamp<long long>(left.count(), 0, timeout_ms));
    }
    {
      const std::scoped_lock lock(mutex_);
      if (std::exchange(awake_, false)) timeout_ms = 0;
    }
    curl_multi_poll(multi_, nullptr, 0, timeout_ms, nullptr);
    curl_multi_perform(multi_, &running);
    deliver_ended();
  }

  void resume() {
    for (const request_id id : std::exchange(resumed_, {})) {
      const auto found = transfers_.find(id);
      if (found == transfers_.end()) continue;
      if (found->second.result) {
        end(found->second, *found->second.result);
      } else {
        curl_easy_pause(found->second.handle, CURLPAUSE_CONT);
      }
    }
  }

  bool deliver_ended() {
    bool any = false;
    int left = 0;
    while (CURLMsg* message = curl_multi_info_read(multi_, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      any = true;
      const CURLcode code = message->data.result;
      transfer* self = nullptr;
      curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &self);
      if (self->wanted) {
        end(*self, code);
      } else {
        self->result = code;
      }
    }
    return any;
  }

  void end(transfer& self, CURLcode code) {
    request_events& events = *self.events;
    if (code == CURLE_OK) tell_head(self);
    const std::string reason = code == CURLE_OK ? std::string() : describe(self, code);
    drop(self);
    if (code == CURLE_OK) {
      events.on_end();
    } else {
      events.on_failure(reason);
    }
  }

  static std::string describe(const transfer& self, CURLcode code) {
    char* url = nullptr;
    curl_easy_getinfo(self.handle, CURLINFO_EFFECTIVE_URL, &url);
    const std::string address = url == nullptr ? "" : url;
    if (address.find("://") == std::string::npos) {
      return "\"" + address + "\" is no whole address, and neither the session's base_url nor WEFT_BASE_URL says what it is relative to";
    }
    return "no answer from " + address + ": " + (self.error[0] != '\0' ? self.error : curl_easy_strerror(code));
  }

  void drop(transfer& self) noexcept {
    if (self.wanted) --wanted_;
    curl_multi_remove_handle(multi_, self.handle);
    curl_easy_cleanup(self.handle);
    curl_slist_free_all(self.header_list);
    transfers_.erase(self.id);
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  bool awake_ = false;
  time_point deadline_ = time_point::max();
  CURLM* multi_ = nullptr;
  std::map<request_id, transfer> transfers_;
  std::size_t wanted_ = 0;  // transfers of which something may be heard
  std::vector<request_id> resumed_;
  request_id last_id_ = 0;
  line_events* line_reader_ = nullptr;
  bool line_told_ = false;
};

}  // namespace

std::unique_ptr<backend> make_backend() { return std::make_unique<native_backend>(); }

void write(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return;
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void uncaught(std::string_view, std::string_view) {}

void variant_ended(const variant_measurement&) {}

std::uint64_t ticks() noexcept {
#if defined(__x86_64__)
  return __builtin_ia32_rdtsc();
#elif defined(__aarch64__)
  std::uint64_t count;
  asm volatile("mrs %0, cntvct_el0" : "=r"(count));
  return count;
#else
  return static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
#endif
}

std::optional<duration> processor_time() {
  timespec spent{};
  if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent) != 0) return std::nullopt;
  return std::chrono::seconds(spent.tv_sec) + std::chrono::nanoseconds(spent.tv_nsec);
}

}  // namespace weft::host
