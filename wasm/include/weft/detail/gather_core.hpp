// What gather() does that does not depend on its results' types: counting children down, the first failure, cancellation.
//
// Kept out of the templates on purpose: a program that gathers compiles the moving of its values and nothing else, which
// is what makes it quick to compile in a browser.
#ifndef WEFT_DETAIL_GATHER_CORE_HPP
#define WEFT_DETAIL_GATHER_CORE_HPP

#include <cstddef>
#include <string>
#include <string_view>

#include "future_base.hpp"
#include "intrusive_ptr.hpp"

namespace weft::detail {

class gather_core {
 public:
  /// Moves the values of the children, which are all done, into the owner. May throw.
  using fill_function = void (*)(future_base& owner);

  /// `settled`: failures of children are results, not the gather's failure.
  gather_core(future_base& owner, std::size_t count, bool settled, fill_function fill);
  gather_core(const gather_core&) = delete;
  gather_core& operator=(const gather_core&) = delete;
  ~gather_core();

  /// Throws std::logic_error for a child of another event loop.
  void add(intrusive_ptr<future_base> child);
  /// All children are there.
  void begin();
  future_base& child(std::size_t index) noexcept;
  std::size_t size() const noexcept { return count_; }

  bool cancel(std::string_view message);
  std::string describe() const;
  int turns_until_wake(int links) const noexcept;
  void for_each_pending(const awaited_function& tell) const;

 private:
  struct watch;

  void child_done(future_base& child);
  void finish_with_values();

  future_base& owner_;
  watch* watches_;  // room for as many as were announced, of which count_ are there
  std::size_t room_;
  std::size_t count_ = 0;
  std::size_t pending_ = 0;
  bool settled_;
  bool cancel_requested_ = false;
  bool cancelling_ = false;
  fill_function fill_;
  std::string message_;
};

}  // namespace weft::detail

#endif
