#include "core/value/record_batch.h"

namespace pandora {
namespace {

constexpr uint64_t kAllPresent = ~uint64_t{0};

size_t WordsFor(size_t bits) { return (bits + 63) / 64; }

bool HasText(Kind kind) { return kind == Kind::kString || kind == Kind::kJsonString; }

template <typename T>
void AppendRange(const std::vector<T>& from, size_t begin, size_t end, std::vector<T>* to) {
  to->insert(to->end(), from.begin() + static_cast<ptrdiff_t>(begin), from.begin() + static_cast<ptrdiff_t>(end));
}

// Appends the offsets of rows [begin, end) of `from`, moved so that they go on where `to` ends.
void AppendOffsets(const std::vector<uint32_t>& from, size_t begin, size_t end, std::vector<uint32_t>* to) {
  const uint32_t shift = to->back() - from[begin];
  // resize grows geometrically; reserving the exact size would copy everything at each of many small appends.
  size_t at = to->size();
  to->resize(at + (end - begin));
  for (size_t row = begin + 1; row <= end; ++row) (*to)[at++] = from[row] + shift;
}

void AppendValidity(const Column& from, size_t begin, size_t end, Column* to) {
  const size_t size = to->size + (end - begin);
  to->valid.Grow(size);
  if (from.valid.empty()) return;
  for (size_t row = begin; row < end; ++row) {
    if (from.IsNull(row)) to->valid.SetNull(to->size + (row - begin), size);
  }
}

// A column of `rows` nulls.
Column MakeNullColumn(const Type& type, size_t rows) {
  Column column = MakeColumn(type);
  column.size = rows;
  if (rows > 0) column.valid.words().assign(WordsFor(rows), 0);
  if (rows % 64 != 0) column.valid.words().back() = kAllPresent << (rows % 64);
  switch (type.kind) {
    case Kind::kBoolean: column.booleans.resize(rows); break;
    case Kind::kDate: column.date_forms.resize(rows); [[fallthrough]];
    case Kind::kLong: column.longs.resize(rows); break;
    case Kind::kFloat: column.doubles.resize(rows); break;
    case Kind::kString:
    case Kind::kJsonString:
    case Kind::kArray: column.offsets.resize(rows + 1); break;
    case Kind::kMap:
      for (size_t i = 0; i < type.fields.size(); ++i) column.children[i] = MakeNullColumn(type.fields[i].type, rows);
      break;
  }
  return column;
}

// The columns of `from`, whose fields are `have`, as fields `want` see them.
std::vector<Column> ProjectColumns(std::vector<Column> columns, const std::vector<Field>& have,
                                   const std::vector<Field>& want, size_t rows) {
  std::vector<Column> projected;
  projected.reserve(want.size());
  for (const Field& field : want) {
    size_t at = 0;
    while (at < have.size() && have[at].name != field.name) ++at;
    if (at < have.size() && have[at].type == field.type) {
      projected.push_back(std::move(columns[at]));
    } else if (at < have.size() && have[at].type.kind == Kind::kMap && field.type.kind == Kind::kMap) {
      Column& map = columns[at];
      map.children = ProjectColumns(std::move(map.children), have[at].type.fields, field.type.fields, rows);
      map.type = field.type;
      projected.push_back(std::move(map));
    } else {
      projected.push_back(MakeNullColumn(field.type, rows));
    }
  }
  return projected;
}

size_t ByteSize(const Column& column) {
  size_t bytes = column.valid.words().size() * sizeof(uint64_t) + column.longs.size() * sizeof(int64_t) +
                 column.date_forms.size() * sizeof(uint32_t) + column.doubles.size() * sizeof(double) +
                 column.booleans.size() + column.offsets.size() * sizeof(uint32_t) + column.bytes.size();
  for (const Column& child : column.children) bytes += ByteSize(child);
  return bytes;
}

}  // namespace

void Bitmap::SetNull(size_t row, size_t size) {
  if (words_.empty()) words_.assign(WordsFor(size), kAllPresent);
  Grow(size);
  words_[row >> 6] &= ~(uint64_t{1} << (row & 63));
}

void Bitmap::Grow(size_t size) {
  if (!words_.empty() && words_.size() < WordsFor(size)) words_.resize(WordsFor(size), kAllPresent);
}

void Column::AppendNull() {
  switch (type.kind) {
    case Kind::kBoolean: booleans.push_back(0); break;
    case Kind::kDate: date_forms.push_back(0); [[fallthrough]];
    case Kind::kLong: longs.push_back(0); break;
    case Kind::kFloat: doubles.push_back(0); break;
    case Kind::kString:
    case Kind::kJsonString:
    case Kind::kArray: offsets.push_back(offsets.back()); break;
    case Kind::kMap:
      for (Column& child : children) child.AppendNull();
      break;
  }
  ++size;
  valid.SetNull(size - 1, size);
}

void Column::AppendBoolean(bool value) {
  booleans.push_back(value ? 1 : 0);
  valid.Grow(++size);
}

void Column::AppendLong(int64_t value) {
  longs.push_back(value);
  valid.Grow(++size);
}

void Column::AppendFloat(double value) {
  doubles.push_back(value);
  valid.Grow(++size);
}

void Column::AppendDate(int64_t micros, uint32_t packed_form) {
  longs.push_back(micros);
  date_forms.push_back(packed_form);
  valid.Grow(++size);
}

void Column::AppendText(std::string_view text) {
  bytes.append(text);
  offsets.push_back(static_cast<uint32_t>(bytes.size()));
  valid.Grow(++size);
}

void Column::CloseList() {
  offsets.push_back(static_cast<uint32_t>(children[0].size));
  valid.Grow(++size);
}

void Column::CloseMap() { valid.Grow(++size); }

Column MakeColumn(const Type& type) {
  Column column;
  column.type = type;
  if (HasText(type.kind) || type.kind == Kind::kArray) column.offsets.push_back(0);
  if (type.kind == Kind::kArray) {
    Type element;
    element.kind = type.element;
    column.children.push_back(MakeColumn(element));
  }
  for (const Field& field : type.fields) {
    if (type.kind == Kind::kMap) column.children.push_back(MakeColumn(field.type));
  }
  return column;
}

RecordBatch MakeBatch(const Schema& schema) {
  RecordBatch batch;
  batch.columns.reserve(schema.fields.size());
  for (const Field& field : schema.fields) batch.columns.push_back(MakeColumn(field.type));
  return batch;
}

void AppendRows(const Column& from, size_t begin, size_t end, Column* to) {
  if (begin == end) return;
  AppendValidity(from, begin, end, to);
  switch (from.type.kind) {
    case Kind::kBoolean: AppendRange(from.booleans, begin, end, &to->booleans); break;
    case Kind::kDate: AppendRange(from.date_forms, begin, end, &to->date_forms); [[fallthrough]];
    case Kind::kLong: AppendRange(from.longs, begin, end, &to->longs); break;
    case Kind::kFloat: AppendRange(from.doubles, begin, end, &to->doubles); break;
    case Kind::kString:
    case Kind::kJsonString:
      to->bytes.append(from.bytes, from.offsets[begin], from.offsets[end] - from.offsets[begin]);
      AppendOffsets(from.offsets, begin, end, &to->offsets);
      break;
    case Kind::kArray:
      AppendRows(from.children[0], from.offsets[begin], from.offsets[end], &to->children[0]);
      AppendOffsets(from.offsets, begin, end, &to->offsets);
      break;
    case Kind::kMap:
      for (size_t i = 0; i < from.children.size(); ++i) AppendRows(from.children[i], begin, end, &to->children[i]);
      break;
  }
  to->size += end - begin;
}

void AppendRows(const RecordBatch& from, size_t begin, size_t end, RecordBatch* to) {
  for (size_t i = 0; i < from.columns.size(); ++i) AppendRows(from.columns[i], begin, end, &to->columns[i]);
  to->rows += end - begin;
}

RecordBatch ProjectBatch(RecordBatch batch, const Schema& from, const Schema& to) {
  batch.columns = ProjectColumns(std::move(batch.columns), from.fields, to.fields, batch.rows);
  return batch;
}

size_t ByteSize(const RecordBatch& batch) {
  size_t bytes = 0;
  for (const Column& column : batch.columns) bytes += ByteSize(column);
  return bytes;
}

}  // namespace pandora
