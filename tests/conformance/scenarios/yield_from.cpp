// yield_from: generators that delegate to generators.
#include "../scenario.hpp"

#include <ranges>

using namespace conformance;
using namespace weft;

namespace {

using strings = generator<std::string>;

template <class Range>
std::string list(Range&& range) {
  std::vector<std::string> all;
  for (auto&& each : range) all.push_back(text(each));
  return text(all);
}

// What the delegate yields is yielded from the outer generator.
const scenario delegation_of_next("yield_from/delegation_of_next", [] {
  const auto inner = [] -> strings {
    println("inner begins");
    co_yield "inner spam";
    co_yield "inner more spam";
    println("inner ends");
  };

  const auto outer = [&] -> strings {
    println("outer begins");
    co_yield "outer ham";
    co_yield yield_from(inner());
    co_yield "outer eggs";
    println("outer ends");
  };

  for (const std::string& each : outer()) println("yielded {}", each);
});

struct at_end {
  const char* line;
  ~at_end() { println("{}", line); }
};

// A failure of the delegate is raised at the yield_from.
const scenario failure_of_the_delegate("yield_from/failure_of_the_delegate", [] {
  const auto inner = [](bool early) -> strings {
    const at_end end("inner ends");
    if (early) throw boom("early");
    co_yield "inner spam";
    throw boom("late");
  };

  const auto outer = [&](bool early) -> strings {
    const at_end end("outer ends");
    std::string caught;
    try {
      co_yield "outer ham";
      co_yield yield_from(inner(early));
    } catch (const boom&) {
      caught = describe();
    }
    println("outer caught {}", caught);
    co_yield "outer goes on";
  };

  for (const bool early : {true, false}) {
    for (const std::string& each : outer(early)) println("yielded {}", each);
  }
});

// What is sent goes to the delegate.
const scenario delegation_of_send("yield_from/delegation_of_send", [] {
  using talking = generator<std::string, int>;
  const auto inner = [] -> talking {
    int x = co_yield "inner spam";
    println("inner received {}", x);
    x = co_yield "inner more spam";
    println("inner received {}", x);
  };

  const auto outer = [&] -> talking {
    int x = co_yield "outer ham";
    println("outer received {}", x);
    co_yield yield_from(inner());
    x = co_yield "outer eggs";
    println("outer received {}", x);
  };

  auto g = outer();
  println("yielded {}", text(g.next()));
  for (int i = 1; i < 5; ++i) println("yielded {}", tried([&] { return g.send(i); }));
});

// A failure of the delegate in answer to what was sent leaves send().
const scenario failure_after_send("yield_from/failure_after_send", [] {
  using talking = generator<std::string, int>;
  const auto inner = [] -> talking {
    const int x = co_yield "inner spam";
    throw boom("no " + std::to_string(x));
  };

  const auto outer = [&] -> talking { co_yield yield_from(inner()); };

  auto g = outer();
  print("{} ", text(g.next()));
  print("{} ", tried([&] { return g.send(1); }));
  println("{}", tried([&] { return g.next(); }));
});

// close() closes the delegate first; what that raises is raised in the outer generator.
const scenario delegation_of_close("yield_from/delegation_of_close", [] {
  const auto inner = [](bool fail) -> strings {
    try {
      co_yield "inner spam";
      co_yield "inner more spam";
    } catch (...) {
      println("inner ends");
      if (fail) throw boom("nybbles have exploded with delight");
      throw;
    }
  };

  const auto outer = [&](bool fail) -> strings {
    const at_end end("outer ends");
    try {
      co_yield "outer ham";
      co_yield yield_from(inner(fail));
      co_yield "outer eggs";
    } catch (...) {
      println("outer got {}", describe());
      throw;
    }
  };

  for (const bool fail : {false, true}) {
    auto g = outer(fail);
    const std::string first = text(g.next());
    println("{} {}", first, text(g.next()));
    const std::string closed = tried([&] { g.close(); });
    println("close: {} {}", closed, tried([&] { return g.next(); }));
  }
});

// throw_() raises in the delegate; what it does not catch passes through.
const scenario delegation_of_throw("yield_from/delegation_of_throw", [] {
  const auto inner = [] -> strings {
    const at_end end("inner ends");
    co_yield "inner spam";
    co_yield "inner more spam";
  };

  const auto outer = [&] -> strings {
    const at_end end("outer ends");
    co_yield "outer ham";
    co_yield yield_from(inner());
    co_yield "outer eggs";
  };

  auto g = outer();
  const std::string first = text(g.next());
  println("{} {}", first, text(g.next()));
  const std::string thrown = tried([&] { return g.throw_(boom("tomato ejected")); });
  println("{} {}", thrown, tried([&] { return g.next(); }));
});

// What the delegate yields in answer is the value of throw_().
const scenario value_from_throw("yield_from/value_from_delegated_throw", [] {
  const auto inner = [] -> strings {
    std::string caught;
    try {
      co_yield "inner spam";
      co_yield "inner more spam";
    } catch (const boom&) {
      caught = describe();
    }
    println("inner caught {}", caught);
    co_yield "inner lunch saved";
    co_yield "inner yet more spam";
  };

  const auto outer = [&] -> strings {
    co_yield "outer ham";
    co_yield yield_from(inner());
    co_yield "outer eggs";
  };

  auto g = outer();
  const std::string first = text(g.next());
  println("{} {}", first, text(g.next()));
  println("thrown: {}", text(g.throw_(boom("lunch"))));
  for (const std::string& each : g) println("yielded {}", each);
});

// yield_from evaluates to what the delegate returns, also in answer to throw_().
const scenario result_of_the_delegate("yield_from/result_of_the_delegate", [] {
  const auto inner = [] -> generator<std::string, void, std::string> {
    try {
      co_yield "inner";
    } catch (const boom&) {
      co_return "caught";
    }
    co_return "went through";
  };

  const auto outer = [&] -> strings {
    const std::string first = co_yield yield_from(inner());
    println("result {}", first);
    const std::string second = co_yield yield_from(inner());
    println("result {}", second);
    co_yield "outer";
  };

  auto g = outer();
  const std::string first = text(g.next());
  const std::string second = text(g.next());
  println("{} {} {}", first, second, text(g.throw_(boom())));
});

// Any range of values can be delegated to, an empty one too; it cannot listen, and what is thrown passes it by.
const scenario delegation_to_a_range("yield_from/delegation_to_a_range", [] {
  const auto outer = [] -> generator<int> {
    co_yield yield_from(std::vector<int>());
    bool caught = false;
    try {
      co_yield yield_from(std::vector{1, 2, 3});
    } catch (const boom&) {
      caught = true;
    }
    if (caught) println("caught");
    co_yield yield_from(std::views::iota(10, 12));
  };

  println("{}", list(outer()));
  auto g = outer();
  const std::string first = text(g.next());
  const std::string second = text(g.throw_(boom()));
  const std::string third = text(g.next());
  println("{} {} {} {}", first, second, third, tried([&] { return g.next(); }));
});

// A generator that delegates to itself by a detour is found executing.
const scenario attempted_loop("yield_from/attempted_loop", [] {
  std::optional<strings> g;

  const auto two = [&] -> strings {
    println("two begins");
    co_yield "two";
    println("two delegates to one");
    std::string found;
    try {
      co_yield yield_from(std::move(*g));
    } catch (...) {
      found = describe();
    }
    println("{}", found);
    throw boom("end of the detour");
  };

  const auto one = [&] -> strings {
    println("one begins");
    co_yield "one";
    co_yield yield_from(two());
    println("never printed");
  };

  g = one();
  const std::string first = tried([&] { return g->next(); });
  const std::string second = tried([&] { return g->next(); });
  const std::string third = tried([&] { return g->next(); });
  println("{} {} {} {}", first, second, third, tried([&] { return g->next(); }));
});

template <class Inner>
void throw_exit(Inner inner) {
  const auto outer = [&] -> strings {
    println("outer begins");
    try {
      co_yield yield_from(inner());
      println("never printed");
    } catch (...) {
      println("outer got {}", describe());
      throw;
    }
  };

  auto g = outer();
  println("{}", tried([&] { return g.next(); }));
  const std::string thrown = tried([&] { return g.throw_(generator_exit()); });
  println("{} {}", thrown, tried([&] { return g.next(); }));
}

// generator_exit thrown in closes the delegate; that it returns does not stop the exception.
const scenario exit_returns("yield_from/generator_exit_into_one_that_returns", [] {
  throw_exit([] -> strings {
    try {
      co_yield "inner";
    } catch (const generator_exit&) {
      co_return;
    }
  });
});

// A delegate that yields in answer is at fault, which the outer generator hears.
const scenario exit_yields("yield_from/generator_exit_into_one_that_yields", [] {
  throw_exit([] -> strings {
    try {
      co_yield "inner";
    } catch (const generator_exit&) {
    }
    co_yield "not yet";
  });
});

// What the delegate raises in answer comes instead.
const scenario exit_raises("yield_from/generator_exit_into_one_that_raises", [] {
  throw_exit([] -> strings {
    try {
      co_yield "inner";
    } catch (const generator_exit&) {
      throw boom("Vorpal bunny encountered");
    }
  });
});

// A delegate that yields in its clean-up: close() fails, throw_() gives the value and raises at the next resumption.
const scenario yields_in_clean_up("yield_from/close_and_throw_into_one_that_yields_in_clean_up", [] {
  const auto inner = [] -> strings {
    std::exception_ptr failure;
    try {
      co_yield "first";
    } catch (...) {
      failure = std::current_exception();
    }
    co_yield "second";
    std::rethrow_exception(failure);
  };

  const auto outer = [&] -> strings { co_yield yield_from(inner()); };

  auto g = outer();
  const std::string first = text(g.next());
  println("{} {}", first, tried([&] { g.close(); }));
  g = outer();
  print("{} ", text(g.next()));
  print("{} ", tried([&] { return g.throw_(boom("thrown")); }));
  print("{} ", tried([&] { return g.next(); }));
  println("{}", tried([&] { return g.next(); }));
});

// A delegate that returns in answer to throw_() lets the outer generator go on.
const scenario returns_in_answer("yield_from/close_and_throw_into_one_that_returns", [] {
  const auto inner = [] -> generator<std::string, void, std::string> {
    try {
      co_yield "first";
      co_yield "second";
    } catch (...) {
      co_return "returned";
    }
    co_return "";
  };

  const auto outer = [&] -> strings {
    const std::string result = co_yield yield_from(inner());
    println("outer has {}", result);
    co_yield "third";
  };

  auto g = outer();
  const std::string first = text(g.next());
  println("{} {}", first, tried([&] { g.close(); }));
  g = outer();
  const std::string again = text(g.next());
  const std::string thrown = tried([&] { return g.throw_(boom("thrown")); });
  println("{} {} {}", again, thrown, tried([&] { return g.next(); }));
});

using deep = generator<std::string, std::string, int>;

deep level(int n) {
  if (n == 0) {
    const std::string received = co_yield "leaf";
    std::string caught;
    try {
      co_yield "leaf received " + received;
    } catch (const boom&) {
      caught = describe();
    }
    if (!caught.empty()) co_yield "leaf caught " + caught;
    co_return 0;
  }
  const int below = co_yield yield_from(level(n - 1));
  co_return below + 1;
}

// Chains of delegation carry values, what is sent, exceptions and results at any depth.
const scenario deep_delegation("yield_from/deep_delegation", [] {
  const auto top = [] -> generator<std::string, std::string> {
    const int depth = co_yield yield_from(level(100));
    println("depth {}", depth);
  };

  auto g = top();
  println("{}", text(g.next()));
  println("{}", text(g.send("hello")));
  println("{}", text(g.throw_(boom("down there"))));
  println("{}", tried([&] { return g.next(); }));
});

// A delegate that has begun goes on from where it is.
const scenario one_that_has_begun("yield_from/delegation_to_one_that_has_begun", [] {
  const auto inner = [] -> generator<int> {
    co_yield 1;
    co_yield 2;
    co_yield 3;
  };

  const auto outer = [](generator<int> sub) -> generator<int> {
    co_yield yield_from(std::move(sub));
    co_yield 4;
  };

  auto sub = inner();
  println("{}", text(sub.next()));
  println("{}", list(outer(std::move(sub))));
});

// A range does not hear of close() and throw_(): the delegating generator does.
const scenario into_a_range("yield_from/close_and_throw_into_a_range", [] {
  const auto body = [] -> generator<int> {
    println("begins");
    try {
      co_yield yield_from(std::views::iota(0, 10));
    } catch (...) {
      println("hears {}", describe());
      throw;
    }
  };

  auto closed = body();
  const std::string first = tried([&] { return closed.next(); });
  println("{} {}", first, tried([&] { closed.close(); }));
  auto g = body();
  std::vector<int> five;
  for (int i = 0; i < 5; ++i) five.push_back(*g.next());
  println("{}", text(five));
  const std::string thrown = tried([&] { return g.throw_(boom("tomato")); });
  println("{} {}", thrown, tried([&] { return g.next(); }));
});

// A delegate that fails before it has yielded anything fails in the delegating generator.
const scenario before_the_first_yield("yield_from/failure_before_the_first_yield", [] {
  const auto inner = [] -> generator<int> {
    throw boom("at once");
    co_yield 1;
  };

  const auto outer = [&] -> generator<int> {
    println("about to delegate");
    try {
      co_yield yield_from(inner());
    } catch (const boom&) {
      println("outer hears {}", describe());
      throw;
    }
  };

  println("{}", tried([&] { return outer().next(); }));
});

// The result of a generator is that of its co_return, however it was resumed the last time.
const scenario result_after_send("yield_from/a_result_after_next_and_send", [] {
  using conversation = generator<std::string, std::optional<std::string>, int>;

  const auto body = [](int result) -> conversation {
    const std::optional<std::string> received = co_yield "begun";
    println("received {}", received.value_or("None"));
    co_return result;
  };

  for (const bool sends : {false, true}) {
    auto g = body(1);
    println("{}", text(g.next()));
    const auto end = sends ? g.send("spam") : g.next();
    if (!end) println("result {}", g.result());
  }

  const auto outer = [&] -> conversation {
    const int result = co_yield yield_from(body(2));
    println("outer has {}", result);
    co_return result + 1;
  };

  auto g = outer();
  println("{}", text(g.next()));
  if (!g.send("ham")) println("result {}", g.result());
});

/// The first value of a generator, what `act` gives or throws then, and what next() gives after that.
template <class Generator, class Act>
void act_after_the_first(Generator g, Act act) {
  const std::string first = tried([&] { return g.next(); });
  const std::string acted = tried([&] { return act(g); });
  println("{} {} {}", first, acted, tried([&] { return g.next(); }));
}
constexpr auto closing = [](auto& g) {
  g.close();
  return std::string("None");
};
constexpr auto throwing_exit = [](auto& g) { return g.throw_(generator_exit()); };
constexpr auto throwing_boom = [](auto& g) { return g.throw_(boom("thrown")); };

// close() and throw_() into a delegate without handlers end both.
const scenario does_not_listen("yield_from/close_and_throw_into_one_that_does_not_listen", [] {
  const auto inner = [] -> generator<int, void, std::string> {
    co_yield 1;
    co_yield 2;
    co_return "returned";
  };
  const auto outer = [&] -> generator<int, void, std::string> { co_return co_yield yield_from(inner()); };

  act_after_the_first(outer(), closing);
  act_after_the_first(outer(), throwing_exit);
  act_after_the_first(outer(), throwing_boom);
});

// What a delegate raises in its clean-up: a generator_exit is swallowed by close(), another failure takes the place of all.
const scenario raises_in_clean_up("yield_from/close_and_throw_into_one_that_raises", [] {
  const auto inner = [](std::exception_ptr raised) -> generator<int> {
    try {
      co_yield 1;
    } catch (...) {
      println("inner hears {}", describe());
      std::rethrow_exception(raised);
    }
  };

  const auto outer = [&](std::exception_ptr raised) -> generator<int> {
    try {
      co_yield yield_from(inner(raised));
    } catch (...) {
      println("outer hears {}", describe());
      throw;
    }
  };

  for (const auto& raised : {std::make_exception_ptr(generator_exit()), std::make_exception_ptr(boom("raised"))}) {
    act_after_the_first(outer(raised), closing);
    act_after_the_first(outer(raised), throwing_exit);
    act_after_the_first(outer(raised), throwing_boom);
  }
});

// A generator that is being thrown into is running: its delegate cannot delegate back to it.
const scenario throw_into_cycle("yield_from/throw_into_a_cycle", [] {
  std::optional<generator<int>> g;

  const auto two = [&] -> generator<int> {
    try {
      co_yield 1;
    } catch (const boom&) {
    }
    try {
      co_yield yield_from(std::move(*g));
    } catch (const std::logic_error&) {
      println("already executing");
    }
    try {
      co_yield 2;
    } catch (const boom&) {
    }
  };

  const auto one = [&] -> generator<int> {
    try {
      co_yield 0;
    } catch (const boom&) {
    }
    co_yield yield_from(two());
    try {
      co_yield 3;
    } catch (const boom&) {
    }
  };

  g = one();
  println("{}", text(g->next()));
  for (int i = 0; i < 4; ++i) println("{}", tried([&] { return g->throw_(boom()); }));
});

}  // namespace
