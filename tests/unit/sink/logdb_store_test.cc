#include "core/sink/logdb_store.h"

#include <gtest/gtest.h>

#include "core/sink/logdb_export.h"
#include "core/sink/logdb_record.h"
#include "core/sink/logdb_search.h"
#include "tests/support/batches.h"
#include "tests/unit/sink/sink_fixture.h"

namespace pandora {
namespace {

using testing_support::MakeSchema;

class LogdbTest : public SinkTest {
 protected:
  LogRepo Create(const char* schema) {
    Json body = Json::object();
    body["schema"] = Json::parse(schema);
    Result<LogRepo> repo = LogRepos(home_).Create("logs", body);
    EXPECT_TRUE(repo.ok()) << repo.status().message();
    return *std::move(repo);
  }

  // Appends records; the reasons of those that do not fit.
  std::string Send(const LogRepo& repo, const std::string& records) {
    RowProblems problems;
    RecordBatch batch = ReadLogRecords(Json::parse(records), repo, &problems);
    std::string reasons;
    for (const auto& [row, reason] : problems.reasons()) reasons += std::to_string(row) + ": " + reason + "\n";
    batch = DropRows(std::move(batch), problems);
    EXPECT_TRUE(LogRepos(home_).Append(repo, repo.layout.schema, std::move(batch)).ok());
    return reasons;
  }

  // The offsets that match, newest first; or the failure.
  std::string Find(const LogRepo& repo, const std::string& query, const std::string& sort = "") {
    LogSearch search;
    search.query = query;
    search.sort = sort;
    const Result<LogHits> found = SearchLogs(home_, repo, search);
    if (!found.ok()) return found.status().message();
    std::string offsets;
    for (const LogHit& hit : found->hits) offsets += (offsets.empty() ? "" : " ") + std::to_string(hit.offset);
    EXPECT_EQ(static_cast<size_t>(found->total), found->hits.size());
    return offsets;
  }

  std::string Record(const LogRepo& repo, int64_t offset) {
    LogSearch search;
    search.size = 1;
    search.end = offset + 1;
    const Result<LogHits> found = SearchLogs(home_, repo, search);
    return found.ok() && found->hits.size() == 1 ? found->hits[0].record : found.status().message();
  }

  // Checks and opens the sink, writes one batch of text-made records.
  SinkReport Export(const char* spec, const Schema& source, RecordBatch batch) {
    const Json json = Json::parse(spec);
    const Status checked = kLogdbSink.check(json, source, home_);
    EXPECT_TRUE(checked.ok()) << checked.message();
    return WriteAll(kLogdbSink, json, source, std::move(batch), 100);
  }

  LogRepo Load() { return *LogRepos(home_).Get("logs"); }
};

constexpr const char* kSchema = R"([
  {"key":"message","valtype":"string"},
  {"key":"host","valtype":"string","analyzer":"keyword"},
  {"key":"path","valtype":"string","analyzer":"path"},
  {"key":"n","valtype":"long"},
  {"key":"x","valtype":"float"},
  {"key":"ok","valtype":"boolean"},
  {"key":"time","valtype":"date"},
  {"key":"ip","valtype":"ip"},
  {"key":"at","valtype":"geo_point"},
  {"key":"user","valtype":"object","schema":[{"key":"name","valtype":"string"},{"key":"age","valtype":"long"}]},
  {"key":"free","valtype":"object"}])";

constexpr const char* kRecords = R"([
  {"message":"Disk is full","host":"web-1","path":"/var/log/a","n":1,"x":1.5,"ok":true,"time":"2017-01-12T15:30:00+08:00",
   "ip":"10.0.0.1","at":"31.2,121.4","user":{"name":"Li Lei","age":22},"free":{"a.b":{"c":"deep word"},"n":7}},
  {"message":"磁盘已满","host":"web-2","n":-5,"x":2,"ok":false,"time":"2017-01-12T16:00:00+08:00",
   "user":{"name":"Han","extra":1},"free":[{"n":8},{"n":9}]},
  {"message":["first line","second line"],"n":[3,4],"time":1484206200000},
  {"host":"db 1"}])";

