// How long a log repo keeps its records: `retention` of its definition, "30d" or "-1" for ever (spec/clients.md 2.11). A record is gone
// when it has been there for that long, counted from its arrival in the log repo, to the microsecond.
//
// What it is: the arrivals, kept as the first offset of each instant at which records came, and the task that is due when the oldest go.
// What it is not: it hides nothing by itself. Readers begin at the first offset that is kept; segments below it are dropped when they
// lie there whole. Raising the retention brings nothing back, and the repo's own date fields play no part.
//
// Called by logdb_store; the engine runs TaskKind::kExpireLogs through LogRepos::Expire.
#ifndef PANDORA_CORE_SINK_LOGDB_RETENTION_H_
#define PANDORA_CORE_SINK_LOGDB_RETENTION_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/base/status.h"
#include "core/format/json.h"
#include "core/sink/sink.h"

namespace pandora {

inline constexpr int64_t kMaxRetentionDays = 36'500;

// The microseconds for which `definition` (of a log repo) wants records kept; nothing for ever. kBadRequest for a retention that is
// none, naming what would be accepted.
Result<std::optional<int64_t>> ReadRetention(const Json& definition);

class LogArrivals {
 public:
  // The arrivals in the log of the log repo `id`. `home` must outlive this.
  LogArrivals(const SinkHome& home, int64_t id) : home_(home), id_(id) {}

  // Records from offset `first` (the log's end) on come at the home's time. `keep` is the repo's retention.
  Status Note(int64_t first, std::optional<int64_t> keep);
  // The offset of the oldest record that is kept, or `end` when none is.
  Result<int64_t> FirstKept(int64_t end);
  // Forgets the arrivals that are over, if any, and lets the task be due when the next ones will be; no task when `keep` is none.
  Status Expire(std::optional<int64_t> keep);
  // The repo is deleted.
  Status Forget();

 private:
  struct Arrival {
    int64_t first = 0;
    Instant at;
  };
  Result<std::optional<Arrival>> Find(const char* query);

  const SinkHome& home_;
  int64_t id_;
};

}  // namespace pandora

#endif  // PANDORA_CORE_SINK_LOGDB_RETENTION_H_
