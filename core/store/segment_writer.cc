#include "core/store/segment_writer.h"

#include <algorithm>
#include <string>
#include <utility>

#include "core/format/segment.h"
#include "core/store/projection.h"
#include "core/store/record_log.h"

namespace pandora {
namespace {

// A batch is cut into segments of about this size in memory, so that reading one back needs little.
constexpr size_t kMaxSegmentBytes = 16 << 20;
static_assert(RecordLog::kMaxSegmentRows == SegmentTable::kMaxRecords);

// 0, 1, 2 for up to 15, 255 and 4095 records; 3 for the sealed rest.
int SizeClass(int64_t records) {
  int size_class = 0;
  for (int64_t limit = RecordLog::kFanIn; limit <= RecordLog::kSealedRows && records >= limit;
       limit *= RecordLog::kFanIn) {
    ++size_class;
  }
  return size_class;
}

// As classes do not rise along a tail, each has fewer than kFanIn segments in it.
constexpr int kMaxTail = 3 * RecordLog::kFanIn;

bool IsSealed(const SegmentInfo& info) {
  return info.records >= RecordLog::kSealedRows || info.bytes >= RecordLog::kSealedBytes;
}

}  // namespace

bool IsSealed(const RecordBatch& batch) {
  return batch.rows >= static_cast<size_t>(RecordLog::kSealedRows) ||
         ByteSize(batch) >= static_cast<size_t>(RecordLog::kSealedBytes);
}

// Merged are all segments of smaller classes, so that classes go on not to rise, and kFanIn of one class; then again, as long
// as the result makes yet another kFanIn.
size_t CountToMerge(const std::vector<SegmentInfo>& tail, int64_t records) {
  size_t kept = tail.size();
  while (true) {
    const int size_class = SizeClass(records);
    size_t below = kept;
    while (below > 0 && SizeClass(tail[below - 1].records) < size_class) --below;
    size_t equal = below;
    while (equal > 0 && SizeClass(tail[equal - 1].records) == size_class) --equal;
    const size_t left = below - equal >= static_cast<size_t>(RecordLog::kFanIn - 1) ? equal : below;
    if (left == kept) return tail.size() - kept;
    for (; kept > left; --kept) records += tail[kept - 1].records;
  }
}

Status SegmentWriter::WritePart(int64_t repo, const Run& run, const RecordBatch& part, int64_t first, LogState* log) {
  const std::string data = EncodeSegment(part);
  const SegmentInfo info{first, static_cast<int64_t>(part.rows), run.appended, run.schema,
                         static_cast<int64_t>(data.size())};
  PANDORA_RETURN_IF_ERROR(segments_->Insert(repo, info, data));
  ++log->totals.segments;
  log->totals.bytes += info.bytes;
  if (!log->tail) return Status();
  if (IsSealed(info) || (!log->tail->empty() && log->tail->back().end() != first)) log->tail->clear();
  if (!IsSealed(info)) log->tail->push_back(info);
  return Status();
}

Status SegmentWriter::Write(int64_t repo, const Run& run, LogState* log) {
  const size_t rows = run.batch.rows;
  const size_t parts = std::max<size_t>(1, ByteSize(run.batch) / kMaxSegmentBytes);
  const size_t step = std::clamp<size_t>(rows / parts, 1, static_cast<size_t>(RecordLog::kMaxSegmentRows));
  if (rows <= step) return WritePart(repo, run, run.batch, run.first, log);
  for (size_t begin = 0; begin < rows; begin += step) {
    RecordBatch part;
    for (const Column& column : run.batch.columns) part.columns.push_back(MakeColumn(column.type));
    AppendRows(run.batch, begin, std::min(begin + step, rows), &part);
    PANDORA_RETURN_IF_ERROR(WritePart(repo, run, part, run.first + static_cast<int64_t>(begin), log));
  }
  return Status();
}

Status SegmentWriter::WriteAtEnd(int64_t repo, const Run& run, LogState* log) {
  PANDORA_RETURN_IF_ERROR(LoadTail(repo, log));
  std::vector<SegmentInfo>& tail = *log->tail;
  if (!tail.empty() && (tail.back().end() != run.first || tail.back().schema != run.schema)) tail.clear();
  const size_t count = CountToMerge(tail, static_cast<int64_t>(run.batch.rows));
  return count == 0 ? Write(repo, run, log) : MergeTail(repo, count, run, log);
}

Status SegmentWriter::LoadTail(int64_t repo, LogState* log) {
  if (log->tail) return Status();
  PANDORA_ASSIGN_OR_RETURN(const std::vector<SegmentInfo> newest, segments_->Newest(repo, kMaxTail));
  std::vector<SegmentInfo> tail;
  for (const SegmentInfo& info : newest) {
    const bool joins = tail.empty() || (info.end() == tail.back().first && info.schema == tail.back().schema);
    if (IsSealed(info) || !joins) break;
    tail.push_back(info);
  }
  std::reverse(tail.begin(), tail.end());
  log->tail = std::move(tail);
  return Status();
}

Status SegmentWriter::MergeTail(int64_t repo, size_t count, const Run& run, LogState* log) {
  std::vector<SegmentInfo>& tail = *log->tail;
  const size_t kept = tail.size() - count;
  PANDORA_ASSIGN_OR_RETURN(const Schema* const schema, schemas_->Get(run.schema));
  const Projection whole(*schema, *schema, {});
  Run merged{tail[kept].first, run.schema, run.appended, MakeBatch(*schema)};
  const auto decode = [&](const SegmentInfo& info, std::string_view data) -> Status {
    const size_t records = static_cast<size_t>(info.records);
    PANDORA_ASSIGN_OR_RETURN(const RecordBatch batch, whole.Decode(data, records, 0, records));
    if (info.first != merged.end()) return Status(ErrorCode::kInternal, "segments of the state file overlap");
    AppendRows(batch, 0, batch.rows, &merged.batch);
    return Status();
  };
  for (size_t i = kept; i < tail.size(); ++i) {
    PANDORA_RETURN_IF_ERROR(segments_->Find(repo, tail[i].first, decode));
    --log->totals.segments;
    log->totals.bytes -= tail[i].bytes;
  }
  AppendRows(run.batch, 0, run.batch.rows, &merged.batch);
  PANDORA_RETURN_IF_ERROR(segments_->Delete(repo, merged.first, run.first));
  tail.resize(kept);
  return Write(repo, merged, log);
}

}  // namespace pandora