TEST_F(LogdbTest, RecordsComeBackAsTheyWere) {
  const LogRepo repo = Create(kSchema);
  EXPECT_EQ(Send(repo, kRecords), "");
  EXPECT_EQ(Record(repo, 0),
            R"({"message":"Disk is full","host":"web-1","path":"/var/log/a","n":1,"x":1.5,"ok":true,)"
            R"("time":"2017-01-12T15:30:00+08:00","ip":"10.0.0.1","at":"31.2,121.4","user":{"name":"Li Lei","age":22},)"
            R"("free":{"a_b":{"c":"deep word"},"n":7}})");
  EXPECT_EQ(Record(repo, 1),
            R"({"message":"磁盘已满","host":"web-2","n":-5,"x":2.0,"ok":false,"time":"2017-01-12T16:00:00+08:00",)"
            R"("user":{"name":"Han","extra":1},"free":[{"n":8},{"n":9}]})");
  EXPECT_EQ(Record(repo, 2),
            R"({"message":["first line","second line"],"n":[3,4],"time":"2017-01-12T15:30:00+08:00"})");
  EXPECT_EQ(Record(repo, 3), R"({"host":"db 1"})");
}

TEST_F(LogdbTest, Matches) {
  const LogRepo repo = Create(kSchema);
  Send(repo, kRecords);
  const struct {
    const char* query;
    const char* offsets;
  } cases[] = {
      {"", "3 2 1 0"},
      {"disk", "0"},
      {"DISK FULL", "0"},
      {"\"disk is\"", "0"},
      {"\"is disk\"", ""},
      {"磁盘", "1"},
      {"盘磁", ""},
      {"message:line", "2"},
      {"message:d?sk", "0"},
      {"mess*", ""},
      {"host:web-1", "0"},
      {"host:Web-1", ""},
      {"host:web*", "1 0"},
      {"host:\"db 1\"", "3"},
      {"host:[web-1 TO web-2}", "0"},
      {"path:/var/log", "0"},
      {"path:/log", ""},
      {"n:1", "0"},
      {"n:4", "2"},
      {"n:>0", "2 0"},
      {"n:>=1.5", "2"},
      {"n:<1", "1"},
      {"n:[-5 TO 1]", "1 0"},
      {"n:{-5 TO 1]", "0"},
      {"n:[* TO *]", "2 1 0"},
      {"n:1.5", ""},
      {"x:[1.5 TO 2}", "0"},
      {"x:2.0", "1"},
      {"ok:true", "0"},
      {"NOT ok:true", "3 2 1"},
      {"time:2017-01-12", "2 1 0"},
      {"time:\"2017-01-12T16:00:00+08:00\"", "1"},
      {"time:2017-01-12T15:30", "2 0"},
      {"time:>2017-01-12T15", "1"},
      {"time:[now TO now+1h]", "2 1 0"},
      {"time:<now", ""},
      {"ip:10.0.*", "0"},
      {"_exists_:at", "0"},
      {"_exists_:user", "1 0"},
      {"_exists_:user.age", "0"},
      {"user.name:lei", "0"},
      {"user.name:han", "1"},
      {"user.extra:1", "1"},
      {"user.age:>20", "0"},
      {"free.a_b.c:word", "0"},
      {"free.n:>=8", "1"},
      {"free.n:[7 TO 8}", "0"},
      {"deep", "0"},
      {"nosuch:1", ""},
      {"(disk OR 磁盘) AND n:<0", "1"},
      {"+n:* -ok:true", "2 1"},
  };
  for (const auto& one : cases) EXPECT_EQ(Find(repo, one.query), one.offsets) << one.query;
}

TEST_F(LogdbTest, ValuesThatAFieldCannotHaveAreRefused) {
  const LogRepo repo = Create(kSchema);
  const struct {
    const char* query;
    const char* names;
  } cases[] = {
      {"n:abc", "character 3: 'abc' does not fit field 'n', which is long"},
      {"x:[a TO 5]", "field 'x', which is float"},
      {"ok:yes", "true or false"},
      {"time:tomorrow", "which is date"},
      {"n:5*", "which is long"},
  };
  for (const auto& one : cases) {
    EXPECT_NE(Find(repo, one.query).find(one.names), std::string::npos) << Find(repo, one.query);
  }
}

TEST_F(LogdbTest, SortsAndPages) {
  const LogRepo repo = Create(R"([{"key":"n","valtype":"long"},{"key":"s","valtype":"string"}])");
  Send(repo, R"([{"n":2,"s":"b"},{"n":1,"s":"a"},{"s":"c"},{"n":2,"s":"a"}])");
  EXPECT_EQ(Find(repo, "", "n"), "1 3 0 2");
  EXPECT_EQ(Find(repo, "", "n:desc"), "3 0 1 2");
  EXPECT_EQ(Find(repo, "", "n:desc, s:desc"), "0 3 1 2");
  EXPECT_NE(Find(repo, "", "m:desc").find("no field 'm'"), std::string::npos);
  EXPECT_NE(Find(repo, "", "n:down").find("'down'"), std::string::npos);
  LogSearch search;
  search.from = 1;
  search.size = 2;
  Result<LogHits> found = SearchLogs(home_, repo, search);
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found->total, 4);
  ASSERT_EQ(found->hits.size(), 2u);
  EXPECT_EQ(found->hits[0].offset, 2);
  search.from = kMaxLogHits;
  EXPECT_FALSE(SearchLogs(home_, repo, search).ok());
}

