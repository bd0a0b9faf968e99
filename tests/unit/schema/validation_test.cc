#include "core/schema/validation.h"

#include <gtest/gtest.h>

#include "tests/support/batches.h"

namespace pandora {
namespace {

using testing_support::MakeSchema;

std::string NestedMaps(int levels) {
  std::string text;
  for (int i = 0; i < levels; ++i) text += "m {";
  text += "x long";
  for (int i = 0; i < levels; ++i) text += "}";
  return text;
}

TEST(ValidateSchema, Accepts) {
  for (const std::string& text : {std::string("a long"), std::string("userName string, age float, _k [boolean]"),
                                  std::string("m {m {m long}}, n {m long}"), NestedMaps(5)}) {
    EXPECT_TRUE(ValidateSchema(MakeSchema(text), {}).ok()) << text;
  }
}

TEST(ValidateSchema, RefusesWithTheDocumentsCode) {
  const struct {
    std::string schema;
    ErrorCode code;
    std::string names;
  } cases[] = {
      {"", ErrorCode::kE18105, "at least one field"},
      {"a long, m {}", ErrorCode::kE18105, "field 'm'"},
      {"m {n {}}", ErrorCode::kE18105, "field 'm.n'"},
      {"user-name string", ErrorCode::kE18106, "field 'user-name'"},
      {"1a long", ErrorCode::kE18106, "field '1a'"},
      {"m {x long, 9 long}", ErrorCode::kE18106, "field 'm.9'"},
      {std::string(129, 'a') + " long", ErrorCode::kE18106, "128"},
      {"a long, a string", ErrorCode::kE18106, "field 'a': the name is declared twice"},
      {"m {x long, x long}", ErrorCode::kE18106, "field 'm.x'"},
      {"l [date]", ErrorCode::kE18107, "field 'l': an array of date"},
      {"l [map]", ErrorCode::kE18107, "an array of map"},
      {NestedMaps(6), ErrorCode::kE18107, "field 'm.m.m.m.m.m'"},
  };
  for (const auto& c : cases) {
    const Status status = ValidateSchema(MakeSchema(c.schema), {});
    EXPECT_EQ(status.code(), c.code) << c.schema;
    EXPECT_NE(status.detail().find(c.names), std::string::npos) << status.detail();
  }
}

TEST(ValidateSchema, CountsNestedFields) {
  SchemaLimits limits;
  limits.max_fields = 4;
  EXPECT_TRUE(ValidateSchema(MakeSchema("a long, m {x long, y long}"), limits).ok());
  EXPECT_EQ(ValidateSchema(MakeSchema("a long, m {x long, y long}, b long"), limits).code(), ErrorCode::kE18134);
  EXPECT_EQ(CountFields(MakeSchema("a long, m {x long, n {y long}}, l [long]")), 6);
}

TEST(CheckAddOnly, NamesWhatChanged) {
  const Schema before = MakeSchema("a long, m {x long, y [long]}");
  EXPECT_TRUE(CheckAddOnly(before, before, ErrorCode::kE18207).ok());
  EXPECT_TRUE(
      CheckAddOnly(before, MakeSchema("b string, m {z date, y [long], x! long}, a! long"), ErrorCode::kE18207).ok());
  const struct {
    const char* after;
    const char* detail;
  } cases[] = {
      {"m {x long, y [long]}", "field 'a' is missing"},
      {"a float, m {x long, y [long]}", "field 'a' was long and may not become float"},
      {"a long, m {x long}", "field 'm.y' is missing"},
      {"a long, m {x long, y [string]}", "field 'm.y' was array of long and may not become array of string"},
      {"a long, m jsonstring", "field 'm' was map and may not become jsonstring"},
  };
  for (const auto& c : cases) {
    const Status status = CheckAddOnly(before, MakeSchema(c.after), ErrorCode::kE18207);
    EXPECT_EQ(status.code(), ErrorCode::kE18207);
    EXPECT_NE(status.detail().find(c.detail), std::string::npos) << status.detail();
  }
}

}  // namespace
}  // namespace pandora
