// trace: what the event loops of this thread do, kept in a ring of fixed size, for Perfetto and DevTools.
//
//     weft::trace::start();
//     weft::run(amain());
//     weft::trace::stop();
//     write_file("trace.json", weft::trace::export_chrome_json());  // open it at https://ui.perfetto.dev
//
// One track for each task, with its steps and its waits; one for the loop's callbacks and timers; an arrow from who woke a
// task to the step that followed; requests as spans of their own.
#ifndef WEFT_TRACE_HPP
#define WEFT_TRACE_HPP

#include <cstddef>
#include <string>

namespace weft::trace {

struct options {
  /// How many events are kept, rounded up to a power of two; the newest ones push out the oldest. An event takes 40 bytes,
  /// a step of a task about two events.
  std::size_t capacity = std::size_t{1} << 16;
};

/// Begins to note what the event loops of this thread do, those included that begin later. Forgets what was noted before.
/// While it is off it costs a job of the loop one test of a flag that debug mode shares; while it is on, one look at the
/// processor's counter (in a browser, at its clock, some sixty nanoseconds) and one or two writes into the ring.
void start(options how = {});

/// Ends it. What was noted stays until the next start() or the end of the thread. No effect when it is off.
void stop() noexcept;

/// Whether it is on.
bool running() noexcept;

/// What is noted, as JSON in the Trace Event format. While tracing is on as well as after it. "[]" within the format's
/// object when nothing was ever noted. Times are real ones, also under a virtual clock.
std::string export_chrome_json();

}  // namespace weft::trace

#endif
