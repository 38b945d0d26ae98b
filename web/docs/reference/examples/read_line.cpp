#include <weft/weft.hpp>

using namespace weft;

coroutine<> amain() {
  auto name = co_await read_line("What is your name? ");
  if (name) println("Hello, {}!", *name);
}

int main() { run(amain()); }
