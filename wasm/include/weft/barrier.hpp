// barrier: tasks wait until so many of them have arrived, Python's asyncio.Barrier.
#ifndef WEFT_BARRIER_HPP
#define WEFT_BARRIER_HPP

#include <concepts>
#include <cstddef>
#include <memory>
#include <stdexcept>

#include "coroutine.hpp"
#include "detail/count.hpp"

namespace weft {

/// The barrier was aborted, or reset while tasks waited at it.
class broken_barrier_error : public std::runtime_error {
 public:
  broken_barrier_error() : std::runtime_error("the barrier is broken") {}
};

/// Lets tasks pass in groups of `parties`. May be used again and again: who comes while a group is leaving waits for the
/// next one. Not thread-safe; must outlive its waiters (those who wait when it is destroyed get std::logic_error).
class barrier {
 public:
  /// Throws std::invalid_argument for fewer than one.
  explicit barrier(std::integral auto parties) : barrier(group_of, detail::to_count(parties, "a barrier's parties", 1)) {}
  barrier(const barrier&) = delete;
  barrier& operator=(const barrier&) = delete;
  ~barrier();

  std::size_t parties() const noexcept;
  /// How many wait now.
  std::size_t n_waiting() const noexcept;
  bool broken() const noexcept;

  /// Waits until `parties` tasks do; gives the order of arrival, from 0. Throws broken_barrier_error when the barrier is
  /// aborted or reset meanwhile. A waiter that is cancelled no longer counts.
  coroutine<std::size_t> wait();

  /// Sends those who wait away with broken_barrier_error and makes the barrier as new.
  coroutine<> reset();

  /// Breaks the barrier: everybody who waits or will wait gets broken_barrier_error, until reset().
  coroutine<> abort();

 private:
  enum group_size { group_of };
  class gate;
  class visit;

  barrier(group_size, std::size_t parties);
  static coroutine<std::size_t> wait_at(std::shared_ptr<gate> at);
  static coroutine<> reset(std::shared_ptr<gate> which);
  static coroutine<> abort(std::shared_ptr<gate> which);

  // Shared with those who are inside: the last one to leave still has to tell the next group.
  std::shared_ptr<gate> gate_;
};

}  // namespace weft

#endif
