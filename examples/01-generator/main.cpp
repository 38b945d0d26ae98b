// Stage 1 (Python 2.2, 2001): a function that hands out its values one at a time.
#include <weft/weft.hpp>

#include <ranges>
#include <utility>

using namespace weft;

generator<int> simple_generator() {
  println("    the body begins");
  co_yield 1;  // stops here until the next value is asked for
  println("    the body goes on");
  co_yield 2;
  println("    the body ends");
}

// Endless, but nobody has to take it all.
generator<int> fibonacci() {
  int a = 0, b = 1;
  while (true) {
    co_yield a;
    a = std::exchange(b, a + b);
  }
}

int main() {
  auto gen = simple_generator();
  println("made: nothing has run yet");
  while (auto value = gen.next()) println("got {}", *value);
  println("no more values");

  // A generator is a range: `for` works, and so do the adaptors of std::views.
  print("Fibonacci:");
  for (int n : fibonacci() | std::views::take(12)) print(" {}", n);
  println();
}
