// What the browser's host knows of threads. A program for one thread is linked without the parts that only real threads
// need (threads/, which replace parts of the C library): those are declared weak, and absent there.
#ifndef WEFT_HOST_BROWSER_THREADS_HPP
#define WEFT_HOST_BROWSER_THREADS_HPP

#include <memory>

#include "../host.hpp"

// Emscripten's: its headers declare them only where they are compiled for threads.
extern "C" int emscripten_is_main_runtime_thread();

namespace weft::host {

/// Whether this is the thread that main() runs on: the one whose JavaScript has the page's requests, timers and lines.
inline bool on_main_thread() noexcept { return emscripten_is_main_runtime_thread() != 0; }

/// Has `function(argument)` called on the main thread, soon: whenever that waits or returns to JavaScript. It may then be
/// in the middle of anything, so `function` takes no locks and calls nothing of the program's.
[[gnu::weak]] void call_on_main_thread(void (*function)(void*), void* argument);

/// A backend for a loop on a thread that is not the main one.
[[gnu::weak]] std::unique_ptr<backend> make_thread_backend();

/// What makes requests for others: the backend of the main thread's loop, or one like it. On the main thread only.
backend& main_backend();

/// See host::other_threads().
[[gnu::weak]] int count_other_threads() noexcept;

}  // namespace weft::host

#endif
