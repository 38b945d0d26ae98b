// main() of a native program that has variants and no main() of its own.
//
// A library of its own that comes last in the link (CMakeLists.txt): a program's main() is preferred to it, one that comes
// from another library (a test framework's) too.
#include <weft/variant.hpp>

int main(int argc, char** argv) { return weft::detail::variants_main(argc, argv); }
