#include "core/format/point_column.h"

#include <algorithm>

namespace pandora {
namespace {

constexpr size_t kFirstArena = 1024;

// Buffer is a vector or a string of which `used` entries are in use.
template <typename Buffer>
void ReserveScaled(size_t used, size_t done, size_t expected, Buffer* buffer) {
  const double scaled = static_cast<double>(used) / static_cast<double>(done) * static_cast<double>(expected);
  buffer->reserve(std::max(used, static_cast<size_t>(scaled * 1.02)));
}

void ReserveColumn(size_t done, size_t expected, Column* column) {
  ReserveScaled(column->longs.size(), done, expected, &column->longs);
  ReserveScaled(column->date_forms.size(), done, expected, &column->date_forms);
  ReserveScaled(column->doubles.size(), done, expected, &column->doubles);
  ReserveScaled(column->booleans.size(), done, expected, &column->booleans);
  ReserveScaled(column->offsets.size(), done, expected, &column->offsets);
  ReserveScaled(column->bytes.size(), done, expected, &column->bytes);
  for (Column& child : column->children) ReserveColumn(done, expected, &child);
}

}  // namespace

void PointColumn::Bind(const Field& its_field, size_t rows, size_t text_size, Column* its_column) {
  field = &its_field;
  column = its_column;
  kind = field->type.kind;
  key_size = field->name.size() + 1;
  const std::string key = field->name + "=";
  for (size_t i = 0; i < std::min<size_t>(key_size, 16); ++i) {
    key_words_[i / 8] |= static_cast<uint64_t>(static_cast<uint8_t>(key[i])) << (8 * (i % 8));
    key_masks_[i / 8] |= uint64_t{0xff} << (8 * (i % 8));
  }
  if (kind == Kind::kLong || kind == Kind::kDate) column->longs.reserve(rows);
  if (kind == Kind::kDate) column->date_forms.reserve(rows);
  if (kind == Kind::kFloat) column->doubles.reserve(rows);
  if (kind == Kind::kBoolean) column->booleans.reserve(rows);
  if (HasArena()) {
    column->offsets.reserve(rows + 1);
    column->bytes.reserve(std::min(text_size, kFirstArena));
    arena_at = arena_end = column->bytes.data();
  }
}

void PointColumn::Grow(size_t rows) {
  switch (kind) {
    case Kind::kDate:
      column->date_forms.resize(rows);
      date_forms = column->date_forms.data();
      [[fallthrough]];
    case Kind::kLong:
      column->longs.resize(rows);
      longs = column->longs.data();
      break;
    case Kind::kFloat:
      column->doubles.resize(rows);
      doubles = column->doubles.data();
      break;
    case Kind::kBoolean:
      column->booleans.resize(rows);
      booleans = column->booleans.data();
      break;
    case Kind::kString:
    case Kind::kJsonString:
      column->offsets.resize(rows + 1);
      offsets = column->offsets.data();
      break;
    case Kind::kArray:
    case Kind::kMap: return;
  }
  column->valid.Grow(rows);
  rows_ = rows;
}

void PointColumn::Extrapolate(size_t done, size_t expected) {
  if (HasArena()) {
    const size_t used = static_cast<size_t>(arena_at - column->bytes.data());
    ReserveScaled(used, done, expected, &column->bytes);
    arena_at = column->bytes.data() + used;
    arena_end = column->bytes.data() + column->bytes.size();
  } else if (kind == Kind::kArray || kind == Kind::kMap) {
    ReserveColumn(done, expected, column);
  }
}

// The slot of a scalar is still the zero that Grow left there.
void PointColumn::SetNull(size_t row) {
  if (kind == Kind::kArray || kind == Kind::kMap) {
    column->AppendNull();
    return;
  }
  if (HasArena()) offsets[row + 1] = offsets[row];
  column->valid.SetNull(row, rows_);
}

void PointColumn::Finish(size_t rows) {
  if (kind == Kind::kArray || kind == Kind::kMap) return;
  Grow(rows);
  if (HasArena()) column->bytes.resize(static_cast<size_t>(arena_at - column->bytes.data()));
  if (!column->valid.empty()) column->valid.words().resize((rows + 63) / 64);
  column->size = rows;
}

// Doubles, but fills with zeros only what is about to be written: resize() clears what it adds.
void PointColumn::GrowArena(size_t count) {
  std::string* const bytes = &column->bytes;
  const size_t used = static_cast<size_t>(arena_at - bytes->data());
  if (bytes->capacity() < used + count) bytes->reserve(std::max(used + count, bytes->capacity() * 2));
  bytes->resize(std::min(bytes->capacity(), used + std::max<size_t>(count, 16 * 1024)));
  arena_at = bytes->data() + used;
  arena_end = bytes->data() + bytes->size();
}

PointColumn* PointKeyIndex::Find(std::string_view key) {
  if (slots_.empty()) Build();
  for (size_t slot = SlotOf(key); slots_[slot] != 0; slot = (slot + 1) & (slots_.size() - 1)) {
    PointColumn* const column = &(*columns_)[slots_[slot] - 1];
    if (column->field->name == key) return column;
  }
  return nullptr;
}

void PointKeyIndex::Build() {
  slots_.resize(std::bit_ceil(columns_->size() * 2 + 1));
  for (size_t i = 0; i < columns_->size(); ++i) {
    size_t slot = SlotOf((*columns_)[i].field->name);
    while (slots_[slot] != 0) slot = (slot + 1) & (slots_.size() - 1);
    slots_[slot] = static_cast<uint32_t>(i + 1);
  }
}

// Mixes the length, the first and the last eight bytes: keys are short, and differ there.
size_t PointKeyIndex::SlotOf(std::string_view key) const {
  const char* const end = key.data() + key.size();
  const uint64_t head = swar::LoadUpTo8(key.data(), end);
  const uint64_t tail = key.size() < 8 ? 0 : LoadLittle<uint64_t>(end - 8);
  const uint64_t mixed = (head ^ (tail << 1) ^ key.size()) * 0x9e3779b97f4a7c15;
  return static_cast<size_t>(mixed >> 32) & (slots_.size() - 1);
}

}  // namespace pandora
