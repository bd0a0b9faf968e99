#include "core/format/json_cursor.h"

#include <gtest/gtest.h>

#include "core/format/json.h"

namespace pandora {
namespace {

bool IsJson(std::string_view text, int max_depth = 64) {
  JsonCursor cursor(text);
  return cursor.Skip(cursor.Begin(), max_depth) && cursor.End();
}

TEST(JsonCursor, AcceptsTheGrammar) {
  for (const char* const text :
       {"null", "true", "false", "0", "-0", "-12.5e+3", "1E5", "\"\"", "\"a\\u00e4\\n\"", "\"\\ud83d\\ude00\"", "[]",
        "{}", " [ 1 , 2 ] ", "\t{\"a\" : [ {} , [ ] ] , \"b\":null}\r\n", "\"\x7f\"", "[[[[]]]]", "{\"\":{\"\":0}}"}) {
    EXPECT_TRUE(IsJson(text)) << text;
    EXPECT_TRUE(ParseJson(text).ok()) << text;
  }
}

TEST(JsonCursor, RefusesAllElse) {
  for (const std::string& text : std::initializer_list<std::string>{"",
                                                                    " ",
                                                                    "nul",
                                                                    "True",
                                                                    "NaN",
                                                                    "Infinity",
                                                                    "-",
                                                                    "01",
                                                                    "-01",
                                                                    "1.",
                                                                    ".5",
                                                                    "+1",
                                                                    "1e",
                                                                    "1e+",
                                                                    "0x1",
                                                                    "\"",
                                                                    "\"a",
                                                                    "\"\\\"",
                                                                    "\"\\x\"",
                                                                    "\"\\u12\"",
                                                                    "\"\\u12g4\"",
                                                                    "\"\\ud800\"",
                                                                    "\"\\ud800x\"",
                                                                    "\"\\ud800\\n\"",
                                                                    "\"\\ud800\\ud800\"",
                                                                    "\"\\udc00\"",
                                                                    "\"\n\"",
                                                                    std::string("\"\0\"", 3),
                                                                    "[",
                                                                    "]",
                                                                    "[1",
                                                                    "[1,",
                                                                    "[1,]",
                                                                    "[,1]",
                                                                    "[1 2]",
                                                                    "[1}",
                                                                    "{",
                                                                    "}",
                                                                    "{\"a\"",
                                                                    "{\"a\":",
                                                                    "{\"a\":1",
                                                                    "{\"a\":1,",
                                                                    "{\"a\":1,}",
                                                                    "{a:1}",
                                                                    "{1:1}",
                                                                    "{\"a\" 1}",
                                                                    "{\"a\":1]",
                                                                    "{,}",
                                                                    "1 2",
                                                                    "[] []",
                                                                    "'a'",
                                                                    "/**/1",
                                                                    "\"a\"\"b\"",
                                                                    "truex"}) {
    EXPECT_FALSE(IsJson(text)) << text;
    EXPECT_FALSE(ParseJson(text).ok()) << text;
  }
}

TEST(JsonCursor, BoundsNestingWithoutRecursion) {
  const auto nested = [](int depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_TRUE(IsJson(nested(64)));
  EXPECT_FALSE(IsJson(nested(65)));
  EXPECT_TRUE(IsJson(nested(JsonCursor::kMaxSkipDepth), 1 << 30));
  EXPECT_FALSE(IsJson(nested(JsonCursor::kMaxSkipDepth + 1), 1 << 30));
  EXPECT_FALSE(IsJson("[]", 0));
  EXPECT_TRUE(IsJson("1", 0));
  EXPECT_FALSE(IsJson(std::string(1'000'000, '['), 1 << 30));
}

TEST(JsonCursor, SkipTellsObjectsFromArraysAtEveryDepth) {
  std::string text;
  for (int i = 0; i < 300; ++i) text += i % 3 == 0 ? "{\"k\":" : "[";
  text += "1";
  for (int i = 299; i >= 0; --i) text += i % 3 == 0 ? "}" : "]";
  EXPECT_TRUE(IsJson(text, 300));
  EXPECT_FALSE(IsJson(text, 299));
  text.back() = ']';
  EXPECT_FALSE(IsJson(text, 300));
}

TEST(JsonCursor, HandsOutTokens) {
  JsonCursor cursor("{\"a\\tb\": [1, 2.5, \"x\"], \"c\": false}");
  ASSERT_EQ(cursor.Begin(), JsonKind::kObject);
  ASSERT_TRUE(cursor.NextMember(true));
  EXPECT_EQ(cursor.text(), "a\\tb");
  EXPECT_TRUE(cursor.escaped());
  ASSERT_EQ(cursor.Begin(), JsonKind::kArray);
  ASSERT_TRUE(cursor.NextElement(true));
  ASSERT_EQ(cursor.Begin(), JsonKind::kNumber);
  EXPECT_TRUE(cursor.integer());
  ASSERT_TRUE(cursor.NextElement(false));
  ASSERT_EQ(cursor.Begin(), JsonKind::kNumber);
  EXPECT_FALSE(cursor.integer());
  EXPECT_EQ(cursor.text(), "2.5");
  ASSERT_TRUE(cursor.NextElement(false));
  ASSERT_EQ(cursor.Begin(), JsonKind::kString);
  EXPECT_EQ(cursor.text(), "x");
  EXPECT_FALSE(cursor.escaped());
  EXPECT_FALSE(cursor.NextElement(false));
  ASSERT_TRUE(cursor.NextMember(false));
  EXPECT_EQ(cursor.text(), "c");
  EXPECT_EQ(cursor.Begin(), JsonKind::kBoolean);
  EXPECT_FALSE(cursor.NextMember(false));
  EXPECT_TRUE(cursor.End());
  EXPECT_FALSE(cursor.failed());
}

TEST(JsonCursor, AFailureStays) {
  JsonCursor cursor("[1 2]");
  EXPECT_EQ(cursor.Begin(), JsonKind::kArray);
  EXPECT_TRUE(cursor.NextElement(true));
  EXPECT_EQ(cursor.Begin(), JsonKind::kNumber);
  EXPECT_FALSE(cursor.NextElement(false));
  EXPECT_STREQ(cursor.error(), "',' or ']'");
  EXPECT_EQ(cursor.offset(), 3u);
  EXPECT_EQ(cursor.Begin(), JsonKind::kError);
  EXPECT_FALSE(cursor.NextMember(true));
  EXPECT_FALSE(cursor.End());
  EXPECT_STREQ(cursor.error(), "',' or ']'");
}

TEST(JsonText, UnescapeAndCompact) {
  const struct {
    const char* raw;
    std::string text;
  } cases[] = {{"", ""},
               {"plain", "plain"},
               {"\\\"\\\\\\/\\b\\f\\n\\r\\t", "\"\\/\b\f\n\r\t"},
               {"\\u0041\\u00e4\\u5c0F", "A\xc3\xa4\xe5\xb0\x8f"},
               {"x\\ud83d\\ude00y", "x\xf0\x9f\x98\x80y"},
               {"\\u0000", std::string(1, '\0')}};
  for (const auto& c : cases) {
    std::string text;
    AppendJsonUnescaped(c.raw, &text);
    EXPECT_EQ(text, c.text) << c.raw;
  }
  std::string compact;
  AppendJsonCompact(" { \"a b\" : [ 1 ,\t\"\\\" \\\\\" , null ] }\n", &compact);
  EXPECT_EQ(compact, "{\"a b\":[1,\"\\\" \\\\\",null]}");
}

}  // namespace
}  // namespace pandora
