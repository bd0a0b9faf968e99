// Finds records of a log repo and counts them over time: what /v5 and the views under /_sim answer with. Reads the columns that the
// query and the order need, window by window from the newest; whole records only of the page that is shown.
#ifndef PANDORA_CORE_SINK_LOGDB_SEARCH_H_
#define PANDORA_CORE_SINK_LOGDB_SEARCH_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/sink/logdb_query.h"
#include "core/sink/logdb_store.h"

namespace pandora {

struct LogSearch {
  std::string query;               // core/sink/logdb_query.h
  std::optional<LogQuery> filter;  // must match as well
  std::string sort;                // "field:desc,other:asc"; "": newest first. Records without the field come last.
  int64_t from = 0;                // hits to leave out, 0 .. kMaxLogHits
  int64_t size = 10;               // hits to answer; from + size at most kMaxLogHits
  std::optional<int64_t> end;      // look only at the records before this offset
  std::string highlight;           // JSON of core/sink/logdb_highlight.h; "": none
};
inline constexpr int64_t kMaxLogHits = 10'000;
inline constexpr size_t kMaxLogSortFields = 4;

struct LogHit {
  int64_t offset = 0;
  std::string record;     // JSON, null members left out
  std::string highlight;  // JSON object of fragments by field, when it was asked for and something is marked; or ""
};

struct LogHits {
  int64_t total = 0;  // all that match
  std::vector<LogHit> hits;
  std::vector<std::string> notes;  // for people
};

// kBadRequest for a query, an order or a highlight that cannot be, kE8201 for a range of hits that cannot.
Result<LogHits> SearchLogs(const SinkHome& home, const LogRepo& repo, const LogSearch& search);

struct LogHistogram {
  int64_t total = 0;                                 // matches inside the span
  std::string field;                                 // what was counted over
  int64_t interval = 0;                              // microseconds
  std::vector<std::pair<Instant, int64_t>> buckets;  // where each begins, in Beijing time's multiples; empty ones too
  std::vector<std::string> notes;
};

// Counts over the date field `field` ("": the repo's dateIndexField, or its first date field), from `from` to `to`, both included
// (absent: all matches). At most kMaxLogBuckets buckets of a round length.
inline constexpr int64_t kMaxLogBuckets = 60;
Result<LogHistogram> CountLogs(const SinkHome& home, const LogRepo& repo, std::string_view query,
                               std::string_view field, std::optional<Instant> from, std::optional<Instant> to);

}  // namespace pandora

#endif  // PANDORA_CORE_SINK_LOGDB_SEARCH_H_
