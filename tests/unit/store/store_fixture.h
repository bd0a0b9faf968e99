// What the tests of core/store share: a state in each of the three ways it can be stored, and short records.
#ifndef PANDORA_TESTS_UNIT_STORE_STORE_FIXTURE_H_
#define PANDORA_TESTS_UNIT_STORE_STORE_FIXTURE_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/ports/file_system.h"
#include "core/store/record_log.h"
#include "core/store/state_file.h"
#include "core/value/record_batch.h"

namespace pandora {

enum class Storage { kMemory, kRollbackJournal, kWriteAheadLog };

inline std::string StorageName(const ::testing::TestParamInfo<Storage>& info) {
  constexpr const char* kNames[] = {"Memory", "RollbackJournal", "WriteAheadLog"};
  return kNames[static_cast<int>(info.param)];
}

#define PANDORA_EACH_STORAGE(suite) \
  INSTANTIATE_TEST_SUITE_P(Store, suite, \
                           ::testing::Values(Storage::kMemory, Storage::kRollbackJournal, Storage::kWriteAheadLog), \
                           StorageName)

// Another file system with its preference replaced.
class PreferringFiles : public FileSystem {
 public:
  PreferringFiles(FileSystem* files, bool write_ahead) : files_(files), write_ahead_(write_ahead) {}
  Result<std::unique_ptr<File>> Open(const std::string& name) override { return files_->Open(name); }
  Result<bool> Exists(const std::string& name) override { return files_->Exists(name); }
  Status Delete(const std::string& name) override { return files_->Delete(name); }
  bool PrefersWriteAheadLog() const override { return write_ahead_; }

 private:
  FileSystem* files_;
  bool write_ahead_;
};

#define ASSERT_OK(expression) \
  do { \
    const ::pandora::Status ok_status_ = (expression); \
    ASSERT_TRUE(ok_status_.ok()) << ok_status_.message(); \
  } while (false)
#define EXPECT_OK(expression) \
  do { \
    const ::pandora::Status ok_status_ = (expression); \
    EXPECT_TRUE(ok_status_.ok()) << ok_status_.message(); \
  } while (false)

// The value of a Result; a failure is reported and answers a default.
template <typename T>
T Get(Result<T> result) {
  EXPECT_TRUE(result.ok()) << result.status().message();
  return result.ok() ? std::move(result).value() : T();
}

class StoreTest : public ::testing::TestWithParam<Storage> {
 protected:
  StoreTest() : memory_(MakeMemoryFileSystem()), files_(memory_.get(), GetParam() == Storage::kWriteAheadLog) {}
  void SetUp() override { OpenState(); }

  StateFile::Options Options() {
    StateFile::Options options;
    options.files = GetParam() == Storage::kMemory ? nullptr : &files_;
    return options;
  }
  void OpenState() {
    Result<std::unique_ptr<StateFile>> opened = StateFile::Open(Options());
    ASSERT_TRUE(opened.ok()) << opened.status().message();
    state_ = *std::move(opened);
  }
  // Closes and opens again; in memory by way of the bytes.
  void ReopenState() {
    std::string bytes;
    if (GetParam() == Storage::kMemory) bytes = Get(state_->Serialize());
    state_.reset();
    OpenState();
    if (GetParam() == Storage::kMemory) ASSERT_OK(state_->Replace(bytes));
  }

  std::unique_ptr<FileSystem> memory_;
  PreferringFiles files_;
  std::unique_ptr<StateFile> state_;
};

// {"n": long, "s": string}
inline Schema PairSchema() {
  Schema schema;
  schema.fields.push_back({"n", Type{Kind::kLong, Kind::kString, {}}, true});
  schema.fields.push_back({"s", Type{Kind::kString, Kind::kString, {}}, false});
  return schema;
}

// Records first, first + 1, ...: n is the number, s its text, null for each seventh.
inline RecordBatch Pairs(int64_t first, int64_t count) {
  RecordBatch batch = MakeBatch(PairSchema());
  for (int64_t n = first; n < first + count; ++n) {
    batch.columns[0].AppendLong(n);
    if (n % 7 == 0) {
      batch.columns[1].AppendNull();
    } else {
      batch.columns[1].AppendText("text " + std::to_string(n));
    }
    ++batch.rows;
  }
  return batch;
}

// The column "n" of [from, to), checking that slices follow one another and that s fits.
inline std::vector<int64_t> ReadPairs(RecordLog* log, int64_t repo, int64_t from, int64_t to) {
  std::vector<int64_t> numbers;
  int64_t next = from;
  const Status status = log->Read(repo, from, to, PairSchema(), {}, [&](RecordLog::Slice slice) {
    EXPECT_EQ(slice.first, next);
    EXPECT_EQ(slice.batch.columns.size(), 2u);
    for (size_t row = 0; row < slice.batch.rows; ++row) {
      const int64_t n = slice.batch.columns[0].longs[row];
      numbers.push_back(n);
      if (slice.batch.columns[1].IsNull(row)) {
        EXPECT_EQ(n % 7, 0);
      } else {
        EXPECT_EQ(slice.batch.columns[1].Text(row), "text " + std::to_string(n));
      }
    }
    next += static_cast<int64_t>(slice.batch.rows);
    return Status();
  });
  EXPECT_TRUE(status.ok()) << status.message();
  return numbers;
}

// first, first + 1, ... as ReadPairs answers them.
inline std::vector<int64_t> Numbers(int64_t first, int64_t count) {
  std::vector<int64_t> numbers;
  for (int64_t n = first; n < first + count; ++n) numbers.push_back(n);
  return numbers;
}

}  // namespace pandora

#endif  // PANDORA_TESTS_UNIT_STORE_STORE_FIXTURE_H_
