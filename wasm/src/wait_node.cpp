#include <weft/detail/wait_node.hpp>

#include <stdexcept>

namespace weft::detail {

void wait_node::abandon() noexcept {
  unlink();
  if (state_ == state::pending) task_->loop().schedule(*task_);
  state_ = state_ == state::cancelled ? state::abandoned_cancelled : state::abandoned;
}

void wait_node::throw_abandoned() const {
  task_->check_cancelled();
  if (state_ == state::abandoned_cancelled) task_->throw_cancelled();
  throw_destroyed(what_);
}

void throw_destroyed(const char* what) {
  throw std::logic_error(std::string("what was waited for (") + what + ") has been destroyed");
}

void throw_awaited_twice() { throw std::logic_error("this is being awaited already: make another one to await it twice"); }

}  // namespace weft::detail
