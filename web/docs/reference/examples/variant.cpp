#include <weft/weft.hpp>

#include <chrono>
#include <thread>

using namespace weft;
using namespace std::chrono_literals;

variant blocking_sleeps{"sync", [] {
  for (int i = 0; i < 5; ++i) std::this_thread::sleep_for(20ms);
}};

variant awaited_sleeps{"async", []() -> coroutine<> {
  co_await gather(sleep(20ms), sleep(20ms), sleep(20ms), sleep(20ms), sleep(20ms));
}};
