// States that come from outside: uploaded bytes and files that somebody left in the folder. They may be hostile.
#include <sqlite3.h>

#include <random>
#include <string>

#include "core/store/catalog.h"
#include "core/store/journal.h"
#include "core/store/object_store.h"
#include "core/store/timeline.h"
#include "tests/unit/store/store_fixture.h"

namespace pandora {
namespace {

// `bytes` after running `sql` on them, with everything permitted that a state's own connection forbids.
std::string Tamper(const std::string& bytes, const std::string& sql) {
  Database db;
  EXPECT_OK(db.OpenCopy(bytes));
  sqlite3_db_config(db.handle(), SQLITE_DBCONFIG_DEFENSIVE, 0, nullptr);
  EXPECT_OK(db.Execute("PRAGMA writable_schema=ON;" + sql));
  sqlite3_int64 size = 0;
  unsigned char* const copy = sqlite3_serialize(db.handle(), "main", &size, 0);
  std::string tampered(reinterpret_cast<const char*>(copy), static_cast<size_t>(size));
  sqlite3_free(copy);
  return tampered;
}

// A state with something in every table.
std::string MakeState() {
  const std::unique_ptr<StateFile> state = Get(StateFile::Open({}));
  EXPECT_OK(state->SetMeta("mark", "new"));
  Catalog catalog(state.get());
  Resource resource;
  resource.name = "r";
  EXPECT_EQ(Get(catalog.Insert(resource)), 1);
  EXPECT_OK(catalog.Delete(1));
  EXPECT_EQ(Get(catalog.Insert(resource)), 2);
  RecordLog log(state.get());
  EXPECT_OK(log.Append(2, PairSchema(), Pairs(0, 5000), Instant{}).status());
  EXPECT_OK(log.Flush());
  ObjectInfo info;
  info.bucket = "b";
  info.key = "k";
  info.expires = Instant{7};
  EXPECT_OK(ObjectStore(state.get()).Put("", info, std::string(100000, 'o')));
  EXPECT_OK(Timeline(state.get()).Schedule({Instant{3}, TaskKind::kTransform, 4}));
  Journal journal(state.get());
  EXPECT_OK(journal.Append(JournalEntry()));
  EXPECT_OK(journal.Flush());
  EXPECT_OK(state->Commit());
  return Get(state->Serialize());
}

// Reads everything there is; nothing but the absence of crashes is expected.
void ReadAll(StateFile* state) {
  Catalog(state).List(ResourceKind::kRepo, "", 0).status().IgnoreError();
  RecordLog log(state);
  const auto ignore = [](RecordLog::Slice) { return Status(); };
  log.Read(2, 0, 10000, PairSchema(), {}, ignore).IgnoreError();
  ObjectStore(state).List("", "b", "", "", 100).status().IgnoreError();
  ObjectStore(state).Get("", "b", "k").status().IgnoreError();
  ObjectStore(state).Expire(Instant{100}).status().IgnoreError();
  Timeline(state).Next().status().IgnoreError();
  Journal(state).Read(1, 100).status().IgnoreError();
  log.Append(2, PairSchema(), Pairs(0, 10), Instant{}).status().IgnoreError();
  log.Flush().IgnoreError();
  state->Commit().IgnoreError();
}

// Views are not in our SQLite; other programs write them.
std::string AddView(const std::string& name, const std::string& select) {
  return "PRAGMA writable_schema=ON; INSERT INTO sqlite_schema VALUES('view','" + name + "','" + name +
         "',0,'CREATE VIEW " + name + " AS " + select + "')";
}

class ReplaceTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    ASSERT_OK(state_->SetMeta("mark", "old"));
    ASSERT_OK(state_->Commit());
  }
  void ExpectRefused(const std::string& bytes, const std::string& why) {
    const Status status = state_->Replace(bytes);
    EXPECT_EQ(status.code(), ErrorCode::kBadRequest) << status.message();
    EXPECT_NE(status.detail().find(why), std::string::npos) << status.detail() << " lacks " << why;
    EXPECT_EQ(Get(state_->GetMeta("mark")), "old");
    EXPECT_FALSE(state_->in_transaction());
  }
};
PANDORA_EACH_STORAGE(ReplaceTest);

