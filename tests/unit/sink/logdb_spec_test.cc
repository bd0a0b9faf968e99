#include "core/sink/logdb_spec.h"

#include <gtest/gtest.h>

#include "tests/support/batches.h"

namespace pandora {
namespace {

using testing_support::MakeSchema;

Schema Source() {
  return MakeSchema(
      "s string, l long, f float, b boolean, d date, j jsonstring, m {x string, y long}, as [string], al [long], "
      "af [float], ab [boolean]");
}

Result<LogdbSpec> Read(const char* spec, bool trust = false) {
  return ReadLogdbSpec(Json::parse(spec), Source(), trust);
}

std::vector<LogField> Fields(const char* schema) {
  Result<std::vector<LogField>> fields = ReadLogSchema(Json::parse(schema));
  EXPECT_TRUE(fields.ok()) << fields.status().message();
  return fields.ok() ? *std::move(fields) : std::vector<LogField>();
}

TEST(LogdbSpec, DefaultsAndReferencesWithAndWithoutMark) {
  const Result<LogdbSpec> spec = Read(R"({"destRepoName":"Logs_1","doc":{"user":"s","profile":{"age":"#f"}}})");
  ASSERT_TRUE(spec.ok()) << spec.status().message();
  EXPECT_EQ(spec->destination, "Logs_1");
  EXPECT_FALSE(spec->omit_invalid);
  EXPECT_FALSE(spec->omit_empty);
  ASSERT_EQ(spec->doc.size(), 2u);
  EXPECT_EQ(spec->doc[0].source, "s");
  ASSERT_EQ(spec->doc[1].inside.size(), 1u);
  EXPECT_EQ(spec->doc[1].inside[0].name, "age");
  EXPECT_EQ(spec->doc[1].inside[0].source, "f");
}

TEST(LogdbSpec, WithoutDocEveryFieldGoesUnderItsName) {
  const Result<LogdbSpec> spec = Read(R"({"destRepoName":"logs","doc":null,"omitInvalid":true,"locateIPConfig":null})");
  ASSERT_TRUE(spec.ok()) << spec.status().message();
  EXPECT_TRUE(spec->omit_invalid);
  ASSERT_EQ(spec->doc.size(), Source().fields.size());
  EXPECT_EQ(spec->doc[6].name, "m");
  EXPECT_EQ(spec->doc[6].source, "m");
}

TEST(LogdbSpec, RefusalsNameTheMember) {
  const struct {
    const char* spec;
    ErrorCode code;
    const char* names;
  } cases[] = {
      {R"({"doc":{"a":"#s"}})", ErrorCode::kE18305, "spec.destRepoName"},
      {R"({"destRepoName":""})", ErrorCode::kE18305, "spec.destRepoName"},
      {R"({"destRepoName":5})", ErrorCode::kE18305, "spec.destRepoName"},
      {R"({"destRepoName":"log-db"})", ErrorCode::kE18103, "'log-db'"},
      {R"({"destRepoName":"a","omitInvalid":"yes"})", ErrorCode::kE18305, "spec.omitInvalid"},
      {R"({"destRepoName":"a","omitEmpty":1})", ErrorCode::kE18305, "spec.omitEmpty"},
      {R"({"destRepoName":"a","doc":"x"})", ErrorCode::kE18305, "spec.doc"},
      {R"({"destRepoName":"a","doc":{}})", ErrorCode::kE18305, "spec.doc"},
      {R"({"destRepoName":"a","doc":{"x":{}}})", ErrorCode::kE18305, "spec.doc.x"},
      {R"({"destRepoName":"a","doc":{"x":["#s"]}})", ErrorCode::kE18305, "spec.doc.x"},
      {R"({"destRepoName":"a","doc":{"x.y":"#s"}})", ErrorCode::kE18305, "'x.y'"},
      {R"({"destRepoName":"a","doc":{"x":{"y":"#ss"}}})", ErrorCode::kE18111, "spec.doc.x.y"},
      {R"({"destRepoName":"a","doc":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":"#s"}}}}}}}}}})", ErrorCode::kE18305,
       "deeper"},
  };
  for (const auto& one : cases) {
    const Result<LogdbSpec> spec = Read(one.spec);
    ASSERT_FALSE(spec.ok()) << one.spec;
    EXPECT_EQ(spec.status().code(), one.code) << one.spec;
    EXPECT_NE(spec.status().message().find(one.names), std::string::npos) << spec.status().message();
  }
  EXPECT_TRUE(Read(R"({"destRepoName":"a","doc":{"x":"#gone"}})", true).ok());
}

TEST(LogdbSpec, DerivesTheTypesOfTheTable) {
  const Result<LogdbSpec> spec = Read(R"({"destRepoName":"a"})");
  ASSERT_TRUE(spec.ok());
  const Json schema = DeriveLogSchema(spec->doc, Source());
  std::string kinds;
  for (const Json& entry : schema)
    kinds += entry["key"].get<std::string>() + ":" + entry["valtype"].get<std::string>() + " ";
  EXPECT_EQ(kinds, "s:string l:long f:float b:boolean d:date j:object m:object as:string al:long af:float ab:boolean ");
  EXPECT_EQ(DumpJson(schema[6]["schema"]),
            R"([{"key":"x","valtype":"string","analyzer":"standard"},{"key":"y","valtype":"long"}])");
}

TEST(LogdbSpec, TypesGoWhereTheTableSays) {
  const struct {
    const char* source;
    const char* accepted;  // of all kinds
  } cases[] = {
      {"s", "string date geo_point ip"},
      {"l", "long date"},
      {"f", "float"},
      {"b", "boolean"},
      {"d", "date"},
      {"j", "object"},
      {"m", "object"},
      {"as", "string object"},
      {"al", "long object"},
      {"af", "float object"},
      {"ab", "boolean object"},
  };
  for (const auto& one : cases) {
    std::string accepted;
    for (const char* kind : {"string", "long", "float", "boolean", "date", "geo_point", "ip", "object"}) {
      const std::vector<LogField> fields =
          Fields((R"([{"key":"y","valtype":")" + std::string(kind) + R"("}])").c_str());
      const Status status = CheckLogTypes({{"y", one.source, {}}}, Source(), fields);
      if (status.ok()) accepted += (accepted.empty() ? "" : " ") + std::string(kind);
      EXPECT_EQ(status.code(), status.ok() ? ErrorCode::kOk : ErrorCode::kE18305);
    }
    EXPECT_EQ(accepted, one.accepted) << one.source;
  }
}

TEST(LogdbSpec, TypesAreCheckedInsideObjectsToo) {
  const std::vector<LogField> fields = Fields(
      R"([{"key":"o","valtype":"object","schema":[{"key":"x","valtype":"date"},{"key":"y","valtype":"string"}]}])");
  const Status map = CheckLogTypes({{"o", "m", {}}}, Source(), fields);
  EXPECT_NE(map.message().find("spec.doc.o.y"), std::string::npos) << map.message();
  EXPECT_NE(map.message().find("long or date is accepted"), std::string::npos) << map.message();
  EXPECT_TRUE(CheckLogTypes({{"o", "", {{"x", "s", {}}}}}, Source(), fields).ok());
  EXPECT_FALSE(CheckLogTypes({{"o", "", {{"x", "f", {}}}}}, Source(), fields).ok());
  EXPECT_FALSE(
      CheckLogTypes({{"y", "", {{"x", "f", {}}}}}, Source(), Fields(R"([{"key":"y","valtype":"long"}])")).ok());
}

TEST(LogSchema, RefusalsNameTheField) {
  const struct {
    const char* schema;
    const char* names;
  } cases[] = {
      {R"({})", "an array of fields"},
      {R"([5])", "a number"},
      {R"([{"valtype":"long"}])", "key ''"},
      {R"([{"key":"a-b","valtype":"long"}])", "'a-b'"},
      {R"([{"key":"a","valtype":"map"}])", "'map'"},
      {R"([{"key":"a","valtype":"string","analyzer":"english"}])", "'english'"},
      {R"([{"key":"a","valtype":"long"},{"key":"a","valtype":"long"}])", "twice"},
      {R"([{"key":"a","valtype":"object","schema":[{"key":"b","valtype":"x"}]}])", "field 'a': field 'b'"},
  };
  for (const auto& one : cases) {
    const Result<std::vector<LogField>> fields = ReadLogSchema(Json::parse(one.schema));
    ASSERT_FALSE(fields.ok()) << one.schema;
    EXPECT_NE(fields.status().message().find(one.names), std::string::npos) << fields.status().message();
  }
  Json many = Json::array();
  for (int i = 0; i <= kMaxLogFields; ++i) {
    many.push_back(Json{{"key", "f" + std::to_string(i)}, {"valtype", "long"}});
  }
  EXPECT_FALSE(ReadLogSchema(many).ok());
  many.erase(0);
  EXPECT_TRUE(ReadLogSchema(many).ok());
}

}  // namespace
}  // namespace pandora
