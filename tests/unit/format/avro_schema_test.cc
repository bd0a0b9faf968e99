#include "core/format/avro_schema.h"

#include <gtest/gtest.h>

namespace pandora {
namespace {

Json Parsed(const std::string& text) {
  Result<Json> json = ParseJson(text);
  EXPECT_TRUE(json.ok()) << text;
  return json.ok() ? *json : Json();
}

// "name:type" of each field, "!" behind those that are required; else the error.
std::string Read(const std::string& fields) {
  const Result<std::vector<AvroField>> read =
      ReadAvroRecord(Parsed(R"({"type":"record","name":"subject","fields":)" + fields + "}"));
  if (!read.ok()) return read.status().message();
  std::string text;
  for (const AvroField& field : *read)
    text += (text.empty() ? "" : " ") + field.name + ":" + TypeName(field.type) + (field.required ? "!" : "");
  return text;
}

struct Case {
  std::string_view fields;
  std::string_view expected;
};

TEST(AvroSchema, ReadsTypes) {
  constexpr Case kCases[] = {
      {R"([{"name":"a","type":"string"},{"name":"b","type":"long"},{"name":"c","type":"int"}])",
       "a:string! b:bigint! c:int!"},
      {R"([{"name":"a","type":"double"},{"name":"b","type":"float"},{"name":"c","type":"boolean"},{"name":"d","type":"bytes"}])",
       "a:double! b:float! c:boolean! d:binary!"},
      {R"([{"name":"a","type":["null","string"]},{"name":"b","type":["long","null"]},{"name":"c","type":["int"]}])",
       "a:string b:bigint c:int!"},
      {R"([{"name":"a","type":{"type":"array","items":["null","int"]}},{"name":"b","type":["null",{"type":"map","values":"long"}]}])",
       "a:array<int>! b:map<string,bigint>"},
      {R"([{"name":"a","type":{"type":"long","logicalType":"timestamp-millis"}},{"name":"b","type":{"type":"int","logicalType":"date"}},{"name":"c","type":{"type":"int","logicalType":"timestamp-millis"}},{"name":"d","type":{"type":"string","logicalType":"uuid"}}])",
       "a:timestamp! b:date! c:int! d:string!"},
      {R"([{"name":"a","type":{"type":"enum","name":"e","symbols":["x"]}},{"name":"b","type":"e"},{"name":"c","type":{"type":"fixed","name":"f","size":4}}])",
       "a:string! b:string! c:binary!"},
      {R"([{"name":"a","type":{"type":"record","name":"ns.p","fields":[{"name":"x","type":["null","int"]},{"name":"y","type":"string"}]}},{"name":"b","type":{"type":"array","items":"p"}}])",
       "a:struct<x:int,y:string>! b:array<struct<x:int,y:string>>!"},
      {R"([{"name":"a","type":{"type":{"type":"array","items":"int"}}}])", "a:array<int>!"},
  };
  for (const Case& c : kCases) EXPECT_EQ(Read(std::string(c.fields)), c.expected) << c.fields;
}

TEST(AvroSchema, RefusesAndSaysWhere) {
  constexpr Case kCases[] = {
      {"[]", "E18105: repo schema is empty: the record has no fields"},
      {"{}", "E18007: request entity is malformed: the record: fields is no array"},
      {"[1]", "E18007: request entity is malformed: the record: a field is an object, not a number"},
      {R"([{"type":"int"}])", "E18106: invalid field name: the record: field name ''"},
      {R"([{"name":"a-b","type":"int"}])", "E18106: invalid field name: the record: field name 'a-b'"},
      {R"([{"name":"a","type":"int"},{"name":"a","type":"int"}])",
       "E18106: invalid field name: field 'a' is there twice"},
      {R"([{"name":"a"}])", "E18107: unsupported field type: field 'a': type is missing"},
      {R"([{"name":"a","type":7}])", "E18107: unsupported field type: field 'a': the type is a number"},
      {R"([{"name":"a","type":"text"}])", "E18107: unsupported field type: field 'a': type 'text' is unknown"},
      {R"([{"name":"a","type":"null"}])", "E18107: unsupported field type: field 'a': type 'null' is unknown"},
      {R"([{"name":"a","type":["int","string"]}])",
       "E18107: unsupported field type: field 'a': a union of several types"},
      {R"([{"name":"a","type":["null"]}])", "E18107: unsupported field type: field 'a': a union needs a type"},
      {R"([{"name":"a","type":[["int"]]}])", "E18107: unsupported field type: field 'a': a union may not hold a union"},
      {R"([{"name":"a","type":{"type":"array"}}])", "E18107: unsupported field type: field 'a': items is missing"},
      {R"([{"name":"a","type":{"items":"int"}}])",
       "E18107: unsupported field type: field 'a': a type is an object without type"},
      {R"([{"name":"a","type":{"type":"record","fields":[{"name":"x","type":"int"}]}}])",
       "E18107: unsupported field type: field 'a': a type of kind record needs a name"},
      {R"([{"name":"a","type":{"type":"record","name":"r","fields":[{"name":"next","type":["null","r"]}]}}])",
       "E18107: unsupported field type: field 'a.next': type 'r' contains itself"},
      {R"([{"name":"a","type":{"type":"record","name":"r","fields":[{"name":"x","type":"wat"}]}}])",
       "E18107: unsupported field type: field 'a.x': type 'wat' is unknown"},
  };
  for (const Case& c : kCases)
    EXPECT_EQ(Read(std::string(c.fields)).find(c.expected), 0u) << Read(std::string(c.fields));
  EXPECT_FALSE(ReadAvroRecord(Parsed("[]")).ok());
  EXPECT_FALSE(ReadAvroRecord(Parsed(R"({"type":"array","items":"int"})")).ok());
}

// Each record holds two of the one before: by name, in little text, 2^20 fields.
TEST(AvroSchema, BoundsWhatNamesMultiply) {
  std::string inner = R"({"type":"record","name":"r0","fields":[{"name":"x","type":"int"}]})";
  for (int k = 1; k <= 20; ++k) {
    const std::string before = "r" + std::to_string(k - 1);
    inner = R"({"type":"record","name":"r)" + std::to_string(k) + R"(","fields":[{"name":"a","type":)" + inner +
            R"(},{"name":"b","type":")" + before + R"("}]})";
  }
  EXPECT_EQ(Read(R"([{"name":"a","type":)" + inner + "}]").find("E18134"), 0u);
}

TEST(AvroSchema, BoundsDepth) {
  // Arrays of what was defined before nest deeper with every field, without deep text.
  std::string fields = R"([{"name":"f0","type":{"type":"record","name":"r0","fields":[{"name":"x","type":"int"}]}})";
  for (int k = 1; k <= kMaxAvroDepth; ++k) {
    const std::string number = std::to_string(k);
    fields += R"(,{"name":"f)" + number + R"(","type":{"type":"record","name":"r)" + number +
              R"(","fields":[{"name":"x","type":"r)" + std::to_string(k - 1) + R"("}]}})";
  }
  const std::string error = Read(fields + "]");
  EXPECT_NE(error.find("nested deeper than 64"), std::string::npos) << error;
}

}  // namespace
}  // namespace pandora
