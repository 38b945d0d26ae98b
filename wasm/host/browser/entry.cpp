// Where a program begins in a browser: main(), and the words for an exception that leaves it.
//
// In WebAssembly an exception that leaves main() would simply surface in JavaScript, without std::terminate, a type or a
// what(). So main() is called from here.
#include <cstdio>
#include <cstdlib>
#include <exception>

#include <emscripten/emscripten.h>

#include <weft/detail/describe.hpp>
#include <weft/variant.hpp>

#include "../../bindings/control.hpp"

namespace weft::detail {

// Linked with those programs only that register variants.
[[gnu::weak]] int variants_main(int argc, const char* const* argv);

}  // namespace weft::detail

extern "C" {

// clang gives main() one of these names, after its parameters.
[[gnu::weak]] int __main_argc_argv(int argc, char** argv);
[[gnu::weak]] int __main_void();

EMSCRIPTEN_KEEPALIVE int weft_main(int argc, char** argv) {
  weft::bindings::keep_control();
  // The terminal shows lines as they are complete, though it is no tty in libc's eyes.
  std::setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);
  int code = 1;
  try {
    if (__main_argc_argv != nullptr) {
      code = __main_argc_argv(argc, argv);
    } else if (__main_void != nullptr) {
      code = __main_void();
    } else if (weft::detail::variants_main != nullptr) {
      code = weft::detail::variants_main(argc, argv);
    } else {
      std::fputs("this program has no main()\n", stderr);
    }
  } catch (...) {
    weft::detail::print_uncaught(std::current_exception());
  }
  std::exit(code);
}

}  // extern "C"
