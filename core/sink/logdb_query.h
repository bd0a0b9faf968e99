// The query language of log search: text to a tree. Knows no schema and no data; core/sink/logdb_match.h gives the tree its meaning.
//
//   word  "a phrase"  wild*c?rd        in any string field
//   field:word  field:"a phrase"  field:(a OR b)  object.member:word  _exists_:field
//   field:[a TO b]  field:{a TO b}  field:[a TO *}  field:>=5  field:<2017-01-12T15:30:00+08:00
//   a AND b, a && b   a OR b, a || b   NOT a, !a   +a (must be)   -a (must not be)   ( )   *, *:*
//
// AND binds closer than OR. Clauses without a word between them are alternatives, unless some are marked + or -, as in Lucene. A '\'
// takes the meaning from what follows. What Lucene has beyond this (fuzzy '~', boosts '^') is refused by name.
#ifndef PANDORA_CORE_SINK_LOGDB_QUERY_H_
#define PANDORA_CORE_SINK_LOGDB_QUERY_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/status.h"

namespace pandora {

struct LogQuery {
  enum class Op : uint8_t {
    kAll,     // every record
    kAnd,     // all children; a child may be kNot
    kOr,      // any child
    kNot,     // not the one child
    kExists,  // the field has a value
    kWord,    // text; cut into words, they must stand in a row
    kPhrase,  // the same, written in quotes: '*' and '?' mean themselves
    kWild,    // text is a pattern of MatchesWildcard
    kRange,   // from text to high; an empty bound is open when the flag beside it says so
  };
  Op op = Op::kAll;
  std::vector<LogQuery> children;
  std::string field;  // "a.b"; empty: any string field
  std::string text;
  std::string high;
  bool has_low = false, has_high = false;            // kRange
  bool includes_low = false, includes_high = false;  // kRange
  size_t position = 0;                               // where it stands in the query, in bytes from 0
};

inline constexpr size_t kMaxLogQuery = 16 * 1024;  // bytes
inline constexpr size_t kMaxLogPattern = 256;      // bytes of a word with * or ?
inline constexpr int kMaxLogQueryDepth = 32;       // of ( and NOT
inline constexpr int kMaxLogQueryNodes = 1024;

// kBadRequest with the position for text that is no query; an empty one means every record.
Result<LogQuery> ParseLogQuery(std::string_view text);

// "q, at character 7: WHY" with kBadRequest.
Status BadLogQuery(size_t position, const std::string& why);

// One line, for tests: "and(message:word(a), not(n:range[1,*}))".
std::string DumpLogQuery(const LogQuery& query);

}  // namespace pandora

#endif  // PANDORA_CORE_SINK_LOGDB_QUERY_H_
