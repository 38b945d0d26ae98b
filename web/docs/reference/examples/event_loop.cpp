#include <weft/weft.hpp>

#include <chrono>

using namespace weft;
using namespace std::chrono_literals;

int main() {
  event_loop loop;
  loop.call_later(30ms, [&loop] {
    println("stopping");
    loop.stop();
  });
  loop.call_later(10ms, [] { println("later"); });
  loop.call_soon([] { println("soon"); });
  loop.run_forever();
}