TEST_F(LogdbTest, FindsTheNewestOfManySegments) {
  const LogRepo repo = Create(R"([{"key":"n","valtype":"long"}])");
  const Schema schema = MakeSchema("n long");
  const int64_t kRows = 3 * RecordLog::kMaxSegmentRows / 2;
  for (int64_t from = 0; from < 2 * kRows; from += kRows) {
    RecordBatch batch = MakeBatch(schema);
    for (int64_t i = from; i < from + kRows; ++i) batch.columns[0].AppendLong(i % 1000);
    batch.rows = static_cast<size_t>(kRows);
    ASSERT_TRUE(LogRepos(home_).Append(repo, schema, std::move(batch)).ok());
  }
  LogSearch search;
  search.query = "n:[7 TO 8]";
  search.size = 3;
  Result<LogHits> found = SearchLogs(home_, repo, search);
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found->total, 2 * 197);  // 7 and 8 of each thousand below 196608
  ASSERT_EQ(found->hits.size(), 3u);
  EXPECT_EQ(found->hits[0].offset, 196'008);
  EXPECT_EQ(found->hits[0].record, R"({"n":8})");
  EXPECT_EQ(found->hits[1].record, R"({"n":7})");
  search.query = "n:>990";
  search.sort = "n:desc";
  found = SearchLogs(home_, repo, search);
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found->hits[2].record, R"({"n":999})");
}

TEST_F(LogdbTest, CountsOverTime) {
  const LogRepo repo = Create(R"([{"key":"t","valtype":"date"},{"key":"n","valtype":"long"}])");
  Send(repo, R"([{"t":"2017-01-12T15:30:00+08:00","n":1},{"t":"2017-01-12T15:30:00.5+08:00"},
                 {"t":"2017-01-12T15:30:10+08:00","n":1},{"n":1}])");
  const auto count = [&](const char* query, std::optional<Instant> from, std::optional<Instant> to) {
    const Result<LogHistogram> found = CountLogs(home_, repo, query, "", from, to);
    if (!found.ok()) return found.status().message();
    std::string text = std::to_string(found->total) + " by " + std::to_string(found->interval / kMicrosPerSecond) + ":";
    for (const auto& [begin, records] : found->buckets) text += " " + std::to_string(records);
    return text;
  };
  EXPECT_EQ(count("", {}, {}), "3 by 1: 2 0 0 0 0 0 0 0 0 0 1");
  EXPECT_EQ(count("n:1", {}, {}), "2 by 1: 1 0 0 0 0 0 0 0 0 0 1");
  EXPECT_EQ(count("n:2", {}, {}), "0 by 0:");
  const Instant noon = ParseRfc3339("2017-01-12T12:00:00+08:00")->instant;
  const Instant six = ParseRfc3339("2017-01-12T18:00:00+08:00")->instant;
  EXPECT_EQ(count("", noon, six).substr(0, 10), "3 by 600: ");
  EXPECT_NE(CountLogs(home_, repo, "", "n", {}, {}).status().message().find("a date is required"), std::string::npos);
}

TEST_F(LogdbTest, RecordsThatDoNotFitSayWhy) {
  const LogRepo repo = Create(kSchema);
  EXPECT_EQ(
      Send(repo, R"([5, {"nosuch":1}, {"n":1.5}, {"n":"1"}, {"x":"1"}, {"time":"yesterday"}, {"ok":1}, {"message":1},
                           {"user":{"age":"x"}}, {"free":"text"}, {"n":[1,"a"]}, {"time":["2017-01-12T15:30:00Z"]}, {"n":null}])"),
      "0: the record is a number; an object is accepted\n"
      "1: field 'nosuch' is not in the schema\n"
      "2: field 'n' is long, not 1.5; a 64-bit integer such as 22 is accepted\n"
      "3: field 'n' is long, not \"1\"; a 64-bit integer such as 22 is accepted\n"
      "4: field 'x' is float, not \"1\"; a number such as 1.5 is accepted\n"
      "5: field 'time' is date, not \"yesterday\"; RFC 3339 such as 2017-01-12T15:30:00+08:00, or seconds or "
      "milliseconds since 1970, is "
      "accepted\n"
      "6: field 'ok' is boolean, not 1; true or false is accepted\n"
      "7: field 'message' is string, not 1; text in double quotes is accepted\n"
      "8: field 'user.age' is long, not \"x\"; a 64-bit integer such as 22 is accepted\n"
      "9: field 'free' is object, not \"text\"; an object is accepted\n"
      "10: field 'n' is long, not [1,\"a\"]; a 64-bit integer such as 22 is accepted\n"
      "11: field 'time' is date, not [\"2017-01-12T15:30:00Z\"]; RFC 3339 such as 2017-01-12T15:30:00+08:00, or "
      "seconds or milliseconds since 1970, is "
      "accepted\n");
  EXPECT_EQ(Find(repo, ""), "0");
}

