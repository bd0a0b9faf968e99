#include "core/format/record_writer.h"

#include <gtest/gtest.h>

#include "core/base/instant.h"
#include "core/format/json.h"
#include "core/format/point_reader.h"
#include "tests/support/batches.h"

namespace pandora {
namespace {

using testing_support::MakeSchema;
using testing_support::SameBatch;

constexpr char kSchema[] =
    "b boolean, n long, f float, d date, s string, j jsonstring, l [string], m {x long, y {z string}}";
constexpr char kPoints[] =
    "b=true\tn=-7\tf=22\td=2017-01-12T15:30:00.50+08:00\ts=a, \"b\"\\t\\\\\\n\xe5\xb0\x8f\tj={\"k\": 1}\t"
    "l=[\"x\",\"\\ty\"]\tm={\"x\":1,\"y\":{\"z\":\"q\"}}\n"
    "s=\n"
    "b=false\tl=[]\tm={}\n";

std::vector<WriterColumn> AllColumns(const Schema& schema) {
  std::vector<WriterColumn> columns;
  for (const Field& field : schema.fields) columns.push_back({field.name, static_cast<int>(columns.size())});
  return columns;
}

std::string Write(RecordFormat format, const RecordWriterOptions& options = {}) {
  const Schema schema = MakeSchema(kSchema);
  const Result<RecordBatch> batch = ReadPoints(kPoints, schema, {});
  EXPECT_TRUE(batch.ok()) << batch.status().message();
  const auto writer = MakeRecordWriter(format, AllColumns(schema), options);
  std::string out = "before ";
  writer->WriteHeader(&out);
  writer->Write(*batch, 0, batch->rows, &out);
  EXPECT_EQ(out.substr(0, 7), "before ");
  return out.substr(7);
}

TEST(RecordFormat, Names) {
  EXPECT_EQ(FindRecordFormat("json"), RecordFormat::kJson);
  EXPECT_EQ(FindRecordFormat("text"), RecordFormat::kText);
  EXPECT_EQ(FindRecordFormat("csv"), RecordFormat::kCsv);
  EXPECT_FALSE(FindRecordFormat("JSON").has_value());
  EXPECT_FALSE(FindRecordFormat("").has_value());
}

TEST(JsonWriter, OneObjectALine) {
  EXPECT_EQ(Write(RecordFormat::kJson),
            "{\"b\":true,\"n\":-7,\"f\":22.0,\"d\":\"2017-01-12T15:30:00.50+08:00\",\"s\":\"a, "
            "\\\"b\\\"\\t\\\\\\n\xe5\xb0\x8f\","
            "\"j\":\"{\\\"k\\\": 1}\",\"l\":[\"x\",\"\\ty\"],\"m\":{\"x\":1,\"y\":{\"z\":\"q\"}}}\n"
            "{\"s\":\"\"}\n"
            "{\"b\":false,\"l\":[],\"m\":{}}\n");
}

TEST(TextWriter, IsReadBack) {
  const std::string text = Write(RecordFormat::kText);
  EXPECT_EQ(text,
            "b=true\tn=-7\tf=22.0\td=2017-01-12T15:30:00.50+08:00\ts=a, \"b\"\\t\\\\\\n\xe5\xb0\x8f\tj={\"k\": 1}\t"
            "l=[\"x\",\"\\ty\"]\tm={\"x\":1,\"y\":{\"z\":\"q\"}}\n"
            "s=\n"
            "b=false\tl=[]\tm={}\n");
  const Schema schema = MakeSchema(kSchema);
  EXPECT_TRUE(SameBatch(*ReadPoints(text, schema, {}), *ReadPoints(kPoints, schema, {})));
}

TEST(TextWriter, KeepsJsonOnItsLine) {
  Column column = MakeColumn(Type{Kind::kJsonString, Kind::kString, {}});
  column.AppendText("{\n\t\"a\":\r\n1}");
  RecordBatch batch;
  batch.rows = 1;
  batch.columns.push_back(std::move(column));
  std::string out;
  MakeRecordWriter(RecordFormat::kText, {{"j", 0}}, {})->Write(batch, 0, 1, &out);
  EXPECT_EQ(out, "j={  \"a\":  1}\n");
}

TEST(CsvWriter, QuotesAsRfc4180) {
  EXPECT_EQ(Write(RecordFormat::kCsv),
            "true,-7,22.0,2017-01-12T15:30:00.50+08:00,\"a, \"\"b\"\"\t\\\n\xe5\xb0\x8f\",\"{\"\"k\"\": 1}\","
            "\"[\"\"x\"\",\"\"\\ty\"\"]\",\"{\"\"x\"\":1,\"\"y\"\":{\"\"z\"\":\"\"q\"\"}}\"\n"
            ",,,,\"\",,,\n"
            "false,,,,,,[],{}\n");
}

TEST(CsvWriter, HeaderAndDelimiter) {
  RecordWriterOptions options;
  options.header = true;
  options.delimiter = "||";
  EXPECT_EQ(Write(RecordFormat::kCsv, options).substr(0, 28), "b||n||f||d||s||j||l||m\ntrue|");
  // A delimiter that numbers and dates contain makes them quoted.
  options.header = false;
  options.delimiter = "-";
  EXPECT_EQ(Write(RecordFormat::kCsv, options).substr(0, 53),
            "\"true\"-\"-7\"-\"22.0\"-\"2017-01-12T15:30:00.50+08:00\"-\"a,");
}

TEST(RecordWriter, RangesSelectionAndNames) {
  const Schema schema = MakeSchema("a long, s string");
  const Result<RecordBatch> batch = ReadPoints("a=1\ts=x\na=2\na=3\ts=z", schema, {});
  ASSERT_TRUE(batch.ok());
  const std::vector<WriterColumn> columns = {{"T\"ext", 1}, {"num", 0}, {"again", 0}};
  const auto writer = MakeRecordWriter(RecordFormat::kJson, columns, {});
  std::string out;
  writer->Write(*batch, 1, 3, &out);
  EXPECT_EQ(out, "{\"num\":2,\"again\":2}\n{\"T\\\"ext\":\"z\",\"num\":3,\"again\":3}\n");
  out.clear();
  writer->Write(*batch, 1, 1, &out);
  EXPECT_EQ(out, "");
  MakeRecordWriter(RecordFormat::kJson, {}, {})->Write(*batch, 0, 1, &out);
  EXPECT_EQ(out, "{}\n");
}

TEST(RecordWriter, LongValuesGrowTheBuffer) {
  const Schema schema = MakeSchema("s string");
  RecordBatch batch = MakeBatch(schema);
  const std::string control(50'000, '\x01');
  batch.columns[0].AppendText(control);
  batch.columns[0].AppendText(std::string(99'999, 'x'));
  batch.rows = 2;
  std::string json;
  MakeRecordWriter(RecordFormat::kJson, AllColumns(schema), {})->Write(batch, 0, 2, &json);
  const size_t line = json.find('\n');
  EXPECT_EQ((*ParseJson(json.substr(0, line)))["s"].get<std::string>(), control);
  EXPECT_EQ(json.size(), 6 * 50'000 + 99'999 + 2 * std::string("{\"s\":\"\"}\n").size());
}

TEST(AppendJson, ValuesAndRecords) {
  const Schema schema = MakeSchema("a long, m {x long, s string}");
  const Result<RecordBatch> batch = ReadPoints("m={\"s\":\"v\"}\na=1", schema, {});
  ASSERT_TRUE(batch.ok());
  std::string out;
  AppendJsonValue(batch->columns[1], 0, &out);
  AppendJsonValue(batch->columns[1], 1, &out);
  AppendJsonRecord(schema, *batch, 0, true, &out);
  AppendJsonRecord(schema, *batch, 0, false, &out);
  EXPECT_EQ(out, "{\"s\":\"v\"}null{\"a\":null,\"m\":{\"x\":null,\"s\":\"v\"}}{\"m\":{\"s\":\"v\"}}");
}

}  // namespace
}  // namespace pandora
