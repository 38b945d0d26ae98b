// Stage 2 (Python 2.5, PEP 342): values also go the other way. What is sent is what co_yield evaluates to.
#include <weft/weft.hpp>

#include <stdexcept>
#include <string>

using namespace weft;

// Yields ints, is sent strings.
generator<int, std::string> enhanced_generator() {
  std::string value = co_yield 1;
  println("    Received: {}", value);
  co_yield 2;
}

// The mean of all that it has been sent so far. Two ends of one conversation, and the state is in local variables.
generator<double, double> running_mean() {
  double sum = 0, mean = 0;
  for (int count = 1;; ++count) {
    try {
      sum += co_yield mean;
      mean = sum / count;
    } catch (const std::invalid_argument& reset) {
      println("    starting again: {}", reset.what());
      sum = mean = count = 0;
    }
  }
}

int main() {
  auto gen = enhanced_generator();
  println("next()        -> {}", *gen.next());           // runs to the first co_yield, where it can be sent something
  println("send(\"Hello\") -> {}", *gen.send("Hello"));  // ... and from there to the second

  auto mean = running_mean();
  mean.next();
  for (double value : {10, 20, 60}) println("send({}) -> mean {}", value, *mean.send(value));

  // An exception can be sent too: it is thrown where the generator waits.
  mean.throw_(std::invalid_argument("a new series"));
  println("send({}) -> mean {}", 7, *mean.send(7));
}
