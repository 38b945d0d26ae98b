#include <weft/detail/callback.hpp>

#include <weft/detail/future_base.hpp>
#include <weft/event_loop.hpp>

namespace weft::detail {

void callback_base::run_callback(job& item) {
  auto& self = static_cast<callback_base&>(item);
  try {
    self.operate_(self, operation::invoke);
  } catch (...) {
    self.loop_.report({.message = "exception in a callback", .exception = std::current_exception()});
  }
  self.abandon();
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
  over_ = true;
  operate_(*this, operation::discard);
  if (holds_source_) source_->release();
  release();
}

void callback_base::source_done() noexcept {
  source_->retain();
  holds_source_ = true;
}

}  // namespace weft::detail
