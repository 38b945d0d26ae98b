#include <weft/async_generator.hpp>

#include <weft/task.hpp>

namespace weft::detail {

void throw_async_generator_running() { throw std::logic_error("an operation of the async generator is under way already"); }

void throw_async_generator_not_started() {
  throw std::logic_error("send() to an async generator that has not begun: call next() first");
}

std::coroutine_handle<> async_generator_promise_base::begin_operation(std::coroutine_handle<> awaiting) {
  if (at == state::created) current_loop_core().add(*this);
  at = state::running;
  continuation = awaiting;
  return self;
}

bool async_generator_promise_base::end_operation() {
  if (!self.done()) return true;
  at = state::ended;
  if (linked()) unlink();
  if (failure) std::rethrow_exception(failure.take());
  return false;
}

coroutine<> close_async_generator(async_generator_promise_base& promise) {
  using state = async_generator_promise_base::state;
  if (promise.at == state::running) throw_async_generator_running();
  if (promise.at == state::created) promise.at = state::ended;
  if (promise.at == state::ended) co_return;
  struct exit_awaiter {
    async_generator_promise_base& promise;
    static bool await_ready() noexcept { return false; }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiting) {
      promise.thrown = std::make_exception_ptr(generator_exit());
      return promise.begin_operation(awaiting);
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

}  // namespace weft::detail
