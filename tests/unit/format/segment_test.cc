#include "core/format/segment.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/base/hash.h"
#include "core/base/instant.h"
#include "tests/support/batches.h"

namespace pandora {
namespace {

using testing_support::MakeSchema;
using testing_support::SameBatch;
using testing_support::SameColumn;

constexpr char kAllKinds[] =
    "b boolean, n long, f float, d date, s string, j jsonstring, l [string], m {x long, y {z float}, k [long]}";

class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}
  uint64_t Below(uint64_t limit) {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return (state_ >> 33) % limit;
  }

 private:
  uint64_t state_;
};

// `nulls` is how many rows of a hundred are null.
void FillColumn(size_t rows, uint64_t nulls, Random* random, Column* column) {
  for (size_t row = 0; row < rows; ++row) {
    if (random->Below(100) < nulls) {
      column->AppendNull();
      continue;
    }
    switch (column->type.kind) {
      case Kind::kBoolean: column->AppendBoolean(random->Below(2) == 0); break;
      case Kind::kLong: column->AppendLong(static_cast<int64_t>(random->Below(1000)) - 500); break;
      case Kind::kFloat: column->AppendFloat(static_cast<double>(random->Below(1000)) / 7); break;
      case Kind::kDate: {
        DateForm form;
        form.fraction_digits = static_cast<uint8_t>(random->Below(10));
        form.nanos = static_cast<uint16_t>(random->Below(1000));
        column->AppendDate(static_cast<int64_t>(random->Below(1 << 30)) * 1000, form.Pack());
        break;
      }
      case Kind::kString: column->AppendText(std::string(random->Below(40), 'a') + "\xc3\xa4"); break;
      case Kind::kJsonString: column->AppendText(std::to_string(random->Below(50))); break;
      case Kind::kArray:
        FillColumn(random->Below(4), 0, random, &column->children[0]);
        column->CloseList();
        break;
      case Kind::kMap:
        for (Column& child : column->children) FillColumn(1, nulls, random, &child);
        column->CloseMap();
        break;
    }
  }
}

RecordBatch MakeRandom(const Schema& schema, size_t rows, uint64_t nulls, uint64_t seed) {
  Random random(seed);
  RecordBatch batch = MakeBatch(schema);
  for (Column& column : batch.columns) FillColumn(rows, nulls, &random, &column);
  batch.rows = rows;
  return batch;
}

TEST(Segment, RoundTripsEveryKind) {
  const Schema schema = MakeSchema(kAllKinds);
  for (const size_t rows : {0, 1, 7, 63, 64, 65, 1000, 5000}) {
    for (const uint64_t nulls : {0, 1, 50, 100}) {
      const RecordBatch batch = MakeRandom(schema, rows, nulls, rows + nulls);
      const std::string bytes = EncodeSegment(batch);
      const Result<RecordBatch> back = DecodeSegment(bytes, schema);
      ASSERT_TRUE(back.ok()) << back.status().message();
      EXPECT_TRUE(SameBatch(batch, *back)) << rows << " rows, " << nulls << "% nulls";
      EXPECT_EQ(EncodeSegment(*back), bytes);
    }
  }
}

// One column from values, its size as a segment, and the way back.
template <typename T, typename F>
size_t SizeOf(Kind kind, const std::vector<T>& values, F append) {
  Schema schema;
  schema.fields.push_back({"v", Type{kind, Kind::kString, {}}, false});
  RecordBatch batch = MakeBatch(schema);
  for (const T& value : values) append(&batch.columns[0], value);
  batch.rows = values.size();
  const std::string bytes = EncodeSegment(batch);
  const Result<RecordBatch> back = DecodeSegment(bytes, schema);
  EXPECT_TRUE(back.ok()) << back.status().message();
  EXPECT_TRUE(back.ok() && SameBatch(batch, *back));
  return bytes.size();
}

size_t SizeOfLongs(const std::vector<int64_t>& values) {
  return SizeOf(Kind::kLong, values, [](Column* column, int64_t value) { column->AppendLong(value); });
}
size_t SizeOfFloats(const std::vector<double>& values) {
  return SizeOf(Kind::kFloat, values, [](Column* column, double value) { column->AppendFloat(value); });
}
size_t SizeOfTexts(const std::vector<std::string>& values) {
  return SizeOf(Kind::kString, values, [](Column* column, const std::string& value) { column->AppendText(value); });
}

constexpr size_t kRows = 1000;
constexpr size_t kOverhead = 64;  // header, directory, and the fixed part of a column

