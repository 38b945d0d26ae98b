// What a program says that ends itself: by a failed assert(), by std::terminate(), by calling a pure virtual function. It says so
// on the terminal; Emscripten's C library tells the browser's console, and its libc++abi tells nobody.
//
// Comes before those libraries in a link, and so in their place. Done without printf(), which few programs need otherwise.
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

[[noreturn]] void end_with(const std::string& words) {
  std::fflush(stdout);
  std::fputs((words + '\n').c_str(), stderr);
  std::abort();
}

}  // namespace

extern "C" {

[[noreturn]] void __assert_fail(const char* condition, const char* file, int line, const char* function) {
  end_with(std::string("Assertion failed: ") + condition + ", in " + function + " (" + file + ':' + std::to_string(line) + ')');
}

// libc++abi's. Its formats have no other conversion than %s. Weak, for where that library is linked as a whole.
[[noreturn, gnu::weak]] void abort_message(const char* format, ...) {
  if (std::string_view(format) == "terminating") {
    end_with("std::terminate() was called, as it is when an exception leaves a noexcept function or a joinable std::thread is destroyed");
  }
  std::string words;
  std::va_list arguments;
  va_start(arguments, format);
  for (const char* at = format; *at != '\0'; ++at) {
    if (at[0] == '%' && at[1] == 's') {
      words += va_arg(arguments, const char*);
      ++at;
    } else {
      words += *at;
    }
  }
  va_end(arguments);
  end_with(words);
}

}  // extern "C"
