#include "core/format/parquet_writer.h"

#include <gtest/gtest.h>

#include "core/base/hash.h"
#include "core/base/instant.h"
#include "core/format/segment.h"
#include "tests/support/batches.h"
#include "tests/support/parquet_reader.h"

namespace pandora {
namespace {

using testing_support::MakeSchema;
using testing_support::ParquetReader;
using testing_support::Thrift;

std::vector<ParquetField> AllFields(const Schema& schema) {
  std::vector<ParquetField> fields;
  for (size_t i = 0; i < schema.fields.size(); ++i) {
    fields.push_back({schema.fields[i].name, schema.fields[i].type, static_cast<int>(i)});
  }
  return fields;
}

std::string WriteAll(const std::vector<ParquetField>& fields, const RecordBatch& batch,
                     const ParquetOptions& options = {}, const CodedColumns& coded = {}) {
  std::string file;
  ParquetWriter writer(fields, options);
  writer.Write(batch, coded, 0, batch.rows, &file);
  writer.Finish(&file);
  return file;
}

ParquetOptions Codec(ParquetCodec codec) {
  ParquetOptions options;
  options.codec = codec;
  return options;
}

// Rows of a long (null at each seventh), a text that repeats, one that does not, and a list.
RecordBatch ManyRows(const Schema& schema, size_t rows) {
  RecordBatch batch = MakeBatch(schema);
  for (size_t i = 0; i < rows; ++i) {
    if (i % 7 == 0) {
      batch.columns[0].AppendNull();
    } else {
      batch.columns[0].AppendLong(static_cast<int64_t>(i) - 50);
    }
    batch.columns[1].AppendText("city " + std::to_string(i % 5));
    batch.columns[2].AppendText("row " + std::to_string(i));
    for (size_t k = 0; k < i % 3; ++k) batch.columns[3].children[0].AppendText("t" + std::to_string(k));
    batch.columns[3].CloseList();
    ++batch.rows;
  }
  return batch;
}

TEST(ParquetWriter, WithoutRecordsThereIsASchema) {
  const Schema schema = MakeSchema("n long, l [string], m {x float, y {z boolean}}");
  const std::string file = WriteAll(AllFields(schema), MakeBatch(schema));
  const ParquetReader reader(file);
  ASSERT_TRUE(reader.sound());
  EXPECT_EQ(reader.rows(), 0);
  EXPECT_EQ(reader.groups(), 0u);
  std::string names;
  for (const Thrift& node : reader.footer[2].list) {
    names += node[4].text + (node.Has(5) ? "(" + std::to_string(node[5].number) + ") " : " ");
  }
  EXPECT_EQ(names, "schema(3) n l(1) list(1) element m(2) x y(1) z ");
}

TEST(ParquetWriter, EveryTypeHasItsForm) {
  const Schema schema = MakeSchema("n long, f float, b boolean, t date, s string, j jsonstring");
  RecordBatch batch = MakeBatch(schema);
  batch.rows = 3;
  for (const int64_t value : {INT64_MIN, int64_t{0}, INT64_MAX}) batch.columns[0].AppendLong(value);
  for (const double value : {-1.5, 0.0, 2.25}) batch.columns[1].AppendFloat(value);
  for (const bool value : {true, false, true}) batch.columns[2].AppendBoolean(value);
  for (const int64_t value : {-1, 0, 7}) batch.columns[3].AppendDate(value, DateForm().Pack());
  for (const char* value : {"", "小张", "a\"b"}) batch.columns[4].AppendText(value);
  for (const char* value : {"{}", "[1]", "null"}) batch.columns[5].AppendText(value);
  const std::string file = WriteAll(AllFields(schema), batch);
  const ParquetReader reader(file);
  EXPECT_EQ(reader.rows(), 3);
  EXPECT_EQ(reader.Show(0), "-9223372036854775808 0 9223372036854775807");
  EXPECT_EQ(reader.Show(1), "-1.500000 0.000000 2.250000");
  EXPECT_EQ(reader.Show(2), "true false true");
  EXPECT_EQ(reader.Show(3), "-1 0 7");
  EXPECT_EQ(reader.Show(4), " 小张 a\"b");
  EXPECT_EQ(reader.Show(5), "{} [1] null");
  const std::vector<Thrift>& nodes = reader.footer[2].list;
  const struct { int type, converted; } forms[] = {{2, -1}, {5, -1}, {0, -1}, {2, 10}, {6, 0}, {6, 0}};
  for (size_t i = 0; i < std::size(forms); ++i) {
    EXPECT_EQ(nodes[i + 1][1].number, forms[i].type) << i;
    EXPECT_EQ(nodes[i + 1].Has(6) ? nodes[i + 1][6].number : -1, forms[i].converted) << i;
  }
}

TEST(ParquetWriter, LevelsTellNullsApart) {
  const Schema schema = MakeSchema("l [long], m {x long, i {y string}}");
  RecordBatch batch = MakeBatch(schema);
  Column& list = batch.columns[0];
  Column& map = batch.columns[1];
  Column& inner = map.children[1];
  const auto add_list = [&list](std::initializer_list<int64_t> values) {
    for (const int64_t value : values) list.children[0].AppendLong(value);
    list.CloseList();
  };
  // 0: [1,2], {x:5, i:{y:"a"}}
  add_list({1, 2});
  map.children[0].AppendLong(5);
  inner.children[0].AppendText("a");
  inner.CloseMap();
  map.CloseMap();
  // 1: null, null
  list.AppendNull();
  map.AppendNull();
  // 2: [], {i:{}}
  add_list({});
  map.children[0].AppendNull();
  inner.children[0].AppendNull();
  inner.CloseMap();
  map.CloseMap();
  // 3: [null,7], {x:6}
  list.children[0].AppendNull();
  add_list({7});
  map.children[0].AppendLong(6);
  inner.AppendNull();
  map.CloseMap();
  batch.rows = 4;
  const std::string file = WriteAll(AllFields(schema), batch);
  const ParquetReader reader(file);
  EXPECT_EQ(reader.Show(0), "1 |2 ~0 ~1 ~2 |7");
  EXPECT_EQ(reader.Show(1), "5 ~0 ~1 6");
  EXPECT_EQ(reader.Show(2), "a ~0 ~2 ~1");
  EXPECT_EQ(reader.Chunk(0, 0)[5].number, 6);      // entries of the list
  EXPECT_EQ(reader.Chunk(0, 0)[12][3].number, 3);  // without a value
}

TEST(ParquetWriter, AFieldWithoutSourceIsNull) {
  const Schema schema = MakeSchema("n long");
  RecordBatch batch = MakeBatch(schema);
  batch.columns[0].AppendLong(4);
  batch.rows = 1;
  const std::string file =
      WriteAll({{"gone", {Kind::kString, Kind::kString, {}}, -1}, {"n", schema.fields[0].type, 0}}, batch);
  const ParquetReader reader(file);
  EXPECT_EQ(reader.Show(0), "~0");
  EXPECT_EQ(reader.Show(1), "4");
  EXPECT_FALSE(reader.Chunk(0, 0)[12].Has(5));
}

TEST(ParquetWriter, StatisticsBoundTheValues) {
  const Schema schema = MakeSchema("n long, f float, s string, long_text string, b boolean");
  RecordBatch batch = MakeBatch(schema);
  for (const int64_t value : {5, -3, 9}) batch.columns[0].AppendLong(value);
  for (const double value : {0.0, 1.0, 2.0}) batch.columns[1].AppendFloat(value);
  for (const char* value : {"b", "\xe5\xbc\xa0", "a"}) batch.columns[2].AppendText(value);
  for (int i = 0; i < 3; ++i) batch.columns[3].AppendText(std::string(300, 'x'));
  batch.columns[4].AppendBoolean(true);
  batch.columns[4].AppendNull();
  batch.columns[4].AppendBoolean(true);
  batch.rows = 3;
  const std::string file = WriteAll(AllFields(schema), batch);
  const ParquetReader reader(file);
  const auto bound = [&reader](size_t column, int field) { return reader.Chunk(0, column)[12][field].text; };
  EXPECT_EQ(bound(0, 6), std::string("\xfd\xff\xff\xff\xff\xff\xff\xff", 8));
  EXPECT_EQ(bound(0, 5), std::string("\x09\0\0\0\0\0\0\0", 8));
  EXPECT_EQ(bound(1, 6), std::string("\0\0\0\0\0\0\0\x80", 8)) << "zero as a minimum is the negative one";
  EXPECT_EQ(bound(2, 6), "a");
  EXPECT_EQ(bound(2, 5), "\xe5\xbc\xa0");
  EXPECT_FALSE(reader.Chunk(0, 3)[12].Has(5));
  EXPECT_EQ(bound(4, 6), "\x01");
  EXPECT_EQ(reader.Chunk(0, 4)[12][3].number, 1);
}

TEST(ParquetWriter, GroupsAndPagesAreBounded) {
  const Schema schema = MakeSchema("n long, city string, id string, l [string]");
  const RecordBatch batch = ManyRows(schema, 40'000);
  ParquetOptions options;
  options.max_group_rows = 30'000;
  const std::string file = WriteAll(AllFields(schema), batch, options);
  const ParquetReader reader(file);
  EXPECT_EQ(reader.rows(), 40'000);
  ASSERT_EQ(reader.groups(), 2u);
  EXPECT_EQ(reader.footer[4].list[0][3].number, 30'000);
  // Two pages of at most 2^14 rows; a text that repeats has a dictionary before them.
  EXPECT_EQ(reader.PageHeaders(0, 0).size(), 2u);
  EXPECT_EQ(reader.PageHeaders(0, 1).size(), 3u);
  EXPECT_EQ(reader.PageHeaders(0, 1)[0][7][1].number, 5);
  EXPECT_EQ(reader.PageHeaders(0, 1)[1][5][2].number, 8);
  // One that never repeats is plain from its second page on, and in the next row group from the first.
  EXPECT_EQ(reader.PageHeaders(0, 2)[2][5][2].number, 0);
  EXPECT_EQ(reader.PageHeaders(1, 2).size(), 1u);
  std::string longs, ids;
  for (size_t i = 0; i < batch.rows; ++i) {
    longs += (i == 0 ? "" : " ") + (i % 7 == 0 ? "~0" : std::to_string(static_cast<int64_t>(i) - 50));
    ids += (i == 0 ? "row " : " row ") + std::to_string(i);
  }
  EXPECT_TRUE(reader.Show(0) == longs);
  EXPECT_TRUE(reader.Show(2) == ids);
}

TEST(ParquetWriter, GroupsAreBoundedInBytesToo) {
  const Schema schema = MakeSchema("s string");
  RecordBatch batch = MakeBatch(schema);
  for (int i = 0; i < 25; ++i) batch.columns[0].AppendText(std::string(96, static_cast<char>('a' + i)));
  batch.rows = 25;
  ParquetOptions options;
  options.max_group_bytes = 1000;  // ten texts of 100 bytes, their lengths included
  const std::string file = WriteAll(AllFields(schema), batch, options);
  const ParquetReader reader(file);
  ASSERT_EQ(reader.groups(), 3u);
  EXPECT_EQ(reader.footer[4].list[0][3].number, 10);
  EXPECT_EQ(reader.footer[4].list[2][3].number, 5);
  EXPECT_EQ(ParquetRawBytes(AllFields(schema), batch, {}, 3, 5), 200u);
}

// However the records come, in pieces or with texts as codes, the file is the same; and the same natively and in wasm.
TEST(ParquetWriter, BytesDependOnTheRecordsAlone) {
  const Schema schema = MakeSchema("n long, city string, id string, l [string]");
  const RecordBatch batch = ManyRows(schema, 20'000);
  ParquetOptions options;
  options.max_group_rows = 18'000;
  options.max_group_bytes = 600'000;
  const std::string file = WriteAll(AllFields(schema), batch, options);
  const size_t version = file.rfind("pandora-sim ");
  EXPECT_EQ(ToHex(HashContent(file.substr(0, version))), "32d14e18d5c366e2828bd1af6abf1610");
  for (const size_t step : {1u, 100u, 16'384u}) {
    std::string other;
    ParquetWriter writer(AllFields(schema), options);
    for (size_t row = 0; row < batch.rows; row += step) {
      writer.Write(batch, {}, row, std::min(batch.rows, row + step), &other);
    }
    writer.Finish(&other);
    EXPECT_TRUE(other == file) << step;
  }
  CodedColumns coded;
  const Result<RecordBatch> stored = DecodeSegment(EncodeSegment(batch), schema, {}, kMaxSegmentRows, &coded);
  ASSERT_TRUE(stored.ok());
  ASSERT_FALSE(coded[1].empty()) << "the test wants a column of codes";
  EXPECT_TRUE(WriteAll(AllFields(schema), *stored, options, coded) == file);
}

TEST(ParquetWriter, EveryCodecHoldsTheSame) {
  const Schema schema = MakeSchema("n long, city string, id string, l [string]");
  const RecordBatch batch = ManyRows(schema, 1000);
  const std::string plain = WriteAll(AllFields(schema), batch, Codec(ParquetCodec::kNone));
  for (const ParquetCodec codec : {ParquetCodec::kSnappy, ParquetCodec::kGzip}) {
    const std::string packed = WriteAll(AllFields(schema), batch, Codec(codec));
    EXPECT_LT(packed.size(), plain.size());
    EXPECT_EQ(ParquetReader(packed).Chunk(0, 0)[4].number, static_cast<int64_t>(codec));
    for (size_t column = 0; column < 4; ++column) {
      EXPECT_EQ(ParquetReader(packed).Show(column), ParquetReader(plain).Show(column));
    }
  }
}

}  // namespace
}  // namespace pandora
