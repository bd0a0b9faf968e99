#include "core/format/parquet_range.h"

#include <algorithm>
#include <utility>

#include "core/base/little_endian.h"

namespace pandora {
namespace {

constexpr size_t kMaxBoundBytes = 256;

template <typename T>
std::string PlainBytes(T value) {
  std::string bytes(sizeof value, '\0');
  StoreLittle(value, bytes.data());
  return bytes;
}

}  // namespace

void ParquetRange::NoteLongs(const int64_t* values, size_t count) {
  if (count == 0) return;
  int64_t min = any_ ? min_long_ : values[0], max = any_ ? max_long_ : values[0];
  for (size_t i = 0; i < count; ++i) {
    min = std::min(min, values[i]);
    max = std::max(max, values[i]);
  }
  min_long_ = min;
  max_long_ = max;
  any_ = true;
}

void ParquetRange::NoteDoubles(const double* values, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    const double value = values[i];
    if (value != value) continue;
    if (!any_ || value < min_double_) min_double_ = value;
    if (!any_ || value > max_double_) max_double_ = value;
    any_ = true;
  }
}

void ParquetRange::NoteBooleans(const uint8_t* values, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    min_boolean_ = std::min(min_boolean_, values[i]);
    max_boolean_ = std::max(max_boolean_, values[i]);
  }
  any_ = any_ || count > 0;
}

void ParquetRange::NoteText(std::string_view text) {
  if (!any_) {
    min_text_ = max_text_ = text;
    any_ = true;
  } else if (text < min_text_) {
    min_text_ = text;
  } else if (text > max_text_) {
    max_text_ = text;
  }
}

ParquetStatistics ParquetRange::Take(ParquetType type, int64_t nulls) {
  ParquetStatistics statistics;
  statistics.nulls = nulls;
  if (any_) {
    switch (type) {
      case ParquetType::kBoolean:
        statistics.min = PlainBytes(min_boolean_);
        statistics.max = PlainBytes(max_boolean_);
        break;
      case ParquetType::kInt64:
        statistics.min = PlainBytes(min_long_);
        statistics.max = PlainBytes(max_long_);
        break;
      case ParquetType::kDouble:
        // Zero has two signs that compare equal: the format wants the bounds to hold both.
        statistics.min = PlainBytes(min_double_ == 0 ? -0.0 : min_double_);
        statistics.max = PlainBytes(max_double_ == 0 ? 0.0 : max_double_);
        break;
      case ParquetType::kByteArray:
        if (min_text_.size() > kMaxBoundBytes || max_text_.size() > kMaxBoundBytes) break;
        statistics.min = std::move(min_text_);
        statistics.max = std::move(max_text_);
        break;
      default: break;  // not written
    }
  }
  *this = ParquetRange();
  return statistics;
}

}  // namespace pandora
