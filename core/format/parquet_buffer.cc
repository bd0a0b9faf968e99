#include "core/format/parquet_buffer.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "core/base/little_endian.h"
#include "core/base/text.h"

namespace pandora {
namespace {

template <typename T>
void AppendSpan(const std::vector<T>& from, size_t at, size_t count, std::vector<T>* to) {
  const auto begin = from.begin() + static_cast<ptrdiff_t>(at);
  to->insert(to->end(), begin, begin + static_cast<ptrdiff_t>(count));
}

// Room for `count` more; vectors and strings would else grow by exactly what is asked for.
template <typename T>
size_t Extend(size_t count, T* values) {
  const size_t size = values->size();
  if (values->capacity() < size + count) values->reserve(std::max(size + count, size * 2));
  values->resize(size + count);
  return size;
}

template <typename T>
void Spread(const std::vector<T>& from, size_t at, const uint8_t* definitions, size_t count, uint8_t present,
            std::vector<T>* to) {
  const size_t begin = Extend(count, to);
  T* const out = to->data() + begin;
  for (size_t i = 0; i < count; ++i) {
    if (definitions[i] == present) out[i] = from[at++];
  }
}

// Most texts are short and each has another length: two moves that overlap are cheaper than a call of memcpy.
char* CopyText(std::string_view text, char* to) {
  const size_t size = text.size();
  const char* const from = text.data();
  if (size > 16) {
    std::memcpy(to, from, size);
  } else if (size >= 8) {
    const auto head = LoadLittle<uint64_t>(from), tail = LoadLittle<uint64_t>(from + size - 8);
    StoreLittle(head, to);
    StoreLittle(tail, to + size - 8);
  } else if (size >= 4) {
    const auto head = LoadLittle<uint32_t>(from), tail = LoadLittle<uint32_t>(from + size - 4);
    StoreLittle(head, to);
    StoreLittle(tail, to + size - 4);
  } else {
    for (size_t i = 0; i < size; ++i) to[i] = from[i];
  }
  return to + size;
}

void AppendTexts(const std::string_view* texts, size_t count, Column* column) {
  size_t bytes = 0;
  for (size_t i = 0; i < count; ++i) bytes += texts[i].size();
  const size_t begin = Extend(bytes, &column->bytes);
  char* const base = column->bytes.data();
  char* to = base + begin;
  const size_t row = Extend(count, &column->offsets);
  uint32_t* const offsets = column->offsets.data() + row;
  for (size_t i = 0; i < count; ++i) {
    to = CopyText(texts[i], to);
    offsets[i] = static_cast<uint32_t>(to - base);
  }
}

}  // namespace

void AppendParquetValues(const ParquetValues& values, ParquetForm form, size_t at, size_t count, Column* column) {
  switch (form) {
    case ParquetForm::kBooleans: AppendSpan(values.booleans, at, count, &column->booleans); break;
    case ParquetForm::kDates: AppendSpan(values.forms, at, count, &column->date_forms); [[fallthrough]];
    case ParquetForm::kLongs: AppendSpan(values.longs, at, count, &column->longs); break;
    case ParquetForm::kDoubles: AppendSpan(values.doubles, at, count, &column->doubles); break;
    case ParquetForm::kTexts: AppendTexts(values.texts.data() + at, count, column); break;
  }
  column->size += count;
  column->valid.Grow(column->size);
}

void AppendParquetOptional(const ParquetValues& values, ParquetForm form, size_t at, const uint8_t* definitions,
                           size_t count, uint8_t present, Column* column) {
  switch (form) {
    case ParquetForm::kBooleans: Spread(values.booleans, at, definitions, count, present, &column->booleans); break;
    case ParquetForm::kDates:
      Spread(values.forms, at, definitions, count, present, &column->date_forms);
      [[fallthrough]];
    case ParquetForm::kLongs: Spread(values.longs, at, definitions, count, present, &column->longs); break;
    case ParquetForm::kDoubles: Spread(values.doubles, at, definitions, count, present, &column->doubles); break;
    case ParquetForm::kTexts:
      for (size_t i = 0; i < count; ++i) {
        if (definitions[i] == present) column->bytes.append(values.texts[at++]);
        column->offsets.push_back(static_cast<uint32_t>(column->bytes.size()));
      }
      break;
  }
  const size_t before = column->size;
  column->size += count;
  column->valid.Grow(column->size);
  for (size_t i = 0; i < count; ++i) {
    if (definitions[i] != present) column->valid.SetNull(before + i, column->size);
  }
}

std::string ParquetProblem(const std::string& label, std::string_view why) {
  return "field " + Quote(label, 256) + ": " + std::string(why);
}

size_t FittingParquetValues(const ParquetValues& values, ParquetForm form, size_t at, size_t count, size_t bytes) {
  if (form != ParquetForm::kTexts) return count;
  size_t fitting = 1;
  for (size_t sum = values.texts[at].size(); fitting < count; ++fitting) {
    sum += values.texts[at + fitting].size();
    if (sum > bytes) break;
  }
  return fitting;
}

size_t ParquetBuffer::bytes() const {
  size_t bytes = held() * 8 + column_.bytes.size() + charged_;
  for (const Column& child : column_.children) bytes += child.size * 8 + child.bytes.size();
  return bytes;
}

void ParquetBuffer::Clear() {
  column_ = MakeColumn(column_.type);
  levels_.clear();
  rejects_ = ParquetRejects();
  begin_ = charged_ = 0;
}

void ParquetBuffer::Reject(size_t row, const std::string& label, std::string_view why) {
  RejectAs(row, row < rejects_.first ? ParquetProblem(label, why) : "");
}

void ParquetBuffer::RejectAs(size_t row, std::string_view problem) { rejects_.Add(row, problem); }

void ParquetBuffer::AppendLevels(const uint8_t* levels, size_t count, uint8_t highest) {
  if (!keep_levels_) return;
  if (levels == nullptr) levels_.resize(levels_.size() + count, highest);
  else levels_.insert(levels_.end(), levels, levels + count);
}

void ParquetBuffer::Take(size_t rows, Column* out, ParquetRejects* rejects) {
  const size_t end = begin_ + rows;
  ParquetRejects later;
  for (const size_t row : rejects_.rows) {
    if (row < end) rejects->Add(row - begin_, row == rejects_.first ? rejects_.problem : "");
    else later.Add(row, "");
  }
  rejects_ = std::move(later);
  if (keep_levels_) {
    taken_levels_.assign(levels_.begin() + static_cast<ptrdiff_t>(begin_),
                         levels_.begin() + static_cast<ptrdiff_t>(end));
  }
  if (begin_ == 0 && end == column_.size) {
    *out = std::move(column_);
    column_ = MakeColumn(out->type);
  } else {
    AppendRows(column_, begin_, end, out);
  }
  begin_ = end;
  if (begin_ < column_.size) return;
  Clear();
}

}  // namespace pandora
