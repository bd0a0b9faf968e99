// Files that are damaged, hostile or beyond what is read: each is refused in words, and none takes memory for what it only claims.
#include <gtest/gtest.h>

#include "core/format/parquet_reader.h"
#include "core/format/parquet_writer.h"
#include "core/format/point_reader.h"
#include "core/format/record_writer.h"
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

constexpr int64_t kMaxRecords = 1 << 20;

// Reads as long as it goes, every value; the failure, or OK.
Status Walk(ParquetSource* source, const Schema* wanted, int64_t* records) {
  Result<ParquetReader> reader = ParquetReader::Open(source);
  if (!reader.ok()) return reader.status();
  const Schema schema = wanted == nullptr ? reader->schema() : *wanted;
  reader->Select(schema);
  ParquetReport report;
  for (size_t group = 0; group < reader->groups(); ++group) {
    PANDORA_RETURN_IF_ERROR(reader->BeginGroup(group));
    while (report.records < kMaxRecords) {
      RecordBatch batch;
      PANDORA_ASSIGN_OR_RETURN(const bool more, reader->Next(&batch, &report));
      if (!more) break;
      *records = report.records;
      std::string text;
      for (size_t row = 0; row < batch.rows; ++row) AppendJsonRecord(schema, batch, row, true, &text);
    }
  }
  return {};
}

Status Walk(const std::string& file, const Schema* wanted = nullptr) {
  ParquetBytes source(file);
  int64_t records = 0;
  return Walk(&source, wanted, &records);
}

std::string SmallFile(const Schema& schema, ParquetCodec codec) {
  const Result<RecordBatch> batch =
      ReadPoints("n=1\tb=true\ts=x\tl=[1,2]\tm={\"x\":1.5,\"k\":\"y\"}\nn=2\tt=2017-01-12T15:30:00Z\tl=[]\ns=x", schema,
                 PointOptions());
  std::vector<ParquetField> fields;
  for (size_t i = 0; i < schema.fields.size(); ++i) {
    fields.push_back({schema.fields[i].name, schema.fields[i].type, static_cast<int>(i)});
  }
  ParquetOptions options;
  options.codec = codec;
  ParquetWriter writer(fields, options);
  std::string file;
  writer.Write(*batch, {}, 0, batch->rows, &file);
  writer.Finish(&file);
  return file;
}

const Schema& SmallSchema() {
  static const Schema schema = MakeSchema("n long, b boolean, t date, s string, l [long], m {x float, k string}");
  return schema;
}

TEST(ParquetDamage, WhatIsCutOffIsRefused) {
  const std::string file = SmallFile(SmallSchema(), ParquetCodec::kNone);
  ASSERT_TRUE(Walk(file).ok());
  for (size_t size = 0; size < file.size(); ++size) {
    EXPECT_FALSE(Walk(file.substr(0, size)).ok()) << size;
    // The end is there, but not what it speaks of.
    EXPECT_FALSE(Walk(file.substr(size + 1)).ok()) << size;
  }
}

// Some changes are values of their own, others damage: none may do harm, which the sanitizers would tell.
TEST(ParquetDamage, NoByteDoesHarm) {
  const Schema json = MakeSchema("n jsonstring, l jsonstring, m jsonstring, s! long");
  for (const ParquetCodec codec : {ParquetCodec::kNone, ParquetCodec::kSnappy, ParquetCodec::kGzip}) {
    const std::string file = SmallFile(SmallSchema(), codec);
    size_t refused = 0;
    for (size_t at = 0; at < file.size(); ++at) {
      for (const int change : {0x01, 0x80, 0xff}) {
        std::string damaged = file;
        damaged[at] = static_cast<char>(damaged[at] ^ change);
        refused += Walk(damaged).ok() ? 0 : 1;
        Walk(damaged, &json).IgnoreError();
      }
    }
    EXPECT_GT(refused, file.size() / 4);
  }
}

