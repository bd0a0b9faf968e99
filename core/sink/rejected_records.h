// What became of an export's records: counts, and for records that could not be written the reason, so that a user can see why
// (/_sim/sinks/exports/...). Of the reasons the newest kKept are kept. A table of its own in the state file.
#ifndef PANDORA_CORE_SINK_REJECTED_RECORDS_H_
#define PANDORA_CORE_SINK_REJECTED_RECORDS_H_

#include <cstdint>
#include <vector>

#include "core/sink/sink.h"

namespace pandora {

struct ExportCounts {
  int64_t written = 0;
  int64_t omitted = 0;
  int64_t rejected = 0;
};

class RejectedRecords {
 public:
  static constexpr int64_t kKept = 1000;  // reasons per export

  explicit RejectedRecords(StateFile* file) : file_(file) {}

  Status Add(int64_t export_id, const SinkReport& report);
  Result<ExportCounts> Counts(int64_t export_id);
  // In order of offset, those at or after `from`; at most `limit`.
  Result<std::vector<Rejection>> List(int64_t export_id, int64_t from, int64_t limit);
  Status Forget(int64_t export_id);

 private:
  StateFile* file_;
};

}  // namespace pandora

#endif  // PANDORA_CORE_SINK_REJECTED_RECORDS_H_
