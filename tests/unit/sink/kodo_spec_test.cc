#include "core/sink/kodo_spec.h"

#include <gtest/gtest.h>

namespace pandora {
namespace {

Schema OneField() {
  Schema schema;
  schema.fields.push_back({"f1", {Kind::kLong, Kind::kString, {}}, false});
  return schema;
}

// The smallest spec that is accepted, with `members` merged over it.
Json Spec(const char* members) {
  Json spec = Json::parse(R"({"bucket":"b","email":"a@b","accessKey":"k","fields":{"x":"#f1"}})");
  spec.update(Json::parse(members));
  return spec;
}

TEST(KodoSpec, HasTheDocumentedDefaults) {
  const Schema schema = OneField();
  const Result<KodoSpec> spec = ReadKodoSpec(Spec("{}"), &schema);
  ASSERT_TRUE(spec.ok()) << spec.status().message();
  EXPECT_EQ(spec->strategy, RotateStrategy::kInterval);
  EXPECT_EQ(spec->rotate_size, 5242880);
  EXPECT_EQ(spec->rotate_interval, 600);
  EXPECT_EQ(spec->format, "json");
  EXPECT_EQ(spec->key_prefix, "");
  EXPECT_FALSE(spec->compress);
  EXPECT_EQ(spec->retention_days, 0);
  EXPECT_EQ(spec->fields, (std::vector<std::pair<std::string, std::string>>{{"x", "f1"}}));
}

TEST(KodoSpec, AcceptsWhatClientsSend) {
  const Schema schema = OneField();
  for (const char* members :
       {R"({"fields":{"x":"f1"}})", R"({"rotateSize":0,"rotateNumber":3,"rotateSizeType":"KB"})",
        R"({"rotateStrategy":"size","rotateSize":1073741824,"rotateInterval":0})", R"({"email":""})",
        R"({"rotateStrategy":"","rotateSize":0,"rotateInterval":0})", R"({"keyPrefix":null,"delimiter":""})",
        R"({"format":"csv","delimiter":"||"})", R"({"rotateStrategy":"both","rotateSize":1,"rotateInterval":1})",
        R"({"retention":-1})", R"({"format":"parquet","compress":true})"}) {
    EXPECT_TRUE(ReadKodoSpec(Spec(members), &schema).ok()) << members;
  }
}

TEST(KodoSpec, RefusalsNameTheMember) {
  const Schema schema = OneField();
  const struct {
    const char* members;
    ErrorCode code;
    const char* names;
  } cases[] = {
      {R"({"bucket":null})", ErrorCode::kE18305, "spec.bucket"},
      {R"({"bucket":""})", ErrorCode::kE18305, "spec.bucket"},
      {R"({"email":5})", ErrorCode::kE18305, "spec.email"},
      {R"({"fields":null})", ErrorCode::kE18305, "spec.fields"},
      {R"({"fields":{}})", ErrorCode::kE18305, "spec.fields"},
      {R"({"fields":{"x":1}})", ErrorCode::kE18305, "spec.fields.x"},
      {R"({"fields":{"x":"#f2"}})", ErrorCode::kE18111, "did you mean '#f1'"},
      {R"({"rotateStrategy":"daily"})", ErrorCode::kE18305, "spec.rotateStrategy"},
      {R"({"rotateSize":"5MB"})", ErrorCode::kE18305, "spec.rotateSize"},
      {R"({"rotateStrategy":"size","rotateSize":1073741825})", ErrorCode::kE18305, "spec.rotateSize"},
      {R"({"rotateStrategy":"size","rotateSize":0})", ErrorCode::kE18305, "spec.rotateSize"},
      {R"({"rotateSize":18446744073709551615})", ErrorCode::kE18305, "spec.rotateSize"},
      {R"({"rotateInterval":0})", ErrorCode::kE18305, "spec.rotateInterval"},
      {R"({"rotateInterval":-5})", ErrorCode::kE18305, "spec.rotateInterval"},
      {R"({"fields":{"":"#f1"}})", ErrorCode::kE18305, "spec.fields has an empty name"},
      {R"({"format":"csv","delimiter":"\""})", ErrorCode::kE18305, "spec.delimiter"},
      {R"({"format":"csv","delimiter":"\n"})", ErrorCode::kE18305, "spec.delimiter"},
      {R"({"format":"orc"})", ErrorCode::kE18305, "spec.format"},
      {R"({"format":"csv"})", ErrorCode::kE18330, "spec.delimiter"},
      {R"({"compress":"gzip"})", ErrorCode::kE18305, "spec.compress"},
      {R"({"retention":"7d"})", ErrorCode::kE18305, "spec.retention"},
      {R"({"retention":1e3})", ErrorCode::kE18305, "spec.retention"},
  };
  for (const auto& one : cases) {
    const Result<KodoSpec> spec = ReadKodoSpec(Spec(one.members), &schema);
    ASSERT_FALSE(spec.ok()) << one.members;
    EXPECT_EQ(spec.status().code(), one.code) << one.members;
    EXPECT_NE(spec.status().message().find(one.names), std::string::npos) << spec.status().message();
  }
  EXPECT_FALSE(ReadKodoSpec(Json::array(), &schema).ok());
}

TEST(KodoSpec, StoredReferencesAreTakenOnTrust) {
  EXPECT_TRUE(ReadKodoSpec(Spec(R"({"fields":{"x":"#gone"}})"), nullptr).ok());
}

}  // namespace
}  // namespace pandora
