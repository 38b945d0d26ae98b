#include <weft/coroutine.hpp>

#include <stdexcept>
#include <utility>

#include <weft/detail/describe.hpp>
#include <weft/detail/loop_core.hpp>
#include <weft/event_loop.hpp>

namespace weft::detail {

void coroutine_promise_base::unhandled_exception() noexcept { failure.set(std::current_exception()); }

void coroutine_promise_base::destroy_chain(std::coroutine_handle<> self) noexcept {
  // The way down is turned round on the way: each `child` then points to the link above, and the climb needs no memory.
  child_link* below = nullptr;
  for (child_link* link = child; link != nullptr;) {
    child_link* const next = std::exchange(link->promise->child, below);
    below = std::exchange(link, next);
  }
  while (below != nullptr) {
    child_link* const above = std::exchange(below->promise->child, nullptr);
    // An async generator's frame is its object's, which lies in one of the frames above or elsewhere.
    if (const auto frame = std::exchange(below->handle, nullptr)) frame.destroy();
    below = above;
  }
  self.destroy();
}

void drop_unawaited(const void* handle, std::source_location place) noexcept {
  // A coroutine_handle of whatever promise is one pointer.
  static_cast<const std::coroutine_handle<>*>(handle)->destroy();
  loop_core* const loop = running.loop;
  if (loop == nullptr || !loop->debug()) return;
  loop->report({.message = "coroutine '" + function_text(place) + "' was never awaited (" + place_text(place) + ")"});
}

void rethrow_failure(coroutine_promise_base& ended) { std::rethrow_exception(ended.failure.take()); }

void throw_not_awaitable_again() {
  throw std::logic_error("the coroutine was moved from or awaited already: a coroutine runs once");
}

}  // namespace weft::detail
