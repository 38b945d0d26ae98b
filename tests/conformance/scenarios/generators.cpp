// Generators: next, send, throw, close.
#include "../scenario.hpp"

#include <ranges>

using namespace conformance;
using namespace weft;

namespace {

template <class Range>
std::string list(Range&& range) {
  std::vector<std::string> all;
  for (auto&& each : range) all.push_back(text(each));
  return text(all);
}

// send() resumes the generator with a value; the first resumption has none to give.
const scenario next_and_send("generators/next_and_send", [] {
  const auto body = [] -> generator<int, std::optional<int>, std::string> {
    int total = 0;
    for (;;) {
      const std::optional<int> received = co_yield total;
      if (!received) co_return "total " + std::to_string(total);
      total += *received;
    }
  };

  auto g = body();
  println("{}", tried([&] { return g.send(1); }));
  print("{} ", tried([&] { return g.next(); }));
  print("{} ", tried([&] { return g.send(2); }));
  println("{}", tried([&] { return g.send(3); }));
  if (!g.next()) println("{}", g.result());
  print("{} ", tried([&] { return g.next(); }));
  println("{}", tried([&] { return g.send(4); }));
});

// Nothing runs before the first next(), and nothing after the end.
const scenario is_lazy("generators/a_generator_is_lazy", [] {
  const auto body = [] -> generator<int> {
    println("begins");
    co_yield 1;
    println("goes on");
    co_yield 2;
    println("ends");
  };

  auto g = body();
  println("made");
  for (int i = 0; i < 4; ++i) println("{}", tried([&] { return g.next(); }));
  const auto squares = [] -> generator<int> {
    for (int i = 0; i < 4; ++i) co_yield i * i;
  };
  println("{}", list(squares()));
});

// throw_() raises at the yield; what is yielded next is its value, what leaves the body leaves the call.
const scenario throw_in("generators/throw", [] {
  const auto body = [] -> generator<std::string> {
    for (;;) {
      std::string caught;
      try {
        co_yield "waiting";
      } catch (const boom&) {
        caught = describe();
      }
      if (!caught.empty()) {
        println("caught {}", caught);
        co_yield "recovered";
      }
    }
  };

  auto g = body();
  println("{}", tried([&] { return g.next(); }));
  println("{}", tried([&] { return g.throw_(boom("one")); }));
  println("{}", tried([&] { return g.next(); }));
  println("{}", tried([&] { return g.throw_(boom("two")); }));
  println("{}", tried([&] { return g.throw_(boom("three")); }));
  print("{} ", tried([&] { return g.next(); }));
  println("{}", tried([&] { return g.throw_(boom("four")); }));
});

// An exception thrown into a generator that has not begun ends it; the body never runs.
const scenario throw_before("generators/throw_before_the_start", [] {
  const auto body = [] -> generator<int> {
    println("never printed");
    co_yield 1;
  };

  auto g = body();
  print("{} ", tried([&] { return g.throw_(boom("early")); }));
  print("{} ", tried([&] { return g.next(); }));
  println("{}", tried([&] { return g.throw_(boom("late")); }));
});

// A body that answers with a return ends the generator.
const scenario throw_ends("generators/throw_that_ends_the_body", [] {
  const auto body = [] -> generator<int> {
    try {
      co_yield 1;
    } catch (const boom&) {
      println("caught");
    }
  };

  auto g = body();
  const std::string first = tried([&] { return g.next(); });
  const std::string second = tried([&] { return g.throw_(boom()); });
  println("{} {} {}", first, second, tried([&] { return g.next(); }));
});

// close() raises at the yield, so that the body cleans up.
const scenario close("generators/close", [] {
  const auto body = [] -> generator<int> {
    try {
      co_yield 1;
      co_yield 2;
    } catch (...) {
      println("clean-up");
      throw;
    }
  };

  auto g = body();
  println("{}", tried([&] { return g.next(); }));
  g.close();
  println("closed {}", tried([&] { return g.next(); }));
});

// What close() gives, in Python's words.
template <class Optional>
std::string closing(const Optional& value) {
  return value ? std::string(*value) : "None";
}

// close() gives what the body returns in answer; a second time, and at the end, nothing.
const scenario close_return_value("generators/close_return_value", [] {
  const auto body = [] -> generator<int, void, std::string> {
    try {
      co_yield 1;
    } catch (const generator_exit&) {
      co_return "answer";
    }
    co_return "the end";
  };

  auto g = body();
  g.next();
  print("{} ", closing(g.close()));
  print("{} ", closing(g.close()));
  println("{}", tried([&] { return g.next(); }));
  g = body();
  g.next();
  print("{} ", tried([&] { return g.next(); }));
  println("{}", closing(g.close()));
});

// Closing a generator that has not begun runs nothing.
const scenario close_not_started("generators/close_not_started", [] {
  const auto body = [] -> generator<int> {
    println("never printed");
    co_yield 1;
  };

  auto g = body();
  print("{} ", tried([&] { g.close(); }));
  print("{} ", tried([&] { return g.next(); }));
  println("{}", tried([&] { g.close(); }));
});

// What the body raises in answer leaves close().
const scenario close_raises("generators/close_raises", [] {
  const auto body = [] -> generator<int> {
    try {
      co_yield 1;
    } catch (const generator_exit&) {
    }
    throw boom("in answer");
  };

  auto g = body();
  g.next();
  print("{} ", tried([&] { g.close(); }));
  print("{} ", tried([&] { return g.next(); }));
  println("{}", tried([&] { g.close(); }));
});

// A body that yields in answer is at fault, and goes on.
const scenario close_ignored("generators/close_ignored", [] {
  const auto body = [] -> generator<int> {
    bool closing = false;
    try {
      co_yield 1;
    } catch (const generator_exit&) {
      closing = true;
    }
    if (closing) co_yield 2;
    co_yield 3;
  };

  auto g = body();
  g.next();
  print("{} ", tried([&] { g.close(); }));
  print("{} ", tried([&] { return g.next(); }));
  println("{}", tried([&] { g.close(); }));
});

// generator_exit thrown by hand is an exception like any other.
const scenario throw_generator_exit("generators/throw_generator_exit", [] {
  const auto body = [] -> generator<int> {
    bool caught = false;
    try {
      co_yield 1;
    } catch (const generator_exit&) {
      caught = true;
    }
    if (caught) {
      println("caught");
      co_yield 2;
    }
  };
  const auto plain = [] -> generator<int> {
    co_yield 1;
    co_yield 2;
  };

  auto first = body();
  const std::string yielded = tried([&] { return first.next(); });
  const std::string answer = tried([&] { return first.throw_(generator_exit()); });
  println("{} {} {}", yielded, answer, tried([&] { return first.next(); }));
  auto second = plain();
  print("{} ", tried([&] { return second.next(); }));
  print("{} ", tried([&] { return second.throw_(generator_exit()); }));
  println("{}", tried([&] { return second.next(); }));
});

// An exception that leaves the body leaves next(), and the generator is over.
const scenario failure("generators/failure_ends_the_generator", [] {
  const auto body = [] -> generator<int> {
    co_yield 1;
    throw boom("body");
  };

  auto g = body();
  print("{} ", tried([&] { return g.next(); }));
  print("{} ", tried([&] { return g.next(); }));
  println("{}", tried([&] { return g.next(); }));
});

// Clean-up runs innermost first, when the body ends and when it is closed.
const scenario clean_up_order("generators/clean_up_order", [] {
  struct noisy {
    explicit noisy(const char* what) : name(what) { println("enter {}", name); }
    noisy(const noisy&) = delete;
    ~noisy() { println("leave {}", name); }
    const char* name;
  };

  const auto body = [] -> generator<int> {
    const noisy outer("outer");
    co_yield 1;
    const noisy inner("inner");
    co_yield 2;
  };

  println("{}", list(body()));
  auto g = body();
  const std::string first = text(g.next());
  println("{} {}", first, text(g.next()));
  g.close();
});

// A generator that is running cannot be resumed, thrown into or closed, and is not harmed by the attempt.
const scenario already_executing("generators/already_executing", [] {
  std::optional<generator<int>> g;
  const auto body = [&] -> generator<int> {
    println("{} {} {}", tried([&] { return g->next(); }), tried([&] { return g->throw_(boom()); }),
            tried([&] { g->close(); }));
    co_yield 1;
    co_yield 2;
  };

  g = body();
  const std::string first = tried([&] { return g->next(); });
  const std::string second = tried([&] { return g->next(); });
  println("{} {} {}", first, second, tried([&] { return g->next(); }));
});

// A loop over a generator goes on from wherever the generator is, and may be left.
const scenario for_loop("generators/for_loop_goes_on_from_where_it_is", [] {
  const auto body = [] -> generator<int> {
    for (int i = 0; i < 6; ++i) co_yield i;
  };

  auto g = body();
  g.next();
  for (const int each : g) {
    println("{}", each);
    if (each == 2) break;
  }
  println("{}", list(g));
});

// Generators read from generators.
const scenario pipelines("generators/pipelines", [] {
  const auto numbers = [] -> generator<int> {
    for (int i = 1;; ++i) co_yield i;
  };

  const auto squares = [](generator<int> source) -> generator<int> {
    for (const int each : source) co_yield each * each;
  };

  const auto below = [](int limit, generator<int> source) -> generator<int> {
    for (const int each : source) {
      if (each >= limit) co_return;
      co_yield each;
    }
  };

  println("{}", list(below(50, squares(numbers()))));
});

// A generator that fails while a loop goes through it ends the loop with that.
const scenario fails_in_a_loop("generators/a_failure_in_a_loop", [] {
  const auto body = [] -> generator<int> {
    co_yield 1;
    throw boom();
  };

  println("{}", tried([&] {
            for (const int each : body()) println("{}", each);
          }));
});

// A first send with a value is an error, and changes nothing.
const scenario wrong_first_send("generators/a_wrong_first_send", [] {
  const auto body = [] -> generator<int, std::string> {
    const std::string received = co_yield 1;
    println("received {}", received);
  };

  auto g = body();
  const std::string early = tried([&] { return g.send("too early"); });
  const std::string first = tried([&] { return g.next(); });
  println("{} {} {}", early, first, tried([&] { return g.send("in time"); }));
});

// A failure caught before the co_yield has nothing to do with one that is thrown at it.
const scenario throw_after_caught("generators/throw_after_a_failure_that_was_caught", [] {
  const auto body = [] -> generator<int> {
    try {
      throw boom("caught");
    } catch (const boom&) {
    }
    try {
      co_yield 1;
    } catch (const boom&) {
      println("{}", describe());
      throw boom("instead");
    }
  };

  auto g = body();
  const std::string first = tried([&] { return g.next(); });
  const std::string thrown = tried([&] { return g.throw_(boom("thrown")); });
  println("{} {} {}", first, thrown, tried([&] { return g.next(); }));
});

std::string handled() { return std::current_exception() ? describe() : "nothing"; }

// A generator that is resumed while an exception is handled sees that one, and its own while it handles its own.
const scenario being_handled("generators/what_is_being_handled", [] {
  const auto body = [] -> generator<int> {
    println("begin: {}", handled());
    co_yield 1;
    try {
      throw boom("generator");
    } catch (const boom&) {
      println("own: {}", handled());
    }
    println("after it: {}", handled());
    co_yield 2;
    println("end: {}", handled());
    co_yield 3;
  };

  auto g = body();
  g.next();
  try {
    throw boom("caller");
  } catch (const boom&) {
    g.next();
    println("caller: {}", handled());
  }
  g.next();
  println("outside: {}", handled());
});

}  // namespace
