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
#include <iostream>
#include <map>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <unistd.h>
#include <utility>

#include <curl/curl.h>

namespace weft::host {

namespace {

struct transfer {
  request_id id = 0;
  request_events* events = nullptr;
  CURL* handle = nullptr;
  curl_slist* header_list = nullptr;
  std::string body;
  int status = 0;
  std::vector<header> headers;
  bool head_told = false;
  bool wanted = true;   // the consumer can take the next piece
};

// Input outlives any loop: a line that a thread waits for cannot be called back.
class line_source {
 public:
  static line_source& shared() {
    // Never destroyed: the reading thread may be blocked in read() when the program ends.
    static auto* source = new line_source;
    return *source;
  }
  void ask(backend* for_whom) {
    const std::scoped_lock lock(mutex_);
    reader_ = for_whom;
    if (!asked_) {
      asked_ = true;
      if (!started_) {
        started_ = true;
        std::thread([this] { read_lines(); }).detach();
      }
      changed_.notify_one();
    }
    if (answer_) for_whom->wake_now();
  }
  void forget(backend* whom) {
    const std::scoped_lock lock(mutex_);
    if (reader_ == whom) reader_ = nullptr;
  }
  std::optional<std::optional<std::string>> take() {
    const std::scoped_lock lock(mutex_);
    return std::exchange(answer_, std::nullopt);
  }

 private:
  void read_lines() {
    for (;;) {
      {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return asked_ && !answer_; });
      }
      std::string line;
      std::optional<std::string> answer;
      if (std::getline(std::cin, line)) answer = std::move(line);
      const std::scoped_lock lock(mutex_);
      asked_ = false;
      answer_ = std::move(answer);
      if (reader_ != nullptr) reader_->wake_now();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  bool started_ = false;
  bool asked_ = false;
  backend* reader_ = nullptr;
  std::optional<std::optional<std::string>> answer_;
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
    if (line_reader_ != nullptr) {
      if (auto answer = line_source::shared().take()) std::exchange(line_reader_, nullptr)->on_line(std::move(*answer));
    }
  }

  bool wants_turn() noexcept override { return expects_events(); }
  bool expects_events() const noexcept override { return !transfers_.empty() || line_reader_ != nullptr; }

  bool can_wait() const noexcept override { return true; }
  [[noreturn]] void abandon_stack(continuation&) override {
    std::fputs("weft: a native loop can always wait\n", stderr);
    std::abort();
  }

  request_id start_request(const request& what, request_events& events) override {
    if (multi_ == nullptr) {
      static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
      if (ready != CURLE_OK) throw std::runtime_error(curl_easy_strerror(ready));
      const std::scoped_lock lock(mutex_);
      multi_ = curl_multi_init();
    }
    const request_id id = ++last_id_;
    transfer& made = transfers_[id];
    made.id = id;
    made.events = &events;
    made.body = what.body;
    made.handle = curl_easy_init();
    CURL* const handle = made.handle;
    curl_easy_setopt(handle, CURLOPT_URL, absolute(what.url).c_str());
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(handle, CURLOPT_PRIVATE, &made);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &native_backend::take_body);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &made);
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, &native_backend::take_header);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, &made);
    if (what.method == "HEAD") {
      curl_easy_setopt(handle, CURLOPT_NOBODY, 1L);
    } else if (what.method != "GET" || !what.body.empty()) {
      curl_easy_setopt(handle, CURLOPT_POSTFIELDS, made.body.c_str());
      curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(made.body.size()));
      curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, what.method.c_str());
    }
    for (const header& each : what.headers) {
      made.header_list = curl_slist_append(made.header_list, (each.name + ": " + each.value).c_str());
    }
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, made.header_list);
    curl_multi_add_handle(multi_, handle);
    return id;
  }

  void more(request_id id) override {
    const auto found = transfers_.find(id);
    if (found == transfers_.end()) return;
    found->second.wanted = true;
    curl_easy_pause(found->second.handle, CURLPAUSE_CONT);
    wake_now();
  }

  void abort(request_id id) noexcept override {
    if (const auto found = transfers_.find(id); found != transfers_.end()) drop(found->second);
  }

  void read_line(line_events& events) override {
    line_reader_ = &events;
    line_source::shared().ask(this);
  }
  void stop_reading() noexcept override {
    line_reader_ = nullptr;
    line_source::shared().forget(this);
  }

 private:
  static std::string absolute(const std::string& url) {
    if (url.find("://") != std::string::npos) return url;
    const char* base = std::getenv("WEFT_BASE_URL");
    if (base == nullptr) return url;  // curl says what is wrong with it
    std::string text = base;
    while (text.ends_with('/')) text.pop_back();
    return text + (url.starts_with('/') ? url : "/" + url);
  }

  static std::size_t take_header(char* data, std::size_t one, std::size_t size, void* user) {
    auto& self = *static_cast<transfer*>(user);
    std::string_view line(data, size);
    while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
    if (line.starts_with("HTTP/")) {
      self.headers.clear();  // of a redirect or a 100 Continue
    } else if (const std::size_t colon = line.find(':'); colon != std::string_view::npos) {
      std::string_view value = line.substr(colon + 1);
      while (value.starts_with(' ') || value.starts_with('\t')) value.remove_prefix(1);
      std::string name(line.substr(0, colon));
      std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
      self.headers.push_back({std::move(name), std::string(value)});
    }
    return one * size;
  }

  static std::size_t take_body(char* data, std::size_t one, std::size_t size, void* user) {
    auto& self = *static_cast<transfer*>(user);
    tell_head(self);
    if (!self.wanted) return CURL_WRITEFUNC_PAUSE;
    self.wanted = false;
    self.events->on_body({data, size});
    return one * size;
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

  bool deliver_ended() {
    bool any = false;
    int left = 0;
    while (CURLMsg* message = curl_multi_info_read(multi_, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      any = true;
      const CURLcode code = message->data.result;
      transfer* self = nullptr;
      curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &self);
      request_events& events = *self->events;
      if (code == CURLE_OK) tell_head(*self);
      const std::string reason = code == CURLE_OK ? std::string() : curl_easy_strerror(code);
      drop(*self);
      if (code == CURLE_OK) {
        events.on_end();
      } else {
        events.on_failure(reason);
      }
    }
    return any;
  }

  void drop(transfer& self) noexcept {
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
  request_id last_id_ = 0;
  line_events* line_reader_ = nullptr;
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

}  // namespace weft::host
