#include "core/sink/logdb_highlight.h"

#include <gtest/gtest.h>

#include "core/format/json.h"
#include "core/sink/logdb_derive.h"

namespace pandora {
namespace {

constexpr const char* kSchema =
    R"([{"key":"message","valtype":"string"},{"key":"host","valtype":"string","analyzer":"keyword"},
  {"key":"path","valtype":"string","analyzer":"path"},{"key":"n","valtype":"long"},{"key":"free","valtype":"object"}])";
constexpr const char* kRecord = R"({"message":["Disk is FULL, disk!","磁盘已满"],"host":"web-1","path":"/var/log/a",
  "n":5,"free":{"deep":{"text":"a full word"}}})";

std::string Mark(const char* highlight, const char* query, const char* record = kRecord) {
  const Result<std::optional<LogHighlight>> read = ReadLogHighlight(highlight);
  if (!read.ok()) return read.status().message();
  if (!*read) return "none";
  const Result<LogQuery> parsed = ParseLogQuery(query);
  EXPECT_TRUE(parsed.ok());
  return MarkRecord(**read, *parsed, *ReadLogSchema(*ParseJson(kSchema)), record);
}

TEST(LogHighlight, MarksWhatTheQueryFinds) {
  EXPECT_EQ(Mark("true", "message:disk"), R"({"message":["<em>Disk</em> is FULL, <em>disk</em>!"]})");
  EXPECT_EQ(Mark("{}", "full"),
            R"({"message":["Disk is <em>FULL</em>, disk!"],"free.deep.text":["a <em>full</em> word"]})");
  EXPECT_EQ(Mark("true", R"("is full")"), R"({"message":["Disk <em>is</em> <em>FULL</em>, disk!"]})");
  EXPECT_EQ(Mark("true", R"("full is")"), "");
  EXPECT_EQ(Mark("true", "磁盘"), R"({"message":["<em>磁</em><em>盘</em>已满"]})");
  EXPECT_EQ(Mark("true", "fu*"),
            R"({"message":["Disk is <em>FULL</em>, disk!"],"free.deep.text":["a <em>full</em> word"]})");
  EXPECT_EQ(Mark("true", "host:web-1"), R"({"host":["<em>web-1</em>"]})");
  EXPECT_EQ(Mark("true", R"(path:"/var/log" OR path:"/var")"), R"({"path":["<em>/var/log</em>/a"]})");
  EXPECT_EQ(Mark("true", "n:5 AND NOT message:disk"), "");
  EXPECT_EQ(Mark("true", "*"), "");
}

TEST(LogHighlight, WhatItIsAskedFor) {
  EXPECT_EQ(Mark(R"({"pre_tags":["<b>"],"post_tags":["</b>"],"fields":{"mess*":{}}})", "full"),
            R"({"message":["Disk is <b>FULL</b>, disk!"]})");
  // What is looked for in one field is marked in all of them.
  EXPECT_EQ(Mark(R"({"require_field_match":false})", "message:full"),
            R"({"message":["Disk is <em>FULL</em>, disk!"],"free.deep.text":["a <em>full</em> word"]})");
  EXPECT_EQ(Mark(R"({"fields":{"host":{}}})", "full"), "");
  for (const char* none : {"", "false", "null"}) EXPECT_EQ(Mark(none, "full"), "none");
  for (const char* bad : {"[]", "5", "{", R"({"fields":[]})", R"({"pre_tags":[1]})", R"({"fragment_size":-1})",
                          R"({"number_of_fragments":5000})", R"({"require_field_match":"no"})"}) {
    const bool empty_list = std::string(bad) == R"({"fields":[]})";
    EXPECT_EQ(ReadLogHighlight(bad).ok(), empty_list) << bad;
  }
}

TEST(LogHighlight, CutsLongTexts) {
  const char* record = R"({"message":"one two three four five six two seven 磁盘磁盘磁盘"})";
  EXPECT_EQ(Mark(R"({"fragment_size":10})", "two", record), R"({"message":["one <em>two</em> ","six <em>two</em> "]})");
  EXPECT_EQ(Mark(R"({"fragment_size":10,"number_of_fragments":1})", "two", record),
            R"({"message":["one <em>two</em> "]})");
  EXPECT_EQ(Mark(R"({"fragment_size":10,"number_of_fragments":0})", "seven", record),
            R"({"message":["one two three four five six two <em>seven</em> 磁盘磁盘磁盘"]})");
  // A word longer than a fragment is not cut.
  EXPECT_EQ(Mark(R"({"fragment_size":2})", "seven", record), R"({"message":["<em>seven</em>"]})");
}

TEST(LogDerive, ASchemaFromSamples) {
  const auto derive = [](const char* samples) {
    const Result<Json> schema = DeriveSchemaOfSamples(*ParseJson(samples));
    return schema.ok() ? DumpJson(*schema) : schema.status().message();
  };
  EXPECT_EQ(derive(R"({"s":"x","n":1,"x":1.5,"b":true,"t":"2017-01-12T15:30:00+08:00","o":{"l":[1,2.5]},"e":null})"),
            R"([{"key":"s","valtype":"string","analyzer":"standard"},{"key":"n","valtype":"long"},)"
            R"({"key":"x","valtype":"float"},{"key":"b","valtype":"boolean"},{"key":"t","valtype":"date"},)"
            R"({"key":"o","valtype":"object","schema":[{"key":"l","valtype":"float"}]},)"
            R"({"key":"e","valtype":"string","analyzer":"standard"}])");
  EXPECT_EQ(derive(R"([{"a":1},{"a":"x","b":null},{"b":2}])"),
            R"([{"key":"a","valtype":"string","analyzer":"standard"},{"key":"b","valtype":"long"}])");
  EXPECT_NE(derive("[]").find("no field"), std::string::npos);
  EXPECT_NE(derive("[1]").find("object is required"), std::string::npos);
  EXPECT_NE(derive("5").find("list of records"), std::string::npos);
  EXPECT_NE(derive(R"({"a":[[1]]})").find("'a' is a list of lists"), std::string::npos);
  EXPECT_NE(derive(R"([{"a":1},{"a":{"b":1}}])").find("'a' is an object in one"), std::string::npos);
  EXPECT_NE(derive(R"({"a-b":1})").find("a-b"), std::string::npos);
  std::string deep = "1";
  for (int i = 0; i < 12; ++i) deep = R"({"a":)" + deep + "}";
  EXPECT_NE(derive(deep.c_str()).find("deeper"), std::string::npos);
}

}  // namespace
}  // namespace pandora
