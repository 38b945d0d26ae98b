// shield(): awaiting something without taking it along into one's own cancellation, Python's asyncio.shield().
#ifndef WEFT_SHIELD_HPP
#define WEFT_SHIELD_HPP

#include <exception>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <utility>

#include "coroutine.hpp"
#include "detail/result_handle.hpp"
#include "event_loop.hpp"
#include "future.hpp"
#include "task.hpp"

namespace weft {

namespace detail {

/// The future that shield() gives: ends as the inner one does; cancelling it leaves the inner one alone.
template <class T, class Inner>
class shield_state final : public future_state<T> {
 public:
  explicit shield_state(Inner inner) : future_state<T>(inner.state().loop(), std::source_location()), inner_(std::move(inner)) {}
  ~shield_state() override { let_go(); }

  void begin() {
    if (inner_->done()) {
      inner_done(*inner_);
    } else {
      token_ = inner_->add_done_callback([this](Inner ended) { inner_done(ended); });
    }
  }
  bool cancel(std::string_view message) override {
    if (!future_state<T>::cancel(message)) return false;
    let_go();
    return true;
  }
  std::string describe() const override {
    return inner_ ? "a shield of " + inner_->state().describe() : "a shield that was cancelled";
  }
  const char* kind() const noexcept override { return "shield"; }
  void for_each_awaited(const awaited_function& tell) const override {
    if (inner_) tell(inner_->state());
  }
  int turns_until_wake(int links) const noexcept override {
    if (this->done()) return future_base::turns_until_wake(links);
    const int turns = links > 0 ? inner_->state().turns_until_wake(links - 1) : waitable::not_on_its_way;
    return turns < 0 ? waitable::not_on_its_way : turns + 1;
  }

 private:
  void inner_done(Inner& ended) {
    auto& state = ended.state();
    if (this->done()) return;
    if (state.cancelled()) {
      this->finish_cancelled(state.stored_error());
    } else if (state.stored_error()) {
      state.mark_retrieved();
      this->finish_failed(state.stored_error());
    } else if constexpr (std::is_void_v<T>) {
      this->set_result();
    } else {
      try {
        this->set_result(share_value(state, false));
      } catch (...) {
        this->finish_failed(std::current_exception());  // the value could not be copied
      }
    }
  }

  // Whether the inner one has other owners is then its own affair, and that of its report if it fails.
  void let_go() noexcept {
    if (token_) token_->callback().cancel();
    token_.reset();
    inner_.reset();
  }

  std::optional<Inner> inner_;
  std::optional<done_callback_token> token_;
};

template <class Inner>
auto shield_handle(Inner inner) {
  using T = typename Inner::value_type;
  using state = shield_state<T, Inner>;
  intrusive_ptr<state> made(new state(std::move(inner)));
  made->begin();
  return future<T>(intrusive_ptr<future_state<T>>(made.get()));
}

}  // namespace detail

/// A future that ends as `inner` does; done at once where `inner` is. Cancelling it, or the task that awaits it, does not
/// reach `inner`, which runs on; its failure is then reported to the loop's exception handler, as nobody awaits it any more.
/// A coroutine, or whatever else create_task() takes, is run as a task.
template <class T>
future<T> shield(task<T> inner) {
  return detail::shield_handle(std::move(inner));
}
template <class T>
future<T> shield(future<T> inner) {
  return detail::shield_handle(std::move(inner));
}
template <class T>
future<T> shield(coroutine<T> inner, std::source_location here = std::source_location::current()) {
  return detail::shield_handle(create_task(std::move(inner), {}, here));
}
template <detail::spawnable F>
auto shield(F&& inner, std::source_location here = std::source_location::current()) {
  return detail::shield_handle(create_task(std::forward<F>(inner), {}, here));
}

}  // namespace weft

#endif
