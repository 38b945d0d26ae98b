// gather() and gather_settled(): several things at once, all their results in order, Python's asyncio.gather().
#ifndef WEFT_GATHER_HPP
#define WEFT_GATHER_HPP

#include <concepts>
#include <cstddef>
#include <exception>
#include <ranges>
#include <source_location>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "coroutine.hpp"
#include "event_loop.hpp"
#include "future.hpp"
#include "outcome.hpp"
#include "task.hpp"

namespace weft {

namespace detail {

/// The handle by which a child is awaited: itself, or a new task for a coroutine.
template <class T>
future<T> as_awaited(future<T> f) {
  return f;
}
template <class T>
task<T> as_awaited(task<T> t) {
  return t;
}
template <class T>
task<T> as_awaited(coroutine<T> c) {
  const std::source_location place = c.place();
  return create_task(std::move(c), {}, place);
}

template <class A>
using awaited_t = decltype(as_awaited(std::declval<A>()));

template <class A>
concept gatherable = requires { typename awaited_t<A>; };

// void has no values: std::monostate stands for its one.
template <class T>
using regular_t = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

template <class Handle>
regular_t<typename Handle::value_type> take_result(Handle& child) {
  if constexpr (std::is_void_v<typename Handle::value_type>) {
    child.state().require_value();
    return {};
  } else {
    child.state().require_value();
    return share_value(child.state(), child.state().unique());
  }
}

template <class Handle>
outcome<regular_t<typename Handle::value_type>> take_outcome(Handle& child) {
  using result = outcome<regular_t<typename Handle::value_type>>;
  child.state().mark_retrieved();
  if (child.state().stored_error()) return result(child.state().stored_error());
  return result(take_result(child));
}

// The two ways in which children are held: a tuple of handles of any types, or a vector of handles of one type.
template <class... Handles>
struct tuple_children {
  using results = std::tuple<regular_t<typename Handles::value_type>...>;
  using outcomes = std::tuple<outcome<regular_t<typename Handles::value_type>>...>;

  std::size_t size() const noexcept { return sizeof...(Handles); }
  template <class F>
  void for_each(F&& f) {
    std::apply([&](Handles&... child) { (f(child), ...); }, handles);
  }
  results take_results() {
    return std::apply([](Handles&... child) { return results{take_result(child)...}; }, handles);
  }
  outcomes take_outcomes() {
    return std::apply([](Handles&... child) { return outcomes{take_outcome(child)...}; }, handles);
  }

  std::tuple<Handles...> handles;
};

template <class Handle>
struct vector_children {
  using results = std::vector<regular_t<typename Handle::value_type>>;
  using outcomes = std::vector<outcome<regular_t<typename Handle::value_type>>>;

  std::size_t size() const noexcept { return handles.size(); }
  template <class F>
  void for_each(F&& f) {
    for (Handle& child : handles) f(child);
  }
  results take_results() {
    results all;
    all.reserve(handles.size());
    for (Handle& child : handles) all.push_back(take_result(child));
    return all;
  }
  outcomes take_outcomes() {
    outcomes all;
    all.reserve(handles.size());
    for (Handle& child : handles) all.push_back(take_outcome(child));
    return all;
  }

