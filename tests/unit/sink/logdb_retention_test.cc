#include "core/sink/logdb_retention.h"

#include <gtest/gtest.h>

#include "core/sink/logdb_record.h"
#include "core/sink/logdb_search.h"

namespace pandora {
namespace {

class RetentionTest : public ::testing::Test {
 protected:
  void SetUp() override {
    Result<std::unique_ptr<StateFile>> opened = StateFile::Open({});
    ASSERT_TRUE(opened.ok());
    state_ = *std::move(opened);
    catalog_ = std::make_unique<Catalog>(state_.get());
    log_ = std::make_unique<RecordLog>(state_.get());
    timeline_ = std::make_unique<Timeline>(state_.get());
    ASSERT_TRUE(state_->BeginWrite().ok());
    home_.file = state_.get();
    home_.catalog = catalog_.get();
    home_.log = log_.get();
    home_.timeline = timeline_.get();
  }

  void Create(const char* retention) {
    Json body = Json::parse(R"({"schema":[{"key":"n","valtype":"long"},{"key":"t","valtype":"date"}]})");
    body["retention"] = retention;
    const Status created = LogRepos(home_).Create("logs", body).status();
    ASSERT_TRUE(created.ok()) << created.message();
  }
  LogRepo Load() { return *LogRepos(home_).Get("logs"); }

  // Sends `count` records at an instant, in days.
  void Send(double day, int count) {
    home_.now = Instant{static_cast<int64_t>(day * static_cast<double>(kMicrosPerDay))};
    Json records = Json::array();
    for (int i = 0; i < count; ++i) records.push_back({{"n", i}, {"t", "2017-01-12T15:30:00+08:00"}});
    RowProblems problems;
    const LogRepo repo = Load();
    RecordBatch batch = ReadLogRecords(records, repo, &problems);
    EXPECT_TRUE(LogRepos(home_).Append(repo, repo.layout.schema, std::move(batch)).ok());
  }

  // Runs the task when it is due by `day`: how many records went, or -1.
  int64_t RunTask(double day) {
    const Result<std::optional<Task>> next = timeline_->Next();
    EXPECT_TRUE(next.ok());
    home_.now = Instant{static_cast<int64_t>(day * static_cast<double>(kMicrosPerDay))};
    if (!next.ok() || !*next || (*next)->due > home_.now) return -1;
    EXPECT_EQ((*next)->kind, TaskKind::kExpireLogs);
    EXPECT_EQ((*next)->id, Load().id);
    return *LogRepos(home_).Expire(Load());
  }

  int64_t Found() { return SearchLogs(home_, Load(), {}).value().total; }
  int64_t Counted() { return CountLogs(home_, Load(), "", "t", std::nullopt, std::nullopt).value().total; }

  std::unique_ptr<StateFile> state_;
  std::unique_ptr<Catalog> catalog_;
  std::unique_ptr<RecordLog> log_;
  std::unique_ptr<Timeline> timeline_;
  SinkHome home_;
};

TEST_F(RetentionTest, RecordsGoWhenTheirTimeIsUp) {
  Create("7d");
  Send(1, 3);
  Send(1, 2);
  Send(2.5, 4);
  EXPECT_EQ(RunTask(7.999), -1);
  EXPECT_EQ(RunTask(8), 5);
  EXPECT_EQ(Found(), 4);
  EXPECT_EQ(Counted(), 4);
  EXPECT_EQ(LogRepos(home_).Stats(Load())->records, 4);
  EXPECT_EQ(RunTask(9.499), -1);
  EXPECT_EQ(RunTask(9.5), 4);
  EXPECT_EQ(Found(), 0);
  EXPECT_EQ(Counted(), 0);
  EXPECT_EQ(RunTask(100), -1);
  // Offsets go on, and so does time.
  Send(20, 1);
  EXPECT_EQ(Found(), 1);
  EXPECT_EQ(SearchLogs(home_, Load(), {})->hits[0].offset, 9);
  EXPECT_EQ(RunTask(27), 1);
  EXPECT_EQ(Found(), 0);
}

TEST_F(RetentionTest, ForEverUntilARetentionIsSet) {
  Create("-1");
  Send(1, 3);
  Send(50, 1);
  EXPECT_EQ(RunTask(1000), -1);
  LogRepo repo = Load();
  home_.now = Instant{60 * kMicrosPerDay};
  ASSERT_TRUE(LogRepos(home_).Update(&repo, Json{{"retention", "30d"}}).ok());
  EXPECT_EQ(Found(), 1);
  // Longer again: what went does not come back, the rest stays longer.
  ASSERT_TRUE(LogRepos(home_).Update(&repo, Json{{"retention", "100d"}}).ok());
  EXPECT_EQ(Found(), 1);
  EXPECT_EQ(RunTask(149), -1);
  EXPECT_EQ(RunTask(150), 1);
  Send(151, 1);
  ASSERT_TRUE(LogRepos(home_).Update(&repo, Json{{"retention", "-1"}}).ok());
  EXPECT_EQ(RunTask(10000), -1);
  EXPECT_EQ(Found(), 1);
}

TEST_F(RetentionTest, ADeletedRepoLeavesNoTask) {
  Create("1d");
  Send(1, 3);
  ASSERT_TRUE(LogRepos(home_).Delete(Load()).ok());
  EXPECT_FALSE(timeline_->Next()->has_value());
  EXPECT_EQ(state_->db().QueryInt("SELECT count(*) FROM log_arrival").value(), 0);
}

TEST_F(RetentionTest, WholeSegmentsAreDropped) {
  Create("1d");
  Send(1, RecordLog::kSealedRows);
  Send(1.5, RecordLog::kSealedRows);
  const int64_t bytes = LogRepos(home_).Stats(Load())->bytes;
  EXPECT_EQ(RunTask(2), RecordLog::kSealedRows);
  EXPECT_LT(LogRepos(home_).Stats(Load())->bytes, bytes);
  EXPECT_EQ(Found(), RecordLog::kSealedRows);
  EXPECT_EQ(RunTask(2.5), RecordLog::kSealedRows);
  EXPECT_EQ(LogRepos(home_).Stats(Load())->bytes, 0);
}

TEST_F(RetentionTest, WhatIsNoRetention) {
  for (const char* text : {R"({"retention":"0d"})", R"({"retention":"d"})", R"({"retention":"7"})",
                           R"({"retention":7})", R"({"retention":"36501d"})", R"({"retention":"-2"})"}) {
    EXPECT_EQ(ReadRetention(Json::parse(text)).status().code(), ErrorCode::kBadRequest) << text;
  }
  EXPECT_EQ(*ReadRetention(Json::parse(R"({"retention":"36500d"})")), 36500 * kMicrosPerDay);
  for (const char* text : {"{}", R"({"retention":null})", R"({"retention":""})", R"({"retention":"-1"})"}) {
    EXPECT_EQ(*ReadRetention(Json::parse(text)), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace pandora
