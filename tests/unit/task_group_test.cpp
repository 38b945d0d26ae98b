// with_task_group: what it owns, what it gives, and how it ends. How failures and cancellations meet is in
// tests/conformance/scenarios/task_groups.cpp, beside CPython.
#include "abandoned_loop.hpp"
#include "frame_balance.hpp"
#include "trace.hpp"
#include "virtual_time.hpp"

#include <weft/errors.hpp>
#include <weft/event.hpp>
#include <weft/exception_group.hpp>
#include <weft/gather.hpp>
#include <weft/lock.hpp>
#include <weft/sleep.hpp>
#include <weft/task.hpp>
#include <weft/task_group.hpp>
#include <weft/wait_for.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
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
using weft::exception_group;
using weft::sleep;
using weft::task;
using weft::task_group;
using weft::with_task_group;
using weft::yield_now;

class TaskGroup : public frame_balance {
 protected:
  trace log;
};
class TaskGroupCancel : public TaskGroup {};

coroutine<> fail_after(weft::duration delay, const char* what) {
  co_await sleep(delay);
  throw std::runtime_error(what);
}

// --- values and ownership --------------------------------------------------------------------------------------------

TEST_F(TaskGroup, GivesTheBodysValueOnceAllTasksHaveEnded) {
  run_virtual([]() -> coroutine<> {
    const int value = co_await with_task_group([](task_group& group) -> coroutine<int> {
      auto slow = []() -> coroutine<> { co_await sleep(5s); };
      group.create_task(slow());
      co_return 42;
    });
    EXPECT_EQ(value, 42);
    EXPECT_EQ(elapsed(), 5s);
    auto moved = co_await with_task_group(
        [](task_group&) -> coroutine<std::unique_ptr<int>> { co_return std::make_unique<int>(7); });
    EXPECT_EQ(*moved, 7);
  });
}

TEST_F(TaskGroup, TaskHandlesOutliveTheGroup) {
  run_virtual([]() -> coroutine<> {
    std::vector<task<std::unique_ptr<int>>> tasks;
    co_await with_task_group([&](task_group& group) -> coroutine<> {
      auto make = [](int i) -> coroutine<std::unique_ptr<int>> {
        co_await yield_now();
        co_return std::make_unique<int>(i);
      };
      for (int i = 0; i < 3; ++i) tasks.push_back(group.create_task(make(i)));
      co_return;
    });
    for (int i = 0; i < 3; ++i) EXPECT_EQ(*tasks[static_cast<std::size_t>(i)].result(), i);
  });
}

TEST_F(TaskGroup, TasksMayReferToWhatTheBodyCapturedAndToTheGroup) {
  run_virtual([&]() -> coroutine<> {
    co_await with_task_group([&, name = std::string("captured")](task_group& group) -> coroutine<> {
      auto child = [](const std::string& text, trace& out) -> coroutine<> {
        co_await sleep(1s);
        out(text);
      };
      group.create_task(child(name, log));
      co_return;
    });
  });
  EXPECT_EQ(log.take(), (lines{"captured"}));
}

TEST_F(TaskGroup, OwnsTheCallableThatATaskIsMadeOf) {
  run_virtual([&]() -> coroutine<> {
    auto owned = std::make_shared<std::string>("owned by the task");
    std::weak_ptr<std::string> watch = owned;
    co_await with_task_group([&](task_group& group) -> coroutine<> {
      group.create_task([this, mine = std::move(owned)]() -> coroutine<> {
        co_await sleep(1s);
        log(*mine);
      });
      co_return;
    });
    EXPECT_TRUE(watch.expired()) << "and frees it when the task ends";
  });
  EXPECT_EQ(log.take(), (lines{"owned by the task"}));
}

