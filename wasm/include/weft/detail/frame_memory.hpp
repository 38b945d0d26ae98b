// Where every coroutine frame of weft gets its memory, and the states of futures, tasks and callbacks with them.
//
// Frames come in few sizes and in great numbers, are mostly freed by the thread that asked for them, and often within
// microseconds. So each thread keeps the frames it freed, one list for each size class, and hands them out again: two
// loads and two stores instead of a trip through malloc, which in WebAssembly is several times slower than natively.
//
// Also the place where frames are counted: a test that ends with live_frames() == 0 has leaked no coroutine.
#ifndef WEFT_DETAIL_FRAME_MEMORY_HPP
#define WEFT_DETAIL_FRAME_MEMORY_HPP

#include <cstddef>

namespace weft::detail {

/// malloc keeps a size in front of every block and makes blocks multiples of 16 (glibc's does, and that of Emscripten): so a
/// size class is a multiple of the granule less that header, and nothing is lost. Larger frames than the last class go to
/// operator new as they are.
inline constexpr std::size_t frame_granule = 16;
inline constexpr std::size_t frame_classes = 96;
inline constexpr std::size_t frame_header = sizeof(std::size_t);

/// The class of a frame of `size` > 0 bytes.
constexpr std::size_t frame_class(std::size_t size) noexcept { return (size + frame_header - 1) / frame_granule; }
/// The bytes that a frame of a class takes in the heap.
constexpr std::size_t frame_class_bytes(std::size_t index) noexcept { return (index + 1) * frame_granule; }

struct free_frame {
  free_frame* next;
};

/// One thread's frames. Constant-initialised, so that reaching it costs no guard.
struct frame_cache {
  free_frame* lists[frame_classes] = {};
  /// How many more bytes may be kept in `lists`. Zero until the thread frees or allocates its first frame, zero for
  /// ever under AddressSanitizer (which then sees every allocation) and once the thread is ending.
  std::size_t room = 0;
  /// Frames allocated minus frames freed by this thread: negative where frames of other threads end on this one.
  std::ptrdiff_t live = 0;
  /// Frames for which this thread has asked operator new: in a steady state there are no more of them.
  std::size_t from_heap = 0;
};

extern constinit thread_local frame_cache this_thread_frames;

/// Running out of memory for a frame is std::bad_alloc natively and ends the program on WebAssembly. There the compiler
/// must know that calling a coroutine does not throw: never_ready.hpp says why.
#ifdef __wasm__
inline constexpr bool ends_without_memory = true;
#else
inline constexpr bool ends_without_memory = false;
#endif

void* frame_allocate_slowly(std::size_t size) noexcept(ends_without_memory);
void frame_deallocate_slowly(void* frame, std::size_t size) noexcept;

/// Frames and states alive, counting those of this thread and of threads that have ended.
std::ptrdiff_t live_frames() noexcept;

/// Memory for a frame of `size` > 0 bytes, aligned as operator new aligns.
inline void* frame_allocate(std::size_t size) noexcept(ends_without_memory) {
  frame_cache& cache = this_thread_frames;
  const std::size_t index = frame_class(size);
  if (index < frame_classes) {
    if (free_frame* const frame = cache.lists[index]) {
      cache.lists[index] = frame->next;
      cache.room += frame_class_bytes(index);
      ++cache.live;
      return frame;
    }
  }
  return frame_allocate_slowly(size);
}

/// Gives back what frame_allocate(size) gave, on whichever thread.
inline void frame_deallocate(void* memory, std::size_t size) noexcept {
  frame_cache& cache = this_thread_frames;
  const std::size_t index = frame_class(size);
  const std::size_t bytes = frame_class_bytes(index);
  if (index < frame_classes && bytes <= cache.room) {
    free_frame* const frame = static_cast<free_frame*>(memory);
    frame->next = cache.lists[index];
    cache.lists[index] = frame;
    cache.room -= bytes;
    --cache.live;
    return;
  }
  frame_deallocate_slowly(memory, size);
}

}  // namespace weft::detail

#endif
