#include "core/format/parquet_metadata.h"

#include <gtest/gtest.h>

#include "core/base/hash.h"
#include "core/base/version.h"
#include "tests/support/parquet_reader.h"

namespace pandora {
namespace {

using testing_support::Thrift;
using testing_support::ThriftReader;

std::string Hex(const std::string& bytes) {
  return ToHex(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
}

// Bytes by Thrift's description of its compact protocol: the step to the next field and the type in one byte, numbers zigzag.
TEST(ParquetMetadata, ThriftIsCompact) {
  std::string out;
  ThriftWriter thrift(&out);
  thrift.I32(1, 1);
  thrift.I64(3, -1);
  thrift.Bool(4, true);
  thrift.Bool(5, false);
  thrift.Binary(7, "ab");
  thrift.Begin(8);
  thrift.I32(2, 300);
  thrift.End();
  thrift.ListOfI32(9, 2);
  thrift.I32Element(0);
  thrift.I32Element(-3);
  thrift.I16(40, 2);
  thrift.End();
  EXPECT_EQ(Hex(out),
            "1502"        // field 1, i32: 1
            "2601"        // field 3, i64: -1
            "11"          // field 4: true
            "12"          // field 5: false
            "28026162"    // field 7: "ab"
            "1c25d80400"  // field 8: a struct with field 2: 300
            "19250005"    // field 9: two i32
            "045004"      // field 40, too far for one byte, i16: 2
            "00");
}

TEST(ParquetMetadata, LongListsHaveTheirLengthBehindTheType) {
  std::string out;
  ThriftWriter thrift(&out);
  thrift.ListOfBinary(1, 20);
  for (int i = 0; i < 20; ++i) thrift.BinaryElement("x");
  thrift.ListOfStructs(2, 1);
  thrift.BeginElement();
  thrift.I64(1, INT64_MIN);
  thrift.End();
  thrift.End();
  EXPECT_EQ(Hex(out.substr(0, 3)), "19f814");
  const Thrift read = ThriftReader(out).Struct();
  EXPECT_EQ(read[1].list.size(), 20u);
  EXPECT_EQ(read[1].list[19].text, "x");
  EXPECT_EQ(read[2].list[0][1].number, INT64_MIN);
}

TEST(ParquetMetadata, PageHeadersSayWhatFollows) {
  std::string out;
  AppendDataPageHeader(1000, 600, 77, ParquetEncoding::kRleDictionary, &out);
  const Thrift page = ThriftReader(out).Struct();
  EXPECT_EQ(page[1].number, 0);
  EXPECT_EQ(page[2].number, 1000);
  EXPECT_EQ(page[3].number, 600);
  EXPECT_EQ(page[5][1].number, 77);
  EXPECT_EQ(page[5][2].number, 8);
  EXPECT_EQ(page[5][3].number, 3);
  EXPECT_EQ(page[5][4].number, 3);
  out.clear();
  AppendDictionaryPageHeader(10, 9, 3, &out);
  const Thrift dictionary = ThriftReader(out).Struct();
  EXPECT_EQ(dictionary[1].number, 2);
  EXPECT_EQ(dictionary[7][1].number, 3);
  EXPECT_EQ(dictionary[7][2].number, 0);
}

TEST(ParquetMetadata, FooterNamesItsMaker) {
  std::string out;
  ParquetSchemaNode node;
  node.name = "t";
  node.type = ParquetType::kInt64;
  node.annotation = ParquetAnnotation::kTimestampMicros;
  AppendParquetFooter(1, {node}, {}, &out);
  const std::string file = "PAR1" + out;
  const testing_support::ParquetReader reader(file);
  EXPECT_TRUE(reader.sound());
  EXPECT_EQ(reader.footer[1].number, 1);
  EXPECT_EQ(reader.footer[6].text, "pandora-sim " + std::string(kVersion));
  EXPECT_FALSE(reader.footer.Has(5)) << "key-value metadata";
  EXPECT_EQ(reader.footer[7].list.size(), 1u);
  const Thrift& root = reader.footer[2].list[0];
  EXPECT_EQ(root[5].number, 1);
  EXPECT_FALSE(root.Has(3));
  const Thrift& column = reader.footer[2].list[1];
  EXPECT_EQ(column[1].number, 2);         // INT64
  EXPECT_EQ(column[3].number, 1);         // optional
  EXPECT_EQ(column[6].number, 10);        // TIMESTAMP_MICROS
  EXPECT_EQ(column[10][8][1].number, 1);  // adjusted to UTC
  EXPECT_TRUE(column[10][8][2].Has(2));   // MICROS
}

}  // namespace
}  // namespace pandora
