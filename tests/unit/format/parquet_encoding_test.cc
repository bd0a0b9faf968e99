#include "core/format/parquet_encoding.h"

#include <gtest/gtest.h>

#include "core/base/hash.h"
#include "tests/support/parquet_reader.h"

namespace pandora {
namespace {

using testing_support::TakeHybrid;

std::string Hex(const std::string& bytes) {
  return ToHex(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
}

std::string Hybrid(const std::vector<uint32_t>& values, int width) {
  std::string out;
  AppendHybrid(values.data(), values.size(), width, &out);
  return out;
}

TEST(ParquetEncoding, WidthHoldsTheLargestValue) {
  const struct {
    uint32_t max;
    int width;
  } cases[] = {{0, 1}, {1, 1}, {2, 2}, {3, 2}, {4, 3}, {255, 8}, {256, 9}, {0xffffffff, 32}};
  for (const auto& one : cases) EXPECT_EQ(ParquetBitWidth(one.max), one.width) << one.max;
}

// The bytes are those of the format's own description: 0 to 7 in three bits are 88 c6 fa.
TEST(ParquetEncoding, WritesTheDocumentedBytes) {
  EXPECT_EQ(Hex(Hybrid({0, 1, 2, 3, 4, 5, 6, 7}, 3)), "0388c6fa");
  EXPECT_EQ(Hex(Hybrid(std::vector<uint32_t>(8, 1), 1)), "1001");
  EXPECT_EQ(Hex(Hybrid(std::vector<uint32_t>(300, 0x1234), 13)), "d8043412");
  EXPECT_EQ(Hex(Hybrid({1, 0, 1}, 1)), "0305");
  EXPECT_EQ(Hex(Hybrid({}, 1)), "");
  std::string run;
  AppendHybridRun(5, 3, 3, &run);
  EXPECT_EQ(Hex(run), "0605");
}

TEST(ParquetEncoding, ReadsBackAsWritten) {
  for (const int width : {1, 2, 3, 7, 8, 9, 15, 17, 31, 32}) {
    const uint32_t mask = width == 32 ? 0xffffffff : (uint32_t{1} << width) - 1;
    std::vector<uint32_t> values;
    for (uint32_t i = 0, x = 7; i < 3000; ++i) {
      x = x * 1664525 + 1013904223;
      // Stretches that do not repeat, stretches that do, of lengths around eight.
      values.insert(values.end(), i % 50 < 40 ? 1 : i % 50 - 33, (x >> 3) & mask);
    }
    for (const size_t count : {size_t{1}, size_t{7}, size_t{8}, size_t{9}, size_t{505}, values.size()}) {
      const std::vector<uint32_t> part(values.begin(), values.begin() + static_cast<ptrdiff_t>(count));
      const std::string bytes = Hybrid(part, width);
      std::string_view rest = bytes;
      EXPECT_EQ(TakeHybrid(&rest, width, count), part) << width << " " << count;
      EXPECT_EQ(rest, "");
    }
  }
}

TEST(ParquetEncoding, LevelsAreWrittenAsNumbersAre) {
  const uint8_t levels[] = {2, 2, 2, 2, 2, 2, 2, 2, 2, 0, 1};
  const std::vector<uint32_t> numbers(std::begin(levels), std::end(levels));
  std::string bytes;
  AppendHybrid(levels, std::size(levels), 2, &bytes);
  EXPECT_EQ(Hex(bytes), Hex(Hybrid(numbers, 2)));
}

TEST(ParquetEncoding, PacksBooleans) {
  const uint8_t booleans[] = {1, 0, 0, 0, 0, 0, 0, 1, 0, 1};
  std::string bytes;
  AppendPackedBooleans(booleans, std::size(booleans), &bytes);
  EXPECT_EQ(Hex(bytes), "8102");
}

}  // namespace
}  // namespace pandora
