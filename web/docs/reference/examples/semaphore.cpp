#include <weft/weft.hpp>

#include <chrono>
#include <utility>
#include <vector>

using namespace weft;
using namespace std::chrono_literals;

int inside = 0;

coroutine<> visit(semaphore& room, int guest) {
  auto place = co_await room.scoped();
  println("guest {} comes in, {} inside", guest, ++inside);
  co_await sleep(20ms);
  --inside;
}

coroutine<> amain() {
  semaphore room(2);
  std::vector<coroutine<>> guests;
  for (int guest = 1; guest <= 5; ++guest) guests.push_back(visit(room, guest));
  co_await gather(std::move(guests));
}

int main() { run(amain()); }
