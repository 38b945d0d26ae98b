#include <weft/print.hpp>

#include "format_packed.hpp"

#include <cstdio>
#include <format>
#include <iterator>
#include <string>
#include <utility>

namespace weft::detail {

namespace {

// One buffer a thread, so that a line costs no allocation. Taken, not used in place: a formatter may itself print.
thread_local std::string spare;

/// Walks a format string, which has been checked, and hands each field with its own argument to std::format.
class formatter {
 public:
  formatter(std::string& out, std::string_view text, const print_argument* arguments, std::size_t count)
      : out_(out), text_(text), arguments_(arguments), count_(count) {}

  void run() {
    while (at_ < text_.size()) {
      const std::size_t brace = text_.find_first_of("{}", at_);
      out_.append(text_, at_, brace - at_);
      if (brace == std::string_view::npos) return;
      at_ = brace + 1;
      if (at_ < text_.size() && text_[at_] == text_[brace]) {
        out_ += text_[at_++];
        continue;
      }
      field();
    }
  }

 private:
  const print_argument& argument() {
    std::size_t index = 0;
    if (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') {
      while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') {
        index = index * 10 + static_cast<std::size_t>(text_[at_++] - '0');
      }
    } else {
      index = next_++;
    }
    if (index >= count_) throw std::format_error("a field without an argument");
    return arguments_[index];
  }

  void field() {
    const print_argument& shown = argument();
    if (at_ < text_.size() && text_[at_] == '}') {
      ++at_;
      return simple(shown);
    }
    // "{:spec}" for this argument alone, a nested "{}" replaced by its number.
    std::string spec = "{:";
    ++at_;
    while (at_ < text_.size() && text_[at_] != '}') {
      if (text_[at_] != '{') {
        spec += text_[at_++];
        continue;
      }
      ++at_;
      spec += nested_number(argument());
      ++at_;
    }
    ++at_;
    spec += '}';
    formatted(spec, shown);
  }

  static std::string nested_number(const print_argument& a) {
    if (a.kind == print_kind::integer && a.as.integer >= 0) return std::to_string(a.as.integer);
    if (a.kind == print_kind::unsigned_integer) return std::to_string(a.as.unsigned_integer);
    throw std::format_error("a width or precision that is no integer, or negative");
  }

  void simple(const print_argument& a) {
    switch (a.kind) {
      case print_kind::text: out_.append(a.as.text.data, a.as.text.size); return;
      case print_kind::character: out_ += a.as.character; return;
      default: return formatted("{}", a);
    }
  }

  void formatted(std::string_view spec, const print_argument& a) {
    const auto put = [&](const auto& value) { std::vformat_to(std::back_inserter(out_), spec, std::make_format_args(value)); };
    switch (a.kind) {
      case print_kind::boolean: return put(a.as.boolean);
      case print_kind::character: return put(a.as.character);
      case print_kind::integer: return put(a.as.integer);
      case print_kind::unsigned_integer: return put(a.as.unsigned_integer);
      case print_kind::single: return put(a.as.single);
      case print_kind::floating: return put(a.as.floating);
      case print_kind::text: {
        const std::string_view text(a.as.text.data, a.as.text.size);
        return put(text);
      }
      case print_kind::pointer: return put(a.as.pointer);
      case print_kind::other: return a.as.other.format(out_, spec, a.as.other.object);
    }
  }

  std::string& out_;
  std::string_view text_;
  const print_argument* arguments_;
  std::size_t count_;
  std::size_t at_ = 0;
  std::size_t next_ = 0;
};

}  // namespace

void format_packed(std::string& out, std::string_view format, const print_argument* arguments, std::size_t count) {
  formatter(out, format, arguments, count).run();
}

void print_packed(std::string_view format, const print_argument* arguments, std::size_t count, bool end_line) {
  std::string text = std::move(spare);
  text.clear();
  format_packed(text, format, arguments, count);
  if (end_line) text += '\n';
  // Through stdio, so that the order with std::printf and std::cout is kept.
  std::fwrite(text.data(), 1, text.size(), stdout);
  spare = std::move(text);
}

}  // namespace weft::detail
