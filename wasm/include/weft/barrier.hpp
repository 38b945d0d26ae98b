// barrier: tasks wait until so many of them have arrived, Python's asyncio.Barrier.
#ifndef WEFT_BARRIER_HPP
#define WEFT_BARRIER_HPP

#include <concepts>
#include <cstddef>
#include <stdexcept>

#include "condition.hpp"
#include "coroutine.hpp"
#include "detail/count.hpp"

namespace weft {

/// The barrier was aborted, or reset while tasks waited at it.
class broken_barrier_error : public std::runtime_error {
 public:
  broken_barrier_error() : std::runtime_error("the barrier is broken") {}
};

/// Lets tasks pass in groups of `parties`. May be used again and again: who comes while a group is leaving waits for the
/// next one. Not thread-safe; must outlive its waiters.
class barrier {
 public:
  /// Throws std::invalid_argument for fewer than one.
  explicit barrier(std::integral auto parties) : parties_(detail::to_count(parties, "a barrier's parties", 1)) {}

  std::size_t parties() const noexcept { return parties_; }
  /// How many wait now.
  std::size_t n_waiting() const noexcept { return state_ == state::filling ? count_ : 0; }
  bool broken() const noexcept { return state_ == state::broken; }

  /// Waits until `parties` tasks do; gives the order of arrival, from 0. Throws broken_barrier_error when the barrier is
  /// aborted or reset meanwhile. A waiter that is cancelled no longer counts.
  coroutine<std::size_t> wait();

  /// Sends those who wait away with broken_barrier_error and makes the barrier as new.
  coroutine<> reset();

  /// Breaks the barrier: everybody who waits or will wait gets broken_barrier_error, until reset().
  coroutine<> abort();

 private:
  enum class state { filling, draining, resetting, broken };
  class visit;

  std::size_t parties_;
  std::size_t count_ = 0;
  state state_ = state::filling;
  condition changed_;
};

}  // namespace weft

#endif
