#include <weft/barrier.hpp>

#include <weft/condition.hpp>

namespace weft {

/// What a barrier is: its state, and the condition under which tasks wait for it to change.
class barrier::gate : public condition {
 public:
  explicit gate(std::size_t parties) noexcept : condition(name), parties(parties) {}

  enum class state { filling, draining, resetting, broken };

  const std::size_t parties;
  std::size_t count = 0;
  state now = state::filling;
  /// The barrier is no more. Those whom it let pass before still do; for others it will never open.
  bool gone = false;

  void go() {
    gone = true;
    wake_all();
  }
  [[noreturn]] static void throw_gone() { detail::throw_destroyed(name); }

 private:
  static constexpr const char* name = "a barrier";
};

/// One task's stay inside the barrier: the last one to leave opens it for the next group.
class barrier::visit {
 public:
  explicit visit(gate& of) noexcept : gate_(of), index_(of.count++) {}
  visit(const visit&) = delete;
  visit& operator=(const visit&) = delete;
  ~visit() {
    if (--gate_.count > 0) return;
    if (gate_.now == gate::state::resetting || gate_.now == gate::state::draining) gate_.now = gate::state::filling;
    // The lock is held wherever a coroutine leaves on its own; not where a closing loop destroys its frame.
    if (gate_.locked()) gate_.notify_all();
  }
  std::size_t index() const noexcept { return index_; }

 private:
  gate& gate_;
  std::size_t index_;
};

barrier::barrier(group_size, std::size_t parties) : gate_(std::make_shared<gate>(parties)) {}

barrier::~barrier() { gate_->go(); }

std::size_t barrier::parties() const noexcept { return gate_->parties; }
std::size_t barrier::n_waiting() const noexcept { return gate_->now == gate::state::filling ? gate_->count : 0; }
bool barrier::broken() const noexcept { return gate_->now == gate::state::broken; }

coroutine<std::size_t> barrier::wait_at(std::shared_ptr<gate> at) {
  using state = gate::state;
  const auto guard = co_await at->scoped();
  co_await at->wait_for_predicate([&] { return at->gone || (at->now != state::draining && at->now != state::resetting); });
  if (at->gone) gate::throw_gone();
  if (at->now == state::broken) throw broken_barrier_error();
  const visit here(*at);
  if (here.index() + 1 == at->parties) {
    at->now = state::draining;
    at->notify_all();
  } else {
    co_await at->wait_for_predicate([&] { return at->gone || at->now != state::filling; });
    if (at->now == state::broken || at->now == state::resetting) throw broken_barrier_error();
    if (at->now == state::filling) gate::throw_gone();
  }
  co_return here.index();
}

coroutine<> barrier::reset(std::shared_ptr<gate> which) {
  const auto guard = co_await which->scoped();
  which->now = which->count > 0 ? gate::state::resetting : gate::state::filling;
  which->notify_all();
}

coroutine<> barrier::abort(std::shared_ptr<gate> which) {
  const auto guard = co_await which->scoped();
  which->now = gate::state::broken;
  which->notify_all();
}

coroutine<std::size_t> barrier::wait() { return wait_at(gate_); }
coroutine<> barrier::reset() { return reset(gate_); }
coroutine<> barrier::abort() { return abort(gate_); }

}  // namespace weft
