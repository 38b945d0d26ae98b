#include <weft/weft.hpp>

#include <string>

using namespace weft;

coroutine<> walker(barrier& meeting, std::string name) {
  println("{} is here", name);
  if (co_await meeting.wait() == 0) println("together");
}

coroutine<> amain() {
  barrier meeting(2);
  co_await gather(walker(meeting, "a"), walker(meeting, "b"));
}

int main() { run(amain()); }
