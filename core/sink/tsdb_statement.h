// The subset of InfluxQL that POST /v4/repos/REPO/query takes:
//
//   SELECT aggregate(field) [AS name] [, ...] FROM series
//     [WHERE time >= '...' AND time < ... AND tag = '...'] [GROUP BY tag, time(1m)]
//
//   SELECT * FROM view                                                           (core/sink/tsdb_view.h)
//
// Times are RFC 3339 texts, whole numbers in nanoseconds or with a unit (1484206200s), or now() less or plus a duration. Names may stand
// in double quotes. Not here: joins, arithmetic, OR, ORDER BY, sub-queries; what is refused says what would be accepted.
#ifndef PANDORA_CORE_SINK_TSDB_STATEMENT_H_
#define PANDORA_CORE_SINK_TSDB_STATEMENT_H_

#include <string>
#include <string_view>

#include "core/sink/tsdb_query.h"

namespace pandora {

struct SeriesStatement {
  std::string series;  // or the view
  bool whole = false;  // SELECT * FROM view: nothing else is in the query
  SeriesQuery query;
};

// kBadRequest with the place (from 1) of what cannot be read. `now` is what now() means.
Result<SeriesStatement> ParseSeriesStatement(std::string_view sql, Instant now);

}  // namespace pandora

#endif  // PANDORA_CORE_SINK_TSDB_STATEMENT_H_