TEST(ParquetDamage, SaysWhatIsWrong) {
  const BuiltNode number{"a", 0, 1};
  const std::string good = BuildParquet(number, 0, 1, Plain<int32_t>({1}));
  const auto codec = [](int number_of_codec) {
    return BuildParquet(1, {{"a", 0, 1}}, {{1, 0, 1, Plain<int32_t>({1}), "", 0, number_of_codec}}, 1);
  };
  std::vector<BuiltNode> deep(40, BuiltNode{"deep", 1, -1, 1});
  deep.push_back(number);
  struct {
    std::string file;
    std::string_view says;
  } const cases[] = {
      {"", "this is no Parquet file: it has 0 bytes"},
      {"PAR1 and text that ends otherwise", "it does not end in PAR1"},
      {good.substr(0, good.size() - 1) + "E", "its footer is encrypted"},
      {"PAR1" + Plain<uint32_t>({1000}) + "PAR1", "its footer is longer than the file"},
      {codec(6), "it is compressed with ZSTD; UNCOMPRESSED, SNAPPY and GZIP are read"},
      {codec(4), "BROTLI"},
      {codec(77), "number 77"},
      {codec(1), "snappy data"},
      {BuildParquet(number, 5, 1, "\1"), "a page has too few values"},
      {BuildParquet(number, 6, 1, "\1"), "a page has the encoding 6, which values of its type do not have"},
      {BuildParquet(number, 8, 1, "\1"), "a page needs a dictionary, and there is none"},
      {BuildParquet(number, 0, 2, Plain<int32_t>({1})), "a page has too few values"},
      {BuildParquet(1, deep, {{1, 0, 1, "", "", 0, 0}}, 1), "is nested too deeply; 32 levels are accepted"},
      {BuildParquet(1, {{"a", 0, -1, 5}, number}, {{1, 0, 1, "", "", 0, 0}}, 1), "schema ends within a group"},
      {BuildParquet(1, {{"a", 0, 9}}, {{9, 0, 1, "", "", 0, 0}}, 1), "has the unknown type 9"},
      {BuildParquet(1, {{"a", 0, 6, 0, 6}}, {{6, 0, 1, "", "", 0, 0}}, 1), "a logical type that does not fit"},
      {BuildParquet(1, {number}, {{2, 0, 1, "", "", 0, 0}}, 1), "its type is not that of the schema"},
      {BuildParquet(1, {number}, {{1, 0, 1, Plain<int32_t>({1}), "", 0, 0}}, 2),
       "has fewer records than it is said to have"},
      {BuildParquet(1, {number}, {}, 1), "it lists 0 columns, the schema of the Parquet file 1"},
      {BuildParquet(1, {{"a", 1, 1}}, {{1, 0, 1, Plain<int32_t>({99, 1}), "", 0, 0}}, 1),
       "a page ends within its levels"},
  };
  for (const auto& c : cases) {
    const Status status = Walk(c.file);
    EXPECT_NE(status.message().find(c.says), std::string::npos) << status.message() << " instead of " << c.says;
  }
}

// One entry of a dictionary, of 64 KiB, used a million times by a run of a few bytes: a text of 64 GiB.
TEST(ParquetDamage, WhatRepeatsComesInPortions) {
  const std::string text(1 << 16, 'x');
  std::string body("\1", 1);
  AppendHybridRun(0, 1 << 20, 1, &body);
  const std::string file =
      BuildParquet(1, {{"a", 0, 6, 0, 0}}, {{6, 8, 1 << 20, body, PlainTexts({text}), 1, 0}}, 1 << 20);
  ParquetBytes source(file);
  Result<ParquetReader> reader = ParquetReader::Open(&source);
  ASSERT_TRUE(reader.ok());
  reader->Select(reader->schema());
  ASSERT_TRUE(reader->BeginGroup(0).ok());
  RecordBatch batch;
  ParquetReport report;
  for (int portion = 0; portion < 3; ++portion) {
    ASSERT_TRUE(reader->Next(&batch, &report).ok());
    EXPECT_GT(batch.rows, 0u);
    EXPECT_LE(ByteSize(batch), ParquetReader::kPortionBytes);
  }
}

// The same in the list of a single record.
TEST(ParquetDamage, ARecordThatIsTooLargeIsRefused) {
  const int entries = 1 << 28;
  std::string repetitions, definitions, body;
  AppendHybridRun(0, 1, 1, &repetitions);
  AppendHybridRun(1, entries - 1, 1, &repetitions);
  AppendHybridRun(1, entries, 1, &definitions);
  for (const std::string& levels : {repetitions, definitions}) {
    AppendLittle(static_cast<uint32_t>(levels.size()), &body);
    body += levels;
  }
  body += '\1';
  AppendHybridRun(0, entries, 1, &body);
  const std::string file = BuildParquet(1, {{"a", 2, 2}}, {{2, 8, entries, body, Plain<int64_t>({7}), 1, 0}}, 1);
  EXPECT_NE(Walk(file).message().find("a record's list is too large"), std::string::npos);
  const Schema json = MakeSchema("a jsonstring");
  EXPECT_NE(Walk(file, &json).message().find("a record has more than"), std::string::npos);
}

// A source that is read piece by piece gives what memory gives, and its failure is the reader's.
TEST(ParquetDamage, SourcesThatFail) {
  class Pieces final : public ParquetSource {
   public:
    Pieces(std::string bytes, int good) : bytes_(std::move(bytes)), good_(good) {}
    uint64_t size() const override { return bytes_.size(); }
    Result<std::string_view> Read(uint64_t offset, size_t count, std::string* scratch) override {
      if (good_-- == 0) return {ErrorCode::kInternal, "the disk is gone"};
      *scratch = bytes_.substr(offset, count);
      return std::string_view(*scratch);
    }

   private:
    std::string bytes_;
    int good_;
  };
  const std::string file = SmallFile(SmallSchema(), ParquetCodec::kSnappy);
  Pieces whole(file, 1000);
  int64_t records = 0;
  EXPECT_TRUE(Walk(&whole, nullptr, &records).ok());
  EXPECT_EQ(records, 3);
  for (int good = 0; good < 8; ++good) {
    Pieces failing(file, good);
    EXPECT_NE(Walk(&failing, nullptr, &records).message().find("the disk is gone"), std::string::npos) << good;
  }
}

}  // namespace
}  // namespace pandora
