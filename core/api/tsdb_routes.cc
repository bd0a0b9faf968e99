// The part of the time-series service's own API that clients of the pipeline use beside it (spec/clients.md 2.11): databases ("repos"),
// series, points in line protocol, queries. Views (/v4/.../views) are not simulated.
//
// Its codes (E6xxx, E7xxx) are those of another service and stand in no table of the documents: they are put before the detail here, and
// only here. A handler answers them without a Status, so nothing may have been changed before.
#include <map>

#include "core/api/sink_view.h"
#include "core/base/text.h"
#include "core/sink/tsdb_line.h"
#include "core/sink/tsdb_statement.h"

namespace pandora {
namespace {

constexpr std::string_view kNoRepo = "E7100: no such repo: ";
constexpr std::string_view kRepoExists = "E6102: repo already exists: ";
constexpr std::string_view kNoSeries = "E6303: no such series: ";
constexpr std::string_view kSeriesExists = "E6302: series already exists: ";

// Answers kNotFound with the code `missing` and kConflict with `taken`; any other failure stays one.
Status Refuse(const Status& status, std::string_view missing, std::string_view taken, Reply* reply) {
  if (status.code() != ErrorCode::kNotFound && status.code() != ErrorCode::kConflict) return status;
  const std::string_view code = status.code() == ErrorCode::kNotFound ? missing : taken;
  reply->status = GetErrorInfo(status.code()).http_status;
  reply->note = std::string(code) + status.detail();
  reply->body = R"({"error":)";
  AppendJsonString(reply->note, &reply->body);
  reply->body += '}';
  return {};
}

// The body's members that a client may leave out, and so may the body.
Result<Json> OptionalBody(const RequestContext& context) {
  if (TrimAscii(context.request.body).empty()) return Json::object();
  return context.Body();
}

Json DescribeRepo(const SeriesDatabase& database) {
  Json json = Json::object();
  json["name"] = database.name;
  const auto region = database.definition.find("region");
  json["region"] = region == database.definition.end() ? Json("nb") : *region;
  const auto metadata = database.definition.find("metadata");
  json["metadata"] = metadata == database.definition.end() ? Json::object() : *metadata;
  json["createTime"] = FormatBeijing(database.created);
  json["deleting"] = "false";
  return json;
}

Json DescribeSeries(const Series& series) {
  Json json = Json::object();
  json["name"] = series.name;
  for (const char* const member : {"retention", "metadata"}) {
    const auto given = series.definition.find(member);
    if (given != series.definition.end()) json[member] = *given;
  }
  json["type"] = "raw";
  json["createTime"] = FormatBeijing(series.created);
  json["deleting"] = "false";
  return json;
}

Status CreateRepo(RequestContext& context, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(const Json body, OptionalBody(context));
  const SinkHome home = SinkHomeOf(context);
  const Status status = SeriesStore(home).CreateDatabase(context.path[0], body).status();
  return status.ok() ? status : Refuse(status, kNoRepo, kRepoExists, reply);
}

Status GetRepo(RequestContext& context, Reply* reply) {
  const SinkHome home = SinkHomeOf(context);
  const Result<SeriesDatabase> database = SeriesStore(home).GetDatabase(context.path[0]);
  if (!database.ok()) return Refuse(database.status(), kNoRepo, kRepoExists, reply);
  reply->SetJson(DescribeRepo(*database));
  return {};
}

Status ListRepos(RequestContext& context, Reply* reply) {
  const SinkHome home = SinkHomeOf(context);
  PANDORA_ASSIGN_OR_RETURN(const std::vector<SeriesDatabase> databases, SeriesStore(home).Databases());
  Json list = Json::array();
  for (const SeriesDatabase& database : databases) list.push_back(DescribeRepo(database));
  reply->SetJson(list);
  return {};
}

Status DeleteRepo(RequestContext& context, Reply* reply) {
  const SinkHome home = SinkHomeOf(context);
  SeriesStore store(home);
  const Result<SeriesDatabase> database = store.GetDatabase(context.path[0]);
  if (!database.ok()) return Refuse(database.status(), kNoRepo, kRepoExists, reply);
  return store.DeleteDatabase(*database);
}

Result<Json> MetadataOf(const RequestContext& context) {
  PANDORA_ASSIGN_OR_RETURN(const Json body, context.Body());
  const auto metadata = body.find("metadata");
  if (metadata == body.end() || !metadata->is_object()) {
    return Status(ErrorCode::kBadRequest, "metadata is missing; an object of texts is required");
  }
  return *metadata;
}

Status SetRepoMeta(RequestContext& context, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(const Json metadata, MetadataOf(context));
  const SinkHome home = SinkHomeOf(context);
  SeriesStore store(home);
  const Result<SeriesDatabase> database = store.GetDatabase(context.path[0]);
  if (!database.ok()) return Refuse(database.status(), kNoRepo, kRepoExists, reply);
  return store.SetDatabaseMember(*database, "metadata", metadata);
}

// Finds the series of the path, or answers why not: then the optional is empty.
Result<std::optional<Series>> NamedSeries(RequestContext& context, SeriesStore* store, Reply* reply) {
  const Result<SeriesDatabase> database = store->GetDatabase(context.path[0]);
  if (!database.ok()) {
    PANDORA_RETURN_IF_ERROR(Refuse(database.status(), kNoRepo, kRepoExists, reply));
    return std::optional<Series>();
  }
  Result<Series> series = store->Get(context.path[0], context.path[1]);
  if (!series.ok()) {
    PANDORA_RETURN_IF_ERROR(Refuse(series.status(), kNoSeries, kSeriesExists, reply));
    return std::optional<Series>();
  }
  return std::optional<Series>(std::move(series).value());
}

Status CreateSeries(RequestContext& context, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(const Json body, OptionalBody(context));
  const SinkHome home = SinkHomeOf(context);
  SeriesStore store(home);
  const Result<SeriesDatabase> database = store.GetDatabase(context.path[0]);
  if (!database.ok()) return Refuse(database.status(), kNoRepo, kRepoExists, reply);
  const Status status = store.Create(*database, context.path[1], body).status();
  return status.ok() ? status : Refuse(status, kNoSeries, kSeriesExists, reply);
}

Status GetSeriesEntry(RequestContext& context, Reply* reply) {
  const SinkHome home = SinkHomeOf(context);
  SeriesStore store(home);
  PANDORA_ASSIGN_OR_RETURN(const std::optional<Series> series, NamedSeries(context, &store, reply));
  if (series) reply->SetJson(DescribeSeries(*series));
  return {};
}

Status ListSeries(RequestContext& context, Reply* reply) {
  const SinkHome home = SinkHomeOf(context);
  SeriesStore store(home);
  const Result<SeriesDatabase> database = store.GetDatabase(context.path[0]);
  if (!database.ok()) return Refuse(database.status(), kNoRepo, kRepoExists, reply);
  PANDORA_ASSIGN_OR_RETURN(const std::vector<Series> all, store.List(*database));
  Json list = Json::array();
  for (const Series& series : all) list.push_back(DescribeSeries(series));
  reply->SetJson(list);
  return {};
}

Status DeleteSeries(RequestContext& context, Reply* reply) {
  const SinkHome home = SinkHomeOf(context);
  SeriesStore store(home);
  PANDORA_ASSIGN_OR_RETURN(const std::optional<Series> series, NamedSeries(context, &store, reply));
  return series ? store.Delete(*series) : Status();
}

Status SetSeriesMeta(RequestContext& context, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(const Json metadata, MetadataOf(context));
  const SinkHome home = SinkHomeOf(context);
  SeriesStore store(home);
  PANDORA_ASSIGN_OR_RETURN(std::optional<Series> series, NamedSeries(context, &store, reply));
  return series ? store.SetMember(&*series, "metadata", metadata) : Status();
}

Status PostPoints(RequestContext& context, Reply* reply) {
  const SinkHome home = SinkHomeOf(context);
  SeriesStore store(home);
  const Result<SeriesDatabase> database = store.GetDatabase(context.path[0]);
  if (!database.ok()) return Refuse(database.status(), kNoRepo, kRepoExists, reply);
  PANDORA_ASSIGN_OR_RETURN(const std::vector<LinePoint> lines, ParseLines(context.request.body, home.now));
  std::map<std::string, std::vector<const LinePoint*>> by_series;
  for (const LinePoint& line : lines) by_series[line.series].push_back(&line);
  std::vector<Series> found;
  for (const auto& [name, points] : by_series) {
    Result<Series> series = store.Get(context.path[0], name);
    if (!series.ok()) return Refuse(series.status(), kNoSeries, kSeriesExists, reply);
    found.push_back(std::move(series).value());
  }
  size_t next = 0;
  for (const auto& [name, points] : by_series) {
    PANDORA_RETURN_IF_ERROR(WriteLines(&store, std::move(found[next++]), points));
  }
  return {};
}

// {"results": [{"series": [{"name", "tags", "columns", "values"}]}]}, one entry for each combination of tags.
Json DescribeResult(const SeriesStatement& statement, std::vector<SeriesGroup> groups) {
  Json columns = Json::array();
  columns.push_back("time");
  for (const SeriesSelect& select : statement.query.select) columns.push_back(select.label);
  Json list = Json::array();
  const SeriesGroup* before = nullptr;
  for (const SeriesGroup& group : groups) {
    if (before == nullptr || before->tags != group.tags) {
      Json entry = Json::object();
      entry["name"] = statement.series;
      if (!group.tags.empty()) entry["tags"] = Json::object();
      for (size_t k = 0; k < group.tags.size(); ++k) entry["tags"][statement.query.group_by[k]] = group.tags[k];
      entry["columns"] = columns;
      entry["values"] = Json::array();
      list.push_back(std::move(entry));
    }
    Json row = Json::array();
    const Instant begin = statement.query.every > 0 ? group.time : statement.query.from.value_or(Instant{});
    std::string time;
    AppendRfc3339(begin, DateForm{.offset_minutes = DateForm::kOffsetZ}, &time);
    row.push_back(std::move(time));
    for (const Json& value : group.values) row.push_back(value);
    list.back()["values"].push_back(std::move(row));
    before = &group;
  }
  Json result = Json::object();
  if (!list.empty()) result["series"] = std::move(list);
  Json json = Json::object();
  json["results"] = Json::array();
  json["results"].push_back(std::move(result));
  return json;
}

Status PostQuery(RequestContext& context, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(const Json body, context.Body());
  const auto sql = body.find("sql");
  if (sql == body.end() || !sql->is_string()) {
    return Status(ErrorCode::kBadRequest, "sql is missing; a string is required");
  }
  const SinkHome home = SinkHomeOf(context);
  SeriesStore store(home);
  const Result<SeriesDatabase> database = store.GetDatabase(context.path[0]);
  if (!database.ok()) return Refuse(database.status(), kNoRepo, kRepoExists, reply);
  PANDORA_ASSIGN_OR_RETURN(const SeriesStatement statement, ParseSeriesStatement(sql->get<std::string>(), home.now));
  const Result<Series> series = store.Get(context.path[0], statement.series);
  if (!series.ok()) return Refuse(series.status(), kNoSeries, kSeriesExists, reply);
  PANDORA_ASSIGN_OR_RETURN(std::vector<SeriesGroup> groups, RunSeriesQuery(home, *series, statement.query));
  reply->SetJson(DescribeResult(statement, std::move(groups)));
  return {};
}

constexpr ShapeMember kMetadataBody[] = {
    {"metadata", "object", true, "texts by name", "元数据"},
};
constexpr ShapeMember kRepoBody[] = {
    {"region", "string", false, "nb", "所属区域,目前仅支持 nb"},
    {"metadata", "object", false, "texts by name", "元数据"},
};
constexpr ShapeMember kSeriesBody[] = {
    {"retention", "string", false, "how long points are kept, such as oneDay; they are kept for ever here",
     "数据保存时限,如 oneDay;模拟器不会过期"},
    {"metadata", "object", false, "texts by name", "元数据"},
};
constexpr ShapeMember kQueryBody[] = {
    {"sql", "string", true, "SELECT aggregate(field) FROM series WHERE ... GROUP BY tag, time(1m)",
     "查询语句:SELECT 聚合(字段) FROM 序列 WHERE ... GROUP BY 标签, time(1m)"},
};

constexpr std::string_view kJson = "application/json";

constexpr Route kRoutes[] = {
    {"POST", "/v4/repos/{RepoName}", "createTsdbRepo", "tsdb", RouteKind::kChange, CreateRepo,
     "Create a time-series database", "创建时序数据库", "", kJson, "/v4/repos/tsdb_repo", R"({"region": "nb"})",
     kRepoBody},
    {"GET",
     "/v4/repos",
     "listTsdbRepos",
     "tsdb",
     RouteKind::kRead,
     ListRepos,
     "List time-series databases",
     "查看所有时序数据库",
     "",
     "",
     "/v4/repos",
     "",
     {}},
    {"GET",
     "/v4/repos/{RepoName}",
     "getTsdbRepo",
     "tsdb",
     RouteKind::kRead,
     GetRepo,
     "Show a time-series database",
     "查看时序数据库",
     "",
     "",
     "/v4/repos/tsdb_repo",
     "",
     {}},
    {"POST", "/v4/repos/{RepoName}/meta", "setTsdbRepoMeta", "tsdb", RouteKind::kChange, SetRepoMeta,
     "Set the metadata of a time-series database", "设置时序数据库的元数据", "", kJson, "/v4/repos/tsdb_repo/meta",
     R"({"metadata": {"owner": "pandora"}})", kMetadataBody},
    {"POST", "/v4/repos/{RepoName}/series/{SeriesName}", "createSeries", "tsdb", RouteKind::kChange, CreateSeries,
     "Create a series", "创建序列", "", kJson, "/v4/repos/tsdb_repo/series/cpu", R"({"retention": "oneDay"})",
     kSeriesBody},
    {"GET",
     "/v4/repos/{RepoName}/series",
     "listSeries",
     "tsdb",
     RouteKind::kRead,
     ListSeries,
     "List the series of a database",
     "查看数据库中的所有序列",
     "",
     "",
     "/v4/repos/tsdb_repo/series",
     "",
     {}},
    {"GET",
     "/v4/repos/{RepoName}/series/{SeriesName}",
     "getSeries",
     "tsdb",
     RouteKind::kRead,
     GetSeriesEntry,
     "Show a series",
     "查看序列",
     "",
     "",
     "/v4/repos/tsdb_repo/series/cpu",
     "",
     {}},
    {"POST", "/v4/repos/{RepoName}/series/{SeriesName}/meta", "setSeriesMeta", "tsdb", RouteKind::kChange,
     SetSeriesMeta, "Set the metadata of a series", "设置序列的元数据", "", kJson,
     "/v4/repos/tsdb_repo/series/cpu/meta", R"({"metadata": {"unit": "percent"}})", kMetadataBody},
    {"POST",
     "/v4/repos/{RepoName}/points",
     "postPoints",
     "tsdb",
     RouteKind::kChange,
     PostPoints,
     "Write points in the Influx line protocol",
     "以 Influx 行协议写入数据点",
     "",
     "text/plain",
     "/v4/repos/tsdb_repo/points",
     "cpu,host=a,zone=nb load=0.5,hits=3i 1484206200000000000",
     {}},
    {"POST", "/v4/repos/{RepoName}/query", "querySeries", "tsdb", RouteKind::kControl, PostQuery,
     "Query a series with a small part of InfluxQL", "以 InfluxQL 的子集查询序列", "", kJson,
     "/v4/repos/tsdb_repo/query", R"json({"sql": "SELECT mean(load), sum(hits) FROM cpu GROUP BY host, time(1m)"})json",
     kQueryBody},
    {"DELETE",
     "/v4/repos/{RepoName}/series/{SeriesName}",
     "deleteSeries",
     "tsdb",
     RouteKind::kChange,
     DeleteSeries,
     "Delete a series with its points",
     "删除序列及其数据",
     "",
     "",
     "/v4/repos/tsdb_repo/series/cpu",
     "",
     {}},
    {"DELETE",
     "/v4/repos/{RepoName}",
     "deleteTsdbRepo",
     "tsdb",
     RouteKind::kChange,
     DeleteRepo,
     "Delete a time-series database with its series",
     "删除时序数据库及其序列",
     "",
     "",
     "/v4/repos/tsdb_repo",
     "",
     {}},
};

}  // namespace

std::span<const Route> TsdbRoutes() { return kRoutes; }

}  // namespace pandora
