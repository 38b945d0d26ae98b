#include <weft/errors.hpp>

#include <weft/detail/count.hpp>

namespace weft {

const char* cancelled_error::what() const noexcept { return message_.empty() ? "cancelled" : message_.c_str(); }

timeout_error::timeout_error() : std::runtime_error("timed out") {}
timeout_error::timeout_error(const std::string& message) : std::runtime_error(message) {}
timeout_error::~timeout_error() = default;

threads_unavailable::threads_unavailable()
    : std::runtime_error(
          "threads need a cross-origin isolated page, and this one is not: load the page once more (its service worker then "
          "isolates it), or have the server send the headers Cross-Origin-Opener-Policy: same-origin and "
          "Cross-Origin-Embedder-Policy: require-corp") {}

const char* generator_exit::what() const noexcept { return "generator_exit"; }

void detail::throw_too_few(const char* what, std::size_t least) {
  throw std::invalid_argument(std::string(what) + " must be at least " + std::to_string(least));
}

}  // namespace weft
