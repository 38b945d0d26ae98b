// Anything that can be awaited, as a coroutine: so that `gather(sleep(1s), lock.acquire())` needs no function around each.
#ifndef WEFT_DETAIL_AS_COROUTINE_HPP
#define WEFT_DETAIL_AS_COROUTINE_HPP

#include <concepts>
#include <coroutine>
#include <utility>

#include "../coroutine.hpp"

namespace weft::detail {

/// An awaiter that is no coroutine, future or task: sleep(), yield_now(), event.wait(), a program's own.
template <class A>
concept plain_awaiter = std::move_constructible<A> && requires(A& a) {
  { a.await_ready() } -> std::convertible_to<bool>;
  a.await_suspend(std::coroutine_handle<>());
  a.await_resume();
};

template <plain_awaiter A>
using await_result_t = decltype(std::declval<A&>().await_resume());

template <plain_awaiter A>
coroutine<await_result_t<A>> as_coroutine(A awaiter) {
  co_return co_await std::move(awaiter);
}

}  // namespace weft::detail

#endif
