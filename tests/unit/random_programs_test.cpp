// Random programs: tasks that sleep, hold locks, pass items, cancel and limit one another, as a seed has it. Whatever they
// do, these must hold:
//
//   - exactly one holder of a lock, no more holders of a semaphore than it has permits
//   - no lost wake-up: whenever nothing is left to do but wait for a timer, nobody waits at a free lock, at a semaphore with
//     a permit, at a queue with an item or with room, at an event that is set, for a token that is there
//   - first come, first served at locks and semaphores: who was overtaken has given up, or (where a seed shuffles what is
//     ready) had been let in at the same time as those who went first
//   - items leave a queue once each, in its order
//   - a limit never ends early; a task group or gather() leaves no child behind
//   - no task is resumed twice; every task ends when it is cancelled often enough; no frame is left
//
// Each program runs under the shuffle seed that is its own seed, one in eight in the order of asking.
//
// WEFT_PROGRAMS=n runs n programs instead of 10,000; WEFT_SEED=s runs the one of that seed, which a failure names.
#include "frame_balance.hpp"

#include <weft/async_generator.hpp>
#include <weft/barrier.hpp>
#include <weft/condition.hpp>
#include <weft/errors.hpp>
#include <weft/event.hpp>
#include <weft/event_loop.hpp>
#include <weft/exception_group.hpp>
#include <weft/gather.hpp>
#include <weft/lock.hpp>
#include <weft/queue.hpp>
#include <weft/run.hpp>
#include <weft/semaphore.hpp>
#include <weft/shield.hpp>
#include <weft/sleep.hpp>
#include <weft/task.hpp>
#include <weft/task_group.hpp>
#include <weft/wait.hpp>
#include <weft/wait_for.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;
using weft::cancelled_error;
using weft::coroutine;
using weft::create_task;
using weft::duration;
using weft::sleep;
using weft::task;
using weft::timeout_error;

/// Small and quick; what it gives is the same everywhere.
class random_source {
 public:
  explicit random_source(std::uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15u + 1) {}
  /// From 0 to `below` - 1.
  int operator()(int below) {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return static_cast<int>((z ^ (z >> 31)) % static_cast<std::uint64_t>(below));
  }
  bool one_in(int n) { return (*this)(n) == 0; }
  /// Whole milliseconds: the monitor looks at half ones, when all that was due has happened.
  duration up_to(int milliseconds) { return std::chrono::milliseconds((*this)(milliseconds + 1)); }

 private:
  std::uint64_t state_;
};

/// What a child fails with.
struct failure : std::runtime_error {
  failure() : std::runtime_error("random failure") {}
};

/// A place with a queue of those who ask to be let in. Somebody who was overtaken must never get in after all.
class entrance {
 public:
  /// `at_once`: how many may be let in at the same time, and then come in any order.
  entrance(int capacity, int at_once) : capacity_(capacity), at_once_(at_once) {}
  entrance(const entrance&) = delete;

  /// One who asks; gives up when it goes without having been let in.
  class request {
   public:
    explicit request(entrance& at) : at_(at), ticket_(at.tickets_++) { at_.waiting_.emplace(ticket_, 0); }
    request(const request&) = delete;
    ~request() {
      if (in_) {
        --at_.inside_;
      } else {
        at_.waiting_.erase(ticket_);
      }
    }
    void let_in() {
      const auto mine = at_.waiting_.find(ticket_);
      EXPECT_LT(mine->second, at_.at_once_) << "overtaken, and let in after all";
      for (auto ahead = at_.waiting_.begin(); ahead != mine; ++ahead) ++ahead->second;
      at_.waiting_.erase(mine);
      in_ = true;
      EXPECT_LE(++at_.inside_, at_.capacity_) << "more inside than there is room for";
    }

   private:
    entrance& at_;
    std::uint64_t ticket_;
    bool in_ = false;
  };

  bool anybody_waits() const { return !waiting_.empty(); }
  int inside() const { return inside_; }

 private:
  int capacity_;
  int at_once_;
  int inside_ = 0;
  std::uint64_t tickets_ = 0;
  std::map<std::uint64_t, int> waiting_;  // by ticket: how many with a later one were let in first
};

