// The time-series sink: what a writer stores, what queries answer, and the two languages in which clients of /v4 write.
#include <gtest/gtest.h>

#include "core/sink/tsdb_export.h"
#include "core/sink/tsdb_line.h"
#include "core/sink/tsdb_query.h"
#include "core/sink/tsdb_statement.h"
#include "tests/unit/sink/sink_fixture.h"

namespace pandora {
namespace {

Type Scalar(Kind kind) { return {kind, Kind::kString, {}}; }

class TsdbTest : public SinkTest {
 protected:
  TsdbTest() {
    source_.fields = {{"host", Scalar(Kind::kString), false},
                      {"hits", Scalar(Kind::kLong), false},
                      {"ts", Scalar(Kind::kString), false}};
  }

  // Records (host, hits, ts); an empty text is null.
  RecordBatch Records(const std::vector<std::tuple<std::string, int64_t, std::string>>& rows) const {
    RecordBatch batch = MakeBatch(source_);
    batch.rows = rows.size();
    for (const auto& [host, hits, ts] : rows) {
      host.empty() ? batch.columns[0].AppendNull() : batch.columns[0].AppendText(host);
      batch.columns[1].AppendLong(hits);
      ts.empty() ? batch.columns[2].AppendNull() : batch.columns[2].AppendText(ts);
    }
    return batch;
  }

  SinkReport Export(const char* spec, RecordBatch batch, int64_t first = 0) {
    return WriteAll(kTsdbSink, Json::parse(spec), source_, std::move(batch), first);
  }

