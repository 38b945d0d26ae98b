#include <weft/barrier.hpp>

namespace weft {

/// One task's stay inside the barrier: the last one to leave opens it for the next group.
class barrier::visit {
 public:
  explicit visit(barrier& of) noexcept : barrier_(of), index_(of.count_++) {}
  visit(const visit&) = delete;
  visit& operator=(const visit&) = delete;
  ~visit() {
    if (--barrier_.count_ > 0) return;
    if (barrier_.state_ == state::resetting || barrier_.state_ == state::draining) barrier_.state_ = state::filling;
    // The lock is held wherever a coroutine leaves on its own; not where a closing loop destroys its frame.
    if (barrier_.changed_.locked()) barrier_.changed_.notify_all();
  }
  std::size_t index() const noexcept { return index_; }

 private:
  barrier& barrier_;
  std::size_t index_;
};

coroutine<std::size_t> barrier::wait() {
  const auto guard = co_await changed_.scoped();
  co_await changed_.wait_for_predicate([this] { return state_ != state::draining && state_ != state::resetting; });
  if (state_ == state::broken) throw broken_barrier_error();
  const visit here(*this);
  if (here.index() + 1 == parties_) {
    state_ = state::draining;
    changed_.notify_all();
  } else {
    co_await changed_.wait_for_predicate([this] { return state_ != state::filling; });
    if (state_ == state::broken || state_ == state::resetting) throw broken_barrier_error();
  }
  co_return here.index();
}

coroutine<> barrier::reset() {
  const auto guard = co_await changed_.scoped();
  state_ = count_ > 0 ? state::resetting : state::filling;
  changed_.notify_all();
}

coroutine<> barrier::abort() {
  const auto guard = co_await changed_.scoped();
  state_ = state::broken;
  changed_.notify_all();
}

}  // namespace weft
