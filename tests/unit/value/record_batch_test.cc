#include "core/value/record_batch.h"

#include <gtest/gtest.h>

#include "core/base/instant.h"
#include "tests/support/batches.h"

namespace pandora {
namespace {

using testing_support::MakeSchema;
using testing_support::SameBatch;
using testing_support::SameColumn;

TEST(Bitmap, IsEmptyUntilTheFirstNull) {
  Bitmap bits;
  bits.Grow(1000);
  EXPECT_TRUE(bits.empty());
  EXPECT_TRUE(bits.Get(999));
  bits.SetNull(70, 71);
  EXPECT_EQ(bits.words().size(), 2u);
  for (size_t row = 0; row < 71; ++row) EXPECT_EQ(bits.Get(row), row != 70);
  bits.Grow(129);
  EXPECT_EQ(bits.words().size(), 3u);
  EXPECT_TRUE(bits.Get(128));
  bits.SetNull(0, 129);
  EXPECT_FALSE(bits.Get(0));
}

// One column of every kind, three rows: a value, a null, a value.
RecordBatch MakeSample(const Schema& schema) {
  RecordBatch batch = MakeBatch(schema);
  for (int row = 0; row < 3; ++row) {
    std::vector<Column>& columns = batch.columns;
    if (row == 1) {
      for (Column& column : columns) column.AppendNull();
      continue;
    }
    columns[0].AppendBoolean(true);
    columns[1].AppendLong(row - 5);
    columns[2].AppendFloat(row + 0.5);
    columns[3].AppendDate(row * 1000, DateForm().Pack());
    columns[4].AppendText(row == 0 ? "" : "text");
    columns[5].AppendText("[1]");
    columns[6].children[0].AppendLong(row);
    columns[6].children[0].AppendLong(row + 1);
    columns[6].CloseList();
    columns[7].children[0].AppendLong(row);
    columns[7].children[1].children[0].AppendText("deep");
    columns[7].children[1].CloseMap();
    columns[7].CloseMap();
  }
  batch.rows = 3;
  return batch;
}

Schema SampleSchema() {
  return MakeSchema("b boolean, l long, f float, d date, s string, j jsonstring, a [long], m {x long, n {t string}}");
}

TEST(Column, AppendersKeepTheLayout) {
  const RecordBatch batch = MakeSample(SampleSchema());
  for (const Column& column : batch.columns) {
    EXPECT_EQ(column.size, 3u);
    EXPECT_FALSE(column.IsNull(0));
    EXPECT_TRUE(column.IsNull(1));
    EXPECT_FALSE(column.IsNull(2));
  }
  EXPECT_EQ(batch.columns[1].longs, (std::vector<int64_t>{-5, 0, -3}));
  EXPECT_EQ(batch.columns[4].Text(0), "");
  EXPECT_EQ(batch.columns[4].Text(1), "");
  EXPECT_EQ(batch.columns[4].Text(2), "text");
  EXPECT_EQ(batch.columns[6].offsets, (std::vector<uint32_t>{0, 2, 2, 4}));
  const Column& inner = batch.columns[7].children[1];
  EXPECT_EQ(inner.size, 3u);
  EXPECT_TRUE(inner.IsNull(1));
  EXPECT_TRUE(inner.children[0].IsNull(1));
}

TEST(AppendRows, OfEveryRangeEqualsTheSameRows) {
  const Schema schema = SampleSchema();
  const RecordBatch sample = MakeSample(schema);
  RecordBatch twice = MakeBatch(schema);
  AppendRows(sample, 0, 3, &twice);
  EXPECT_TRUE(SameBatch(twice, sample));
  AppendRows(sample, 0, 3, &twice);
  for (size_t begin = 0; begin <= 6; ++begin) {
    for (size_t end = begin; end <= 6; ++end) {
      RecordBatch whole = MakeBatch(schema), pieces = MakeBatch(schema);
      AppendRows(twice, begin, end, &whole);
      EXPECT_EQ(whole.rows, end - begin);
      for (size_t row = begin; row < end; ++row) AppendRows(twice, row, row + 1, &pieces);
      EXPECT_TRUE(SameBatch(whole, pieces)) << begin << " to " << end;
    }
  }
}

TEST(AppendRows, CarriesNullsOverWordBorders) {
  Column from = MakeColumn(Type{Kind::kLong, Kind::kString, {}});
  for (int row = 0; row < 300; ++row) row % 7 == 0 ? from.AppendNull() : from.AppendLong(row);
  Column to = MakeColumn(from.type);
  for (size_t begin = 0; begin < 300; begin += 50) AppendRows(from, begin, begin + 50, &to);
  EXPECT_TRUE(SameColumn(from, to));
}

TEST(ProjectBatch, MatchesByNameAndType) {
  const Schema from = SampleSchema();
  const Schema to = MakeSchema("s string, l float, m {n {t string, u date}, y long}, zz [float], a [long]");
  const RecordBatch sample = MakeSample(from);
  const RecordBatch seen = ProjectBatch(MakeSample(from), from, to);
  ASSERT_EQ(seen.columns.size(), 5u);
  EXPECT_EQ(seen.rows, 3u);
  EXPECT_TRUE(SameColumn(seen.columns[0], sample.columns[4]));
  EXPECT_TRUE(SameColumn(seen.columns[4], sample.columns[6]));
  for (const size_t index : {1, 3}) {
    EXPECT_EQ(seen.columns[index].size, 3u);
    for (size_t row = 0; row < 3; ++row) EXPECT_TRUE(seen.columns[index].IsNull(row));
  }
  const Column& map = seen.columns[2];
  EXPECT_EQ(map.type, to.fields[2].type);
  EXPECT_EQ(map.children[0].children[0].Text(2), "deep");
  EXPECT_TRUE(map.children[0].children[1].IsNull(2));
  EXPECT_TRUE(map.children[1].IsNull(0));
  // What came out is a batch like any other.
  RecordBatch copy = MakeBatch(to);
  AppendRows(seen, 0, 3, &copy);
  EXPECT_TRUE(SameBatch(seen, copy));
}

TEST(ProjectBatch, OfNoRows) {
  const Schema from = MakeSchema("a long"), to = MakeSchema("b string, m {x long}");
  const RecordBatch seen = ProjectBatch(MakeBatch(from), from, to);
  EXPECT_TRUE(SameBatch(seen, MakeBatch(to)));
}

TEST(ByteSize, GrowsWithTheRows) {
  const Schema schema = SampleSchema();
  RecordBatch batch = MakeSample(schema);
  const size_t before = ByteSize(batch);
  AppendRows(MakeSample(schema), 0, 3, &batch);
  EXPECT_GT(ByteSize(batch), before);
}

}  // namespace
}  // namespace pandora
