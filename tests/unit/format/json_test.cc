#include "core/format/json.h"

#include <gtest/gtest.h>

namespace pandora {
namespace {

TEST(ParseJson, KeepsOrderAndDigits) {
  const Result<Json> json = ParseJson(R"({"z":1,"a":[true,null,"\u00e4"],"big":9223372036854775807,)"
                                      R"("bigger":18446744073709551615,"neg":-9223372036854775808,"f":1.50})");
  ASSERT_TRUE(json.ok()) << json.status().message();
  EXPECT_EQ(DumpJson(*json),
            "{\"z\":1,\"a\":[true,null,\"\xc3\xa4\"],\"big\":9223372036854775807,"
            "\"bigger\":18446744073709551615,\"neg\":-9223372036854775808,\"f\":1.5}");
  EXPECT_EQ(DumpJson(*ParseJson("18446744073709551616")), "1.8446744073709552e+19");
}

TEST(ParseJson, TheLastOfDuplicateMembersWins) {
  EXPECT_EQ(DumpJson(*ParseJson(R"({"a":1,"b":2,"a":3,"c":4,"b":5,"a":6})")), R"({"a":6,"b":5,"c":4})");
  EXPECT_EQ((*ParseJson(R"({"\u0061":1,"a":2})"))["a"], 2);
}

TEST(ParseJson, ManyMembersTakeLinearTime) {
  std::string text = "{";
  for (int i = 0; i < 200'000; ++i) text += "\"k" + std::to_string(i) + "\":0,";
  text.back() = '}';
  const Result<Json> json = ParseJson(text);
  ASSERT_TRUE(json.ok());
  EXPECT_EQ(json->size(), 200'000u);
}

TEST(ParseJson, SaysWhereAndWhatIsWrong) {
  const struct {
    std::string text;
    std::string detail;
  } cases[] = {
      {"", "line 1, column 1: expected a value, the text ends"},
      {"{\"a\":1,\n \"b\" 2}", "line 2, column 6: expected ':', found '2}'"},
      {"[1,2", "line 1, column 5: expected ',' or ']', the text ends"},
      {"[\"\xe5\xb0\x8f\", x]", "line 1, column 7: expected a value, found 'x]'"},
      {"{} {}", "line 1, column 4: expected the end of the text, found '{}'"},
      {"[1e999]", "line 1, column 2: expected a number that a 64-bit float can hold, found '1e999]'"},
      {"\"a\xff\"", "line 1, column 3: the text is not valid UTF-8"},
      {"\"a\nb\"", "line 1, column 3: expected no control character in a string"},
  };
  for (const auto& c : cases) {
    const Result<Json> json = ParseJson(c.text);
    ASSERT_FALSE(json.ok()) << c.text;
    EXPECT_EQ(json.status().code(), ErrorCode::kE18007);
    EXPECT_EQ(json.status().detail().substr(0, c.detail.size()), c.detail);
  }
}

TEST(ParseJson, BoundsDepth) {
  const auto nested = [](int depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_TRUE(ParseJson(nested(kMaxJsonDepth)).ok());
  const Result<Json> deep = ParseJson(nested(kMaxJsonDepth + 1));
  ASSERT_FALSE(deep.ok());
  EXPECT_NE(deep.status().detail().find("column 129: expected at most 128 levels of nesting"), std::string::npos)
      << deep.status().detail();
  EXPECT_FALSE(ParseJson(std::string(1'000'000, '[')).ok());
  EXPECT_TRUE(ParseJson("[1]", 1).ok());
  EXPECT_FALSE(ParseJson("[[1]]", 1).ok());
}

TEST(DumpJson, ReplacesInvalidUtf8) {
  EXPECT_EQ(DumpJson(Json("a\xff")), "\"a\xef\xbf\xbd\"");
  EXPECT_EQ(DumpJsonPretty(*ParseJson("{\"a\":[1]}")), "{\n  \"a\": [\n    1\n  ]\n}");
}

TEST(JsonTypeName, OfEachKind) {
  const struct {
    const char* text;
    const char* name;
  } cases[] = {{"null", "null"},      {"true", "a boolean"}, {"1", "a number"},   {"1.5", "a number"},
               {"\"x\"", "a string"}, {"[]", "an array"},    {"{}", "an object"}, {"18446744073709551615", "a number"}};
  for (const auto& c : cases) EXPECT_EQ(JsonTypeName(*ParseJson(c.text)), c.name);
}

TEST(FindMember, NothingForAbsentAndNullAndWhatIsNoObject) {
  const Json object = *ParseJson(R"({"zero": 0, "none": null, "empty": ""})");
  ASSERT_NE(FindMember(object, "zero"), nullptr);
  EXPECT_EQ(FindMember(object, "zero"), &object["zero"]);
  EXPECT_NE(FindMember(object, "empty"), nullptr);
  EXPECT_EQ(FindMember(object, "none"), nullptr);
  EXPECT_EQ(FindMember(object, "absent"), nullptr);
  for (const char* text : {"[\"zero\"]", "\"zero\"", "7", "null"})
    EXPECT_EQ(FindMember(*ParseJson(text), "zero"), nullptr);
}

TEST(AppendJsonString, EscapesWhatJsonDemandsAndReadsBack) {
  std::string text;
  for (int c = 0; c < 128; ++c) text.push_back(static_cast<char>(c));
  text += "/\xc3\xa4\xf0\x9f\x98\x80";
  for (size_t begin = 0; begin < 16; ++begin) {
    const std::string part = text.substr(begin);
    std::string quoted;
    AppendJsonString(part, &quoted);
    const Result<Json> json = ParseJson(quoted);
    ASSERT_TRUE(json.ok()) << quoted;
    EXPECT_EQ(json->get<std::string>(), part);
    EXPECT_EQ(quoted, DumpJson(*json));
  }
}

}  // namespace
}  // namespace pandora
