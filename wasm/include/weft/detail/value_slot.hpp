// Room for a result that is not there yet: T, a reference (kept as a pointer) or void (kept as nothing).
#ifndef WEFT_DETAIL_VALUE_SLOT_HPP
#define WEFT_DETAIL_VALUE_SLOT_HPP

#include <memory>
#include <new>
#include <type_traits>

namespace weft::detail {

template <class T>
class value_slot {
  static_assert(!std::is_rvalue_reference_v<T>, "a result cannot be an rvalue reference: return by value");

 public:
  value_slot() noexcept {}
  value_slot(const value_slot&) = delete;
  value_slot& operator=(const value_slot&) = delete;
  ~value_slot() {
    if (filled_) value_.~T();
  }

  template <class U>
  void fill(U&& value) {
    ::new (static_cast<void*>(std::addressof(value_))) T(static_cast<U&&>(value));
    filled_ = true;
  }
  bool filled() const noexcept { return filled_; }
  T& get() noexcept { return value_; }
  T take() { return static_cast<T&&>(value_); }

 private:
  union {
    T value_;
  };
  bool filled_ = false;
};

template <class T>
class value_slot<T&> {
 public:
  void fill(T& value) noexcept { value_ = std::addressof(value); }
  bool filled() const noexcept { return value_ != nullptr; }
  T& get() noexcept { return *value_; }
  T& take() noexcept { return *value_; }

 private:
  T* value_ = nullptr;
};

template <>
class value_slot<void> {
 public:
  void fill() noexcept { filled_ = true; }
  bool filled() const noexcept { return filled_; }
  void get() const noexcept {}
  void take() const noexcept {}

 private:
  bool filled_ = false;
};

/// The room for no result where it is known in another way whether there is one: takes no byte, being static.
struct void_slot {
  void fill() const noexcept {}
  void get() const noexcept {}
  void take() const noexcept {}
};

}  // namespace weft::detail

#endif
