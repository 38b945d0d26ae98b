// The order of a turn as a seed has it, for finding programs that lean on one order: run(c, {.shuffle_seed = 42}).
//
// trio's scheduler does the same in its tests (https://github.com/python-trio/trio/issues/32). What is permuted is what is
// ready when a turn begins; timers that are due in it still come last, in the order of their deadlines. The permutation
// depends on the seed and on how many jobs there were, turn by turn, and on nothing else: the same program under the same
// seed runs the same.
#ifndef WEFT_READY_SHUFFLE_HPP
#define WEFT_READY_SHUFFLE_HPP

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <weft/detail/job.hpp>

namespace weft::detail {

class ready_shuffle {
 public:
  explicit ready_shuffle(std::uint64_t seed) noexcept : state_(seed) {}

  /// Timers that are due: kept apart until the turn, so that they are not permuted.
  job_queue due;

  void permute(job_queue& jobs) {
    jobs_.clear();
    while (!jobs.empty()) jobs_.push_back(&jobs.pop_front());
    for (std::size_t left = jobs_.size(); left > 1; --left) std::swap(jobs_[left - 1], jobs_[next() % left]);
    for (job* each : jobs_) jobs.push_back(*each);
  }

 private:
  // SplitMix64, https://prng.di.unimi.it/splitmix64.c: the same everywhere, whatever the standard library.
  std::uint64_t next() noexcept {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }

  std::uint64_t state_;
  std::vector<job*> jobs_;  // kept for its memory
};

}  // namespace weft::detail

#endif
