// Real threads in a browser: what is to be done differently from Emscripten's own C library.
//
// A thread is a Web Worker that Emscripten starts and that shares the program's memory. The main thread is a worker, too,
// and the only one whose JavaScript does anything besides: it starts the other workers, makes everybody's requests and hands
// on everybody's output. So it must not sleep with its JavaScript: where C++ waits on it (a join, a mutex, a condition
// variable) it is suspended by JSPI, and the JavaScript goes on. Emscripten's own would block the worker, wake up a thousand
// times a second to look for work, and could start no thread meanwhile.
//
// All of these replace functions of the C library by coming before it in the link, and are weak so that the host program of
// wasm/program can take in all of libc besides. Programs with threads are linked with all of this folder.
#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <exception>
#include <memory>

#include <emscripten/emscripten.h>
#include <emscripten/proxying.h>
#include <emscripten/threading.h>
#include <pthread.h>
#include <wasi/api.h>

#include <weft/detail/describe.hpp>

#include "../../../src/memory_trace.hpp"
#include "../threads.hpp"

extern "C" {
int weft_host_can_block();
int weft_host_wait_for_memory(volatile void* address, std::uint32_t expected, double milliseconds);
void weft_host_write(int descriptor, const void* bytes, std::size_t size);
void weft_host_end(int exit_code);

void _emscripten_yield(double now);
int emscripten_builtin_pthread_create(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*);
}

namespace weft::host {

namespace {

// --- output: one order for all threads, carried to the page by the main one ---

struct piece {
  piece* earlier;
  int descriptor;
  std::uint32_t size;
  char* bytes() noexcept { return reinterpret_cast<char*>(this + 1); }
};

constinit std::atomic<piece*> written{nullptr};  // the last one first
constinit std::atomic<std::uint32_t> written_bytes{0};

// A thread that writes faster than the main one can carry is made to wait.
constexpr std::uint32_t most_written_bytes = 8u << 20;

void carry_output() {
  piece* last = written.exchange(nullptr, std::memory_order_acquire);
  piece* first = nullptr;
  while (last != nullptr) {
    piece* const earlier = last->earlier;
    last->earlier = first;
    first = last;
    last = earlier;
  }
  while (first != nullptr) {
    piece* const next = first->earlier;
    weft_host_write(first->descriptor, first->bytes(), first->size);
    written_bytes.fetch_sub(first->size, std::memory_order_relaxed);
    std::free(first);
    first = next;
  }
}

void leave_output(piece& made) {
  written_bytes.fetch_add(made.size, std::memory_order_relaxed);
  piece* earlier = written.load(std::memory_order_relaxed);
  do {
    made.earlier = earlier;
  } while (!written.compare_exchange_weak(earlier, &made, std::memory_order_release, std::memory_order_relaxed));
  // From here on it is the main thread's, and may be gone.
  if (on_main_thread()) {
    carry_output();
    return;
  }
  // Whoever left the first piece has told the main thread.
  if (earlier == nullptr) call_on_main_thread([](void*) { carry_output(); }, nullptr);
}

// --- threads ---

constinit std::atomic<int> living_threads{0};
constinit std::atomic<int> idle_threads{0};

struct beginning {
  void* (*entry)(void*);
  void* argument;
  std::size_t stack_size;
};

/// Emscripten takes a thread's stack from its own allocator, past malloc(): counted here, under the name of what begins the
/// thread.
void trace_stack(beginning& of) noexcept {
  if (detail::traces_memory()) detail::trace_allocated(&of.stack_size, of.stack_size);
}

/// What std::terminate() would be natively: the program ends, with words for the exception.
[[noreturn]] void end_by_exception() {
  struct last_words {
    std::exception_ptr error;
  };
  call_on_main_thread(
      [](void* words) {
        detail::print_uncaught(static_cast<last_words*>(words)->error);
        carry_output();
        weft_host_end(1);
      },
      new last_words{std::current_exception()});
  static constinit std::atomic<int> never{0};
  for (;;) __builtin_wasm_memory_atomic_wait32(reinterpret_cast<int*>(&never), 0, -1);
}

/// The worker of every thread waits for its mailbox by Atomics.waitAsync() on the thread's first word, and nobody ever ends that
/// wait. Once the memory is something else's, whoever wakes one waiter there would wake this one instead of his own.
void forget_mailbox() noexcept { __builtin_wasm_memory_atomic_notify(reinterpret_cast<int*>(pthread_self()), ~0u); }

void* run_thread(void* begun) {
  const std::unique_ptr<beginning> what(static_cast<beginning*>(begun));
  struct leaving {
    beginning& what;
    ~leaving() {
      living_threads.fetch_sub(1);
      if (detail::traces_memory()) detail::trace_freed(&what.stack_size);
      forget_mailbox();
    }
  } const at_end{*what};
  try {
    return what->entry(what->argument);
  } catch (...) {
    end_by_exception();
  }
}

}  // namespace

void call_on_main_thread(void (*function)(void*), void* argument) {
  emscripten_proxy_async(emscripten_proxy_get_system_queue(), emscripten_main_runtime_thread_id(), function, argument);
}

int count_other_threads() noexcept {
  // Of those that live this is one, unless it is the main one, which is not counted there.
  return std::max(0, living_threads.load() - idle_threads.load());
}

void thread_idles(bool idle) noexcept { idle_threads += idle ? 1 : -1; }

}  // namespace weft::host

