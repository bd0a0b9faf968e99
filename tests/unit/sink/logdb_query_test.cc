#include "core/sink/logdb_query.h"

#include <gtest/gtest.h>

#include "core/sink/logdb_text.h"
#include "core/sink/logdb_value_test.h"

namespace pandora {
namespace {

TEST(LogQuery, ReadsTheLanguage) {
  const struct {
    const char* text;
    const char* tree;
  } cases[] = {
      {"", "all"},
      {"  ", "all"},
      {"*", "all"},
      {"*:*", "all"},
      {"a", "word(a)"},
      {"a b", "or(word(a), word(b))"},
      {"a AND b", "and(word(a), word(b))"},
      {"a && b || c", "or(and(word(a), word(b)), word(c))"},
      {"a b OR c", "or(or(word(a), word(b)), word(c))"},
      {"a OR b AND c", "or(word(a), and(word(b), word(c)))"},
      {"+a b", "word(a)"},
      {"+a +b c", "and(word(a), word(b))"},
      {"a b -c", "and(or(word(a), word(b)), not(word(c)))"},
      {"a NOT b", "and(word(a), not(word(b)))"},
      {"NOT a", "not(word(a))"},
      {"!a", "not(word(a))"},
      {"NOT NOT a", "not(not(word(a)))"},
      {"a AND NOT b", "and(word(a), not(word(b)))"},
      {"(a OR b) AND c", "and(or(word(a), word(b)), word(c))"},
      {"f:a", "f:word(a)"},
      {"f: a", "f:word(a)"},
      {"f:\"a b\"", "f:phrase(a b)"},
      {"\"a \\\" b\"", "phrase(a \" b)"},
      {"f:(a OR b)", "or(f:word(a), f:word(b))"},
      {"f:(a g:b)", "or(f:word(a), g:word(b))"},
      {"a.b.c:5", "a.b.c:word(5)"},
      {"f:a*", "f:wild(a*)"},
      {"f:a?c", "f:wild(a?c)"},
      {"f:a\\*", "f:word(a*)"},
      {"f:a\\**", "f:wild(a\\**)"},
      {"f:*", "f:exists"},
      {"_exists_:a.b", "a.b:exists"},
      {"f:[1 TO 5]", "f:range[1,5]"},
      {"f:{1 TO 5]", "f:range{1,5]"},
      {"f:[1 TO *}", "f:range[1,*}"},
      {"f:[\"a b\" TO c]", "f:range[a b,c]"},
      {"f:>=5", "f:range[5,*}"},
      {"f:< 5", "f:range{*,5}"},
      {"f:>\"2017-01-12 15:30:00\"", "f:range{2017-01-12 15:30:00,*}"},
      {"t:2017-01-12T15:30:00+08:00", "t:word(2017-01-12T15:30:00+08:00)"},
      {"15:30", "word(15:30)"},
      {"http://a/b", "word(http://a/b)"},
      {"p:/var/log", "p:word(/var/log)"},
      {"磁盘 OR android", "or(word(磁盘), word(android))"},
      {"ORDER", "word(ORDER)"},
      {"a-b", "word(a-b)"},
  };
  for (const auto& one : cases) {
    const Result<LogQuery> query = ParseLogQuery(one.text);
    ASSERT_TRUE(query.ok()) << one.text << ": " << query.status().message();
    EXPECT_EQ(DumpLogQuery(*query), one.tree) << one.text;
  }
}

TEST(LogQuery, RefusalsNameTheCharacter) {
  const struct {
    std::string text;
    const char* names;
  } cases[] = {
      {"a AND", "at character 6"},
      {"AND a", "at character 1: AND"},
      {"OR a", "at character 1"},
      {"(a", "at character 1: '(' is not closed"},
      {"a)", "at character 2"},
      {"()", "at character 2"},
      {"f:", "at character 3"},
      {"x \"abc", "at character 3: '\"'"},
      {"f:[1 5]", "at character 6: TO"},
      {"f:[1 TO 5", "at character 3"},
      {"f:[1 TO ]", "at character 9"},
      {"a~2", "at character 2: '~'"},
      {"\"a b\"^3", "at character 6: '^'"},
      {"a]", "at character 2"},
      {"a\\", "at character 2"},
      {std::string(40, '(') + "a" + std::string(40, ')'), "deeper than 32"},
      {std::string(200, '!') + "a", "deeper than 32"},
      {std::string(kMaxLogQuery + 1, 'a'), "longer"},
      {"x " + std::string(kMaxLogPattern, 'a') + "*", "at character 3: a pattern"},
      {"\xff", "UTF-8"},
  };
  for (const auto& one : cases) {
    const Result<LogQuery> query = ParseLogQuery(one.text);
    ASSERT_FALSE(query.ok()) << one.text;
    EXPECT_EQ(query.status().code(), ErrorCode::kBadRequest);
    EXPECT_NE(query.status().message().find(one.names), std::string::npos)
        << one.text << ": " << query.status().message();
  }
  std::string many;
  for (int i = 0; i <= kMaxLogQueryNodes; ++i) many += "a ";
  EXPECT_FALSE(ParseLogQuery(many).ok());
}

TEST(LogText, EachAnalyzerCutsItsWay) {
  const struct {
    Analyzer analyzer;
    const char* text;
    std::vector<std::string> words;
  } cases[] = {
      {Analyzer::kStandard, "Disk_1 is FULL, 95%!", {"disk_1", "is", "full", "95"}},
      {Analyzer::kStandard, "磁盘full满了", {"磁", "盘", "full", "满", "了"}},
      {Analyzer::kStandard, "Überzug ΑΒΓ Жук", {"überzug", "αβγ", "жук"}},
      {Analyzer::kStandard, "你好,世界。", {"你", "好", "世", "界"}},
      {Analyzer::kStandard, "", {}},
      {Analyzer::kSimple, "Disk_1 is FULL", {"disk", "is", "full"}},
      {Analyzer::kStop, "The disk is full", {"disk", "full"}},
      {Analyzer::kWhitespace, " A-b\tC ", {"A-b", "C"}},
      {Analyzer::kKeyword, "A b", {"A b"}},
      {Analyzer::kPath, "/var/log/x", {"/var", "/var/log", "/var/log/x"}},
  };
  for (const auto& one : cases) EXPECT_EQ(WordsOf(one.analyzer, one.text), one.words) << one.text;
}

TEST(LogText, Wildcards) {
  const struct {
    const char* pattern;
    const char* text;
    bool matches;
  } cases[] = {
      {"a*", "abc", true},       {"a*", "a", true}, {"*c", "abc", true}, {"a*c*e", "abcde", true},
      {"a*c*f", "abcde", false}, {"?", "磁", true}, {"?", "ab", false},  {"a\\*", "a*", true},
      {"a\\*", "ab", false},     {"*", "", true},   {"", "a", false},    {"**b", "aab", true},
      {"*盘", "磁盘", true},
  };
  for (const auto& one : cases) EXPECT_EQ(MatchesWildcard(one.pattern, one.text), one.matches) << one.pattern;
  // What backtracking would do for ever takes no longer than the product of the lengths.
  EXPECT_FALSE(MatchesWildcard("*a*a*a*a*a*a*a*a*b", std::string(2000, 'a')));
}

TEST(LogText, TimeSpans) {
  const Instant now = ParseRfc3339("2017-01-12T15:30:00+08:00")->instant;
  const struct {
    const char* text;
    const char* first;
    const char* last;  // the whole second that the span ends in
  } cases[] = {
      {"2017", "2017-01-01T00:00:00+08:00", "2017-12-31T23:59:59+08:00"},
      {"2016", "2016-01-01T00:00:00+08:00", "2016-12-31T23:59:59+08:00"},
      {"2017-02", "2017-02-01T00:00:00+08:00", "2017-02-28T23:59:59+08:00"},
      {"2017-12", "2017-12-01T00:00:00+08:00", "2017-12-31T23:59:59+08:00"},
      {"2017-01-12", "2017-01-12T00:00:00+08:00", "2017-01-12T23:59:59+08:00"},
      {"2017-01-12T15", "2017-01-12T15:00:00+08:00", "2017-01-12T15:59:59+08:00"},
      {"2017-01-12T15:30", "2017-01-12T15:30:00+08:00", "2017-01-12T15:30:59+08:00"},
      {"2017-01-12 15:30:05", "2017-01-12T15:30:05+08:00", "2017-01-12T15:30:05+08:00"},
      {"2017-01-12T07:30:05Z", "2017-01-12T15:30:05+08:00", "2017-01-12T15:30:05+08:00"},
      {"1484206205000", "2017-01-12T15:30:05+08:00", "2017-01-12T15:30:05+08:00"},
      {"now-1h", "2017-01-12T14:30:00+08:00", "2017-01-12T14:30:00+08:00"},
  };
  for (const auto& one : cases) {
    const std::optional<TimeSpan> span = ParseTimeSpan(one.text, now);
    ASSERT_TRUE(span) << one.text;
    EXPECT_EQ(FormatBeijing(Instant{span->first}), one.first) << one.text;
    EXPECT_EQ(FormatBeijing(Instant{span->last - ((span->last % kMicrosPerSecond))}), one.last) << one.text;
  }
  for (const char* bad : {"", "x", "2017-13", "2017-01-12T", "now+", "now*1h", "tomorrow"}) {
    EXPECT_FALSE(ParseTimeSpan(bad, now)) << bad;
  }
}

}  // namespace
}  // namespace pandora
