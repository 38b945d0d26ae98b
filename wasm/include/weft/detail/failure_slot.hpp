// Room for a failure, which nearly always stays empty.
//
// A std::exception_ptr is made, moved and destroyed by calls into the standard library, even an empty one (but for making
// it, in libc++). Every coroutine and every task has one; here an empty one costs a comparison.
#ifndef WEFT_DETAIL_FAILURE_SLOT_HPP
#define WEFT_DETAIL_FAILURE_SLOT_HPP

#include <exception>
#include <utility>

namespace weft::detail {

class failure_slot {
 public:
  failure_slot() noexcept : error_() {}
  failure_slot(const failure_slot&) = delete;
  failure_slot& operator=(const failure_slot&) = delete;
  ~failure_slot() {
    if (error_) [[unlikely]] error_.~exception_ptr();
  }

  explicit operator bool() const noexcept { return static_cast<bool>(error_); }
  void set(std::exception_ptr error) noexcept { error_ = std::move(error); }
  const std::exception_ptr& get() const noexcept { return error_; }
  /// What was there, which is then no longer here.
  std::exception_ptr take() noexcept { return std::exchange(error_, nullptr); }

 private:
  union {
    std::exception_ptr error_;
  };
};

}  // namespace weft::detail

#endif
