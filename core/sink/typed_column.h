// Turns a repo's column into the kind that a sink's field has, column by column; records whose value cannot be turned are marked,
// with a reason for people. Shared by the sinks that store typed fields (seed 002:560-640: which type may go where).
#ifndef PANDORA_CORE_SINK_TYPED_COLUMN_H_
#define PANDORA_CORE_SINK_TYPED_COLUMN_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/instant.h"
#include "core/value/record_batch.h"

namespace pandora {

// The records of one batch that cannot be written, each with the first reason found.
class RowProblems {
 public:
  void Add(size_t row, std::string reason) { reasons_.emplace(row, std::move(reason)); }
  bool empty() const { return reasons_.empty(); }
  const std::map<size_t, std::string>& reasons() const { return reasons_; }  // by row, ascending

 private:
  std::map<size_t, std::string> reasons_;
};

// Whether values of `from` can become values of `to` at all: equal types; long or string to date; long to float; any scalar to
// string.
bool CanConvert(const Type& from, const Type& to);

// Precondition: CanConvert. `name` is the target field's, for reasons. A text that is no RFC 3339 date, or a number that is no
// instant, is a problem of its row; nulls stay null. Consumes `from`: a column that fits is moved.
Column ConvertColumn(Column from, const Type& to, std::string_view name, RowProblems* problems);

// The instant that `number` means when it is given without a unit: by its magnitude seconds, milliseconds, microseconds or
// nanoseconds since 1970 (below 1e11, 1e14, 1e17). Nothing outside the years 0 to 9999.
std::optional<Instant> InstantOfNumber(int64_t number);

// `batch` without the rows that `problems` names.
RecordBatch DropRows(RecordBatch batch, const RowProblems& problems);

// A column of `rows` nulls.
Column NullColumn(const Type& type, size_t rows);

}  // namespace pandora

#endif  // PANDORA_CORE_SINK_TYPED_COLUMN_H_
