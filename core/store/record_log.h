// The records of every repo: one append-only log each, of immutable columnar segments. Offsets are dense from 0 and never
// reused. A segment is a blob (core/format/segment.h) with its first offset, count, time of append and schema.
//
// A segment is a row whose key is `repo << 40 | first offset`: one b-tree, in which a log is a range in order of offset. So
// repo ids stay below 2^22 and offsets below 2^40, which Append checks.
//
// Small appends are merged as they age, so that a log of many ten-record pushes reads like a log of a few large ones: when
// `kFanIn` segments of one size class (up to 15, 255, 4095 records) stand at the end, they become one of the next; so each record
// is rewritten a few times at most. From kSealedRows records or kSealedBytes bytes on a segment is never touched again.
// Segment boundaries never show outside, and nothing a user can see may depend on them.
//
// Appends are buffered in memory until Flush; reads see them. The buffers follow savepoints and rollbacks of the StateFile by
// themselves.
#ifndef PANDORA_CORE_STORE_RECORD_LOG_H_
#define PANDORA_CORE_STORE_RECORD_LOG_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "core/base/instant.h"
#include "core/base/status.h"
#include "core/store/state_file.h"
#include "core/value/coded_text.h"
#include "core/value/record_batch.h"

namespace pandora {

class RecordLog {
 public:
  static constexpr int64_t kMaxSegmentRows = 1 << 16;
  static constexpr int64_t kSealedRows = 1 << 12;
  static constexpr int64_t kSealedBytes = 1 << 18;
  static constexpr int kFanIn = 16;

  explicit RecordLog(StateFile* file);
  ~RecordLog();

  // Appends all rows of `batch` (made for `schema`) and answers the offset of the first. Buffered appends of one transaction
  // to one repo with one schema become one segment at Flush; a batch large enough to be sealed is written at once.
  Result<int64_t> Append(int64_t repo, const Schema& schema, RecordBatch batch, Instant now);

  // Writes buffered appends into the open transaction; StateFile::Commit must be preceded by it. Inside a savepoint it does
  // nothing: there is no need to, since reads see buffered records.
  Status Flush();
  // Forgets buffered appends and cached ends. Rollbacks of the StateFile do it by themselves.
  void DropCaches();

  // One past the newest offset; 0 for a repo without records.
  Result<int64_t> End(int64_t repo);

  struct Slice {
    int64_t first = 0;   // offset of row 0
    Instant appended;    // of the newest row in the segment: merging blurs it, so nothing may be decided by it
    RecordBatch batch;   // as `schema` sees it
    CodedColumns coded;  // texts of `batch` that were left as codes, for ReadCoded
  };
  // Calls `visit` for consecutive pieces of [from, to) in order, each projected to `schema` (columns by name and type; a field
  // the records lack is null). Only the columns in `wanted` are decoded (all when empty; the others have size 0). Stops at the
  // first error. `visit` may use the log: append to this or another repo, read another range.
  Status Read(int64_t repo, int64_t from, int64_t to, const Schema& schema, const std::vector<int>& wanted,
              const std::function<Status(Slice)>& visit);

  // As Read, but texts that are stored by dictionary may be left as codes, in Slice::coded.
  Status ReadCoded(int64_t repo, int64_t from, int64_t to, const Schema& schema, const std::vector<int>& wanted,
                   const std::function<Status(Slice)>& visit);

  // Deletes the stored segments whose records all stand before `offset`, as far as it can; End and all offsets stay. What stands
  // before `offset` must not be read any more: where a segment is gone, reading is kInternal.
  Status DropBefore(int64_t repo, int64_t offset);

  // Deletes all records; cost grows with their bytes.
  Status DeleteRepo(int64_t repo);

  // Bytes and segments stored for the repo, and the records it ever got, buffered ones too (for /_sim views). Kept, not counted.
  struct Stats {
    int64_t bytes = 0, segments = 0, records = 0;
  };
  Result<Stats> GetStats(int64_t repo);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace pandora

#endif  // PANDORA_CORE_STORE_RECORD_LOG_H_
