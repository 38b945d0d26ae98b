// An event that knows on whose account it is waited for: what wait(), as_completed() and task groups wait with.
//
// To the task that waits it is an event like any other. To who looks at the graph of waits it is an edge to each of the
// futures that may bring the news.
#ifndef WEFT_DETAIL_NEWS_HPP
#define WEFT_DETAIL_NEWS_HPP

#include <coroutine>
#include <string>

#include "wait_node.hpp"

namespace weft::detail {

class news {
 public:
  /// Calls `tell` with every future of `owner` that has not ended.
  using tell_function = void (*)(const void* owner, const awaited_function& tell);

  /// `what`: for people, a string literal such as "wait()".
  news(const char* what, const void* owner, tell_function tell) noexcept : what_(what), owner_(owner), tell_(tell) {}
  news(const news&) = delete;
  news& operator=(const news&) = delete;

  void come() noexcept;
  void clear() noexcept { come_ = false; }
  /// Awaitable: suspends until there are news; not at all when there are.
  auto wait() noexcept { return awaiter(*this); }

 private:
  class awaiter final : public wait_node {
   public:
    explicit awaiter(news& of) noexcept : wait_node(of.what_), news_(of) {}
    bool await_ready() const noexcept { return news_.come_; }
    void await_suspend(std::coroutine_handle<> awaiting);
    void await_resume();

   private:
    std::string describe() const override;
    void for_each_awaited(const awaited_function& tell) const override;

    news& news_;
  };

  const char* what_;
  const void* owner_;
  tell_function tell_;
  bool come_ = false;
  wait_list waiters_;
};

}  // namespace weft::detail

#endif
