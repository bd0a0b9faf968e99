// Points in line protocol, queries and views of the time-series service's own API (spec/clients.md 2.11). What of it concerns databases and
// series is tsdb_routes.cc.
#include <algorithm>
#include <map>

#include "core/api/tsdb_lookup.h"
#include "core/base/text.h"
#include "core/sink/tsdb_line.h"
#include "core/sink/tsdb_statement.h"
#include "core/sink/tsdb_view.h"

namespace pandora {
namespace {

Status PostPoints(RequestContext& context, Reply*) {
  const SinkHome home = SinkHomeOf(context);
  SeriesStore store(home);
  PANDORA_ASSIGN_OR_RETURN(const SeriesDatabase database, NamedSeriesRepo(context, home));
  PANDORA_ASSIGN_OR_RETURN(const std::vector<LinePoint> lines, ParseLines(context.request.body, home.now));
  std::map<std::string, std::vector<const LinePoint*>> by_series;
  for (const LinePoint& line : lines) by_series[line.series].push_back(&line);
  std::vector<Series> found;
  for (const auto& [name, points] : by_series) {
    PANDORA_ASSIGN_OR_RETURN(Series series, NamedSeries(context, home, name));
    found.push_back(std::move(series));
  }
  size_t next = 0;
  for (const auto& [name, points] : by_series) {
    PANDORA_RETURN_IF_ERROR(WriteLines(&store, std::move(found[next++]), points));
  }
  return {};
}

// The rows of one series, which are in order of time, as ORDER BY, LIMIT and OFFSET want them.
Json ArrangeRows(Json rows, const PointQuery& wanted) {
  if (wanted.newest_first) std::reverse(rows.begin(), rows.end());
  const auto count = static_cast<int64_t>(rows.size());
  const int64_t begin = std::min(wanted.offset, count);
  const int64_t length = wanted.limit == kMaxRawPoints ? count - begin : std::min(wanted.limit, count - begin);
  if (length == count) return rows;
  return Json(Json::array_t(rows.begin() + begin, rows.begin() + begin + length));
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
  for (Json& entry : list) entry["values"] = ArrangeRows(std::move(entry["values"]), statement.points);
  Json result = Json::object();
  if (!list.empty()) result["series"] = std::move(list);
  Json json = Json::object();
  json["results"] = Json::array();
  json["results"].push_back(std::move(result));
  return json;
}

Json DescribePoints(const SeriesStatement& statement, PointTable table) {
  Json list = Json::array();
  for (PointGroup& group : table.groups) {
    Json entry = Json::object();
    entry["name"] = statement.series;
    for (size_t k = 0; k < group.tags.size(); ++k) entry["tags"][statement.points.where.group_by[k]] = group.tags[k];
    entry["columns"] = table.columns;
    entry["values"] = std::move(group.rows);
    if (group.partial) entry["partial"] = true;
    list.push_back(std::move(entry));
  }
  Json result = Json::object();
  if (!list.empty()) result["series"] = std::move(list);
  Json json = Json::object();
  json["results"] = Json::array({std::move(result)});
  return json;
}

// The view's own statement, under the view's name: now() in it is the time of asking.
Status AnswerView(RequestContext& context, const SinkHome& home, const SeriesStatement& asked, const SeriesView& view,
                  Reply* reply) {
  if (!asked.whole) {
    return Status(ErrorCode::kBadRequest,
                  Quote(view.name, 130) + " is a view; SELECT * FROM view without clauses is accepted");
  }
  PANDORA_ASSIGN_OR_RETURN(SeriesStatement statement, ParseSeriesStatement(view.sql(), home.now));
  PANDORA_ASSIGN_OR_RETURN(const Series series, NamedSeries(context, home, statement.series));
  PANDORA_ASSIGN_OR_RETURN(std::vector<SeriesGroup> groups, RunSeriesQuery(home, series, statement.query));
  statement.series = view.name;
  reply->SetJson(DescribeResult(statement, std::move(groups)));
  return {};
}

Status PostQuery(RequestContext& context, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(const Json body, context.Body());
  const auto sql = body.find("sql");
  if (sql == body.end() || !sql->is_string()) {
    return Status(ErrorCode::kBadRequest, "sql is missing; a string is required");
  }
  const SinkHome home = SinkHomeOf(context);
  PANDORA_ASSIGN_OR_RETURN(const SeriesDatabase database, NamedSeriesRepo(context, home));
  PANDORA_ASSIGN_OR_RETURN(const SeriesStatement statement, ParseSeriesStatement(sql->get<std::string>(), home.now));
  if (statement.raw) {
    const Result<SeriesView> view = SeriesViews(home).Get(database, statement.series);
    if (!view.ok() && view.status().code() != ErrorCode::kNotFound) return view.status();
    if (view.ok()) return AnswerView(context, home, statement, *view, reply);
    PANDORA_ASSIGN_OR_RETURN(const Series series, NamedSeries(context, home, statement.series));
    PANDORA_ASSIGN_OR_RETURN(PointTable table, SelectPoints(home, series, statement.points));
    reply->SetJson(DescribePoints(statement, std::move(table)));
    return {};
  }
  PANDORA_ASSIGN_OR_RETURN(const Series series, NamedSeries(context, home, statement.series));
  PANDORA_ASSIGN_OR_RETURN(std::vector<SeriesGroup> groups, RunSeriesQuery(home, series, statement.query));
  reply->SetJson(DescribeResult(statement, std::move(groups)));
  return {};
}

// ---- views

Json DescribeView(const SeriesView& view) {
  Json json = Json::object();
  json["name"] = view.name;
  for (const char* const member : {"sql", "retention", "metadata"}) {
    if (const Json* given = FindMember(view.definition, member); given != nullptr) json[member] = *given;
  }
  json["createTime"] = FormatBeijing(view.created);
  json["deleting"] = "false";
  return json;
}

Status CreateView(RequestContext& context, Reply*) {
  PANDORA_ASSIGN_OR_RETURN(const Json body, context.Body());
  const SinkHome home = SinkHomeOf(context);
  PANDORA_ASSIGN_OR_RETURN(const SeriesDatabase database, NamedSeriesRepo(context, home));
  return SeriesViews(home).Create(database, context.path[1], body).status();
}

Status ListViews(RequestContext& context, Reply* reply) {
  const SinkHome home = SinkHomeOf(context);
  PANDORA_ASSIGN_OR_RETURN(const SeriesDatabase database, NamedSeriesRepo(context, home));
  PANDORA_ASSIGN_OR_RETURN(const std::vector<SeriesView> views, SeriesViews(home).List(database));
  Json list = Json::array();
  for (const SeriesView& view : views) list.push_back(DescribeView(view));
  reply->SetJson(list);
  return {};
}

Status GetView(RequestContext& context, Reply* reply) {
  const SinkHome home = SinkHomeOf(context);
  PANDORA_ASSIGN_OR_RETURN(const SeriesDatabase database, NamedSeriesRepo(context, home));
  PANDORA_ASSIGN_OR_RETURN(const SeriesView view, SeriesViews(home).Get(database, context.path[1]));
  reply->SetJson(DescribeView(view));
  return {};
}

Status DeleteView(RequestContext& context, Reply*) {
  const SinkHome home = SinkHomeOf(context);
  PANDORA_ASSIGN_OR_RETURN(const SeriesDatabase database, NamedSeriesRepo(context, home));
  PANDORA_ASSIGN_OR_RETURN(const SeriesView view, SeriesViews(home).Get(database, context.path[1]));
  return SeriesViews(home).Delete(view);
}

constexpr ShapeMember kQueryBody[] = {
    {"sql", "string", true, "SELECT aggregate(field), or SELECT * FROM series WHERE ... GROUP BY tag, time(1m)",
     "查询语句:SELECT 聚合(字段) 或 SELECT * FROM 序列 WHERE ... GROUP BY 标签, time(1m)"},
};

constexpr ShapeMember kViewBody[] = {
    {"sql", "string", true, "the statement that SELECT * FROM view runs", "视图的查询语句"},
    {"retention", "string", false, "kept, not enforced", "数据保存时限"},
    {"metadata", "object", false, "texts by name", "元数据"},
};

constexpr std::string_view kViewPath = "/v4/repos/tsdb_repo/views/load_by_host";

constexpr Route kRoutes[] = {
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
     "Query a series with a small part of InfluxQL", "以 InfluxQL 的子集查询序列", "", "application/json",
     "/v4/repos/tsdb_repo/query", R"json({"sql": "SELECT mean(load), sum(hits) FROM cpu GROUP BY host, time(1m)"})json",
     kQueryBody},
    {"POST", "/v4/repos/{RepoName}/views/{ViewName}", "createView", "tsdb", RouteKind::kChange, CreateView,
     "Name a statement as a view", "创建视图", "", "application/json", kViewPath,
     R"json({"sql": "SELECT mean(load) AS load FROM cpu GROUP BY host, time(1h)"})json", kViewBody},
    {"GET",
     "/v4/repos/{RepoName}/views",
     "listViews",
     "tsdb",
     RouteKind::kRead,
     ListViews,
     "List the views of a database",
     "查看数据库中的所有视图",
     "",
     "",
     "/v4/repos/tsdb_repo/views",
     "",
     {}},
    {"GET",
     "/v4/repos/{RepoName}/views/{ViewName}",
     "getView",
     "tsdb",
     RouteKind::kRead,
     GetView,
     "Show a view",
     "查看视图",
     "",
     "",
     kViewPath,
     "",
     {}},
    {"DELETE",
     "/v4/repos/{RepoName}/views/{ViewName}",
     "deleteView",
     "tsdb",
     RouteKind::kChange,
     DeleteView,
     "Delete a view",
     "删除视图",
     "",
     "",
     kViewPath,
     "",
     {}},
};

}  // namespace

std::span<const Route> TsdbDataRoutes() { return kRoutes; }

}  // namespace pandora
