// The fixture of every suite: a test that ends with a coroutine frame still alive has found a leak.
#ifndef WEFT_TESTS_UNIT_FRAME_BALANCE_HPP
#define WEFT_TESTS_UNIT_FRAME_BALANCE_HPP

#include <weft/detail/frame_memory.hpp>

#include <gtest/gtest.h>

#include <cstddef>

/// Asserts, once the test's own objects are gone, that no coroutine frame (nor the state of a future, task or callback,
/// which use the same memory) is left. A leak is charged to the test that made it, not to those that follow.
class frame_balance : public ::testing::Test {
 protected:
  void SetUp() override { before_ = weft::detail::live_frames(); }
  void TearDown() override { EXPECT_EQ(weft::detail::live_frames() - before_, 0) << "frames leaked by this test"; }

  /// Frames that this test has alive.
  std::ptrdiff_t frames() const { return weft::detail::live_frames() - before_; }

 private:
  std::ptrdiff_t before_ = 0;
};

#endif