class program {
 public:
  explicit program(std::uint64_t seed) : random_(seed), barrier_(static_cast<std::size_t>(2 + random_(3))) {
    if (seed % 8 != 0) options_.shuffle_seed = seed;
    for (int i = 1 + random_(3); i > 0; --i) locks_.emplace_back();
    for (int i = random_(3); i > 0; --i) semaphores_.emplace_back(1 + random_(3), options_.shuffle_seed.has_value());
    for (int i = 1 + random_(2); i > 0; --i) queues_.emplace_back(static_cast<std::size_t>(random_(4)));
  }

  /// A number that depends on all that has happened.
  std::uint64_t run() {
    weft::run(main(), options_);
    for (locked& each : locks_) {
      EXPECT_FALSE(each.lock.locked()) << "held after the end";
      EXPECT_EQ(each.door.inside(), 0);
    }
    weft::run(all_permits_are_back(), {.clock = weft::clock::virtual_time});
    for (queued& each : queues_) EXPECT_EQ(each.queue.size(), each.items.size()) << "items lost or doubled";
    return trace_;
  }

 private:
  struct locked {
    weft::lock lock;
    entrance door{1, 1};
  };
  struct counted {
    counted(int count, bool shuffled) : permits(count), semaphore(count), door(count, shuffled ? count : 1) {}
    int permits;
    weft::semaphore semaphore;
    entrance door;
  };
  struct queued {
    explicit queued(std::size_t maxsize) : queue(maxsize) {}
    weft::queue<std::unique_ptr<int>> queue;
    std::deque<int> items;  // what must be in it
    int getters = 0;
    int putters = 0;
  };
  /// One thread of control: a task, whoever made it.
  struct worker {
    bool suspended = false;
  };
  /// Marks a worker that waits.
  class suspension {
   public:
    explicit suspension(worker& of) : of_(of) {
      EXPECT_FALSE(of_.suspended);
      of_.suspended = true;
    }
    suspension(const suspension&) = delete;
    ~suspension() {
      EXPECT_TRUE(of_.suspended) << "resumed twice";
      of_.suspended = false;
    }

   private:
    worker& of_;
  };
  class counting {
   public:
    explicit counting(int& count) : count_(count) { ++count_; }
    counting(const counting&) = delete;
    ~counting() { --count_; }

   private:
    int& count_;
  };

  void note(int what) { trace_ = (trace_ ^ static_cast<std::uint64_t>(what)) * 0x100000001b3u; }
  static weft::time_point now() { return weft::event_loop::current().time(); }
  worker& new_worker() { return workers_.emplace_back(); }

  coroutine<> main() {
    monitor();
    for (int i = 2 + random_(6); i > 0; --i) tasks_.push_back(create_task(work(new_worker())));
    co_await sleep(random_.up_to(30));
    for (int round = 0; round < 100 && !all_done(); ++round) {
      for (const task<>& each : tasks_) each.cancel();
      co_await sleep(1ms);
    }
    EXPECT_TRUE(all_done()) << "a task does not end, however often it is cancelled";
    over_ = true;
  }
  bool all_done() const { return std::ranges::all_of(tasks_, &task<>::done); }

  coroutine<> all_permits_are_back() {
    for (counted& each : semaphores_) {
      EXPECT_EQ(each.door.inside(), 0);
      for (int i = 0; i < each.permits; ++i) {
        EXPECT_FALSE(each.semaphore.locked()) << "a permit was lost";
        co_await each.semaphore.acquire();
      }
      EXPECT_TRUE(each.semaphore.locked()) << "a permit was doubled";
      for (int i = 0; i < each.permits; ++i) each.semaphore.release();
    }
  }

