#include <weft/detail/describe.hpp>

#include <cstdio>
#include <cstdlib>
#include <cxxabi.h>
#include <memory>
#include <string_view>
#include <typeinfo>

#include "../host/host.hpp"

namespace weft::detail {

exception_words describe_exception(const std::exception_ptr& error) {
  exception_words words;
  if (!error) return words;
  const auto current_type = [] {
    const std::type_info* type = abi::__cxa_current_exception_type();
    if (type == nullptr) return std::string("unknown exception");
    const std::unique_ptr<char, decltype(&std::free)> name(abi::__cxa_demangle(type->name(), nullptr, nullptr, nullptr),
                                                           &std::free);
    std::string text = name ? name.get() : type->name();
    // libc++'s inline namespace means nothing to a reader.
    for (std::size_t at; (at = text.find("std::__1::")) != std::string::npos || (at = text.find("std::__2::")) != std::string::npos;) {
      text.erase(at + 5, 5);
    }
    return text;
  };
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& e) {
    words.type = current_type();
    words.what = e.what();
  } catch (const char* text) {
    words.type = current_type();
    words.what = text;
  } catch (const std::string& text) {
    words.type = "std::string";
    words.what = text;
  } catch (int number) {
    words.type = "int";
    words.what = std::to_string(number);
  } catch (...) {
    words.type = current_type();
  }
  return words;
}

std::string exception_text(const std::exception_ptr& error) {
  const exception_words words = describe_exception(error);
  return words.what.empty() ? words.type : words.type + ": " + words.what;
}

std::string place_text(std::source_location where) {
  std::string_view file = where.file_name();
  if (const std::size_t slash = file.find_last_of('/'); slash != std::string_view::npos) file.remove_prefix(slash + 1);
  if (file.empty()) return "unknown place";
  return std::string(file) + ":" + std::to_string(where.line());
}

std::string function_text(std::source_location where) {
  std::string_view name = where.function_name();
  // "weft::coroutine<int> fetch_one(std::string)" or, for a lambda, "auto main()::(anonymous class)::operator()() const".
  if (name.find("(anonymous class)") != std::string_view::npos || name.find("(lambda") != std::string_view::npos) {
    return "lambda";
  }
  constexpr std::string_view unnamed = "(anonymous namespace)::";
  int depth = 0;
  std::size_t begin = 0;
  std::size_t end = name.size();
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name[i] == '<') ++depth;
    if (name[i] == '>') --depth;
    if (depth != 0) continue;
    if (name.substr(i).starts_with(unnamed)) {
      i += unnamed.size() - 1;
      begin = i + 1;
      continue;
    }
    if (name[i] == ' ') begin = i + 1;
    if (name[i] == '(') {
      end = i;
      break;
    }
  }
  return std::string(name.substr(begin, end - begin));
}

std::string seconds_text(duration d) {
  char text[40];
  std::snprintf(text, sizeof text, "%.6g s", std::chrono::duration<double>(d).count());
  return text;
}

void print_uncaught(const std::exception_ptr& error) {
  const exception_words words = describe_exception(error);
  std::fflush(stdout);
  host::write(2, "uncaught exception " + words.type + (words.what.empty() ? "" : ": " + words.what) + "\n");
  host::uncaught(words.type, words.what);
}

}  // namespace weft::detail
