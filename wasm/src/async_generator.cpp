#include <weft/async_generator.hpp>

#include <cstdio>

#include <weft/task.hpp>

namespace weft::detail {

void throw_async_generator_running() { throw std::logic_error("an operation of the async generator is under way already"); }

void throw_async_generator_not_started() {
  throw std::logic_error("send() to an async generator that has not begun: call next() first");
}

void throw_no_exception_to_throw() { throw std::invalid_argument("throw_() needs an exception, and got a null exception_ptr"); }

void async_generator_link_up::cut() noexcept {
  if (promise == nullptr) return;
  static_cast<async_generator_promise_base*>(std::exchange(promise, nullptr))->link = nullptr;
  if (parent != nullptr) parent->child = nullptr;
}

std::coroutine_handle<> async_generator_promise_base::begin_operation(std::coroutine_handle<> awaiting,
                                                                      coroutine_promise_base* parent,
                                                                      async_generator_link_up& up) {
  if (up.promise != nullptr) throw_async_generator_running();
  if (at == state::created) current_loop_core().add(*this);
  at = state::running;
  link = &up;
  up.task = running.task;
  up.promise = this;
  up.parent = parent;
  if (parent != nullptr) parent->child = &up;
  continuation = awaiting;
  return self;
}

bool async_generator_promise_base::end_operation() {
  link->cut();
  if (!self.done()) return true;
  at = state::ended;
  if (linked()) unlink();
  if (failure) std::rethrow_exception(failure.take());
  return false;
}

void async_generator_promise_base::destroy() noexcept {
  if (held) {
    orphaned = true;
    return;
  }
  if (link != nullptr) {
    // Where a loop closes, frames are destroyed task by task: the generator's owner may go before the task that awaits it.
    if (running.loop == nullptr || !running.loop->closing()) {
      std::fputs("weft: an async generator was destroyed while an operation of it was under way\n", stderr);
      std::terminate();
    }
    if (link->task != nullptr) link->task->forget_wait();
    link->cut();
  }
  destroy_chain(self);
}

coroutine<> close_async_generator(async_generator_promise_base& promise) {
  using state = async_generator_promise_base::state;
  if (promise.at == state::running) throw_async_generator_running();
  if (promise.at == state::created) promise.at = state::ended;
  if (promise.at == state::ended) co_return;
  struct exit_awaiter {
    async_generator_promise_base& promise;
    async_generator_link_up link = {};
    static bool await_ready() noexcept { return false; }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<coroutine_promise<void>> awaiting) {
      promise.thrown = std::make_exception_ptr(generator_exit());
      return promise.begin_operation(awaiting, link);
    }
    bool await_resume() { return promise.end_operation(); }
  };
  bool yielded = false;
  try {
    yielded = co_await exit_awaiter{promise};
  } catch (const generator_exit&) {
  }
  if (yielded) throw std::runtime_error("async generator ignored generator_exit");
}

async_generator_hold::~async_generator_hold() {
  if (promise_ == nullptr) return;
  promise_->held = false;
  if (promise_->orphaned) promise_->destroy();
}

coroutine<> close_async_generator_left(async_generator_hold hold) { co_await close_async_generator(*hold); }

}  // namespace weft::detail
