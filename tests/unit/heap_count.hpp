// Counts what the program takes from the heap, for tests that say that something takes nothing.
#ifndef WEFT_TESTS_UNIT_HEAP_COUNT_HPP
#define WEFT_TESTS_UNIT_HEAP_COUNT_HPP

#include <cstddef>

/// How often the program has asked for memory so far. Under AddressSanitizer frames are not recycled, so that it sees each of
/// them: there those that weft asked for as frames do not count.
std::size_t heap_count() noexcept;

#endif