TEST_F(TaskGroup, RunsManyTasksAndForgetsThoseThatHaveEnded) {
  int ended = 0;
  run_virtual([&]() -> coroutine<> {
    auto child = [&](int i) -> coroutine<> {
      co_await sleep(std::chrono::milliseconds(i % 10));
      ++ended;
    };
    co_await with_task_group([&](task_group& group) -> coroutine<> {
      for (int i = 0; i < 10'000; ++i) {
        group.create_task(child(i));
        if (i % 100 == 0) co_await sleep(1ms);
      }
    });
  });
  EXPECT_EQ(ended, 10'000);
}

TEST_F(TaskGroup, NamesItsTasksAsTheyAreToldTo) {
  run_virtual([]() -> coroutine<> {
    co_await with_task_group([](task_group& group) -> coroutine<> {
      auto nothing = []() -> coroutine<> { co_return; };
      EXPECT_EQ(group.create_task(nothing(), {.name = "named"}).name(), "named");
      EXPECT_EQ(group.create_task(nothing, {.name = "of a callable"}).name(), "of a callable");
      co_return;
    });
  });
}

TEST_F(TaskGroup, MayBeNestedAsDeeplyAsTheTasksAre) {
  int deepest = 0;
  run_virtual([&]() -> coroutine<> {
    std::function<coroutine<>(int)> level = [&](int depth) -> coroutine<> {
      deepest = std::max(deepest, depth);
      if (depth == 200) co_return;
      co_await with_task_group([&, depth](task_group& group) -> coroutine<> {
        group.create_task(level(depth + 1));
        co_return;
      });
    };
    co_await level(0);
  });
  EXPECT_EQ(deepest, 200);
}

// --- failures --------------------------------------------------------------------------------------------------------

TEST_F(TaskGroup, FailuresLeaveAsAGroupOfTheVeryExceptions) {
  run_virtual([]() -> coroutine<> {
    std::exception_ptr thrown = std::make_exception_ptr(std::out_of_range("the very one"));
    try {
      co_await with_task_group([&](task_group& group) -> coroutine<> {
        group.create_task([thrown]() -> coroutine<> {
          std::rethrow_exception(thrown);
          co_return;
        });
        co_return;
      });
      ADD_FAILURE() << "nothing was thrown";
    } catch (const exception_group& group) {
      EXPECT_EQ(group.exceptions(), std::vector{thrown});
      EXPECT_NE(std::string(group.what()).find("std::out_of_range: the very one"), std::string::npos);
    }
  });
}

TEST_F(TaskGroup, FailuresOfTasksAreNotReportedAsNeverRetrieved) {
  run_virtual([&]() -> coroutine<> {
    weft::event_loop::current().set_exception_handler([&](const weft::exception_context& c) { log(c.message); });
    EXPECT_THROW(co_await with_task_group([](task_group& group) -> coroutine<> {
                   group.create_task(fail_after(1s, "a"));
                   group.create_task(fail_after(1s, "b"));
                   co_return;
                 }),
                 exception_group);
  });
  EXPECT_EQ(log.take(), lines());
}

TEST_F(TaskGroup, FailureCancelsTasksInEveryState) {
  run_virtual([&]() -> coroutine<> {
    weft::lock l;
    weft::event e;
    auto in_sleep = [&]() -> coroutine<> {
      farewell ends(log, "sleep");
      co_await sleep(1h);
    };
    auto in_lock = [&](std::string name) -> coroutine<> {
      farewell ends(log, name);
      auto held = co_await l.scoped();
      co_await e.wait();
    };
    auto in_task = [&](task<> other) -> coroutine<> {
      farewell ends(log, "task");
      co_await other;
    };
    try {
      co_await with_task_group([&](task_group& group) -> coroutine<> {
        group.create_task(in_sleep());
        group.create_task(in_lock("event"));
        group.create_task(in_lock("lock"));
        group.create_task(in_task(group.create_task(in_sleep())));
        co_await sleep(1s);
        group.create_task([&]() -> coroutine<> {
          log("never begun");
          co_return;
        });
        throw std::runtime_error("body");
      });
    } catch (const exception_group& group) {
      log(std::to_string(group.exceptions().size()));
    }
    EXPECT_FALSE(l.locked());
  });
  EXPECT_EQ(log.take(), (lines{"~sleep", "~event", "~lock", "~sleep", "~task", "1"}));
}

TEST_F(TaskGroup, TakesNoTasksWhileItShutsDownAndTheCoroutineIsFreed) {
  run_virtual([&]() -> coroutine<> {
    EXPECT_THROW(co_await with_task_group([&](task_group& group) -> coroutine<> {
                   group.create_task(fail_after(0s, "first"));
                   try {
                     co_await sleep(1h);
                   } catch (const cancelled_error&) {
                     EXPECT_THROW(group.create_task(fail_after(0s, "late")), std::logic_error);
                     auto callable = []() -> coroutine<> { co_return; };
                     EXPECT_THROW(group.create_task(callable), std::logic_error);
                     throw;
                   }
                 }),
                 exception_group);
  });
}

// --- cancelling ------------------------------------------------------------------------------------------------------

TEST_F(TaskGroupCancel, EndsAGroupEarlyAndInPeace) {
  run_virtual([&]() -> coroutine<> {
    auto worker = [&](std::string name) -> coroutine<> {
      farewell ends(log, name);
      co_await sleep(1h);
    };
    co_await with_task_group([&](task_group& group) -> coroutine<> {
      group.create_task(worker("a"));
      group.create_task(worker("b"));
      co_await sleep(1s);
      group.cancel();
      log("the body goes on to its next await");
      co_await sleep(1h);
      log("never");
    });
    EXPECT_EQ(elapsed(), 1s);
    co_await sleep(1s);
    log("and so does the task");
  });
  EXPECT_EQ(log.take(), (lines{"the body goes on to its next await", "~a", "~b", "and so does the task"}));
}

TEST_F(TaskGroupCancel, MayComeFromATaskOfTheGroupOrFromOutside) {
  run_virtual([&]() -> coroutine<> {
    auto body_has_ended = [&](task_group& group) -> coroutine<> {
      group.create_task([&]() -> coroutine<> {
        co_await sleep(1s);
        group.cancel();
        group.cancel();
        co_await sleep(1h);
      });
      co_return;
    };
    co_await with_task_group(body_has_ended);
    EXPECT_EQ(elapsed(), 1s);

    auto body_waits = [&](task_group& group) -> coroutine<> {
      weft::event_loop::current().call_later(1s, [&] { group.cancel(); });
      co_await sleep(1h);
    };
    co_await with_task_group(body_waits);
    EXPECT_EQ(elapsed(), 2s);
  });
}

TEST_F(TaskGroupCancel, KeepsTheBodysValueWhenThereIsOne) {
  run_virtual([]() -> coroutine<> {
    EXPECT_EQ(co_await with_task_group([](task_group& group) -> coroutine<int> {
                group.create_task([]() -> coroutine<> { co_await sleep(1h); });
                group.cancel();
                co_return 42;
              }),
              42);
    EXPECT_THROW(co_await with_task_group([](task_group& group) -> coroutine<int> {
                   group.cancel();
                   co_await sleep(1h);
                   co_return 42;
                 }),
                 cancelled_error)
        << "and says so when there is none";
  });
}

TEST_F(TaskGroupCancel, DoesNotHideFailuresOrACancellationFromOutside) {
  run_virtual([]() -> coroutine<> {
    auto failing_in_clean_up = []() -> coroutine<> {
      try {
        co_await sleep(1h);
      } catch (const cancelled_error&) {
        throw std::runtime_error("in clean-up");
      }
    };
    EXPECT_THROW(co_await with_task_group([&](task_group& group) -> coroutine<> {
                   group.create_task(failing_in_clean_up());
                   co_await yield_now();
                   group.cancel();
                 }),
                 exception_group);

    auto runner = []() -> coroutine<> {
      co_await with_task_group([](task_group& group) -> coroutine<> {
        group.create_task([]() -> coroutine<> {
          try {
            co_await sleep(1h);
          } catch (const cancelled_error&) {
          }
          co_await sleep(1s);
        });
        co_await yield_now();
        group.cancel();
      });
    };
    auto t = create_task(runner());
    co_await sleep(500ms);
    t.cancel("from outside");
    EXPECT_THROW(co_await t, cancelled_error);
    EXPECT_EQ(t.cancelling(), 1u);
  });
}

TEST_F(TaskGroupCancel, OfTheParentIsDeliveredOnceHoweverOftenItIsAskedFor) {
  run_virtual([&]() -> coroutine<> {
    auto stubborn = [&]() -> coroutine<> {
      for (int i = 0; i < 3; ++i) {
        try {
          co_await sleep(10s);
          break;
        } catch (const cancelled_error&) {
          log("no");
        }
      }
    };
    auto runner = [&]() -> coroutine<> {
      co_await with_task_group([&](task_group& group) -> coroutine<> {
        group.create_task(stubborn());
        co_return;
      });
    };
    auto t = create_task(runner());
    for (int i = 0; i < 3; ++i) {
      co_await sleep(1s);
      t.cancel();
    }
    EXPECT_THROW(co_await t, cancelled_error);
    EXPECT_EQ(elapsed(), 11s) << "one cancellation reached the task of the group, which then slept its ten seconds";
    EXPECT_EQ(t.cancelling(), 3u);
  });
  EXPECT_EQ(log.take(), (lines{"no"}));
}

TEST_F(TaskGroupCancel, ByADeadlineIsATimeout) {
  run_virtual([]() -> coroutine<> {
    auto block = []() -> coroutine<> {
      co_await with_task_group([](task_group& group) -> coroutine<> {
        group.create_task([]() -> coroutine<> { co_await sleep(1h); });
        co_await sleep(1h);
      });
    };
    EXPECT_THROW(co_await weft::wait_for(block(), 1s), weft::timeout_error);
    EXPECT_EQ(elapsed(), 1s);
  });
}

TEST_F(TaskGroup, SurvivesALoopThatIsDestroyedInItsBodyAndInItsWait) {
  for (const bool in_body : {true, false}) {
    abandon([&](weft::event_loop& loop) {
      auto child = [](trace& log, std::string name) -> coroutine<> {
        farewell ends(log, name);
        co_await weft::event_loop::current().create_future();
      };
      auto runner = [](trace& log, auto make_child, bool wait_in_body) -> coroutine<> {
        farewell ends(log, "block");
        co_await with_task_group([&](task_group& group) -> coroutine<> {
          farewell body_ends(log, "body");
          group.create_task(make_child(log, "a"));
          group.create_task(make_child(log, "b"));
          if (wait_in_body) co_await weft::event_loop::current().create_future();
        });
      };
      loop.create_task(runner(log, child, in_body));
    });
    EXPECT_EQ(log.take(), (lines{"~body", "~block", "~a", "~b"})) << in_body;
  }
}

}  // namespace
