// What a user writes for an export of type tsdb (seed 002:507-560), read and checked.
#ifndef PANDORA_CORE_SINK_TSDB_SPEC_H_
#define PANDORA_CORE_SINK_TSDB_SPEC_H_

#include <string>
#include <utility>
#include <vector>

#include "core/base/status.h"
#include "core/format/json.h"
#include "core/value/type.h"

namespace pandora {

// The series' own column: when a point is. No tag or field may be called so (seed 002:542).
inline constexpr std::string_view kTimestampColumn = "timestamp";

struct TsdbSpec {
  std::string database;  // destRepoName
  std::string series;
  bool omit_invalid = false;
  bool omit_empty = false;
  std::vector<std::pair<std::string, std::string>> tags;    // name in the series, source field
  std::vector<std::pair<std::string, std::string>> fields;  // likewise
  std::string timestamp;                                    // source field; "": the time of export
};

// E18305 for a member that is missing or wrong, also a time stamp that is neither long, string nor date (conflicts.md C69) and a tag or
// field whose source is an array or a map; E18111 for a reference to a field that `schema` lacks. Without a schema (a stored spec)
// references are taken on trust.
Result<TsdbSpec> ReadTsdbSpec(const Json& spec, const Schema* schema);

// The kind that a field of a series has for a source field: long, float, boolean, and string for the rest. Nothing for arrays and maps.
std::optional<Kind> SeriesKind(const Type& source);

}  // namespace pandora

#endif  // PANDORA_CORE_SINK_TSDB_SPEC_H_
