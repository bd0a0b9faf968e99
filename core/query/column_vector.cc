#include "core/query/column_vector.h"

#include <algorithm>

namespace pandora {
namespace {

using Form = ColumnVector::Form;

Value BoxInt(const ColumnVector& vector, size_t row) {
  Value value = Value::Int(vector.ints[row]);
  if (vector.forms) value.size = vector.forms[row];
  return value;
}

Value BoxTruth(uint8_t truth) { return truth == kUnknown ? Value() : Value::Bool(truth == kTrue); }

template <typename Box>
void BoxPresent(const ColumnVector& vector, size_t rows, Value* out, Box box) {
  for (size_t row = 0; row < rows; ++row) out[row] = vector.IsPresent(row) ? box(row) : Value();
}

int64_t UnboxInt(const Value& value) { return value.i; }
double UnboxDouble(const Value& value) { return value.d; }
std::string_view UnboxText(const Value& value) { return value.view(); }

// Values out of boxes or of a dictionary.
template <typename T, typename Unbox>
Plain<T> Unwrap(const ColumnVector& vector, size_t rows, ChunkBuffer<T>* buffer, Unbox unbox) {
  SetAllPresent(rows, buffer->valid.data());
  const bool coded = vector.form == Form::kCoded;
  for (size_t row = 0; row < rows; ++row) {
    const Value* value = nullptr;
    if (!coded) value = &vector.boxed[row];
    else if (vector.IsPresent(row)) value = &vector.dictionary->values[vector.codes[row]];
    if (value && !value->is_null()) {
      buffer->values[row] = unbox(*value);
      continue;
    }
    buffer->values[row] = T();
    SetNull(row, buffer->valid.data());
  }
  return {buffer->values.data(), buffer->valid.data()};
}

}  // namespace

bool ColumnVector::IsNull(size_t row) const {
  switch (form) {
    case Form::kAbsent: return true;
    case Form::kBoxed: return boxed[row].is_null();
    case Form::kTruth: return truths[row] == kUnknown;
    case Form::kCoded: return !IsPresent(row) || dictionary->values[codes[row]].is_null();
    default: return !IsPresent(row);
  }
}

Value ColumnVector::At(size_t row) const {
  if (form == Form::kBoxed) return boxed[row];
  if (form == Form::kTruth) return BoxTruth(truths[row]);
  if (form == Form::kAbsent || !IsPresent(row)) return Value();
  switch (form) {
    case Form::kInt: return BoxInt(*this, row);
    case Form::kDouble: return Value::Double(doubles[row]);
    case Form::kText: return Value::Text(texts[row]);
    default: return dictionary->values[codes[row]];
  }
}

ColumnVector::Form FormOf(const SqlType& type) {
  switch (type.kind) {
    case SqlKind::kBoolean: return Form::kTruth;
    case SqlKind::kTinyint:
    case SqlKind::kSmallint:
    case SqlKind::kInt:
    case SqlKind::kBigint:
    case SqlKind::kDate:
    case SqlKind::kTimestamp: return Form::kInt;
    case SqlKind::kFloat:
    case SqlKind::kDouble: return Form::kDouble;
    case SqlKind::kString:
    case SqlKind::kBinary: return Form::kText;
    default: return Form::kBoxed;
  }
}

void BoxRows(const ColumnVector& vector, size_t rows, Value* out) {
  switch (vector.form) {
    case Form::kAbsent: std::fill(out, out + rows, Value()); return;
    case Form::kBoxed: std::copy(vector.boxed, vector.boxed + rows, out); return;
    case Form::kInt: return BoxPresent(vector, rows, out, [&](size_t row) { return BoxInt(vector, row); });
    case Form::kDouble:
      return BoxPresent(vector, rows, out, [&](size_t row) { return Value::Double(vector.doubles[row]); });
    case Form::kText: return BoxPresent(vector, rows, out, [&](size_t row) { return Value::Text(vector.texts[row]); });
    case Form::kCoded:
      return BoxPresent(vector, rows, out, [&](size_t row) { return vector.dictionary->values[vector.codes[row]]; });
    case Form::kTruth:
      for (size_t row = 0; row < rows; ++row) out[row] = BoxTruth(vector.truths[row]);
      return;
  }
}

void SetAllPresent(size_t rows, uint64_t* valid) { std::fill(valid, valid + (rows + 63) / 64, ~uint64_t{0}); }

const uint64_t* BothPresent(const uint64_t* a, const uint64_t* b, size_t rows, uint64_t* out) {
  if (!a || !b) return a ? a : b;
  for (size_t word = 0; word < (rows + 63) / 64; ++word) out[word] = a[word] & b[word];
  return out;
}

Plain<int64_t> AsInts(const ColumnVector& vector, size_t rows, ChunkBuffer<int64_t>* buffer) {
  if (vector.form == Form::kInt) return {vector.ints, vector.valid};
  return Unwrap(vector, rows, buffer, UnboxInt);
}

Plain<double> AsDoubles(const ColumnVector& vector, size_t rows, ChunkBuffer<double>* buffer) {
  if (vector.form == Form::kDouble) return {vector.doubles, vector.valid};
  return Unwrap(vector, rows, buffer, UnboxDouble);
}

Plain<std::string_view> AsTexts(const ColumnVector& vector, size_t rows, ChunkBuffer<std::string_view>* buffer) {
  if (vector.form == Form::kText) return {vector.texts, vector.valid};
  return Unwrap(vector, rows, buffer, UnboxText);
}

const uint8_t* AsTruths(const ColumnVector& vector, size_t rows, std::array<uint8_t, kChunkRows>* buffer) {
  if (vector.form == Form::kTruth) return vector.truths;
  for (size_t row = 0; row < rows; ++row) {
    const Value value = vector.At(row);
    (*buffer)[row] = value.is_null() ? kUnknown : value.is_true() ? kTrue : kFalse;
  }
  return buffer->data();
}

}  // namespace pandora
