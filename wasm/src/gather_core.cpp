#include <weft/detail/gather_core.hpp>

#include <memory>
#include <new>
#include <utility>

#include <weft/detail/frame_memory.hpp>
#include <weft/errors.hpp>

namespace weft::detail {

/// Waits for one child, and holds it.
struct gather_core::watch : job {
  watch(gather_core& of, intrusive_ptr<future_base> awaited) noexcept : job(&run_watch), gather(&of), child(std::move(awaited)) {}
  ~watch() {
    if (linked()) unlink();
  }
  static void run_watch(job& item) {
    auto& self = static_cast<watch&>(item);
    self.gather->child_done(*self.child);
  }
  gather_core* gather;
  intrusive_ptr<future_base> child;
};

gather_core::gather_core(future_base& owner, std::size_t count, bool settled, fill_function fill)
    : owner_(owner),
      watches_(count > 0 ? static_cast<watch*>(frame_allocate(count * sizeof(watch))) : nullptr),
      room_(count),
      settled_(settled),
      fill_(fill) {}

gather_core::~gather_core() {
  // Children run on after the first failure; theirs were asked for together with it, and are not reported.
  for (std::size_t i = 0; owner_.done() && i < count_; ++i) watches_[i].child->keep_quiet();
  while (count_ > 0) std::destroy_at(watches_ + --count_);
  if (room_ > 0) frame_deallocate(watches_, room_ * sizeof(watch));
}

void gather_core::add(intrusive_ptr<future_base> child) {
  if (&child->loop() != &owner_.loop()) throw_of_another_loop();
  ::new (static_cast<void*>(watches_ + count_)) watch(*this, std::move(child));
  ++count_;
}

void gather_core::begin() {
  pending_ = count_;
  if (count_ == 0) {
    finish_with_values();
    return;
  }
  for (std::size_t i = 0; i < count_; ++i) {
    if (!watches_[i].child->done()) watches_[i].child->add_waiter(watches_[i]);
  }
  // What has ended already counts at once: where that is all, the gather is done now, and awaiting it takes no turn.
  for (std::size_t i = 0; i < count_; ++i) {
    if (watches_[i].child->done()) child_done(*watches_[i].child);
  }
}

future_base& gather_core::child(std::size_t index) noexcept { return *watches_[index].child; }

void gather_core::child_done(future_base& child) {
  --pending_;
  if (owner_.done()) {
    child.mark_retrieved();
    return;
  }
  if (!settled_ && child.stored_error()) {
    child.mark_retrieved();
    owner_.finish_failed(child.stored_error());
    return;
  }
  if (pending_ > 0) return;
  if (cancel_requested_) {
    for (std::size_t i = 0; i < count_; ++i) watches_[i].child->mark_retrieved();
    owner_.finish_failed(std::make_exception_ptr(cancelled_error(message_)));
  } else {
    finish_with_values();
  }
}

void gather_core::finish_with_values() {
  try {
    fill_(owner_);
  } catch (...) {
    owner_.finish_failed(std::current_exception());
    return;
  }
  owner_.finish();
}

bool gather_core::cancel(std::string_view message) {
  // A child may wait for this gather: a circle, which the deadlock is about.
  if (owner_.done() || cancelling_) return false;
  bool any = false;
  cancelling_ = true;
  for (std::size_t i = 0; i < count_; ++i) any |= watches_[i].child->cancel(message);
  cancelling_ = false;
  if (any) {
    cancel_requested_ = true;
    message_ = message;
  }
  return any;
}

void gather_core::for_each_pending(const awaited_function& tell) const {
  for (std::size_t i = 0; i < count_; ++i) {
    if (!watches_[i].child->done()) tell(*watches_[i].child);
  }
}

std::string gather_core::describe() const {
  return "gather of " + std::to_string(count_) + " (" + std::to_string(pending_) + " not done)";
}

int gather_core::turns_until_wake(int links) const noexcept {
  if (owner_.done()) return owner_.future_base::turns_until_wake(links);
  if (links == 0 || cancel_requested_) return waitable::not_on_its_way;
  int most = 0;
  for (std::size_t i = 0; i < count_; ++i) {
    const int turns = watches_[i].child->turns_until_wake(links - 1);
    if (turns < 0 && !(settled_ && turns == waitable::brings_cancellation)) return waitable::not_on_its_way;
    if (turns > most) most = turns;
  }
  return most + 1;
}

}  // namespace weft::detail
