#include "core/format/parquet_decoding.h"

#include <gtest/gtest.h>

#include <vector>

#include "core/format/parquet_encoding.h"
#include "core/format/parquet_reader.h"
#include "tests/support/batches.h"
#include "tests/support/parquet_builder.h"

namespace pandora {
namespace {

using testing_support::BuildParquet;
using testing_support::BuiltNode;
using testing_support::MakeSchema;
using testing_support::Plain;

std::string Bytes(std::initializer_list<int> bytes) {
  std::string out;
  for (const int byte : bytes) out += static_cast<char>(byte);
  return out;
}

TEST(ParquetDecoding, HybridGivesBackWhatWasWritten) {
  for (const int width : {1, 2, 3, 7, 8, 9, 13, 20, 31, 32}) {
    std::vector<uint32_t> values, read(5000);
    for (uint32_t i = 0; i < 5000; ++i) {
      const uint32_t value = i / 700 % 2 == 0 ? i * 2654435761u : 12345;  // noise, and runs
      values.push_back(static_cast<uint32_t>(value & ((uint64_t{1} << width) - 1)));
    }
    std::string bytes;
    AppendHybrid(values.data(), values.size(), width, &bytes);
    HybridReader reader;
    reader.Start(bytes, width);
    size_t at = 0;
    for (const size_t step : {1, 7, 64, 1000, 3928}) {
      ASSERT_TRUE(reader.Read(read.data() + at, step));
      at += step;
    }
    EXPECT_EQ(read, values) << width;
    EXPECT_FALSE(reader.Read(read.data(), 100)) << width;
  }
}

TEST(ParquetDecoding, HybridEndsWithItsBytes) {
  uint32_t out[16];
  HybridReader reader;
  const std::string endless = Bytes({0x80});  // a header that goes on
  reader.Start(endless, 3);
  EXPECT_FALSE(reader.Read(out, 1));
  const std::string bare = Bytes({0x10});  // a run without its value
  reader.Start(bare, 9);
  EXPECT_FALSE(reader.Read(out, 1));
  const std::string cut = Bytes({0x03, 0xff});  // eight numbers of 3 bits, of which two are there
  reader.Start(cut, 3);
  EXPECT_TRUE(reader.Read(out, 2));
  EXPECT_FALSE(reader.Read(out, 1));
  reader.Start("", 0);  // no bits, no bytes
  EXPECT_TRUE(reader.Read(out, 16));
  EXPECT_EQ(out[15], 0u);
}

// The examples of the format's description, "Delta Encoding": 1,2,3,4,5 and 7,5,3,1,2,3,4,5 (blocks of 128 in 4 parts).
TEST(ParquetDecoding, DeltasOfTheFormatsExamples) {
  const std::string steps = Bytes({0x80, 0x01, 4, 5, 2, 2, 0, 0, 0, 0});
  int64_t out[8];
  DeltaReader reader;
  ASSERT_TRUE(reader.Start(steps));
  ASSERT_TRUE(reader.Read(out, 5));
  EXPECT_EQ(std::vector<int64_t>(out, out + 5), (std::vector<int64_t>{1, 2, 3, 4, 5}));
  EXPECT_EQ(DeltaReader::Size(steps + "more"), steps.size());
  const std::string mixed = Bytes({0x80, 0x01, 4, 8, 14, 3, 2, 0, 0, 0, 0xc0, 0x3f, 0, 0, 0, 0, 0, 0});
  ASSERT_TRUE(reader.Start(mixed));
  ASSERT_TRUE(reader.Read(out, 3));
  ASSERT_TRUE(reader.Read(out + 3, 5));
  EXPECT_EQ(std::vector<int64_t>(out, out + 8), (std::vector<int64_t>{7, 5, 3, 1, 2, 3, 4, 5}));
  EXPECT_FALSE(reader.Read(out, 1));
  EXPECT_EQ(DeltaReader::Size(mixed), mixed.size());
}

TEST(ParquetDecoding, DeltaHeadersThatCannotBeAreRefused) {
  DeltaReader reader;
  for (const std::string& bytes : {Bytes({}), Bytes({0, 4, 5, 2}), Bytes({0x80, 1, 0, 5, 2}), Bytes({0x80, 1, 3, 5, 2}),
                                   Bytes({0x80, 0x80, 0x80, 1, 4, 5, 2}), Bytes({12, 4, 5, 2})}) {
    EXPECT_FALSE(reader.Start(bytes));
  }
  // 65 bits.
  EXPECT_EQ(DeltaReader::Size(Bytes({0x80, 0x01, 4, 5, 2, 2, 65, 0, 0, 0})), std::nullopt);
}

TEST(ParquetDecoding, NumbersOfAllWidthsAreUnpacked) {
  const std::string ones(72, '\xff');
  for (int width = 0; width <= 64; ++width) {
    uint64_t out[8];
    UnpackBits(std::string_view(ones).substr(0, static_cast<size_t>(width)), 0, 8, width, out);
    for (const uint64_t value : out) EXPECT_EQ(value, width == 64 ? ~uint64_t{0} : (uint64_t{1} << width) - 1);
  }
}

// Pages of one column in the encodings that our writer does not use; each stands for the same values as the plain page.
TEST(ParquetDecoding, PagesOfEachEncoding) {
  struct {
    BuiltNode node;
    int encoding;
    std::string body, plain;
  } const cases[] = {
      {{"", 0, 1}, 5, Bytes({0x80, 0x01, 4, 3, 2, 2, 0, 0, 0, 0}), Plain<int32_t>({1, 2, 3})},
      {{"", 0, 2}, 5, Bytes({0x80, 0x01, 4, 3, 1, 1, 0, 0, 0, 0}), Plain<int64_t>({-1, -2, -3})},
      {{"", 0, 5},
       9,
       Bytes({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xf8, 0, 4, 0x3f, 0x40, 0x40}),
       Plain<double>({1.5, 2.0, 2.5})},
      {{"", 0, 7, 0, -1, 2}, 9, "acebdf", "abcdef"},
      {{"", 0, 6},
       6,
       Bytes({0x80, 0x01, 4, 3, 2, 2, 0, 0, 0, 0}) + "abbccc",
       testing_support::PlainTexts({"a", "bb", "ccc"})},
      // Shared: 0, 1, 2; own: 1 each.
      {{"", 0, 6},
       7,
       Bytes({0x80, 0x01, 4, 3, 0, 2, 0, 0, 0, 0, 0x80, 0x01, 4, 3, 2, 0, 0, 0, 0, 0}) + "abc",
       testing_support::PlainTexts({"a", "ab", "abc"})},
      {{"", 0, 0}, 3, Bytes({2, 0, 0, 0, 3, 5}), Bytes({5})},
  };
  for (const auto& c : cases) {
    RecordBatch batches[2];
    for (const bool plain : {false, true}) {
      const std::string file = BuildParquet(c.node, plain ? 0 : c.encoding, 3, plain ? c.plain : c.body);
      ParquetBytes source(file);
      Result<ParquetReader> reader = ParquetReader::Open(&source);
      ASSERT_TRUE(reader.ok());
      reader->Select(reader->schema());
      ParquetReport report;
      ASSERT_TRUE(reader->BeginGroup(0).ok());
      const Result<bool> more = reader->Next(&batches[plain ? 1 : 0], &report);
      ASSERT_TRUE(more.ok()) << c.encoding << ": " << more.status().message();
      EXPECT_EQ(report.left_out, 0) << report.problem;
    }
    EXPECT_EQ(batches[0].rows, 3u);
    EXPECT_TRUE(testing_support::SameBatch(batches[0], batches[1])) << c.encoding << " of type " << c.node.type;
  }
}

}  // namespace
}  // namespace pandora
