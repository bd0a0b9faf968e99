// Log repos as a user of the simulator looks into them (/_sim/sinks/logdb): what is there, searching, counting over time.
#include "core/api/logdb_view.h"
#include "core/base/text.h"

namespace pandora {
namespace {

Result<Json> DescribeWithCounts(LogRepos* repos, const LogRepo& repo) {
  PANDORA_ASSIGN_OR_RETURN(const RecordLog::Stats stats, repos->Stats(repo));
  Json json = Json::object();
  json["name"] = repo.name;
  json["records"] = stats.records;
  json["bytes"] = stats.bytes;
  json["segments"] = stats.segments;
  const Json described = DescribeLogRepo(repo);
  for (const auto& [name, value] : described.items()) json[name] = value;
  return json;
}

Status ListLogSinks(RequestContext& context, Reply* reply) {
  const SinkHome home = LogdbHome(context);
  LogRepos repos(home);
  PANDORA_ASSIGN_OR_RETURN(const std::vector<LogRepo> found, repos.List());
  Json list = Json::array();
  for (const LogRepo& repo : found) {
    PANDORA_ASSIGN_OR_RETURN(Json one, DescribeWithCounts(&repos, repo));
    one.erase("schema");
    list.push_back(std::move(one));
  }
  Json json = Json::object();
  json["repos"] = std::move(list);
  reply->SetJson(json);
  return {};
}

Status GetLogSink(RequestContext& context, Reply* reply) {
  const SinkHome home = LogdbHome(context);
  LogRepos repos(home);
  PANDORA_ASSIGN_OR_RETURN(const LogRepo repo, repos.Get(context.path[0]));
  PANDORA_ASSIGN_OR_RETURN(const Json json, DescribeWithCounts(&repos, repo));
  reply->SetJson(json);
  return {};
}

Json NotesOf(const std::vector<std::string>& notes) {
  Json list = Json::array();
  for (const std::string& note : notes) list.push_back(note);
  return list;
}

Status SearchLogSink(RequestContext& context, Reply* reply) {
  const SinkHome home = LogdbHome(context);
  PANDORA_ASSIGN_OR_RETURN(const LogRepo repo, LogRepos(home).Get(context.path[0]));
  PANDORA_ASSIGN_OR_RETURN(const LogSearch search, ReadLogSearch(context));
  PANDORA_ASSIGN_OR_RETURN(const LogHits found, SearchLogs(home, repo, search));
  std::string body = R"({"total":)" + std::to_string(found.total) + R"(,"hits":[)";
  for (const LogHit& hit : found.hits) {
    body += body.back() == '[' ? R"({"offset":)" : R"(,{"offset":)";
    body += std::to_string(hit.offset) + R"(,"record":)" + hit.record;
    if (!hit.highlight.empty()) body += R"(,"highlight":)" + hit.highlight;
    body += '}';
  }
  reply->body = body + R"(],"notes":)" + DumpJson(NotesOf(found.notes)) + "}";
  return {};
}

Status CountLogSink(RequestContext& context, Reply* reply) {
  const SinkHome home = LogdbHome(context);
  PANDORA_ASSIGN_OR_RETURN(const LogRepo repo, LogRepos(home).Get(context.path[0]));
  PANDORA_ASSIGN_OR_RETURN(const LogHistogram found, CountByQuery(context, home, repo));
  Json buckets = Json::array();
  for (const auto& [begin, count] : found.buckets) {
    Json bucket = Json::object();
    bucket["from"] = FormatBeijing(begin);
    bucket["count"] = count;
    buckets.push_back(std::move(bucket));
  }
  Json json = Json::object();
  json["total"] = found.total;
  json["field"] = found.field;
  json["seconds"] = found.interval / kMicrosPerSecond;
  json["buckets"] = std::move(buckets);
  json["notes"] = NotesOf(found.notes);
  reply->SetJson(json);
  return {};
}

constexpr Route kRoutes[] = {
    {"GET",
     "/_sim/sinks/logdb",
     "listLogSinks",
     "control",
     RouteKind::kRead,
     ListLogSinks,
     "List log repos with how much they hold",
     "查看所有日志仓库及数据量",
     "",
     "",
     "/_sim/sinks/logdb",
     "",
     {}},
    {"GET",
     "/_sim/sinks/logdb/{LogRepo}",
     "getLogSink",
     "control",
     RouteKind::kRead,
     GetLogSink,
     "Show a log repo: its schema and how much it holds",
     "查看日志仓库的字段与数据量",
     "",
     "",
     "/_sim/sinks/logdb/logdb_testrepo",
     "",
     {}},
    {"GET",
     "/_sim/sinks/logdb/{LogRepo}/search",
     "searchLogSink",
     "control",
     RouteKind::kRead,
     SearchLogSink,
     "Search a log repo: newest first, or by sort=field:desc",
     "检索日志:默认最新在前,可用 sort=field:desc 排序",
     "",
     "",
     "/_sim/sinks/logdb/logdb_testrepo/search?q=user:*&sort=&from=0&size=10",
     "",
     {}},
    {"GET",
     "/_sim/sinks/logdb/{LogRepo}/histogram",
     "countLogSink",
     "control",
     RouteKind::kRead,
     CountLogSink,
     "Count a log repo's records over a date field",
     "按时间字段统计日志数量",
     "",
     "",
     "/_sim/sinks/logdb/logdb_testrepo/histogram?q=*&field=time&from=&to=",
     "",
     {}},
};

}  // namespace

std::span<const Route> SinkLogdbRoutes() { return kRoutes; }

}  // namespace pandora