TEST_F(LogdbTest, AnExportMakesItsRepoAndConverts) {
  Create(R"([{"key":"when","valtype":"date"},{"key":"count","valtype":"date"},{"key":"tags","valtype":"string"}])");
  const Schema source = MakeSchema("s string, l long, tags [string], m {x string, y long}, j jsonstring");
  RecordBatch batch = MakeBatch(source);
  const auto add = [&](const char* s, int64_t l) {
    batch.columns[0].AppendText(s);
    batch.columns[1].AppendLong(l);
    batch.columns[2].children[0].AppendText("t1");
    batch.columns[2].CloseList();
    batch.columns[3].children[0].AppendText("in");
    batch.columns[3].children[1].AppendLong(l);
    batch.columns[3].CloseMap();
    batch.columns[4].AppendText(R"({"a.b": [{"c.d": 1}]})");
    ++batch.rows;
  };
  add("2017-01-12T15:30:00+08:00", 1484206200);
  add("no date", 5);
  const SinkReport report = Export(
      R"({"destRepoName":"logs","doc":{"when":"#s","count":"#l","tags":"#tags","o":"#m","in":{"free":"#j","s":"#s"}}})",
      source, std::move(batch));
  EXPECT_EQ(report.written, 1);
  EXPECT_EQ(report.rejected, 1);
  EXPECT_EQ(report.omitted, 0);
  ASSERT_EQ(report.reasons.size(), 1u);
  EXPECT_EQ(report.reasons[0].offset, 101);
  EXPECT_NE(report.reasons[0].reason.find("field 'when': 'no date'"), std::string::npos) << report.reasons[0].reason;
  EXPECT_EQ(Record(Load(), 0),
            R"({"when":"2017-01-12T15:30:00+08:00","count":"2017-01-12T15:30:00+08:00","tags":["t1"],)"
            R"("o":{"x":"in","y":1484206200},"in":{"free":{"a_b":[{"c_d":1}]},"s":"2017-01-12T15:30:00+08:00"}})");
  EXPECT_EQ(Find(Load(), "o.x:in AND in.free.a_b.c_d:1 AND tags:t1"), "0");
}

