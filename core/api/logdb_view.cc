#include "core/api/logdb_view.h"

#include "core/api/lookup.h"
#include "core/base/text.h"
#include "core/sink/logdb_value_test.h"

namespace pandora {

SinkHome LogdbHome(const RequestContext& context) {
  EngineState* const state = &context.engine.state();
  return SinkExport(state).HomeOf(context.account);
}

Json DescribeLogRepo(const LogRepo& repo) {
  Json json = repo.definition;
  json["createTime"] = FormatBeijing(repo.created);
  json["updateTime"] = FormatBeijing(repo.updated);
  return json;
}

Result<LogSearch> ReadLogSearch(const RequestContext& context) {
  LogSearch search;
  if (const std::string* query = context.Query("q")) search.query = *query;
  if (const std::string* sort = context.Query("sort")) search.sort = *sort;
  PANDORA_ASSIGN_OR_RETURN(search.from, QueryNumber(context, "from", 0, 0, kMaxLogHits));
  PANDORA_ASSIGN_OR_RETURN(search.size, QueryNumber(context, "size", 10, 0, kMaxLogHits));
  return search;
}

std::string RecordList(const LogHits& hits) {
  std::string list = "[";
  for (const LogHit& hit : hits.hits) {
    if (list.size() > 1) list += ',';
    list += hit.record;
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

}  // namespace pandora