TEST(Segment, IntegersTakeTheWidthOfTheirRange) {
  const auto spread = [](uint64_t step, int64_t base) {
    std::vector<int64_t> values;
    for (size_t i = 0; i < kRows; ++i) {
      values.push_back(static_cast<int64_t>(static_cast<uint64_t>(base) + i * 7 % kRows * step));
    }
    return values;
  };
  EXPECT_LT(SizeOfLongs(std::vector<int64_t>(kRows, -5)), kOverhead);
  EXPECT_LT(SizeOfLongs(std::vector<int64_t>{std::numeric_limits<int64_t>::min()}), kOverhead);
  std::vector<int64_t> small = spread(1, 1'000'000'000'000);
  for (int64_t& value : small) value = 1'000'000'000'000 + value % 200;
  EXPECT_LT(SizeOfLongs(small), kRows + kOverhead);
  EXPECT_LT(SizeOfLongs(spread(1, -400)), 2 * kRows + kOverhead);
  EXPECT_LT(SizeOfLongs(spread(100'003, -4)), 4 * kRows + kOverhead);
  EXPECT_LT(SizeOfLongs(spread(uint64_t{1} << 53, 3)), 8 * kRows + kOverhead);
  // Whole seconds and whole minutes in microseconds.
  EXPECT_LT(SizeOfLongs(spread(uint64_t{9973} * 1'000'000, 1'000'000'000'000'017)), 4 * kRows + kOverhead);
  EXPECT_LT(SizeOfLongs(spread(60'000'000, 17)), 2 * kRows + kOverhead);
  // Both ends at once: the distance needs all 64 bits.
  std::vector<int64_t> ends = {std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max(), 0, -1, 1};
  EXPECT_LT(SizeOfLongs(ends), 8 * ends.size() + kOverhead);
}

TEST(Segment, EqualNeighboursBecomeRuns) {
  std::vector<int64_t> values;
  for (size_t i = 0; i < kRows; ++i) values.push_back(static_cast<int64_t>(i / 100) * 1'000'000'007);
  EXPECT_LT(SizeOfLongs(values), 200u);
}

TEST(Segment, FloatsThatAreShortDecimalsBecomeIntegers) {
  std::vector<double> whole, cents, odd, special;
  for (size_t i = 0; i < kRows; ++i) {
    whole.push_back(static_cast<double>(i));
    cents.push_back(static_cast<double>(i * 37 % 10007) / 100);
    odd.push_back(std::sqrt(static_cast<double>(i)));
    special.push_back(static_cast<double>(i));
  }
  special[500] = -0.0;
  special[501] = std::numeric_limits<double>::infinity();
  special[502] = std::numeric_limits<double>::quiet_NaN();
  special[503] = 1e300;
  special[504] = 5e-324;
  EXPECT_LT(SizeOfFloats(whole), 2 * kRows + kOverhead);
  EXPECT_LT(SizeOfFloats(cents), 2 * kRows + kOverhead);
  EXPECT_LT(SizeOfFloats(odd), 8 * kRows + kOverhead);
  EXPECT_LT(SizeOfFloats(special), 8 * kRows + kOverhead);
  EXPECT_LT(SizeOfFloats({-0.0}), 8 + kOverhead);
}

TEST(Segment, FewDistinctTextsBecomeADictionary) {
  std::vector<std::string> few, some, all, empty(kRows), same_length;
  for (size_t i = 0; i < kRows; ++i) {
    few.push_back("a rather long text, number " + std::to_string(i % 10));
    some.push_back("text number " + std::to_string(i * 7 % 400));
    all.push_back(std::to_string(i * 1'000'003));
    same_length.push_back(std::string(3, static_cast<char>('A' + i % 26)));
  }
  EXPECT_LT(SizeOfTexts(few), kRows + 10 * 40 + kOverhead);
  EXPECT_LT(SizeOfTexts(some), 2 * kRows + 400 * 20 + kOverhead);
  EXPECT_LT(SizeOfTexts(all), 12 * kRows);
  EXPECT_LT(SizeOfTexts(empty), kOverhead);
  EXPECT_LT(SizeOfTexts(same_length), kRows + 26 * 3 + kOverhead);
  EXPECT_LT(SizeOfTexts({"one"}), kOverhead);
}

TEST(Segment, MoreDistinctTextsThanCodes) {
  std::vector<std::string> values;
  for (size_t i = 0; i < 140'000; ++i)
    values.push_back("some common prefix " + std::to_string(i < 70'000 ? i / 20 : i / 2));
  SizeOfTexts(values);
  for (size_t i = 70'000; i < 140'000; ++i) values[i] = "some common prefix " + std::to_string(i);
  SizeOfTexts(values);
}

TEST(Segment, DecodesOnlyWhatIsWanted) {
  const Schema schema = MakeSchema(kAllKinds);
  const RecordBatch batch = MakeRandom(schema, 100, 10, 1);
  const Result<RecordBatch> back = DecodeSegment(EncodeSegment(batch), schema, {7, 1});
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back->rows, 100u);
  for (size_t i = 0; i < schema.fields.size(); ++i) {
    const Column& column = back->columns[i];
    EXPECT_EQ(column.type, schema.fields[i].type);
    if (i == 1 || i == 7) {
      EXPECT_TRUE(SameColumn(column, batch.columns[i]));
    } else {
      EXPECT_EQ(column.size, 0u);
    }
  }
}

// Segments are kept: new code must read the old ones, and write the same on every platform.
// What is coded and what is not together are the batch.
TEST(Segment, KeepsCodesOnRequest) {
  const Schema schema = MakeSchema("few string, all string, none jsonstring, n long, l [string]");
  RecordBatch batch = MakeBatch(schema);
  for (int row = 0; row < 100; ++row) {
    if (row % 10 == 3) batch.columns[0].AppendNull();
    else batch.columns[0].AppendText("text " + std::to_string(row % 4));
    batch.columns[1].AppendText("a text of its own: " + std::to_string(row));
    batch.columns[2].AppendNull();
    batch.columns[3].AppendLong(row);
    batch.columns[4].CloseList();
  }
  batch.rows = 100;
  const std::string bytes = EncodeSegment(batch);
  CodedColumns coded;
  const RecordBatch decoded = DecodeSegment(bytes, schema, {}, kMaxSegmentRows, &coded).value();
  ASSERT_EQ(coded.size(), 5u);
  ASSERT_FALSE(coded[0].empty());
  EXPECT_EQ(coded[0].entries(), 4u);
  ASSERT_EQ(coded[0].codes.size(), 100u);
  for (size_t row = 0; row < 100; ++row) {
    EXPECT_EQ(decoded.columns[0].IsNull(row), batch.columns[0].IsNull(row));
    if (!batch.columns[0].IsNull(row)) {
      EXPECT_EQ(coded[0].Entry(coded[0].codes[row]), batch.columns[0].Text(row));
    }
  }
  EXPECT_EQ(decoded.columns[0].size, 100u);
  EXPECT_TRUE(coded[1].empty());
  for (const size_t plain : {1, 3, 4}) EXPECT_TRUE(SameColumn(decoded.columns[plain], batch.columns[plain]));
  // Without asking for them there are none.
  EXPECT_TRUE(SameBatch(DecodeSegment(bytes, schema).value(), batch));
  // Codes are checked where nobody looks at the texts, too.
  for (size_t at = 0; at < bytes.size(); ++at) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x55);
    Result<RecordBatch> result = DecodeSegment(damaged, schema, {}, 100, &coded);
    if (!result.ok()) continue;
    for (size_t c = 0; c < coded.size(); ++c) {
      if (coded[c].empty()) continue;
      ASSERT_EQ(coded[c].codes.size(), result.value().rows);
      for (size_t row = 0; row < result.value().rows; ++row) {
        if (result.value().columns[c].IsNull(row)) continue;
        ASSERT_LT(coded[c].codes[row], coded[c].entries());
      }
    }
  }
}

TEST(Segment, BytesAreFixed) {
  EXPECT_EQ(ToHex(HashContent(EncodeSegment(MakeRandom(MakeSchema(kAllKinds), 3000, 20, 7)))),
            "7f7a596795ddf19d074c62c5aebdc853");
}

TEST(Segment, CutOffBytesAreDamage) {
  const Schema schema = MakeSchema(kAllKinds);
  const std::string bytes = EncodeSegment(MakeRandom(schema, 50, 20, 3));
  for (size_t size = 0; size < bytes.size(); ++size) {
    const std::string exact = bytes.substr(0, size);
    const Result<RecordBatch> back = DecodeSegment(exact, schema);
    ASSERT_FALSE(back.ok()) << size;
    EXPECT_EQ(back.status().code(), ErrorCode::kInternal);
  }
  EXPECT_FALSE(DecodeSegment(bytes + "x", schema).ok());
  EXPECT_FALSE(DecodeSegment(bytes, MakeSchema("a long")).ok());
}

TEST(Segment, DamageNamesTheColumn) {
  const Schema schema = MakeSchema("a long, s string");
  RecordBatch batch = MakeRandom(schema, 50, 0, 3);
  std::string bytes = EncodeSegment(batch);
  const Result<RecordBatch> other = DecodeSegment(bytes, MakeSchema("a long, s float"));
  ASSERT_FALSE(other.ok());
  EXPECT_NE(other.status().detail().find("column 's'"), std::string::npos) << other.status().detail();
}

// Any byte may be wrong: the answer is an error, or a batch that is sound.
TEST(Segment, EveryFlippedByteIsSurvived) {
  const Schema schema = MakeSchema(kAllKinds);
  for (const uint64_t nulls : {0, 30}) {
    const std::string bytes = EncodeSegment(MakeRandom(schema, 40, nulls, 5));
    for (size_t i = 8; i < bytes.size(); ++i) {  // the number of rows is let alone: it only costs memory
      for (const int flip : {0x01, 0x80, 0xff}) {
        std::string damaged = bytes;
        damaged[i] = static_cast<char>(damaged[i] ^ flip);
        const Result<RecordBatch> back = DecodeSegment(damaged, schema);
        EXPECT_TRUE(!back.ok() || back->rows == 40);
        if (back.ok()) EncodeSegment(*back);
      }
    }
  }
}

}  // namespace
}  // namespace pandora
