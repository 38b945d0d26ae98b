// print() and println(): formatted output with std::format's syntax, checked when it is compiled.
//
// In a browser the compiler itself is on the reader's machine, so what a program instantiates is what the reader waits for.
// std::println costs a program seconds there, std::format_string alone half a second. Here a call packs its arguments into
// an array and no more: the check is a small parser that knows the kinds of arguments instead of their types, and the
// formatting is compiled once, in the library, by std::format itself.
#ifndef WEFT_PRINT_HPP
#define WEFT_PRINT_HPP

#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>

namespace weft {

namespace detail {

/// What the check and the library need to know of an argument.
enum class print_kind : unsigned char { boolean, character, integer, unsigned_integer, single, floating, text, pointer, other };

/// One argument, by value where it is small. Lives as long as the call.
struct print_argument {
  union value {
    bool boolean;
    char character;
    long long integer;
    unsigned long long unsigned_integer;
    float single;  // not as a double: 0.1f is to print as 0.1
    double floating;
    struct {
      const char* data;
      std::size_t size;
    } text;
    const void* pointer;
    struct {
      const void* object;
      /// Appends the object, formatted by "{:spec}" (or "{}"), to `out`.
      void (*format)(std::string& out, std::string_view field, const void* object);
    } other;
  } as;
  print_kind kind;
};

/// std::formatter<T>, for a T that the library does not know.
template <class T>
void format_other(std::string& out, std::string_view field, const void* object);

constexpr print_argument pack(bool v) noexcept { return {{.boolean = v}, print_kind::boolean}; }
constexpr print_argument pack(char v) noexcept { return {{.character = v}, print_kind::character}; }
constexpr print_argument pack(signed char v) noexcept { return {{.integer = v}, print_kind::integer}; }
constexpr print_argument pack(short v) noexcept { return {{.integer = v}, print_kind::integer}; }
constexpr print_argument pack(int v) noexcept { return {{.integer = v}, print_kind::integer}; }
constexpr print_argument pack(long v) noexcept { return {{.integer = v}, print_kind::integer}; }
constexpr print_argument pack(long long v) noexcept { return {{.integer = v}, print_kind::integer}; }
constexpr print_argument pack(unsigned char v) noexcept { return {{.unsigned_integer = v}, print_kind::unsigned_integer}; }
constexpr print_argument pack(unsigned short v) noexcept { return {{.unsigned_integer = v}, print_kind::unsigned_integer}; }
constexpr print_argument pack(unsigned v) noexcept { return {{.unsigned_integer = v}, print_kind::unsigned_integer}; }
constexpr print_argument pack(unsigned long v) noexcept { return {{.unsigned_integer = v}, print_kind::unsigned_integer}; }
constexpr print_argument pack(unsigned long long v) noexcept { return {{.unsigned_integer = v}, print_kind::unsigned_integer}; }
constexpr print_argument pack(float v) noexcept { return {{.single = v}, print_kind::single}; }
constexpr print_argument pack(double v) noexcept { return {{.floating = v}, print_kind::floating}; }
constexpr print_argument pack(const char* v) noexcept {
  return {{.text = {v, std::char_traits<char>::length(v)}}, print_kind::text};
}
constexpr print_argument pack(char* v) noexcept { return pack(static_cast<const char*>(v)); }
constexpr print_argument pack(std::string_view v) noexcept { return {{.text = {v.data(), v.size()}}, print_kind::text}; }
constexpr print_argument pack(const std::string& v) noexcept { return {{.text = {v.data(), v.size()}}, print_kind::text}; }
constexpr print_argument pack(const void* v) noexcept { return {{.pointer = v}, print_kind::pointer}; }
constexpr print_argument pack(void* v) noexcept { return {{.pointer = v}, print_kind::pointer}; }
constexpr print_argument pack(std::nullptr_t) noexcept { return {{.pointer = nullptr}, print_kind::pointer}; }

// Exactly the types above: an int must not be printed as the bool that it converts to.
template <class T>
concept packed_directly =
    std::is_same_v<T, bool> || std::is_same_v<T, char> || std::is_same_v<T, signed char> || std::is_same_v<T, short> ||
    std::is_same_v<T, int> || std::is_same_v<T, long> || std::is_same_v<T, long long> || std::is_same_v<T, unsigned char> ||
    std::is_same_v<T, unsigned short> || std::is_same_v<T, unsigned> || std::is_same_v<T, unsigned long> ||
    std::is_same_v<T, unsigned long long> || std::is_same_v<T, float> || std::is_same_v<T, double> ||
    std::is_same_v<std::decay_t<T>, const char*> || std::is_same_v<std::decay_t<T>, char*> ||
    std::is_same_v<T, std::string_view> || std::is_same_v<T, std::string> || std::is_same_v<T, const void*> ||
    std::is_same_v<T, void*> || std::is_same_v<T, std::nullptr_t>;

template <class T>
print_argument pack_argument(const T& v) noexcept {
  if constexpr (packed_directly<T>) {
    return pack(v);
  } else {
    return {{.other = {&v, &format_other<T>}}, print_kind::other};
  }
}

template <class T>
consteval print_kind kind_of() {
  if constexpr (!packed_directly<T>) {
    return print_kind::other;
  } else if constexpr (std::is_same_v<T, bool>) {
    return print_kind::boolean;
  } else if constexpr (std::is_same_v<T, char>) {
    return print_kind::character;
  } else if constexpr (std::is_floating_point_v<T>) {
    return std::is_same_v<T, float> ? print_kind::single : print_kind::floating;
  } else if constexpr (std::is_integral_v<T>) {
    return std::is_signed_v<T> ? print_kind::integer : print_kind::unsigned_integer;
  } else if constexpr (std::is_same_v<T, const void*> || std::is_same_v<T, void*> || std::is_same_v<T, std::nullptr_t>) {
    return print_kind::pointer;
  } else {
    return print_kind::text;
  }
}

/// Reads a format string at compile time as std::format would at run time. Calls that are no constants stop the compilation,
/// and their names are what the compiler then says.
void format_string_has_a_single_closing_brace();
void format_string_has_a_field_without_closing_brace();
void format_string_has_more_fields_than_there_are_arguments();
void format_string_mixes_numbered_and_unnumbered_fields();
void format_string_has_a_width_or_precision_that_is_no_integer();
void format_string_asks_for_a_presentation_that_its_argument_does_not_have();

constexpr void check_format(std::string_view text, const print_kind* kinds, std::size_t count) {
  std::size_t at = 0;
  std::size_t next = 0;       // the argument of the next unnumbered field
  bool numbered = false;
  bool unnumbered = false;
  const auto peek = [&] { return at < text.size() ? text[at] : '\0'; };
  const auto digits = [&] {
    std::size_t value = 0;
    for (; peek() >= '0' && peek() <= '9'; ++at) {
      if (value < 1'000'000'000) value = value * 10 + static_cast<std::size_t>(text[at] - '0');
    }
    return value;
  };
  const auto argument = [&] {
    std::size_t index = 0;
    if (peek() >= '0' && peek() <= '9') {
      numbered = true;
      index = peek() == '0' ? (++at, 0) : digits();  // no leading zeros
    } else {
      unnumbered = true;
      index = next++;
    }
    if (numbered && unnumbered) format_string_mixes_numbered_and_unnumbered_fields();
    if (index >= count) format_string_has_more_fields_than_there_are_arguments();
    return kinds[index];
  };
  const auto number_or_field = [&] {
    if (peek() != '{') {
      digits();
      return;
    }
    ++at;
    const print_kind kind = argument();
    if (kind != print_kind::integer && kind != print_kind::unsigned_integer && kind != print_kind::other) {
      format_string_has_a_width_or_precision_that_is_no_integer();
    }
    if (peek() != '}') format_string_has_a_field_without_closing_brace();
    ++at;
  };
  const auto is_align = [](char c) { return c == '<' || c == '>' || c == '^'; };

  while (at < text.size()) {
    const char c = text[at++];
    if (c == '}') {
      if (peek() != '}') format_string_has_a_single_closing_brace();
      ++at;
      continue;
    }
    if (c != '{') continue;
    if (peek() == '{') {
      ++at;
      continue;
    }
    const print_kind kind = argument();
    if (peek() == ':') {
      ++at;
      if (kind == print_kind::other) {
        // Its own formatter reads the rest; braces inside are nested fields.
        for (int depth = 0; at < text.size() && (depth > 0 || text[at] != '}'); ++at) {
          depth += text[at] == '{' ? 1 : text[at] == '}' ? -1 : 0;
        }
      } else {
        // A fill may be any character, of several bytes too.
        std::size_t fill = at + 1;
        while (fill < text.size() && (static_cast<unsigned char>(text[fill]) & 0xC0) == 0x80) ++fill;
        if (fill < text.size() && is_align(text[fill]) && peek() != '{' && peek() != '}') {
          at = fill + 1;
        } else if (is_align(peek())) {
          ++at;
        }
        const bool arithmetic = kind != print_kind::text && kind != print_kind::pointer;
        bool numeric = false;
        if (peek() == '+' || peek() == '-' || peek() == ' ') numeric = true, ++at;
        if (peek() == '#') numeric = true, ++at;
        if (peek() == '0') {
          if (kind == print_kind::text) format_string_asks_for_a_presentation_that_its_argument_does_not_have();
          ++at;
        }
        if (numeric && !arithmetic) format_string_asks_for_a_presentation_that_its_argument_does_not_have();
        number_or_field();
        if (peek() == '.') {
          if (kind != print_kind::floating && kind != print_kind::single && kind != print_kind::text) {
            format_string_asks_for_a_presentation_that_its_argument_does_not_have();
          }
          ++at;
          if (peek() != '{' && (peek() < '0' || peek() > '9')) format_string_has_a_width_or_precision_that_is_no_integer();
          number_or_field();
        }
        if (peek() == 'L') {
          if (!arithmetic) format_string_asks_for_a_presentation_that_its_argument_does_not_have();
          ++at;
        }
        if (peek() != '}' && peek() != '\0') {
          const std::string_view known = kind == print_kind::text              ? "s?"
                                         : kind == print_kind::pointer         ? "pP"
                                         : kind == print_kind::floating        ? "aAeEfFgG"
                                         : kind == print_kind::single          ? "aAeEfFgG"
                                         : kind == print_kind::boolean         ? "sbBdoxX"
                                         : kind == print_kind::character       ? "cbBdoxX?"
                                                                               : "bBcdoxX";
          if (known.find(peek()) == std::string_view::npos) {
            format_string_asks_for_a_presentation_that_its_argument_does_not_have();
          }
          ++at;
        }
      }
    }
    if (peek() != '}') format_string_has_a_field_without_closing_brace();
    ++at;
  }
}

/// A format string that fits its arguments.
template <class... Args>
class format_text {
 public:
  // By pointer: as a range, a literal would have to be shown contiguous and sized anew for every length of literal.
  consteval format_text(const char* text) : text_(text) { check(); }
  template <class Text>
    requires std::is_same_v<Text, std::string_view> || std::is_same_v<Text, std::string>
  consteval format_text(const Text& text) : text_(text) {
    check();
  }
  std::string_view get() const noexcept { return text_; }

 private:
  consteval void check() const {
    constexpr print_kind kinds[] = {kind_of<std::remove_cvref_t<Args>>()..., print_kind::other};
    check_format(text_, kinds, sizeof...(Args));
  }
  std::string_view text_;
};

void print_packed(std::string_view format, const print_argument* arguments, std::size_t count, bool end_line);

}  // namespace detail

// Objects, not functions: with `using namespace weft` a call with a std::string would otherwise find std::println too, by
// its argument, and be ambiguous in any program that includes <iostream>.

/// Writes to standard output, in order with std::cout and std::printf. A line shows as soon as it is complete, an
/// incomplete one when the event loop next idles or the program ends. Takes whatever std::format takes.
inline constexpr struct {
  template <class... Args>
  void operator()(detail::format_text<std::type_identity_t<Args>...> format, const Args&... args) const {
    const detail::print_argument packed[] = {detail::pack_argument(args)..., {}};
    detail::print_packed(format.get(), packed, sizeof...(Args), false);
  }
} print;

/// The same, and ends the line; without arguments it only does that.
inline constexpr struct {
  template <class... Args>
  void operator()(detail::format_text<std::type_identity_t<Args>...> format, const Args&... args) const {
    const detail::print_argument packed[] = {detail::pack_argument(args)..., {}};
    detail::print_packed(format.get(), packed, sizeof...(Args), true);
  }
  void operator()() const { detail::print_packed({}, nullptr, 0, true); }
} println;

}  // namespace weft

#include "detail/print_other.hpp"

#endif
