// The part of the time-series service's own API that clients of the pipeline use beside it (spec/clients.md 2.11): databases ("repos"),
// series and their metadata. Points, queries and views are tsdb_data_routes.cc.
#include "core/api/tsdb_lookup.h"
#include "core/base/text.h"

namespace pandora {
namespace {

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

Status CreateRepo(RequestContext& context, Reply*) {
  PANDORA_ASSIGN_OR_RETURN(const Json body, OptionalBody(context));
  const SinkHome home = SinkHomeOf(context);
  return SeriesRepoStatus(SeriesStore(home).CreateDatabase(context.path[0], body).status());
}

Status GetRepo(RequestContext& context, Reply* reply) {
  const SinkHome home = SinkHomeOf(context);
  PANDORA_ASSIGN_OR_RETURN(const SeriesDatabase database, NamedSeriesRepo(context, home));
  reply->SetJson(DescribeRepo(database));
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

Status DeleteRepo(RequestContext& context, Reply*) {
  const SinkHome home = SinkHomeOf(context);
  SeriesStore store(home);
  PANDORA_ASSIGN_OR_RETURN(const SeriesDatabase database, NamedSeriesRepo(context, home));
  return store.DeleteDatabase(database);
}

Result<Json> MetadataOf(const RequestContext& context) {
  PANDORA_ASSIGN_OR_RETURN(const Json body, context.Body());
  const auto metadata = body.find("metadata");
  if (metadata == body.end() || !metadata->is_object()) {
    return Status(ErrorCode::kBadRequest, "metadata is missing; an object of texts is required");
  }
  return *metadata;
}

Status SetRepoMeta(RequestContext& context, Reply*) {
  PANDORA_ASSIGN_OR_RETURN(const Json metadata, MetadataOf(context));
  const SinkHome home = SinkHomeOf(context);
  SeriesStore store(home);
  PANDORA_ASSIGN_OR_RETURN(const SeriesDatabase database, NamedSeriesRepo(context, home));
  return store.SetDatabaseMember(database, "metadata", metadata);
}

Status DeleteRepoMeta(RequestContext& context, Reply*) {
  const SinkHome home = SinkHomeOf(context);
  PANDORA_ASSIGN_OR_RETURN(const SeriesDatabase database, NamedSeriesRepo(context, home));
  return SeriesStore(home).SetDatabaseMember(database, "metadata", Json::object());
}

Status CreateSeries(RequestContext& context, Reply*) {
  PANDORA_ASSIGN_OR_RETURN(const Json body, OptionalBody(context));
  const SinkHome home = SinkHomeOf(context);
  SeriesStore store(home);
  PANDORA_ASSIGN_OR_RETURN(const SeriesDatabase database, NamedSeriesRepo(context, home));
  return SeriesStatus(store.Create(database, context.path[1], body).status());
}

Status GetSeriesEntry(RequestContext& context, Reply* reply) {
  const SinkHome home = SinkHomeOf(context);
  PANDORA_ASSIGN_OR_RETURN(const Series series, NamedSeries(context, home, context.path[1]));
  reply->SetJson(DescribeSeries(series));
  return {};
}

Status ListSeries(RequestContext& context, Reply* reply) {
  const SinkHome home = SinkHomeOf(context);
  SeriesStore store(home);
  PANDORA_ASSIGN_OR_RETURN(const SeriesDatabase database, NamedSeriesRepo(context, home));
  PANDORA_ASSIGN_OR_RETURN(const std::vector<Series> all, store.List(database));
  Json list = Json::array();
  for (const Series& series : all) list.push_back(DescribeSeries(series));
  reply->SetJson(list);
  return {};
}

Status DeleteSeries(RequestContext& context, Reply*) {
  const SinkHome home = SinkHomeOf(context);
  PANDORA_ASSIGN_OR_RETURN(const Series series, NamedSeries(context, home, context.path[1]));
  return SeriesStore(home).Delete(series);
}

Status SetSeriesMeta(RequestContext& context, Reply*) {
  PANDORA_ASSIGN_OR_RETURN(const Json metadata, MetadataOf(context));
  const SinkHome home = SinkHomeOf(context);
  PANDORA_ASSIGN_OR_RETURN(Series series, NamedSeries(context, home, context.path[1]));
  return SeriesStore(home).SetMember(&series, "metadata", metadata);
}

Status DeleteSeriesMeta(RequestContext& context, Reply*) {
  const SinkHome home = SinkHomeOf(context);
  PANDORA_ASSIGN_OR_RETURN(Series series, NamedSeries(context, home, context.path[1]));
  return SeriesStore(home).SetMember(&series, "metadata", Json::object());
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
    {"DELETE",
     "/v4/repos/{RepoName}/meta",
     "deleteTsdbRepoMeta",
     "tsdb",
     RouteKind::kChange,
     DeleteRepoMeta,
     "Drop the metadata of a time-series database",
     "删除时序数据库的元数据",
     "",
     "",
     "/v4/repos/tsdb_repo/meta",
     "",
     {}},
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
    {"DELETE",
     "/v4/repos/{RepoName}/series/{SeriesName}/meta",
     "deleteSeriesMeta",
     "tsdb",
     RouteKind::kChange,
     DeleteSeriesMeta,
     "Drop the metadata of a series",
     "删除序列的元数据",
     "",
     "",
     "/v4/repos/tsdb_repo/series/cpu/meta",
     "",
     {}},
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
