#include "measure.hpp"

#include <cerrno>
#include <cstdlib>
#include <malloc.h>
#include <new>

namespace bench {
namespace {

constinit std::uint64_t calls = 0;

}  // namespace

std::uint64_t allocations() noexcept { return calls; }

std::size_t heap_in_use() noexcept {
#ifdef __EMSCRIPTEN__
  return mallinfo().uordblks;
#else
  const struct mallinfo2 heap = mallinfo2();
  return heap.uordblks + heap.hblkhd;
#endif
}

}  // namespace bench

// Every form of new that is not replaced here calls these. Benchmarks run on one thread.
void* operator new(std::size_t size) {
  ++bench::calls;
  if (void* const memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

#ifdef __EMSCRIPTEN__
// Programs are linked without a file system, and what Emscripten puts in its place opens every file. Google Benchmark, which
// looks for what the system tells of the processor, must find that there is none.
extern "C" int __syscall_openat(int, std::intptr_t, int, ...) { return -ENOENT; }
#endif
