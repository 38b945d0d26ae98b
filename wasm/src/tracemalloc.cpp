// The blocks that are counted, in hash tables: a block that is freed is counted off only if it was counted on.
//
// Several tables, each with a lock that is held for a few instructions, so that threads seldom meet.
#include <weft/tracemalloc.hpp>

#include <cstdint>

#include "memory_trace.hpp"

namespace weft {

namespace detail {

constinit std::atomic<bool> tracing_memory{false};

namespace {

constinit std::atomic<std::size_t> current{0};
constinit std::atomic<std::size_t> peak{0};

void count_on(std::size_t size) noexcept {
  const std::size_t now = current.fetch_add(size, std::memory_order_relaxed) + size;
  std::size_t highest = peak.load(std::memory_order_relaxed);
  while (now > highest && !peak.compare_exchange_weak(highest, now, std::memory_order_relaxed)) {
  }
}

/// Open addressing with linear probing; an entry that goes is closed up behind, so there are no tombstones.
class block_table {
 public:
  void add(void* block, std::size_t size) noexcept {
    const holder hold(*this);
    if (!tracing_memory.load(std::memory_order_relaxed)) return;  // stopped in between, and cleared
    if (used_ * 4 >= capacity_ * 3 && !grow()) return;
    place(block, size);
    ++used_;
    count_on(size);
  }

  void remove(void* block) noexcept {
    const holder hold(*this);
    if (capacity_ == 0) return;
    std::size_t at = home(block);
    while (entries_[at].block != block) {
      if (entries_[at].block == nullptr) return;  // from before start()
      at = next(at);
    }
    current.fetch_sub(entries_[at].size, std::memory_order_relaxed);
    --used_;
    for (std::size_t hole = at;;) {
      entries_[hole].block = nullptr;
      do {
        at = next(at);
        if (entries_[at].block == nullptr) return;
        // Stays if its home lies behind the hole: between the two, going round.
      } while (distance(home(entries_[at].block), at) < distance(hole, at));
      entries_[hole] = entries_[at];
      hole = at;
    }
  }

  void clear() noexcept {
    const holder hold(*this);
    if (capacity_ != 0) untraced_free(entries_, capacity_ * sizeof(entry));
    entries_ = nullptr;
    capacity_ = used_ = 0;
  }

 private:
  struct entry {
    void* block;
    std::size_t size;
  };
  struct holder {
    explicit holder(block_table& table) noexcept : table(table) {
      while (table.locked_.test_and_set(std::memory_order_acquire)) {
      }
    }
    ~holder() { table.locked_.clear(std::memory_order_release); }
    block_table& table;
  };

  std::size_t home(const void* block) const noexcept {
    // The lowest bits are zero, and the next four have chosen the table.
    return (reinterpret_cast<std::uintptr_t>(block) / 256 * 2654435761u ^ reinterpret_cast<std::uintptr_t>(block) / 256 / 7) &
           (capacity_ - 1);
  }
  std::size_t next(std::size_t at) const noexcept { return (at + 1) & (capacity_ - 1); }
  std::size_t distance(std::size_t from, std::size_t to) const noexcept { return (to - from) & (capacity_ - 1); }

  void place(void* block, std::size_t size) noexcept {
    std::size_t at = home(block);
    while (entries_[at].block != nullptr) at = next(at);
    entries_[at] = {block, size};
  }

  bool grow() noexcept {
    constexpr std::size_t first_capacity = 4096 / sizeof(entry);
    const std::size_t before = capacity_;
    const std::size_t wanted = before == 0 ? first_capacity : 2 * before;
    auto* const made = static_cast<entry*>(untraced_allocate(wanted * sizeof(entry)));
    if (made == nullptr) return false;
    entry* const old = entries_;
    entries_ = made;
    capacity_ = wanted;
    for (std::size_t i = 0; i < before; ++i) {
      if (old[i].block != nullptr) place(old[i].block, old[i].size);
    }
    if (before != 0) untraced_free(old, before * sizeof(entry));
    return true;
  }

  std::atomic_flag locked_;
  entry* entries_ = nullptr;
  std::size_t capacity_ = 0;  // zero or a power of two
  std::size_t used_ = 0;
};

constexpr std::size_t table_count = 16;
constinit block_table tables[table_count];

block_table& table_of(const void* block) noexcept { return tables[reinterpret_cast<std::uintptr_t>(block) / 16 % table_count]; }

}  // namespace

void trace_allocated(void* block, std::size_t size) noexcept {
  if (block != nullptr) table_of(block).add(block, size);
}

void trace_freed(void* block) noexcept {
  if (block != nullptr) table_of(block).remove(block);
}

}  // namespace detail

namespace tracemalloc {

void start() {
  if (is_tracing()) return;
  detail::install_memory_hooks();
  detail::keep_frames(false);
  detail::current = 0;
  detail::peak = 0;
  detail::tracing_memory = true;
}

void stop() noexcept {
  if (!is_tracing()) return;
  detail::tracing_memory = false;
  for (detail::block_table& table : detail::tables) table.clear();
  detail::keep_frames(true);
}

bool is_tracing() noexcept { return detail::traces_memory(); }

traced_memory get_traced_memory() noexcept {
  if (!is_tracing()) return {};
  return {.current = detail::current, .peak = detail::peak};
}

void reset_peak() noexcept { detail::peak.store(detail::current); }

}  // namespace tracemalloc
}  // namespace weft
