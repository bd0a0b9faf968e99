// The part of log search's own API that clients of the pipeline use beside it (spec/clients.md 2.11): log repos, their records, search.
//
// Its codes (E8xxx) are those of another service and stand in no table of the documents: they are put before the detail here, and only
// here. A handler answers them without a Status, so nothing may have been changed before.
#include "core/api/logdb_view.h"
#include "core/base/text.h"
#include "core/sink/logdb_record.h"

namespace pandora {
namespace {

// The answer to what the store refuses; a failure of the storage stays one.
Status Refuse(const Status& status, Reply* reply) {
  std::string_view code;
  switch (status.code()) {
    case ErrorCode::kNotFound: code = "E8111: no such repo: "; break;
    case ErrorCode::kConflict: code = "E8112: repo already exists: "; break;
    case ErrorCode::kBadRequest: code = "E8104: schema or records do not fit: "; break;
    default: return status;
  }
  reply->status = GetErrorInfo(status.code()).http_status;
  reply->note = std::string(code) + status.detail();
  reply->body = R"({"error":)";
  AppendJsonString(reply->note, &reply->body);
  reply->body += '}';
  return {};
}

Status CreateLogRepo(RequestContext& context, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(const Json body, context.Body());
  const SinkHome home = LogdbHome(context);
  const Result<LogRepo> repo = LogRepos(home).Create(context.path[0], body);
  return repo.ok() ? Status() : Refuse(repo.status(), reply);
}

Status UpdateLogRepo(RequestContext& context, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(const Json body, context.Body());
  const SinkHome home = LogdbHome(context);
  LogRepos repos(home);
  Result<LogRepo> repo = repos.Get(context.path[0]);
  if (!repo.ok()) return Refuse(repo.status(), reply);
  const Status status = repos.Update(&*repo, body);
  return status.ok() ? status : Refuse(status, reply);
}

Status GetLogRepo(RequestContext& context, Reply* reply) {
  const SinkHome home = LogdbHome(context);
  const Result<LogRepo> repo = LogRepos(home).Get(context.path[0]);
  if (!repo.ok()) return Refuse(repo.status(), reply);
  reply->SetJson(DescribeLogRepo(*repo));
  return {};
}

Status ListLogRepos(RequestContext& context, Reply* reply) {
  const SinkHome home = LogdbHome(context);
  PANDORA_ASSIGN_OR_RETURN(const std::vector<LogRepo> repos, LogRepos(home).List());
  Json list = Json::array();
  for (const LogRepo& repo : repos) {
    Json one = Json::object();
    one["name"] = repo.name;
    const Json described = DescribeLogRepo(repo);
    for (const auto& [name, value] : described.items()) {
      if (name != "schema") one[name] = value;
    }
    list.push_back(std::move(one));
  }
  Json json = Json::object();
  json["repos"] = std::move(list);
  reply->SetJson(json);
  return {};
}

Status DeleteLogRepo(RequestContext& context, Reply* reply) {
  const SinkHome home = LogdbHome(context);
  LogRepos repos(home);
  const Result<LogRepo> repo = repos.Get(context.path[0]);
  return repo.ok() ? repos.Delete(*repo) : Refuse(repo.status(), reply);
}

Result<Json> RecordsOf(const RequestContext& context) {
  const std::string& body = context.request.body;
  const int64_t limit = context.engine.state().settings.max_push_bytes;
  if (static_cast<int64_t>(body.size()) > limit) {
    return Status(ErrorCode::kE18005, "the records have " + std::to_string(body.size()) + " bytes; at most " +
                                          std::to_string(limit) + " are accepted");
  }
  PANDORA_ASSIGN_OR_RETURN(Json records, ParseJson(body));
  if (records.is_array()) return records;
  return Status(ErrorCode::kE18007,
                "the body is " + std::string(JsonTypeName(records)) + "; a JSON array of records is required");
}

// All records, or with omitInvalidLog=true those that fit.
Status SendLogs(RequestContext& context, Reply* reply) {
  const SinkHome home = LogdbHome(context);
  LogRepos repos(home);
  const Result<LogRepo> repo = repos.Get(context.path[0]);
  if (!repo.ok()) return Refuse(repo.status(), reply);
  PANDORA_ASSIGN_OR_RETURN(const Json records, RecordsOf(context));
  RowProblems problems;
  RecordBatch batch = ReadLogRecords(records, *repo, &problems);
  const std::string* omit = context.Query("omitInvalidLog");
  if (!problems.empty() && (omit == nullptr || *omit != "true")) {
    const auto& [row, reason] = *problems.reasons().begin();
    return Refuse(Status(ErrorCode::kBadRequest, "record " + std::to_string(row + 1) + ": " + reason), reply);
  }
  const size_t total = batch.rows;
  batch = DropRows(std::move(batch), problems);
  const size_t success = batch.rows;
  PANDORA_RETURN_IF_ERROR(repos.Append(*repo, repo->layout.schema, std::move(batch)));
  Json json = Json::object();
  json["success"] = success;
  json["failed"] = total - success;
  json["total"] = total;
  reply->note = std::to_string(success) + " records";
  reply->SetJson(json);
  return {};
}

// ---- search

// Where a scroll goes on: everything is in its id, so nothing is kept and none expires.
Json ScrollState(const LogSearch& search, const LogHits& found, int64_t total) {
  Json state = Json::object();
  state["q"] = search.query;
  state["sort"] = search.sort;
  state["size"] = search.size;
  state["total"] = total;
  // Newest first is followed by offset, for ever; an order of the user's by counting, as far as kMaxLogHits.
  const bool by_offset = search.sort.empty();
  state["from"] = by_offset ? 0 : search.from + search.size;
  if (by_offset) {
    state["end"] = found.hits.empty() ? 0 : found.hits.back().offset;
  } else if (search.end) {
    state["end"] = *search.end;
  }
  return state;
}

Status Answer(const SinkHome& home, const LogRepo& repo, const LogSearch& search, bool scroll,
              std::optional<int64_t> total, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(const LogHits found, SearchLogs(home, repo, search));
  const int64_t all = total.value_or(found.total);
  std::string body = "{";
  if (scroll) {
    body += R"("scroll_id":)";
    AppendJsonString(Base64UrlEncode(DumpJson(ScrollState(search, found, all))), &body);
    body += ',';
  }
  body += R"("total":)" + std::to_string(all) + R"(,"partialSuccess":false,"data":)";
  reply->body = body + RecordList(found) + "}";
  return {};
}

Status SearchLogRepo(RequestContext& context, Reply* reply) {
  const SinkHome home = LogdbHome(context);
  const Result<LogRepo> repo = LogRepos(home).Get(context.path[0]);
  if (!repo.ok()) return Refuse(repo.status(), reply);
  PANDORA_ASSIGN_OR_RETURN(LogSearch search, ReadLogSearch(context));
  const std::string* scroll = context.Query("scroll");
  return Answer(home, *repo, search, scroll != nullptr && !scroll->empty(), std::nullopt, reply);
}

Status ReadMember(const Json& body, const char* name, int64_t* out) {
  const Json* value = FindMember(body, name);
  if (value == nullptr) return {};
  const std::optional<int64_t> number = AsInt64(*value);
  if (!number || *number < 0) {
    return Status(ErrorCode::kBadRequest,
                  std::string(name) + " is " + Quote(DumpJson(*value)) + "; a whole number from 0 on is accepted");
  }
  *out = *number;
  return {};
}

Status ReadSearchBody(const Json& body, LogSearch* search) {
  for (const char* name : {"q", "query"}) {
    PANDORA_RETURN_IF_ERROR(ReadOptionalText(body, name, ErrorCode::kBadRequest, &search->query));
  }
  PANDORA_RETURN_IF_ERROR(ReadOptionalText(body, "sort", ErrorCode::kBadRequest, &search->sort));
  PANDORA_RETURN_IF_ERROR(ReadMember(body, "from", &search->from));
  return ReadMember(body, "size", &search->size);
}

Status PostLogSearch(RequestContext& context, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(const Json body, context.Body());
  const SinkHome home = LogdbHome(context);
  const Result<LogRepo> repo = LogRepos(home).Get(context.path[0]);
  if (!repo.ok()) return Refuse(repo.status(), reply);
  LogSearch search;
  PANDORA_RETURN_IF_ERROR(ReadSearchBody(body, &search));
  std::string scroll;
  PANDORA_RETURN_IF_ERROR(ReadOptionalText(body, "scroll", ErrorCode::kBadRequest, &scroll));
  return Answer(home, *repo, search, !scroll.empty(), std::nullopt, reply);
}

Status ScrollLogs(RequestContext& context, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(const Json body, context.Body());
  const SinkHome home = LogdbHome(context);
  const Result<LogRepo> repo = LogRepos(home).Get(context.path[0]);
  if (!repo.ok()) return Refuse(repo.status(), reply);
  std::string id;
  PANDORA_RETURN_IF_ERROR(ReadOptionalText(body, "scroll_id", ErrorCode::kBadRequest, &id));
  const Result<Json> state = ParseJson(Base64Decode(id).value_or(""));
  if (!state.ok() || !state->is_object()) {
    return Status(ErrorCode::kBadRequest, "scroll_id is " + Quote(id) + "; one of an answer to a search is accepted");
  }
  LogSearch search;
  PANDORA_RETURN_IF_ERROR(ReadSearchBody(*state, &search));
  int64_t total = -1, end = -1;
  PANDORA_RETURN_IF_ERROR(ReadMember(*state, "total", &total));
  PANDORA_RETURN_IF_ERROR(ReadMember(*state, "end", &end));
  if (end >= 0) search.end = end;
  return Answer(home, *repo, search, true, total < 0 ? std::nullopt : std::optional<int64_t>(total), reply);
}

Status CountLogRepo(RequestContext& context, Reply* reply) {
  const SinkHome home = LogdbHome(context);
  const Result<LogRepo> repo = LogRepos(home).Get(context.path[0]);
  if (!repo.ok()) return Refuse(repo.status(), reply);
  PANDORA_ASSIGN_OR_RETURN(const std::optional<Instant> from, QueryTime(context, "from", false));
  PANDORA_ASSIGN_OR_RETURN(const std::optional<Instant> to, QueryTime(context, "to", true));
  const std::string* query = context.Query("q");
  const std::string* field = context.Query("field");
  PANDORA_ASSIGN_OR_RETURN(const LogHistogram found, CountLogs(home, *repo, query == nullptr ? "" : *query,
                                                               field == nullptr ? "" : *field, from, to));
  Json buckets = Json::array();
  for (const auto& [begin, count] : found.buckets) {
    Json bucket = Json::object();
    bucket["key"] = begin.micros / 1000;
    bucket["count"] = count;
    buckets.push_back(std::move(bucket));
  }
  Json json = Json::object();
  json["total"] = found.total;
  json["partialSuccess"] = false;
  json["buckets"] = std::move(buckets);
  reply->SetJson(json);
  return {};
}

constexpr ShapeMember kRepoBody[] = {
    {"schema", "array", true, "the fields: key, valtype, analyzer, schema of an object",
     "字段:key、valtype、analyzer、schema"},
    {"region", "string", false, "where the repo is", "所在区域"},
    {"retention", "string", false, "how long records are kept: \"30d\", \"-1\" for ever; told, not enforced",
     "数据保存时限"},
    {"description", "string", false, "for people", "描述"},
};
constexpr ShapeMember kSearchBody[] = {
    {"query", "string", false, "what is looked for", "检索语句"},
    {"sort", "string", false, "field:desc,other:asc", "排序"},
    {"from", "integer", false, "hits to leave out; 0", "起始位置"},
    {"size", "integer", false, "hits to answer; 10", "返回条数"},
    {"scroll", "string", false, "asks for a scroll_id", "滚动查询"},
};
constexpr ShapeMember kScrollBody[] = {
    {"scroll_id", "string", true, "of the answer before", "上一次返回的 scroll_id"},
};

constexpr std::string_view kCreateExample = R"({
  "region": "nb",
  "retention": "30d",
  "schema": [
    {"key": "user", "valtype": "string", "analyzer": "keyword"},
    {"key": "message", "valtype": "string", "analyzer": "standard"},
    {"key": "time", "valtype": "date"},
    {"key": "profile", "valtype": "object", "schema": [{"key": "age", "valtype": "float"}]}
  ]
})";
constexpr std::string_view kUpdateExample = R"({
  "retention": "7d",
  "schema": [
    {"key": "user", "valtype": "string", "analyzer": "keyword"},
    {"key": "message", "valtype": "string", "analyzer": "standard"},
    {"key": "time", "valtype": "date"},
    {"key": "profile", "valtype": "object", "schema": [{"key": "age", "valtype": "float"}]},
    {"key": "ip", "valtype": "ip"}
  ]
})";
constexpr std::string_view kSendExample = R"([
  {"user": "小张", "message": "disk is full", "time": "2017-01-12T15:30:00+08:00", "profile": {"age": 22}},
  {"user": "小王", "message": "disk is fine", "time": "2017-01-12T15:31:00+08:00", "profile": {"age": 31}}
])";
constexpr std::string_view kSearchExample =
    R"({"query": "message:disk AND profile.age:>30", "sort": "time:desc", "size": 5})";
