// Anything that can be awaited, as a coroutine: so that `gather(sleep(1s), lock.acquire())` needs no function around each.
#ifndef WEFT_DETAIL_AS_COROUTINE_HPP
#define WEFT_DETAIL_AS_COROUTINE_HPP

#include <concepts>
#include <coroutine>
#include <type_traits>
#include <utility>

#include "../coroutine.hpp"

namespace weft::detail {

template <class A>
concept awaiter = requires(A& a) {
  { a.await_ready() } -> std::convertible_to<bool>;
  a.await_suspend(std::coroutine_handle<>());
  a.await_resume();
};

/// Gives an awaiter when it is awaited, and is no future or task: thread_future, a program's own.
template <class A>
concept gives_awaiter = !requires(A& a) { a.state(); } && requires(A&& a) {
  { static_cast<A&&>(a).operator co_await() } -> awaiter;
};

/// What can be awaited and is no coroutine, future or task: sleep(), yield_now(), event.wait(), a program's own.
template <class A>
concept plain_awaiter = std::move_constructible<A> && (awaiter<A> || gives_awaiter<A>);

template <class A>
auto await_result() {
  if constexpr (awaiter<A>) {
    return std::type_identity<decltype(std::declval<A&>().await_resume())>();
  } else {
    return std::type_identity<decltype(std::declval<A&&>().operator co_await().await_resume())>();
  }
}
template <plain_awaiter A>
using await_result_t = typename decltype(await_result<A>())::type;

template <plain_awaiter A>
coroutine<await_result_t<A>> as_coroutine(A awaiter) {
  co_return co_await std::move(awaiter);
}

}  // namespace weft::detail

#endif
