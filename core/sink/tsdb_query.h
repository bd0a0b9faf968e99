// Looks into a series: aggregates over ranges of time, by tags and by steps of time, and points as they are. Only tags can be grouped by
// (seed 001:570-571). Steps begin at Beijing midnight.
//
// Who calls it: the views under /_sim/sinks/tsdb and POST /v4/.../query.
#ifndef PANDORA_CORE_SINK_TSDB_QUERY_H_
#define PANDORA_CORE_SINK_TSDB_QUERY_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/sink/tsdb_store.h"

namespace pandora {

enum class SeriesAggregate { kCount, kSum, kMean, kMin, kMax, kFirst, kLast };

std::string_view AggregateName(SeriesAggregate aggregate);
std::optional<SeriesAggregate> FindAggregate(std::string_view name);  // in any case
inline constexpr std::string_view kAggregateList = "count, sum, mean, min, max, first and last";

struct SeriesSelect {
  SeriesAggregate aggregate = SeriesAggregate::kCount;
  std::string field;  // "*" for count: points
  std::string label;  // what the result's column is called
};

struct SeriesQuery {
  std::vector<SeriesSelect> select;
  std::optional<Instant> from;                              // points at or after
  std::optional<Instant> to;                                // and before
  std::vector<std::pair<std::string, std::string>> equals;  // tag and its value
  std::vector<std::string> group_by;                        // tags
  int64_t every = 0;                                        // microseconds; 0: not by time
};

struct SeriesGroup {
  std::vector<std::string> tags;  // values of group_by, "" for none
  Instant time;                   // begin of the step
  Json values = Json::array();    // one for each select; null where there is nothing
};

inline constexpr size_t kMaxSeriesGroups = 100'000;

// In order of tags, then time. kBadRequest for a tag or field that the series does not have, a field to group by, an aggregate that its
// kind does not have, too many groups.
Result<std::vector<SeriesGroup>> RunSeriesQuery(const SinkHome& home, const Series& series, const SeriesQuery& query);

// What a query names, as columns of series.schema().
struct SeriesPlan {
  std::vector<int> select;  // -1: points
  std::vector<int> group_by;
  std::vector<std::pair<int, std::string>> equals;
  std::vector<int> wanted;  // all of them and the time stamp, sorted: what is to be read
};
// `select` as above. kBadRequest for a field or an unknown name where a tag must stand.
Result<SeriesPlan> PlanColumns(const Series& series, const SeriesQuery& query, std::vector<int> select);
// Any column; kBadRequest with a suggestion.
Result<int> FindColumn(const Series& series, const std::string& name);
// Whether a point lies in the query's range and has its tags.
bool PointMatches(const SeriesQuery& query, const SeriesPlan& plan, const RecordBatch& batch, size_t row);
// null where there is none.
Json PointValue(const Column& column, size_t row);

// Reads "sum(hits), mean(flow)" (and "count(*)"). kBadRequest with what would be accepted.
Result<std::vector<SeriesSelect>> ParseSeriesSelect(std::string_view text);

// Points in the order of arrival that lie in [from, to), at most `limit` of them, each as one JSON object after the other in an array.
// `schema` of the columns as in Series::schema.
Result<std::string> ListPoints(const SinkHome& home, const Series& series, const SeriesQuery& range, int64_t limit);

struct SeriesRange {
  std::optional<Instant> first, last;  // of the time stamps
};
Result<SeriesRange> FindRange(const SinkHome& home, const Series& series);

}  // namespace pandora

#endif  // PANDORA_CORE_SINK_TSDB_QUERY_H_
