#include "heap_count.hpp"

#include <weft/detail/frame_memory.hpp>

#include <atomic>
#include <cstdlib>
#include <new>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WEFT_TESTS_UNDER_ASAN 1
#include <sanitizer/allocator_interface.h>
#endif
#endif

namespace {

constinit std::atomic<std::size_t> taken{0};

}  // namespace

#ifdef WEFT_TESTS_UNDER_ASAN

namespace {

const int installed = __sanitizer_install_malloc_and_free_hooks(
    [](const volatile void*, std::size_t) { taken.fetch_add(1, std::memory_order_relaxed); }, [](const volatile void*) {});

}  // namespace

std::size_t heap_count() noexcept {
  // Without the hooks nothing would be counted, and every test would pass.
  if (installed == 0) std::abort();
  return taken.load(std::memory_order_relaxed) - weft::detail::this_thread_frames.from_heap;
}

#else

std::size_t heap_count() noexcept { return taken.load(std::memory_order_relaxed); }

// Every form of new that is not replaced here calls these.
void* operator new(std::size_t size) {
  taken.fetch_add(1, std::memory_order_relaxed);
  if (void* const memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

#endif
