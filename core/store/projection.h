// How one schema's records look to another, for the columns somebody wants: what RecordLog::Read does to each segment. Made once
// per pair of schemas, applied to many segments.
#ifndef PANDORA_CORE_STORE_PROJECTION_H_
#define PANDORA_CORE_STORE_PROJECTION_H_

#include <cstddef>
#include <string_view>
#include <vector>

#include "core/base/status.h"
#include "core/value/coded_text.h"
#include "core/value/record_batch.h"

namespace pandora {

class Projection {
 public:
  // `wanted` are indexes into `requested`, all when empty. Keeps copies of both schemas.
  Projection(const Schema& stored, const Schema& requested, const std::vector<int>& wanted);

  // Rows [begin, end) of a segment of `records` rows. kInternal when the bytes are no such segment. With `coded`, texts may come
  // back in it, where that saves work (core/value/coded_text.h): it answers `requested`, as the batch does.
  Result<RecordBatch> Decode(std::string_view segment, size_t records, size_t begin, size_t end,
                             CodedColumns* coded = nullptr) const;

  // Appends rows [begin, end) of a batch with the stored schema to `to`, which MakeStored made and Finish ends.
  RecordBatch MakeStored() const { return MakeBatch(from_); }
  void AppendStored(const RecordBatch& batch, size_t begin, size_t end, RecordBatch* to) const;
  RecordBatch Finish(RecordBatch stored) const;

 private:
  Schema stored_;
  Schema requested_;
  Schema from_, to_;          // the fields that take part, as stored and as requested
  std::vector<int> sources_;  // of from_: columns of the stored schema
  std::vector<int> targets_;  // of to_: columns of the requested schema
  bool same_ = false;         // from_ and to_ have the same names and types
  size_t max_elements_ = 0;   // a segment that claims more is damaged
};

}  // namespace pandora

#endif  // PANDORA_CORE_STORE_PROJECTION_H_