constexpr std::string_view kScrollExample =
    R"({"scroll_id": "eyJxIjoiIiwic29ydCI6IiIsInNpemUiOjEwLCJ0b3RhbCI6MiwiZnJvbSI6MCwiZW5kIjoxfQ==", "scroll": "1m"})";

constexpr std::string_view kRepoPath = "/v5/repos/logdb_testrepo";

constexpr Route kRoutes[] = {
    {"POST", "/v5/repos/{LogRepo}", "createLogRepo", "logdb", RouteKind::kChange, CreateLogRepo, "Create a log repo",
     "创建日志仓库", "", "application/json", kRepoPath, kCreateExample, kRepoBody},
    {"GET",
     "/v5/repos",
     "listLogRepos",
     "logdb",
     RouteKind::kRead,
     ListLogRepos,
     "List log repos",
     "查看所有日志仓库",
     "",
     "",
     "/v5/repos",
     "",
     {}},
    {"GET",
     "/v5/repos/{LogRepo}",
     "getLogRepo",
     "logdb",
     RouteKind::kRead,
     GetLogRepo,
     "Show a log repo",
     "查看日志仓库",
     "",
     "",
     kRepoPath,
     "",
     {}},
    {"PUT", "/v5/repos/{LogRepo}", "updateLogRepo", "logdb", RouteKind::kChange, UpdateLogRepo,
     "Change a log repo: add fields, retention", "更新日志仓库", "", "application/json", kRepoPath, kUpdateExample,
     kRepoBody},
    {"POST",
     "/v5/repos/{LogRepo}/data",
     "sendLogs",
     "logdb",
     RouteKind::kPush,
     SendLogs,
     "Send records to a log repo",
     "写入日志",
     "",
     "application/json",
     "/v5/repos/logdb_testrepo/data?omitInvalidLog=false",
     kSendExample,
     {}},
    {"GET",
     "/v5/repos/{LogRepo}/search",
     "searchLogs",
     "logdb",
     RouteKind::kRead,
     SearchLogRepo,
     "Search a log repo",
     "检索日志",
     "",
     "",
     "/v5/repos/logdb_testrepo/search?q=message:disk&sort=time:desc&from=0&size=10",
     "",
     {}},
    {"POST", "/v5/repos/{LogRepo}/search", "postLogSearch", "logdb", RouteKind::kControl, PostLogSearch,
     "Search a log repo, the query in the body", "检索日志(请求体)", "", "application/json",
     "/v5/repos/logdb_testrepo/search", kSearchExample, kSearchBody},
    {"POST", "/v5/repos/{LogRepo}/scroll", "scrollLogs", "logdb", RouteKind::kControl, ScrollLogs,
     "Go on with a search", "滚动检索", "", "application/json", "/v5/repos/logdb_testrepo/scroll", kScrollExample,
     kScrollBody},
    {"GET",
     "/v5/repos/{LogRepo}/histogram",
     "countLogs",
     "logdb",
     RouteKind::kRead,
     CountLogRepo,
     "Count a log repo's records over time",
     "按时间统计日志",
     "",
     "",
     "/v5/repos/logdb_testrepo/histogram?q=*&field=time&from=&to=",
     "",
     {}},
    {"DELETE",
     "/v5/repos/{LogRepo}",
     "deleteLogRepo",
     "logdb",
     RouteKind::kChange,
     DeleteLogRepo,
     "Delete a log repo with its records",
     "删除日志仓库",
     "",
     "",
     kRepoPath,
     "",
     {}},
};

}  // namespace

std::span<const Route> LogdbRoutes() { return kRoutes; }

}  // namespace pandora
