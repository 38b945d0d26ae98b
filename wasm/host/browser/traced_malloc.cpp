// malloc() and its kin, for tracemalloc: the C library's own, and a word about each block while somebody counts.
//
// Comes before the C library in a link, and so in the place of its malloc(); operator new is made of that one.
#include <cerrno>
#include <cstddef>
#include <cstring>

#include "../../src/memory_trace.hpp"

extern "C" {
void* emscripten_builtin_malloc(std::size_t size);
void* emscripten_builtin_calloc(std::size_t count, std::size_t size);
void* emscripten_builtin_memalign(std::size_t alignment, std::size_t size);
void emscripten_builtin_free(void* block);
void* __libc_realloc(void* block, std::size_t size);
}

using weft::detail::trace_allocated;
using weft::detail::trace_freed;
using weft::detail::traces_memory;

namespace {

inline void* traced(void* block, std::size_t size) noexcept {
  if (traces_memory()) [[unlikely]] trace_allocated(block, size);
  return block;
}

}  // namespace

extern "C" {

[[gnu::weak]] void* malloc(std::size_t size) { return traced(emscripten_builtin_malloc(size), size); }

[[gnu::weak]] void free(void* block) {
  if (traces_memory()) [[unlikely]] trace_freed(block);
  emscripten_builtin_free(block);
}

[[gnu::weak]] void* calloc(std::size_t count, std::size_t size) {
  return traced(emscripten_builtin_calloc(count, size), count * size);
}

[[gnu::weak]] void* realloc(void* block, std::size_t size) {
  if (traces_memory()) [[unlikely]] trace_freed(block);
  return traced(__libc_realloc(block, size), size);
}

[[gnu::weak]] void* memalign(std::size_t alignment, std::size_t size) {
  return traced(emscripten_builtin_memalign(alignment, size), size);
}

[[gnu::weak]] void* aligned_alloc(std::size_t alignment, std::size_t size) { return memalign(alignment, size); }

[[gnu::weak]] int posix_memalign(void** block, std::size_t alignment, std::size_t size) {
  if (alignment % sizeof(void*) != 0 || (alignment & (alignment - 1)) != 0 || alignment == 0) return EINVAL;
  void* const made = memalign(alignment, size);
  if (made == nullptr) return ENOMEM;
  *block = made;
  return 0;
}

}  // extern "C"

namespace weft::detail {

void* untraced_allocate(std::size_t size) noexcept { return emscripten_builtin_calloc(1, size); }
void untraced_free(void* memory, std::size_t) noexcept { emscripten_builtin_free(memory); }
void install_memory_hooks() noexcept {}

}  // namespace weft::detail
