#include <weft/detail/callback.hpp>

#include <weft/event_loop.hpp>

namespace weft::detail {

void callback_base::run_callback(job& item) {
  auto& self = static_cast<callback_base&>(item);
  try {
    self.invoke();
  } catch (...) {
    self.loop_.report({.message = "exception in a callback", .exception = std::current_exception()});
  }
  self.discard();
  self.release();
}

void callback_base::cancel() noexcept {
  cancelled_ = true;
  if (in_heap()) {
    loop_.disarm(*this);
  } else if (linked()) {
    unlink();
  } else {
    return;  // it has run, or is running
  }
  abandon();
}

void callback_base::abandon() noexcept {
  discard();
  release();
}

}  // namespace weft::detail