  Schema source_;
};

constexpr char kSpec[] =
    R"({"destRepoName":"db","series":"s","tags":{"host":"#host"},"fields":{"hits":"#hits"},"timestamp":"#ts"})";

TEST_F(TsdbTest, OneFieldMayBeTagAndFieldAndStamp) {
  const SinkReport report =
      Export(R"({"destRepoName":"db","series":"s","tags":{"t":"#ts"},"fields":{"f":"#ts"},"timestamp":"#ts"})",
             Records({{"a", 1, "2017-01-12T15:30:00+08:00"}}));
  EXPECT_EQ(report.written, 1);
  const Series series = SeriesStore(home_).Get("db", "s").value();
  EXPECT_EQ(ListPoints(home_, series, {}, 10).value(),
            R"([{"timestamp":"2017-01-12T15:30:00+08:00","t":"2017-01-12T15:30:00+08:00",)"
            R"("f":"2017-01-12T15:30:00+08:00"}])");
}

TEST_F(TsdbTest, BadStampsKeepTheirOffsetsAndMissingOnesAreNow) {
  const SinkReport report =
      Export(kSpec, Records({{"a", 1, "yesterday"}, {"b", 2, ""}, {"c", 3, "2017-01-12T15:31:00Z"}}), 70);
  EXPECT_EQ(report.written, 2);
  EXPECT_EQ(report.rejected, 1);
  ASSERT_EQ(report.reasons.size(), 1u);
  EXPECT_EQ(report.reasons[0].offset, 70);
  const SeriesRange range = FindRange(home_, SeriesStore(home_).Get("db", "s").value()).value();
  EXPECT_EQ(range.first, kNow);
}

TEST_F(TsdbTest, AKindThatChangedLaterIsRefusedValueByValue) {
  Export(kSpec, Records({{"a", 1, ""}}));
  source_.fields[1].type = Scalar(Kind::kString);
  RecordBatch batch = MakeBatch(source_);
  batch.rows = 2;
  for (const char* hits : {"many", ""}) {
    batch.columns[0].AppendText("a");
    *hits == 0 ? batch.columns[1].AppendNull() : batch.columns[1].AppendText(hits);
    batch.columns[2].AppendNull();
  }
  const SinkReport report = Export(kSpec, std::move(batch));
  EXPECT_EQ(report.written, 1);
  EXPECT_EQ(report.rejected, 1);
}

TEST_F(TsdbTest, GroupsAreInOrderOfTagsThenTime) {
  Export(kSpec, Records({{"b", 1, "2017-01-12T15:31:00Z"},
                         {"a", 2, "2017-01-12T15:31:59Z"},
                         {"a", 4, "2017-01-12T15:30:00Z"},
                         {"", 8, "2017-01-12T15:30:00Z"}}));
  const Series series = SeriesStore(home_).Get("db", "s").value();
  SeriesQuery query;
  query.select = ParseSeriesSelect("sum(hits)").value();
  query.group_by = {"host"};
  query.every = kMicrosPerMinute;
  const std::vector<SeriesGroup> groups = RunSeriesQuery(home_, series, query).value();
  ASSERT_EQ(groups.size(), 4u);
  EXPECT_EQ(groups[0].tags[0], "");
  EXPECT_EQ(groups[1].values[0], 4);
  EXPECT_EQ(groups[2].values[0], 2);
  EXPECT_EQ(groups[3].tags[0], "b");
  query.group_by = {"hits"};
  EXPECT_EQ(RunSeriesQuery(home_, series, query).status().code(), ErrorCode::kBadRequest);
}

TEST_F(TsdbTest, ASumThatOverflowsGoesOnAsFloat) {
  Export(kSpec, Records({{"a", INT64_MAX, ""}, {"a", INT64_MAX, ""}}));
  SeriesQuery query;
  query.select = ParseSeriesSelect("sum(hits), max(hits)").value();
  const std::vector<SeriesGroup> groups =
      RunSeriesQuery(home_, SeriesStore(home_).Get("db", "s").value(), query).value();
  EXPECT_EQ(groups[0].values[0], 2.0 * 9223372036854775807.0);
  EXPECT_EQ(groups[0].values[1], INT64_MAX);
}

TEST(SeriesStatement, ReadsBoundsOfTime) {
  const auto bounds = [](const std::string& where) {
    const Result<SeriesStatement> read = ParseSeriesStatement("select count(*) from s where " + where, kNow);
    EXPECT_TRUE(read.ok()) << read.status().message();
    return read.ok() ? read->query : SeriesQuery{};
  };
  EXPECT_EQ(bounds("time > now() - 1m").from, Instant{kNow.micros - kMicrosPerMinute + 1});
  EXPECT_EQ(bounds("time <= 1484206200s").to, Instant{kNow.micros + 1});
  EXPECT_EQ(bounds("time >= 1484206200000000000 and time >= 1484206100s").from, kNow);
  EXPECT_EQ(bounds("\"time\" = 'noon'").equals[0].second, "noon");
}

TEST(SeriesStatement, ReadsPlainColumns) {
  const SeriesStatement all = ParseSeriesStatement("select * from s ", kNow).value();
  EXPECT_TRUE(all.raw && all.whole);
  EXPECT_TRUE(all.points.select.empty());
  const SeriesStatement some =
      ParseSeriesStatement(
          "SELECT time, \"a b\" AS x, y FROM s WHERE h='1' GROUP BY g ORDER BY time DESC LIMIT 5 OFFSET 2", kNow)
          .value();
  EXPECT_TRUE(some.raw && !some.whole);
  EXPECT_EQ(some.points.select, (std::vector<std::pair<std::string, std::string>>{{"a b", "x"}, {"y", "y"}}));
  EXPECT_EQ(some.points.where.equals.size(), 1u);
  EXPECT_EQ(some.points.where.group_by, std::vector<std::string>{"g"});
  EXPECT_TRUE(some.points.newest_first);
  EXPECT_EQ(some.points.limit, 5);
  EXPECT_EQ(some.points.offset, 2);
  EXPECT_FALSE(ParseSeriesStatement("select sum(a) from s", kNow).value().raw);
}

TEST(SeriesStatement, RefusalsTellThePlace) {
  for (const char* sql :
       {"", "select", "select hits, sum(hits) from s", "select * from s group by time(1m)",
        "select * from s order by hits", "select * from s limit 0", "select sum(hits from s", "select sum(hits) from",
        "select sum(hits) from s where time > 'noon'", "select sum(hits) from s where host > 'a'",
        "select sum(hits) from s group by time(0s)", "select sum(hits) from s where host = 'a"}) {
    const Result<SeriesStatement> read = ParseSeriesStatement(sql, kNow);
    ASSERT_FALSE(read.ok()) << sql;
    EXPECT_NE(read.status().detail().find("place "), std::string::npos) << sql;
  }
}

TEST(Lines, ReadEscapesAndKinds) {
  const std::vector<LinePoint> points =
      ParseLines("# note\n\nmy\\ cpu,a\\,b=c\\=d x=1,y=-2i,z=\"q \\\"r\\\", s\",w=F 1484206200000000999\r\n", kNow)
          .value();
  ASSERT_EQ(points.size(), 1u);
  EXPECT_EQ(points[0].series, "my cpu");
  EXPECT_EQ(points[0].tags[0], (std::pair<std::string, std::string>("a,b", "c=d")));
  EXPECT_EQ(points[0].fields[0].second.kind, Kind::kFloat);
  EXPECT_EQ(points[0].fields[1].second.integer, -2);
  EXPECT_EQ(points[0].fields[2].second.text, "q \"r\", s");
  EXPECT_EQ(points[0].fields[3].second.kind, Kind::kBoolean);
  EXPECT_EQ(points[0].time, kNow);
  for (const char* bad :
       {"cpu", "cpu x", "cpu x=", "cpu x=1i2", "cpu x=1 noon", ",a=b x=1", "cpu,a x=1", "cpu x=\"y"}) {
    EXPECT_FALSE(ParseLines(bad, kNow).ok()) << bad;
  }
}

}  // namespace
}  // namespace pandora
