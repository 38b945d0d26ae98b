// The seam to the outside world: everything that weft needs of the machine that it runs on, and nothing else.
//
// A clock, one timer, a wake-up, requests, lines of input, and bytes of output. The runtime knows only this interface;
// host/browser/ puts it on performance.now(), setTimeout, MessageChannel and fetch, host/native/ on the monotonic clock, a
// condition variable and libcurl. One backend serves one event loop and is called from its thread, but for wake_now().
#ifndef WEFT_HOST_HPP
#define WEFT_HOST_HPP

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <weft/time.hpp>

namespace weft::host {

struct header {
  std::string name;
  std::string value;
};

struct request {
  std::string method = "GET";
  std::string url;
  std::vector<header> headers;
  std::string body;
};

/// Hears of one request: the head, then the body piece by piece, then the end; or, at any point, a failure. After a piece
/// nothing comes, neither end nor failure, until more(). Nothing comes after the end, the failure or abort(). Called on the
/// loop's thread, outside of any turn.
class request_events {
 public:
  virtual void on_head(int status, std::string url, std::vector<header> headers) = 0;
  /// A piece of the body, never empty. Not asking for more() is the back-pressure.
  virtual void on_body(std::string_view bytes) = 0;
  virtual void on_end() = 0;
  virtual void on_failure(std::string reason) = 0;

 protected:
  ~request_events() = default;
};

/// Hears that a line of input, or the end of input, is there to be taken. It stays where it is until then, so that a reader who
/// changes its mind loses nothing. Called on the loop's thread, outside of any turn.
class line_events {
 public:
  virtual void on_line() = 0;

 protected:
  ~line_events() = default;
};

/// A loop whose C++ stack was given up goes on here: see backend::abandon_stack().
class continuation {
 public:
  /// Runs until there is nothing to do but wait. True: the program is over.
  virtual bool proceed() = 0;

 protected:
  ~continuation() = default;
};

using request_id = std::uint32_t;

class backend {
 public:
  virtual ~backend() = default;

  /// The monotonic clock. Never goes back; its granularity is the host's.
  virtual time_point now() const noexcept = 0;

  /// Arms the one timer, in place of what was armed before: wait() ends at `deadline`, never before. time_point::max()
  /// disarms it. Any delay is allowed.
  virtual void wake_at(time_point deadline) = 0;
  /// Ends the present wait(), or else the next one. From any thread.
  virtual void wake_now() noexcept = 0;
  /// Blocks the loop, not the machine, until the timer, a wake_now() or an event. Events are delivered meanwhile.
  virtual void wait() = 0;
  /// While there is work without a pause: whether the host should get a turn now, by wake_now() and wait(), to deliver events.
  virtual bool wants_turn() noexcept = 0;
  /// Whether an event may come: a line of input or a request is under way, but for those that wait for more().
  virtual bool expects_events() const noexcept = 0;

  /// Whether wait() works. A browser without JSPI cannot block C++.
  virtual bool can_wait() const noexcept = 0;
  /// Where can_wait() is false: gives up the C++ stack for good (its objects stay, no destructor runs) and calls
  /// `rest.proceed()` at every wake-up until it returns true; then the program exits.
  [[noreturn]] virtual void abandon_stack(continuation& rest) = 0;

  /// Starts a request. `events` must live until the end, the failure or abort().
  virtual request_id start_request(request what, request_events& events) = 0;
  /// Lets what comes after a piece of the body come: for each piece once.
  virtual void more(request_id id) = 0;
  virtual void abort(request_id id) noexcept = 0;

  /// Asks for a line of standard input. One reader at a time, until take_line() or stop_reading(); of several loops' readers
  /// the first who asked is served first.
  virtual void read_line(line_events& events) = 0;
  /// The line that on_line() told of, without its line end; nullopt at the end of input.
  virtual std::optional<std::string> take_line() = 0;
  virtual void stop_reading() noexcept = 0;
};

/// The backend of the machine that this was compiled for.
std::unique_ptr<backend> make_backend();

/// Writes to standard output (1) or standard error (2) at once.
void write(int descriptor, std::string_view bytes);

/// What one variant (variant.hpp) took, as far as it is known.
struct variant_measurement {
  std::string_view name;
  double wall_ms = 0;
  std::optional<std::uint64_t> peak_bytes = {};
  std::optional<double> cpu_ms = {};
};

/// A variant has ended. A host that compares variants in its own way learns of it here.
void variant_ended(const variant_measurement& measured);

/// A counter that is cheap to read and goes on evenly: the processor's where there is one to be trusted.
std::uint64_t ticks() noexcept;

/// How long the program has kept processors busy, all its threads together; nullopt where the host does not say.
std::optional<duration> processor_time();

/// How many other threads there are that may do something for this one by themselves: not those of weft's that wait for
/// work. Zero where it cannot be known.
int other_threads() noexcept;

/// Whether std::thread works.
bool threads_available() noexcept;

/// A thread of weft's own waits for work; it does nothing by itself until it has some.
void thread_idles(bool idle) noexcept;

/// The whole answer to a request.
struct answer {
  int status = 0;
  std::string url;
  std::vector<header> headers;
  std::string body;
};

/// Makes a request and blocks the calling thread until its answer is complete. From any thread. Throws http_error.
answer request_blocking(const request& what);

/// The program is about to end by an exception of that type and what(). Its text is on standard error already; a host that
/// shows ends of programs in its own way learns of it here.
void uncaught(std::string_view type, std::string_view what);

}  // namespace weft::host

#endif
