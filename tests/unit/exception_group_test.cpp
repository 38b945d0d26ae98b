// exception_group: several failures at once.
#include "frame_balance.hpp"
#include "trace.hpp"

#include <weft/errors.hpp>
#include <weft/exception_group.hpp>

#include <gtest/gtest.h>

#include <exception>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using weft::exception_group;

class ExceptionGroup : public frame_balance {};

std::exception_ptr failure(const char* what) { return std::make_exception_ptr(std::runtime_error(what)); }

TEST_F(ExceptionGroup, HoldsTheFailuresInTheirOrder) {
  const exception_group group("several", {failure("one"), failure("two")});
  EXPECT_EQ(group.message(), "several");
  ASSERT_EQ(group.exceptions().size(), 2u);
  EXPECT_EQ(what_of<std::runtime_error>([&] { std::rethrow_exception(group.exceptions()[0]); }), "one");
  EXPECT_EQ(what_of<std::runtime_error>([&] { std::rethrow_exception(group.exceptions()[1]); }), "two");
}

TEST_F(ExceptionGroup, PrintsTheWholeTree) {
  const auto inner = std::make_exception_ptr(exception_group("inner", {failure("deep"), std::make_exception_ptr(42)}));
  const exception_group group("outer", {failure("first"), inner, failure("last")});
  EXPECT_STREQ(group.what(),
               "outer (3 exceptions)\n"
               "  |- std::runtime_error: first\n"
               "  |- weft::exception_group: inner (2 exceptions)\n"
               "  |    |- std::runtime_error: deep\n"
               "  |    |- int: 42\n"
               "  |- std::runtime_error: last");
  EXPECT_STREQ(exception_group("alone", {failure("it")}).what(), "alone (1 exception)\n  |- std::runtime_error: it");
}

TEST_F(ExceptionGroup, IsCaughtAsAnExceptionAndCopiedAsOne) {
  try {
    throw exception_group("several", {failure("one")});
  } catch (const std::exception& caught) {
    EXPECT_NE(std::string(caught.what()).find("several"), std::string::npos);
  }
  const exception_group original("several", {failure("one")});
  const exception_group copy = original;  // NOLINT
  EXPECT_EQ(copy.exceptions(), original.exceptions()) << "the very same failures";
}

TEST_F(ExceptionGroup, OfNothingIsAnInvalidArgument) {
  EXPECT_THROW(exception_group("none", {}), std::invalid_argument);
  EXPECT_THROW(exception_group("null", {failure("one"), nullptr}), std::invalid_argument);
}

TEST_F(ExceptionGroup, MayBeNestedDeeply) {
  std::exception_ptr tree = failure("leaf");
  for (int i = 0; i < 200; ++i) tree = std::make_exception_ptr(exception_group("level", {tree}));
  int levels = 0;
  for (;;) {
    try {
      std::rethrow_exception(tree);
    } catch (const exception_group& group) {
      ++levels;
      tree = group.exceptions().front();
    } catch (const std::runtime_error& leaf) {
      EXPECT_STREQ(leaf.what(), "leaf");
      break;
    }
  }
  EXPECT_EQ(levels, 200);
}

}  // namespace
