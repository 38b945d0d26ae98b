// Registered variants, and the program that runs them: see variant.hpp.
//
// Nothing else in weft refers to this file, so only programs with variants are linked with it.
#include <weft/variant.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <weft/detail/describe.hpp>
#include <weft/detail/loop_core.hpp>
#include <weft/detail/task_base.hpp>
#include <weft/run.hpp>
#include <weft/tracemalloc.hpp>

#include "../host/host.hpp"

namespace weft {

namespace {

constinit variant* first = nullptr;

using measurement = host::variant_measurement;

/// What is being measured: from its construction until done().
class stopwatch {
 public:
  explicit stopwatch(const variant& which) : which_(which) {
    tracemalloc::start();
    began_ = std::chrono::steady_clock::now();
  }

  measurement done() const {
    measurement measured;
    measured.name = which_.name();
    measured.wall_ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began_).count();
    if (const auto now = host::processor_time(); now && processor_began_) {
      measured.cpu_ms = std::chrono::duration<double, std::milli>(*now - *processor_began_).count();
    }
    // A variant that ends the counting itself leaves it unknown.
    if (tracemalloc::is_tracing()) measured.peak_bytes = tracemalloc::get_traced_memory().peak;
    tracemalloc::stop();
    return measured;
  }

 private:
  const variant& which_;
  std::optional<duration> processor_began_ = host::processor_time();
  std::chrono::steady_clock::time_point began_;
};

std::string with_separators(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, ",");
  return text;
}

/// One run of the program: the variants it is to measure, and what has been measured.
class comparison {
 public:
  explicit comparison(std::vector<const variant*> which) : left_(std::move(which)) {}

  /// Measures what is left and prints the table. Gives the exit code.
  int finish() {
    while (const variant* each = take()) {
      if (each->is_coroutine()) {
        run(measure_on_loop(*each));
      } else {
        measure(*each);
      }
    }
    print();
    return failed_ ? 1 : 0;
  }

 private:
  struct row {
    measurement measured;
    std::exception_ptr failure;
  };

  const variant* take() { return next_ < left_.size() ? left_[next_++] : nullptr; }

  void measure(const variant& which) {
    const stopwatch watch(which);
    std::exception_ptr failure;
    try {
      which.call();
    } catch (...) {
      failure = std::current_exception();
    }
    add(watch.done(), failure);
  }

  coroutine<> measure_inside(const variant& which) {
    const stopwatch watch(which);
    std::exception_ptr failure;
    try {
      co_await which.start();
    } catch (...) {
      failure = std::current_exception();
    }
    add(watch.done(), failure);
  }

  coroutine<> measure_on_loop(const variant& which) {
    co_await measure_inside(which);
    if (!detail::current_loop_core().stack_given_up()) co_return;
    // Nobody will come back to what called run(): the rest is done from here.
    while (const variant* each = take()) {
      if (each->is_coroutine()) {
        co_await measure_inside(*each);
      } else {
        measure(*each);
      }
    }
    print();
    if (failed_) throw std::runtime_error("a variant failed");
  }

  void add(measurement measured, std::exception_ptr failure) {
    if (failure) {
      failed_ = true;
    } else {
      host::variant_ended(measured);
    }
    rows_.push_back({std::move(measured), std::move(failure)});
  }

  void print() const {
    std::size_t width = 7;
    for (const row& each : rows_) width = std::max(width, each.measured.name.size());
    std::string text = "variant" + std::string(width - 7, ' ') + "      wall ms      peak bytes\n";
    for (const auto& [measured, failure] : rows_) {
      text += std::string(measured.name) + std::string(width - measured.name.size(), ' ');
      if (failure) {
        text += "  failed: " + detail::exception_text(failure) + '\n';
        continue;
      }
      char figures[64];
      const std::string peak = measured.peak_bytes ? with_separators(*measured.peak_bytes) : "unknown";
      std::snprintf(figures, sizeof figures, "%13.1f%16s\n", measured.wall_ms, peak.c_str());
      text += figures;
    }
    std::fputs(text.c_str(), stdout);
    std::fflush(stdout);
  }

  std::vector<const variant*> left_;
  std::size_t next_ = 0;
  std::vector<row> rows_;
  bool failed_ = false;
};

std::vector<const variant*> registered() {
  std::vector<const variant*> all;
  for (const variant* each = first; each != nullptr; each = each->next()) {
    for (const variant* other : all) {
      if (other->name() == each->name()) {
        throw std::invalid_argument("two variants are called \"" + std::string(each->name()) + "\"");
      }
    }
    all.push_back(each);
  }
  return all;
}

std::string json(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char escaped[8];
      std::snprintf(escaped, sizeof escaped, "\\u%04x", static_cast<unsigned>(c));
      quoted += escaped;
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

std::string list_of(const std::vector<const variant*>& all) {
  std::string names;
  for (const variant* each : all) names += (names.empty() ? "" : ",") + json(each->name());
  return "[" + names + "]";
}

int refuse(const std::string& why, const std::vector<const variant*>& all) {
  std::string text = why + "\nthe variants are:";
  for (const variant* each : all) text += "\n  " + std::string(each->name());
  std::fputs((text + '\n').c_str(), stderr);
  return 2;
}

}  // namespace

void variant::enlist() noexcept {
  variant** end = &first;
  while (*end != nullptr) end = &(*end)->next_;
  *end = this;
}

variant::~variant() {
  for (variant** link = &first; *link != nullptr; link = &(*link)->next_) {
    if (*link != this) continue;
    *link = next_;
    break;
  }
  destroy_(callable_);
}

namespace detail {

int variants_main(int argc, const char* const* argv) {
  constexpr std::string_view one = "--variant=";
  const std::vector<const variant*> all = registered();
  if (all.empty()) {
    std::fputs("this program has no main() and no variants\n", stderr);
    return 2;
  }
  std::vector<const variant*> chosen;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--list-variants") {
      std::fputs((list_of(all) + '\n').c_str(), stdout);
      return 0;
    }
    if (!argument.starts_with(one)) {
      return refuse("unknown argument \"" + std::string(argument) + "\": --variant=NAME runs one variant, --list-variants names them",
                    all);
    }
    const std::string_view name = argument.substr(one.size());
    const auto found = std::ranges::find(all, name, &variant::name);
    if (found == all.end()) return refuse("there is no variant \"" + std::string(name) + "\"", all);
    chosen.push_back(*found);
  }
  comparison made(chosen.empty() ? all : std::move(chosen));
  return made.finish();
}

}  // namespace detail
}  // namespace weft
