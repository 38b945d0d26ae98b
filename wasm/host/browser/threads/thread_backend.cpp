// The host seam of a loop on a thread that is not the main one: it sleeps on a condition variable, and has the main thread
// make its requests. What happens to them comes back through a mailbox that wakes it.
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "../threads.hpp"

namespace weft::host {

namespace {

/// What happened to a request, to be told on the loop's thread.
struct occurrence {
  request_id id;
  bool last;  // nothing comes after it
  std::function<void(request_events&)> tell;
};

/// Shared by the loop's thread and the main one; outlives the backend while a request is under way.
struct mailbox {
  std::mutex mutex;
  std::condition_variable changed;
  bool awake = false;
  std::vector<occurrence> occurrences;

  void wake() {
    const std::scoped_lock lock(mutex);
    awake = true;
    changed.notify_one();
  }
  void add(occurrence what) {
    const std::scoped_lock lock(mutex);
    occurrences.push_back(std::move(what));
    awake = true;
    changed.notify_one();
  }
};

/// The main thread's end of a request. Touched there only, but for its construction.
class relay final : public request_events, public std::enable_shared_from_this<relay> {
 public:
  relay(std::shared_ptr<mailbox> to, request_id id, request what) : to_(std::move(to)), id_(id), what_(std::move(what)) {}

  void start() {
    under_way_ = shared_from_this();
    made_id_ = main_backend().start_request(what_, *this);
  }
  void more() {
    if (under_way_) main_backend().more(made_id_);
  }
  void abort() {
    if (under_way_) main_backend().abort(made_id_);
    under_way_.reset();
  }

 private:
  void on_head(int status, std::string url, std::vector<header> headers) override {
    tell(false, [=](request_events& events) { events.on_head(status, url, headers); });
  }
  void on_body(std::string_view bytes) override {
    tell(false, [text = std::string(bytes)](request_events& events) { events.on_body(text); });
  }
  void on_end() override {
    tell(true, [](request_events& events) { events.on_end(); });
    under_way_.reset();
  }
  void on_failure(std::string reason) override {
    tell(true, [=](request_events& events) { events.on_failure(reason); });
    under_way_.reset();
  }
  void tell(bool last, std::function<void(request_events&)> what) { to_->add({id_, last, std::move(what)}); }

  const std::shared_ptr<mailbox> to_;
  const request_id id_;
  const request what_;
  request_id made_id_ = 0;
  std::shared_ptr<relay> under_way_;
};

/// Has the main thread do `what` to a relay.
void ask(const std::shared_ptr<relay>& whom, void (relay::*what)()) {
  struct question {
    std::shared_ptr<relay> whom;
    void (relay::*what)();
  };
  call_on_main_thread(
      [](void* asked) {
        const std::unique_ptr<question> me(static_cast<question*>(asked));
        ((*me->whom).*(me->what))();
      },
      new question{whom, what});
}

class thread_backend final : public backend {
 public:
  thread_backend() = default;
  ~thread_backend() override {
    for (const auto& [id, under_way] : requests_) ask(under_way.at_main, &relay::abort);
  }

  time_point now() const noexcept override { return std::chrono::time_point_cast<duration>(std::chrono::steady_clock::now()); }
  void wake_at(time_point deadline) override { deadline_ = deadline; }
  void wake_now() noexcept override { mailbox_->wake(); }

  void wait() override {
    std::vector<occurrence> occurrences;
    {
      std::unique_lock lock(mailbox_->mutex);
      if (deadline_ == time_point::max()) {
        mailbox_->changed.wait(lock, [this] { return mailbox_->awake; });
      } else {
        mailbox_->changed.wait_until(lock, deadline_, [this] { return mailbox_->awake; });
      }
      mailbox_->awake = false;
      occurrences.swap(mailbox_->occurrences);
    }
    for (const occurrence& each : occurrences) {
      const auto found = requests_.find(each.id);
      if (found == requests_.end()) continue;  // aborted meanwhile
      request_events& events = *found->second.events;
      if (each.last) requests_.erase(found);
      each.tell(events);
    }
    if (reader_ != nullptr) std::exchange(reader_, nullptr)->on_line();
  }
  bool wants_turn() noexcept override { return expects_events(); }
  bool expects_events() const noexcept override { return !requests_.empty() || reader_ != nullptr; }

  bool can_wait() const noexcept override { return true; }
  [[noreturn]] void abandon_stack(continuation&) override { std::abort(); }

  request_id start_request(request what, request_events& events) override {
    const request_id id = ++last_request_;
    auto at_main = std::make_shared<relay>(mailbox_, id, std::move(what));
    ask(at_main, &relay::start);
    requests_[id] = {&events, std::move(at_main)};
    return id;
  }
  void more(request_id id) override {
    if (const auto found = requests_.find(id); found != requests_.end()) ask(found->second.at_main, &relay::more);
  }
  void abort(request_id id) noexcept override {
    const auto found = requests_.find(id);
    if (found == requests_.end()) return;
    ask(found->second.at_main, &relay::abort);
    requests_.erase(found);
  }

  // The terminal belongs to the main thread: to any other, its input has ended.
  void read_line(line_events& events) override {
    reader_ = &events;
    wake_now();
  }
  std::optional<std::string> take_line() override { return std::nullopt; }
  void stop_reading() noexcept override { reader_ = nullptr; }

 private:
  struct under_way {
    request_events* events;
    std::shared_ptr<relay> at_main;
  };

  const std::shared_ptr<mailbox> mailbox_ = std::make_shared<mailbox>();
  time_point deadline_ = time_point::max();
  std::map<request_id, under_way> requests_;
  request_id last_request_ = 0;
  line_events* reader_ = nullptr;
};

}  // namespace

std::unique_ptr<backend> make_thread_backend() { return std::make_unique<thread_backend>(); }

}  // namespace weft::host
