// Points in the Influx line protocol, as clients of /v4 send them (spec/clients.md 2.11):
//
//   series[,tag=value...] field=value[,field=value...] [nanoseconds]
//
// Field values are floats (1.5), longs (10i), strings ("text") and booleans (t, true, f, false ...). A backslash makes a comma, space or
// equals sign plain. Without a time a point is of now.
#ifndef PANDORA_CORE_SINK_TSDB_LINE_H_
#define PANDORA_CORE_SINK_TSDB_LINE_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/instant.h"
#include "core/base/status.h"
#include "core/value/type.h"

namespace pandora {

struct LineValue {
  Kind kind = Kind::kFloat;
  double number = 0;
  int64_t integer = 0;  // kLong; kBoolean: 0 or 1
  std::string text;
};

struct LinePoint {
  std::string series;
  std::vector<std::pair<std::string, std::string>> tags;
  std::vector<std::pair<std::string, LineValue>> fields;
  Instant time;
};

// Empty lines and lines that begin with # are passed over. kBadRequest with the line that cannot be read.
Result<std::vector<LinePoint>> ParseLines(std::string_view text, Instant now);

class SeriesStore;
struct Series;

// Appends `points` to the series, with the tags and fields that it lacks. kBadRequest when a field has another kind there, or two kinds
// in `points`; columns may have been added then, so the caller must undo its transaction.
Status WriteLines(SeriesStore* store, Series series, const std::vector<const LinePoint*>& points);

}  // namespace pandora

#endif  // PANDORA_CORE_SINK_TSDB_LINE_H_
