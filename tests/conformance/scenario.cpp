// Runs the C++ half of the scenarios.
//
//     weft_conformance --list               their names
//     weft_conformance tasks/cancel_at_end  runs these (all, without names); prints "== <name>" and the trace of each
//     weft_conformance --programs FILE      runs random programs instead, one a line (random/programs.mjs)
//
// A scenario that leaks a coroutine frame, or that an exception leaves, ends its trace with a line that starts with "!!".
#include "scenario.hpp"

#include "random/interpreter.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <string_view>

#include <weft/detail/frame_memory.hpp>

namespace conformance {

namespace {

std::vector<const scenario*>& registry() {
  static std::vector<const scenario*> all;
  return all;
}

}  // namespace

scenario::scenario(const char* name, weft::coroutine<> (*body)()) : name_(name), coroutine_(body) {
  registry().push_back(this);
}

scenario::scenario(const char* name, void (*body)()) : name_(name), function_(body) { registry().push_back(this); }

const std::vector<const scenario*>& scenario::all() { return registry(); }

void scenario::run() const {
  const std::ptrdiff_t frames = weft::detail::live_frames();
  try {
    if (coroutine_ != nullptr) {
      weft::run(coroutine_(), {.clock = weft::clock::virtual_time});
    } else {
      function_();
    }
  } catch (const std::exception& error) {
    weft::println("!! ended by an exception: {}", error.what());
  }
  const std::ptrdiff_t leaked = weft::detail::live_frames() - frames;
  if (leaked != 0) weft::println("!! coroutine frames leaked: {}", leaked);
}

std::string describe(const std::exception_ptr& error) {
  const auto with = [](const char* word, const std::string& message) {
    return message.empty() ? std::string(word) : word + ("(" + message + ")");
  };
  try {
    std::rethrow_exception(error);
  } catch (const boom& e) {
    return with("boom", e.what());
  } catch (const weft::exception_group& e) {
    std::string all;
    for (const std::exception_ptr& each : e.exceptions()) all += (all.empty() ? "" : ", ") + describe(each);
    return "group[" + all + "]";
  } catch (const weft::cancelled_error& e) {
    return with("cancelled", e.message());
  } catch (const weft::timeout_error&) {
    return "timed out";
  } catch (const weft::invalid_state_error&) {
    return "invalid state";
  } catch (const weft::queue_empty&) {
    return "queue empty";
  } catch (const weft::queue_full&) {
    return "queue full";
  } catch (const weft::queue_shut_down&) {
    return "queue shut down";
  } catch (const weft::broken_barrier_error&) {
    return "broken barrier";
  } catch (const weft::deadlock_error&) {
    return "deadlock";
  } catch (const weft::generator_exit&) {
    return "generator exit";
  } catch (const std::logic_error&) {
    return "misuse";
  } catch (const std::runtime_error&) {
    return "misuse";
  } catch (...) {
    return "something else";
  }
}

}  // namespace conformance

int main(int count, char** words) {
  using conformance::scenario;
  const std::vector<std::string_view> wanted(words + 1, words + count);
  if (wanted.size() == 2 && wanted[0] == "--programs") return conformance::interpret(words[2]);
  std::vector<const scenario*> all = scenario::all();
  std::ranges::sort(all, {}, [](const scenario* one) { return std::string_view(one->name()); });

  if (wanted == std::vector<std::string_view>{"--list"}) {
    for (const scenario* one : all) std::printf("%s\n", one->name());
    return 0;
  }
  for (const std::string_view name : wanted) {
    if (std::ranges::find(all, name, [](const scenario* one) { return std::string_view(one->name()); }) == all.end()) {
      std::fprintf(stderr, "no such scenario: %.*s\n", static_cast<int>(name.size()), name.data());
      return 2;
    }
  }
  for (const scenario* one : all) {
    if (!wanted.empty() && std::ranges::find(wanted, std::string_view(one->name())) == wanted.end()) continue;
    std::printf("== %s\n", one->name());
    std::fflush(stdout);  // a crash must not take the name with it
    one->run();
    std::fflush(stdout);
  }
  return 0;
}
