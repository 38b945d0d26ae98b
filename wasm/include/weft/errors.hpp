// The exceptions of weft, each named after its Python counterpart.
//
// All derive from std::exception, so a plain `catch (const std::exception&)` sees them. One of them asks for care, as
// it does in asyncio: a task that swallows cancelled_error refuses to be cancelled.
#ifndef WEFT_ERRORS_HPP
#define WEFT_ERRORS_HPP

#include <exception>
#include <stdexcept>
#include <string>
#include <utility>

namespace weft {

/// Thrown at the innermost await of a task that was cancelled, and by everything that awaits a cancelled task or
/// future. Catch it to clean up, then rethrow; a task that returns instead has declined the cancellation.
/// Not derived from std::runtime_error, so handlers of ordinary failures do not catch it by accident.
class cancelled_error : public std::exception {
 public:
  cancelled_error() = default;
  explicit cancelled_error(std::string message) : message_(std::move(message)) {}

  /// The message given to cancel(), or "cancelled" where there was none.
  const char* what() const noexcept override;
  /// The message given to cancel(), possibly empty.
  const std::string& message() const noexcept { return message_; }

 private:
  std::string message_;
};

/// A deadline passed: thrown by wait_for and timeout_at after what they waited on has been cancelled and has ended, and by a
/// client_session's requests and bodies when they take longer than its timeout.
class timeout_error : public std::runtime_error {
 public:
  timeout_error();
  explicit timeout_error(const std::string& message);
  ~timeout_error() override;
};

/// An operation that the object's state does not allow: a result read before there is one, or set twice.
class invalid_state_error : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

/// Raised inside a generator by close(), at the suspended co_yield. A generator may catch it to clean up; it must then
/// return or rethrow, never yield again.
class generator_exit : public std::exception {
 public:
  const char* what() const noexcept override;
};

/// Thrown by run() and run_until_complete() when nothing can ever wake the task they wait for: nothing is ready, no
/// timer is armed and no request is under way. what() names every waiting task and what it waits on.
class deadlock_error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A request that got no answer: the network failed, the address was refused or the body broke off.
/// An answer with status 404 or 500 is an answer, never an http_error.
class http_error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// There can be no threads here: the page that the program runs in is not cross-origin isolated, and browsers share memory
/// between threads only on pages that are. what() says how to enable them.
class threads_unavailable : public std::runtime_error {
 public:
  threads_unavailable();
};

}  // namespace weft

#endif
