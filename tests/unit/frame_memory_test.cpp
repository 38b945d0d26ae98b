// The memory of coroutine frames: counted exactly, recycled, and given back when a thread ends.
#include "frame_balance.hpp"

#include <weft/detail/frame_memory.hpp>

#include <gtest/gtest.h>

#include <cstddef>
#include <cstring>
#include <vector>

#ifndef __EMSCRIPTEN__
#include <thread>
#endif

namespace {

using weft::detail::frame_allocate;
using weft::detail::frame_deallocate;

class FrameMemory : public frame_balance {};

TEST_F(FrameMemory, GivesDistinctAlignedMemoryOfEverySize) {
  struct piece {
    void* memory;
    std::size_t size;
  };
  std::vector<piece> pieces;
  for (int round = 0; round < 3; ++round) {
    for (std::size_t size = 1; size < 2500; size += 7) {
      void* const memory = frame_allocate(size);
      EXPECT_EQ(reinterpret_cast<std::uintptr_t>(memory) % __STDCPP_DEFAULT_NEW_ALIGNMENT__, 0u);
      std::memset(memory, static_cast<int>(size % 251), size);
      pieces.push_back({memory, size});
    }
    EXPECT_EQ(frames(), static_cast<std::ptrdiff_t>(pieces.size()));
    for (const piece& p : pieces) {
      const auto* bytes = static_cast<const unsigned char*>(p.memory);
      EXPECT_EQ(bytes[0], p.size % 251);
      EXPECT_EQ(bytes[p.size - 1], p.size % 251);
      frame_deallocate(p.memory, p.size);
    }
    pieces.clear();
    EXPECT_EQ(frames(), 0);
  }
}

TEST_F(FrameMemory, KeepsNoMoreThanItsLimit) {
  // 64 MiB in frames of one size: more than a thread keeps. Nothing to observe but that it works and balances.
  std::vector<void*> frames;
  for (int i = 0; i < 65'536; ++i) frames.push_back(frame_allocate(1024));
  for (void* frame : frames) frame_deallocate(frame, 1024);
  for (void*& frame : frames) frame = frame_allocate(1000);
  for (void* frame : frames) frame_deallocate(frame, 1000);
}

#ifndef __EMSCRIPTEN__
TEST_F(FrameMemory, MayBeFreedOnAnotherThread) {
  void* here = frame_allocate(100);
  void* there = nullptr;
  std::thread other([&] {
    there = frame_allocate(100);
    frame_deallocate(here, 100);
    void* const kept = frame_allocate(200);
    frame_deallocate(kept, 200);
  });
  other.join();
  EXPECT_EQ(frames(), 1);
  frame_deallocate(there, 100);
}
#endif

}  // namespace
