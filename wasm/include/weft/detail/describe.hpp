// Words for people: what an exception is, where a place in the source is, how long a time.
#ifndef WEFT_DETAIL_DESCRIBE_HPP
#define WEFT_DETAIL_DESCRIBE_HPP

#include <exception>
#include <source_location>
#include <string>

#include "../time.hpp"

namespace weft::detail {

struct exception_words {
  std::string type;  ///< "std::runtime_error"
  std::string what;  ///< what(), or empty where it has none
};

exception_words describe_exception(const std::exception_ptr& error);
/// "std::runtime_error: no such page".
std::string exception_text(const std::exception_ptr& error);
/// "main.cpp:12".
std::string place_text(std::source_location where);
/// The name of the function without its signature: "fetch_one".
std::string function_text(std::source_location where);
/// "1.5 s".
std::string seconds_text(duration d);
/// Prints, as the last words of a program, the exception that ends it.
void print_uncaught(const std::exception_ptr& error);

}  // namespace weft::detail

#endif
