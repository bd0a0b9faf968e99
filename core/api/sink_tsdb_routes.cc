// Time-series databases as a user of the simulator looks into them (/_sim/sinks/tsdb): what is there, aggregates over time, points.
#include "core/api/lookup.h"
#include "core/api/sink_view.h"
#include "core/base/text.h"
#include "core/sink/tsdb_query.h"

namespace pandora {
namespace {

constexpr int64_t kMaxPoints = 10'000;

Status ListTsdb(RequestContext& context, Reply* reply) {
  const SinkHome home = SinkHomeOf(context);
  SeriesStore store(home);
  PANDORA_ASSIGN_OR_RETURN(const std::vector<SeriesDatabase> databases, store.Databases());
  Json list = Json::array();
  for (const SeriesDatabase& database : databases) {
    PANDORA_ASSIGN_OR_RETURN(const std::vector<Series> all, store.List(database));
    Json series_list = Json::array();
    for (const Series& series : all) {
      PANDORA_ASSIGN_OR_RETURN(const int64_t points, store.Points(series));
      Json one = Json::object();
      one["name"] = series.name;
      one["points"] = points;
      series_list.push_back(std::move(one));
    }
    Json one = Json::object();
    one["name"] = database.name;
    one["series"] = std::move(series_list);
    one["createTime"] = FormatBeijing(database.created);
    list.push_back(std::move(one));
  }
  Json json;
  json["databases"] = std::move(list);
  reply->SetJson(json);
  return {};
}

Json InstantOrNull(const std::optional<Instant>& instant) { return instant ? Json(FormatBeijing(*instant)) : Json(); }

Status GetSeries(RequestContext& context, Reply* reply) {
  const SinkHome home = SinkHomeOf(context);
  PANDORA_ASSIGN_OR_RETURN(const Series series, SeriesStore(home).Get(context.path[0], context.path[1]));
  PANDORA_ASSIGN_OR_RETURN(const SeriesRange range, FindRange(home, series));
  PANDORA_ASSIGN_OR_RETURN(const RecordLog::Stats stats, home.log->GetStats(series.id));
  Json tags = Json::array();
  for (const std::string& tag : series.tags) tags.push_back(tag);
  Json json;
  json["database"] = context.path[0];
  json["series"] = series.name;
  json["points"] = stats.records;
  json["bytes"] = stats.bytes;
  json["first"] = InstantOrNull(range.first);
  json["last"] = InstantOrNull(range.last);
  json["timestamp"] = "date";
  json["tags"] = std::move(tags);
  json["fields"] = DescribeFields(Schema{series.fields});
  json["createTime"] = FormatBeijing(series.created);
  reply->SetJson(json);
  return {};
}

Result<SeriesQuery> ReadRange(const RequestContext& context) {
  SeriesQuery query;
  PANDORA_ASSIGN_OR_RETURN(query.from, QueryInstant(context, "from"));
  PANDORA_ASSIGN_OR_RETURN(query.to, QueryInstant(context, "to"));
  return query;
}

Result<SeriesQuery> ReadQuery(const RequestContext& context) {
  PANDORA_ASSIGN_OR_RETURN(SeriesQuery query, ReadRange(context));
  const std::string* select = context.Query("select");
  PANDORA_ASSIGN_OR_RETURN(query.select,
                           ParseSeriesSelect(select == nullptr || select->empty() ? "count(*)" : *select));
  const std::string* group_by = context.Query("groupBy");
  if (group_by != nullptr && !group_by->empty()) {
    for (const std::string_view tag : Split(*group_by, ',')) query.group_by.emplace_back(TrimAscii(tag));
  }
  const std::string* every = context.Query("every");
  if (every != nullptr && !every->empty()) {
    const std::optional<int64_t> micros = ParseDuration(*every);
    if (!micros || *micros == 0) {
      return Status(ErrorCode::kBadRequest,
                    "query parameter every is " + Quote(*every) + "; a duration such as 1m or 12h is accepted");
    }
    query.every = *micros;
  }
  return query;
}

Status QuerySeries(RequestContext& context, Reply* reply) {
  const SinkHome home = SinkHomeOf(context);
  PANDORA_ASSIGN_OR_RETURN(const Series series, SeriesStore(home).Get(context.path[0], context.path[1]));
  PANDORA_ASSIGN_OR_RETURN(const SeriesQuery query, ReadQuery(context));
  PANDORA_ASSIGN_OR_RETURN(std::vector<SeriesGroup> groups, RunSeriesQuery(home, series, query));
  Json columns = Json::array();
  if (query.every > 0) columns.push_back("timestamp");
  for (const std::string& tag : query.group_by) columns.push_back(tag);
  for (const SeriesSelect& select : query.select) columns.push_back(select.label);
  Json rows = Json::array();
  for (SeriesGroup& group : groups) {
    Json row = Json::array();
    if (query.every > 0) row.push_back(FormatBeijing(group.time));
    for (std::string& tag : group.tags) row.push_back(std::move(tag));
    for (Json& value : group.values) row.push_back(std::move(value));
    rows.push_back(std::move(row));
  }
  Json json;
  json["columns"] = std::move(columns);
  json["rows"] = std::move(rows);
  reply->SetJson(json);
  return {};
}

Status GetPoints(RequestContext& context, Reply* reply) {
  const SinkHome home = SinkHomeOf(context);
  PANDORA_ASSIGN_OR_RETURN(const Series series, SeriesStore(home).Get(context.path[0], context.path[1]));
  PANDORA_ASSIGN_OR_RETURN(const SeriesQuery range, ReadRange(context));
  PANDORA_ASSIGN_OR_RETURN(const int64_t limit, QueryNumber(context, "limit", 100, 1, kMaxPoints));
  PANDORA_ASSIGN_OR_RETURN(const std::string points, ListPoints(home, series, range, limit));
  reply->body = R"({"points":)" + points + "}";
  return {};
}

constexpr Route kRoutes[] = {
    {"GET",
     "/_sim/sinks/tsdb",
     "listTsdbSinks",
     "control",
     RouteKind::kRead,
     ListTsdb,
     "List time-series databases with their series",
     "查看时序数据库及其序列",
     "",
     "",
     "/_sim/sinks/tsdb",
     "",
     {}},
    {"GET",
     "/_sim/sinks/tsdb/{Database}/{Series}",
     "getTsdbSeries",
     "control",
     RouteKind::kRead,
     GetSeries,
     "Show a series: tags, fields, how many points and from when to when",
     "查看序列的标签、字段、数据量和时间范围",
     "",
     "",
     "/_sim/sinks/tsdb/test_tsdb/req_io",
     "",
     {}},
    {"GET",
     "/_sim/sinks/tsdb/{Database}/{Series}/query",
     "queryTsdbSeries",
     "control",
     RouteKind::kRead,
     QuerySeries,
     "Aggregate a series' fields by tags and steps of time",
     "按标签和时间间隔聚合序列",
     "",
     "",
     "/_sim/sinks/tsdb/test_tsdb/req_io/query?select=sum(hits),mean(flow)&groupBy=type&every=1m&from=&to=",
     "",
     {}},
    {"GET",
     "/_sim/sinks/tsdb/{Database}/{Series}/points",
     "listTsdbPoints",
     "control",
     RouteKind::kRead,
     GetPoints,
     "List a series' points in the order of arrival",
     "查看序列中的数据点",
     "",
     "",
     "/_sim/sinks/tsdb/test_tsdb/req_io/points?from=&to=&limit=100",
     "",
     {}},
};

}  // namespace

std::span<const Route> SinkTsdbRoutes() { return kRoutes; }

}  // namespace pandora
