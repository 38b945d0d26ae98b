// false, for the await_ready() of what always suspends, in a form that the compiler cannot see through on WebAssembly.
//
// Why: LLVM (19 to 22 at least) cannot lay out this for WebAssembly, and either stops with "Explicit branch to an EH
// pad!" or makes code in which the exception passes the handler by:
//
//     while (...) {
//       try {
//         co_await f();     // f() may throw, and so may what comes after the suspension
//       } catch (...) {}
//     }
//
// Where the coroutine always suspends, the loop is entered in two places that both lead to the handler: at its head,
// and after the suspension. The handler then counts as an entry of an irreducible loop
// (WebAssemblyFixIrreducibleControlFlow), which nothing may jump to:
// https://github.com/llvm/llvm-project/issues/208409. Once there might be a way from the head to what follows the
// suspension, that is the other entry, the handler lies within the loop, and all is well. The way that is never taken
// costs one branch.
//
// Between two loops that is not enough: the outer one takes the new entry for itself. There it helps that nothing
// before the suspension throws, which is why calling a coroutine does not (frame_memory.hpp). What is left is a `try`
// inside two loops where an argument of the awaited call throws: a program that needs it gives the try a coroutine of
// its own.
#ifndef WEFT_DETAIL_NEVER_READY_HPP
#define WEFT_DETAIL_NEVER_READY_HPP

namespace weft::detail {

inline bool never_ready() noexcept {
#ifdef __wasm__
  int no = 0;
  asm("" : "+r"(no));
  return no != 0;
#else
  return false;
#endif
}

}  // namespace weft::detail

#endif
