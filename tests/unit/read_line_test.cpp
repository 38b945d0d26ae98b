// read_line(): lines that are typed before, while and after somebody waits for them. The same natively, where standard input is a
// pipe that the tests write to, and in a browser, where tests/wasm/worker.js plays the page.
#include "frame_balance.hpp"
#include "trace.hpp"

#include <weft/errors.hpp>
#include <weft/gather.hpp>
#include <weft/read_line.hpp>
#include <weft/run.hpp>
#include <weft/sleep.hpp>
#include <weft/task.hpp>
#include <weft/wait_for.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <iostream>
#include <optional>
#include <string>
#include <utility>

#ifdef __EMSCRIPTEN__
#include <emscripten/val.h>
#else
#include <unistd.h>
#endif

namespace {

using namespace std::chrono_literals;
using weft::coroutine;
using weft::read_line;

using line = std::optional<std::string>;

#ifdef __EMSCRIPTEN__

class keyboard {
 public:
  void type(const std::string& text) { emscripten::val::global("testInput").call<void>("type", emscripten::val::u8string(text.c_str())); }
  void end() { emscripten::val::global("testInput").call<void>("type", emscripten::val::null()); }
};

#else

/// Standard input for as long as it lives. Lines that were not read stay for the next test, as they would for a program.
class keyboard {
 public:
  keyboard() : before_(::dup(0)) { open(); }
  keyboard(const keyboard&) = delete;
  keyboard& operator=(const keyboard&) = delete;
  ~keyboard() {
    ::close(write_);
    ::dup2(before_, 0);
    ::close(before_);
  }
  void type(const std::string& text) {
    const std::string whole = text + "\n";
    EXPECT_EQ(::write(write_, whole.data(), whole.size()), static_cast<ssize_t>(whole.size()));
  }
  void type_without_end(const std::string& text) { EXPECT_EQ(::write(write_, text.data(), text.size()), static_cast<ssize_t>(text.size())); }
  void end() { ::close(std::exchange(write_, -1)); }
  /// After end(): input goes on, as after Ctrl+D in a terminal.
  void go_on() {
    std::cin.clear();
    std::clearerr(stdin);
    open();
  }

 private:
  void open() {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    ::dup2(ends[0], 0);
    ::close(ends[0]);
    write_ = ends[1];
  }

  int before_;
  int write_ = -1;
};

#endif

class ReadLine : public frame_balance {
 protected:
  static void SetUpTestSuite() { input = new keyboard; }
  static void TearDownTestSuite() { delete std::exchange(input, nullptr); }
  static void type(const std::string& text) { input->type(text); }

  static keyboard* input;
  trace log;
};
keyboard* ReadLine::input = nullptr;

template <class F>
auto run(F&& main) {
  return weft::run(main());
}

TEST_F(ReadLine, GivesLinesInTheirOrderWithoutTheirEnds) {
  type("one");
  type("");
  type("둘 three");
  type("windows\r");
  run([&]() -> coroutine<> {
    EXPECT_EQ(co_await read_line(), "one");
    EXPECT_EQ(co_await read_line(), "");
    EXPECT_EQ(co_await read_line(), "둘 three");
    const line last = co_await read_line();
#ifdef __EMSCRIPTEN__
    EXPECT_EQ(last, "windows\r") << "a page gives lines, not what ends them";
#else
    EXPECT_EQ(last, "windows");
#endif
  });
}

TEST_F(ReadLine, LetsOtherTasksRunMeanwhile) {
  run([&]() -> coroutine<> {
    auto reading = weft::create_task(read_line());
    for (int i = 0; i < 3; ++i) co_await weft::sleep(1ms);
    EXPECT_FALSE(reading.done());
    type("now");
    EXPECT_EQ(co_await reading, "now");
  });
}

TEST_F(ReadLine, IsNoDeadlockAndNeedsNoTimer) {
  run([&]() -> coroutine<> {
    auto reading = weft::create_task(read_line());
    co_await weft::yield_now();
    type("typed");
    EXPECT_EQ(co_await reading, "typed");
  });
}

TEST_F(ReadLine, ServesThoseWhoAskInTheirOrderAndPromptsEachInItsTurn) {
#ifndef __EMSCRIPTEN__
  testing::internal::CaptureStdout();
#endif
  run([&]() -> coroutine<> {
    const auto ask = [&](std::string name) -> coroutine<> {
      const line answer = co_await read_line(name + "? ");
      log(name + ": " + answer.value_or("(end)"));
    };
    auto first = weft::create_task(ask("first"));
    auto second = weft::create_task(ask("second"));
    auto third = weft::create_task(ask("third"));
    co_await weft::yield_now();
    std::printf("|");
    type("a");
    co_await first;
    co_await weft::yield_now();
    std::printf("|");
    type("b");
    type("c");
    co_await weft::gather(second, third);
  });
  EXPECT_EQ(log.take(), (lines{"first: a", "second: b", "third: c"}));
#ifndef __EMSCRIPTEN__
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "first? |second? |third? ");
#else
  std::puts("");  // there is no file to capture it in: it stands on a line of its own
#endif
}

