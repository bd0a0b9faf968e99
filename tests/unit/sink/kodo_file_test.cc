#include "core/sink/kodo_file.h"

#include <gtest/gtest.h>

#include "core/base/hash.h"
#include "core/format/gzip.h"
#include "core/store/state_file.h"
#include "tests/support/batches.h"
#include "tests/support/parquet_reader.h"

namespace pandora {
namespace {

using testing_support::MakeSchema;

KodoSpec SpecOf(const std::string& format, bool compress) {
  KodoSpec spec;
  spec.format = format;
  spec.compress = compress;
  spec.fields = {{"number", "n"}, {"gone", "lost"}, {"text", "s"}};
  return spec;
}

class KodoFileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    Result<std::unique_ptr<StateFile>> state = StateFile::Open({});
    ASSERT_TRUE(state.ok()) << state.status().message();
    state_ = std::move(state).value();
    batch_ = MakeBatch(schema_);
  }

  void AddRows(size_t count) {
    for (size_t i = 0; i < count; ++i, ++batch_.rows) {
      batch_.columns[0].AppendLong(static_cast<int64_t>(batch_.rows));
      batch_.columns[1].AppendText("text of " + std::to_string(batch_.rows));
    }
  }

  // The object that comes out when the rows are given in pieces of `step`.
  std::string Make(const KodoSpec& spec, size_t step, ContentHash* hash = nullptr) {
    ObjectStore objects(state_.get());
    ObjectWriter object = objects.NewObject();
    KodoFile file(spec, schema_);
    for (size_t row = 0; row < batch_.rows; row += step) {
      EXPECT_TRUE(file.Write(batch_, {}, row, std::min(batch_.rows, row + step), &object).ok());
    }
    EXPECT_TRUE(file.Finish(&object).ok());
    ObjectInfo info;
    info.bucket = "b";
    info.key = "k";
    EXPECT_TRUE(object.Finish("ak", info).ok());
    if (hash != nullptr) *hash = file.hash();
    return objects.Get("ak", "b", "k")->value_or("");
  }

  const Schema schema_ = MakeSchema("n long, s string");
  std::unique_ptr<StateFile> state_;
  RecordBatch batch_;
};

TEST_F(KodoFileTest, ALostFieldKeepsItsPlaceInCsv) {
  AddRows(2);
  EXPECT_EQ(Make(SpecOf("csv", false), 1), "0,,text of 0\n1,,text of 1\n");
  EXPECT_EQ(Make(SpecOf("json", false), 1),
            "{\"number\":0,\"text\":\"text of 0\"}\n{\"number\":1,\"text\":\"text of 1\"}\n");
}

TEST_F(KodoFileTest, ALostFieldIsAColumnOfNullsInParquet) {
  AddRows(2);
  const std::string bytes = Make(SpecOf("parquet", true), 1);
  const testing_support::ParquetReader reader(bytes);
  ASSERT_TRUE(reader.sound());
  EXPECT_EQ(reader.Show(0), "0 1");
  EXPECT_EQ(reader.Show(1), "~0 ~0");
  EXPECT_EQ(reader.Show(2), "text of 0 text of 1");
}

// Nothing of how the log cuts its records may show: neither in the bytes nor in the hash.
TEST_F(KodoFileTest, PiecesDoNotShow) {
  AddRows(250'000);
  for (const char* format : {"json", "parquet"}) {
    ContentHash whole{}, cut{}, packed{};
    const std::string file = Make(SpecOf(format, false), batch_.rows, &whole);
    EXPECT_TRUE(Make(SpecOf(format, false), 70'001, &cut) == file) << format;
    EXPECT_EQ(whole, cut) << format;
    const std::string compressed = Make(SpecOf(format, true), 50'000, &packed);
    EXPECT_EQ(packed, whole) << "compression is no part of the content";
    if (std::string(format) == "parquet") {
      EXPECT_TRUE(compressed == file);
      continue;
    }
    ASSERT_GT(file.size(), size_t{8} << 20) << "the test wants several pieces";
    const Result<std::string> unpacked = GzipDecompress(compressed, file.size());
    ASSERT_TRUE(unpacked.ok());
    EXPECT_TRUE(*unpacked == file);
  }
}

TEST_F(KodoFileTest, ASmallFileIsOneMemberAndHashedAsItIs) {
  AddRows(3);
  ContentHash hash{};
  const std::string file = Make(SpecOf("text", false), 3, &hash);
  EXPECT_EQ(hash, HashContent(file));
  EXPECT_EQ(Make(SpecOf("text", true), 1), GzipCompress(file));
}

TEST_F(KodoFileTest, RowSizesAddUpToTheFile) {
  AddRows(100);
  for (const char* format : {"json", "csv", "text"}) {
    KodoFile file(SpecOf(format, false), schema_);
    size_t size = 0;
    for (size_t row = 0; row < batch_.rows; ++row) size += file.RowSize(batch_, {}, row);
    EXPECT_EQ(size, Make(SpecOf(format, false), 100).size()) << format;
  }
  KodoFile parquet(SpecOf("parquet", false), schema_);
  EXPECT_EQ(parquet.RowSize(batch_, {}, 0), 8u + 4u + 9u);
}

}  // namespace
}  // namespace pandora
