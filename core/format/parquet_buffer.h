// The rows that a part of a Parquet reader has read ahead, and how values get there: spans of values appended to a column. Internal to
// core/format: parquet_part.
#ifndef PANDORA_CORE_FORMAT_PARQUET_BUFFER_H_
#define PANDORA_CORE_FORMAT_PARQUET_BUFFER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/format/parquet_part.h"
#include "core/format/parquet_values.h"

namespace pandora {

// Appends values [at, at + count) to a column whose kind their form fits. Faults are not looked at.
void AppendParquetValues(const ParquetValues& values, ParquetForm form, size_t at, size_t count, Column* column);

// Appends `count` rows: the next value, from `at` on, where definitions[i] is `present`, else a null.
void AppendParquetOptional(const ParquetValues& values, ParquetForm form, size_t at, const uint8_t* definitions,
                           size_t count, uint8_t present, Column* column);

// "field 'm.x': a text is no valid UTF-8"
std::string ParquetProblem(const std::string& label, std::string_view why);

// How many of values [at, at + count), one at least, have at most `bytes` bytes together.
size_t FittingParquetValues(const ParquetValues& values, ParquetForm form, size_t at, size_t count, size_t bytes);

class ParquetBuffer {
 public:
  ParquetBuffer(const Type& type, bool keep_levels) : column_(MakeColumn(type)), keep_levels_(keep_levels) {}

  Column* column() { return &column_; }
  size_t held() const { return column_.size - begin_; }
  // What is held, about; never 0 with rows.
  size_t bytes() const;

  void Clear();
  // Counts bytes that the column does not show.
  void Charge(size_t bytes) { charged_ += bytes; }
  // `row` of the column is to be left out; it need not have been appended yet. `label`: the field, with those around it.
  void Reject(size_t row, const std::string& label, std::string_view why);
  void RejectAs(size_t row, std::string_view problem);  // with the whole text
  void AppendLevel(uint8_t level) {
    if (keep_levels_) levels_.push_back(level);
  }
  // Of `count` rows; null: all have `highest`.
  void AppendLevels(const uint8_t* levels, size_t count, uint8_t highest);

  // As ParquetPart::Take.
  void Take(size_t rows, Column* out, ParquetRejects* rejects);
  const std::vector<uint8_t>& taken_levels() const { return taken_levels_; }

 private:
  Column column_;
  const bool keep_levels_;
  std::vector<uint8_t> levels_, taken_levels_;
  size_t charged_ = 0;
  size_t begin_ = 0;  // rows of the column that are taken already
  ParquetRejects rejects_;
};

}  // namespace pandora

#endif  // PANDORA_CORE_FORMAT_PARQUET_BUFFER_H_