TEST_F(ReadLine, ALineThatComesAfterACancellationGoesToTheNextReader) {
  run([&]() -> coroutine<> {
    auto cancelled = weft::create_task(read_line());
    co_await weft::sleep(2ms);
    cancelled.cancel();
    co_await weft::sleep(2ms);
    EXPECT_TRUE(cancelled.cancelled());
    type("late");
    co_await weft::sleep(2ms);
    EXPECT_EQ(co_await read_line(), "late");
  });
}

TEST_F(ReadLine, ATimeoutLosesNothing) {
  run([&]() -> coroutine<> {
    EXPECT_THROW(co_await weft::wait_for(read_line(), 2ms), weft::timeout_error);
    EXPECT_THROW(co_await weft::wait_for(read_line(), 2ms), weft::timeout_error);
    type("one");
    type("two");
    EXPECT_EQ(co_await read_line(), "one");
    EXPECT_EQ(co_await read_line(), "two");
  });
}

TEST_F(ReadLine, ACancelledReaderLetsTheNextOneInLineHaveTheLine) {
  run([&]() -> coroutine<> {
    auto first = weft::create_task(read_line());
    auto second = weft::create_task(read_line());
    co_await weft::sleep(2ms);
    first.cancel();
    type("for the second");
    EXPECT_EQ(co_await second, "for the second");
  });
}

TEST_F(ReadLine, ALineThatWasOnItsWayToACancelledReaderIsNotLost) {
  run([&]() -> coroutine<> {
    auto reading = weft::create_task(read_line());
    co_await weft::yield_now();
    type("kept");
    // Cancelled between the arrival of the line and the reader's turn, whichever turn that is: all that can happen is that the
    // reader has it or the next one has.
    for (int turns = 0; turns < 200 && !reading.done(); ++turns) co_await weft::yield_now();
    const bool had = !reading.cancel();
    line got;
    try {
      got = co_await reading;
    } catch (const weft::cancelled_error&) {
    }
    if (!had) got = co_await read_line();
    EXPECT_EQ(got, "kept");
  });
}

TEST_F(ReadLine, WhatOneLoopDidNotReadTheNextOneDoes) {
  run([&]() -> coroutine<> {
    auto left = weft::create_task(read_line());
    co_await weft::sleep(2ms);
  });
  type("after all");
  run([&]() -> coroutine<> { EXPECT_EQ(co_await read_line(), "after all"); });
}

TEST_F(ReadLine, SharesTheInputWithCin) {
#ifdef __EMSCRIPTEN__
  if (!emscripten::val::global("WebAssembly")["Suspending"].as<bool>()) GTEST_SKIP() << "std::cin needs JSPI";
#endif
  type("12 rest");
  type("next");
  type("last");
  run([&]() -> coroutine<> {
    int number = 0;
    std::cin >> number;
    EXPECT_EQ(number, 12);
    EXPECT_EQ(co_await read_line(), " rest");
    std::string word;
    std::cin >> word;
    EXPECT_EQ(word, "next");
    EXPECT_EQ(co_await read_line(), "") << "the end of the line that std::cin left";
    EXPECT_EQ(co_await read_line(), "last");
  });
}

TEST_F(ReadLine, TellsTheEndOfInput) {
#ifdef __EMSCRIPTEN__
  input->end();
  run([&]() -> coroutine<> { EXPECT_EQ(co_await read_line(), std::nullopt); });
#else
  input->type_without_end("a last line needs no end");
  input->end();
  run([&]() -> coroutine<> {
    EXPECT_EQ(co_await read_line(), "a last line needs no end");
    EXPECT_EQ(co_await read_line(), std::nullopt);
    EXPECT_EQ(co_await read_line(), std::nullopt) << "again and again";
  });
  input->go_on();
  type("more");
  run([&]() -> coroutine<> { EXPECT_EQ(co_await read_line(), "more"); });
#endif
}

}  // namespace
