#include "core/scenario/value.h"

#include <gtest/gtest.h>

#include <limits>

namespace pandora::scenario {
namespace {

Value Parse(const char* text) {
  Result<Json> value = ParseJson(text);
  EXPECT_TRUE(value.ok()) << text;
  return *value;
}

TEST(ScenarioValue, ComparesNumbersExactly) {
  struct {
    const char* a;
    const char* b;
    int order;
  } cases[] = {
      {"1", "1.0", 0},
      {"9007199254740993", "9007199254740992.0", 1},
      {"9007199254740993", "9007199254740992", 1},
      {"-9007199254740993", "-9007199254740992.0", -1},
      {"9223372036854775807", "9223372036854775808.0", -1},
      {"9223372036854775807", "9223372036854775808", -1},
      {"18446744073709551615", "18446744073709551616.0", -1},
      {"18446744073709551615", "-1", 1},
      {"18446744073709551615", "-1.5", 1},
      {"-9223372036854775808", "-9223372036854775808.0", 0},
      {"-9223372036854775808", "-1e300", 1},
      {"-2", "-1.5", -1},
      {"-1", "-1.5", 1},
      {"1", "1.5", -1},
      {"2", "1.5", 1},
      {"-1", "0.5", -1},
      {"0", "-0.0", 0},
      {"-5", "-4", -1},
      {"1.5", "1.25", 1},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(CompareValues(Parse(c.a), Parse(c.b)), c.order) << c.a << " " << c.b;
    EXPECT_EQ(CompareValues(Parse(c.b), Parse(c.a)), -c.order) << c.b << " " << c.a;
  }
  EXPECT_FALSE(CompareValues(Value(std::numeric_limits<double>::quiet_NaN()), Value(1)));
}

TEST(ScenarioValue, ComparesStringsAndBytes) {
  EXPECT_EQ(CompareValues(Value("a"), Value("b")), -1);
  EXPECT_EQ(CompareValues(MakeBytes("b"), MakeBytes("a")), 1);
  EXPECT_FALSE(CompareValues(MakeBytes("a"), Value("a")));
  EXPECT_FALSE(CompareValues(Value("1"), Value(1)));
  EXPECT_FALSE(CompareValues(Value(true), Value(1)));
}

TEST(ScenarioValue, EqualityIgnoresTheOrderOfMembers) {
  EXPECT_TRUE(EqualValues(Parse(R"({"a":[1,{"b":null}],"c":true})"), Parse(R"({"c":true,"a":[1.0,{"b":null}]})")));
  EXPECT_FALSE(EqualValues(Parse(R"({"a":1})"), Parse(R"({"a":1,"b":2})")));
  EXPECT_FALSE(EqualValues(Parse(R"({"a":1})"), Parse(R"({"b":1})")));
  EXPECT_FALSE(EqualValues(Parse("[1,2]"), Parse("[2,1]")));
  EXPECT_FALSE(EqualValues(Parse("null"), Parse("false")));
  EXPECT_FALSE(EqualValues(Parse("[]"), Parse("{}")));
}

TEST(ScenarioValue, Describes) {
  EXPECT_EQ(DescribeValue(Value(5)), "integer 5");
  EXPECT_EQ(DescribeValue(Value(2.0)), "float 2.0");
  EXPECT_EQ(DescribeValue(Value("x")), "string \"x\"");
  EXPECT_EQ(DescribeValue(Parse("[1]")), "list of 1 [1]");
  EXPECT_EQ(DescribeValue(MakeBytes("\x01\xff")), "2 bytes 01ff");
  EXPECT_EQ(DescribeValue(Value()), "null");
  EXPECT_LT(DescribeValue(Value(std::string(10000, 'x'))).size(), 500u);
}

}  // namespace
}  // namespace pandora::scenario
