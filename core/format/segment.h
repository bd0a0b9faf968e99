// The stored form of a RecordBatch: one immutable blob, columns one after another, little-endian, with the cheapest of a few
// encodings per column (frame-of-reference integers of 0, 1, 2, 4 or 8 bytes, dictionary or plain text, bit-packed
// booleans). The schema is not in the blob; whoever stores it keeps the schema beside it. docs/segment-format.md describes the bytes.
//
// Decoding never trusts the bytes: lengths, offsets and codes are checked, damage is kInternal with the column named.
#ifndef PANDORA_CORE_FORMAT_SEGMENT_H_
#define PANDORA_CORE_FORMAT_SEGMENT_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/status.h"
#include "core/value/coded_text.h"
#include "core/value/record_batch.h"

namespace pandora {

// The most rows a segment can have, and the most elements all arrays of one column; makers of batches stay far below.
inline constexpr size_t kMaxSegmentRows = size_t{1} << 28;

// Encodes all rows. Same batch, same bytes, on every platform.
std::string EncodeSegment(const RecordBatch& batch);

// Decodes the columns whose index is in `wanted` (all when empty); the others come back as columns of the right type with
// size 0. `schema` must be the one the batch was made for. More than `max_rows` rows, or elements in one column of arrays,
// are damage: a few bytes can claim any number of them.
//
// With `coded`, text columns that are stored by dictionary come back in it instead of in the batch; it gets one entry per column.
Result<RecordBatch> DecodeSegment(std::string_view bytes, const Schema& schema, const std::vector<int>& wanted = {},
                                  size_t max_rows = kMaxSegmentRows, CodedColumns* coded = nullptr);

}  // namespace pandora

#endif  // PANDORA_CORE_FORMAT_SEGMENT_H_
