// The subset of InfluxQL that POST /v4/repos/REPO/query takes:
//
//   SELECT aggregate(field) [AS name] [, ...] FROM series
//     [WHERE time >= '...' AND time < ... AND tag = '...'] [GROUP BY tag, time(1m)]
//     [ORDER BY time [ASC | DESC]] [LIMIT n] [OFFSET n]                          of each combination of tags
//
//   SELECT * | column [AS name] [, ...] FROM series                              the points themselves (core/sink/tsdb_points.h)
//     [the same clauses, without time(...)]
//
//   SELECT * FROM view                                                           (core/sink/tsdb_view.h)
//
// Times are RFC 3339 texts, whole numbers in nanoseconds or with a unit (1484206200s), or now() less or plus a duration. Names may stand
// in double quotes. Not here: joins, arithmetic, OR, sub-queries; what is refused says what would be accepted.
#ifndef PANDORA_CORE_SINK_TSDB_STATEMENT_H_
#define PANDORA_CORE_SINK_TSDB_STATEMENT_H_

#include <string>
#include <string_view>

#include "core/sink/tsdb_points.h"

namespace pandora {

struct SeriesStatement {
  std::string series;  // or the view
  bool whole = false;  // SELECT *, without any clause: it may be a view
  bool raw = false;    // SELECT * or SELECT column, ...: `points` is asked for, not `query`
  SeriesQuery query;
  PointQuery points;  // its order, limit and offset are those of aggregates too
};

// kBadRequest with the place (from 1) of what cannot be read. `now` is what now() means.
Result<SeriesStatement> ParseSeriesStatement(std::string_view sql, Instant now);

}  // namespace pandora

#endif  // PANDORA_CORE_SINK_TSDB_STATEMENT_H_
