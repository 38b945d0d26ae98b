// A value's way out of a thousand generators, each of which delegates to the next.
#include <weft/weft.hpp>

using namespace weft;

constexpr int depth = 1'000;
constexpr int count = 10'000;

generator<int> deep(int levels) {
  if (levels > 0) {
    co_yield yield_from(deep(levels - 1));
  } else {
    for (int i = 1; i <= count; ++i) co_yield i;
  }
}

long long sum_of(generator<int> values) {
  long long sum = 0;
  for (int value : values) sum += value;
  return sum;
}

// Resuming the outermost goes straight to the innermost: a value costs the same at any depth.
variant a_thousand_deep{"1,000 deep", [] { println("1,000 deep: {}", sum_of(deep(depth))); }};
variant flat{"flat", [] { println("flat: {}", sum_of(deep(0))); }};
