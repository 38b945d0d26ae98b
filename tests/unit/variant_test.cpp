// weft::variant: programs that consist of several ways to do the same work.
//
// Natively only: what is tested is a whole program, its arguments, its output and its exit code (tests/unit/programs).
// In a browser the end-to-end tests do the same.
#ifndef __EMSCRIPTEN__

#include <gtest/gtest.h>

#include <cstdio>
#include <string>
#include <sys/wait.h>

namespace {

struct ended {
  int exit_code;
  std::string output;  // both streams
};

ended run_program(const std::string& arguments) {
  std::FILE* const pipe = popen((WEFT_VARIANTS_PROGRAM " " + arguments + " 2>&1").c_str(), "r");
  std::string output;
  char piece[4096];
  while (const std::size_t size = std::fread(piece, 1, sizeof piece, pipe)) output.append(piece, size);
  return {WEXITSTATUS(pclose(pipe)), output};
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// The number that follows `name` in the table.
double wall_ms(const std::string& output, const std::string& name) {
  const std::size_t at = output.find('\n' + name + ' ');
  return at == std::string::npos ? -1 : std::stod(output.substr(at + 1 + name.size()));
}

TEST(Variant, AreListedAsJsonInTheOrderOfRegistration) {
  const auto [exit_code, output] = run_program("--list-variants");
  EXPECT_EQ(exit_code, 0);
  EXPECT_EQ(output, "[\"plain\",\"on a loop\",\"failing \\\"one\\\"\"]\n");
}

TEST(Variant, OneRunsAloneWhenItIsNamed) {
  const auto [exit_code, output] = run_program("'--variant=on a loop'");
  EXPECT_EQ(exit_code, 0);
  EXPECT_TRUE(contains(output, "the loop runs\n")) << output;
  EXPECT_FALSE(contains(output, "plain runs")) << output;
  EXPECT_GE(wall_ms(output, "on a loop"), 20) << output;
}

TEST(Variant, AllRunWithoutArgumentsAndAFailureIsShownInItsPlace) {
  const auto [exit_code, output] = run_program("");
  EXPECT_EQ(exit_code, 1);
  EXPECT_TRUE(output.starts_with("plain runs\nthe loop runs\nvariant ")) << output;
  EXPECT_GE(wall_ms(output, "plain"), 0) << output;
  EXPECT_GE(wall_ms(output, "on a loop"), 20) << output;
  EXPECT_TRUE(contains(output, "\nfailing \"one\"  failed: std::runtime_error: no luck\n")) << output;
}

TEST(Variant, AnUnknownNameIsRefusedWithTheNamesThatThereAre) {
  const auto [exit_code, output] = run_program("--variant=other");
  EXPECT_EQ(exit_code, 2);
  EXPECT_EQ(output, "there is no variant \"other\"\nthe variants are:\n  plain\n  on a loop\n  failing \"one\"\n");
}

TEST(Variant, AnUnknownArgumentIsRefused) {
  const auto [exit_code, output] = run_program("--verbose");
  EXPECT_EQ(exit_code, 2);
  EXPECT_TRUE(contains(output, "unknown argument \"--verbose\"")) << output;
}

}  // namespace

#endif
