// The contract of weft::generator, line by line. Where Python decides (send, throw, close, yield from), the expected
// traces are those of CPython; its own tests for them are Lib/test/test_generators.py and test_yield_from.py
// (rows 23 and 24 of the project's list of tricky behaviours).
#include "frame_balance.hpp"
#include "trace.hpp"

#include <weft/generator.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <ranges>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

using weft::generator;
using weft::generator_exit;
using weft::invalid_state_error;
using weft::yield_from;

class Generator : public frame_balance {};
class GeneratorSend : public frame_balance {};
class GeneratorThrow : public frame_balance {};
class GeneratorClose : public frame_balance {};
class GeneratorRange : public frame_balance {};
class GeneratorValues : public frame_balance {};
class GeneratorReentry : public frame_balance {};
class YieldFrom : public frame_balance {};
class YieldFromExit : public frame_balance {};
class YieldFromDeep : public frame_balance {};

generator<int> count_to(int last) {
  for (int i = 1; i <= last; ++i) co_yield i;
}

template <class Range>
auto collect(Range&& range) {
  std::vector<std::ranges::range_value_t<Range>> values;
  for (auto&& value : range) values.push_back(std::forward<decltype(value)>(value));
  return values;
}

// --- next, result, exceptions ----------------------------------------------------------------------------------------

TEST_F(Generator, RunsNothingUntilTheFirstNext) {
  trace log;
  auto body = [](trace& log) -> generator<int> {
    log("body");
    co_yield 1;
  };
  auto g = body(log);
  EXPECT_EQ(log.take(), lines{});
  EXPECT_EQ(g.next(), 1);
  EXPECT_EQ(log.take(), lines{"body"});
}

TEST_F(Generator, GivesItsValuesInOrderAndNulloptFromThenOn) {
  auto g = count_to(3);
  EXPECT_EQ(g.next(), 1);
  EXPECT_EQ(g.next(), 2);
  EXPECT_EQ(g.next(), 3);
  EXPECT_EQ(g.next(), std::nullopt);
  EXPECT_EQ(g.next(), std::nullopt);
}

TEST_F(Generator, RunsOnlyAsFarAsTheNextYield) {
  trace log;
  auto body = [](trace& log) -> generator<int> {
    log("before 1");
    co_yield 1;
    log("before 2");
    co_yield 2;
    log("end");
  };
  auto g = body(log);
  g.next();
  EXPECT_EQ(log.take(), lines{"before 1"});
  g.next();
  EXPECT_EQ(log.take(), lines{"before 2"});
  g.next();
  EXPECT_EQ(log.take(), lines{"end"});
  g.next();
  EXPECT_EQ(log.take(), lines{});
}

TEST_F(Generator, HasItsResultOnlyOnceItHasReturned) {
  auto body = []() -> generator<int, void, std::string> {
    co_yield 1;
    co_return "done";
  };
  auto g = body();
  EXPECT_THROW(g.result(), invalid_state_error);
  g.next();
  EXPECT_THROW(g.result(), invalid_state_error);
  EXPECT_EQ(g.next(), std::nullopt);
  EXPECT_EQ(g.result(), "done");
  EXPECT_EQ(g.result(), "done");
}

TEST_F(Generator, WithoutAResultStillTellsWhetherItHasReturned) {
  auto g = count_to(1);
  g.next();
  EXPECT_THROW(g.result(), invalid_state_error);
  g.next();
  EXPECT_NO_THROW(g.result());
}

TEST_F(Generator, GivesAwayAResultThatCanOnlyBeMoved) {
  auto body = []() -> generator<int, void, std::unique_ptr<int>> {
    co_yield 1;
    co_return std::make_unique<int>(7);
  };
  auto g = body();
  while (g.next()) {
  }
  static_assert(std::is_same_v<decltype(g.result()), std::unique_ptr<int>&>);
  std::unique_ptr<int> result = std::move(g).result();
  EXPECT_EQ(*result, 7);
}

TEST_F(Generator, MayReturnAReference) {
  int place = 1;
  auto body = [](int& place) -> generator<int, void, int&> {
    co_yield 1;
    co_return place;
  };
  auto g = body(place);
  while (g.next()) {
  }
  g.result() = 5;
  EXPECT_EQ(place, 5);
}

TEST_F(Generator, AnExceptionOfTheBodyLeavesNextAndEndsIt) {
  trace log;
  auto body = [](trace& log) -> generator<int, void, int> {
    farewell local(log, "local");
    co_yield 1;
    throw std::out_of_range("beyond");
  };
  auto g = body(log);
  EXPECT_EQ(g.next(), 1);
  EXPECT_EQ(what_of<std::out_of_range>([&] { g.next(); }), "beyond");
  EXPECT_EQ(log.take(), lines{"~local"});
  EXPECT_EQ(g.next(), std::nullopt);
  EXPECT_THROW(g.result(), invalid_state_error);
}

TEST_F(Generator, AnExceptionBeforeTheFirstYieldLeavesTheFirstNext) {
  auto body = []() -> generator<int> {
    throw std::runtime_error("at once");
    co_yield 1;
  };
  auto g = body();
  EXPECT_THROW(g.next(), std::runtime_error);
  EXPECT_EQ(g.next(), std::nullopt);
}

TEST_F(Generator, IsMoveOnlyAndAMovedFromOneIsOver) {
  static_assert(!std::is_copy_constructible_v<generator<int>> && !std::is_copy_assignable_v<generator<int>>);
  static_assert(std::is_nothrow_move_constructible_v<generator<int>> &&
                std::is_nothrow_move_assignable_v<generator<int>>);
  auto a = count_to(3);
  EXPECT_EQ(a.next(), 1);
  auto b = std::move(a);
  EXPECT_EQ(b.next(), 2);
  EXPECT_EQ(a.next(), std::nullopt);
  EXPECT_NO_THROW(a.close());
  EXPECT_THROW(a.result(), invalid_state_error);
  EXPECT_TRUE(a.begin() == a.end());
  a = count_to(10);
  EXPECT_EQ(a.next(), 1);
  swap(a, b);
  EXPECT_EQ(a.next(), 3);
  EXPECT_EQ(b.next(), 2);
}

