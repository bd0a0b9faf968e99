// What a crash leaves behind. A file system notes every write; then the state is opened from what any prefix of the writes (the
// last one torn) would have left, and from what a loss of power would have left of those not synced.
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "core/store/journal.h"
#include "tests/unit/store/store_fixture.h"

namespace pandora {
namespace {

struct Operation {
  enum Kind { kWrite, kTruncate, kSync, kDelete, kMark } kind = kMark;
  std::string file;
  uint64_t offset = 0;  // kTruncate: the new size; kMark: transactions committed so far
  std::string bytes;
};
using Files = std::map<std::string, std::string>;

void Apply(const Operation& operation, size_t limit, Files* files) {
  std::string& bytes = (*files)[operation.file];
  const size_t offset = static_cast<size_t>(operation.offset);
  switch (operation.kind) {
    case Operation::kWrite: {
      const size_t size = std::min(limit, operation.bytes.size());
      if (size == 0) return;
      if (bytes.size() < offset + size) bytes.resize(offset + size);
      bytes.replace(offset, size, operation.bytes, 0, size);
      return;
    }
    case Operation::kTruncate: bytes.resize(offset); return;
    case Operation::kDelete: files->erase(operation.file); return;
    case Operation::kSync:
    case Operation::kMark: return;
  }
}

class RecordingFile : public File {
 public:
  RecordingFile(std::unique_ptr<File> file, std::string name, std::vector<Operation>* log)
      : file_(std::move(file)), name_(std::move(name)), log_(log) {}
  Result<size_t> Read(uint64_t offset, char* data, size_t size) override { return file_->Read(offset, data, size); }
  Status Write(uint64_t offset, const char* data, size_t size) override {
    log_->push_back({Operation::kWrite, name_, offset, std::string(data, size)});
    return file_->Write(offset, data, size);
  }
  Status Truncate(uint64_t size) override {
    log_->push_back({Operation::kTruncate, name_, size, ""});
    return file_->Truncate(size);
  }
  Status Sync() override {
    log_->push_back({Operation::kSync, name_, 0, ""});
    return file_->Sync();
  }
  Result<uint64_t> Size() override { return file_->Size(); }

 private:
  std::unique_ptr<File> file_;
  std::string name_;
  std::vector<Operation>* log_;
};

class RecordingFiles : public FileSystem {
 public:
  explicit RecordingFiles(bool write_ahead) : memory_(MakeMemoryFileSystem()), write_ahead_(write_ahead) {}
  Result<std::unique_ptr<File>> Open(const std::string& name) override {
    return std::unique_ptr<File>(std::make_unique<RecordingFile>(memory_->Open(name).value(), name, &log));
  }
  Result<bool> Exists(const std::string& name) override { return memory_->Exists(name); }
  Status Delete(const std::string& name) override {
    log.push_back({Operation::kDelete, name, 0, ""});
    return memory_->Delete(name);
  }
  bool PrefersWriteAheadLog() const override { return write_ahead_; }

  std::vector<Operation> log;

