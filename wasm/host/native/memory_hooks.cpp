// tracemalloc's memory, and how it hears of allocations where a sanitizer has replaced the allocator.
#include <cstddef>

#include <sys/mman.h>

#include "../../src/memory_trace.hpp"
#include "sanitizers.hpp"

#if WEFT_SANITIZED
extern "C" int __sanitizer_install_malloc_and_free_hooks(void (*on_malloc)(const volatile void*, std::size_t),
                                                         void (*on_free)(const volatile void*));
#endif

namespace weft::detail {

void* untraced_allocate(std::size_t size) noexcept {
  void* const memory = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return memory == MAP_FAILED ? nullptr : memory;
}
void untraced_free(void* memory, std::size_t size) noexcept { munmap(memory, size); }

void install_memory_hooks() noexcept {
#if WEFT_SANITIZED
  [[maybe_unused]] static const int installed = __sanitizer_install_malloc_and_free_hooks(
      [](const volatile void* block, std::size_t size) {
        if (traces_memory()) trace_allocated(const_cast<void*>(block), size);
      },
      [](const volatile void* block) {
        if (traces_memory()) trace_freed(const_cast<void*>(block));
      });
#endif
}

}  // namespace weft::detail
