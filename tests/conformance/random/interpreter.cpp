// Interprets random programs in weft. interpreter.py is its twin; programs.mjs makes the programs, and says what they are made
// of.
#include "interpreter.hpp"

#include "../scenario.hpp"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <weft/detail/frame_memory.hpp>

#ifdef __EMSCRIPTEN__
#include <emscripten/em_js.h>
#endif

namespace conformance {

namespace {

using weft::coroutine;
using weft::task;
using value = std::optional<int>;  // of a block that has returned

/// A word, or a list.
struct node {
  std::string word;
  std::vector<node> list;
  bool is_list() const { return word.empty(); }
  const node& operator[](std::size_t i) const { return list[i]; }
};
using block = std::vector<node>;

node parsed(std::string_view line) {
  std::vector<node> stack(1);
  for (std::size_t at = 0; at < line.size();) {
    const char c = line[at];
    if (c == '(') {
      stack.emplace_back();
      ++at;
    } else if (c == ')') {
      node made = std::move(stack.back());
      stack.pop_back();
      stack.back().list.push_back(std::move(made));
      ++at;
    } else if (c == ' ') {
      ++at;
    } else {
      const std::size_t end = std::min(line.find_first_of("() ", at), line.size());
      stack.back().list.push_back({std::string(line.substr(at, end - at)), {}});
      at = end;
    }
  }
  return std::move(stack.front());
}

block from(const block& list, std::size_t first) { return {list.begin() + static_cast<std::ptrdiff_t>(first), list.end()}; }

int number(const node& word) { return std::atoi(word.word.c_str()); }
weft::duration ticks(const node& word) { return std::chrono::microseconds(number(word)); }
constexpr weft::duration a_long_time = std::chrono::microseconds(1'000'000'000);

std::string text_of(const weft::outcome<int>& ended) { return ended ? std::to_string(ended.value()) : describe(ended.error()); }
std::string text_of(const task<int>& ended) {
  if (ended.cancelled()) return "cancelled";
  const std::exception_ptr error = ended.exception();
  return error ? describe(error) : std::to_string(ended.result());
}

/// What a block needs to know of where it runs.
struct routine {
  std::string label;
  int number;
  std::vector<weft::task_group*> groups = {};
};

class program : public std::enable_shared_from_this<program> {
 public:
  program() {
    for (int i = 0; i < 3; ++i) futures_.push_back(weft::event_loop::current().create_future<int>());
  }

  static coroutine<> run(node tree) {
    const auto all = std::make_shared<program>();
    over_ = false;
    std::vector<task<int>> roots;
    for (const node& each : tree.list) roots.push_back(all->make_task(each[1].word, from(each.list, 2)));
    for (std::size_t i = 0; i < roots.size(); ++i) all->tasks_.insert_or_assign("r" + std::to_string(i), roots[i]);
    co_await weft::wait(roots, {.timeout = a_long_time});
    for (int round = 0; round < 50; ++round) {
      std::vector<weft::any_task> left;
      std::ranges::copy_if(all->everybody_, std::back_inserter(left), [](const weft::any_task& each) { return !each.done(); });
      if (left.empty()) break;
      weft::println("left {}", left.size());
      for (const weft::any_task& each : left) each.cancel("end");
      co_await weft::sleep(a_long_time);
    }
    over_ = true;
    for (const task<int>& root : roots) weft::println("root {}", root.done() ? text_of(root) : "pending");
  }

 private:
  // --- words ---

  static void say(const std::string& label, std::string_view words) {
    if (!over_) weft::println("{} {} {}", weft::event_loop::current().time().time_since_epoch() / std::chrono::microseconds(1), label, words);
  }
  static auto telling(const std::string& label, const std::string& word) {
    return [label, word] { say(label, word); };
  }

  // --- tasks ---

  coroutine<int> make_routine(std::string label, block body, std::vector<weft::task_group*> groups = {}) {
    return run_routine(shared_from_this(), routine{std::move(label), ++count_, std::move(groups)}, std::move(body));
  }
  static coroutine<int> run_routine(std::shared_ptr<program> self, routine r, block body) {
    self->everybody_.push_back(weft::current_task());
    co_return (co_await self->run_block(r, body)).value_or(-1);
  }
  task<int> make_task(std::string label, block body) {
    auto made = weft::create_task(make_routine(std::move(label), std::move(body)));
    note(made, count_);
    return made;
  }
  void note(const task<int>& made, int number) { numbers_.emplace(made, number); }

  /// The task in that slot, if this routine may await it.
  std::optional<task<int>> awaitable_task(const routine& r, const std::string& slot) const {
    const auto found = tasks_.find(slot);
    if (found == tasks_.end() || numbers_.at(found->second) <= r.number) return std::nullopt;
    return found->second;
  }
  std::vector<task<int>> items(const routine& r, const block& whats) {
    std::vector<task<int>> made;
    for (const node& what : whats) {
      if (what.is_list()) {
        made.push_back(make_task(what[0].word, from(what.list, 1)));
      } else if (auto found = awaitable_task(r, what.word)) {
        made.push_back(*found);
      }
    }
    return made;
  }
  std::vector<task<int>> different_items(const routine& r, const block& whats) {
    std::vector<task<int>> made;
    for (const task<int>& each : items(r, whats)) {
      if (std::ranges::find(made, each) == made.end()) made.push_back(each);
    }
    return made;
  }
  /// Gives what() one of the two, a coroutine or a task. False when there is neither.
  template <class What>
  coroutine<value> with_item(routine& r, const node& item, const char* words, What what) {
    if (item.is_list()) {
      auto c = make_routine(item[0].word, from(item.list, 1));
      say(r.label, words + (" " + std::to_string(co_await what(std::move(c)))));
    } else if (const auto found = awaitable_task(r, item.word)) {
      say(r.label, words + (" " + std::to_string(co_await what(*found))));
    }
    co_return std::nullopt;
  }

  // --- statements ---

  coroutine<value> run_block(routine& r, const block& statements) {
    for (const node& each : statements) {
      const value returned = co_await run_statement(r, each.list);
      if (returned) co_return returned;
    }
    co_return std::nullopt;
  }

  /// With what is released at the end, which may fail: a guard could not tell.
  template <class Held>
  coroutine<value> run_held(routine& r, block body, Held& held) {
    std::exception_ptr failure;
    value returned;
    try {
      returned = co_await run_block(r, body);
    } catch (...) {
      failure = std::current_exception();
    }
    held.release();
    if (failure) std::rethrow_exception(failure);
    co_return returned;
  }

  /// Those that await. The others are done by do_at_once().
  coroutine<value> run_statement(routine& r, const block& s) {
    const std::string& what = s[0].word;
    weft::event_loop& loop = weft::event_loop::current();
    if (what == "sleep") {
      co_await weft::sleep(ticks(s[1]));
      say(r.label, "slept");
    } else if (what == "raise") {
      throw boom(s[1].word);
    } else if (what == "return") {
      co_return number(s[1]);
    } else if (what == "call") {
      co_return co_await run_block(r, from(s, 1));
    } else if (what == "try-cancel") {
      std::exception_ptr caught;
      try {
        co_return co_await run_block(r, s[2].list);
      } catch (const weft::cancelled_error&) {
        caught = std::current_exception();
      }
      say(r.label, "caught " + describe(caught));
      const value returned = co_await run_block(r, s[3].list);
      if (s[1].word == "raise" && !returned) std::rethrow_exception(caught);
      co_return returned;
    } else if (what == "try") {
      std::exception_ptr caught;
      try {
        co_return co_await run_block(r, s[1].list);
      } catch (const weft::cancelled_error&) {
        throw;
      } catch (...) {
        caught = std::current_exception();
      }
      say(r.label, "caught " + describe(caught));
      co_return co_await run_block(r, s[2].list);
    } else if (what == "finally") {
      std::exception_ptr failure;
      value returned;
      try {
        returned = co_await run_block(r, s[1].list);
      } catch (...) {
        failure = std::current_exception();
      }
      say(r.label, "finally");
      co_await run_block(r, s[2].list);
      if (failure) std::rethrow_exception(failure);
      co_return returned;
    } else if (what == "await") {
      if (const auto found = awaitable_task(r, s[1].word)) say(r.label, "got " + std::to_string(co_await *found));
    } else if (what == "gather") {
      auto tasks = items(r, from(s, 2));
      if (s[1].word == "settled") {
        say_gathered(r.label, co_await weft::gather_settled(std::move(tasks)));
      } else {
        say_gathered(r.label, co_await weft::gather(std::move(tasks)));
      }
    } else if (what == "gather-cancel") {
      auto tasks = items(r, from(s, 3));
      if (s[1].word == "settled") {
        co_await cancel_gathered(r, s, weft::gather_settled(std::move(tasks)));
      } else {
        co_await cancel_gathered(r, s, weft::gather(std::move(tasks)));
      }
    } else if (what == "wait") {
      const auto tasks = different_items(r, from(s, 3));
      if (tasks.empty()) co_return std::nullopt;
      using enum weft::return_when;
      const auto when = s[1].word == "first" ? first_completed : s[1].word == "failure" ? first_exception : all_completed;
      const auto timeout = s[2].word == "-" ? std::nullopt : std::optional(ticks(s[2]));
      const auto [done, pending] = co_await weft::wait(tasks, {.timeout = timeout, .return_when = when});
      std::string words = "waited";
      for (const auto& each : tasks) words += std::ranges::find(done, each) != done.end() ? " done" : " pending";
      say(r.label, words);
    } else if (what == "wait-for") {
      co_return co_await with_item(r, s[2], "in time", [&](auto item) { return weft::wait_for(std::move(item), ticks(s[1])); });
    } else if (what == "timeout") {
      const value returned = co_await weft::timeout_at(run_block(r, from(s, 2)), loop.time() + ticks(s[1]));
      say(r.label, "within");
      co_return returned;
    } else if (what == "shield") {
      co_return co_await with_item(r, s[1], "shielded", [](auto item) { return weft::shield(std::move(item)); });
    } else if (what == "as-completed") {
      const auto tasks = different_items(r, from(s, 1));
      // CPython puts them into a set: several that have ended already come in its order.
      if (!tasks.empty() && std::ranges::count_if(tasks, [](const auto& each) { return each.done(); }) < 2) {
        auto ended = weft::as_completed(tasks);
        while (const auto each = co_await ended.next()) say(r.label, "completed " + text_of(*each));
      }
    } else if (what == "group") {
      const value returned = co_await weft::with_task_group([&](weft::task_group& group) -> coroutine<value> {
        r.groups.push_back(&group);
        struct pop {
          std::vector<weft::task_group*>& of;
          ~pop() { of.pop_back(); }
        } const at_end{r.groups};
        co_return co_await run_block(r, from(s, 1));
      });
      say(r.label, "group over");
      co_return returned;
    } else if (what == "future-await") {
      say(r.label, "future " + std::to_string(co_await weft::future<int>(future(s[1]))));
    } else if (what == "shield-future") {
      say(r.label, "future " + std::to_string(co_await weft::shield(future(s[1]))));
    } else if (what == "wait-for-future") {
      say(r.label, "future " + std::to_string(co_await weft::wait_for(future(s[2]), ticks(s[1]))));
    } else if (what == "lock") {
      auto& lock = locks_[index(s[1])];
      co_await lock.acquire();
      say(r.label, "locked");
      co_return co_await run_held(r, from(s, 2), lock);
    } else if (what == "semaphore") {
      auto& semaphore = *semaphores_[index(s[1])];
      co_await semaphore.acquire();
      say(r.label, "permitted");
      co_return co_await run_held(r, from(s, 2), semaphore);
    } else if (what == "event-wait") {
      co_await events_[index(s[1])].wait();
      say(r.label, "happened");
    } else if (what == "condition") {
      co_await condition_.acquire();
      co_return co_await run_held(r, from(s, 1), condition_);
    } else if (what == "condition-wait") {
      co_await condition_.wait();
      say(r.label, "notified");
    } else if (what == "barrier") {
      say(r.label, "passed " + std::to_string(co_await barriers_[index(s[1])].wait()));
    } else if (what == "barrier-reset") {
      co_await barriers_[index(s[1])].reset();
    } else if (what == "barrier-abort") {
      co_await barriers_[index(s[1])].abort();
    } else if (what == "put") {
      co_await queues_[index(s[1])]->put(number(s[2]));
      say(r.label, "put");
    } else if (what == "get") {
      say(r.label, "item " + std::to_string(co_await queues_[index(s[1])]->get()));
    } else if (what == "join") {
      co_await queues_[index(s[1])]->join();
      say(r.label, "joined");
    } else {
      try {
        do_at_once(r, what, s);
      } catch (const weft::cancelled_error&) {
        throw;
      } catch (...) {
        if (what == "notify") throw;
        say(r.label, (what == "group-spawn" ? "refused " : "") + describe());
      }
    }
    co_return std::nullopt;
  }

  auto cancelling(const std::string& label, const std::string& slot) {
    return [self = shared_from_this(), label, slot] {
      const auto found = self->tasks_.find(slot);
      if (found != self->tasks_.end()) say(label, "cancel " + slot + " " + yes(found->second.cancel()));
    };
  }

  void do_at_once(routine& r, const std::string& what, const block& s) {
    const auto slot = s.size() > 1 ? tasks_.find(s[1].word) : tasks_.end();
    const bool there = slot != tasks_.end();
    weft::event_loop& loop = weft::event_loop::current();
    if (what == "say") {
      say(r.label, s[1].word);
    } else if (what == "spawn") {
      tasks_.insert_or_assign(s[1].word, make_task(s[2].word, from(s, 3)));
    } else if (what == "cancel") {
      if (there) say(r.label, "cancel " + s[1].word + " " + yes(slot->second.cancel(s[2].word)));
    } else if (what == "cancel-self") {
      weft::current_task().cancel(s[1].word);
    } else if (what == "uncancel-self") {
      say(r.label, "uncancel " + std::to_string(weft::current_task().uncancel()));
    } else if (what == "uncancel") {
      if (there) say(r.label, "uncancel " + s[1].word + " " + std::to_string(slot->second.uncancel()));
    } else if (what == "look") {
      if (!there) return;
      const task<int>& seen = slot->second;
      const std::string state = !seen.done() ? "pending" : seen.cancelled() ? "cancelled" : "done";
      say(r.label, "sees " + s[1].word + " " + state + " " + std::to_string(seen.cancelling()) + " " +
                       std::to_string(weft::current_task().cancelling()));
    } else if (what == "result") {
      if (there) say(r.label, "result " + tried([&] { return slot->second.result(); }));
    } else if (what == "done-callback") {
      if (there) slot->second.add_done_callback(telling(r.label, s[2].word));
    } else if (what == "group-spawn") {
      if (r.groups.empty()) return;
      auto body = make_routine(s[2].word, from(s, 3), r.groups);
      const int mine = count_;
      auto made = r.groups.back()->create_task(std::move(body));
      note(made, mine);
      tasks_.insert_or_assign(s[1].word, made);
    } else if (what == "future-new") {
      future(s[1]) = loop.create_future<int>();
    } else if (what == "future-set") {
      future(s[1]).set_result(number(s[2]));
    } else if (what == "future-raise") {
      future(s[1]).set_exception(boom(s[2].word));
    } else if (what == "future-cancel") {
      say(r.label, "cancel future " + yes(future(s[1]).cancel(s[2].word)));
    } else if (what == "future-callback") {
      future(s[1]).add_done_callback(telling(r.label, s[2].word));
    } else if (what == "soon") {
      handles_.push_back(loop.call_soon(telling(r.label, s[1].word)));
    } else if (what == "later") {
      handles_.push_back(loop.call_later(ticks(s[1]), telling(r.label, s[2].word)));
    } else if (what == "handle-cancel") {
      if (handles_.empty()) return;
      handles_.back().cancel();
      handles_.pop_back();
    } else if (what == "soon-cancel") {
      loop.call_soon(cancelling(r.label, s[1].word));
    } else if (what == "later-cancel") {
      loop.call_later(ticks(s[1]), cancelling(r.label, s[2].word));
    } else if (what == "later-set") {
      loop.call_later(ticks(s[1]), [self = shared_from_this(), label = r.label, which = s[2], to = number(s[3])] {
        try {
          self->future(which).set_result(to);
        } catch (const weft::invalid_state_error&) {
          say(label, describe());
        }
      });
    } else if (what == "locked") {
      say(r.label, yes(locks_[index(s[1])].locked()) + " " + yes(semaphores_[index(s[1])]->locked()));
    } else if (what == "semaphore-release") {
      semaphores_[index(s[1])]->release();
    } else if (what == "event-set") {
      events_[index(s[1])].set();
    } else if (what == "event-clear") {
      events_[index(s[1])].clear();
    } else if (what == "later-event") {
      loop.call_later(ticks(s[1]), [self = shared_from_this(), &event = events_[index(s[2])]] { event.set(); });
    } else if (what == "notify") {
      condition_.notify(index(s[1]));
    } else if (what == "put-nowait") {
      queues_[index(s[1])]->put_nowait(number(s[2]));
    } else if (what == "get-nowait") {
      say(r.label, "item " + std::to_string(queues_[index(s[1])]->get_nowait()));
    } else if (what == "task-done") {
      queues_[index(s[1])]->task_done();
    } else if (what == "shutdown") {
      queues_[index(s[1])]->shutdown(s[2].word == "immediate");
    } else {
      say(r.label, "does not know " + what);
    }
  }

  template <class Values>
  static void say_gathered(const std::string& label, const Values& values) {
    std::string words = "gathered";
    for (const auto& each : values) {
      if constexpr (requires { each.has_value(); }) {
        words += " " + text_of(each);
      } else {
        words += " " + std::to_string(each);
      }
    }
    say(label, words);
  }
  template <class Future>
  coroutine<> cancel_gathered(routine& r, const block& s, Future gathered) {
    co_await weft::sleep(ticks(s[2]));
    say(r.label, "cancel gather " + yes(gathered.cancel()));
    say_gathered(r.label, co_await gathered);
  }
  static std::size_t index(const node& word) { return static_cast<std::size_t>(number(word)); }
  weft::future<int>& future(const node& word) { return futures_[index(word)]; }

  /// The three kinds of queue as one.
  struct any_queue {
    virtual ~any_queue() = default;
    virtual coroutine<> put(int item) = 0;
    virtual coroutine<int> get() = 0;
    virtual void put_nowait(int item) = 0;
    virtual int get_nowait() = 0;
    virtual void task_done() = 0;
    virtual coroutine<> join() = 0;
    virtual void shutdown(bool immediate) = 0;
  };
  template <class Queue>
  struct queue_of final : any_queue {
    explicit queue_of(std::size_t room) : queue(room) {}
    coroutine<> put(int item) override { return queue.put(item); }
    coroutine<int> get() override { return queue.get(); }
    void put_nowait(int item) override { queue.put_nowait(item); }
    int get_nowait() override { return queue.get_nowait(); }
    void task_done() override { queue.task_done(); }
    coroutine<> join() override { return queue.join(); }
    void shutdown(bool immediate) override { queue.shutdown(immediate); }
    Queue queue;
  };

  std::map<std::string, task<int>, std::less<>> tasks_;  // by slot
  // Of tasks: who awaits only those with a greater one never awaits itself.
  std::unordered_map<task<int>, int> numbers_;
  std::vector<weft::any_task> everybody_;  // tasks that have begun, in that order
  int count_ = 0;
  static inline bool over_ = false;  // what is left is then ended by run(), in no particular order
  weft::lock locks_[2];
  std::unique_ptr<weft::semaphore> semaphores_[3] = {std::make_unique<weft::semaphore>(1), std::make_unique<weft::semaphore>(2),
                                                     std::make_unique<weft::bounded_semaphore>(1)};
  weft::event events_[2];
  weft::condition condition_;
  weft::barrier barriers_[2] = {weft::barrier(2), weft::barrier(3)};
  std::unique_ptr<any_queue> queues_[4] = {
      std::make_unique<queue_of<weft::queue<int>>>(1), std::make_unique<queue_of<weft::queue<int>>>(0),
      std::make_unique<queue_of<weft::lifo_queue<int>>>(2), std::make_unique<queue_of<weft::priority_queue<int>>>(0)};
  std::vector<weft::future<int>> futures_;
  std::vector<weft::handle> handles_;
};

using sent = std::optional<int>;

std::string sent_text(const sent& what) { return what ? std::to_string(*what) : "None"; }

/// Programs about one generator: a body, and who talks to it.
class generators {
 public:
  void run(const block& driver, const block& body) {
    generator_.emplace(make_body(body));
    for (const node& each : driver) {
      const std::string& what = each[0].word;
      try {
        if (what == "close") {
          ended_ = true;
          const auto value = generator_->close();
          weft::println("close {}", value ? std::to_string(*value) : "None");
          continue;
        }
        const auto value = act(what, each);
        if (value) {
          weft::println("{} {}", what, *value);
          ended_ = false;
        } else {
          // Python tells the result once.
          const std::string result = tried([&] { return generator_->result(); });
          weft::println("{} end {}", what, std::exchange(ended_, true) || result == "invalid state" ? "None" : result);
        }
      } catch (...) {
        weft::println("{} {}", what, describe());
      }
    }
  }

 private:
  using nested = weft::generator<int, sent, value>;

  std::optional<int> act(const std::string& what, const node& statement) {
    if (what == "next") return generator_->next();
    if (what == "send") return generator_->send(number(statement[1]));
    if (what == "throw") return generator_->throw_(boom(statement[1].word));
    return generator_->throw_(weft::generator_exit());
  }

  nested run_block(const block& statements) {
    for (const node& s : statements) {
      const std::string& what = s[0].word;
      value returned;
      if (what == "yield") {
        weft::println("sent {}", sent_text(co_yield number(s[1])));
      } else if (what == "from") {
        weft::println("result {}", co_yield weft::yield_from(make_body(from(s.list, 1))));
      } else if (what == "from-started") {
        auto sub = make_body(from(s.list, 1));
        const auto first = sub.next();
        if (!first) continue;
        weft::println("first {}", *first);
        weft::println("result {}", co_yield weft::yield_from(std::move(sub)));
      } else if (what == "say") {
        weft::println("{}", s[1].word);
      } else if (what == "raise") {
        throw boom(s[1].word);
      } else if (what == "raise-exit") {
        throw weft::generator_exit();
      } else if (what == "return") {
        returned = number(s[1]);
      } else if (what == "again") {
        const std::string first = tried([&] { return generator_->next(); });
        weft::println("again {} {}", first, tried([&] { generator_->close(); }));
      } else if (what == "try") {
        std::exception_ptr caught;
        try {
          returned = co_yield weft::yield_from(run_block(s[1].list));
        } catch (const boom&) {
          caught = std::current_exception();
        }
        if (caught) {
          weft::println("caught {}", describe(caught));
          returned = co_yield weft::yield_from(run_block(s[2].list));
        }
      } else if (what == "try-exit") {
        std::exception_ptr caught;
        try {
          returned = co_yield weft::yield_from(run_block(s[2].list));
        } catch (const weft::generator_exit&) {
          caught = std::current_exception();
        }
        if (caught) {
          weft::println("caught exit");
          returned = co_yield weft::yield_from(run_block(s[3].list));
          if (s[1].word == "raise" && !returned) std::rethrow_exception(caught);
        }
      } else if (what == "finally") {
        std::exception_ptr failure;
        try {
          returned = co_yield weft::yield_from(run_block(s[1].list));
        } catch (...) {
          failure = std::current_exception();
        }
        weft::println("finally");
        co_yield weft::yield_from(run_block(s[2].list));
        if (failure) std::rethrow_exception(failure);
      }
      if (returned) co_return returned;
    }
    co_return std::nullopt;
  }

  weft::generator<int, sent, int> make_body(block statements) {
    weft::println("begins");
    const value returned = co_yield weft::yield_from(run_block(statements));
    weft::println("ends");
    co_return returned.value_or(-1);
  }

  std::optional<weft::generator<int, sent, int>> generator_;
  bool ended_ = false;
};

/// Programs about one async generator, and tasks that talk to it.
class async_generators {
 public:
  coroutine<> run(block program) {
    generator_.emplace(make_body(program[1].list));
    for (const node& each : from(program, 2)) tasks_.push_back(weft::create_task(drive(each[0].word, from(each.list, 1))));
    co_await weft::wait(tasks_);
  }

 private:
  static void say(std::string_view label, std::string_view words) {
    weft::println("{} {} {}", weft::event_loop::current().time().time_since_epoch() / std::chrono::microseconds(1), label, words);
  }
  static coroutine<> act(const node& s) {
    if (s[0].word == "sleep") co_await weft::sleep(ticks(s[1]));
    if (s[0].word == "raise") throw boom(s[1].word);
    if (s[0].word == "raise-exit") throw weft::generator_exit();
    if (s[0].word == "say") say("body", s[1].word);
  }
  static bool is(const std::exception_ptr& error, std::string_view kind) {
    const std::string words = describe(error);
    return words.starts_with(kind == "boom" ? "boom" : kind == "exit" ? "generator exit" : "cancelled");
  }

  weft::async_generator<int, sent> make_body(block parts) {
    say("body", "begins");
    for (const node& part : parts) {
      const bool raises = part[1].word == "raise";
      std::exception_ptr failure;
      bool returns = false;
      try {
        for (const node& s : part[2].list) {
          if (s[0].word == "yield") {
            say("body", "sent " + sent_text(co_yield number(s[1])));
          } else if (s[0].word == "return") {
            returns = true;
            break;
          } else {
            co_await act(s);
          }
        }
      } catch (...) {
        failure = std::current_exception();
      }
      if (failure && is(failure, part[0].word)) {
        say("body", "caught " + describe(failure));
        const std::exception_ptr caught = std::exchange(failure, nullptr);
        try {
          for (const node& s : part[3].list) {
            if (s[0].word == "yield") {
              say("body", "sent " + sent_text(co_yield number(s[1])));
            } else if (s[0].word == "return") {
              returns = true;
              break;
            } else {
              co_await act(s);
            }
          }
        } catch (...) {
          failure = std::current_exception();
        }
        if (!failure && !returns && raises) failure = caught;
      }
      if (!part[4].list.empty()) say("body", "finally");
      for (const node& s : part[4].list) {
        if (s[0].word == "yield") {
          say("body", "sent " + sent_text(co_yield number(s[1])));
        } else {
          co_await act(s);
        }
      }
      if (failure) std::rethrow_exception(failure);
      if (returns) co_return;
    }
    say("body", "ends");
  }

  coroutine<> drive(std::string label, block statements) {
    for (const node& s : statements) {
      const std::string& what = s[0].word;
      if (what == "sleep") {
        co_await weft::sleep(ticks(s[1]));
        continue;
      }
      if (what == "cancel") {
        if (static_cast<std::size_t>(number(s[1])) < tasks_.size()) tasks_[static_cast<std::size_t>(number(s[1]))].cancel();
        continue;
      }
      try {
        if (what == "close") {
          co_await generator_->close();
          say(label, "close None");
          continue;
        }
        std::optional<int> got;
        if (what == "next") {
          got = co_await generator_->next();
        } else if (what == "send") {
          got = co_await generator_->send(sent(number(s[1])));
        } else {
          got = co_await generator_->throw_(boom(s[1].word));
        }
        say(label, what + " " + (got ? std::to_string(*got) : "end"));
      } catch (...) {
        say(label, what + " " + describe());
      }
    }
  }

  std::optional<weft::async_generator<int, sent>> generator_;
  std::vector<task<>> tasks_;
};

void run_program(std::string_view line) {
  const std::ptrdiff_t frames = weft::detail::live_frames();
  try {
    const node tree = parsed(line);
    if (tree[0][0].word == "generator") {
      generators().run(tree[0][1].list, tree[0][2].list);
    } else if (tree[0][0].word == "async-generator") {
      async_generators about_one;
      weft::run(about_one.run(tree[0].list), {.clock = weft::clock::virtual_time});
    } else {
      weft::run(program::run(tree), {.clock = weft::clock::virtual_time});
    }
  } catch (const std::exception& error) {
    weft::println("!! ended by an exception: {}", error.what());
  }
  const std::ptrdiff_t leaked = weft::detail::live_frames() - frames;
  if (leaked != 0) weft::println("!! coroutine frames leaked: {}", leaked);
}

#ifdef __EMSCRIPTEN__

// A page has no files: who runs the program gives it the lines.
// clang-format off
EM_JS_DEPS(conformance_next_line, "$stringToNewUTF8");
EM_JS(char*, conformance_next_line, (), {
  const line = Module["nextLine"]();
  return line === undefined ? 0 : stringToNewUTF8(line);
});
// clang-format on

class lines {
 public:
  explicit lines(const char*) {}
  bool readable() const { return true; }
  bool next(std::string& line) {
    const std::unique_ptr<char, decltype(&std::free)> text(conformance_next_line(), std::free);
    if (text) line = text.get();
    return text != nullptr;
  }
};

#else

class lines {
 public:
  explicit lines(const char* file) : stream_(file) {}
  bool readable() const { return stream_.is_open(); }
  bool next(std::string& line) { return static_cast<bool>(std::getline(stream_, line)); }

 private:
  std::ifstream stream_;
};

#endif

}  // namespace

int interpret(const char* file) {
  lines programs(file);
  if (!programs.readable()) {
    std::fprintf(stderr, "cannot read %s\n", file);
    return 2;
  }
  std::string line;
  for (int count = 0; programs.next(line); ++count) {
    std::printf("== %d\n", count);
    std::fflush(stdout);  // a crash must not take the number with it
    run_program(line);
    std::fflush(stdout);
  }
  return 0;
}

}  // namespace conformance
