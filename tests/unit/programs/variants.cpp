// A program of variants, without a main() of its own. variant_test.cpp runs it.
#include <weft/weft.hpp>

#include <stdexcept>

using namespace std::chrono_literals;

namespace {

const weft::variant plain{"plain", [] { weft::println("plain runs"); }};
const weft::variant waiting{"on a loop", []() -> weft::coroutine<> {
                              co_await weft::sleep(20ms);
                              weft::println("the loop runs");
                            }};
const weft::variant failing{"failing \"one\"", [] { throw std::runtime_error("no luck"); }};

}  // namespace