TEST_F(LogdbTest, OmitsWhatTheSpecSays) {
  const Schema source = MakeSchema("s string, l long, other long");
  RecordBatch batch = MakeBatch(source);
  batch.rows = 3;
  batch.columns[0].AppendText("a");
  batch.columns[0].AppendNull();
  batch.columns[0].AppendNull();
  for (int i = 0; i < 3; ++i) batch.columns[2].AppendLong(i);
  batch.columns[1].AppendNull();
  batch.columns[1].AppendNull();
  batch.columns[1].AppendLong(7);
  RecordBatch copy = batch;
  SinkReport report =
      Export(R"({"destRepoName":"logs","omitEmpty":true,"doc":{"s":"#s","o":{"l":"#l"}}})", source, copy);
  EXPECT_EQ(report.written, 2);
  EXPECT_EQ(report.omitted, 1);
  EXPECT_EQ(Record(Load(), 0), R"({"s":"a"})");
  EXPECT_EQ(Record(Load(), 1), R"({"o":{"l":7}})");
  report = Export(R"({"destRepoName":"logs","doc":{"s":"#s"}})", source, batch);
  EXPECT_EQ(report.written, 3);
  EXPECT_EQ(Record(Load(), 4), "{}");
}

TEST_F(LogdbTest, AColumnMayGoToTwoFields) {
  const Schema source = MakeSchema("s string");
  RecordBatch batch = MakeBatch(source);
  batch.columns[0].AppendText("2017-01-12T15:30:00Z");
  batch.rows = 1;
  Create(R"([{"key":"d","valtype":"date"}])");
  Export(R"({"destRepoName":"logs","doc":{"a":"#s","d":"#s","o":{"b":"#s"}}})", source, std::move(batch));
  EXPECT_EQ(Record(Load(), 0),
            R"({"d":"2017-01-12T15:30:00Z","a":"2017-01-12T15:30:00Z","o":{"b":"2017-01-12T15:30:00Z"}})");
}

TEST_F(LogdbTest, AFieldThatChangedItsTypeIsRejectedWithAReason) {
  const Schema before = MakeSchema("x long");
  const Json spec = Json::parse(R"({"destRepoName":"logs","omitInvalid":true})");
  ASSERT_TRUE(kLogdbSink.check(spec, before, home_).ok());
  const Schema after = MakeSchema("x float, y long");
  EXPECT_EQ(kLogdbSink.check(spec, after, home_).code(), ErrorCode::kE18305);
  Result<std::unique_ptr<SinkWriter>> writer = kLogdbSink.open(spec, after, home_);
  ASSERT_TRUE(writer.ok()) << writer.status().message();
  RecordBatch batch = MakeBatch(after);
  batch.columns[0].AppendFloat(1.5);
  batch.columns[0].AppendNull();
  batch.columns[1].AppendLong(1);
  batch.columns[1].AppendLong(2);
  batch.rows = 2;
  SinkReport report;
  ASSERT_TRUE((*writer)->Write(std::move(batch), 0, &report).ok());
  EXPECT_EQ(report.written, 1);
  EXPECT_EQ(report.omitted, 1);
  EXPECT_NE(report.reasons[0].reason.find("float does not go into long"), std::string::npos)
      << report.reasons[0].reason;
  EXPECT_EQ(Record(Load(), 0), R"({"y":2})");
}

TEST_F(LogdbTest, AMissingRepoIsMissedWhenItMayNotBeMade) {
  const Schema source = MakeSchema("x long");
  const Json spec = Json::parse(R"({"destRepoName":"logs"})");
  home_.create_targets = false;
  EXPECT_EQ(kLogdbSink.check(spec, source, home_).code(), ErrorCode::kE18122);
  home_.create_targets = true;
  ASSERT_TRUE(kLogdbSink.check(spec, source, home_).ok());
  ASSERT_TRUE(LogRepos(home_).Delete(Load()).ok());
  EXPECT_EQ(kLogdbSink.open(spec, source, home_).status().code(), ErrorCode::kE18122);
}

TEST_F(LogdbTest, SchemasOnlyGrow) {
  LogRepo repo = Create(
      R"([{"key":"a","valtype":"long"},{"key":"o","valtype":"object","schema":[{"key":"b","valtype":"long"}]}])");
  LogRepos repos(home_);
  const auto update = [&](const char* body) { return repos.Update(&repo, Json::parse(body)).message(); };
  EXPECT_NE(update(R"({"schema":[{"key":"a","valtype":"long"}]})").find("field 'o' is missing"), std::string::npos);
  EXPECT_NE(update(R"({"schema":[{"key":"a","valtype":"date"},{"key":"o","valtype":"object"}]})")
                .find("'a' is long, not date"),
            std::string::npos);
  EXPECT_NE(update(R"({"retention":"a month"})").find("retention"), std::string::npos);
  EXPECT_EQ(update(R"({"retention":"7d","schema":null})"), "");
  EXPECT_EQ(Load().definition["retention"], "7d");
  EXPECT_EQ(Load().fields.size(), 2u);
  Result<bool> added = repos.AddFields(&repo, Json::parse(R"([{"key":"a","valtype":"date"},
      {"key":"o","valtype":"object","schema":[{"key":"c","valtype":"string"}]},{"key":"n","valtype":"float"}])"));
  ASSERT_TRUE(added.ok());
  EXPECT_TRUE(*added);
  EXPECT_EQ(DumpJson(Load().definition["schema"]),
            R"([{"key":"a","valtype":"long"},{"key":"o","valtype":"object","schema":[{"key":"b","valtype":"long"},)"
            R"({"key":"c","valtype":"string"}]},{"key":"n","valtype":"float"}])");
  EXPECT_EQ(repos.Create("logs", repo.definition).status().code(), ErrorCode::kConflict);
  EXPECT_EQ(repos.Create("log-s", repo.definition).status().code(), ErrorCode::kBadRequest);
  EXPECT_EQ(repos.Get("other").status().code(), ErrorCode::kNotFound);
}

}  // namespace
}  // namespace pandora
