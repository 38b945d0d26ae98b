// operator new and operator delete, for tracemalloc: malloc() and free(), and a word about each block while somebody counts.
//
// A program that replaces them itself is linked with its own, and tracemalloc then counts nothing of it.
#include "sanitizers.hpp"

#if !WEFT_SANITIZED

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <new>

#include "../../src/memory_trace.hpp"

namespace {

using weft::detail::trace_allocated;
using weft::detail::trace_freed;
using weft::detail::traces_memory;

void* allocate(std::size_t size, std::size_t alignment) noexcept {
  size = std::max<std::size_t>(size, 1);
  if (alignment <= __STDCPP_DEFAULT_NEW_ALIGNMENT__) return std::malloc(size);
  return std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
}

void* allocate_or_throw(std::size_t size, std::size_t alignment) {
  void* block;
  while ((block = allocate(size, alignment)) == nullptr) {
    const std::new_handler handler = std::get_new_handler();
    if (handler == nullptr) throw std::bad_alloc();
    handler();
  }
  if (traces_memory()) [[unlikely]] trace_allocated(block, size);
  return block;
}

}  // namespace

// The other forms of new and delete are made of these. Weak: a program may replace some of them and need the others.
[[gnu::weak]] void* operator new(std::size_t size) { return allocate_or_throw(size, 0); }
[[gnu::weak]] void* operator new(std::size_t size, std::align_val_t alignment) {
  return allocate_or_throw(size, static_cast<std::size_t>(alignment));
}
[[gnu::weak]] void operator delete(void* block) noexcept {
  if (traces_memory()) [[unlikely]] trace_freed(block);
  std::free(block);
}
[[gnu::weak]] void operator delete(void* block, std::align_val_t) noexcept { ::operator delete(block); }

#endif
