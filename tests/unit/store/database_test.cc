#include "core/store/database.h"

#include <gtest/gtest.h>

#include <string>

namespace pandora {
namespace {

class DatabaseTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(db_.Open(":memory:", "").ok()); }
  Database db_;
};

TEST_F(DatabaseTest, GivesBackWhatWasBound) {
  ASSERT_TRUE(db_.Execute("CREATE TABLE t(a, b, c, d, e)").ok());
  Statement insert = db_.Prepare("INSERT INTO t VALUES(?1,?2,?3,?4,?5)").value();
  const std::string blob("\0\1\2", 3);
  insert.BindInt(1, INT64_MIN).BindDouble(2, 1.5).BindText(3, "text").BindBlob(4, blob).BindNull(5);
  ASSERT_TRUE(insert.Run().ok());
  EXPECT_EQ(db_.changes(), 1);
  Statement select = db_.Prepare("SELECT * FROM t").value();
  ASSERT_TRUE(select.Step().value());
  EXPECT_EQ(select.column_count(), 5);
  EXPECT_EQ(select.Int(0), INT64_MIN);
  EXPECT_EQ(select.Double(1), 1.5);
  EXPECT_EQ(select.Text(2), "text");
  EXPECT_EQ(select.Blob(3), blob);
  EXPECT_TRUE(select.IsNull(4));
  EXPECT_FALSE(select.Step().value());
}

TEST_F(DatabaseTest, EmptyTextAndBlobAreNotNull) {
  Statement select = db_.Prepare("SELECT ?1 IS NULL, ?2 IS NULL").value();
  ASSERT_TRUE(select.BindText(1, std::string_view()).BindBlob(2, std::string_view()).Step().value());
  EXPECT_EQ(select.Int(0), 0);
  EXPECT_EQ(select.Int(1), 0);
}

TEST_F(DatabaseTest, CachedStatementIsPreparedOnce) {
  Statement* const first = db_.Cached("SELECT 1").value();
  EXPECT_EQ(db_.Cached("SELECT 1").value(), first);
  EXPECT_NE(db_.Cached("SELECT 2").value(), first);
}

TEST_F(DatabaseTest, ErrorsBecomeStatus) {
  EXPECT_EQ(db_.Execute("no sql").code(), ErrorCode::kInternal);
  EXPECT_NE(db_.Prepare("SELECT * FROM nosuch").status().detail().find("nosuch"), std::string::npos);
  ASSERT_TRUE(db_.Execute("CREATE TABLE t(a PRIMARY KEY); INSERT INTO t VALUES(1)").ok());
  Statement insert = db_.Prepare("INSERT INTO t VALUES(1)").value();
  EXPECT_FALSE(insert.Run().ok());
}

TEST_F(DatabaseTest, BindingOutOfRangeFailsAtStep) {
  Statement select = db_.Prepare("SELECT ?1").value();
  EXPECT_FALSE(select.BindInt(2, 1).Step().ok());
  select.Reset();
  EXPECT_TRUE(select.BindInt(1, 1).Step().ok());
}

TEST_F(DatabaseTest, FullStorageHasItsOwnCode) {
  ASSERT_TRUE(db_.Execute("PRAGMA max_page_count=2; CREATE TABLE t(a)").ok());
  EXPECT_EQ(db_.Execute("INSERT INTO t VALUES(zeroblob(100000))").code(), ErrorCode::kStorageFull);
}

TEST_F(DatabaseTest, HasNoClockOfItsOwn) {
  for (const char* sql : {"SELECT julianday('now')", "SELECT datetime('now')", "SELECT unixepoch()"}) {
    EXPECT_FALSE(db_.Prepare(sql).ok()) << sql;
  }
}

TEST_F(DatabaseTest, OpensACopyOfBytes) {
  Database empty;
  ASSERT_TRUE(empty.OpenCopy("").ok());
  EXPECT_EQ(empty.QueryInt("SELECT count(*) FROM sqlite_schema").value(), 0);
  Database noise;
  const bool opened = noise.OpenCopy(std::string(4096, 'x')).ok();
  EXPECT_FALSE(opened && noise.QueryInt("SELECT count(*) FROM sqlite_schema").ok());
}

}  // namespace
}  // namespace pandora
