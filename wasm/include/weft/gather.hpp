// gather() and gather_settled(): several things at once, all their results in order, Python's asyncio.gather().
#ifndef WEFT_GATHER_HPP
#define WEFT_GATHER_HPP

#include <cstddef>
#include <initializer_list>
#include <source_location>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "coroutine.hpp"
#include "detail/gather_core.hpp"
#include "future.hpp"
#include "outcome.hpp"
#include "task.hpp"

namespace weft {

namespace detail {

// void has no values: std::monostate stands for its one.
template <class T>
using regular_t = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

/// A child of a gather: a future or task as it is, a coroutine as a new task.
template <class T>
intrusive_ptr<future_base> as_child(future<T>&& f) {
  return intrusive_ptr<future_base>(&f.state());
}
template <class T>
intrusive_ptr<future_base> as_child(task<T>&& t) {
  return intrusive_ptr<future_base>(&t.state());
}
template <class T>
intrusive_ptr<future_base> as_child(coroutine<T>&& c) {
  const std::source_location place = c.place();
  return intrusive_ptr<future_base>(start_task(current_loop_core(), std::move(c), place).get());
}

template <plain_awaiter A>
intrusive_ptr<future_base> as_child(A&& awaiter) {
  return as_child(as_coroutine(std::move(awaiter)));
}

template <class A>
struct child_of;
template <plain_awaiter A>
struct child_of<A> : std::type_identity<task_state<await_result_t<A>>> {};
template <class T>
struct child_of<future<T>> : std::type_identity<future_state<T>> {};
template <class T>
struct child_of<task<T>> : std::type_identity<task_state<T>> {};
template <class T>
struct child_of<coroutine<T>> : std::type_identity<task_state<T>> {};

template <class A>
concept gatherable = requires { typename child_of<A>::type; };

template <class A>
using gathered_t = regular_t<typename child_of<A>::type::value_type>;

template <class A>
gathered_t<A> take_result(future_base& done) {
  auto& child = static_cast<typename child_of<A>::type&>(done);
  child.require_value();
  if constexpr (std::is_void_v<typename child_of<A>::type::value_type>) {
    return {};
  } else {
    return share_value(child, child.unique());
  }
}

template <class A>
outcome<gathered_t<A>> take_outcome(future_base& done) {
  done.mark_retrieved();
  if (done.stored_error()) return outcome<gathered_t<A>>(done.stored_error());
  return outcome<gathered_t<A>>(take_result<A>(done));
}

/// What each child gives: its result, or its outcome.
template <bool settled, class A>
auto take(future_base& done) {
  if constexpr (settled) {
    return take_outcome<A>(done);
  } else {
    return take_result<A>(done);
  }
}

template <bool settled, class... A>
struct tuple_of {
  using type = std::tuple<decltype(take<settled, A>(std::declval<future_base&>()))...>;
  static type take_from(gather_core& core) {
    return [&]<std::size_t... i>(std::index_sequence<i...>) {
      return type{take<settled, A>(core.child(i))...};
    }(std::index_sequence_for<A...>());
  }
};

template <bool settled, class A>
struct vector_of {
  using type = std::vector<decltype(take<settled, A>(std::declval<future_base&>()))>;
  static type take_from(gather_core& core) {
    type all;
    all.reserve(core.size());
    for (std::size_t i = 0; i < core.size(); ++i) all.push_back(take<settled, A>(core.child(i)));
    return all;
  }
};

/// The future that gather() gives: cancelling it cancels the children.
template <bool settled, class Results>
class gather_state final : public future_state<typename Results::type> {
 public:
  explicit gather_state(std::size_t count)
      : future_state<typename Results::type>(current_loop_core(), std::source_location()),
        core(*this, count, settled, &gather_state::fill) {}
  bool cancel(std::string_view message) override { return core.cancel(message); }
  std::string describe() const override { return core.describe(); }
  const char* kind() const noexcept override { return "gather"; }
  void for_each_awaited(const awaited_function& tell) const override { core.for_each_pending(tell); }
  int turns_until_wake(int links) const noexcept override { return core.turns_until_wake(links); }

  gather_core core;

 private:
  static void fill(future_base& self) {
    auto& state = static_cast<gather_state&>(self);
    state.value.fill(Results::take_from(state.core));
  }
};

template <bool settled, class... A>
auto gather_tuple(A&&... awaited) {
  using results = tuple_of<settled, A...>;
  const intrusive_ptr made(new gather_state<settled, results>(sizeof...(A)));
  (made->core.add(as_child(std::move(awaited))), ...);
  made->core.begin();
  return future<typename results::type>(intrusive_ptr<future_state<typename results::type>>(made.get()));
}

template <bool settled, class A>
auto gather_vector(std::vector<A>& awaited) {
  using results = vector_of<settled, A>;
  const intrusive_ptr made(new gather_state<settled, results>(awaited.size()));
  for (A& each : awaited) made->core.add(as_child(std::move(each)));
  made->core.begin();
  return future<typename results::type>(intrusive_ptr<future_state<typename results::type>>(made.get()));
}

}  // namespace detail

/// Runs coroutines as tasks, beside tasks and futures that run already, and gives a future of all their results as a
/// std::tuple in the order of the arguments; a child without a result gives std::monostate.
///
/// Children that have ended already count at once: a gather of nothing else is done when it is made.
/// Failure: the first one is the gather's, at once; the other children run on, and their failures are not reported.
/// Cancellation: cancelling the gather, or the task that awaits it, cancels every child that has not ended; the gather ends
/// when they have. A child that was cancelled by itself counts as failed with cancelled_error.
template <detail::gatherable... A>
auto gather(A... awaited) {
  return detail::gather_tuple<false>(std::move(awaited)...);
}

/// The same for a vector of coroutines, tasks or futures: gives a vector of results. An empty one gives an empty one.
template <detail::gatherable A>
auto gather(std::vector<A> awaited) {
  return detail::gather_vector<false>(awaited);
}
template <detail::gatherable A>
auto gather(std::initializer_list<A> awaited) {
  return gather(std::vector<A>(awaited));
}

/// As gather(), but waits for every child and gives an outcome for each, failures and cancellations included.
template <detail::gatherable... A>
auto gather_settled(A... awaited) {
  return detail::gather_tuple<true>(std::move(awaited)...);
}

template <detail::gatherable A>
auto gather_settled(std::vector<A> awaited) {
  return detail::gather_vector<true>(awaited);
}
template <detail::gatherable A>
auto gather_settled(std::initializer_list<A> awaited) {
  return gather_settled(std::vector<A>(awaited));
}

}  // namespace weft

#endif