TEST_P(ReplaceTest, TakesEverythingOver) {
  Catalog catalog(state_.get());
  RecordLog log(state_.get());
  Journal journal(state_.get());
  Timeline timeline(state_.get());
  ASSERT_OK(timeline.Schedule({Instant{1}, TaskKind::kTransform, 1}));
  ASSERT_OK(log.Append(2, PairSchema(), Pairs(0, 3), Instant{}).status());
  EXPECT_EQ(Get(timeline.Next())->id, 1);
  EXPECT_FALSE(state_->Replace(MakeState()).ok());  // inside a transaction
  ASSERT_OK(log.Flush());
  ASSERT_OK(state_->Commit());
  ASSERT_OK(state_->Replace(MakeState()));
  EXPECT_EQ(Get(state_->GetMeta("mark")), "new");
  EXPECT_EQ(ReadPairs(&log, 2, 0, 5000), Numbers(0, 5000));
  EXPECT_EQ(Get(log.End(2)), 5000);
  EXPECT_EQ(Get(journal.Length()), 1);
  EXPECT_EQ(Get(timeline.Next())->id, 4);
  EXPECT_EQ(Get(ObjectStore(state_.get()).Get("", "b", "k")), std::string(100000, 'o'));
  Resource resource;
  resource.name = "r2";
  EXPECT_EQ(Get(catalog.Insert(resource)), 3);
  ASSERT_OK(state_->Commit());
  // And once more, from what it is now.
  ASSERT_OK(state_->Replace(Get(state_->Serialize())));
  EXPECT_EQ(Get(catalog.Get(3))->name, "r2");
}

TEST_P(ReplaceTest, TakesAFileInWriteAheadMode) {
  std::string bytes = MakeState();
  bytes[18] = bytes[19] = 2;
  ASSERT_OK(state_->Replace(bytes));
  EXPECT_EQ(Get(state_->GetMeta("mark")), "new");
}

TEST_P(ReplaceTest, RefusesWhatIsNoState) {
  const std::string state = MakeState();
  ExpectRefused("", "not a SQLite database");
  ExpectRefused(std::string(100, '\0'), "not a SQLite database");
  ExpectRefused("SQLite format 3", "not a SQLite database");
  ExpectRefused(Tamper("", "CREATE TABLE t(a)"), "another program");
  ExpectRefused(Tamper("", "CREATE TABLE t(a); DROP TABLE t"), "empty");
  ExpectRefused(Tamper(state, "PRAGMA application_id=7"), "application id 7");
  ExpectRefused(Tamper(state, "PRAGMA user_version=99"), "version 99; this program knows versions up to 3");
  ExpectRefused(Tamper(state, "PRAGMA user_version=0"), "no version");
}

TEST_P(ReplaceTest, RefusesOtherTables) {
  const std::string state = MakeState();
  ExpectRefused(Tamper(state, "CREATE TABLE extra(a)"), "'extra'");
  ExpectRefused(Tamper(state, AddView("peek", "SELECT * FROM meta")), "peek");
  ExpectRefused(Tamper(state, "CREATE TRIGGER bad AFTER INSERT ON meta BEGIN DELETE FROM task; END"), "'bad'");
  ExpectRefused(Tamper(state, "CREATE INDEX slow ON task(due)"), "'slow'");
  ExpectRefused(Tamper(state, "DROP TABLE task"), "'");
  ExpectRefused(Tamper(state,
                       "PRAGMA writable_schema=ON; UPDATE sqlite_schema SET sql=replace(sql, 'due INTEGER', "
                       "'due TEXT') WHERE name='task'"),
                "'task'");
  ExpectRefused(Tamper(state, "DROP TABLE meta; " + AddView("meta", "SELECT ''mark'' AS key, x''00'' AS value")),
                "meta");
  ExpectRefused(Tamper(state, "UPDATE sqlite_schema SET sql='CREATE TABLE task(' WHERE name='task'"),
                "no usable state");
  ExpectRefused(Tamper(state, "UPDATE sqlite_schema SET rootpage=1 WHERE name='task'"), "no usable state");
  ExpectRefused(Tamper(state, "DELETE FROM sqlite_schema WHERE name='task_by_due'"), "'");
}

TEST_P(ReplaceTest, RefusesDamagedPages) {
  const std::string state = MakeState();
  ExpectRefused(state.substr(0, state.size() / 2), "no usable state");
  std::string zeros = state;
  for (size_t at = 8192; at < 12 * 8192; ++at) zeros[at] = 0;
  ExpectRefused(zeros, "no usable state");
}

TEST_P(ReplaceTest, SurvivesAnyDamage) {
  const std::string state = MakeState();
  std::mt19937 random(11);
  int taken = 0;
  for (int round = 0; round < 300; ++round) {
    std::string bytes = state;
    for (uint32_t change = 1 + random() % 4; change > 0; --change) {
      // Headers of the file and of pages are where damage does most.
      size_t at = random() % bytes.size();
      if (random() % 2 == 0) at = at / 8192 * 8192 + random() % 100;
      bytes[at] = static_cast<char>(random());
    }
    const Status status = state_->Replace(bytes);
    if (!status.ok()) {
      EXPECT_EQ(status.code(), ErrorCode::kBadRequest) << status.message();
      continue;
    }
    ++taken;
    ReadAll(state_.get());
  }
  EXPECT_GT(taken, 0);
}

