// A field of the schema as the point reader sees it: its key, and its column as raw arrays, so that storing a value is
// one store. Internal to core/format.
#ifndef PANDORA_CORE_FORMAT_POINT_COLUMN_H_
#define PANDORA_CORE_FORMAT_POINT_COLUMN_H_

#include <cstring>
#include <string_view>
#include <vector>

#include "core/base/swar.h"
#include "core/value/record_batch.h"

namespace pandora {

class PointColumn {
 public:
  // Both must outlive this. `rows` and `text_size` are what the whole push may hold: room to reserve, not a limit.
  void Bind(const Field& field, size_t rows, size_t text_size, Column* column);

  // True when `p` starts with this column's key and '='.
  bool MatchesKey(const char* p, const char* end) const {
    if (end - p >= 16 && key_size <= 16) {
      return ((LoadLittle<uint64_t>(p) ^ key_words_[0]) & key_masks_[0]) == 0 &&
             (key_size <= 8 || ((LoadLittle<uint64_t>(p + 8) ^ key_words_[1]) & key_masks_[1]) == 0);
    }
    return static_cast<size_t>(end - p) >= key_size && p[key_size - 1] == '=' &&
           std::memcmp(p, field->name.data(), key_size - 1) == 0;
  }

  // Makes the arrays hold `rows` rows; what they held stays. Columns of arrays and maps are appended to instead.
  void Grow(size_t rows);

  // After the first `done` rows: reserves what `expected` rows will need if they go on like these, for all whose size only
  // the values tell. Growing by doubling instead would copy it all, and touch twice the memory.
  void Extrapolate(size_t done, size_t expected);

  // Stores a null at `row`, the row after the last one stored.
  void SetNull(size_t row);

  // Cuts the arrays to `rows` rows and hands the column back.
  void Finish(size_t rows);

  // Room for `count` more bytes of text at arena_at.
  char* ReserveText(size_t count) {
    if (static_cast<size_t>(arena_end - arena_at) < count) GrowArena(count);
    return arena_at;
  }
  void CloseText(size_t row, char* end) {
    arena_at = end;
    offsets[row + 1] = static_cast<uint32_t>(end - column->bytes.data());
  }

  Kind kind = Kind::kString;
  size_t key_size = 0;          // with its '='
  size_t stamp = 0;             // 1 + the last row that had a value
  PointColumn* next = nullptr;  // what followed this field the last time
  const Field* field = nullptr;
  Column* column = nullptr;

  int64_t* longs = nullptr;
  uint32_t* date_forms = nullptr;
  double* doubles = nullptr;
  uint8_t* booleans = nullptr;
  uint32_t* offsets = nullptr;
  char* arena_at = nullptr;
  char* arena_end = nullptr;

 private:
  bool HasArena() const { return kind == Kind::kString || kind == Kind::kJsonString; }
  void GrowArena(size_t count);

  uint64_t key_words_[2] = {0, 0};
  uint64_t key_masks_[2] = {0, 0};
  size_t rows_ = 0;
};

// Finds columns by key, in constant time also for wide schemas: the records of real clients come in no order.
class PointKeyIndex {
 public:
  explicit PointKeyIndex(std::vector<PointColumn>* columns) : columns_(columns) {}

  PointColumn* Find(std::string_view key);

 private:
  void Build();
  size_t SlotOf(std::string_view key) const;

  std::vector<PointColumn>* columns_;
  std::vector<uint32_t> slots_;  // 1 + index of a column, 0 where free; open addressing
};

}  // namespace pandora

#endif  // PANDORA_CORE_FORMAT_POINT_COLUMN_H_
