// The part of log search's own API that clients of the pipeline use beside it (spec/clients.md 2.11): log repos, their configuration
// and their records. Searching is logdb_search_routes.cc.
#include "core/api/logdb_view.h"
#include "core/base/text.h"
#include "core/sink/logdb_derive.h"
#include "core/sink/logdb_record.h"

namespace pandora {
namespace {

Status CreateLogRepo(RequestContext& context, Reply*) {
  PANDORA_ASSIGN_OR_RETURN(const Json body, context.Body());
  const SinkHome home = LogdbHome(context);
  PANDORA_RETURN_IF_ERROR(LogdbStatus(LogRepos(home).Create(context.path[0], body).status()));
  return context.engine.exports().RetryFailed(context.account);
}

Status UpdateLogRepo(RequestContext& context, Reply*) {
  PANDORA_ASSIGN_OR_RETURN(const Json body, context.Body());
  const SinkHome home = LogdbHome(context);
  PANDORA_ASSIGN_OR_RETURN(LogRepo repo, NamedLogRepo(context, home));
  PANDORA_RETURN_IF_ERROR(LogdbStatus(LogRepos(home).Update(&repo, body)));
  return context.engine.exports().RetryFailed(context.account);
}

Status GetLogRepo(RequestContext& context, Reply* reply) {
  const SinkHome home = LogdbHome(context);
  PANDORA_ASSIGN_OR_RETURN(const LogRepo repo, NamedLogRepo(context, home));
  reply->SetJson(DescribeLogRepo(repo));
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

Status DeleteLogRepo(RequestContext& context, Reply*) {
  const SinkHome home = LogdbHome(context);
  PANDORA_ASSIGN_OR_RETURN(const LogRepo repo, NamedLogRepo(context, home));
  return LogRepos(home).Delete(repo);
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
  PANDORA_ASSIGN_OR_RETURN(const LogRepo repo, NamedLogRepo(context, home));
  PANDORA_ASSIGN_OR_RETURN(const Json records, RecordsOf(context));
  RowProblems problems;
  RecordBatch batch = ReadLogRecords(records, repo, &problems);
  const std::string* omit = context.Query("omitInvalidLog");
  if (!problems.empty() && (omit == nullptr || *omit != "true")) {
    const auto& [row, reason] = *problems.reasons().begin();
    return Status(ErrorCode::kE8104, "record " + std::to_string(row + 1) + ": " + reason);
  }
  const size_t total = batch.rows;
  batch = DropRows(std::move(batch), problems);
  const size_t success = batch.rows;
  PANDORA_RETURN_IF_ERROR(LogRepos(home).Append(repo, repo.layout.schema, std::move(batch)));
  Json json = Json::object();
  json["success"] = success;
  json["failed"] = total - success;
  json["total"] = total;
  reply->note = std::to_string(success) + " records";
  reply->SetJson(json);
  return {};
}

Status GetLogConfig(RequestContext& context, Reply* reply) {
  const SinkHome home = LogdbHome(context);
  PANDORA_ASSIGN_OR_RETURN(const LogRepo repo, NamedLogRepo(context, home));
  Json json = Json::object();
  json["timeFieldName"] = LogTimeField(repo);
  reply->SetJson(json);
  return {};
}

Status SetLogConfig(RequestContext& context, Reply*) {
  PANDORA_ASSIGN_OR_RETURN(const Json body, context.Body());
  const SinkHome home = LogdbHome(context);
  PANDORA_ASSIGN_OR_RETURN(LogRepo repo, NamedLogRepo(context, home));
  const Json* name = FindMember(body, "timeFieldName");
  if (name == nullptr || !name->is_string()) {
    return Status(ErrorCode::kE8104,
                  "timeFieldName is missing; the name of a date field is required, or \"\" for none");
  }
  return LogdbStatus(LogRepos(home).SetTimeField(&repo, name->get<std::string>()));
}

// Clients send the sample itself; {"sampleData": sample} is taken as well.
Status DeriveLogSchema(RequestContext& context, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(const Json body, ParseJson(context.request.body));
  const Json* wrapped = body.is_object() && body.size() == 1 ? FindMember(body, "sampleData") : nullptr;
  const bool inside = wrapped != nullptr && (wrapped->is_object() || wrapped->is_array());
  Result<Json> schema = DeriveSchemaOfSamples(inside ? *wrapped : body);
  if (!schema.ok()) return LogdbStatus(schema.status());
  Json json = Json::object();
  json["schema"] = std::move(schema).value();
  reply->SetJson(json);
  return {};
}

constexpr ShapeMember kRepoBody[] = {
    {"schema", "array", true, "the fields: key, valtype, analyzer, schema of an object",
     "字段:key、valtype、analyzer、schema"},
    {"region", "string", false, "where the repo is", "所在区域"},
    {"retention", "string", false, "how long records are kept: \"30d\", \"-1\" for ever", "数据保存时限"},
    {"description", "string", false, "for people", "描述"},
};
constexpr ShapeMember kConfigBody[] = {
    {"timeFieldName", "string", true, "the date field that records are counted over; \"\" for the first", "时间字段"},
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
constexpr std::string_view kSampleExample =
    R"({"user": "小张", "age": 22, "score": 1.5, "time": "2017-01-12T15:30:00+08:00", "profile": {"vip": true}})";

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
    {"GET",
     "/v5/repos/{LogRepo}/config",
     "getLogConfig",
     "logdb",
     RouteKind::kRead,
     GetLogConfig,
     "Show a log repo's configuration: its time field",
     "查看日志仓库的配置",
     "",
     "",
     "/v5/repos/logdb_testrepo/config",
     "",
     {}},
    {"PUT", "/v5/repos/{LogRepo}/config", "setLogConfig", "logdb", RouteKind::kChange, SetLogConfig,
     "Choose a log repo's time field", "设置日志仓库的时间字段", "", "application/json",
     "/v5/repos/logdb_testrepo/config", R"({"timeFieldName": "time"})", kConfigBody},
    {"POST",
     "/v5/schema/derivation",
     "deriveLogSchema",
     "logdb",
     RouteKind::kControl,
     DeriveLogSchema,
     "Derive a log repo's schema from a record",
     "由示例数据推导日志仓库的字段",
     "",
     "application/json",
     "/v5/schema/derivation",
     kSampleExample,
     {}},
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
