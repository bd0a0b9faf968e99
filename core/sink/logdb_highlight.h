// Marks what a search found in the texts of a record: `highlight` of /v5/.../search (spec/clients.md 2.11), in the shape that log search
// has it from Elasticsearch:
//
//   {"pre_tags": ["<em>"], "post_tags": ["</em>"], "fields": {"message": {}}, "require_field_match": true,
//    "fragment_size": 100, "number_of_fragments": 5}
//
// Every member may be missing; {} and true mark all texts as above. `fields` may hold patterns with '*'. Without require_field_match what
// the query looks for in one field is marked in all of `fields`. A text longer than fragment_size characters is cut into fragments, of
// which those with a mark are answered; number_of_fragments 0 leaves texts whole.
//
// What it is not: a search. Whoever calls it (logdb_search) has found the record; words that only NOT clauses hold are not marked.
#ifndef PANDORA_CORE_SINK_LOGDB_HIGHLIGHT_H_
#define PANDORA_CORE_SINK_LOGDB_HIGHLIGHT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/status.h"
#include "core/sink/logdb_query.h"
#include "core/sink/logdb_schema.h"

namespace pandora {

struct LogHighlight {
  std::string pre = "<em>", post = "</em>";
  std::vector<std::string> fields = {"*"};  // patterns of MatchesWildcard
  bool require_field_match = true;
  int64_t fragment_size = 100;      // characters, 1 .. kMaxLogFragment
  int64_t number_of_fragments = 5;  // 0 .. kMaxLogFragments
};
inline constexpr int64_t kMaxLogFragment = 1'000'000;
inline constexpr int64_t kMaxLogFragments = 1000;
inline constexpr size_t kMaxLogHighlight = 16 * 1024;  // bytes of JSON
inline constexpr size_t kMaxLogHighlightFields = 100;

// Reads the JSON text; "" and "false" are none. kBadRequest for what is no highlight, naming the member.
Result<std::optional<LogHighlight>> ReadLogHighlight(std::string_view json);

// {"message": ["disk is <em>full</em>"], "user.name": [...]} for the record (a JSON object); "" when nothing is marked. Fields that are
// not declared in `fields`, members of objects, are cut into words by the standard analyzer.
std::string MarkRecord(const LogHighlight& highlight, const LogQuery& query, const std::vector<LogField>& fields,
                       const std::string& record);

}  // namespace pandora

#endif  // PANDORA_CORE_SINK_LOGDB_HIGHLIGHT_H_
