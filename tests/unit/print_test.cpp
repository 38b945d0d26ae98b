// print() and println(): std::format's syntax, whole lines, in order with the other ways of writing.
//
// Natively only: a browser's worker has no file into which GoogleTest could capture standard output. There the end-to-end
// tests see it.
#ifndef __EMSCRIPTEN__

#include <weft/print.hpp>

#include <gtest/gtest.h>

#include <cstdio>
#include <format>
#include <string>

namespace {

using weft::print;
using weft::println;

// What `f` writes to standard output.
template <class F>
std::string output_of(F&& f) {
  std::fflush(stdout);
  testing::internal::CaptureStdout();
  f();
  std::fflush(stdout);
  return testing::internal::GetCapturedStdout();
}

TEST(Print, FormatsLikeStdFormat) {
  EXPECT_EQ(output_of([] { print("{} + {:.2f} = {:>5}|", 1, 2.5, "x"); }), "1 + 2.50 =     x|");
  EXPECT_EQ(output_of([] { print("{{}} {1} {0}", std::string("a"), 'b'); }), "{} b a");
}

TEST(Print, PrintlnEndsTheLine) {
  EXPECT_EQ(output_of([] {
              println("one");
              println();
              println("{}", 3);
            }),
            "one\n\n3\n");
}

TEST(Print, KeepsItsOrderAmongPrintf) {
  EXPECT_EQ(output_of([] {
              print("a");
              std::printf("b");
              println("c");
              std::fputs("d\n", stdout);
            }),
            "abc\nd\n");
}

TEST(Print, TakesLongTextAndTextWithNulls) {
  const std::string text = std::string(100'000, 'x') + std::string("\0y", 2);
  EXPECT_EQ(output_of([&] { print("{}", text); }), text);
}

struct talkative {};

}  // namespace

template <>
struct std::formatter<talkative> : std::formatter<int> {
  auto format(talkative, auto& context) const {
    println("formatting");
    return std::formatter<int>::format(1, context);
  }
};

namespace {

TEST(Print, AFormatterMayPrint) {
  EXPECT_EQ(output_of([] { println("<{}>", talkative()); }), "formatting\n<1>\n");
}

}  // namespace

#endif
