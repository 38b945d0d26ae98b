// The check of print()'s format strings, which programs have at compile time, at run time: beside std::format, which is the judge.
#include "frame_balance.hpp"

#include <weft/print.hpp>

#include <gtest/gtest.h>

#include <array>
#include <format>
#include <string>
#include <string_view>
#include <vector>

// What stops a compilation, as the check has no use for the functions themselves.
namespace weft::detail {
void format_string_has_a_single_closing_brace() { throw std::format_error("a single closing brace"); }
void format_string_has_a_field_without_closing_brace() { throw std::format_error("a field without closing brace"); }
void format_string_has_more_fields_than_there_are_arguments() { throw std::format_error("more fields than arguments"); }
void format_string_mixes_numbered_and_unnumbered_fields() { throw std::format_error("numbered and unnumbered fields"); }
void format_string_has_a_width_or_precision_that_is_no_integer() { throw std::format_error("a width that is no integer"); }
void format_string_asks_for_a_presentation_that_its_argument_does_not_have() { throw std::format_error("no such presentation"); }
}  // namespace weft::detail

namespace {

using weft::detail::print_kind;

class FormatCheck : public frame_balance {};

template <class F>
bool accepts(F&& f) {
  try {
    f();
    return true;
  } catch (const std::format_error&) {
    return false;
  }
}

/// Whether the check and std::format agree on a string for a value and, behind it, an integer.
template <class T>
void expect_agreement(const std::string& text, const T& value) {
  const int width = 7;
  const std::array kinds{weft::detail::kind_of<T>(), print_kind::integer};
  const bool checked = accepts([&] { weft::detail::check_format(text, kinds.data(), kinds.size()); });
  const bool formatted = accepts([&] { static_cast<void>(std::vformat(text, std::make_format_args(value, width))); });
  EXPECT_EQ(checked, formatted) << text;
}

const std::vector<std::string_view> specs{
    "",   ":>10", ":<3",  ":^5",  ":*<7", ":한>7", ":{<4", ":7",   ":07",  ":.2",  ":7.2", ":.2f", ":e",    ":G",     ":a",
    ":d", ":x",  ":#x",  ":+d",  ": d",  ":-d",  ":b",    ":o",   ":s",   ":?",   ":p",   ":P",   ":z",   ":{}",   ":{1}",   ":.{}",
    ":L", ":5{", ":5",   ":>>5", ":.",   ":#",   ":+",    ":0>4", ":.1s", ":{}f", ":.",   ":d5",  ":dd",  ":{}.1", ":>{}",   ":{2}",
};

template <class T>
void expect_agreement_on_all(const T& value) {
  for (const std::string_view spec : specs) {
    expect_agreement("{" + std::string(spec) + "}", value);
    expect_agreement("<{0" + std::string(spec) + "}>", value);
  }
}

TEST_F(FormatCheck, AgreesWithStdFormatOnIntegers) {
  expect_agreement_on_all(42);
  expect_agreement_on_all(42ULL);
}

TEST_F(FormatCheck, AgreesWithStdFormatOnFloatingPoint) {
  expect_agreement_on_all(2.5);
  expect_agreement_on_all(2.5F);
}

TEST_F(FormatCheck, AgreesWithStdFormatOnText) {
  expect_agreement_on_all(std::string("text"));
  expect_agreement_on_all(std::string_view("text"));
}

TEST_F(FormatCheck, AgreesWithStdFormatOnBracesAndFields) {
  for (const char* text : {"", "plain", "{{}}", "{{{}}}", "{", "}", "{}}", "{{}", "{}{}", "{0}{1}{0}", "{0}{}", "{}{0}", "{2}", "{}{}{}", "{x}", "{:", "{0",
                           "{ }", "a}b", "}}{{", "{1}"}) {
    expect_agreement(text, 1);
  }
}

TEST_F(FormatCheck, LeavesTheRestToTheFormatterOfAType) {
  const print_kind kinds[] = {print_kind::other};
  EXPECT_TRUE(accepts([&] { weft::detail::check_format("{:%H:%M {nested} x}", kinds, 1); }));
  EXPECT_FALSE(accepts([&] { weft::detail::check_format("{:%H", kinds, 1); }));
}

}  // namespace
