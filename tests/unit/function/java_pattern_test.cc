#include "core/function/java_pattern.h"

#include <gtest/gtest.h>

namespace pandora {
namespace {

TEST(JavaPattern, Matches) {
  struct {
    std::string_view pattern, text;
    bool found;
  } const kCases[] = {
      {"a$", "a\n", true},
      {"a$", "a\nb", false},
      {"a.b", "a\nb", false},
      {"(?s)a.b", "a\nb", true},
      {"\\Qa.b\\E", "a.b", true},
      {"\\Qa.b\\E", "axb", false},
      {"(?<n>x)", "x", true},
      {"\\p{IsHan}", "\xE4\xB8\xAD", true},
      {"[\\d]+", "12", true},
      {"^\\s$", "\x0B", true},
      {"\\u4e2d", "\xE4\xB8\xAD", true},
      {"(?i)ABC", "abc", true},
  };
  for (const auto& c : kCases) {
    Result<Pattern> pattern = CompileJavaPattern(c.pattern);
    ASSERT_TRUE(pattern.ok()) << c.pattern << " " << pattern.status().message();
    EXPECT_EQ(pattern->PartialMatch(c.text), c.found) << c.pattern;
  }
}

TEST(JavaPattern, NamesWhatItCannotDo) {
  struct {
    std::string_view pattern, problem;
  } const kCases[] = {
      {"(?=a)", "look-ahead"}, {"(?<=a)b", "look-behind"}, {"(a)\\1", "back-reference"}, {"a++", "possessive"},
      {"(?>a)", "atomic"},     {"[a&&b]", "intersection"}, {"(?x)a", "flag x"},          {"\\X", "\\X"},
      {"[a", "never closed"},  {"a\\", "backslash"},
  };
  for (const auto& c : kCases) {
    Result<Pattern> pattern = CompileJavaPattern(c.pattern);
    ASSERT_FALSE(pattern.ok()) << c.pattern;
    EXPECT_NE(pattern.status().detail().find(c.problem), std::string::npos) << pattern.status().detail();
  }
}

}  // namespace
}  // namespace pandora
