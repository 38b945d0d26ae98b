#include <weft/exception_group.hpp>

#include <stdexcept>
#include <string_view>
#include <utility>

#include <weft/detail/describe.hpp>

namespace weft {

namespace {

// Each failure's text, its further lines indented below a branch of the tree.
void append_branch(std::string& tree, std::string_view text) {
  std::string_view prefix = "\n  |- ";
  while (true) {
    const std::size_t end = text.find('\n');
    tree += prefix;
    tree += text.substr(0, end);
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
    prefix = "\n  |  ";
  }
}

}  // namespace

exception_group::exception_group(std::string message, std::vector<std::exception_ptr> exceptions)
    : message_(std::move(message)), exceptions_(std::move(exceptions)) {
  if (exceptions_.empty()) throw std::invalid_argument("an exception_group needs at least one exception");
  what_ = message_ + " (" + std::to_string(exceptions_.size()) + (exceptions_.size() == 1 ? " exception)" : " exceptions)");
  for (const std::exception_ptr& each : exceptions_) {
    if (!each) throw std::invalid_argument("an exception_group cannot hold a null exception_ptr");
    append_branch(what_, detail::exception_text(each));
  }
}

}  // namespace weft
