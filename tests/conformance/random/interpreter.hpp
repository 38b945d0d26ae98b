#ifndef WEFT_TESTS_CONFORMANCE_RANDOM_INTERPRETER_HPP
#define WEFT_TESTS_CONFORMANCE_RANDOM_INTERPRETER_HPP

namespace conformance {

/// Runs the programs in a file, one a line; prints "== <number>" and the trace of each. Gives the exit code.
int interpret(const char* file);

}  // namespace conformance

#endif
