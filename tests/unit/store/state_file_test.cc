#include "core/store/state_file.h"

#include <string>

#include "tests/unit/store/store_fixture.h"

namespace pandora {
namespace {

using StateFileTest = StoreTest;
PANDORA_EACH_STORAGE(StateFileTest);

TEST_P(StateFileTest, KeepsWhatWasCommitted) {
  ASSERT_OK(state_->SetMeta("clock", "one"));
  EXPECT_TRUE(state_->in_transaction());
  ASSERT_OK(state_->Commit());
  EXPECT_FALSE(state_->in_transaction());
  ReopenState();
  EXPECT_EQ(Get(state_->GetMeta("clock")), "one");
  EXPECT_EQ(Get(state_->GetMeta("absent")), "");
}

TEST_P(StateFileTest, RollbackTakesBack) {
  ASSERT_OK(state_->SetMeta("clock", "one"));
  ASSERT_OK(state_->Commit());
  ASSERT_OK(state_->SetMeta("clock", "two"));
  state_->Rollback();
  EXPECT_EQ(Get(state_->GetMeta("clock")), "one");
  ASSERT_OK(state_->SetMeta("clock", "three"));
  ASSERT_OK(state_->Commit());
  EXPECT_EQ(Get(state_->GetMeta("clock")), "three");
}

TEST_P(StateFileTest, LosesWhatWasNotCommitted) {
  if (GetParam() == Storage::kMemory) GTEST_SKIP();
  ASSERT_OK(state_->SetMeta("clock", "one"));
  ReopenState();
  EXPECT_EQ(Get(state_->GetMeta("clock")), "");
}

TEST_P(StateFileTest, SavepointsNest) {
  {
    StateFile::Savepoint outer(state_.get());
    ASSERT_OK(outer.status());
    ASSERT_OK(state_->SetMeta("a", "1"));
    {
      StateFile::Savepoint inner(state_.get());
      ASSERT_OK(state_->SetMeta("b", "1"));
    }
    {
      StateFile::Savepoint inner(state_.get());
      ASSERT_OK(state_->SetMeta("c", "1"));
      ASSERT_OK(inner.Release());
    }
    EXPECT_EQ(state_->savepoint_depth(), 1);
    ASSERT_OK(outer.Release());
  }
  {
    StateFile::Savepoint refused(state_.get());
    ASSERT_OK(state_->SetMeta("a", "2"));
  }
  ASSERT_OK(state_->Commit());
  EXPECT_EQ(Get(state_->GetMeta("a")), "1");
  EXPECT_EQ(Get(state_->GetMeta("b")), "");
  EXPECT_EQ(Get(state_->GetMeta("c")), "1");
}

TEST_P(StateFileTest, CommitInsideASavepointFailsAndUndoes) {
  ASSERT_OK(state_->SetMeta("a", "1"));
  {
    StateFile::Savepoint open(state_.get());
    EXPECT_FALSE(state_->Commit().ok());
    EXPECT_EQ(Get(state_->GetMeta("a")), "");
    EXPECT_FALSE(state_->SetMeta("b", "1").ok());
    EXPECT_FALSE(open.Release().ok());
  }
  EXPECT_OK(state_->SetMeta("b", "2"));
  EXPECT_OK(state_->Commit());
}

TEST_P(StateFileTest, ADoomedTransactionCannotBeCommitted) {
  ASSERT_OK(state_->SetMeta("a", "1"));
  EXPECT_FALSE(state_->Doom(Status(ErrorCode::kStorageFull, "why")).ok());
  EXPECT_EQ(state_->SetMeta("b", "1").code(), ErrorCode::kStorageFull);
  EXPECT_EQ(state_->Commit().code(), ErrorCode::kStorageFull);
  EXPECT_EQ(Get(state_->GetMeta("a")), "");
  EXPECT_OK(state_->SetMeta("a", "2"));
  EXPECT_OK(state_->Commit());
}

TEST_P(StateFileTest, ATransactionThatStorageUndidCannotBeCommitted) {
  ASSERT_OK(state_->SetMeta("a", "1"));
  ASSERT_OK(state_->db().Execute("ROLLBACK"));  // as SQLite does by itself
  EXPECT_FALSE(state_->SetMeta("b", "1").ok());
  EXPECT_FALSE(state_->Commit().ok());
  EXPECT_OK(state_->SetMeta("a", "2"));
  EXPECT_OK(state_->Commit());
}

TEST_P(StateFileTest, ClearEmptiesEveryTableAndNumbersAnew) {
  const std::string insert =
      "INSERT INTO resource(kind, account, parent, name, target, definition, created, updated) "
      "VALUES(2, '', 0, 'r', 0, '', 0, 0)";
  ASSERT_OK(state_->SetMeta("a", "1"));
  ASSERT_OK(state_->db().Execute(insert));
  ASSERT_OK(state_->Commit());
  ASSERT_OK(state_->Clear());
  ASSERT_OK(state_->Commit());
  EXPECT_EQ(Get(state_->GetMeta("a")), "");
  ASSERT_OK(state_->BeginWrite());
  ASSERT_OK(state_->db().Execute(insert));
  EXPECT_EQ(state_->db().last_insert_rowid(), 1);
  StateFile::Savepoint open(state_.get());
  EXPECT_FALSE(state_->Clear().ok());
}

TEST_P(StateFileTest, SerializedBytesOpenAnywhere) {
  ASSERT_OK(state_->SetMeta("a", std::string(100000, 'x')));
  EXPECT_FALSE(state_->Serialize().ok());  // inside a transaction
  ASSERT_OK(state_->Commit());
  const std::string bytes = Get(state_->Serialize());
  ASSERT_GT(bytes.size(), 100000u);
  EXPECT_EQ(bytes[18], 1);
  EXPECT_EQ(bytes[19], 1);
  Database copy;
  ASSERT_OK(copy.OpenCopy(bytes));
  EXPECT_EQ(Get(copy.QueryInt("SELECT length(value) FROM meta WHERE key='a'")), 100000);
  // Goes on as before.
  ASSERT_OK(state_->SetMeta("a", "y"));
  ASSERT_OK(state_->Commit());
  EXPECT_GT(state_->SizeBytes(), 100000);
}

TEST_P(StateFileTest, StateMovesBetweenKindsOfStorage) {
  ASSERT_OK(state_->SetMeta("a", "1"));
  ASSERT_OK(state_->Commit());
  const std::string bytes = Get(state_->Serialize());
  for (const bool write_ahead : {false, true}) {
    const std::unique_ptr<FileSystem> memory = MakeMemoryFileSystem();
    PreferringFiles files(memory.get(), write_ahead);
    ASSERT_OK(files.Open("pandora.db").value()->Write(0, bytes.data(), bytes.size()));
    StateFile::Options options;
    options.files = &files;
    const std::unique_ptr<StateFile> other = Get(StateFile::Open(options));
    ASSERT_NE(other, nullptr);
    EXPECT_EQ(Get(other->GetMeta("a")), "1");
    ASSERT_OK(other->SetMeta("a", "2"));
    ASSERT_OK(other->Commit());
  }
}

// The raw file of one kind of host, moved to the other kind.
TEST(StateFile, OpensAFileThatIsStillInTheOtherJournalMode) {
  const std::unique_ptr<FileSystem> memory = MakeMemoryFileSystem();
  bool write_ahead = true;
  for (int64_t visit = 0; visit < 4; ++visit, write_ahead = !write_ahead) {
    PreferringFiles files(memory.get(), write_ahead);
    StateFile::Options options;
    options.files = &files;
    const std::unique_ptr<StateFile> state = Get(StateFile::Open(options));
    ASSERT_NE(state, nullptr);
    EXPECT_EQ(Get(state->GetMeta("visits")), visit == 0 ? "" : std::to_string(visit - 1));
    ASSERT_OK(state->SetMeta("visits", std::to_string(visit)));
    ASSERT_OK(state->Commit());
  }
}

}  // namespace
}  // namespace pandora