  std::vector<Handle> handles;
};

/// The future that gather() gives: cancelling it cancels the children.
template <class Children, bool settled>
class gather_state final
    : public future_state<std::conditional_t<settled, typename Children::outcomes, typename Children::results>> {
  using base = future_state<std::conditional_t<settled, typename Children::outcomes, typename Children::results>>;

 public:
  gather_state(loop_core& loop, Children children)
      : base(loop, std::source_location()), children_(std::move(children)), pending_(children_.size()) {}
  ~gather_state() override {
    // The callbacks point here without holding this: a child that never ends must not keep its gather for ever.
    for (const done_callback_token& each : tokens_) each.callback().cancel();
  }

  void begin() {
    if (pending_ == 0) {
      finish_with_values();
      return;
    }
    tokens_.reserve(pending_);
    children_.for_each([this](auto& child) {
      tokens_.push_back(child.add_done_callback([this](auto ended) { child_done(ended.state()); }));
    });
  }

  bool cancel(std::string_view message) override {
    if (this->done()) return false;
    bool any = false;
    children_.for_each([&](auto& child) { any |= child.cancel(message); });
    if (any) {
      cancel_requested_ = true;
      message_ = message;
    }
    return any;
  }

  int turns_until_wake() const noexcept override {
    if (this->done()) return 0;
    int most = 0;
    const_cast<Children&>(children_).for_each([&](auto& child) {
      const int turns = child.state().turns_until_wake();
      if (turns == waitable::not_on_its_way || most == waitable::not_on_its_way) {
        most = waitable::not_on_its_way;
      } else if (turns > most) {
        most = turns;
      }
    });
    return most == waitable::not_on_its_way ? most : most + 1;
  }

  std::string describe() const override {
    return "gather of " + std::to_string(children_.size()) + " (" + std::to_string(pending_) + " not done)";
  }

 private:
  void child_done(future_base& child) {
    --pending_;
    if (this->done()) {
      child.mark_retrieved();
      return;
    }
    if constexpr (!settled) {
      if (child.stored_error()) {
        child.mark_retrieved();
        this->finish_failed(child.stored_error());
        return;
      }
    }
    if (pending_ > 0) return;
    if (cancel_requested_) {
      children_.for_each([](auto& each) { each.state().mark_retrieved(); });
      this->finish_failed(std::make_exception_ptr(cancelled_error(message_)));
    } else {
      finish_with_values();
    }
  }
  void finish_with_values() {
    try {
      if constexpr (settled) {
        this->value.fill(children_.take_outcomes());
      } else {
        this->value.fill(children_.take_results());
      }
    } catch (...) {
      this->finish_failed(std::current_exception());
      return;
    }
    this->finish();
  }

  Children children_;
  std::vector<done_callback_token> tokens_;
  std::size_t pending_;
  bool cancel_requested_ = false;
  std::string message_;
};

template <bool settled, class Children>
auto start_gather(Children children) {
  using state = gather_state<Children, settled>;
  intrusive_ptr<state> made(new state(current_loop_core(), std::move(children)));
  made->begin();
  using result = typename state::value_type;
  return future<result>(intrusive_ptr<future_state<result>>(made.get()));
}

}  // namespace detail

/// Runs coroutines as tasks, beside tasks and futures that run already, and gives a future of all their results as a
/// std::tuple in the order of the arguments; a child without a result gives std::monostate.
///
/// Failure: the first one is the gather's, at once; the other children run on, and their failures are not reported.
/// Cancellation: cancelling the gather, or the task that awaits it, cancels every child that has not ended; the gather ends
/// when they have. A child that was cancelled by itself counts as failed with cancelled_error.
template <class... A>
  requires(sizeof...(A) > 0 && (detail::gatherable<A> && ...))
auto gather(A... awaited) {
  using children = detail::tuple_children<detail::awaited_t<A>...>;
  return detail::start_gather<false>(children{{detail::as_awaited(std::move(awaited))...}});
}

/// The same for a vector of coroutines, tasks or futures: gives a vector of results. An empty one gives an empty one.
template <detail::gatherable A>
auto gather(std::vector<A> awaited) {
  detail::vector_children<detail::awaited_t<A>> children;
  children.handles.reserve(awaited.size());
  for (A& each : awaited) children.handles.push_back(detail::as_awaited(std::move(each)));
  return detail::start_gather<false>(std::move(children));
}

/// As gather(), but waits for every child and gives an outcome for each, failures and cancellations included.
template <class... A>
  requires(sizeof...(A) > 0 && (detail::gatherable<A> && ...))
auto gather_settled(A... awaited) {
  using children = detail::tuple_children<detail::awaited_t<A>...>;
  return detail::start_gather<true>(children{{detail::as_awaited(std::move(awaited))...}});
}

template <detail::gatherable A>
auto gather_settled(std::vector<A> awaited) {
  detail::vector_children<detail::awaited_t<A>> children;
  children.handles.reserve(awaited.size());
  for (A& each : awaited) children.handles.push_back(detail::as_awaited(std::move(each)));
  return detail::start_gather<true>(std::move(children));
}

}  // namespace weft

#endif
