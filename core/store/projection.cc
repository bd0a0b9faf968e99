#include "core/store/projection.h"

#include <algorithm>
#include <utility>

#include "core/format/segment.h"
#include "core/store/segment_table.h"

namespace pandora {
namespace {

// What a segment may claim to hold before its bytes are looked at; record_log's segments stay far below.
constexpr size_t kMaxElements = 1 << 26;

bool HasArray(const std::vector<Field>& fields) {
  return std::any_of(fields.begin(), fields.end(),
                     [](const Field& field) { return field.type.kind == Kind::kArray || HasArray(field.type.fields); });
}

bool SameColumns(const Schema& a, const Schema& b) {
  if (a.fields.size() != b.fields.size()) return false;
  for (size_t i = 0; i < a.fields.size(); ++i) {
    if (a.fields[i].name != b.fields[i].name || !(a.fields[i].type == b.fields[i].type)) return false;
  }
  return true;
}

// Rows of a column whose texts may have been left as codes: only those asked for are spelled out.
void AppendSpelled(const Column& column, const CodedText& coded, size_t begin, size_t end, Column* to) {
  if (coded.empty()) return AppendRows(column, begin, end, to);
  for (size_t row = begin; row < end; ++row) {
    if (column.IsNull(row)) {
      to->AppendNull();
      continue;
    }
    to->AppendText(coded.Entry(coded.codes[row]));
  }
}

}  // namespace

Projection::Projection(const Schema& stored, const Schema& requested, const std::vector<int>& wanted)
    : stored_(stored), requested_(requested), targets_(wanted) {
  if (targets_.empty()) {
    for (size_t i = 0; i < requested.fields.size(); ++i) targets_.push_back(static_cast<int>(i));
  }
  for (const int target : targets_) {
    const Field& field = requested.fields[static_cast<size_t>(target)];
    to_.fields.push_back(field);
    const int source = stored.Find(field.name);
    if (source < 0) continue;
    from_.fields.push_back(stored.fields[static_cast<size_t>(source)]);
    sources_.push_back(source);
  }
  same_ = SameColumns(from_, to_);
  max_elements_ = HasArray(from_.fields) ? kMaxElements : static_cast<size_t>(SegmentTable::kMaxRecords);
}

Result<RecordBatch> Projection::Decode(std::string_view segment, size_t records, size_t begin, size_t end,
                                       CodedColumns* coded) const {
  RecordBatch batch = MakeStored();
  batch.rows = end - begin;
  const bool whole = begin == 0 && end == records;
  // Only whole columns that change neither type nor rows stay coded.
  CodedColumns stored_codes;
  const bool keep_codes = coded != nullptr && whole && same_;
  // An empty list would mean all columns.
  if (!sources_.empty()) {
    PANDORA_ASSIGN_OR_RETURN(RecordBatch all, DecodeSegment(segment, stored_, sources_, max_elements_,
                                                            keep_codes || !whole ? &stored_codes : nullptr));
    if (all.rows != records)
      return Status(ErrorCode::kInternal, "a segment holds another number of records than it says");
    for (size_t i = 0; i < sources_.size(); ++i) {
      Column& column = all.columns[static_cast<size_t>(sources_[i])];
      if (whole) {
        batch.columns[i] = std::move(column);
      } else {
        AppendSpelled(column, stored_codes[static_cast<size_t>(sources_[i])], begin, end, &batch.columns[i]);
      }
    }
  }
  if (keep_codes && !sources_.empty()) {
    coded->assign(requested_.fields.size(), CodedText());
    for (size_t i = 0; i < targets_.size(); ++i) {
      (*coded)[static_cast<size_t>(targets_[i])] = std::move(stored_codes[static_cast<size_t>(sources_[i])]);
    }
  }
  return Finish(std::move(batch));
}

void Projection::AppendStored(const RecordBatch& batch, size_t begin, size_t end, RecordBatch* to) const {
  for (size_t i = 0; i < sources_.size(); ++i) {
    AppendRows(batch.columns[static_cast<size_t>(sources_[i])], begin, end, &to->columns[i]);
  }
  to->rows += end - begin;
}

RecordBatch Projection::Finish(RecordBatch stored) const {
  RecordBatch projected = same_ ? std::move(stored) : ProjectBatch(std::move(stored), from_, to_);
  if (to_.fields.size() == requested_.fields.size()) return projected;
  RecordBatch spread = MakeBatch(requested_);
  spread.rows = projected.rows;
  for (size_t i = 0; i < targets_.size(); ++i) {
    spread.columns[static_cast<size_t>(targets_[i])] = std::move(projected.columns[i]);
  }
  return spread;
}

}  // namespace pandora
