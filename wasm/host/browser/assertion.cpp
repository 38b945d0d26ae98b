// What a failed assert() says. Emscripten's tells the browser's console, which nobody sees who looks at the terminal.
#include <cstdio>
#include <cstdlib>

extern "C" [[noreturn]] void __assert_fail(const char* condition, const char* file, int line, const char* function) {
  std::fflush(stdout);
  std::fprintf(stderr, "Assertion failed: %s, in %s (%s:%d)\n", condition, function, file, line);
  std::abort();
}
