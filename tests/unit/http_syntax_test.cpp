// Methods and header fields, as text that somebody else has written.
#include "src/http_syntax.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace weft::detail;

std::string shown(const std::vector<weft::host::header>& fields) {
  std::string text;
  for (const auto& [name, value] : fields) text += "[" + name + "=" + value + "]";
  return text;
}

TEST(HttpSyntax, TokensAreWhatMethodsAndNamesAreMadeOf) {
  for (const std::string_view token : {"GET", "X-Header", "a", "!#$%&'*+-.^_`|~09"}) EXPECT_TRUE(is_token(token)) << token;
  for (const std::string_view other : {"", "a b", "a:", "a\r", "(a)", "é", "a/b"}) EXPECT_FALSE(is_token(other)) << other;
  EXPECT_FALSE(is_token(std::string_view("a\0", 2)));
}

TEST(HttpSyntax, AValueHasNoLineBreak) {
  EXPECT_TRUE(is_field_value("anything: else\t\"at\" all, 값"));
  EXPECT_TRUE(is_field_value(""));
  for (const std::string_view value : {"a\r\nb", "a\nb", "a\rb", "\n"}) EXPECT_FALSE(is_field_value(value));
  EXPECT_FALSE(is_field_value(std::string_view("a\0b", 3)));
}

TEST(HttpSyntax, ReadsFieldsAndLeavesOutWhatIsNone) {
  EXPECT_EQ(shown(parse_field_block("Content-Type: text/plain\r\nX:\t a:b \t\r\nEmpty:\n")), "[content-type=text/plain][x=a:b][empty=]");
  EXPECT_EQ(shown(parse_field_block(": nameless\nno colon\n\nsp ace: x\nspace : x\n")), "");
  EXPECT_EQ(shown(parse_field_block("last: without a line end")), "[last=without a line end]");
}

TEST(HttpSyntax, ALineThatBeginsWithASpaceGoesOnWithTheOneBefore) {
  EXPECT_EQ(shown(parse_field_block("a: 1\r\n  2\r\n\t3\r\nb: 4\r\n")), "[a=1 2 3][b=4]");
  EXPECT_EQ(shown(parse_field_block("a:\r\n 1\r\n")), "[a=1]");
  EXPECT_EQ(shown(parse_field_block(" of nothing\r\na: 1\r\n \r\n")), "[a=1]");
}

TEST(HttpSyntax, WritesNoMoreFieldsThanThereAre) {
  EXPECT_EQ(write_field_block({{"A", "1"}, {"b", ""}}), "A: 1\nb: \n");
  EXPECT_EQ(write_field_block({{"A", "1\nB: 2"}, {"C\nD", "3"}, {"E", "5"}}), "E: 5\n");
}

TEST(HttpSyntax, NamesCompareWithoutRegardToCase) {
  EXPECT_TRUE(equal_ignoring_case("Content-TYPE", "content-type"));
  EXPECT_FALSE(equal_ignoring_case("content-type", "content-typ"));
  EXPECT_FALSE(equal_ignoring_case("É", "é")) << "ASCII only";
}

}  // namespace
