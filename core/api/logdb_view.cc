#include "core/api/logdb_view.h"

#include "core/api/lookup.h"
#include "core/base/text.h"
#include "core/sink/logdb_value_test.h"

namespace pandora {
namespace {

bool HasMember(const std::string& record, const char* name) {
  const Result<Json> json = ParseJson(record);
  return json.ok() && json->contains(name);
}

}  // namespace

SinkHome LogdbHome(const RequestContext& context) {
  EngineState* const state = &context.engine.state();
  return SinkExport(state).HomeOf(context.account);
}

Status LogdbStatus(const Status& status) {
  switch (status.code()) {
    case ErrorCode::kNotFound: return Status(ErrorCode::kE8111, status.detail());
    case ErrorCode::kConflict: return Status(ErrorCode::kE8112, status.detail());
    case ErrorCode::kBadRequest: return Status(ErrorCode::kE8104, status.detail());
    default: return status;
  }
}

Result<LogRepo> NamedLogRepo(const RequestContext& context, const SinkHome& home) {
  Result<LogRepo> repo = LogRepos(home).Get(context.path[0]);
  if (!repo.ok()) return LogdbStatus(repo.status());
  return repo;
}

Json DescribeLogRepo(const LogRepo& repo) {
  Json json = repo.definition;
  json.erase("config");
  json["createTime"] = FormatBeijing(repo.created);
  json["updateTime"] = FormatBeijing(repo.updated);
  return json;
}

Result<LogSearch> ReadLogSearch(const RequestContext& context) {
  LogSearch search;
  if (const std::string* query = context.Query("q")) search.query = *query;
  if (const std::string* sort = context.Query("sort")) search.sort = *sort;
  if (const std::string* highlight = context.Query("highlight")) search.highlight = *highlight;
  const Result<int64_t> from = QueryNumber(context, "from", 0, 0, kMaxLogHits);
  const Result<int64_t> size = QueryNumber(context, "size", 10, 0, kMaxLogHits);
  for (const Result<int64_t>* number : {&from, &size}) {
    if (!number->ok()) return Status(ErrorCode::kE8201, number->status().detail());
  }
  search.from = *from;
  search.size = *size;
  return search;
}

std::string RecordList(const LogHits& hits) {
  std::string list = "[";
  for (const LogHit& hit : hits.hits) {
    if (list.size() > 1) list += ',';
    list += hit.record;
    if (hit.highlight.empty() || HasMember(hit.record, "highlight")) continue;
    list.pop_back();
    list += R"(,"highlight":)" + hit.highlight + "}";
  }
  return list + "]";
}

Result<std::optional<Instant>> QueryTime(const RequestContext& context, std::string_view name, bool last) {
  const std::string* text = context.Query(name);
  if (text == nullptr || text->empty()) return std::optional<Instant>();
  const std::optional<TimeSpan> span = ParseTimeSpan(*text, context.engine.state().now());
  if (!span) {
    return Status(ErrorCode::kBadRequest,
                  "query parameter " + std::string(name) + " is " + Quote(*text) +
                      "; a time such as 2017-01-12T15:30:00+08:00, or milliseconds since 1970, is accepted");
  }
  return std::optional<Instant>(Instant{last ? span->last : span->first});
}

Result<LogHistogram> CountByQuery(const RequestContext& context, const SinkHome& home, const LogRepo& repo) {
  PANDORA_ASSIGN_OR_RETURN(const std::optional<Instant> from, QueryTime(context, "from", false));
  PANDORA_ASSIGN_OR_RETURN(const std::optional<Instant> to, QueryTime(context, "to", true));
  const std::string* query = context.Query("q");
  const std::string* field = context.Query("field");
  return CountLogs(home, repo, query == nullptr ? "" : *query, field == nullptr ? "" : *field, from, to);
}

}  // namespace pandora
