// Task groups: tasks that live no longer than a block.
#include "../scenario.hpp"

using namespace conformance;
using namespace weft;
using namespace std::chrono_literals;

namespace {

coroutine<> crash_after(duration delay, std::string what) {
  co_await weft::sleep(delay);
  throw boom(what);
}

// The block ends when the last task has; tasks may be added as long as it runs.
const scenario all_succeed("task_groups/all_succeed", [] -> coroutine<> {
  std::optional<task<int>> one, two;
  co_await with_task_group([&](task_group& group) -> coroutine<> {
    one = group.create_task(sleeping(1s, 42));
    co_await weft::sleep(2s);
    two = group.create_task(sleeping(2s, 11));
    println("the body ends at {}", now());
  });
  println("{} {} at {}", one->result(), two->result(), now());
});

// A child that is cancelled by itself disturbs nobody.
const scenario a_cancelled_child("task_groups/a_cancelled_child_is_no_failure", [] -> coroutine<> {
  std::optional<task<int>> one, two;
  co_await with_task_group([&](task_group& group) -> coroutine<> {
    one = group.create_task(sleeping(10s, 42));
    co_await weft::sleep(1s);
    one->cancel();
    two = group.create_task(sleeping(2s, 11));
  });
  println("{} {} at {}", yes(one->cancelled()), two->result(), now());
});

// The first failure cancels the siblings and the body, and leaves as a group.
const scenario a_failure("task_groups/a_failure_cancels_the_siblings", [] -> coroutine<> {
  const auto sibling = [] -> coroutine<> {
    try {
      co_await weft::sleep(5s);
    } catch (const cancelled_error&) {
      println("sibling cancelled at {}", now());
      throw;
    }
  };

  const auto runner = [&] -> coroutine<> {
    co_await with_task_group([&](task_group& group) -> coroutine<> {
      group.create_task(crash_after(1s, "first"));
      group.create_task(sibling());
      try {
        co_await weft::sleep(10s);
      } catch (const cancelled_error&) {
        println("body cancelled at {}", now());
        throw;
      }
    });
    println("never printed");
  };

  task<> task = create_task(runner());
  println("{}", co_await awaited(task));
  println("cancelled: {} requests: {}", yes(task.cancelled()), task.cancelling());
});

// Cancelling the task that runs the block cancels every child, and leaves as a cancellation.
const scenario cancellation_from_outside("task_groups/cancellation_from_outside", [] -> coroutine<> {
  std::vector<int> cancelled;
  const auto child = [&](int name) -> coroutine<> {
    try {
      co_await weft::sleep(5s);
    } catch (const cancelled_error&) {
      cancelled.push_back(name);
      throw;
    }
  };

  const auto runner = [&] -> coroutine<> {
    co_await with_task_group([&](task_group& group) -> coroutine<> {
      for (int i = 0; i < 5; ++i) group.create_task(child(i));
      try {
        co_await weft::sleep(10s);
      } catch (const cancelled_error&) {
        println("body first, children cancelled: {}", cancelled.size());
        throw;
      }
    });
  };

  task<> task = create_task(runner());
  co_await weft::sleep(1s);
  task.cancel();
  const std::string result = co_await awaited(task);
  println("{} {} {}", result, cancelled.size(), yes(task.cancelled()));
});

// The same when the body has ended already.
const scenario cancellation_while_waiting("task_groups/cancellation_while_waiting_for_children", [] -> coroutine<> {
  const auto runner = [] -> coroutine<> {
    co_await with_task_group([](task_group& group) -> coroutine<> {
      group.create_task(sleeping(1s));
      group.create_task(sleeping(2s));
      println("the body has ended");
      co_return;
    });
    println("never printed");
  };

  task<> task = create_task(runner());
  co_await weft::sleep(500ms);
  task.cancel("out");
  const std::string result = co_await awaited(task);
  println("{} requests: {}", result, task.cancelling());
});

coroutine<> fails_in_clean_up() {
  try {
    co_await weft::sleep(10s);
  } catch (...) {
  }
  throw boom("in finally");
}

// A child that fails while it is being cancelled from outside makes a group of failures, not a cancellation.
const scenario failures_have_priority("task_groups/failures_have_priority_over_cancellation", [] -> coroutine<> {
  const auto runner = [] -> coroutine<> {
    co_await with_task_group([](task_group& group) -> coroutine<> {
      for (int i = 0; i < 3; ++i) group.create_task(fails_in_clean_up());
      co_await weft::sleep(10s);
    });
  };

  task<> task = create_task(runner());
  co_await weft::sleep(1s);
  task.cancel();
  println("{}", co_await awaited(task));
  println("cancelled: {} requests: {}", yes(task.cancelled()), task.cancelling());
});

// A failure of the body cancels the children, those too that have not begun.
const scenario failure_of_the_body("task_groups/failure_of_the_body", [] -> coroutine<> {
  for (const duration delay : {1s, 0s}) {
    std::vector<task<>> tasks;

    const auto runner = [&] -> coroutine<> {
      co_await with_task_group([&](task_group& group) -> coroutine<> {
        tasks.push_back(group.create_task(sleeping(5s)));
        tasks.push_back(group.create_task(sleeping(7s)));
        if (delay > 0s) co_await weft::sleep(delay);
        throw boom("body");
      });
    };

    const std::string result = co_await awaited(runner());
    println("{} at {}", result, now());
    println("{} {}", yes(tasks[0].cancelled()), yes(tasks[1].cancelled()));
  }
});

// Failures of an inner block's children leave the outer block as a group in a group.
const scenario nested_cancelled("task_groups/nested_groups_cancelled_from_outside", [] -> coroutine<> {
  const auto runner = [] -> coroutine<> {
    co_await with_task_group([](task_group& outer) -> coroutine<> {
      outer.create_task(sleeping(10s));
      co_await with_task_group([](task_group& inner) -> coroutine<> {
        inner.create_task(fails_in_clean_up());
        co_await weft::sleep(10s);
      });
    });
  };

  task<> task = create_task(runner());
  co_await weft::sleep(1s);
  task.cancel();
  println("{}", co_await awaited(task));
});

// A failure in the outer block ends the inner one by cancellation, which is no failure.
const scenario failure_in_the_outer("task_groups/failure_in_the_outer_group", [] -> coroutine<> {
  const auto runner = [] -> coroutine<> {
    co_await with_task_group([](task_group& outer) -> coroutine<> {
      outer.create_task(crash_after(1s, "outer"));
      co_await with_task_group([](task_group& inner) -> coroutine<> {
        inner.create_task(crash_after(10s, "inner"));
        co_return;
      });
    });
  };

  println("{}", co_await awaited(create_task(runner())));
});

// A failure in the inner block leaves it as a group, which is then a failure of the outer body.
const scenario failure_in_the_inner("task_groups/failure_in_the_inner_group", [] -> coroutine<> {
  const auto runner = [] -> coroutine<> {
    co_await with_task_group([](task_group& outer) -> coroutine<> {
      outer.create_task(crash_after(10s, "outer"));
      co_await with_task_group([](task_group& inner) -> coroutine<> {
        inner.create_task(crash_after(1s, "inner"));
        co_return;
      });
    });
  };

  println("{}", co_await awaited(create_task(runner())));
});

// A child that fails while the cancelled body still cleans up: the failure wins, and does not hurry the clean-up.
const scenario slow_cancellation("task_groups/failure_during_a_slow_cancellation", [] -> coroutine<> {
  const auto runner = [] -> coroutine<> {
    co_await with_task_group([](task_group& group) -> coroutine<> {
      group.create_task(crash_after(3s, "child"));
      std::exception_ptr cancellation;
      try {
        co_await weft::sleep(10s);
      } catch (const cancelled_error&) {
        cancellation = std::current_exception();
      }
      println("cleaning up at {}", now());
      try {
        co_await weft::sleep(5s);
      } catch (const cancelled_error&) {
        println("interrupted at {}", now());
      }
      std::rethrow_exception(cancellation);
    });
  };

  const auto outer = [&] -> coroutine<> { co_await create_task(runner()); };

  task<> task = create_task(outer());
  co_await weft::sleep(1s);
  task.cancel();
  const std::string result = co_await awaited(task);
  println("{} at {}", result, now());
});

// A block without tasks lets a cancellation through.
const scenario empty_group("task_groups/cancellation_of_an_empty_group", [] -> coroutine<> {
  const auto runner = [] -> coroutine<> {
    co_await with_task_group([](task_group&) -> coroutine<> {
      try {
        co_await weft::sleep(10s);
      } catch (const cancelled_error&) {
        println("body");
        throw;
      }
    });
  };

  task<> task = create_task(runner());
  co_await weft::sleep(1s);
  task.cancel();
  const std::string result = co_await awaited(task);
  println("{} {}", result, yes(task.cancelled()));
});

// A body that answers a cancellation with a failure of its own ends the block with that.
const scenario body_answers("task_groups/body_answers_cancellation_with_a_failure", [] -> coroutine<> {
  const auto runner = [] -> coroutine<> {
    co_await with_task_group([](task_group&) -> coroutine<> {
      try {
        co_await weft::sleep(10s);
      } catch (const cancelled_error&) {
        throw boom("weird");
      }
    });
  };

  task<> task = create_task(runner());
  co_await weft::sleep(1s);
  task.cancel();
  const std::string result = co_await awaited(task);
  println("{} {}", result, yes(task.cancelled()));
});

// Failures are in the order in which they came, the body's own last.
const scenario body_fails("task_groups/body_fails_while_being_cancelled", [] -> coroutine<> {
  const auto nested = [] -> coroutine<> {
    try {
      co_await weft::sleep(10s);
    } catch (...) {
    }
    throw boom("body");
  };

  const auto runner = [&] -> coroutine<> {
    co_await with_task_group([&](task_group& group) -> coroutine<> {
      group.create_task(crash_after(1s, "child"));
      co_await nested();
    });
  };

  println("{}", co_await awaited(create_task(runner())));
});

// A task of the group may add tasks to it, also when the body has ended.
const scenario children_add_children("task_groups/children_add_children", [] -> coroutine<> {
  const auto leaf = [](duration delay) -> coroutine<> {
    co_await weft::sleep(delay);
    println("leaf ends at {}", now());
  };

  co_await with_task_group([&](task_group& group) -> coroutine<> {
    group.create_task([&] -> coroutine<> {
      co_await weft::sleep(1s);
      group.create_task(leaf(1s));
      group.create_task(leaf(2s));
    });
    println("the body has ended");
    co_return;
  });
  println("the block has ended at {}", now());
});

// A group that is shutting down takes no more tasks.
const scenario no_create_task("task_groups/no_create_task_after_failure", [] -> coroutine<> {
  const auto late = [](task_group& group) -> coroutine<> {
    try {
      co_await weft::sleep(10s);
    } catch (const cancelled_error&) {
      println("create_task: {}", tried([&] { group.create_task(sleeping(1s)); }));
    }
  };

  const auto runner = [&] -> coroutine<> {
    co_await with_task_group([&](task_group& group) -> coroutine<> {
      group.create_task(crash_after(1s, "first"));
      group.create_task(late(group));
      co_return;
    });
  };

  println("{}", co_await awaited(runner()));
});

// A body that fails while its cancellation passes: both failures are in the group, and nothing stays requested.
const scenario body_and_child("task_groups/body_and_child_fail_in_turn", [] -> coroutine<> {
  const auto failing = [] -> coroutine<> {
    throw boom("child");
    co_return;
  };

  const auto runner = [&] -> coroutine<> {
    co_await with_task_group([&](task_group& group) -> coroutine<> {
      group.create_task(failing());
      try {
        co_await weft::sleep(1s);
      } catch (...) {
      }
      throw boom("context manager");
    });
  };

  task<> task = create_task(runner());
  const std::string result = co_await awaited(task);
  println("{} requests: {}", result, task.cancelling());
});

// After a block that failed, the task has no request to cancel left.
const scenario level_preserved("task_groups/cancelling_level_preserved", [] -> coroutine<> {
  std::optional<task<>> task;
  const auto runner = [&] -> coroutine<> {
    try {
      co_await with_task_group([](task_group& group) -> coroutine<> {
        group.create_task(crash_after(0s, "child"));
        co_return;
      });
    } catch (const exception_group&) {
      println("failed, requests: {}", task->cancelling());
    }
    co_await weft::sleep(1s);
    println("goes on");
  };

  task = create_task(runner());
  co_await *task;
});

// Two nested blocks that fail in one turn both deliver their failures.
const scenario both_cancelled("task_groups/nested_groups_both_cancelled", [] -> coroutine<> {
  std::optional<task<>> task;
  const auto runner = [&] -> coroutine<> {
    try {
      co_await with_task_group([&](task_group& outer) -> coroutine<> {
        try {
          co_await with_task_group([&](task_group& inner) -> coroutine<> {
            inner.create_task(crash_after(0s, "inner"));
            outer.create_task(crash_after(0s, "outer"));
            co_return;
          });
        } catch (const exception_group&) {
          println("{} requests: {}", describe(), task->cancelling());
        }
      });
    } catch (const exception_group&) {
      println("{} requests: {}", describe(), task->cancelling());
    }
    co_await weft::sleep(1s);
    println("goes on");
  };

  task = create_task(runner());
  co_await *task;
});

// A child fails and the parent is cancelled in one turn: the failure first, the cancellation at the next await.
const scenario error_and_cancel("task_groups/error_and_cancel", [] -> coroutine<> {
  event event;
  std::optional<task<>> task;

  const auto failing = [&] -> coroutine<> {
    event.set();
    co_await yield_now();
    throw boom("child");
  };

  const auto inner = [&] -> coroutine<> {
    try {
      co_await with_task_group([&](task_group& group) -> coroutine<> {
        group.create_task(failing());
        co_await weft::sleep(1s);
        println("never printed");
      });
    } catch (const exception_group&) {
      println("{} requests: {}", describe(), task->cancelling());
    }
    co_await weft::sleep(1s);
    println("never printed");
  };

  task = create_task(inner());
  co_await event.wait();
  println("requests: {}", task->cancelling());
  task->cancel();
  println("requests: {}", task->cancelling());
  const std::string result = co_await awaited(*task);
  println("{} {}", result, yes(task->cancelled()));
});

// Several children that fail before they hear of each other are all in the group.
const scenario order_of_failing("task_groups/failures_in_the_order_of_failing", [] -> coroutine<> {
  const auto runner = [] -> coroutine<> {
    co_await with_task_group([](task_group& group) -> coroutine<> {
      group.create_task(crash_after(1s, "a"));
      group.create_task(crash_after(1s, "b"));
      co_return;
    });
  };

  println("{}", co_await awaited(runner()));
});

// Who awaits a child hears its failure from it, and again from the group.
const scenario value_of_a_failing_child("task_groups/value_of_a_failing_child_is_the_childs", [] -> coroutine<> {
  const auto runner = [] -> coroutine<> {
    co_await with_task_group([](task_group& group) -> coroutine<> {
      task<> child = group.create_task(crash_after(1s, "child"));
      try {
        co_await child;
      } catch (const boom&) {
        println("the body heard it");
      }
    });
  };

  println("{}", co_await awaited(runner()));
});

// A body that swallows the cancellation for a failed child does not hide the failure.
const scenario body_that_swallows("task_groups/body_that_swallows_its_cancellation", [] -> coroutine<> {
  const auto runner = [] -> coroutine<> {
    co_await with_task_group([](task_group& group) -> coroutine<> {
      group.create_task(crash_after(1s, "child"));
      try {
        co_await weft::sleep(10s);
      } catch (const cancelled_error&) {
        println("swallowed");
      }
      co_await weft::sleep(1s);
      println("the body goes on");
    });
  };

  task<> task = create_task(runner());
  const std::string result = co_await awaited(task);
  println("{} requests: {} at {}", result, task.cancelling(), now());
});

// An exception that no handler of ordinary ones catches.
struct out_of_the_ordinary {};

// What is no ordinary exception is grouped like one, from a task and from the body.
const scenario out_of_the_ordinary_failures("task_groups/failures_out_of_the_ordinary", [] -> coroutine<> {
  const auto crash = [](auto error) -> coroutine<> {
    co_await weft::sleep(1s);
    throw error;
  };

  const auto nested = [](auto error) -> coroutine<> {
    try {
      co_await weft::sleep(10s);
    } catch (...) {
    }
    throw error;
  };

  const auto runner = [&](auto first, auto second) -> coroutine<> {
    co_await with_task_group([&](task_group& group) -> coroutine<> {
      group.create_task(crash(first));
      co_await nested(second);
    });
  };

  println("{}", co_await awaited(runner(boom("task"), out_of_the_ordinary())));
  println("{}", co_await awaited(runner(out_of_the_ordinary(), boom("body"))));
});

// A group may have many tasks, one after the other, and ends with the last.
const scenario come_and_go("task_groups/children_come_and_go", [] -> coroutine<> {
  const auto job = [](int number) -> coroutine<> {
    co_await weft::sleep(3s);
    println("{} ends at {}", number, now());
  };

  co_await with_task_group([&](task_group& group) -> coroutine<> {
    for (int number = 0; number < 6; ++number) {
      co_await weft::sleep(1s);
      group.create_task(job(number));
    }
  });
  println("at {}", now());
});

coroutine<> head(task_group& group, int& heads) {
  ++heads;
  co_await weft::sleep(10s);
  for (int i = 0; i < 2; ++i) group.create_task(head(group, heads));
}

// Tasks that add two of their kind when they end are all ended by one failure.
const scenario hydra("task_groups/hydra", [] -> coroutine<> {
  int heads = 0;

  const auto hercules = [&] -> coroutine<> {
    while (heads < 10) co_await weft::sleep(16s);
    throw boom("hercules");
  };

  const auto runner = [&] -> coroutine<> {
    co_await with_task_group([&](task_group& group) -> coroutine<> {
      group.create_task(head(group, heads));
      group.create_task(hercules());
      co_return;
    });
  };

  const std::string result = co_await awaited(runner());
  println("{} {}", result, heads);
});

// A task made by another one of the group fails: the one that made it is cancelled like all others.
const scenario child_of_a_child("task_groups/child_of_a_child_fails", [] -> coroutine<> {
  const auto third = [] -> coroutine<> {
    throw boom("third");
    co_return;
  };

  const auto second = [&](task_group& group) -> coroutine<> {
    group.create_task(third());
    try {
      co_await yield_now();
      co_await yield_now();
    } catch (const cancelled_error&) {
      println("second is cancelled");
      throw;
    }
  };

  const auto runner = [&] -> coroutine<> {
    co_await with_task_group([&](task_group& group) -> coroutine<> {
      group.create_task(second(group));
      co_return;
    });
  };

  println("{}", co_await awaited(runner()));
});

// That the group has cancelled its own block is not to be felt after it.
const scenario does_not_leak("task_groups/cancellation_does_not_leak", [] -> coroutine<> {
  const auto fail = [] -> coroutine<> {
    throw boom();
    co_return;
  };

  const auto runner = [&] -> coroutine<> {
    co_await with_task_group([&](task_group& group) -> coroutine<> {
      group.create_task(fail());
      co_return;
    });
  };

  println("{}", co_await awaited(runner()));
  co_await yield_now();
  co_await weft::sleep(1s);
  println("requests: {}", current_task().cancelling());
});

}  // namespace
