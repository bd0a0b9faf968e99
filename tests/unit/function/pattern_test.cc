#include "core/function/pattern.h"

#include <gtest/gtest.h>

#include <string>

namespace pandora {
namespace {

Pattern Compile(std::string_view text) {
  Result<Pattern> pattern = Pattern::Compile(text);
  EXPECT_TRUE(pattern.ok()) << pattern.status().message();
  return pattern.value();
}

TEST(Pattern, MatchesFullyAndPartially) {
  struct {
    const char* pattern;
    const char* text;
    bool full;
    bool partial;
  } cases[] = {
      {"a+", "aaa", true, true},      {"a+", "baab", false, true}, {"^a", "ba", false, false},
      {"", "", true, true},           {"", "x", false, true},      {"a|ab", "ab", true, true},
      {"(?i)abc", "ABC", true, true}, {"^.$", "中", true, true},   {"\\p{Han}+", "数据", true, true},
      {"a.c", "a\nc", false, false},  {"x*", "yyy", false, true},
  };
  for (const auto& c : cases) {
    Pattern pattern = Compile(c.pattern);
    EXPECT_EQ(pattern.FullMatch(c.text), c.full) << c.pattern << " on " << c.text;
    EXPECT_EQ(pattern.PartialMatch(c.text), c.partial) << c.pattern << " on " << c.text;
  }
}

TEST(Pattern, FindGivesGroups) {
  Pattern pattern = Compile("(\\d+)(-(x))?");
  EXPECT_EQ(pattern.group_count(), 3);
  std::string text = "ab 12 34-x";
  auto groups = pattern.Find(text);
  ASSERT_TRUE(groups);
  ASSERT_EQ(groups->size(), 4u);
  EXPECT_EQ((*groups)[0], "12");
  EXPECT_EQ((*groups)[1], "12");
  EXPECT_FALSE((*groups)[2].has_value());
  groups = pattern.Find(text, 5);
  ASSERT_TRUE(groups);
  EXPECT_EQ((*groups)[0], "34-x");
  EXPECT_EQ((*groups)[3], "x");
  EXPECT_FALSE(pattern.Find(text, 10));
  EXPECT_FALSE(pattern.Find(text, 11));
}

TEST(Pattern, FindOnEmptyText) {
  auto groups = Compile("a*").Find(std::string_view());
  ASSERT_TRUE(groups);
  EXPECT_EQ((*groups)[0], "");
}

TEST(Pattern, ReplacesAll) {
  Pattern pattern = Compile("(a)(b*)");
  EXPECT_EQ(pattern.ReplaceAll("ab-abb-a", "[\\2\\\\\\1]").value(), "[b\\a]-[bb\\a]-[\\a]");
  EXPECT_FALSE(pattern.ReplaceAll("ab", "\\3").ok());
  EXPECT_FALSE(pattern.ReplaceAll("ab", "\\x").ok());
}

TEST(Pattern, RefusesBadPatterns) {
  const char* const cases[] = {"(", "a**b(", "[z-a]", "\\1", "(?=x)", "*", "\xff", "((a{100}){100}){100}"};
  for (const char* text : cases) {
    Result<Pattern> pattern = Pattern::Compile(text);
    ASSERT_FALSE(pattern.ok()) << text;
    EXPECT_EQ(pattern.status().code(), ErrorCode::kBadRequest) << text;
    EXPECT_FALSE(pattern.status().detail().empty()) << text;
  }
}

TEST(Pattern, InvalidUtf8TextDoesNotMatchADot) { EXPECT_FALSE(Compile("^.$").PartialMatch("\xff")); }

// Would take for ever with a backtracking engine.
TEST(Pattern, IsLinear) {
  std::string text(100000, 'a');
  EXPECT_FALSE(Compile("(a*)*b").FullMatch(text));
}

}  // namespace
}  // namespace pandora
