// Starting a thread in a program that can have none. The C library's own version refuses without a word; std::thread then
// throws std::system_error, whose text ("Resource temporarily unavailable") helps nobody. A line on standard error does.
//
// In programs with real threads the one in threads/ is linked instead. (Weak, as that one is, for the host program of
// wasm/program, which takes in all of libc besides.)
#include <cerrno>
#include <cstdio>

#include <pthread.h>

#include <weft/errors.hpp>

#include "../host.hpp"

extern "C" [[gnu::weak]] int pthread_create(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*) {
  static bool told = false;
  if (!told) {
    told = true;
    std::fflush(stdout);
    weft::host::write(2, "weft: " + std::string(weft::threads_unavailable().what()) + "\n");
  }
  return EAGAIN;
}
