// Where allocators say what they do: tracemalloc.hpp's other end.
#ifndef WEFT_MEMORY_TRACE_HPP
#define WEFT_MEMORY_TRACE_HPP

#include <atomic>
#include <cstddef>

namespace weft::detail {

extern constinit std::atomic<bool> tracing_memory;

/// Everything below is only to be called when this is true; a stop() in between does no harm.
inline bool traces_memory() noexcept { return tracing_memory.load(std::memory_order_relaxed); }

void trace_allocated(void* block, std::size_t size) noexcept;
/// Before the block is freed: afterwards another thread may have it.
void trace_freed(void* block) noexcept;

/// Whether freed frames may be kept for reuse, from now on; gives back what this thread has kept.
void keep_frames(bool keep) noexcept;

/// For the trace's own memory, which is not traced: whole pages, zeroed. Null when there is none.
void* untraced_allocate(std::size_t size) noexcept;
void untraced_free(void* memory, std::size_t size) noexcept;

/// Makes the host call the functions above, where that takes a call.
void install_memory_hooks() noexcept;

}  // namespace weft::detail

#endif