// The same damage, but to a file that is opened in place.
TEST_P(ReplaceTest, OpeningSurvivesAnyDamage) {
  if (GetParam() == Storage::kMemory) GTEST_SKIP();
  const std::string state = MakeState();
  std::mt19937 random(13);
  for (int round = 0; round < 300; ++round) {
    std::string bytes = state;
    for (uint32_t change = 1 + random() % 4; change > 0; --change) {
      size_t at = random() % bytes.size();
      if (random() % 2 == 0) at = at / 8192 * 8192 + random() % 100;
      bytes[at] = static_cast<char>(random());
    }
    const std::unique_ptr<FileSystem> memory = MakeMemoryFileSystem();
    PreferringFiles files(memory.get(), GetParam() == Storage::kWriteAheadLog);
    ASSERT_OK(files.Open("pandora.db").value()->Write(0, bytes.data(), bytes.size()));
    StateFile::Options options;
    options.files = &files;
    const Result<std::unique_ptr<StateFile>> opened = StateFile::Open(options);
    if (opened.ok()) ReadAll(opened->get());
  }
}

TEST_P(ReplaceTest, AStateOfVersion1IsMigrated) {
  std::string drop = "DROP INDEX resource_by_kind;";
  for (const char* table : {"export_count", "export_rejected", "document", "delivery", "log_arrival"}) {
    drop += std::string("DROP TABLE ") + table + ";";
  }
  const std::string old = Tamper(MakeState(), drop + "PRAGMA user_version=1");
  ASSERT_OK(state_->Replace(old));
  EXPECT_EQ(Get(state_->db().QueryInt("PRAGMA user_version")), kStateVersion);
  EXPECT_EQ(Get(state_->db().QueryInt("SELECT count(*) FROM delivery")), 0);
}

TEST_P(ReplaceTest, LogReposOfVersion2GetTheArrivalsOfTheirRecords) {
  const std::string old = Tamper(MakeState(),
                                 "DROP TABLE log_arrival;"
                                 "INSERT INTO resource VALUES(900, 10, 'a', 0, 'logs', 0, '{}', 5, 5);"
                                 "INSERT INTO segment VALUES((900 << 40) + 7, 3, 77, 1, x'00');"
                                 "PRAGMA user_version=2");
  ASSERT_OK(state_->Replace(old));
  EXPECT_EQ(Get(state_->db().QueryInt("SELECT count(*) FROM log_arrival")), 1);
  EXPECT_EQ(Get(state_->db().QueryInt("SELECT first * 1000 + at FROM log_arrival WHERE repo=900")), 7077);
  EXPECT_EQ(Get(state_->db().QueryInt("SELECT due FROM task WHERE kind=45 AND id=900")), 5);
}

TEST_P(ReplaceTest, OpeningLeavesAForeignFileAsItWas) {
  if (GetParam() == Storage::kMemory) GTEST_SKIP();
  const std::string newer = Tamper(MakeState(), "PRAGMA user_version=4");
  const std::string foreign = Tamper("", "CREATE TABLE t(a)");
  for (const std::string& bytes : {newer, foreign, std::string(10000, 'x')}) {
    const std::unique_ptr<FileSystem> memory = MakeMemoryFileSystem();
    PreferringFiles files(memory.get(), GetParam() == Storage::kWriteAheadLog);
    const std::unique_ptr<File> file = files.Open("pandora.db").value();
    ASSERT_OK(file->Write(0, bytes.data(), bytes.size()));
    StateFile::Options options;
    options.files = &files;
    const Result<std::unique_ptr<StateFile>> opened = StateFile::Open(options);
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.status().detail().rfind("pandora.db: ", 0), 0u) << opened.status().detail();
    ASSERT_EQ(file->Size().value(), bytes.size());
    std::string after(bytes.size(), '\0');
    ASSERT_OK(file->Read(0, after.data(), after.size()).status());
    EXPECT_TRUE(after == bytes);
    options.label = "/home/me/state.db";
    const Result<std::unique_ptr<StateFile>> named = StateFile::Open(options);
    EXPECT_EQ(named.status().detail().rfind("/home/me/state.db: ", 0), 0u) << named.status().detail();
  }
}

// A folder in which no file can be made: the state is there, what belongs beside it is refused.
class NoFileBeside : public PreferringFiles {
 public:
  explicit NoFileBeside(FileSystem* files) : PreferringFiles(files, true) {}
  Result<std::unique_ptr<File>> Open(const std::string& name) override {
    if (name == "pandora.db") return PreferringFiles::Open(name);
    return Status(ErrorCode::kInternal, "cannot open '" + name + "': Permission denied");
  }
};

TEST(StateFileBeside, TellsWhyTheFileBesideCannotBeOpened) {
  const std::unique_ptr<FileSystem> memory = MakeMemoryFileSystem();
  NoFileBeside files(memory.get());
  StateFile::Options options;
  options.files = &files;
  const Result<std::unique_ptr<StateFile>> opened = StateFile::Open(options);
  ASSERT_FALSE(opened.ok());
  EXPECT_NE(opened.status().detail().find("'pandora.db-wal': Permission denied"), std::string::npos)
      << opened.status().detail();
}

}  // namespace
}  // namespace pandora