  /// Looks, at moments when nothing else is due, whether anybody waits in vain.
  void monitor() {
    if (over_) return;
    for (locked& each : locks_) {
      if (each.door.anybody_waits()) EXPECT_TRUE(each.lock.locked()) << "somebody waits at a free lock";
    }
    for (counted& each : semaphores_) {
      if (each.door.anybody_waits()) EXPECT_EQ(each.door.inside(), each.permits) << "somebody waits, and there is a permit";
    }
    for (queued& each : queues_) {
      EXPECT_EQ(each.queue.size(), each.items.size());
      if (each.getters > 0) EXPECT_TRUE(each.queue.empty()) << "somebody waits, and there is an item";
      if (each.putters > 0) EXPECT_TRUE(each.queue.full()) << "somebody waits, and there is room";
    }
    if (at_event_ > 0) EXPECT_FALSE(event_.is_set()) << "somebody waits at an event that is set";
    if (token_takers_ > 0) EXPECT_EQ(tokens_, 0) << "somebody waits, and there is a token";
    EXPECT_LT(barrier_.n_waiting(), barrier_.parties()) << "a full barrier does not open";
    weft::event_loop::current().call_at(weft::time_point(500us + (now().time_since_epoch() / 1ms + 1) * 1ms),
                                        [this] { monitor(); });
  }

  /// A task's life: some things to do, a refusal now and then to be cancelled.
  coroutine<> work(worker& me) {
    int refusals = random_(3);
    for (int left = 1 + random_(10); left > 0; --left) {
      try {
        co_await something(me, 0);
      } catch (const cancelled_error&) {
        note(1);
        if (refusals-- <= 0) throw;
      } catch (const failure&) {
        note(2);
      } catch (const weft::exception_group& group) {
        note(3);
        EXPECT_FALSE(group.exceptions().empty());
      }
    }
  }

  /// Waits for as long as `what` takes, mostly with a limit.
  template <class Awaitable>
  coroutine<> limited(worker& me, Awaitable what) {
    const suspension here(me);
    if (random_.one_in(4)) {
      co_await std::move(what);
      co_return;
    }
    const duration limit = random_.up_to(4);
    const weft::time_point begun = now();
    try {
      co_await weft::wait_for(std::move(what), limit);
    } catch (const timeout_error&) {
      note(4);
      EXPECT_GE(now() - begun, limit) << "timed out early";
    }
  }

  coroutine<> something(worker& me, int depth) {
    const int what = random_(depth < 3 ? 22 : 12);
    note(what);
    note(static_cast<int>(now().time_since_epoch() / 1ms));
    switch (what) {
      case 0: {
        const suspension here(me);
        co_await weft::yield_now();
        break;
      }
      case 1: {
        const suspension here(me);
        co_await sleep(random_.up_to(4));
        break;
      }
      case 2: co_await put_an_item(me); break;
      case 3: co_await get_an_item(me); break;
      case 4: put_or_get_at_once(); break;
      case 5: tasks_[static_cast<std::size_t>(random_(static_cast<int>(tasks_.size())))].cancel(); break;
      case 6:
        if (random_.one_in(3)) {
          event_.clear();
        } else {
          event_.set();
        }
        break;
      case 7: {
        const counting waiting(at_event_);
        co_await limited(me, event_.wait());
        break;
      }
      case 8: co_await give_a_token(me); break;
      case 9: co_await limited(me, take_a_token()); break;
      case 10: co_await limited(me, pass_the_barrier()); break;
      case 11:
        if (random_.one_in(2)) throw failure();
        break;
      case 12:
      case 13: co_await with_a_lock(me, depth); break;
      case 14: co_await with_a_permit(me, depth); break;
      case 15: co_await limited_something(me, depth); break;
      case 16: co_await in_a_group(me, depth); break;
      case 17: co_await all_at_once(me, depth); break;
      case 18: co_await shielded(me, depth); break;
      case 19: co_await some_of_several(me, depth); break;
      case 20: co_await from_a_generator(me, depth); break;
      case 21: co_await in_turn(me, depth); break;
      default: break;
    }
  }

  // --- queues ---