 private:
  std::unique_ptr<FileSystem> memory_;
  bool write_ahead_;
};

// Transaction `n` appends n records to repo 1, journals one entry, moves the mark to n; every fifth is large, one is refused.
void RunTransactions(const StateFile::Options& options, int count, RecordingFiles* files) {
  const std::unique_ptr<StateFile> state = Get(StateFile::Open(options));
  ASSERT_NE(state, nullptr);
  RecordLog log(state.get());
  Journal journal(state.get());
  files->log.push_back({Operation::kMark, "", 0, ""});
  for (int n = 1; n <= count; ++n) {
    {
      StateFile::Savepoint refused(state.get());
      ASSERT_OK(log.Append(1, PairSchema(), Pairs(0, 9), Instant{}).status());
    }
    StateFile::Savepoint savepoint(state.get());
    const int64_t end = Get(log.End(1));
    ASSERT_OK(log.Append(1, PairSchema(), Pairs(end, n % 5 == 0 ? 4200 : n), Instant{}).status());
    JournalEntry entry;
    entry.note = std::to_string(n);
    ASSERT_OK(journal.Append(entry));
    ASSERT_OK(state->SetMeta("mark", std::to_string(n)));
    ASSERT_OK(savepoint.Release());
    ASSERT_OK(log.Flush());
    ASSERT_OK(journal.Flush());
    ASSERT_OK(state->Commit());
    files->log.push_back({Operation::kMark, "", static_cast<uint64_t>(n), ""});
  }
}

// Opens what is left and checks that it is the state after some whole number of transactions, which it answers; -1 when
// not even the empty state is there.
int64_t Recover(const Files& left, bool write_ahead) {
  const std::unique_ptr<FileSystem> memory = MakeMemoryFileSystem();
  for (const auto& [name, bytes] : left) {
    EXPECT_OK(memory->Open(name).value()->Write(0, bytes.data(), bytes.size()));
  }
  PreferringFiles files(memory.get(), write_ahead);
  StateFile::Options options;
  options.files = &files;
  const Result<std::unique_ptr<StateFile>> opened = StateFile::Open(options);
  EXPECT_TRUE(opened.ok()) << opened.status().message();
  if (!opened.ok()) return -1;
  StateFile* const state = opened->get();
  EXPECT_EQ(Get(state->db().QueryInt("SELECT count(*) FROM pragma_quick_check WHERE quick_check <> 'ok'")), 0);
  RecordLog log(state);
  Journal journal(state);
  const std::string mark = Get(state->GetMeta("mark"));
  const int64_t count = mark.empty() ? 0 : std::stoll(mark);
  int64_t records = 0;
  for (int64_t n = 1; n <= count; ++n) records += n % 5 == 0 ? 4200 : n;
  EXPECT_EQ(Get(log.End(1)), records);
  EXPECT_EQ(ReadPairs(&log, 1, 0, records), Numbers(0, records));
  EXPECT_EQ(Get(journal.Length()), count);
  // And it goes on from there.
  EXPECT_OK(log.Append(1, PairSchema(), Pairs(records, 3), Instant{}).status());
  EXPECT_OK(log.Flush());
  EXPECT_OK(state->Commit());
  EXPECT_EQ(Get(log.End(1)), records + 3);
  return count;
}

struct Mode {
  const char* name;
  bool write_ahead;
  bool sync_full;
};

class CrashTest : public ::testing::TestWithParam<Mode> {
 protected:
  void Record(int transactions) {
    StateFile::Options options;
    files_ = std::make_unique<RecordingFiles>(GetParam().write_ahead);
    options.files = files_.get();
    options.sync_full = GetParam().sync_full;
    RunTransactions(options, transactions, files_.get());
  }
  std::unique_ptr<RecordingFiles> files_;
};

INSTANTIATE_TEST_SUITE_P(Store, CrashTest,
                         ::testing::Values(Mode{"RollbackJournal", false, false}, Mode{"WriteAheadLog", true, false},
                                           Mode{"WriteAheadLogSyncFull", true, true}),
                         [](const ::testing::TestParamInfo<Mode>& mode) { return mode.param.name; });

// The process dies: every write up to some point is there, of the next one only a part.
TEST_P(CrashTest, AnyPrefixOfTheWritesHoldsTheCommittedTransactions) {
  Record(10);
  std::mt19937 random(5);
  Files left;
  int64_t committed = 0;
  for (const Operation& operation : files_->log) {
    if (operation.kind == Operation::kMark) {
      committed = static_cast<int64_t>(operation.offset);
      EXPECT_EQ(Recover(left, GetParam().write_ahead), committed);
      continue;
    }
    Files torn = left;
    Apply(operation, random() % (operation.bytes.size() + 1), &torn);
    const int64_t recovered = Recover(torn, GetParam().write_ahead);
    ASSERT_GE(recovered, committed);
    ASSERT_LE(recovered, committed + 1);
    Apply(operation, SIZE_MAX, &left);
  }
  EXPECT_EQ(committed, 10);
}

// The power fails: of the writes that were not synced, any may be missing. A synced state survives whole; without
// sync_full a write-ahead log may lose the latest transactions, but never a part of one.
TEST_P(CrashTest, ALossOfPowerLosesNoSyncedTransaction) {
  Record(10);
  const bool every_commit_synced = !GetParam().write_ahead || GetParam().sync_full;
  std::mt19937 random(6);
  Files synced;
  std::vector<const Operation*> waiting;
  int64_t committed = 0;
  for (const Operation& operation : files_->log) {
    if (operation.kind == Operation::kMark) {
      committed = static_cast<int64_t>(operation.offset);
    } else if (operation.kind == Operation::kSync) {
      std::vector<const Operation*> still_waiting;
      for (const Operation* earlier : waiting) {
        if (earlier->file == operation.file) {
          Apply(*earlier, SIZE_MAX, &synced);
        } else {
          still_waiting.push_back(earlier);
        }
      }
      waiting = std::move(still_waiting);
    } else {
      waiting.push_back(&operation);
    }
    if (random() % 3 != 0) continue;
    Files left = synced;
    for (const Operation* lost : waiting) {
      if (random() % 2 == 0) Apply(*lost, SIZE_MAX, &left);
    }
    const int64_t recovered = Recover(left, GetParam().write_ahead);
    ASSERT_GE(recovered, every_commit_synced ? committed : 0);
    ASSERT_LE(recovered, committed + 1);
  }
}

// A file system with room for so many blocks more, as a disk that is nearly full: what fits of a write is there.
class FullFile : public File {
 public:
  static constexpr size_t kBlock = 4096;

