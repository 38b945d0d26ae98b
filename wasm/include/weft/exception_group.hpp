// exception_group: several failures at once, Python's ExceptionGroup.
#ifndef WEFT_EXCEPTION_GROUP_HPP
#define WEFT_EXCEPTION_GROUP_HPP

#include <exception>
#include <string>
#include <vector>

namespace weft {

/// Failures that belong together, in the order in which they came; one of them may be a group again.
class exception_group : public std::exception {
 public:
  /// Throws std::invalid_argument when there is no failure in it.
  exception_group(std::string message, std::vector<std::exception_ptr> exceptions);

  const std::string& message() const noexcept { return message_; }
  const std::vector<std::exception_ptr>& exceptions() const noexcept { return exceptions_; }
  /// The message and the whole tree of failures, a line each.
  const char* what() const noexcept override { return what_.c_str(); }

 private:
  std::string message_;
  std::vector<std::exception_ptr> exceptions_;
  std::string what_;
};

}  // namespace weft

#endif