TEST_F(Generator, DestroyedWhileSuspendedRunsDestructorsButNoHandlers) {
  trace log;
  auto body = [](trace& log, farewell parameter) -> generator<int> {
    farewell first(log, "first");
    try {
      farewell second(log, "second");
      co_yield 1;
      log("went on");
    } catch (...) {
      log("handler");
    }
  };
  {
    auto g = body(log, farewell(log, "parameter"));
    g.next();
    EXPECT_EQ(log.take(), lines{});
  }
  EXPECT_EQ(log.take(), (lines{"~second", "~first", "~parameter"}));
}

TEST_F(Generator, DestroyedBeforeItsStartOnlyDropsItsParameters) {
  trace log;
  auto body = [](trace& log, farewell parameter) -> generator<int> {
    log("body");
    co_yield 1;
  };
  { auto g = body(log, farewell(log, "parameter")); }
  EXPECT_EQ(log.take(), lines{"~parameter"});
}

TEST_F(Generator, GivesAMillionValues) {
  auto body = []() -> generator<std::int64_t> {
    for (std::int64_t i = 0; i < 1'000'000; ++i) co_yield i;
  };
  std::int64_t sum = 0;
  for (std::int64_t value : body()) sum += value;
  EXPECT_EQ(sum, std::int64_t{999'999} * 1'000'000 / 2);
}

TEST_F(Generator, MayBeInfinite) {
  auto fibonacci = []() -> generator<std::uint64_t> {
    std::uint64_t a = 0, b = 1;
    while (true) {
      co_yield a;
      a = std::exchange(b, a + b);
    }
  };
  auto g = fibonacci();
  std::uint64_t last = 0;
  for (int i = 0; i <= 90; ++i) last = *g.next();
  EXPECT_EQ(last, 2'880'067'194'370'816'120u);
}

// --- send ------------------------------------------------------------------------------------------------------------

generator<int, std::string, std::string> conversation() {
  std::string all = co_yield 1;
  all += co_yield 2;
  all += co_yield 3;
  co_return all;
}

TEST_F(GeneratorSend, WhatIsSentIsWhatTheYieldEvaluatesTo) {
  auto g = conversation();
  EXPECT_EQ(g.next(), 1);
  EXPECT_EQ(g.send("a"), 2);
  EXPECT_EQ(g.send("b"), 3);
  EXPECT_EQ(g.send("c"), std::nullopt);
  EXPECT_EQ(g.result(), "abc");
}

TEST_F(GeneratorSend, NextSendsADefaultValue) {
  auto g = conversation();
  g.next();
  g.send("a");
  g.next();
  g.send("c");
  EXPECT_EQ(g.result(), "ac");
}

TEST_F(GeneratorSend, BeforeTheStartItIsALogicErrorAndTheGeneratorCanStillStart) {
  auto g = conversation();
  EXPECT_EQ(what_of<std::logic_error>([&] { g.send("too early"); }),
            "can't send a value to a generator that has not started");
  EXPECT_EQ(g.next(), 1);
  EXPECT_EQ(g.send("x"), 2);
}

TEST_F(GeneratorSend, AfterTheEndItIsNullopt) {
  auto g = conversation();
  while (g.next()) {
  }
  EXPECT_EQ(g.send("late"), std::nullopt);
}

TEST_F(GeneratorSend, MovesWhatIsSent) {
  auto body = []() -> generator<int, std::unique_ptr<int>> {
    int answer = 0;
    while (true) {
      std::unique_ptr<int> question = co_yield answer;
      answer = question ? *question * 2 : -1;
    }
  };
  auto g = body();
  EXPECT_EQ(g.next(), 0);
  EXPECT_EQ(g.send(std::make_unique<int>(21)), 42);
  EXPECT_EQ(g.next(), -1);
}

TEST_F(GeneratorSend, ConvertsWhatIsSent) {
  auto body = []() -> generator<double, double> {
    double total = 0;
    while (true) total += co_yield total;
  };
  auto g = body();
  g.next();
  EXPECT_EQ(g.send(1), 1.0);
  EXPECT_EQ(g.send(0.5f), 1.5);
}

TEST_F(GeneratorSend, RunningAverageOfThePep) {
  auto average = []() -> generator<double, double> {
    double sum = 0;
    int n = 0;
    double value = co_yield 0;
    while (true) {
      sum += value;
      value = co_yield sum / ++n;
    }
  };
  auto g = average();
  g.next();
  EXPECT_EQ(g.send(10), 10);
  EXPECT_EQ(g.send(20), 15);
  EXPECT_EQ(g.send(60), 30);
}

// --- throw_ ----------------------------------------------------------------------------------------------------------

generator<int, void, std::string> resilient(trace& log) {
  int next = 1;
  while (true) {
    try {
      co_yield next++;
    } catch (const std::invalid_argument& exception) {
      log(std::string("caught ") + exception.what());
    } catch (const std::out_of_range&) {
      co_return "out of range";
    }
  }
}

TEST_F(GeneratorThrow, RaisesAtTheYieldAndGivesWhatIsYieldedNext) {
  trace log;
  auto g = resilient(log);
  EXPECT_EQ(g.next(), 1);
  EXPECT_EQ(g.throw_(std::invalid_argument("oops")), 2);
  EXPECT_EQ(log.take(), lines{"caught oops"});
  EXPECT_EQ(g.next(), 3);
}

TEST_F(GeneratorThrow, GivesNulloptIfTheBodyAnswersByReturning) {
  trace log;
  auto g = resilient(log);
  g.next();
  EXPECT_EQ(g.throw_(std::out_of_range("")), std::nullopt);
  EXPECT_EQ(g.result(), "out of range");
}

TEST_F(GeneratorThrow, LeavesTheGeneratorIfNotCaughtThere) {
  trace log;
  auto g = resilient(log);
  g.next();
  EXPECT_EQ(what_of<std::domain_error>([&] { g.throw_(std::domain_error("mine")); }), "mine");
  EXPECT_EQ(g.next(), std::nullopt);
  EXPECT_THROW(g.result(), invalid_state_error);
}

TEST_F(GeneratorThrow, AnotherExceptionMayLeaveInstead) {
  auto body = []() -> generator<int> {
    try {
      co_yield 1;
    } catch (const std::exception&) {
      throw std::runtime_error("translated");
    }
  };
  auto g = body();
  g.next();
  EXPECT_EQ(what_of<std::runtime_error>([&] { g.throw_(std::logic_error("original")); }), "translated");
}

TEST_F(GeneratorThrow, TakesAnExceptionPointerOrAnyObject) {
  auto body = [](trace& log) -> generator<int> {
    for (int i = 0; i < 3; ++i) {
      try {
        co_yield i;
      } catch (const std::exception& exception) {
        log(exception.what());
      } catch (int number) {
        log("int " + std::to_string(number));
      }
    }
  };
  trace log;
  auto g = body(log);
  g.next();
  g.throw_(std::make_exception_ptr(std::runtime_error("by pointer")));
  g.throw_(5);
  EXPECT_EQ(log.take(), (lines{"by pointer", "int 5"}));
}

TEST_F(GeneratorThrow, BeforeTheStartTheBodyNeverRunsAndTheGeneratorIsOver) {
  trace log;
  auto body = [](trace& log, farewell) -> generator<int> {
    log("body");
    co_yield 1;
  };
  auto g = body(log, farewell(log, "parameter"));
  EXPECT_THROW(g.throw_(std::runtime_error("x")), std::runtime_error);
  EXPECT_EQ(log.take(), lines{"~parameter"});
  EXPECT_EQ(g.next(), std::nullopt);
}

TEST_F(GeneratorThrow, AfterTheEndTheExceptionLeavesAtOnce) {
  auto g = count_to(0);
  g.next();
  EXPECT_THROW(g.throw_(std::runtime_error("x")), std::runtime_error);
  EXPECT_EQ(g.next(), std::nullopt);
  EXPECT_NO_THROW(g.result()) << "the result of before is kept";
}

// --- close (row 23) --------------------------------------------------------------------------------------------------

TEST_F(GeneratorClose, RaisesGeneratorExitAtTheYield) {
  trace log;
  auto body = [](trace& log) -> generator<int> {
    farewell local(log, "local");
    try {
      co_yield 1;
    } catch (const generator_exit&) {
      log("exit");
      throw;
    }
  };
  auto g = body(log);
  g.next();
  g.close();
  EXPECT_EQ(log.take(), (lines{"exit", "~local"}));
  EXPECT_EQ(g.next(), std::nullopt);
  EXPECT_THROW(g.result(), invalid_state_error);
}

TEST_F(GeneratorClose, BeforeTheStartTheBodyNeverRuns) {
  trace log;
  auto body = [](trace& log, farewell) -> generator<int, void, int> {
    log("body");
    co_yield 1;
    co_return 2;
  };
  auto g = body(log, farewell(log, "parameter"));
  EXPECT_EQ(g.close(), std::nullopt);
  EXPECT_EQ(log.take(), lines{"~parameter"}) << "what it held is released at once";
  EXPECT_EQ(g.next(), std::nullopt);
  EXPECT_THROW(g.result(), invalid_state_error);
}

TEST_F(GeneratorClose, GivesTheValueOfABodyThatAnswersByReturning) {
  auto body = []() -> generator<int, void, std::string> {
    try {
      co_yield 1;
    } catch (const generator_exit&) {
    }
    co_return "tidied up";
  };
  auto g = body();
  g.next();
  EXPECT_EQ(g.close(), "tidied up");
  EXPECT_EQ(g.close(), std::nullopt) << "a second close() is silent";
  EXPECT_EQ(g.result(), "tidied up");
}

TEST_F(GeneratorClose, OfOneThatHasEndedIsSilent) {
  auto g = count_to(1);
  g.next();
  g.next();
  EXPECT_NO_THROW(g.close());
  EXPECT_NO_THROW(g.close());
}

TEST_F(GeneratorClose, OfOneThatYieldsAgainIsARuntimeErrorAndItGoesOn) {
  auto body = []() -> generator<int> {
    for (int i = 1;; ++i) {
      try {
        co_yield i;
      } catch (const generator_exit&) {
      }
    }
  };
  auto g = body();
  EXPECT_EQ(g.next(), 1);
  EXPECT_EQ(what_of<std::runtime_error>([&] { g.close(); }), "generator ignored generator_exit");
  EXPECT_EQ(g.next(), 3) << "2 was its answer to close(), and is lost";
}

TEST_F(GeneratorClose, AnotherExceptionOfTheBodyLeavesIt) {
  auto body = []() -> generator<int> {
    try {
      co_yield 1;
    } catch (const generator_exit&) {
      throw std::runtime_error("clean-up failed");
    }
  };
  auto g = body();
  g.next();
  EXPECT_EQ(what_of<std::runtime_error>([&] { g.close(); }), "clean-up failed");
  EXPECT_NO_THROW(g.close());
}

// --- ranges ----------------------------------------------------------------------------------------------------------

static_assert(std::ranges::input_range<generator<int>> && std::ranges::view<generator<int>>);
static_assert(std::ranges::view<generator<std::string, int, double>>);
static_assert(std::ranges::input_range<generator<std::unique_ptr<int>>>);
static_assert(std::ranges::input_range<generator<int&>> && std::ranges::view<generator<const std::string&>>);
static_assert(!std::ranges::forward_range<generator<int>>);
static_assert(std::is_same_v<std::ranges::range_value_t<generator<const std::string&>>, std::string>);
static_assert(std::is_same_v<std::ranges::range_reference_t<generator<int&>>, int&>);
static_assert(std::is_same_v<std::ranges::range_reference_t<generator<std::string>>, std::string&&>);
static_assert(!std::copyable<std::ranges::iterator_t<generator<int>>>);

TEST_F(GeneratorRange, IsWalkedByFor) {
  EXPECT_EQ(collect(count_to(4)), (std::vector{1, 2, 3, 4}));
  EXPECT_EQ(collect(count_to(0)), std::vector<int>{});
}

TEST_F(GeneratorRange, WorksWithAdaptors) {
  auto odd_squares = count_to(1'000'000) | std::views::filter([](int i) { return i % 2 == 1; }) |
                     std::views::transform([](int i) { return i * i; }) | std::views::take(4);
  EXPECT_EQ(collect(odd_squares), (std::vector{1, 9, 25, 49}));
}

TEST_F(GeneratorRange, WorksWithAlgorithms) {
  EXPECT_EQ(std::ranges::distance(count_to(17)), 17);
  auto g = count_to(9);
  EXPECT_EQ(*std::ranges::find_if(g, [](int i) { return i > 4; }), 5);
  EXPECT_EQ(g.next(), 6);
}

TEST_F(GeneratorRange, ALoopGoesOnFromWhereTheGeneratorIs) {
  auto g = count_to(5);
  g.next();
  for (int value : g) {
    if (value == 3) break;
  }
  EXPECT_EQ(collect(g), (std::vector{4, 5}));
}

TEST_F(GeneratorRange, AnExceptionLeavesTheLoop) {
  auto body = []() -> generator<int> {
    co_yield 1;
    throw std::runtime_error("in the middle");
  };
  std::vector<int> seen;
  EXPECT_THROW(
      {
        for (int value : body()) seen.push_back(value);
      },
      std::runtime_error);
  EXPECT_EQ(seen, std::vector{1});
}

TEST_F(GeneratorRange, ALoopSendsDefaultValues) {
  trace log;
  auto body = [](trace& log) -> generator<int, std::optional<int>> {
    for (int i = 0; i < 2; ++i) log((co_yield i) ? "value" : "nothing");
  };
  EXPECT_EQ(collect(body(log)), (std::vector{0, 1}));
  EXPECT_EQ(log.take(), (lines{"nothing", "nothing"}));
}

// --- what can be yielded ---------------------------------------------------------------------------------------------

// Counts how it is handed on.
struct counted {
  int copies = 0;
  int moves = 0;
  counted() = default;
  counted(const counted& other) : copies(other.copies + 1), moves(other.moves) {}
  counted(counted&& other) noexcept : copies(other.copies), moves(other.moves + 1) {}
};

TEST_F(GeneratorValues, AnRvalueIsMovedOnceByNextAndNotAtAllByIterators) {
  auto body = []() -> generator<counted> {
    co_yield counted();
    co_yield counted();
  };
  auto g = body();
  auto first = g.next();
  EXPECT_EQ(first->copies, 0);
  EXPECT_EQ(first->moves, 1);
  for (auto&& second : g) {
    EXPECT_EQ(second.copies, 0);
    EXPECT_EQ(second.moves, 0);
  }
}

TEST_F(GeneratorValues, AnLvalueIsCopiedAndStaysTheBodysOwn) {
  auto body = []() -> generator<std::string> {
    std::string own = "long enough to live on the heap, surely";
    co_yield own;
    own += "!";
    co_yield own;
  };
  auto g = body();
  std::string taken = *g.next();
  EXPECT_EQ(taken, "long enough to live on the heap, surely");
  for (auto&& again : g) EXPECT_EQ(again, taken + "!");
}

TEST_F(GeneratorValues, SmallValuesAreTheCallersToChange) {
  auto body = []() -> generator<int> {
    int own = 1;
    co_yield own;
    EXPECT_EQ(own, 1);
  };
  for (auto&& value : body()) value = 99;
}

TEST_F(GeneratorValues, MoveOnlyTypesWork) {
  auto body = []() -> generator<std::unique_ptr<int>> {
    for (int i = 0; i < 3; ++i) co_yield std::make_unique<int>(i);
    auto own = std::make_unique<int>(3);
    co_yield std::move(own);
    EXPECT_EQ(own, nullptr);
  };
  auto g = body();
  std::unique_ptr<int> first = *g.next();
  EXPECT_EQ(*first, 0);
  int sum = 0;
  for (std::unique_ptr<int> value : g) sum += *value;
  EXPECT_EQ(sum, 6);
}

TEST_F(GeneratorValues, ReferencesReferToTheBodysOwn) {
  auto body = [](std::vector<int>& values) -> generator<int&> {
    for (int& value : values) co_yield value;
  };
  std::vector<int> values{1, 2, 3};
  for (int& value : body(values)) value *= 10;
  EXPECT_EQ(values, (std::vector{10, 20, 30}));

  auto g = body(values);
  auto first = g.next();
  ASSERT_TRUE(first.has_value());
  *first = 7;
  EXPECT_EQ(values[0], 7);
  EXPECT_EQ(&first.value(), &values[0]);
  g.next();
  g.next();
  auto end = g.next();
  EXPECT_FALSE(end);
  EXPECT_EQ(end, std::nullopt);
  EXPECT_THROW(end.value(), std::bad_optional_access);
}

TEST_F(GeneratorValues, ConstReferencesNeedNoCopyAndMayReferToTemporaries) {
  auto body = [](const counted& own) -> generator<const counted&> {
    co_yield own;
    co_yield counted();
  };
  counted own;
  auto g = body(own);
  EXPECT_EQ(&*g.next(), &own);
  EXPECT_EQ(g.next()->copies, 0);
}

TEST_F(GeneratorValues, RvalueReferencesAreMovedOutOf) {
  auto body = []() -> generator<std::string&&> {
    std::string own = "given away";
    co_yield std::move(own);
    EXPECT_TRUE(own.empty());
  };
  auto g = body();
  std::optional<std::string> value = g.next();
  EXPECT_EQ(value, "given away");
  g.next();
}

TEST_F(GeneratorValues, OperandsConvert) {
  auto body = []() -> generator<std::string> {
    co_yield "literal";
    co_yield {'b', 'r', 'a', 'c', 'e', 's'};
    co_yield std::string(3, 'x');
  };
  EXPECT_EQ(collect(body()), (std::vector<std::string>{"literal", "braces", "xxx"}));
}

TEST_F(GeneratorValues, AResultMayBeAlignedToMoreThanFramesAre) {
  struct alignas(64) wide {
    int value;
  };
  const auto g = []() -> generator<int, void, wide> {
    co_yield 1;
    co_return wide{2};
  };
  auto one = g();
  EXPECT_EQ(one.next(), 1);
  EXPECT_THROW(one.result(), weft::invalid_state_error);
  EXPECT_EQ(one.next(), std::nullopt);
  EXPECT_EQ(one.result().value, 2);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(&one.result()) % 64, 0u);
}

TEST_F(GeneratorValues, SmallTypesWithoutADefaultValueWork) {
  struct point {
    int x, y;
    point(int x, int y) : x(x), y(y) {}
    bool operator==(const point&) const = default;
  };
  auto body = []() -> generator<point> {
    co_yield point(1, 2);
    const point own(3, 4);
    co_yield own;
  };
  EXPECT_EQ(collect(body()), (std::vector{point(1, 2), point(3, 4)}));
}

// --- re-entry --------------------------------------------------------------------------------------------------------

TEST_F(GeneratorReentry, EveryUseFromWithinTheBodyIsALogicErrorAndChangesNothing) {
  trace log;
  std::optional<generator<int, int>> self;
  auto body = [](trace& log, std::optional<generator<int, int>>& self) -> generator<int, int> {
    const std::array<std::function<void()>, 6> uses{
        [&] { self->next(); },  [&] { self->send(1); }, [&] { self->throw_(std::runtime_error("x")); },
        [&] { self->close(); }, [&] { self->begin(); }, [&] { (void)yield_from(std::move(*self)); },
    };
    for (const auto& use : uses) log(what_of<std::logic_error>(use));
    log(std::to_string(co_yield 1));
  };
  self = body(log, self);
  EXPECT_EQ(self->next(), 1);
  EXPECT_EQ(log.take(), lines(6, "generator already executing"));
  EXPECT_EQ(self->send(5), std::nullopt);
  EXPECT_EQ(log.take(), lines{"5"});
}

TEST_F(GeneratorReentry, ADelegateCannotResumeOrAdoptTheGeneratorThatWaitsForIt) {
  trace log;
  std::optional<generator<int>> outer;
  auto inner = [](trace& log, std::optional<generator<int>>& outer) -> generator<int> {
    log(what_of<std::logic_error>([&] { outer->next(); }));
    try {
      co_yield yield_from(std::move(*outer));
    } catch (const std::logic_error& error) {
      log(error.what());
    }
    co_yield 1;
  };
  auto delegating = [](generator<int> inner) -> generator<int> { co_yield yield_from(std::move(inner)); };
  outer = delegating(inner(log, outer));
  EXPECT_EQ(outer->next(), 1);
  EXPECT_EQ(log.take(), (lines{"generator already executing", "generator already executing"}));
  EXPECT_EQ(outer->next(), std::nullopt);
}

TEST_F(GeneratorReentry, TheBodyMayMoveItsOwnGeneratorElsewhere) {
  std::optional<generator<int>> here, there;
  auto body = [](std::optional<generator<int>>& here, std::optional<generator<int>>& there) -> generator<int> {
    there = std::move(*here);
    co_yield 1;
    co_yield 2;
  };
  here = body(here, there);
  EXPECT_EQ(here->next(), 1);
  EXPECT_EQ(here->next(), std::nullopt);
  EXPECT_EQ(there->next(), 2);
}

// --- yield_from ------------------------------------------------------------------------------------------------------

generator<int, std::string, std::string> listener(trace& log, int first) {
  for (int i = first; i < first + 3; ++i) {
    try {
      const std::string said = co_yield i;
      log("sub heard '" + said + "'");
      if (said == "stop") break;
    } catch (const std::invalid_argument& exception) {
      log(std::string("sub caught ") + exception.what());
    }
  }
  co_return "sub's result";
}

generator<int, std::string, std::string> relaying(trace& log, generator<int, std::string, std::string> sub) {
  try {
    const std::string result = co_yield yield_from(std::move(sub));
    log("outer got " + result);
  } catch (const std::exception& exception) {
    log(std::string("outer caught ") + exception.what());
  }
  log("outer heard '" + (co_yield 100) + "'");
  co_return "outer's result";
}

TEST_F(YieldFrom, HandsOnValuesAndWhatIsSentAndEvaluatesToTheResult) {
  trace log;
  auto g = relaying(log, listener(log, 1));
  EXPECT_EQ(g.next(), 1);
  EXPECT_EQ(g.send("a"), 2);
  EXPECT_EQ(g.next(), 3);
  EXPECT_EQ(g.send("c"), 100);
  EXPECT_EQ(log.take(), (lines{"sub heard 'a'", "sub heard ''", "sub heard 'c'", "outer got sub's result"}));
  EXPECT_EQ(g.send("d"), std::nullopt);
  EXPECT_EQ(log.take(), lines{"outer heard 'd'"});
  EXPECT_EQ(g.result(), "outer's result");
}

TEST_F(YieldFrom, ThrowReachesTheDelegateAndGivesWhatItYieldsNext) {
  trace log;
  auto g = relaying(log, listener(log, 1));
  g.next();
  EXPECT_EQ(g.throw_(std::invalid_argument("x")), 2);
  EXPECT_EQ(log.take(), lines{"sub caught x"});
}

// Row 24, test_returning_value_from_delegated_throw.
TEST_F(YieldFrom, ADelegateThatAnswersThrowByReturningGivesItsResult) {
  trace log;
  auto g = relaying(log, listener(log, 1));
  g.next();
  g.next();
  g.next();
  log.take();
  EXPECT_EQ(g.throw_(std::invalid_argument("last")), 100);
  EXPECT_EQ(log.take(), (lines{"sub caught last", "outer got sub's result"}));
}

TEST_F(YieldFrom, AnExceptionThatTheDelegateDoesNotCatchIsRaisedOutside) {
  trace log;
  auto g = relaying(log, listener(log, 1));
  g.next();
  EXPECT_EQ(g.throw_(std::domain_error("unhandled")), 100);
  EXPECT_EQ(log.take(), lines{"outer caught unhandled"});
}

TEST_F(YieldFrom, AnExceptionPassesThroughEveryLevelThatDoesNotCatchIt) {
  auto thrower = []() -> generator<int> {
    co_yield 1;
    throw std::runtime_error("from the depth");
  };
  auto wrap = [](generator<int> sub) -> generator<int> { co_yield yield_from(std::move(sub)); };
  auto g = wrap(wrap(wrap(thrower())));
  EXPECT_EQ(g.next(), 1);
  EXPECT_EQ(what_of<std::runtime_error>([&] { g.next(); }), "from the depth");
  EXPECT_EQ(g.next(), std::nullopt);
}

TEST_F(YieldFrom, TakesADelegateThatHasBeenStarted) {
  trace log;
  auto sub = listener(log, 1);
  EXPECT_EQ(sub.next(), 1);
  auto g = relaying(log, std::move(sub));
  EXPECT_EQ(g.next(), 2) << "continues after what it yielded before";
  EXPECT_EQ(log.take(), lines{"sub heard ''"}) << "and was sent the default";
  EXPECT_EQ(g.send("stop"), 100);
  EXPECT_EQ(log.take(), (lines{"sub heard 'stop'", "outer got sub's result"}));
}

TEST_F(YieldFrom, TakesADelegateThatDelegatesAlready) {
  trace log;
  auto middle = relaying(log, listener(log, 1));
  EXPECT_EQ(middle.next(), 1);
  auto outer = relaying(log, std::move(middle));
  EXPECT_EQ(outer.next(), 2);
  EXPECT_EQ(outer.send("b"), 3);
  EXPECT_EQ(outer.send("stop"), 100);
  EXPECT_EQ(log.take(), (lines{"sub heard ''", "sub heard 'b'", "sub heard 'stop'", "outer got sub's result"}));
  EXPECT_EQ(outer.send("to the middle"), 100);
  EXPECT_EQ(log.take(), (lines{"outer heard 'to the middle'", "outer got outer's result"}));
}

// What a delegate that has been started continues with, and that there is none of.
struct unmakeable {
  static inline bool refuses = false;
  unmakeable() {
    if (refuses) throw std::runtime_error("no default value");
  }
};

TEST_F(YieldFrom, OfOneThatCannotBeContinuedRaisesWhy) {
  const auto source = []() -> generator<int, unmakeable> {
    co_yield 1;
    co_yield 2;
  };
  const auto outer = [](generator<int, unmakeable> sub) -> generator<int, unmakeable> {
    struct refusing {
      refusing() { unmakeable::refuses = true; }
      ~refusing() { unmakeable::refuses = false; }
    };
    try {
      const refusing meanwhile;
      co_yield yield_from(std::move(sub));
    } catch (const std::runtime_error& e) {
      EXPECT_STREQ(e.what(), "no default value");
    }
    co_yield 3;
  };
  auto started = source();
  EXPECT_EQ(started.next(), 1);
  auto g = outer(std::move(started));
  EXPECT_EQ(g.next(), 3);
}

TEST_F(YieldFrom, OfOneThatHasReturnedGivesItsResultAtOnce) {
  trace log;
  auto sub = listener(log, 1);
  while (sub.next()) {
  }
  auto g = relaying(log, std::move(sub));
  log.take();
  EXPECT_EQ(g.next(), 100);
  EXPECT_EQ(log.take(), lines{"outer got sub's result"});
}

TEST_F(YieldFrom, OfOneThatEndedWithoutAResultIsAnInvalidState) {
  trace log;
  auto sub = listener(log, 1);
  sub.close();
  auto g = relaying(log, std::move(sub));
  EXPECT_EQ(g.next(), 100);
  EXPECT_EQ(log.take(), lines{"outer caught the generator ended without a result"});

  auto void_sub = count_to(3);
  void_sub.close();
  auto wrap = [](generator<int> sub) -> generator<int> { co_yield yield_from(std::move(sub)); };
  EXPECT_EQ(wrap(std::move(void_sub)).next(), std::nullopt) << "no result is asked for, none is missed";
}

TEST_F(YieldFrom, TheDelegatesResultMayHaveAnyType) {
  auto sub = []() -> generator<int, void, std::unique_ptr<std::string>> {
    co_yield 1;
    co_return std::make_unique<std::string>("moved");
  };
  auto outer = [](auto sub) -> generator<int, void, std::string> { co_return *(co_yield yield_from(sub())); };
  auto g = outer(sub);
  EXPECT_EQ(g.next(), 1);
  EXPECT_EQ(g.next(), std::nullopt);
  EXPECT_EQ(g.result(), "moved");
}

TEST_F(YieldFrom, DestroysTheDelegateWithTheExpression) {
  trace log;
  auto sub = [](trace& log) -> generator<int> {
    farewell local(log, "sub's local");
    co_yield 1;
  };
  auto outer = [](trace& log, auto sub) -> generator<int> {
    co_yield yield_from(sub(log));
    log("after the expression");
    co_yield 2;
  };
  auto g = outer(log, sub);
  g.next();
  EXPECT_EQ(frames(), 2);
  EXPECT_EQ(g.next(), 2);
  EXPECT_EQ(log.take(), (lines{"~sub's local", "after the expression"}));
  EXPECT_EQ(frames(), 1);
}

TEST_F(YieldFrom, DestroyedWhileDelegatingEndsTheInnermostFirst) {
  trace log;
  auto level = [](auto& self, trace& log, int depth) -> generator<int> {
    farewell local(log, std::to_string(depth));
    if (depth == 0) {
      co_yield 1;
    } else {
      co_yield yield_from(self(self, log, depth - 1));
    }
  };
  {
    auto g = level(level, log, 3);
    g.next();
  }
  EXPECT_EQ(log.take(), (lines{"~0", "~1", "~2", "~3"}));
}

TEST_F(YieldFrom, WalksATreeInOrder) {
  struct node {
    int value;
    std::unique_ptr<node> left{}, right{};

    static generator<const int&> walk(const node* here) {
      if (here == nullptr) co_return;
      co_yield yield_from(walk(here->left.get()));
      co_yield here->value;
      co_yield yield_from(walk(here->right.get()));
    }
    static std::unique_ptr<node> balanced(int low, int high) {
      if (low > high) return nullptr;
      const int middle = low + (high - low) / 2;
      return std::make_unique<node>(middle, balanced(low, middle - 1), balanced(middle + 1, high));
    }
  };
  const auto root = node::balanced(1, 1000);
  int expected = 0;
  for (const int& value : node::walk(root.get())) ASSERT_EQ(value, ++expected);
  EXPECT_EQ(expected, 1000);
}

TEST_F(YieldFrom, TakesAnRvalueRange) {
  auto body = []() -> generator<int> {
    co_yield yield_from(std::vector{1, 2});
    co_yield yield_from(std::views::iota(3, 5));
    co_yield yield_from(std::list<short>{5, 6});
  };
  EXPECT_EQ(collect(body()), (std::vector{1, 2, 3, 4, 5, 6}));
}

TEST_F(YieldFrom, RefersToAnLvalueRange) {
  auto body = [](std::vector<int>& values) -> generator<int&> { co_yield yield_from(values); };
  std::vector values{1, 2, 3};
  for (int& value : body(values)) ++value;
  EXPECT_EQ(values, (std::vector{2, 3, 4}));
}

TEST_F(YieldFrom, MovesTheElementsOfARangeOnlyIfTheyCannotBeCopied) {
  auto body = [](std::vector<std::unique_ptr<int>> owned, std::span<std::string> viewed) -> generator<std::size_t> {
    auto pointers = [](auto owned) -> generator<std::unique_ptr<int>> { co_yield yield_from(std::move(owned)); };
    for (std::unique_ptr<int> value : pointers(std::move(owned))) co_yield static_cast<std::size_t>(*value);
    auto strings = [](auto viewed) -> generator<std::string> { co_yield yield_from(std::move(viewed)); };
    for (const std::string value : strings(viewed)) co_yield value.size();
  };
  std::vector<std::unique_ptr<int>> owned;
  owned.push_back(std::make_unique<int>(41));
  std::vector<std::string> viewed{"one string that is not small any more", ""};
  EXPECT_EQ(collect(body(std::move(owned), viewed)), (std::vector<std::size_t>{41, 37, 0}));
  EXPECT_EQ(viewed[0], "one string that is not small any more");
}

TEST_F(YieldFrom, ARangeCannotListenAndRaisesWhatIsThrown) {
  auto body = [](trace& log) -> generator<int, int> {
    try {
      co_yield yield_from(std::vector{1, 2, 3});
    } catch (const std::runtime_error& error) {
      log(error.what());
    }
    log(std::to_string(co_yield 100));
  };
  trace log;
  auto g = body(log);
  g.next();
  EXPECT_EQ(g.send(5), 2);
  EXPECT_EQ(g.throw_(std::runtime_error("no more")), 100);
  g.send(6);
  EXPECT_EQ(log.take(), (lines{"no more", "6"}));
}

// --- yield_from and generator_exit (row 24, test_throwing_GeneratorExit_*) --------------------------------------------

// A generator_exit that can be told from any other.
struct marked_exit : generator_exit {
  const char* what() const noexcept override { return "marked_exit"; }
};

enum class answer { returns, yields, raises, lets_pass };

generator<int> closing_sub(trace& log, answer how) {
  farewell local(log, "sub");
  try {
    co_yield 1;
  } catch (const generator_exit& exit) {
    log(std::string("sub: ") + exit.what());
    switch (how) {
      case answer::returns:
        co_return;
      case answer::yields:
        break;
      case answer::raises:
        throw std::runtime_error("from sub");
      case answer::lets_pass:
        throw;
    }
  }
  co_yield 2;
  log("never resumed");
}

generator<int> closing_outer(trace& log, answer how, answer sub_how) {
  try {
    co_yield yield_from(closing_sub(log, sub_how));
    log("outer: went on");
  } catch (const std::exception& exception) {
    log(std::string("outer: ") + exception.what());
    if (how == answer::lets_pass) throw;
    if (how == answer::raises) throw std::domain_error("from outer");
  }
  if (how == answer::yields) co_yield 10;
}

TEST_F(YieldFromExit, ThrownFromOutsideFirstClosesTheDelegateAndIsThenRaised) {
  for (answer orderly : {answer::returns, answer::lets_pass}) {
    trace log;
    auto g = closing_outer(log, answer::yields, orderly);
    g.next();
    EXPECT_EQ(g.throw_(marked_exit()), 10);
    EXPECT_EQ(log.take(), (lines{"sub: generator_exit", "~sub", "outer: marked_exit"}));
    EXPECT_EQ(g.next(), std::nullopt);
  }
}

TEST_F(YieldFromExit, ThrownThroughADelegateThatYieldsIsARuntimeErrorOutside) {
  trace log;
  auto g = closing_outer(log, answer::yields, answer::yields);
  g.next();
  EXPECT_EQ(g.throw_(marked_exit()), 10);
  EXPECT_EQ(log.take(), (lines{"sub: generator_exit", "~sub", "outer: generator ignored generator_exit"}));
}

TEST_F(YieldFromExit, ThrownThroughADelegateThatRaisesIsReplacedByWhatItRaises) {
  trace log;
  auto g = closing_outer(log, answer::yields, answer::raises);
  g.next();
  EXPECT_EQ(g.throw_(marked_exit()), 10);
  EXPECT_EQ(log.take(), (lines{"sub: generator_exit", "~sub", "outer: from sub"}));
}

TEST_F(YieldFromExit, AnExitThatNobodyCatchesLeavesThrow) {
  trace log;
  auto g = closing_outer(log, answer::lets_pass, answer::returns);
  g.next();
  EXPECT_EQ(what_of<generator_exit>([&] { g.throw_(marked_exit()); }), "marked_exit");
  EXPECT_EQ(g.next(), std::nullopt);
}

TEST_F(YieldFromExit, CloseClosesTheDelegateFirstAndThenTheOuter) {
  for (answer orderly : {answer::returns, answer::lets_pass}) {
    for (answer outer : {answer::returns, answer::lets_pass}) {
      trace log;
      auto g = closing_outer(log, outer, orderly);
      g.next();
      EXPECT_NO_THROW(g.close());
      EXPECT_EQ(log.take(), (lines{"sub: generator_exit", "~sub", "outer: generator_exit"}))
          << "even a delegate that swallows generator_exit does not spare the outer one its own";
      EXPECT_EQ(g.next(), std::nullopt);
    }
  }
}

TEST_F(YieldFromExit, WhatADelegateRaisesWhileBeingClosedIsRaisedOutside) {
  trace log;
  auto caught = closing_outer(log, answer::returns, answer::raises);
  caught.next();
  EXPECT_NO_THROW(caught.close());
  EXPECT_EQ(log.take(), (lines{"sub: generator_exit", "~sub", "outer: from sub"}));

  auto passed = closing_outer(log, answer::lets_pass, answer::raises);
  passed.next();
  EXPECT_EQ(what_of<std::runtime_error>([&] { passed.close(); }), "from sub");
}

TEST_F(YieldFromExit, ADelegateThatIgnoresCloseIsARuntimeErrorOutside) {
  trace log;
  auto g = closing_outer(log, answer::lets_pass, answer::yields);
  g.next();
  EXPECT_EQ(what_of<std::runtime_error>([&] { g.close(); }), "generator ignored generator_exit");
  EXPECT_EQ(log.take(), (lines{"sub: generator_exit", "~sub", "outer: generator ignored generator_exit"}));
}

TEST_F(YieldFromExit, AnOuterGeneratorThatIgnoresCloseGoesOn) {
  for (answer sub : {answer::returns, answer::yields, answer::raises, answer::lets_pass}) {
    trace log;
    auto g = closing_outer(log, answer::yields, sub);
    g.next();
    EXPECT_EQ(what_of<std::runtime_error>([&] { g.close(); }), "generator ignored generator_exit");
    EXPECT_EQ(g.next(), std::nullopt);
  }
}

TEST_F(YieldFromExit, EachLevelIsClosedByTheOneOutsideIt) {
  // The middle one gets a plain generator_exit, as from close(); only the outermost gets what was thrown.
  auto middle = [](trace& log) -> generator<int> {
    try {
      co_yield yield_from(closing_sub(log, answer::returns));
    } catch (const generator_exit& exit) {
      log(std::string("middle: ") + exit.what());
      throw;
    }
  };
  auto outer = [](trace& log, auto middle) -> generator<int> {
    try {
      co_yield yield_from(middle(log));
    } catch (const generator_exit& exit) {
      log(std::string("outer: ") + exit.what());
      throw;
    }
  };
  trace log;
  auto g = outer(log, middle);
  g.next();
  EXPECT_THROW(g.throw_(marked_exit()), marked_exit);
  EXPECT_EQ(log.take(), (lines{"sub: generator_exit", "~sub", "middle: generator_exit", "outer: marked_exit"}));
}

TEST_F(YieldFromExit, ALevelMayDelegateAgainWhileItIsBeingClosed) {
  auto sub = [](trace& log) -> generator<int> {
    try {
      co_yield 1;
    } catch (const generator_exit&) {
      log("sub: exit");
    }
    co_yield yield_from(std::vector<int>{});  // delegates, but yields nothing
    co_yield yield_from(count_to(2));         // yields: ignored the exit
  };
  auto outer = [](trace& log, auto sub) -> generator<int> {
    try {
      co_yield yield_from(sub(log));
    } catch (const std::runtime_error& error) {
      log(std::string("outer: ") + error.what());
    }
    co_yield yield_from(count_to(3));
  };
  trace log;
  auto g = outer(log, sub);
  EXPECT_EQ(g.next(), 1);
  EXPECT_EQ(what_of<std::runtime_error>([&] { g.close(); }), "generator ignored generator_exit");
  EXPECT_EQ(log.take(), (lines{"sub: exit", "outer: generator ignored generator_exit"}));
  EXPECT_EQ(g.next(), 2) << "the first value of the last delegate went to the failed close()";
  EXPECT_EQ(g.next(), 3);
  EXPECT_EQ(g.next(), std::nullopt);
}

TEST_F(YieldFromExit, FromWithinTheClosingTheGeneratorIsExecuting) {
  trace log;
  std::optional<generator<int>> g;
  auto sub = [](trace& log, std::optional<generator<int>>& g) -> generator<int> {
    try {
      co_yield 1;
    } catch (const generator_exit&) {
      log(what_of<std::logic_error>([&] { g->next(); }));
      log(what_of<std::logic_error>([&] { g->close(); }));
    }
  };
  auto outer = [](generator<int> sub) -> generator<int> { co_yield yield_from(std::move(sub)); };
  g = outer(sub(log, g));
  g->next();
  g->close();
  EXPECT_EQ(log.take(), (lines{"generator already executing", "generator already executing"}));
}

// --- depth -----------------------------------------------------------------------------------------------------------

constexpr int deep = 100'000;
constexpr int deep_throw = 20'000;  // an exception costs microseconds at every level, under sanitizers a hundred

generator<int, int, int> nested(int depth, int values) {
  if (depth == 0) {
    int sum = 0;
    for (int i = 0; i < values; ++i) sum += co_yield i;
    co_return sum;
  }
  co_return (co_yield yield_from(nested(depth - 1, values))) + 1;
}

TEST_F(YieldFromDeep, AChainYieldsAndIsDestroyedWhileSuspended) {
  auto g = nested(deep, 3);
  EXPECT_EQ(g.next(), 0);
  EXPECT_EQ(g.next(), 1);
  EXPECT_EQ(frames(), deep + 1);
}

TEST_F(YieldFromDeep, AChainPassesValuesBothWaysAndReturnsThroughEveryLevel) {
  auto g = nested(deep, 2);
  EXPECT_EQ(g.next(), 0);
  EXPECT_EQ(g.send(40), 1);
  EXPECT_EQ(g.send(2), std::nullopt);
  EXPECT_EQ(g.result(), deep + 42);
}

// Were it not constant time for each value, this would take 10^11 steps.
TEST_F(YieldFromDeep, AMillionValuesOfADeepChainCostTheSameAsOfAShallowOne) {
  auto g = nested(deep, 1'000'000);
  std::int64_t sum = 0;
  for (int value : g) sum += value;
  EXPECT_EQ(sum, std::int64_t{999'999} * 1'000'000 / 2);
}

TEST_F(YieldFromDeep, AnExceptionLeavesThroughEveryLevel) {
  auto g = nested(deep_throw, 2);
  g.next();
  EXPECT_THROW(g.throw_(std::runtime_error("up and out")), std::runtime_error);
  EXPECT_EQ(g.next(), std::nullopt);
}

TEST_F(YieldFromDeep, CloseVisitsEveryLevel) {
  int closed = 0;
  auto level = [](auto& self, int depth, int& closed) -> generator<int> {
    try {
      if (depth == 0) {
        co_yield 1;
      } else {
        co_yield yield_from(self(self, depth - 1, closed));
      }
    } catch (const generator_exit&) {
      ++closed;
      throw;
    }
  };
  auto g = level(level, deep_throw, closed);
  g.next();
  g.close();
  EXPECT_EQ(closed, deep_throw + 1);
}

generator<int> wrap(generator<int> sub) { co_yield yield_from(std::move(sub)); }

TEST_F(YieldFromDeep, AChainBuiltFromTheInsideIsDestroyedBeforeItsStart) {
  auto g = count_to(2);
  for (int i = 0; i < deep; ++i) g = wrap(std::move(g));
  EXPECT_EQ(frames(), deep + 1);
}

TEST_F(YieldFromDeep, AChainBuiltFromTheInsideYieldsAndEnds) {
  auto g = count_to(2);
  for (int i = 0; i < deep; ++i) g = wrap(std::move(g));
  EXPECT_EQ(g.next(), 1);
  EXPECT_EQ(g.next(), 2);
  EXPECT_EQ(g.next(), std::nullopt);
}

TEST_F(YieldFromDeep, AChainThatGrowsWhileItRunsIsNotWalked) {
  // Every level adopts a chain that has been started already: were the new root told to each of its frames, this would
  // take 5 * 10^9 steps.
  auto g = count_to(deep + 2);
  for (int i = 1; i <= deep; ++i) {
    ASSERT_EQ(g.next(), i);
    g = wrap(std::move(g));
  }
  EXPECT_EQ(g.next(), deep + 1);
  EXPECT_EQ(g.next(), deep + 2);
  EXPECT_EQ(g.next(), std::nullopt);
}

TEST_F(YieldFromDeep, AMillionDelegatesInSequenceUseNoStack) {
  auto body = []() -> generator<int> {
    for (int i = 0; i < 1'000'000; ++i) co_yield yield_from(count_to(0));
    co_yield 1;
  };
  EXPECT_EQ(body().next(), 1);
}

}  // namespace
