#include "core/store/journal.h"

#include "tests/unit/store/store_fixture.h"

namespace pandora {
namespace {

JournalEntry Push(int number) {
  JournalEntry entry;
  entry.at = Instant{1'484'206'200'000'000 + number};
  entry.kind = "request";
  entry.method = "POST";
  entry.target = "/v2/repos/r1/data";
  entry.status = 200;
  entry.note = "records " + std::to_string(number);
  entry.body_size = number;
  entry.body_hash = HashContent(std::to_string(number));
  entry.response_hash = HashContent("{}");
  entry.body = "body " + std::to_string(number);
  return entry;
}

class JournalTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    journal_ = std::make_unique<Journal>(state_.get());
  }
  void Commit() {
    ASSERT_OK(journal_->Flush());
    ASSERT_OK(state_->Commit());
  }
  std::string Notes(int64_t from, int64_t limit) {
    std::string notes;
    for (const JournalEntry& entry : Get(journal_->Read(from, limit))) {
      notes += std::to_string(entry.seq) + ":" + entry.note.substr(8) + " ";
    }
    return notes;
  }
  std::unique_ptr<Journal> journal_;
};
PANDORA_EACH_STORAGE(JournalTest);

TEST_P(JournalTest, GivesBackWhatWasAppended) {
  ASSERT_OK(journal_->Append(Push(41)));
  Commit();
  const std::vector<JournalEntry> entries = Get(journal_->Read(1, 10));
  ASSERT_EQ(entries.size(), 1u);
  const JournalEntry expected = Push(41);
  EXPECT_EQ(entries[0].seq, 1);
  EXPECT_EQ(entries[0].at, expected.at);
  EXPECT_EQ(entries[0].kind, expected.kind);
  EXPECT_EQ(entries[0].method, expected.method);
  EXPECT_EQ(entries[0].target, expected.target);
  EXPECT_EQ(entries[0].status, expected.status);
  EXPECT_EQ(entries[0].note, expected.note);
  EXPECT_EQ(entries[0].body_size, expected.body_size);
  EXPECT_EQ(entries[0].body_hash, expected.body_hash);
  EXPECT_EQ(entries[0].response_hash, expected.response_hash);
  EXPECT_EQ(entries[0].body, expected.body);
}

TEST_P(JournalTest, ReadsAnyRangeAcrossBlocksAndTheBuffer) {
  for (int i = 1; i <= 12; ++i) {
    ASSERT_OK(journal_->Append(Push(i)));
    if (i % 5 == 0) Commit();
  }
  EXPECT_EQ(Get(journal_->Length()), 12);
  EXPECT_EQ(Notes(1, 3), "1:1 2:2 3:3 ");
  EXPECT_EQ(Notes(4, 3), "4:4 5:5 6:6 ");
  EXPECT_EQ(Notes(10, 2), "10:10 11:11 ");
  EXPECT_EQ(Notes(11, 100), "11:11 12:12 ");
  EXPECT_EQ(Notes(-3, 1), "1:1 ");
  EXPECT_EQ(Notes(13, 100), "");
  EXPECT_EQ(Notes(1, 0), "");
  EXPECT_EQ(Get(journal_->Read(1, INT64_MAX)).size(), 12u);
}

TEST_P(JournalTest, ChecksumDependsOnEntriesAndNotOnBlocks) {
  const Sha256Digest start = Get(journal_->Checksum());
  EXPECT_EQ(start, Sha256Digest{});
  for (int i = 1; i <= 6; ++i) ASSERT_OK(journal_->Append(Push(i)));
  Commit();
  const Sha256Digest one_block = Get(journal_->Checksum());
  ASSERT_OK(state_->Clear());
  ASSERT_OK(state_->Commit());
  EXPECT_EQ(Get(journal_->Checksum()), start);
  for (int i = 1; i <= 6; ++i) {
    ASSERT_OK(journal_->Append(Push(i)));
    Commit();
  }
  EXPECT_EQ(Get(journal_->Checksum()), one_block);
  // The same everywhere and for ever.
  EXPECT_EQ(ToHex(one_block), "d403dcbdbfacb92c725064fc6374601be909bb7919fda0c8592453fb62ff7ea3");
}

TEST_P(JournalTest, GoesOnAfterReopening) {
  ASSERT_OK(journal_->Append(Push(1)));
  Commit();
  const Sha256Digest before = Get(journal_->Checksum());
  journal_.reset();
  ReopenState();
  journal_ = std::make_unique<Journal>(state_.get());
  EXPECT_EQ(Get(journal_->Length()), 1);
  EXPECT_EQ(Get(journal_->Checksum()), before);
  ASSERT_OK(journal_->Append(Push(2)));
  Commit();
  EXPECT_EQ(Notes(1, 10), "1:1 2:2 ");
}

TEST_P(JournalTest, FollowsSavepointsAndRollbacks) {
  ASSERT_OK(journal_->Append(Push(1)));
  const Sha256Digest before = Get(journal_->Checksum());
  {
    StateFile::Savepoint refused(state_.get());
    ASSERT_OK(journal_->Append(Push(2)));
    {
      StateFile::Savepoint inner(state_.get());
      ASSERT_OK(journal_->Append(Push(3)));
      ASSERT_OK(inner.Release());
    }
    EXPECT_EQ(Get(journal_->Length()), 3);
    ASSERT_OK(journal_->Flush());  // does nothing here
  }
  EXPECT_EQ(Get(journal_->Checksum()), before);
  EXPECT_EQ(Notes(1, 10), "1:1 ");
  Commit();
  ASSERT_OK(journal_->Append(Push(4)));
  ASSERT_OK(state_->BeginWrite());
  state_->Rollback();
  EXPECT_EQ(Get(journal_->Length()), 1);
  EXPECT_EQ(Notes(1, 10), "1:1 ");
}

TEST_P(JournalTest, FirstUseInsideASavepointIsTakenBackToo) {
  {
    StateFile::Savepoint refused(state_.get());
    ASSERT_OK(journal_->Append(Push(1)));
  }
  EXPECT_EQ(Get(journal_->Length()), 0);
  ASSERT_OK(journal_->Append(Push(2)));
  Commit();
  EXPECT_EQ(Notes(1, 10), "1:2 ");
}

TEST_P(JournalTest, KeepsBodiesUpToALimitAndALongBufferIsWritten) {
  JournalEntry entry = Push(1);
  entry.body = std::string(Journal::kKeptBody, 'x');
  ASSERT_OK(journal_->Append(entry));
  entry.body += 'x';
  ASSERT_OK(journal_->Append(entry));
  EXPECT_EQ(Get(journal_->Read(1, 1))[0].body.size(), Journal::kKeptBody);
  EXPECT_EQ(Get(journal_->Read(2, 1))[0].body, "");
  entry.body.pop_back();
  for (int i = 0; i < 200; ++i) {
    StateFile::Savepoint savepoint(state_.get());
    ASSERT_OK(journal_->Append(entry));
    ASSERT_OK(savepoint.Release());
  }
  EXPECT_GT(Get(state_->db().QueryInt("SELECT count(*) FROM journal")), 0);
  Commit();
  EXPECT_EQ(Get(journal_->Read(1, 1000)).size(), 202u);
}

TEST_P(JournalTest, DamagedBlocksAreErrors) {
  for (int i = 1; i <= 3; ++i) ASSERT_OK(journal_->Append(Push(i)));
  Commit();
  Statement select = Get(state_->db().Prepare("SELECT data FROM journal"));
  ASSERT_TRUE(Get(select.Step()));
  const std::string block(select.Blob(0));
  select.Reset();
  for (size_t size = 0; size < block.size(); ++size) {
    Statement update = Get(state_->db().Prepare("UPDATE journal SET data=?1"));
    ASSERT_OK(update.BindBlob(1, std::string_view(block).substr(0, size)).Run());
    const Result<std::vector<JournalEntry>> read = journal_->Read(1, 10);
    EXPECT_TRUE(!read.ok() || read->size() < 3) << size;
  }
  ASSERT_OK(state_->db().Execute("UPDATE journal SET checksum=x'00'"));
  journal_->DropCaches();
  EXPECT_EQ(journal_->Length().status().code(), ErrorCode::kInternal);
  ASSERT_OK(state_->db().Execute("UPDATE journal SET first=9223372036854775807"));
  EXPECT_EQ(journal_->Append(Push(4)).code(), ErrorCode::kInternal);
}

}  // namespace
}  // namespace pandora
