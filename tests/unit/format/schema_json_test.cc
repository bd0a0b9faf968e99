#include "core/format/schema_json.h"

#include <gtest/gtest.h>

#include "tests/support/batches.h"

namespace pandora {
namespace {

using testing_support::MakeSchema;

TEST(ReadSchema, ReadsEveryKind) {
  const Result<Schema> schema =
      ReadSchema(*ParseJson(R"([{"key":"userName","valtype":"string","required":true,"description":null},
                     {"key":"l","valtype":"array","elemtype":"long"},
                     {"key":"m","valtype":"map","schema":[{"key":"x","valtype":"jsonstring","required":false}]},
                     {"key":"d","valtype":"date","required":null,"elemtype":"nonsense","schema":7}])"),
                 {});
  ASSERT_TRUE(schema.ok()) << schema.status().message();
  EXPECT_EQ(*schema, MakeSchema("userName! string, l [long], m {x jsonstring}, d date"));
}

TEST(ReadSchema, RefusesWithTheDocumentsCode) {
  const struct {
    const char* json;
    ErrorCode code;
    const char* detail;
  } cases[] = {
      {"null", ErrorCode::kE18105, "schema is missing"},
      {"{}", ErrorCode::kE18007, "schema is an object, not an array of fields"},
      {"[]", ErrorCode::kE18105, "schema is empty"},
      {"[1]", ErrorCode::kE18007, "schema[0]: a field is an object, not a number"},
      {R"([{"valtype":"long"}])", ErrorCode::kE18106, "schema[0]: key is missing"},
      {R"([{"key":null,"valtype":"long"}])", ErrorCode::kE18106, "schema[0]: key is missing"},
      {R"([{"key":1,"valtype":"long"}])", ErrorCode::kE18106, "schema[0]: key is a number"},
      {R"([{"key":"","valtype":"long"}])", ErrorCode::kE18106, "field ''"},
      {R"([{"Key":"a","valtype":"long"}])", ErrorCode::kE18106, "schema[0]: key is missing"},
      {R"([{"key":"a"}])", ErrorCode::kE18107, "field 'a': valtype is missing"},
      {R"([{"key":"a","valtype":"String"}])", ErrorCode::kE18107, "field 'a': valtype 'String' is unknown"},
      {R"([{"key":"a","valtype":["long"]}])", ErrorCode::kE18107, "field 'a': valtype is an array"},
      {R"([{"key":"a","valtype":"array"}])", ErrorCode::kE18107, "field 'a': elemtype is missing"},
      {R"([{"key":"a","valtype":"array","elemtype":"int"}])", ErrorCode::kE18107,
       "field 'a': elemtype 'int' is unknown"},
      {R"([{"key":"a","valtype":"array","elemtype":"date"}])", ErrorCode::kE18107, "field 'a': an array of date"},
      {R"([{"key":"a","valtype":"long","required":"yes"}])", ErrorCode::kE18007, "field 'a': required is a string"},
      {R"([{"key":"m","valtype":"map"}])", ErrorCode::kE18105, "field 'm': schema is missing"},
      {R"([{"key":"m","valtype":"map","schema":[]}])", ErrorCode::kE18105, "field 'm': schema is empty"},
      {R"([{"key":"m","valtype":"map","schema":[{"key":"x"}]}])", ErrorCode::kE18107,
       "field 'm.x': valtype is missing"},
      {R"([{"key":"m","valtype":"map","schema":[{}]}])", ErrorCode::kE18106, "field 'm', schema[0]: key is missing"},
      {R"([{"key":"a","valtype":"long"},{"key":"a","valtype":"long"}])", ErrorCode::kE18106, "declared twice"},
  };
  for (const auto& c : cases) {
    const Result<Schema> schema = ReadSchema(*ParseJson(c.json), {});
    ASSERT_FALSE(schema.ok()) << c.json;
    EXPECT_EQ(schema.status().code(), c.code) << c.json;
    EXPECT_NE(schema.status().detail().find(c.detail), std::string::npos) << schema.status().detail();
  }
}

TEST(WriteSchema, WritesWhatReadSchemaReads) {
  const Schema schema = MakeSchema("a! long, l [boolean], m {x jsonstring, n! {y date}}");
  const Json json = WriteSchema(schema);
  EXPECT_EQ(
      DumpJson(json),
      R"([{"key":"a","valtype":"long","required":true},)"
      R"({"key":"l","valtype":"array","elemtype":"boolean","required":false},)"
      R"({"key":"m","valtype":"map","required":false,"schema":[)"
      R"({"key":"x","valtype":"jsonstring","required":false},)"
      R"({"key":"n","valtype":"map","required":true,"schema":[{"key":"y","valtype":"date","required":false}]}]}])");
  const Result<Schema> again = ReadSchema(json, {});
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(*again, schema);
}

}  // namespace
}  // namespace pandora
