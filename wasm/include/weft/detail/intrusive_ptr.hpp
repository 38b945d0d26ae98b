// A counted pointer to an object that counts its own references (retain(), release()).
//
// Counts are plain integers: everything it points to belongs to one event loop and so to one thread.
#ifndef WEFT_DETAIL_INTRUSIVE_PTR_HPP
#define WEFT_DETAIL_INTRUSIVE_PTR_HPP

#include <utility>

namespace weft::detail {

template <class T>
class intrusive_ptr {
 public:
  intrusive_ptr() noexcept = default;
  explicit intrusive_ptr(T* object) noexcept : object_(object) {
    if (object_ != nullptr) object_->retain();
  }
  intrusive_ptr(const intrusive_ptr& other) noexcept : intrusive_ptr(other.object_) {}
  intrusive_ptr(intrusive_ptr&& other) noexcept : object_(other.object_) { other.object_ = nullptr; }
  intrusive_ptr& operator=(intrusive_ptr other) noexcept {
    T* const mine = object_;
    object_ = other.object_;
    other.object_ = mine;
    return *this;
  }
  ~intrusive_ptr() {
    if (object_ != nullptr) object_->release();
  }

  /// Takes over a reference that the caller already holds.
  static intrusive_ptr adopt(T* object) noexcept {
    intrusive_ptr p;
    p.object_ = object;
    return p;
  }
  /// Hands the reference to the caller, who must release it.
  [[nodiscard]] T* detach() noexcept { return std::exchange(object_, nullptr); }

  T* get() const noexcept { return object_; }
  T* operator->() const noexcept { return object_; }
  T& operator*() const noexcept { return *object_; }
  explicit operator bool() const noexcept { return object_ != nullptr; }
  friend bool operator==(const intrusive_ptr&, const intrusive_ptr&) = default;

 private:
  T* object_ = nullptr;
};

}  // namespace weft::detail

#endif
