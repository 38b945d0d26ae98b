#include <weft/read_line.hpp>

#include <coroutine>
#include <cstdio>
#include <string_view>
#include <utility>

#include <weft/detail/loop_core.hpp>
#include <weft/detail/never_ready.hpp>
#include <weft/detail/task_base.hpp>
#include <weft/detail/waitable.hpp>
#include <weft/lock.hpp>

#include "../host/host.hpp"

namespace weft {

namespace {

/// The wait for one line. The line stays with the host until the task goes on, and if it is cancelled on its way for good.
class line_awaiter : private detail::waitable, private host::line_events {
 public:
  line_awaiter() = default;
  line_awaiter(const line_awaiter&) = delete;
  line_awaiter& operator=(const line_awaiter&) = delete;
  ~line_awaiter() { stop(); }

  static bool await_ready() noexcept { return detail::never_ready(); }
  void await_suspend(std::coroutine_handle<> awaiting) {
    task_ = &detail::current_task_base();
    loop_ = &task_->loop();
    loop_->outside().read_line(*this);
    task_->suspend_on(*this, awaiting);
  }
  std::optional<std::string> await_resume() {
    if (cancelled_ || task_->must_cancel()) {
      stop();
      task_->check_cancelled();
      task_->throw_cancelled();
    }
    return std::exchange(loop_, nullptr)->outside().take_line();
  }

 private:
  void on_line() override {
    told_ = true;
    loop_->schedule(*task_);
  }
  bool cancel_wait(std::string_view) override {
    if (told_) return false;
    stop();
    cancelled_ = true;
    task_->loop().schedule(*task_);
    return true;
  }
  std::string describe() const override { return "a line of input"; }
  const char* kind() const noexcept override { return "a line of input"; }
  int turns_until_wake(int) const noexcept override { return told_ ? 0 : not_on_its_way; }
  void stop() noexcept {
    if (loop_ != nullptr) std::exchange(loop_, nullptr)->outside().stop_reading();
  }

  detail::task_base* task_ = nullptr;
  detail::loop_core* loop_ = nullptr;  // while the host knows of this reader
  bool told_ = false;
  bool cancelled_ = false;
};

}  // namespace

coroutine<std::optional<std::string>> read_line(std::string prompt) {
  // Input is the process's, but a wait for one's turn belongs to a thread's loops.
  thread_local lock turn;
  const auto mine = co_await turn.scoped();
  std::fwrite(prompt.data(), 1, prompt.size(), stdout);
  std::fflush(stdout);
  co_return co_await line_awaiter();
}

}  // namespace weft
