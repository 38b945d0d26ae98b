#include <weft/weft.hpp>

#include <string>

using namespace weft;

generator<std::string> fizz_buzz() {
  for (int n = 1; n <= 5; ++n) co_yield n % 3 == 0 ? "fizz" : n % 5 == 0 ? "buzz" : std::to_string(n);
}

generator<std::size_t, std::string> lengths() {
  std::string text = co_yield 0;
  while (true) text = co_yield text.size();
}

int main() {
  for (const std::string& word : fizz_buzz()) print("{} ", word);
  println();

  auto length = lengths();
  length.next();  // to the first co_yield, where it can be sent something
  println("sent hello, got {}", *length.send("hello"));
}
