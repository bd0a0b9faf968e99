#include "core/function/cast.h"

#include <cmath>
#include <limits>

#include "core/value/calendar.h"

namespace pandora {
namespace {

int64_t Wrap(int64_t value, SqlKind kind) {
  switch (kind) {
    case SqlKind::kTinyint: return static_cast<int8_t>(value);
    case SqlKind::kSmallint: return static_cast<int16_t>(value);
    case SqlKind::kInt: return static_cast<int32_t>(value);
    default: return value;
  }
}

template <typename T>
Value OrNull(const std::optional<T>& value, Value (*make)(T)) {
  return value ? make(*value) : Value();
}

// Java's BigDecimal.toString: plain, but for very small numbers and negative scales.
std::string JavaDecimal(Int128 unscaled, int scale) {
  std::string digits = FormatDecimal(unscaled < 0 ? -unscaled : unscaled, 0);
  int exponent = static_cast<int>(digits.size()) - 1 - scale;
  if (scale >= 0 && exponent >= -6) return FormatDecimal(unscaled, scale);
  std::string text = (unscaled < 0 ? "-" : "") + digits.substr(0, 1);
  if (digits.size() > 1) text += "." + digits.substr(1);
  return exponent == 0 ? text : text + "E" + (exponent > 0 ? "+" : "") + std::to_string(exponent);
}

Value ToDecimal(std::optional<Int128> unscaled, int scale, const SqlType& to) {
  if (unscaled) unscaled = Rescale(*unscaled, scale, to.scale);
  if (!unscaled || !FitsPrecision(*unscaled, to.precision)) return Value();
  return Value::Decimal(*unscaled);
}

Value TextToDecimal(std::string_view text, const SqlType& to) {
  std::optional<ParsedDecimal> parsed = ParseDecimal(text);
  if (!parsed) return Value();
  return ToDecimal(parsed->unscaled, parsed->scale, to);
}

Value MakeFloat(double value, SqlKind kind) {
  return Value::Double(kind == SqlKind::kFloat ? static_cast<double>(static_cast<float>(value)) : value);
}

Value FromText(std::string_view text, const SqlType& to, int64_t today) {
  switch (to.kind) {
    case SqlKind::kBoolean: return OrNull<bool>(TextToBoolean(text), Value::Bool);
    case SqlKind::kTinyint:
    case SqlKind::kSmallint:
    case SqlKind::kInt:
    case SqlKind::kBigint: return OrNull<int64_t>(TextToIntegral(text, to.kind), Value::Int);
    case SqlKind::kFloat:
    case SqlKind::kDouble: {
      std::optional<double> value = TextToDouble(text);
      return value ? MakeFloat(*value, to.kind) : Value();
    }
    case SqlKind::kDecimal: return TextToDecimal(text, to);
    case SqlKind::kDate: return OrNull<int64_t>(TextToDate(text), Value::Int);
    case SqlKind::kTimestamp: return OrNull<int64_t>(TextToTimestamp(text, today), Value::Int);
    case SqlKind::kBinary: return Value::Text(text);
    default: return Value();
  }
}

// Seconds with a fraction, as Spark turns a number into a timestamp.
Value SecondsToTimestamp(double seconds) {
  if (std::isnan(seconds) || std::isinf(seconds)) return Value();
  return Value::Int(DoubleToLong(seconds * 1e6));
}

int64_t WrapMultiply(int64_t a, int64_t b) {
  return static_cast<int64_t>(static_cast<uint64_t>(a) * static_cast<uint64_t>(b));
}

Value FromIntegral(int64_t value, const SqlType& to) {
  switch (to.kind) {
    case SqlKind::kBoolean: return Value::Bool(value != 0);
    case SqlKind::kFloat: return Value::Double(static_cast<float>(value));
    case SqlKind::kDouble: return Value::Double(static_cast<double>(value));
    case SqlKind::kDecimal: return ToDecimal(value, 0, to);
    case SqlKind::kTimestamp: return Value::Int(WrapMultiply(value, kSecondMicros));
    default: return Value::Int(Wrap(value, to.kind));
  }
}

Value FromDouble(double value, const SqlType& to) {
  switch (to.kind) {
    case SqlKind::kBoolean: return Value::Bool(value != 0);
    case SqlKind::kBigint: return Value::Int(DoubleToLong(value));
    case SqlKind::kTinyint:
    case SqlKind::kSmallint:
    case SqlKind::kInt: return Value::Int(Wrap(DoubleToInt(value), to.kind));
    case SqlKind::kDecimal: {
      if (std::isnan(value) || std::isinf(value)) return Value();
      return TextToDecimal(JavaDouble(value), to);  // of a float too: what its double prints as
    }
    case SqlKind::kTimestamp: return SecondsToTimestamp(value);
    default: return MakeFloat(value, to.kind);
  }
}

Value FromDecimal(Int128 unscaled, int scale, const SqlType& to) {
  switch (to.kind) {
    case SqlKind::kBoolean: return Value::Bool(unscaled != 0);
    case SqlKind::kDecimal: return ToDecimal(unscaled, scale, to);
    case SqlKind::kFloat:
    case SqlKind::kDouble: return MakeFloat(DecimalToDouble(unscaled, scale), to.kind);
    case SqlKind::kTimestamp: {
      if (scale > 6) return Value::Int(static_cast<int64_t>(unscaled / PowerOfTen(scale - 6)));  // cut, not rounded
      std::optional<Int128> micros = Rescale(unscaled, scale, 6);
      return micros ? Value::Int(static_cast<int64_t>(*micros)) : Value();
    }
    default: {
      Int128 whole = scale > 0 ? unscaled / PowerOfTen(scale) : Rescale(unscaled, scale, 0).value_or(0);
      return Value::Int(Wrap(static_cast<int64_t>(whole), to.kind));
    }
  }
}

Value FromTimestamp(int64_t micros, const SqlType& to) {
  switch (to.kind) {
    case SqlKind::kDate: return Value::Int(LocalDay(micros));
    case SqlKind::kBoolean: return Value::Bool(micros != 0);
    case SqlKind::kFloat:
    case SqlKind::kDouble: return MakeFloat(static_cast<double>(micros) / 1e6, to.kind);
    case SqlKind::kDecimal: return ToDecimal(micros, 6, to);
    default: return Value::Int(Wrap(FloorDiv(micros, kSecondMicros), to.kind));
  }
}

Value FromList(const Value& value, const SqlType& from, const SqlType& to, Arena* arena, int64_t today) {
  Value* items = NewItems(arena, value.size);
  for (uint32_t k = 0; k < value.size; ++k) {
    size_t field = from.kind == SqlKind::kStruct ? k : (from.kind == SqlKind::kMap ? k % 2 : 0);
    items[k] = CastValue(value.items[k], (*from.fields)[field].type, (*to.fields)[field].type, arena, today);
  }
  return Value::List(items, value.size);
}

}  // namespace

int64_t DoubleToLong(double value) {
  if (std::isnan(value)) return 0;
  if (value >= 9223372036854775808.0) return std::numeric_limits<int64_t>::max();
  if (value <= -9223372036854775808.0) return std::numeric_limits<int64_t>::min();
  return static_cast<int64_t>(value);
}

int64_t DoubleToInt(double value) {
  if (std::isnan(value)) return 0;
  if (value >= 2147483647.0) return 2147483647;
  if (value <= -2147483648.0) return -2147483648LL;
  return static_cast<int64_t>(value);
}

// Whether the cast of a value may be NULL: then it must not be a key of a map.
bool MayBecomeNull(const SqlType& from, const SqlType& to) {
  if (from == to) return false;
  if (from.kind == SqlKind::kNull) return true;
  if (from.kind == SqlKind::kString) return to.kind != SqlKind::kBinary;
  if (to.kind == SqlKind::kString) return false;
  if (from.IsFractional() && (to.kind == SqlKind::kTimestamp || to.IsIntegral())) return true;
  if (from.kind == SqlKind::kDate) return to.kind != SqlKind::kTimestamp;
  if (to.kind == SqlKind::kDate) return from.kind != SqlKind::kTimestamp;
  return to.kind == SqlKind::kDecimal || (from.kind == SqlKind::kDecimal && to.IsIntegral());
}

bool CanCast(const SqlType& from, const SqlType& to) {
  if (from == to || from.kind == SqlKind::kNull) return true;
  if (from.IsComplex() || to.IsComplex()) {
    if (to.kind == SqlKind::kString) return true;
    if (from.kind != to.kind || from.fields->size() != to.fields->size()) return false;
    if (from.kind == SqlKind::kMap && MayBecomeNull(from.key(), to.key())) return false;
    for (size_t k = 0; k < from.fields->size(); ++k) {
      if (!CanCast((*from.fields)[k].type, (*to.fields)[k].type)) return false;
    }
    return true;
  }
  if (to.kind == SqlKind::kString) return true;
  if (from.kind == SqlKind::kString) return to.kind != SqlKind::kNull;
  bool from_number = from.IsNumeric() || from.kind == SqlKind::kBoolean;
  if (to.kind == SqlKind::kBinary || from.kind == SqlKind::kBinary) return false;
  if (to.kind == SqlKind::kInterval || from.kind == SqlKind::kInterval || to.kind == SqlKind::kNull) return false;
  if (to.kind == SqlKind::kDate) return from.kind == SqlKind::kTimestamp;
  if (from_number) return true;
  return from.kind == SqlKind::kDate || from.kind == SqlKind::kTimestamp;
}

Value CastValue(const Value& value, const SqlType& from, const SqlType& to, Arena* arena, int64_t today) {
  if (value.is_null() || from == to) return value;
  if (to.kind == SqlKind::kString) {
    if (from.kind == SqlKind::kBinary) return value;
    std::string text;
    if (from.kind == SqlKind::kDecimal) text = JavaDecimal(value.decimal(), from.scale);
    else AppendPrinted(value, from, false, &text);
    return Value::Text(arena->Copy(text));
  }
  switch (from.kind) {
    case SqlKind::kString: return FromText(value.view(), to, today);
    case SqlKind::kBoolean:
      if (to.kind == SqlKind::kTimestamp) return Value::Int(value.i);
      return FromIntegral(value.i, to);
    case SqlKind::kTinyint:
    case SqlKind::kSmallint:
    case SqlKind::kInt:
    case SqlKind::kBigint: return FromIntegral(value.i, to);
    case SqlKind::kFloat:
    case SqlKind::kDouble: return FromDouble(value.d, to);
    case SqlKind::kDecimal: return FromDecimal(value.decimal(), from.scale, to);
    case SqlKind::kDate: return to.kind == SqlKind::kTimestamp ? Value::Int(DayStart(value.i)) : Value();
    case SqlKind::kTimestamp: return FromTimestamp(value.i, to);
    case SqlKind::kArray:
    case SqlKind::kMap:
    case SqlKind::kStruct: return FromList(value, from, to, arena, today);
    default: return Value();
  }
}

}  // namespace pandora