  coroutine<> put_an_item(worker& me) {
    queued& into = any(queues_);
    co_await limited(me, put_counted(into));
  }
  coroutine<> put_counted(queued& into) {
    const int item = next_item_++;
    {
      const counting waiting(into.putters);
      co_await into.queue.put(std::make_unique<int>(item));
    }
    into.items.push_back(item);
  }
  coroutine<> get_an_item(worker& me) {
    queued& from = any(queues_);
    co_await limited(me, get_counted(from));
  }
  coroutine<> get_counted(queued& from) {
    std::unique_ptr<int> item;
    {
      const counting waiting(from.getters);
      item = co_await from.queue.get();
    }
    got(from, *item);
  }
  void got(queued& from, int item) {
    note(item);
    ASSERT_FALSE(from.items.empty()) << "an item from nowhere";
    EXPECT_EQ(item, from.items.front()) << "an item out of order";
    from.items.pop_front();
  }
  void put_or_get_at_once() {
    queued& q = any(queues_);
    try {
      if (random_.one_in(2)) {
        const int item = next_item_++;
        q.queue.put_nowait(std::make_unique<int>(item));
        q.items.push_back(item);
      } else {
        got(q, *q.queue.get_nowait());
      }
    } catch (const weft::queue_full&) {
      EXPECT_EQ(q.items.size(), q.queue.maxsize());
    } catch (const weft::queue_empty&) {
      EXPECT_TRUE(q.items.empty());
    }
  }

  // --- a condition ---

  coroutine<> give_a_token(worker& me) {
    const suspension here(me);
    const auto held = co_await condition_.scoped();
    ++tokens_;
    condition_.notify(1);
  }
  coroutine<> take_a_token() {
    const auto held = co_await condition_.scoped();
    {
      const counting waiting(token_takers_);
      co_await condition_.wait_for_predicate([this] { return tokens_ > 0; });
    }
    --tokens_;
  }

  coroutine<> pass_the_barrier() {
    const std::size_t place = co_await barrier_.wait();
    EXPECT_LT(place, barrier_.parties());
  }

  // --- locks ---

  coroutine<> with_a_lock(worker& me, int depth) {
    locked& at = any(locks_);
    entrance::request request(at.door);
    std::optional<weft::scoped_hold<weft::lock>> held;
    if (random_.one_in(2)) {
      {
        const suspension here(me);
        held = co_await at.lock.scoped();
      }
      request.let_in();
      co_await something(me, depth + 1);
      co_return;
    }
    {
      const suspension here(me);
      co_await at.lock.acquire();
    }
    request.let_in();
    std::exception_ptr left_by;
    try {
      co_await something(me, depth + 1);
    } catch (...) {
      left_by = std::current_exception();
    }
    at.lock.release();
    if (left_by) std::rethrow_exception(left_by);
  }

  coroutine<> with_a_permit(worker& me, int depth) {
    if (semaphores_.empty()) co_return;
    counted& at = any(semaphores_);
    entrance::request request(at.door);
    std::optional<weft::scoped_hold<weft::semaphore>> held;
    {
      const suspension here(me);
      held = co_await at.semaphore.scoped();
    }
    request.let_in();
    co_await something(me, depth + 1);
  }

  // --- tasks of tasks ---

  coroutine<> limited_something(worker& me, int depth) {
    const duration limit = random_.up_to(4);
    const weft::time_point begun = now();
    try {
      co_await weft::wait_for(something(me, depth + 1), limit);
    } catch (const timeout_error&) {
      EXPECT_GE(now() - begun, limit) << "timed out early";
    }
  }

  coroutine<> in_a_group(worker& me, int depth) {
    std::vector<task<>> children;
    std::exception_ptr left_by;
    try {
      co_await weft::with_task_group([&](weft::task_group& group) -> coroutine<> {
        for (int i = 1 + random_(3); i > 0; --i) children.push_back(group.create_task(something(new_worker(), depth + 1)));
        if (random_.one_in(4)) {
          const suspension here(me);
          co_await sleep(random_.up_to(2));
        }
        if (random_.one_in(6)) group.cancel();
        if (random_.one_in(3)) co_await something(me, depth + 1);
      });
    } catch (...) {
      left_by = std::current_exception();
    }
    EXPECT_TRUE(std::ranges::all_of(children, &task<>::done)) << "a task group has left a child behind";
    if (left_by) std::rethrow_exception(left_by);
  }

  coroutine<> all_at_once(worker& me, int depth) {
    std::vector<task<>> children;
    for (int i = 1 + random_(3); i > 0; --i) children.push_back(create_task(something(new_worker(), depth + 1)));
    const suspension here(me);
    if (random_.one_in(2)) {
      co_await weft::gather_settled(children);
      EXPECT_TRUE(std::ranges::all_of(children, &task<>::done));
    } else {
      co_await weft::gather(children);
      EXPECT_TRUE(std::ranges::all_of(children, &task<>::done));
    }
  }

