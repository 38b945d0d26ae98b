#include <weft/errors.hpp>

namespace weft {

const char* cancelled_error::what() const noexcept { return message_.empty() ? "cancelled" : message_.c_str(); }

timeout_error::timeout_error() : std::runtime_error("timed out") {}
timeout_error::timeout_error(const std::string& message) : std::runtime_error(message) {}
timeout_error::~timeout_error() = default;

const char* generator_exit::what() const noexcept { return "generator_exit"; }

}  // namespace weft
