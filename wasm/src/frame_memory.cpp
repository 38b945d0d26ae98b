// The rare half of detail/frame_memory.hpp: the first frame of a size, a full cache, a thread's end.
#include <weft/detail/frame_memory.hpp>

#include <atomic>
#include <new>
#include <utility>

#include "memory_trace.hpp"

namespace weft::detail {

constinit thread_local frame_cache this_thread_frames;

namespace {

// AddressSanitizer finds a use of a frame after its end only if the frame really goes back to the allocator.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool recycles = false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
constexpr bool recycles = false;
#else
constexpr bool recycles = true;
#endif
#else
constexpr bool recycles = true;
#endif

// What a thread may keep for itself. Enough for a hundred thousand small frames to end and begin again without malloc;
// little enough that one burst of deep recursion does not hold the heap for ever.
constexpr std::size_t most_kept = std::size_t{16} << 20;

// Live frames of the threads that are over.
constinit std::atomic<std::ptrdiff_t> live_elsewhere{0};

std::size_t class_size(std::size_t size) noexcept {
  const std::size_t index = frame_class(size);
  return recycles && index < frame_classes ? frame_class_bytes(index) - frame_header : size;
}

// True once this thread has given its frames back: what thread-local objects free after that is counted at once.
constinit thread_local bool over = false;

// False while tracemalloc counts: every frame then comes from the allocator and goes back to it.
constinit std::atomic<bool> keeping{true};

std::size_t room_of_a_thread() noexcept { return recycles && keeping.load(std::memory_order_relaxed) ? most_kept : 0; }

void give_back_kept_frames() noexcept {
  for (free_frame*& list : this_thread_frames.lists) {
    while (list != nullptr) {
      free_frame* const frame = list;
      list = frame->next;
      ::operator delete(frame);
    }
  }
  this_thread_frames.room = 0;
}

void count(std::ptrdiff_t frames) noexcept {
  if (over) {
    live_elsewhere.fetch_add(frames, std::memory_order_relaxed);
  } else {
    this_thread_frames.live += frames;
  }
}

// Made the first time a thread comes here, so that its destructor runs when the thread ends.
struct thread_end {
  thread_end() noexcept { this_thread_frames.room = room_of_a_thread(); }

  ~thread_end() {
    give_back_kept_frames();
    over = true;
    live_elsewhere.fetch_add(std::exchange(this_thread_frames.live, 0), std::memory_order_relaxed);
  }
};

void arrange_thread_end() noexcept { [[maybe_unused]] static thread_local const thread_end at_end; }

}  // namespace

void* frame_allocate_slowly(std::size_t size) noexcept(ends_without_memory) {
  arrange_thread_end();
  void* const frame = ::operator new(class_size(size));
  ++this_thread_frames.from_heap;
  count(1);
  return frame;
}

void frame_deallocate_slowly(void* frame, std::size_t size) noexcept {
  arrange_thread_end();
  ::operator delete(frame, class_size(size));
  count(-1);
}

void keep_frames(bool keep) noexcept {
  keeping = keep;
  arrange_thread_end();
  give_back_kept_frames();
  this_thread_frames.room = room_of_a_thread();
}

std::ptrdiff_t live_frames() noexcept {
  return this_thread_frames.live + live_elsewhere.load(std::memory_order_relaxed);
}

}  // namespace weft::detail