  coroutine<> shielded(worker& me, int depth) {
    const suspension here(me);
    const duration limit = random_.up_to(4);
    const weft::time_point begun = now();
    try {
      co_await weft::wait_for(weft::shield(quietly(depth + 1)), limit);
    } catch (const timeout_error&) {
      EXPECT_EQ(now() - begun, limit) << "a shield has nothing to clean up";
    }
  }
  /// So that what nobody hears of any more is no news.
  coroutine<> quietly(int depth) {
    try {
      co_await something(new_worker(), depth);
    } catch (const failure&) {
    } catch (const weft::exception_group&) {
    }
  }

  coroutine<> some_of_several(worker& me, int depth) {
    std::vector<task<>> children;
    for (int i = 1 + random_(3); i > 0; --i) children.push_back(create_task(quietly(depth + 1)));
    const suspension here(me);
    constexpr weft::return_when whens[] = {weft::return_when::first_completed, weft::return_when::first_exception,
                                           weft::return_when::all_completed};
    auto [done, pending] = co_await weft::wait(children, {.timeout = random_.up_to(3), .return_when = whens[random_(3)]});
    EXPECT_EQ(done.size() + pending.size(), children.size());
    EXPECT_TRUE(std::ranges::all_of(done, &task<>::done));
    EXPECT_TRUE(std::ranges::none_of(pending, &task<>::done));
    for (const task<>& each : pending) each.cancel();
  }

  weft::async_generator<int> steps(int depth) {
    for (int i = 0; i < 3; ++i) {
      co_await quietly(depth + 1);
      co_yield i;
    }
  }
  coroutine<> from_a_generator(worker& me, int depth) {
    auto source = steps(depth);
    const suspension here(me);
    int expected = 0;
    while (auto each = co_await source.next()) {
      EXPECT_EQ(*each, expected++);
      if (random_.one_in(4)) {
        co_await source.close();
        co_return;
      }
    }
    EXPECT_EQ(expected, 3);
  }

  coroutine<> in_turn(worker& me, int depth) {
    for (int i = random_(3); i >= 0; --i) co_await something(me, depth + 1);
  }

  template <class Resource>
  Resource& any(std::deque<Resource>& of) {
    return of[static_cast<std::size_t>(random_(static_cast<int>(of.size())))];
  }

  random_source random_;
  weft::run_options options_{.clock = weft::clock::virtual_time};
  std::deque<locked> locks_;
  std::deque<counted> semaphores_;
  std::deque<queued> queues_;
  weft::event event_;
  int at_event_ = 0;
  weft::condition condition_;
  int tokens_ = 0;
  int token_takers_ = 0;
  weft::barrier barrier_;
  std::deque<worker> workers_;
  std::vector<task<>> tasks_;
  int next_item_ = 0;
  bool over_ = false;
  std::uint64_t trace_ = 0xcbf29ce484222325u;
};

std::optional<std::uint64_t> number_from_environment(const char* name) {
  const char* const text = std::getenv(name);
  if (text == nullptr) return std::nullopt;
  return std::strtoull(text, nullptr, 10);
}

std::uint64_t run_program(std::uint64_t seed) {
  SCOPED_TRACE("replay it with WEFT_SEED=" + std::to_string(seed));
  std::uint64_t trace = 0;
  try {
    trace = program(seed).run();
  } catch (const std::exception& error) {
    ADD_FAILURE() << "ended by " << error.what();
  }
  EXPECT_EQ(weft::detail::live_frames(), 0) << "coroutine frames leaked";
  return trace;
}

class RandomPrograms : public frame_balance {};

TEST_F(RandomPrograms, KeepWhatTheRuntimePromises) {
  if (const auto seed = number_from_environment("WEFT_SEED")) {
    run_program(*seed);
    return;
  }
  const std::uint64_t count = number_from_environment("WEFT_PROGRAMS").value_or(10'000);
  for (std::uint64_t seed = 1; seed <= count && !HasFailure(); ++seed) run_program(seed);
}

TEST_F(RandomPrograms, AreTheSameEveryTime) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) EXPECT_EQ(run_program(seed), run_program(seed)) << seed;
}

}  // namespace
