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
// Where the coroutine always suspends, the loop is entered in two places that both lead to the handler: at its head, and
// after the suspension. The handler then counts as an entry of an irreducible loop (WebAssemblyFixIrreducibleControlFlow),
// which nothing may jump to. Once there might be a way from the head to what follows the suspension, that is the other
// entry, the handler lies within the loop, and all is well. The way that is never taken costs one branch.
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
