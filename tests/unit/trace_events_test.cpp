// trace::start() and what it exports. The JSON is read by hand here, as far as these tests need it; tests/unit has no parser.
#include "frame_balance.hpp"

#include <weft/event_loop.hpp>
#include <weft/gather.hpp>
#include <weft/run.hpp>
#include <weft/sleep.hpp>
#include <weft/task.hpp>
#include <weft/trace.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace {

using namespace std::chrono_literals;
using weft::coroutine;
using weft::create_task;

constexpr weft::run_options virtual_clock{.clock = weft::clock::virtual_time};

class TraceEvents : public frame_balance {
 protected:
  void TearDown() override {
    weft::trace::stop();
    frame_balance::TearDown();
  }
};

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string_view::npos; at += part.size()) ++found;
  return found;
}

coroutine<> naps(int times) {
  for (int i = 0; i < times; ++i) co_await weft::sleep(1ms);
}

coroutine<> two_nappers() {
  auto a = create_task(naps(3), {.name = "napper \"a\""});
  auto b = create_task(naps(2));
  co_await weft::gather(a, b);
}

TEST_F(TraceEvents, AreNoneWhileItIsOff) {
  EXPECT_FALSE(weft::trace::running());
  weft::trace::start();
  EXPECT_TRUE(weft::trace::running());
  weft::trace::stop();
  weft::run(two_nappers(), virtual_clock);
  EXPECT_EQ(count(weft::trace::export_chrome_json(), "\"ph\":\"X\""), 0u);
}

TEST_F(TraceEvents, TellEveryStepAwaitWakeUpTimerAndCompletion) {
  weft::trace::start();
  weft::run(two_nappers(), virtual_clock);
  weft::trace::stop();
  const std::string json = weft::trace::export_chrome_json();
  EXPECT_TRUE(json.starts_with("{\"displayTimeUnit\":\"ns\",\"traceEvents\":[{")) << json;
  EXPECT_TRUE(json.ends_with("}]}\n"));
  // main 2 steps, a 4, b 3.
  EXPECT_EQ(count(json, "\"name\":\"step\"") + count(json, "\"name\":\"last step\""), 9u) << json;
  EXPECT_EQ(count(json, "\"name\":\"completed\""), 3u);
  EXPECT_EQ(count(json, "\"name\":\"await sleep\""), 5u);
  EXPECT_EQ(count(json, "\"name\":\"await gather\""), 1u);
  EXPECT_EQ(count(json, "\"name\":\"timer\""), 5u);
  EXPECT_GE(count(json, "\"ph\":\"s\""), 8u) << "a, b, five sleeps, main";
  EXPECT_EQ(count(json, "\"ph\":\"s\""), count(json, "\"ph\":\"f\"")) << "every arrow ends";
  EXPECT_EQ(count(json, "{\"name\":\"napper \\\"a\\\"\"}"), 1u) << json;
  EXPECT_EQ(count(json, "{\"name\":\"main\"}"), 1u);
  EXPECT_EQ(count(json, "{\"name\":\"Task-3\"}"), 1u);
  EXPECT_GE(count(json, "trace_events_test.cpp:"), 9u);
}

TEST_F(TraceEvents, KeepTheNewestWhenTheRingIsFull) {
  weft::trace::start({.capacity = 60});  // that is 64
  weft::run(naps(1000), virtual_clock);
  const std::string json = weft::trace::export_chrome_json();
  EXPECT_EQ(count(json, "\"name\":\"completed\""), 1u) << "the last thing that happened";
  EXPECT_LE(count(json, "\"name\":\"step\""), 64u);
  EXPECT_GE(count(json, "\"name\":\"step\""), 10u);
}

TEST_F(TraceEvents, BeginAndEndInTheMiddleOfARun) {
  weft::run([]() -> coroutine<> {
    co_await naps(5);
    weft::trace::start();
    co_await naps(2);
    weft::trace::stop();
    co_await naps(5);
  }(), virtual_clock);
  const std::string json = weft::trace::export_chrome_json();
  EXPECT_EQ(count(json, "\"name\":\"timer\""), 2u) << json;
}

TEST_F(TraceEvents, TellCallbacksAndWhatIsDoneByHand) {
  weft::trace::start();
  weft::event_loop loop({.clock = weft::clock::virtual_time});
  for (int i = 0; i < 3; ++i) loop.call_soon([] {});
  loop.run_once();
  EXPECT_EQ(count(weft::trace::export_chrome_json(), "\"name\":\"callback\""), 3u);
  weft::trace::start();
  loop.create_task(naps(1));
  loop.run_once();
  EXPECT_EQ(count(weft::trace::export_chrome_json(), "\"name\":\"callback\""), 0u) << "it begins anew";
  EXPECT_EQ(count(weft::trace::export_chrome_json(), "\"name\":\"step\""), 1u);
}

TEST_F(TraceEvents, BesideDebugModeBothTell) {
  weft::trace::start();
  weft::run(two_nappers(), {.debug = true, .clock = weft::clock::virtual_time});
  EXPECT_EQ(count(weft::trace::export_chrome_json(), "\"name\":\"completed\""), 3u);
}

TEST_F(TraceEvents, LengthsAndMomentsAreInMicroseconds) {
  weft::trace::start();
  weft::run([]() -> coroutine<> {
    const auto until = weft::event_loop::current().time() + 20ms;
    while (weft::event_loop::current().time() < until) {
    }
    co_return;
  }());
  const std::string json = weft::trace::export_chrome_json();
  const std::size_t at = json.find("\"dur\":");
  ASSERT_NE(at, std::string::npos);
  const double length = std::stod(json.substr(at + 6));
  EXPECT_GE(length, 19'000);
  EXPECT_LT(length, 10'000'000);
}

}  // namespace
