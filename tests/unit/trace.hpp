// What happened, in the order in which it happened: most of weft's contract is about order.
#ifndef WEFT_TESTS_UNIT_TRACE_HPP
#define WEFT_TESTS_UNIT_TRACE_HPP

#include <string>
#include <utility>
#include <vector>

using lines = std::vector<std::string>;

/// A log that tests write to from inside coroutines and compare as a whole.
class trace {
 public:
  void operator()(std::string line) { lines_.push_back(std::move(line)); }

  const lines& all() const { return lines_; }
  /// What was written since the last take().
  lines take() { return std::exchange(lines_, {}); }

 private:
  lines lines_;
};

/// Writes its name when it is destroyed: shows which frames end, and when.
class farewell {
 public:
  farewell(trace& log, std::string name) : log_(&log), name_(std::move(name)) {}
  farewell(farewell&& other) noexcept : log_(std::exchange(other.log_, nullptr)), name_(std::move(other.name_)) {}
  farewell& operator=(farewell&&) = delete;
  ~farewell() {
    if (log_ != nullptr) (*log_)("~" + name_);
  }

 private:
  trace* log_;
  std::string name_;
};

/// The text of the `Exception` that `f` throws; "" where it throws none.
template <class Exception, class F>
std::string what_of(F&& f) {
  try {
    std::forward<F>(f)();
  } catch (const Exception& exception) {
    return exception.what();
  }
  return {};
}

#endif
