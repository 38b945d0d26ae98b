// The same pipeline twice: once by collecting every stage in a vector, once by handing on one value at a time.
#include <weft/weft.hpp>

#include <vector>

using namespace weft;

constexpr int count = 1'000'000;

// Every stage is finished before the next begins, so all of its values are there at once.
std::vector<long long> squares_of(const std::vector<int>& numbers) {
  std::vector<long long> squares;
  for (int n : numbers) squares.push_back(1LL * n * n);
  return squares;
}

variant with_vectors{"vectors", [] {
  std::vector<int> numbers;
  for (int n = 1; n <= count; ++n) numbers.push_back(n);
  long long sum = 0;
  for (long long square : squares_of(numbers)) {
    if (square % 2 == 0) sum += square;
  }
  println("vectors: {}", sum);
}};

// Each value goes through all stages before the next is made: a few bytes, however many there are.
generator<int> count_up() {
  for (int n = 1; n <= count; ++n) co_yield n;
}

generator<long long> squares_of(generator<int> numbers) {
  for (int n : numbers) co_yield 1LL * n * n;
}

variant with_generators{"generators", [] {
  long long sum = 0;
  for (long long square : squares_of(count_up())) {
    if (square % 2 == 0) sum += square;
  }
  println("generators: {}", sum);
}};