  FullFile(std::unique_ptr<File> file, int* left) : file_(std::move(file)), left_(left) {}
  Result<size_t> Read(uint64_t offset, char* data, size_t size) override { return file_->Read(offset, data, size); }
  Status Write(uint64_t offset, const char* data, size_t size) override {
    const uint64_t end = file_->Size().value();
    const int needed = offset + size <= end ? 0 : static_cast<int>((offset + size - end + kBlock - 1) / kBlock);
    if (needed > *left_) {
      const size_t fits = static_cast<size_t>(std::exchange(*left_, 0)) * kBlock + (offset < end ? end - offset : 0);
      const Status part = file_->Write(offset, data, std::min(fits, size));
      return part.ok() ? Status(ErrorCode::kStorageFull, "full") : part;
    }
    *left_ -= needed;
    return file_->Write(offset, data, size);
  }
  Status Truncate(uint64_t size) override { return file_->Truncate(size); }
  Status Sync() override { return file_->Sync(); }
  Result<uint64_t> Size() override { return file_->Size(); }

 private:
  std::unique_ptr<File> file_;
  int* left_;
};

class FullFiles : public PreferringFiles {
 public:
  FullFiles(FileSystem* files, bool write_ahead) : PreferringFiles(files, write_ahead) {}
  Result<std::unique_ptr<File>> Open(const std::string& name) override {
    return std::unique_ptr<File>(std::make_unique<FullFile>(PreferringFiles::Open(name).value(), &left));
  }
  int left = INT32_MAX;
};

// When storage is full a commit fails as a whole; when there is room again, the state goes on with what it had.
TEST_P(CrashTest, AFullDiskFailsCommitsWhole) {
  const std::unique_ptr<FileSystem> memory = MakeMemoryFileSystem();
  FullFiles files(memory.get(), GetParam().write_ahead);
  StateFile::Options options;
  options.files = &files;
  options.sync_full = GetParam().sync_full;
  const std::unique_ptr<StateFile> state = Get(StateFile::Open(options));
  RecordLog log(state.get());
  int64_t committed = 0;
  int failures = 0;
  for (int room = 0; room < 60; ++room) {
    files.left = room;
    Status status = log.Append(1, PairSchema(), Pairs(committed, 5000), Instant{}).status();
    if (status.ok()) status = state->SetMeta("mark", std::to_string(committed));
    if (status.ok()) status = log.Flush();
    if (status.ok()) status = state->Commit();
    if (status.ok()) {
      committed += 5000;
    } else {
      ++failures;
      EXPECT_EQ(status.code(), ErrorCode::kStorageFull) << status.message();
      state->Rollback();
      // Also before there is room again.
      ASSERT_EQ(ReadPairs(&log, 1, 0, committed), Numbers(0, committed)) << room;
    }
    files.left = INT32_MAX;
    ASSERT_EQ(Get(log.End(1)), committed) << room;
    ASSERT_EQ(ReadPairs(&log, 1, 0, committed), Numbers(0, committed)) << room;
  }
  EXPECT_GT(failures, 3);
  EXPECT_GT(committed, 0);
}

// A transaction too large for SQLite's cache writes some frames of the log twice, and at its end their headers anew, the commit
// frame's last. All of that has left the process when Commit answers, though nothing was synced.
TEST(Crash, ACommitThatWritesFramesAnewHasLeftTheProcess) {
  const std::unique_ptr<FileSystem> memory = MakeMemoryFileSystem();
  PreferringFiles files(memory.get(), true);
  StateFile::Options options;
  options.files = &files;
  const std::unique_ptr<StateFile> state = Get(StateFile::Open(options));
  ASSERT_OK(state->db().Execute("PRAGMA cache_size=10"));
  const std::string large(30'000, 'x');
  for (int k = 0; k < 40; ++k) {
    ASSERT_OK(state->SetMeta("again", std::to_string(k)));
    ASSERT_OK(state->SetMeta("key" + std::to_string(k), large));
  }
  ASSERT_OK(state->Commit());
  const std::unique_ptr<FileSystem> copies = MakeMemoryFileSystem();
  for (const std::string name : {"pandora.db", "pandora.db-wal"}) {
    const std::unique_ptr<File> file = Get(memory->Open(name));
    std::string bytes(static_cast<size_t>(Get(file->Size())), '\0');
    ASSERT_EQ(Get(file->Read(0, bytes.data(), bytes.size())), bytes.size());
    ASSERT_OK(Get(copies->Open(name))->Write(0, bytes.data(), bytes.size()));
  }
  PreferringFiles left(copies.get(), true);
  options.files = &left;
  const std::unique_ptr<StateFile> recovered = Get(StateFile::Open(options));
  EXPECT_EQ(Get(recovered->GetMeta("again")), "39");
  EXPECT_EQ(Get(recovered->GetMeta("key39")), large);
}

}  // namespace
}  // namespace pandora
