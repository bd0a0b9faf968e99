#include "core/function/json_path.h"

#include <gtest/gtest.h>

#include "core/function/json_struct.h"

namespace pandora {
namespace {

std::string Find(std::string_view json, std::string_view path) {
  std::optional<JsonPath> compiled = JsonPath::Compile(path);
  return compiled ? compiled->Find(json).value_or("NULL") : "no path";
}

TEST(JsonPath, FindsAsSparkDoes) {
  struct Row {
    std::string_view json, path, found;
  };
  constexpr Row kRows[] = {
      {R"({"a":"b"})", "$.a", "b"},
      {R"({"a":{"b":"\u4e2d\n"}})", "$.a", R"({"b":"中\n"})"},
      {R"({"a":1.50, "b":1.0E5})", "$.a", "1.5"},
      {R"({"a":1.50, "b":1.0E5})", "$.b", "100000.0"},
      {R"({"a":12345678901234567890})", "$.a", "12345678901234567890"},
      {R"({"a":[{"b":1},{"b":2}]})", "$.a[*].b", "[1,2]"},
      {R"({"a":[{"b":"x"}]})", "$.a[*].b", R"("x")"},
      {R"({"a":[[1,2],[3]]})", "$.a[*][*]", "[1,2,3]"},
      {R"({"a":[[1,2],[3]]})", "$.a[*][0]", "[1,3]"},
      {R"({"a":[[1,2],[3]]})", "$.a[0]", "[1,2]"},
      {R"({"a":1,"b":2})", "$.*", "NULL"},
      {R"({"a":null})", "$.a", "NULL"},
      {R"({"a":1} and more)", "$.a", "1"},
      {R"({"a":1)", "$.a", "NULL"},
      {R"({"a b":1})", "$['a b']", "1"},
      {R"([1,2,3])", "$[1]", "2"},
      {R"([1,2,3])", "$[9]", "NULL"},
      {R"("abc")", "$", "abc"},
      {R"({"a":1})", "a", "no path"},
      {R"({"a":1})", "$.", "no path"},
  };
  for (const Row& row : kRows) EXPECT_EQ(Find(row.json, row.path), row.found) << row.json << " " << row.path;
}

TEST(JsonPath, DeepTextsEnd) {
  std::string deep = std::string(100000, '[') + std::string(100000, ']');
  EXPECT_EQ(Find(deep, "$"), "NULL");
  EXPECT_EQ(Find(std::string(100000, '{'), "$.a"), "NULL");
}

TEST(SchemaText, Forms) {
  constexpr std::pair<std::string_view, std::string_view> kRows[] = {
      {"a INT, b DOUBLE", "struct<a:int,b:double>"},
      {"`a b` string comment 'x', c decimal(5,2)", "struct<a b:string,c:decimal(5,2)>"},
      {"array<struct<a:int>>", "array<struct<a:int>>"},
      {"m MAP<STRING, ARRAY<BIGINT>>, d Date", "struct<m:map<string,array<bigint>>,d:date>"},
      {R"({"type":"struct","fields":[{"name":"a","type":"integer","nullable":true,"metadata":{}}]})", "struct<a:int>"},
      {R"({"type":"array","elementType":"string","containsNull":true})", "array<string>"},
  };
  for (const auto& [text, type] : kRows) {
    std::string error;
    std::optional<SqlType> parsed = ParseSchemaText(text, &error);
    EXPECT_TRUE(parsed && TypeName(*parsed) == type) << text << ": " << error;
  }
  for (std::string_view text :
       {"", "a", "a Nosuch", "a INT b INT", "a INT,", "a array<int", "a decimal(99,0)", "{}", "{\"type\":1}"}) {
    std::string error;
    EXPECT_FALSE(ParseSchemaText(text, &error)) << text;
    EXPECT_FALSE(error.empty()) << text;
  }
  std::string deep;
  for (int k = 0; k < 10000; ++k) deep += "array<";
  std::string error;
  EXPECT_FALSE(ParseSchemaText(deep, &error));
}

}  // namespace
}  // namespace pandora
