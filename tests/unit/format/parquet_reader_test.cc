#include "core/format/parquet_reader.h"

#include <gtest/gtest.h>

#include "core/format/json.h"
#include "core/format/parquet_writer.h"
#include "core/format/point_reader.h"
#include "core/format/record_writer.h"
#include "core/format/schema_json.h"
#include "tests/support/batches.h"
#include "tests/support/parquet_builder.h"

namespace pandora {
namespace {

using testing_support::BuildParquet;
using testing_support::BuiltNode;
using testing_support::Levels;
using testing_support::MakeSchema;
using testing_support::Plain;
using testing_support::PlainTexts;
using testing_support::SameBatch;

// The records of all row groups as JSON lines, joined by spaces; or the message of what failed.
std::string ReadAll(const std::string& file, const Schema* wanted = nullptr, ParquetReport* report = nullptr) {
  ParquetBytes source(file);
  Result<ParquetReader> reader = ParquetReader::Open(&source);
  if (!reader.ok()) return reader.status().message();
  const Schema schema = wanted == nullptr ? reader->schema() : *wanted;
  reader->Select(schema);
  ParquetReport unused;
  std::string text;
  for (size_t group = 0; group < reader->groups(); ++group) {
    Status status = reader->BeginGroup(group);
    while (status.ok()) {
      RecordBatch batch;
      const Result<bool> more = reader->Next(&batch, report == nullptr ? &unused : report);
      status = more.status();
      if (!status.ok() || !*more) break;
      for (size_t row = 0; row < batch.rows; ++row) {
        if (!text.empty()) text += ' ';
        AppendJsonRecord(schema, batch, row, false, &text);
      }
    }
    if (!status.ok()) return status.message();
  }
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

std::string ReadAs(const std::string& file, std::string_view schema, ParquetReport* report = nullptr) {
  const Schema wanted = MakeSchema(schema);
  return ReadAll(file, &wanted, report);
}

std::string Write(const Schema& schema, const RecordBatch& batch, const ParquetOptions& options = {}) {
  std::vector<ParquetField> fields;
  for (size_t i = 0; i < schema.fields.size(); ++i) {
    fields.push_back({schema.fields[i].name, schema.fields[i].type, static_cast<int>(i)});
  }
  std::string file;
  ParquetWriter writer(fields, options);
  writer.Write(batch, {}, 0, batch.rows, &file);
  writer.Finish(&file);
  return file;
}

constexpr std::string_view kSchema =
    "n long, f float, b boolean, t date, s string, j jsonstring, l [long], k [string], m {x long, d {z string, y "
    "[float]}}";
constexpr std::string_view kPoints =
    "n=1\tf=1.5\tb=true\tt=2017-01-12T15:30:00.25+08:00\ts=\xe4\xba\x8c\tj={\"k\":[1]}\tl=[1,-2]\tk=[\"a\",\"\"]"
    "\tm={\"x\":7,\"d\":{\"z\":\"in\",\"y\":[0.5]}}\n"
    "n=-9223372036854775808\n"
    "s=\tl=[]\tm={}\n"
    "m={\"d\":{}}\tk=[\"only\"]\n"
    "t=9999-12-31T23:59:59.999Z\tb=false\tm={\"d\":{\"y\":[]}}";

TEST(ParquetReader, GivesBackWhatTheWriterWrote) {
  const Schema schema = MakeSchema(kSchema);
  const Result<RecordBatch> batch = ReadPoints(kPoints, schema, PointOptions());
  ASSERT_TRUE(batch.ok()) << batch.status().message();
  for (const ParquetCodec codec : {ParquetCodec::kNone, ParquetCodec::kSnappy, ParquetCodec::kGzip}) {
    ParquetOptions options;
    options.codec = codec;
    options.max_group_rows = 2;
    const std::string file = Write(schema, *batch, options);
    ParquetBytes source(file);
    Result<ParquetReader> reader = ParquetReader::Open(&source);
    ASSERT_TRUE(reader.ok()) << reader.status().message();
    EXPECT_EQ(reader->rows(), 5);
    ASSERT_EQ(reader->groups(), 3u);
    EXPECT_EQ(reader->group_rows(2), 1);
    reader->Select(schema);
    RecordBatch all = MakeBatch(schema), part;
    ParquetReport report;
    for (size_t group = 0; group < 3; ++group) {
      ASSERT_TRUE(reader->BeginGroup(group).ok());
      for (Result<bool> more = reader->Next(&part, &report); more.ok() && *more; more = reader->Next(&part, &report)) {
        AppendRows(part, 0, part.rows, &all);
      }
    }
    EXPECT_EQ(report.records, 5);
    EXPECT_EQ(report.left_out, 0) << report.problem;
    EXPECT_TRUE(SameBatch(*batch, all));
  }
}

TEST(ParquetReader, TellsTheSchema) {
  const Schema schema = MakeSchema(kSchema);
  const std::string file = Write(schema, MakeBatch(schema));
  ParquetBytes source(file);
  const Result<ParquetReader> reader = ParquetReader::Open(&source);
  ASSERT_TRUE(reader.ok());
  Schema told = schema;
  told.fields[5].type.kind = Kind::kString;  // files of ours have jsonstrings as texts
  EXPECT_EQ(DumpJson(WriteSchema(reader->schema())), DumpJson(WriteSchema(told)));
}

TEST(ParquetReader, FieldsAreFoundByName) {
  const Schema schema = MakeSchema("a long, b string, m {x long, y string}");
  const std::string file =
      Write(schema, *ReadPoints("a=1\tb=two\tm={\"x\":3,\"y\":\"z\"}\na=2", schema, PointOptions()));
  EXPECT_EQ(ReadAs(file, "b string, missing long, a float"), R"({"b":"two","a":1.0} {"a":2.0})");
  EXPECT_EQ(ReadAs(file, "m {y string, w long}"), R"({"m":{"y":"z"}} {})");
  // Nothing of the map is wanted that is there; still it is told from a null.
  EXPECT_EQ(ReadAs(file, "m {w long}"), R"({"m":{}} {})");
  EXPECT_EQ(ReadAs(file, "m jsonstring"), R"({"m":"{\"x\":3,\"y\":\"z\"}"} {})");
  EXPECT_EQ(ReadAs(file, "w long"), "{} {}");
}

TEST(ParquetReader, RecordsThatDoNotFitAreLeftOut) {
  const Schema schema = MakeSchema("a long, b string, m {x long, y string}");
  const std::string file =
      Write(schema, *ReadPoints("a=1\tb=two\na=2\tm={\"y\":\"z\"}\nb=2017-01-12T15:30:00Z", schema, PointOptions()));
  struct {
    std::string_view schema, records, problem;
    int64_t left_out;
  } const cases[] = {
      {"a! long", R"({"a":1} {"a":2})", "record 3: field 'a': is required, but missing or null", 1},
      {"w! long", "", "record 1: field 'w': is required, but missing or null", 3},
      {"a long, m {x! long}", R"({"a":1} {})", "record 2: field 'm.x': is required, but missing or null", 1},
      {"b long", "{}", "record 1: field 'b': '\"two\"' is not a long; a 64-bit integer such as 22 is accepted", 2},
      {"a string", "{}", "record 1: field 'a': '1' is not a string; text in double quotes is accepted", 2},
      {"b date", R"({} {"b":"2017-01-12T15:30:00Z"})",
       "record 1: field 'b': a text is no date; RFC 3339 such as "
       "2017-01-12T15:30:00+08:00 is accepted",
       1},
      {"b jsonstring", "{}", "record 1: field 'b': a text is no jsonstring; any valid JSON text is accepted", 2},
      {"a [long]", "{}", "record 1: field 'a': '1' is not an array; JSON such as [1,2] is accepted", 2},
  };
  for (const auto& c : cases) {
    ParquetReport report;
    EXPECT_EQ(ReadAs(file, c.schema, &report), c.records) << c.schema;
    EXPECT_EQ(report.problem.substr(0, c.problem.size()), c.problem) << c.schema;
    EXPECT_EQ(report.left_out, c.left_out) << c.schema;
    EXPECT_EQ(report.records, 3) << c.schema;
  }
}

// A page of one column and what becomes of it.
TEST(ParquetReader, ValuesBecomeOurTypes) {
  const int32_t kBytes = 6, kFixed = 7;
  const std::string int96 = Plain<int64_t>({55'800'000'000'001}) + Plain<uint32_t>({2'440'588 + 17'178});
  struct {
    BuiltNode node;
    std::string body;
    std::string_view as, value;
  } const cases[] = {
      {{"", 0, 1}, Plain<int32_t>({-5}), "a long", "-5"},
      {{"", 0, 1}, Plain<int32_t>({-5}), "a float", "-5.0"},
      {{"", 0, 1}, Plain<int32_t>({-5}), "a jsonstring", R"("-5")"},
      {{"", 0, 1, 0, 13}, Plain<int32_t>({-1}), "a long", "4294967295"},
      {{"", 0, 2, 0, 14}, Plain<int64_t>({-1}), "a jsonstring", R"("18446744073709551615")"},
      {{"", 0, 2, 0, 14}, Plain<int64_t>({-1}), "a float", "18446744073709552000.0"},
      {{"", 0, 4}, Plain<float>({0.25f}), "a float", "0.25"},
      {{"", 0, 5}, Plain<double>({-2.5}), "a float", "-2.5"},
      {{"", 0, 0}, std::string("\1"), "a boolean", "true"},
      {{"", 0, 1, 0, 6}, Plain<int32_t>({17'178}), "a date", R"("2017-01-12T00:00:00+08:00")"},
      {{"", 0, 2, 0, 9}, Plain<int64_t>({1'484'206'200'250}), "a date", R"("2017-01-12T15:30:00.25+08:00")"},
      {{"", 0, 2, 0, 10}, Plain<int64_t>({1'484'206'200'000'001}), "a date", R"("2017-01-12T15:30:00.000001+08:00")"},
      {{"", 0, 3}, int96, "a date", R"("2017-01-12T23:30:00.000000001+08:00")"},
      {{"", 0, 1, 0, 5, 0, 2, 9}, Plain<int32_t>({-1234}), "a float", "-12.34"},
      {{"", 0, 2, 0, 5, 0, 0, 18}, Plain<int64_t>({1234}), "a long", "1234"},
      {{"", 0, kFixed, 0, 5, 3, 1, 5}, std::string("\xff\xff\xf6", 3), "a float", "-1.0"},
      {{"", 0, kBytes, 0, 5, 0, 20, 38},
       PlainTexts({std::string_view("\x01\0", 2)}),
       "a jsonstring",
       R"("0.00000000000000000256")"},
      {{"", 0, kFixed, 0, -1, 3}, "abc", "a string", R"("abc")"},
      {{"", 0, kBytes, 0, 0}, PlainTexts({"\xc3\xa9"}), "a string", R"("é")"},
      {{"", 0, kBytes, 0, 19}, PlainTexts({"[1, 2]"}), "a jsonstring", R"("[1, 2]")"},
  };
  for (const auto& c : cases) {
    ParquetReport report;
    EXPECT_EQ(ReadAs(BuildParquet(c.node, 0, 1, c.body), c.as, &report), "{\"a\":" + std::string(c.value) + "}")
        << "type " << c.node.type << ", converted " << c.node.converted << ": " << report.problem;
  }
}

TEST(ParquetReader, WhatNoFieldCanHoldIsNull) {
  EXPECT_EQ(ReadAs(BuildParquet({"", 0, 5}, 0, 1, Plain<double>({1.0 / 0.0 * 0})), "a float"), "{}");
  EXPECT_EQ(ReadAs(BuildParquet({"", 0, 1, 0, 6}, 0, 1, Plain<int32_t>({INT32_MAX})), "a date"), "{}");
  EXPECT_EQ(ReadAs(BuildParquet({"", 0, 2, 0, 9}, 0, 1, Plain<int64_t>({INT64_MIN})), "a date"), "{}");
}

TEST(ParquetReader, BytesThatAreNoTextLeaveTheRecordOut) {
  ParquetReport report;
  EXPECT_EQ(ReadAs(BuildParquet({"", 0, 6}, 0, 2, PlainTexts({"\xff", "ok"})), "a string", &report), R"({"a":"ok"})");
  EXPECT_EQ(report.problem, "record 1: field 'a': a text is no valid UTF-8");
}

// Lists as writers of all ages have them; the values are [1,2], null, [], [3].
TEST(ParquetReader, ListsInAllTheirForms) {
  const std::string values = Plain<int32_t>({1, 2, 3});
  const std::vector<uint8_t> repetitions = {0, 1, 0, 0, 0};
  const std::string three_levels = Levels(repetitions, 1) + Levels({3, 3, 0, 1, 3}, 3) + values;
  const std::string two_levels = Levels(repetitions, 1) + Levels({2, 2, 0, 1, 2}, 2) + values;
  const std::string bare = Levels(repetitions, 1) + Levels({1, 1, 0, 0, 1}, 1) + values;
  struct {
    std::vector<BuiltNode> nodes;
    std::string body;
    std::string_view expected;
  } const cases[] = {
      {{{"a", 1, -1, 1, 3}, {"list", 2, -1, 1}, {"element", 1, 1}},
       three_levels,
       R"({"a":[1,2]} {} {"a":[]} {"a":[3]})"},
      {{{"a", 1, -1, 1, 3}, {"bag", 2, -1, 1}, {"array_element", 1, 1}},
       three_levels,
       R"({"a":[1,2]} {} {"a":[]} {"a":[3]})"},
      {{{"a", 1, -1, 1, 3}, {"array", 2, 1}}, two_levels, R"({"a":[1,2]} {} {"a":[]} {"a":[3]})"},
      {{{"a", 2, 1}}, bare, R"({"a":[1,2]} {"a":[]} {"a":[]} {"a":[3]})"},
  };
  for (const auto& c : cases) {
    const std::string file = BuildParquet(1, c.nodes, {{1, 0, 5, c.body, "", 0, 0}}, 4);
    EXPECT_EQ(ReadAll(file), c.expected) << c.nodes.back().name;
  }
  // A group named "array" is itself the element.
  const std::vector<BuiltNode> structs = {{"a", 1, -1, 1, 3}, {"array", 2, -1, 1}, {"x", 1, 1}};
  EXPECT_EQ(ReadAll(BuildParquet(1, structs, {{1, 0, 5, three_levels, "", 0, 0}}, 4)),
            R"({"a":"[{\"x\":1},{\"x\":2}]"} {} {"a":"[]"} {"a":"[{\"x\":3}]"})");
}

TEST(ParquetReader, ANullInsideAnArrayLeavesTheRecordOut) {
  const std::string body = Levels({0, 1, 0}, 1) + Levels({3, 2, 3}, 3) + Plain<int32_t>({1, 3});
  const std::vector<BuiltNode> nodes = {{"a", 1, -1, 1, 3}, {"list", 2, -1, 1}, {"element", 1, 1}};
  const std::string file = BuildParquet(1, nodes, {{1, 0, 3, body, "", 0, 0}}, 2);
  ParquetReport report;
  EXPECT_EQ(ReadAs(file, "a [long]", &report), R"({"a":[3]})");
  EXPECT_EQ(report.problem, "record 1: field 'a': null inside an array is not accepted");
  EXPECT_EQ(ReadAs(file, "a jsonstring"), R"({"a":"[1,null]"} {"a":"[3]"})");
}

// The values are {"p":1,"q":2}, {}, null.
TEST(ParquetReader, MapsByKeyAreMapsAndJson) {
  const std::vector<BuiltNode> nodes = {
      {"a", 1, -1, 1, 1}, {"key_value", 2, -1, 2}, {"key", 0, 6, 0, 0}, {"value", 1, 1}};
  const std::string keys = Levels({0, 1, 0, 0}, 1) + Levels({2, 2, 1, 0}, 2) + PlainTexts({"p", "q"});
  const std::string values = Levels({0, 1, 0, 0}, 1) + Levels({3, 3, 1, 0}, 3) + Plain<int32_t>({1, 2});
  const std::string file = BuildParquet(1, nodes, {{6, 0, 4, keys, "", 0, 0}, {1, 0, 4, values, "", 0, 0}}, 3);
  EXPECT_EQ(ReadAll(file), R"({"a":"{\"p\":1,\"q\":2}"} {"a":"{}"} {})");
  EXPECT_EQ(ReadAs(file, "a {q float, other string}"), R"({"a":{"q":2.0}} {"a":{}} {})");
}

}  // namespace
}  // namespace pandora
