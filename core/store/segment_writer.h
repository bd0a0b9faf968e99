// Turns runs of records into stored segments: encodes, cuts what is large, merges what is small (see record_log.h). Knows nothing
// of buffers and rollbacks; what it remembers of a log stands in the caller's LogState.
#ifndef PANDORA_CORE_STORE_SEGMENT_WRITER_H_
#define PANDORA_CORE_STORE_SEGMENT_WRITER_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "core/base/instant.h"
#include "core/base/status.h"
#include "core/store/schema_table.h"
#include "core/store/segment_table.h"
#include "core/value/record_batch.h"

namespace pandora {

// Consecutive records of one schema.
struct Run {
  int64_t first = 0;
  int64_t schema = 0;
  Instant appended;  // of the newest
  RecordBatch batch;

  int64_t end() const { return first + static_cast<int64_t>(batch.rows); }
};

struct LogState {
  LogTotals totals;
  // The unsealed segments at the end, without gaps, oldest first; nothing while unknown.
  std::optional<std::vector<SegmentInfo>> tail;
};

// True for a batch that goes into segments of its own.
bool IsSealed(const RecordBatch& batch);

// How many segments at the end of `tail` are to be merged with `records` new ones. `tail` has rising offsets and size classes
// that do not rise; that holds afterwards too. Exposed for tests.
size_t CountToMerge(const std::vector<SegmentInfo>& tail, int64_t records);

class SegmentWriter {
 public:
  SegmentWriter(SegmentTable* segments, SchemaTable* schemas) : segments_(segments), schemas_(schemas) {}

  // Stores a run as it is. Updates `log` but for totals.records.
  Status Write(int64_t repo, const Run& run, LogState* log);
  // Stores a run which is the end of the log, together with the segments before it that are due to be merged.
  Status WriteAtEnd(int64_t repo, const Run& run, LogState* log);

 private:
  Status WritePart(int64_t repo, const Run& run, const RecordBatch& part, int64_t first, LogState* log);
  Status LoadTail(int64_t repo, LogState* log);
  Status MergeTail(int64_t repo, size_t count, const Run& run, LogState* log);

  SegmentTable* segments_;
  SchemaTable* schemas_;
};

}  // namespace pandora

#endif  // PANDORA_CORE_STORE_SEGMENT_WRITER_H_
