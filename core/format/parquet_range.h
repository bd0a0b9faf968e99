// The smallest and the largest value of a Parquet column in one row group: its statistics. Internal to core/format.
#ifndef PANDORA_CORE_FORMAT_PARQUET_RANGE_H_
#define PANDORA_CORE_FORMAT_PARQUET_RANGE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/format/parquet_metadata.h"

namespace pandora {

class ParquetRange {
 public:
  // Values of one column, so always by the same one of these.
  void NoteLongs(const int64_t* values, size_t count);
  void NoteDoubles(const double* values, size_t count);  // not-a-number has no place in an order: passed over
  void NoteBooleans(const uint8_t* values, size_t count);
  void NoteText(std::string_view text);  // by bytes

  // The bounds as plain values, none without values or with long texts; begins anew.
  ParquetStatistics Take(ParquetType type, int64_t nulls);

 private:
  bool any_ = false;
  int64_t min_long_ = 0, max_long_ = 0;
  double min_double_ = 0, max_double_ = 0;
  uint8_t min_boolean_ = 1, max_boolean_ = 0;
  std::string min_text_, max_text_;
};

}  // namespace pandora

#endif  // PANDORA_CORE_FORMAT_PARQUET_RANGE_H_
