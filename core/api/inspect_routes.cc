// The control API under /_sim that looks inside: health, info, records by offset, objects, journal, errors, OpenAPI.
#include "core/api/clock_json.h"
#include "core/api/control.h"
#include "core/api/lookup.h"
#include "core/api/openapi.h"
#include "core/api/reference.h"
#include "core/api/route.h"
#include "core/base/text.h"
#include "core/base/version.h"
#include "core/format/record_writer.h"

namespace pandora {
namespace {

constexpr int64_t kMaxPage = 10'000;
// A page of records ends early once its text is this long, so that a page of huge records stays a page.
constexpr size_t kMaxPageBytes = 16 << 20;

Status GetHealth(RequestContext&, Reply* reply) {
  reply->body = R"({"status":"ok"})";
  return {};
}

Status GetInfo(RequestContext& context, Reply* reply) {
  EngineState& state = context.engine.state();
  PANDORA_ASSIGN_OR_RETURN(const Json clock, DescribeClock(context.engine));
  PANDORA_ASSIGN_OR_RETURN(const int64_t length, state.journal.Length());
  PANDORA_ASSIGN_OR_RETURN(const Sha256Digest checksum, state.journal.Checksum());
  reply->SetJson(Json{{"name", "Pandora Sim"},
                      {"version", kVersion},
                      {"host", context.control.host_name()},
                      {"stateFile", context.control.state_file()},
                      {"stateVersion", kStateVersion},
                      {"clock", clock},
                      {"journal", {{"length", length}}},
                      {"checksum", ToHex(checksum)}});
  return {};
}

// Every record as {"offset", "record"}, written straight into text: a page may hold ten thousand.
Status GetRecords(RequestContext& context, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(const std::shared_ptr<Repo> repo, NamedRepo(context));
  RecordLog& log = context.engine.state().log;
  PANDORA_ASSIGN_OR_RETURN(const int64_t end, log.End(repo->id));
  PANDORA_ASSIGN_OR_RETURN(int64_t from, QueryNumber(context, "from", 0, INT64_MIN, INT64_MAX));
  PANDORA_ASSIGN_OR_RETURN(const int64_t limit, QueryNumber(context, "limit", 100, 0, kMaxPage));
  // A negative offset counts from the end, as in other logs: -10 is the newest ten.
  if (from < 0) from = std::max<int64_t>(0, from < -end ? 0 : end + from);
  const int64_t to = std::min(end, from > end - limit ? end : from + limit);
  std::string body = R"({"records":[)";
  int64_t next = std::min(from, end);
  const Schema& schema = repo->definition.schema;
  PANDORA_RETURN_IF_ERROR(log.Read(repo->id, next, to, schema, {}, [&](RecordLog::Slice slice) {
    for (size_t row = 0; row < slice.batch.rows && body.size() < kMaxPageBytes; ++row) {
      body.append(body.back() == '[' ? R"({"offset":)" : R"(,{"offset":)");
      AppendInt64(next++, &body);
      body.append(R"(,"record":)");
      AppendJsonRecord(schema, slice.batch, row, true, &body);
      body.push_back('}');
    }
    return Status();
  }));
  body.append(R"(],"next":)");
  AppendInt64(next, &body);
  body.append(R"(,"end":)");
  AppendInt64(end, &body);
  body.push_back('}');
  reply->body = std::move(body);
  return {};
}

Status ListRepoStats(RequestContext& context, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(const std::vector<std::shared_ptr<Repo>> repos,
                           context.engine.repos().List(context.account));
  Json list = Json::array();
  for (const std::shared_ptr<Repo>& repo : repos) {
    PANDORA_ASSIGN_OR_RETURN(const RecordLog::Stats stats, context.engine.state().log.GetStats(repo->id));
    list.push_back(Json{{"name", repo->name},
                        {"derivedFrom", repo->derived_from},
                        {"records", stats.records},
                        {"bytes", stats.bytes},
                        {"segments", stats.segments},
                        {"createTime", FormatBeijing(repo->created)},
                        {"updateTime", FormatBeijing(repo->updated)}});
  }
  reply->SetJson(Json{{"repos", std::move(list)}});
  return {};
}

Status ListBuckets(RequestContext& context, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(const std::vector<ObjectStore::BucketInfo> buckets,
                           context.engine.state().objects.Buckets(context.account));
  Json list = Json::array();
  for (const ObjectStore::BucketInfo& bucket : buckets) {
    list.push_back(Json{{"name", bucket.name}, {"objects", bucket.objects}, {"bytes", bucket.bytes}});
  }
  reply->SetJson(Json{{"buckets", std::move(list)}});
  return {};
}

// In order of keys. What is left over is told: "next" is the key to give as `after`.
Status ListObjects(RequestContext& context, Reply* reply) {
  const std::string* prefix = context.Query("prefix");
  const std::string* after = context.Query("after");
  PANDORA_ASSIGN_OR_RETURN(const int64_t limit, QueryNumber(context, "limit", kMaxPage, 1, kMaxPage));
  PANDORA_ASSIGN_OR_RETURN(
      std::vector<ObjectInfo> objects,
      context.engine.state().objects.List(context.account, context.path[0], prefix == nullptr ? "" : *prefix,
                                          after == nullptr ? "" : *after, limit + 1));
  const bool more = static_cast<int64_t>(objects.size()) > limit;
  if (more) objects.pop_back();
  Json list = Json::array();
  for (const ObjectInfo& object : objects) {
    list.push_back(Json{{"key", object.key},
                        {"size", object.size},
                        {"createTime", FormatBeijing(object.created)},
                        {"expires", object.expires ? Json(FormatBeijing(*object.expires)) : Json()}});
  }
  Json json{{"objects", std::move(list)}};
  if (more) json["next"] = objects.back().key;
  reply->SetJson(json);
  return {};
}

Status GetObject(RequestContext& context, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(std::optional<std::string> bytes,
                           context.engine.state().objects.Get(context.account, context.path[0], context.path[1]));
  if (!bytes)
    return Status(ErrorCode::kNotFound,
                  "object " + Quote(context.path[1], 200) + " in bucket " + Quote(context.path[0]));
  reply->body = std::move(*bytes);
  reply->content_type = "application/octet-stream";
  // Files hold what users pushed: a browser must not run them.
  reply->headers.emplace_back("X-Content-Type-Options", "nosniff");
  reply->headers.emplace_back("Content-Security-Policy", "sandbox");
  return {};
}

Json DescribeEntry(const JournalEntry& entry) {
  Json json{{"seq", entry.seq},       {"at", FormatBeijing(entry.at)}, {"kind", entry.kind},
            {"method", entry.method}, {"path", entry.target},          {"status", entry.status}};
  json[entry.status >= 300 || entry.status == 202 ? "error" : "note"] = entry.note;
  json["bodySize"] = entry.body_size;
  json["bodyHash"] = ToHex(entry.body_hash);
  json["responseHash"] = ToHex(entry.response_hash);
  if (!entry.body.empty()) json["body"] = entry.body;
  return json;
}

Status GetJournal(RequestContext& context, Reply* reply) {
  Journal& journal = context.engine.state().journal;
  PANDORA_ASSIGN_OR_RETURN(const int64_t length, journal.Length());
  PANDORA_ASSIGN_OR_RETURN(int64_t from, QueryNumber(context, "from", 1, INT64_MIN, INT64_MAX));
  PANDORA_ASSIGN_OR_RETURN(const int64_t limit, QueryNumber(context, "limit", 100, 0, 1000));
  if (from < 0) from = std::max<int64_t>(1, from < -length ? 1 : length + 1 + from);
  from = std::max<int64_t>(from, 1);
  Json list = Json::array();
  int64_t next = std::min(from, length + 1);
  if (from <= length) {
    PANDORA_ASSIGN_OR_RETURN(const std::vector<JournalEntry> entries, journal.Read(from, limit));
    for (const JournalEntry& entry : entries) list.push_back(DescribeEntry(entry));
    next = from + static_cast<int64_t>(entries.size());
  }
  reply->SetJson(Json{{"entries", std::move(list)}, {"next", next}, {"length", length}});
  return {};
}

Status GetErrors(RequestContext&, Reply* reply) {
  Json list = Json::array();
  for (const ErrorInfo& info : AllErrors()) {
    list.push_back(
        Json{{"code", info.label}, {"status", info.http_status}, {"english", info.english}, {"chinese", info.chinese}});
  }
  reply->SetJson(Json{{"errors", std::move(list)}});
  return {};
}

Status GetOpenApi(RequestContext&, Reply* reply) {
  reply->body = OpenApiDocument();
  return {};
}

Status GetFunctions(RequestContext&, Reply* reply) {
  reply->body = FunctionsDocument();
  return {};
}

constexpr Route kRoutes[] = {
    {"GET",
     "/_sim/health",
     "getHealth",
     "control",
     RouteKind::kRead,
     GetHealth,
     "Ask whether the simulator answers",
     "健康检查",
     "",
     "",
     "/_sim/health",
     "",
     {}},
    {"GET",
     "/_sim/info",
     "getInfo",
     "control",
     RouteKind::kRead,
     GetInfo,
     "Show version, state, clock and checksum",
     "查看版本、状态、时钟与校验和",
     "",
     "",
     "/_sim/info",
     "",
     {}},
    {"GET",
     "/_sim/repos",
     "listRepoStats",
     "control",
     RouteKind::kRead,
     ListRepoStats,
     "List repos with the size of their logs",
     "查看仓库数据量",
     "",
     "",
     "/_sim/repos",
     "",
     {}},
    {"GET",
     "/_sim/repos/{RepoName}/records",
     "getRecords",
     "control",
     RouteKind::kRead,
     GetRecords,
     "Show records by offset",
     "按偏移查看数据",
     "",
     "",
     "/_sim/repos/Test_Repo/records?from=0&limit=10",
     "",
     {}},
    {"GET",
     "/_sim/objects",
     "listBuckets",
     "control",
     RouteKind::kRead,
     ListBuckets,
     "List buckets",
     "查看所有 bucket",
     "",
     "",
     "/_sim/objects",
     "",
     {}},
    {"GET",
     "/_sim/objects/{Bucket}",
     "listObjects",
     "control",
     RouteKind::kRead,
     ListObjects,
     "List a bucket's objects",
     "查看 bucket 内文件",
     "",
     "",
     "/_sim/objects/bucket2?prefix=&after=&limit=10000",
     "",
     {}},
    {"GET",
     "/_sim/objects/{Bucket}/{Key...}",
     "getObject",
     "control",
     RouteKind::kRead,
     GetObject,
     "Read an object",
     "读取文件",
     "",
     "",
     "/_sim/objects/bucket2/hello.txt",
     "",
     {}},
    {"GET",
     "/_sim/journal",
     "getJournal",
     "control",
     RouteKind::kRead,
     GetJournal,
     "Show what happened, in order",
     "查看日志",
     "",
     "",
     "/_sim/journal?from=1&limit=100",
     "",
     {}},
    {"GET",
     "/_sim/errors",
     "getErrors",
     "control",
     RouteKind::kRead,
     GetErrors,
     "List every error code",
     "查看错误码",
     "",
     "",
     "/_sim/errors",
     "",
     {}},
    {"GET",
     "/_sim/sql/functions",
     "getFunctions",
     "control",
     RouteKind::kRead,
     GetFunctions,
     "List the SQL functions",
     "查看 SQL 函数",
     "",
     "",
     "/_sim/sql/functions",
     "",
     {}},
    {"GET",
     "/_sim/openapi.json",
     "getOpenApi",
     "control",
     RouteKind::kRead,
     GetOpenApi,
     "The OpenAPI document of this API",
     "OpenAPI 文档",
     "",
     "",
     "/_sim/openapi.json",
     "",
     {}},
};

}  // namespace

std::span<const Route> InspectRoutes() { return kRoutes; }

}  // namespace pandora
