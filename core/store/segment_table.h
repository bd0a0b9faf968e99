// The rows of the tables `segment` and `log`: where the segments of a repo's log lie and how much there is of it. Knows bytes
// and offsets; what is in a segment, and when segments are merged, is record_log's business.
#ifndef PANDORA_CORE_STORE_SEGMENT_TABLE_H_
#define PANDORA_CORE_STORE_SEGMENT_TABLE_H_

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "core/base/instant.h"
#include "core/base/status.h"
#include "core/store/state_file.h"

namespace pandora {

struct SegmentInfo {
  int64_t first = 0;
  int64_t records = 0;
  Instant appended;
  int64_t schema = 0;
  int64_t bytes = 0;

  int64_t end() const { return first + records; }
};

struct LogTotals {
  int64_t records = 0;
  int64_t segments = 0;
  int64_t bytes = 0;
};

class SegmentTable {
 public:
  static constexpr int kOffsetBits = 40;
  static constexpr int64_t kMaxRepo = int64_t{1} << 22;             // exclusive, for every call here
  static constexpr int64_t kMaxOffset = int64_t{1} << kOffsetBits;  // exclusive
  static constexpr int64_t kMaxRecords = 1 << 16;                   // of one segment

  explicit SegmentTable(StateFile* file) : file_(file) {}

  Status Insert(int64_t repo, const SegmentInfo& info, std::string_view data);
  // Deletes the segments that begin in [from, to).
  Status Delete(int64_t repo, int64_t from, int64_t to);

  // Deletes the segments that end at or before `offset`; answers how many, and their bytes (`records` is 0).
  Result<LogTotals> DeleteBefore(int64_t repo, int64_t offset);

  // Shows the segment that holds `offset`; kInternal when there is none. `use` may not use this
  // table.
  using Use = std::function<Status(const SegmentInfo& info, std::string_view data)>;
  Status Find(int64_t repo, int64_t offset, const Use& use);
  // The last `limit` segments, newest first, without reading their data.
  Result<std::vector<SegmentInfo>> Newest(int64_t repo, int limit);

  Result<LogTotals> ReadTotals(int64_t repo);  // zeros when there are none
  Status WriteTotals(int64_t repo, const LogTotals& totals);
  Status DeleteTotals(int64_t repo);

 private:
  StateFile* file_;
};

}  // namespace pandora

#endif  // PANDORA_CORE_STORE_SEGMENT_TABLE_H_
