// Durations and time points as weft counts them: nanoseconds on a monotonic clock.
#ifndef WEFT_TIME_HPP
#define WEFT_TIME_HPP

#include <chrono>
#include <optional>
#include <ratio>
#include <type_traits>

namespace weft {

/// A span of time, in nanoseconds. Every function that takes one also accepts any other std::chrono duration, floating
/// point ones included: they are rounded up (a timer never fires early) and clamped to about 146 years.
using duration = std::chrono::nanoseconds;

/// A moment on an event loop's clock: see event_loop::time(). Comparable only with moments of the same loop.
using time_point = std::chrono::time_point<std::chrono::steady_clock, duration>;

/// Which clock an event loop goes by.
enum class clock {
  real,          ///< The machine's monotonic clock.
  virtual_time,  ///< Starts at zero and jumps to the next deadline whenever nothing is ready: sleeping costs no time.
};

namespace detail {

// Half the range, so that "now + longest" cannot overflow.
inline constexpr duration longest = duration::max() / 2;

// By hand rather than by duration_cast: what a program instantiates of <chrono> it pays for when it is compiled.
template <class Rep, class Period>
constexpr duration to_duration(std::chrono::duration<Rep, Period> d) noexcept {
  const Rep count = d.count();
  if constexpr (std::is_integral_v<Rep> && 1'000'000'000 * Period::num % Period::den == 0) {
    constexpr long long each = 1'000'000'000 * Period::num / Period::den;
    if (count >= longest.count() / each) return longest;
    if (count <= -(longest.count() / each)) return -longest;
    return duration(static_cast<long long>(count) * each);
  } else {
    const double nanoseconds = static_cast<double>(count) * 1e9 * static_cast<double>(Period::num) / static_cast<double>(Period::den);
    if (!(nanoseconds < static_cast<double>(longest.count()))) return longest;  // not a number, too
    if (nanoseconds <= -static_cast<double>(longest.count())) return -longest;
    const auto whole = static_cast<long long>(nanoseconds);
    return duration(static_cast<double>(whole) < nanoseconds ? whole + 1 : whole);
  }
}

/// Of whichever precision: `time() + 1.5s` counts in doubles.
template <class Duration>
constexpr time_point to_time_point(std::chrono::time_point<std::chrono::steady_clock, Duration> t) noexcept {
  if constexpr (std::is_same_v<Duration, duration>) {
    return t;
  } else {
    return time_point(to_duration(t.time_since_epoch()));
  }
}

constexpr time_point later(time_point from, duration d) noexcept {
  if (d > duration::zero() && from.time_since_epoch() > duration::max() - d) return time_point::max();
  return from + d;
}

}  // namespace detail

/// A span of time of whichever unit, or none: `{.timeout = 1.5s}`.
struct optional_duration : std::optional<duration> {
  using std::optional<duration>::optional;
  template <class Rep, class Period>
  constexpr optional_duration(std::chrono::duration<Rep, Period> d) noexcept
      : std::optional<duration>(detail::to_duration(d)) {}
  template <class Rep, class Period>
  constexpr optional_duration(const std::optional<std::chrono::duration<Rep, Period>>& d) noexcept {
    if (d) emplace(detail::to_duration(*d));
  }
};

}  // namespace weft

#endif
