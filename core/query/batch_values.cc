#include "core/query/batch_values.h"

#include <cmath>

#include "core/base/instant.h"
#include "core/base/text.h"
#include "core/value/calendar.h"

namespace pandora {
namespace {

Value ReadList(const Column& column, size_t row, Arena* arena) {
  size_t begin = column.offsets[row];
  size_t count = column.offsets[row + 1] - begin;
  Value* items = NewItems(arena, count);
  ReadColumn(column.children[0], begin, count, arena, items);
  return Value::List(items, count);
}

Value ReadMap(const Column& column, size_t row, Arena* arena) {
  Value* items = NewItems(arena, column.children.size());
  for (size_t k = 0; k < column.children.size(); ++k) ReadColumn(column.children[k], row, 1, arena, items + k);
  return Value::List(items, column.children.size());
}

Value ReadRow(const Column& column, size_t row, Arena* arena) {
  switch (column.type.kind) {
    case Kind::kBoolean: return Value::Bool(column.booleans[row] != 0);
    case Kind::kLong: return Value::Int(column.longs[row]);
    case Kind::kFloat: return Value::Double(column.doubles[row]);
    case Kind::kDate: {
      Value value = Value::Int(column.longs[row]);
      value.size = column.date_forms[row];
      return value;
    }
    case Kind::kString:
    case Kind::kJsonString: return Value::Text(column.Text(row));
    case Kind::kArray: return ReadList(column, row, arena);
    case Kind::kMap: return ReadMap(column, row, arena);
  }
  return Value();
}

std::string ReplaceInvalid(std::string_view text) {
  std::string out;
  for (size_t pos = 0; pos < text.size();) {
    unsigned char lead = static_cast<unsigned char>(text[pos]);
    size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    std::string_view character = text.substr(pos, size);
    if (IsValidUtf8(character)) {
      out += character;
      pos += size;
    } else {
      out += "\xEF\xBF\xBD";
      ++pos;
    }
  }
  return out;
}

// The service's own spelling: +08:00, and as many digits as the fraction needs.
uint32_t DefaultForm(int64_t micros) {
  DateForm form;
  int64_t fraction = FloorMod(micros, kSecondMicros);
  for (int64_t unit = kSecondMicros; fraction % unit != 0; unit /= 10) ++form.fraction_digits;
  return form.Pack();
}

void AppendDate(int64_t micros, uint32_t form, Column* column) {
  constexpr int64_t kFirst = -62167219200LL * kSecondMicros;
  constexpr int64_t kLast = 253402271999LL * kSecondMicros;
  if (micros < kFirst || micros > kLast) column->AppendNull();
  else column->AppendDate(micros, form != 0 ? form : DefaultForm(micros));
}

double AsDouble(const Value& value, const SqlType& from) {
  if (value.tag == Value::Tag::kDecimal) return DecimalToDouble(value.decimal(), from.scale);
  return value.d;
}

}  // namespace

void ReadColumn(const Column& column, size_t begin, size_t count, Arena* arena, Value* out) {
  for (size_t k = 0; k < count; ++k) out[k] = column.IsNull(begin + k) ? Value() : ReadRow(column, begin + k, arena);
}

void AppendValue(const Value& value, const SqlType& from, Column* column) {
  if (value.is_null()) {
    column->AppendNull();
    return;
  }
  switch (column->type.kind) {
    case Kind::kBoolean: column->AppendBoolean(value.i != 0); return;
    case Kind::kLong: column->AppendLong(value.i); return;
    case Kind::kFloat: {
      double number = AsDouble(value, from);
      if (std::isfinite(number)) column->AppendFloat(number);
      else column->AppendNull();
      return;
    }
    case Kind::kDate:
      if (from.kind == SqlKind::kDate)
        AppendDate(value.i > 3'000'000 || value.i < -800'000 ? INT64_MAX : DayStart(value.i), 0, column);
      else AppendDate(value.i, value.size, column);
      return;
    case Kind::kString:
    case Kind::kJsonString:
      if (IsValidUtf8(value.view())) column->AppendText(value.view());
      else column->AppendText(ReplaceInvalid(value.view()));
      return;
    case Kind::kArray:
      for (uint32_t k = 0; k < value.size; ++k) AppendValue(value.items[k], from.element(), &column->children[0]);
      column->CloseList();
      return;
    case Kind::kMap:
      for (uint32_t k = 0; k < value.size; ++k)
        AppendValue(value.items[k], (*from.fields)[k].type, &column->children[k]);
      column->CloseMap();
      return;
  }
}

void AppendVector(const ColumnVector& vector, size_t rows, const SqlType& from, Column* column) {
  // Numbers go over as they are; whatever needs a look at each value takes the way of single values.
  const bool plain = vector.form == ColumnVector::Form::kInt && column->type.kind == Kind::kLong && !vector.valid;
  if (plain) {
    column->longs.insert(column->longs.end(), vector.ints, vector.ints + rows);
    column->size += rows;
    column->valid.Grow(column->size);
    return;
  }
  for (size_t row = 0; row < rows; ++row) AppendValue(vector.At(row), from, column);
}

}  // namespace pandora
