// The points of a series as they are, in order of time: SELECT * and SELECT column, ... of the time-series service's queries. Aggregates
// are tsdb_query.h.
//
// Who calls it: POST /v4/.../query.
#ifndef PANDORA_CORE_SINK_TSDB_POINTS_H_
#define PANDORA_CORE_SINK_TSDB_POINTS_H_

#include <string>
#include <utility>
#include <vector>

#include "core/sink/tsdb_query.h"

namespace pandora {

inline constexpr int64_t kMaxRawPoints = 10'000;

struct PointQuery {
  std::vector<std::pair<std::string, std::string>>
      select;         // tag or field, and what it is called; empty: all, in order of names
  SeriesQuery where;  // its range, equals and group_by
  bool newest_first = false;
  int64_t limit = kMaxRawPoints;  // points of each group, 1 to kMaxRawPoints
  int64_t offset = 0;             // points to pass over in each group
};

struct PointGroup {
  std::vector<std::string> tags;  // values of group_by, "" for none
  Json rows = Json::array();      // [time in UTC, value of each column ...]
  bool partial = false;           // there are more points than could be answered
};

struct PointTable {
  std::vector<std::string> columns;  // "time" first
  std::vector<PointGroup> groups;    // in order of tags
};

// A point without a value in any selected column is left out. kBadRequest for a column that the series does not have, a field to group
// or filter by, and more than a million points in the range.
Result<PointTable> SelectPoints(const SinkHome& home, const Series& series, const PointQuery& query);

}  // namespace pandora

#endif  // PANDORA_CORE_SINK_TSDB_POINTS_H_
