// What the two faces of log repos share: the routes of log search's own API (/v5, logdb_routes.cc) and the views under /_sim
// (sink_logdb_routes.cc).
#ifndef PANDORA_CORE_API_LOGDB_VIEW_H_
#define PANDORA_CORE_API_LOGDB_VIEW_H_

#include <optional>
#include <string>
#include <string_view>

#include "core/api/route.h"
#include "core/sink/logdb_search.h"

namespace pandora {

SinkHome LogdbHome(const RequestContext& context);

// What the stores of log repos refuse, with the codes of log search: E8111, E8112, E8104. Anything else stays as it is.
Status LogdbStatus(const Status& status);

// The log repo of the first path parameter; E8111 when there is none.
Result<LogRepo> NamedLogRepo(const RequestContext& context, const SinkHome& home);

// The repo's definition with createTime and updateTime, as /v5 answers it.
Json DescribeLogRepo(const LogRepo& repo);

// q, sort, from, size and highlight of the query string. kE8201 for numbers out of range.
Result<LogSearch> ReadLogSearch(const RequestContext& context);

// [record, ...] as JSON text. What is marked stands in the member highlight of a record, unless it has one of its own.
std::string RecordList(const LogHits& hits);

// How many records of `repo` match q between from and to, over `field` in steps of time; the parameters are in the query string.
Result<LogHistogram> CountByQuery(const RequestContext& context, const SinkHome& home, const LogRepo& repo);

// The query parameter as a point in time: its first or its last microsecond (core/sink/logdb_value_test.h).
Result<std::optional<Instant>> QueryTime(const RequestContext& context, std::string_view name, bool last);

}  // namespace pandora

#endif  // PANDORA_CORE_API_LOGDB_VIEW_H_