extern "C" {

[[gnu::weak]] int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*entry)(void*), void* argument) {
  static const bool carries_at_exit = std::atexit([] { weft::host::carry_output(); }) == 0;
  static_cast<void>(carries_at_exit);
  std::size_t stack_size = 0;
  if (attributes == nullptr || pthread_attr_getstacksize(attributes, &stack_size) != 0) {
    pthread_attr_t usual;
    pthread_attr_init(&usual);
    pthread_attr_getstacksize(&usual, &stack_size);
  }
  auto begun = std::make_unique<weft::host::beginning>(weft::host::beginning{entry, argument, stack_size});
  weft::host::trace_stack(*begun);
  weft::host::living_threads.fetch_add(1);
  const int error = emscripten_builtin_pthread_create(thread, attributes, &weft::host::run_thread, begun.get());
  if (error != 0) {
    weft::host::living_threads.fetch_sub(1);
    if (weft::detail::traces_memory()) weft::detail::trace_freed(&begun->stack_size);
    return error;
  }
  static_cast<void>(begun.release());
  return 0;
}

/// Waits until somebody wakes `address`, unless it no longer holds `expected`. Under everything that blocks.
[[gnu::weak]] int emscripten_futex_wait(volatile void* address, std::uint32_t expected, double milliseconds) {
  if (reinterpret_cast<std::uintptr_t>(address) % 4 != 0) return -EINVAL;
  auto* const word = const_cast<int*>(static_cast<volatile int*>(address));
  const auto wait = [&](double limit) {
    const std::int64_t nanoseconds = limit < 1e12 ? static_cast<std::int64_t>(limit * 1e6) : -1;
    return __builtin_wasm_memory_atomic_wait32(word, static_cast<int>(expected), nanoseconds);
  };
  int ended;  // 0: woken, 1: another value, 2: timed out
  if (!weft::host::on_main_thread()) {
    ended = wait(milliseconds);
  } else if (weft_host_can_block() != 0) {
    if (__atomic_load_n(word, __ATOMIC_SEQ_CST) != static_cast<int>(expected)) return -EWOULDBLOCK;
    ended = weft_host_wait_for_memory(address, expected, milliseconds);
  } else {
    // Without JSPI, or before main(): what other threads ask for is done in between.
    const double until = emscripten_get_now() + milliseconds;
    do {
      ended = wait(std::min(1.0, std::max(0.0, until - emscripten_get_now())));
      if (ended == 2) _emscripten_yield(0);
    } while (ended == 2 && emscripten_get_now() < until);
  }
  return ended == 0 ? 0 : ended == 1 ? -EWOULDBLOCK : -ETIMEDOUT;
}

// musl's two ways to a futex. Emscripten's wake up all the time to see whether the thread was cancelled (pthread_cancel(),
// which C++ has not) or, on the main thread, whether others want something of it.

[[gnu::weak]] int __timedwait_cp(volatile int* address, int expected, clockid_t clock, const timespec* deadline, int) {
  double milliseconds = INFINITY;
  if (deadline != nullptr) {
    timespec now{};
    if (deadline->tv_nsec < 0 || deadline->tv_nsec >= 1'000'000'000 || clock_gettime(clock, &now) != 0) return EINVAL;
    milliseconds = static_cast<double>(deadline->tv_sec - now.tv_sec) * 1e3 +
                   static_cast<double>(deadline->tv_nsec - now.tv_nsec) / 1e6;
    if (milliseconds <= 0) return ETIMEDOUT;
  }
  return emscripten_futex_wait(address, static_cast<std::uint32_t>(expected), milliseconds) == -ETIMEDOUT ? ETIMEDOUT : 0;
}

[[gnu::weak]] int __timedwait(volatile int* address, int expected, clockid_t clock, const timespec* deadline, int scope) {
  return __timedwait_cp(address, expected, clock, deadline, scope);
}

[[gnu::weak]] void __wait(volatile int* address, volatile int* waiters, int expected, int) {
  // Most waits are short.
  for (int spins = 100; spins > 0 && (waiters == nullptr || *waiters == 0); --spins) {
    if (*address != expected) return;
  }
  if (waiters != nullptr) __atomic_fetch_add(waiters, 1, __ATOMIC_SEQ_CST);
  while (__atomic_load_n(address, __ATOMIC_SEQ_CST) == expected) {
    emscripten_futex_wait(address, static_cast<std::uint32_t>(expected), INFINITY);
  }
  if (waiters != nullptr) __atomic_fetch_sub(waiters, 1, __ATOMIC_SEQ_CST);
}

[[gnu::weak]] __wasi_errno_t __wasi_fd_write(__wasi_fd_t descriptor, const __wasi_ciovec_t* vectors, std::size_t count,
                                             __wasi_size_t* total) {
  using namespace weft::host;
  std::size_t size = 0;
  for (std::size_t i = 0; i < count; ++i) size += vectors[i].buf_len;
  *total = static_cast<__wasi_size_t>(size);
  if (size == 0) return __WASI_ERRNO_SUCCESS;
  auto* const made = static_cast<piece*>(std::malloc(sizeof(piece) + size));
  if (made == nullptr) return __WASI_ERRNO_NOMEM;
  made->descriptor = descriptor;
  made->size = static_cast<std::uint32_t>(size);
  char* at = made->bytes();
  for (std::size_t i = 0; i < count; ++i) {
    std::memcpy(at, vectors[i].buf, vectors[i].buf_len);
    at += vectors[i].buf_len;
  }
  leave_output(*made);
  if (!on_main_thread()) {
    while (written_bytes.load(std::memory_order_relaxed) > most_written_bytes) {
      emscripten_futex_wait(&written_bytes, written_bytes.load(), 1);
    }
  }
  return __WASI_ERRNO_SUCCESS;
}

}  // extern "C"
