// What stands behind co_await: an event loop, a Future and a Task, made by hand in plain C++20. No weft in here.
#include <chrono>
#include <cmath>
#include <coroutine>
#include <exception>
#include <functional>
#include <iostream>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using Callback = std::function<void()>;

// The loop: callbacks that are ready to run, and callbacks that sleep until their time has come.
class SimpleEventLoop {
 public:
  void call_soon(Callback callback) { ready.push_back(std::move(callback)); }
  void call_later(Clock::duration delay, Callback callback) {
    sleeping.emplace(Clock::now() + delay, std::move(callback));
  }

  void run_once() {
    while (!sleeping.empty() && sleeping.begin()->first <= Clock::now()) {
      ready.push_back(std::move(sleeping.begin()->second));
      sleeping.erase(sleeping.begin());
    }
    // Only what is ready now: whatever these callbacks add has to wait for the next turn.
    for (Callback& callback : std::exchange(ready, {})) callback();
  }

  void run() {
    while (!ready.empty() || !sleeping.empty()) {
      if (ready.empty()) std::this_thread::sleep_until(sleeping.begin()->first);
      run_once();
    }
  }

 private:
  std::vector<Callback> ready;
  std::multimap<Clock::time_point, Callback> sleeping;  // sorted by wake-up time
};

// A result that is not there yet, and whoever wants to hear when it is.
class Future {
 public:
  explicit Future(SimpleEventLoop& loop) : my_loop(loop) {}
  Future(const Future&) = delete;

  bool done() const { return value || error; }
  int result() const {
    if (error) std::rethrow_exception(error);
    return value.value();
  }
  void set_result(int result) {
    value = result;
    schedule_callbacks();
  }
  void set_exception(std::exception_ptr exception) {
    error = exception;
    schedule_callbacks();
  }
  void add_done_callback(Callback callback) {
    callbacks.push_back(std::move(callback));
    if (done()) schedule_callbacks();
  }

  // `co_await future`: note down what the coroutine waits for. Its Task will see to it.
  bool await_ready() const { return done(); }
  template <class Promise>
  void await_suspend(std::coroutine_handle<Promise> coroutine) {
    coroutine.promise().waits_for = this;
  }
  int await_resume() const { return result(); }

 protected:
  SimpleEventLoop& my_loop;

 private:
  void schedule_callbacks() {
    for (Callback& callback : std::exchange(callbacks, {})) my_loop.call_soon(std::move(callback));
  }

  std::optional<int> value;
  std::exception_ptr error;
  std::vector<Callback> callbacks;
};

// What a function that uses co_await returns: a body that can be resumed.
struct Coroutine {
  struct promise_type {
    Future* waits_for = nullptr;
    int value = 0;
    std::exception_ptr error;

    Coroutine get_return_object() { return {std::coroutine_handle<promise_type>::from_promise(*this)}; }
    std::suspend_always initial_suspend() noexcept { return {}; }  // runs nothing until a Task steps it
    std::suspend_always final_suspend() noexcept { return {}; }
    void return_value(int result) { value = result; }
    void unhandled_exception() { error = std::current_exception(); }
  };
  std::coroutine_handle<promise_type> handle;
};

// Drives a coroutine from one await to the next. Itself a Future: its result is what the coroutine returns.
class Task : public Future {
 public:
  Task(SimpleEventLoop& loop, Coroutine coroutine) : Future(loop), handle(coroutine.handle) {
    loop.call_soon([this] { step(); });
  }
  ~Task() { handle.destroy(); }

 private:
  void step() {
    Coroutine::promise_type& promise = handle.promise();
    promise.waits_for = nullptr;
    handle.resume();  // Python: coro.send(None)
    if (promise.error) {
      set_exception(promise.error);
    } else if (handle.done()) {  // Python: except StopIteration
      set_result(promise.value);
    } else if (promise.waits_for) {
      promise.waits_for->add_done_callback([this] { wakeup(); });
    } else {
      my_loop.call_soon([this] { step(); });
    }
  }
  void wakeup() { step(); }  // the result, or the exception, comes out of the co_await

  std::coroutine_handle<Coroutine::promise_type> handle;
};

// ---- a program on top of it: breakfast ----

SimpleEventLoop loop;

struct Sleep : Future {
  explicit Sleep(Clock::duration delay) : Future(loop) {
    loop.call_later(delay, [this] { set_result(0); });
  }
};

Coroutine make(std::string what, Clock::duration time) {
  std::cout << what << ": begun\n";
  co_await Sleep(time);
  std::cout << what << ": ready\n";
  co_return 1;
}

Coroutine guest(Future& bell) {
  std::cout << "guest: waits for the bell\n";
  const int rings = co_await bell;
  std::cout << "guest: heard it ring " << rings << " times\n";
  co_return 0;
}

Coroutine breakfast() {
  Future bell(loop);
  Task tea(loop, make("tea", 150ms)), toast(loop, make("toast", 100ms)), egg(loop, make("egg", 50ms));
  Task visitor(loop, guest(bell));
  std::cout << "breakfast: four tasks made, none has begun\n";

  int things = co_await tea;  // meanwhile the other two get ready
  things += co_await toast;
  things += co_await egg;
  bell.set_result(3);
  co_await visitor;
  co_return things;
}

int main() {
  const auto began = Clock::now();
  Task main_task(loop, breakfast());
  loop.run();
  const std::chrono::duration<double> took = Clock::now() - began;
  std::cout << main_task.result() << " things in " << std::round(took.count() * 10) / 10 << " s\n";
}
