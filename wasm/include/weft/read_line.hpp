// read_line(): a line of standard input without holding up the event loop, Python's input().
//
//     auto name = co_await weft::read_line("What is your name? ");
//     if (name) weft::println("Hello, {}!", *name);
#ifndef WEFT_READ_LINE_HPP
#define WEFT_READ_LINE_HPP

#include <optional>
#include <string>

#include "coroutine.hpp"

namespace weft {

/// Prints `prompt` and gives the next line of standard input, without its line end ("\n" or "\r\n"); nullopt once input has
/// ended. Other tasks run meanwhile. What was printed before is flushed, so that a question is seen before it is answered.
///
/// Order: several tasks may ask at once; they are served first come, first served, and each prompt appears when its turn
/// has come.
/// Cancellation: ends the wait at once. A line that is typed after that, or was not yet delivered, goes to the next reader.
/// std::cin may be used as well: it and read_line() take lines from the same input, in the order of asking, and
/// `std::cin >> x` leaves the rest of its line to the next of either. It blocks the thread and so every task. Natively a
/// thread reads std::cin for read_line() from its co_await (cancelled or not) until a line has come: leave std::cin alone
/// meanwhile.
coroutine<std::optional<std::string>> read_line(std::string prompt = {});

}  // namespace weft

#endif
