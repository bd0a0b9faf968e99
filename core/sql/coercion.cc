#include "core/sql/coercion.h"

#include <algorithm>

namespace pandora {
namespace {

bool IsWiderDecimal(const SqlType& decimal, const SqlType& integral) {
  SqlType other = DecimalForIntegral(integral.kind);
  return decimal.precision - decimal.scale >= other.precision;
}

SqlType AsDecimal(const SqlType& type) { return type.kind == SqlKind::kDecimal ? type : DecimalForIntegral(type.kind); }

bool IsDateLike(SqlKind kind) { return kind == SqlKind::kDate || kind == SqlKind::kTimestamp; }

std::optional<SqlType> WiderDecimalMix(const SqlType& a, const SqlType& b) {
  bool a_decimal = a.kind == SqlKind::kDecimal;
  bool b_decimal = b.kind == SqlKind::kDecimal;
  if (!a_decimal && !b_decimal) return std::nullopt;
  if (a.IsFractional() || b.IsFractional()) return SqlType(SqlKind::kDouble);
  if ((a_decimal || a.IsIntegral()) && (b_decimal || b.IsIntegral())) return WiderDecimal(AsDecimal(a), AsDecimal(b));
  return std::nullopt;
}

bool PromotesToString(const SqlType& type) {
  return !type.IsComplex() && type.kind != SqlKind::kBinary && type.kind != SqlKind::kBoolean &&
         type.kind != SqlKind::kInterval;
}

}  // namespace

SqlType WiderDecimal(const SqlType& a, const SqlType& b) {
  int scale = std::max(a.scale, b.scale);
  int range = std::max(a.precision - a.scale, b.precision - b.scale);
  return SqlType::Decimal(range + scale, scale);
}

std::optional<SqlType> TightestCommonType(const SqlType& a, const SqlType& b) {
  if (a == b) return a;
  if (a.kind == SqlKind::kNull) return b;
  if (b.kind == SqlKind::kNull) return a;
  if (a.IsIntegral() && b.kind == SqlKind::kDecimal) return IsWiderDecimal(b, a) ? std::optional(b) : std::nullopt;
  if (b.IsIntegral() && a.kind == SqlKind::kDecimal) return IsWiderDecimal(a, b) ? std::optional(a) : std::nullopt;
  if (a.IsNumeric() && b.IsNumeric() && a.kind != SqlKind::kDecimal && b.kind != SqlKind::kDecimal)
    return SqlType(std::max(a.kind, b.kind));
  if (IsDateLike(a.kind) && IsDateLike(b.kind)) return SqlType(SqlKind::kTimestamp);
  return std::nullopt;
}

std::optional<SqlType> WiderType(const SqlType& a, const SqlType& b, bool promote_strings) {
  if (std::optional<SqlType> tight = TightestCommonType(a, b)) return tight;
  if (std::optional<SqlType> decimal = WiderDecimalMix(a, b)) return decimal;
  if (promote_strings) {
    if (a.kind == SqlKind::kString && PromotesToString(b)) return a;
    if (b.kind == SqlKind::kString && PromotesToString(a)) return b;
  }
  if (a.kind == SqlKind::kArray && b.kind == SqlKind::kArray) {
    std::optional<SqlType> element = WiderType(a.element(), b.element(), promote_strings);
    if (element) return SqlType::Array(*element);
  }
  return std::nullopt;
}

std::optional<SqlType> WiderType(const std::vector<SqlType>& types, bool promote_strings) {
  std::optional<SqlType> result = SqlType(SqlKind::kNull);
  for (const SqlType& type : types) {
    if (result) result = WiderType(*result, type, promote_strings);
  }
  return result;
}

std::optional<SqlType> ComparisonType(const SqlType& a, const SqlType& b, bool equality) {
  if (a == b) return a;
  bool a_string = a.kind == SqlKind::kString;
  bool b_string = b.kind == SqlKind::kString;
  if (a_string || b_string) {
    const SqlType& other = a_string ? b : a;
    if (other.kind == SqlKind::kNull) return SqlType(SqlKind::kString);
    if (other.kind == SqlKind::kTimestamp && equality) return other;
    if (IsDateLike(other.kind)) return SqlType(SqlKind::kString);
    // No decimal fits every text (SPARK-22469).
    if (other.kind == SqlKind::kDecimal) return SqlType(SqlKind::kDouble);
    if (other.IsComplex() || other.kind == SqlKind::kInterval) return std::nullopt;
    return other;
  }
  if (IsDateLike(a.kind) && IsDateLike(b.kind)) return SqlType(SqlKind::kString);
  if (std::optional<SqlType> decimal = WiderDecimalMix(a, b)) return decimal;
  if (a.kind == SqlKind::kBoolean && b.IsNumeric() && equality) return b;
  if (b.kind == SqlKind::kBoolean && a.IsNumeric() && equality) return a;
  if (std::optional<SqlType> tight = TightestCommonType(a, b)) return tight;
  return a.IsComplex() && b.IsComplex() ? WiderType(a, b, false) : std::nullopt;
}

std::optional<SqlType> InQueryType(const SqlType& a, const SqlType& b) {
  const bool decimal = a.kind == SqlKind::kDecimal || b.kind == SqlKind::kDecimal;
  const bool text = a.kind == SqlKind::kString || b.kind == SqlKind::kString;
  return decimal && !text ? TightestCommonType(a, b) : ComparisonType(a, b, false);
}

std::optional<SqlType> ArithmeticType(const SqlType& a, const SqlType& b) {
  SqlType left = a.kind == SqlKind::kString ? SqlType(SqlKind::kDouble) : a;
  SqlType right = b.kind == SqlKind::kString ? SqlType(SqlKind::kDouble) : b;
  if (left.kind == SqlKind::kNull && right.kind == SqlKind::kNull) return SqlType(SqlKind::kDouble);
  if (std::optional<SqlType> decimal = WiderDecimalMix(left, right)) return decimal;
  std::optional<SqlType> common = TightestCommonType(left, right);
  return common && common->IsNumeric() ? common : std::nullopt;
}

SqlType DecimalResult(std::string_view op, const SqlType& a, const SqlType& b) {
  int p1 = a.precision, s1 = a.scale, p2 = b.precision, s2 = b.scale;
  if (op == "*") return SqlType::Decimal(p1 + p2 + 1, s1 + s2);
  if (op == "/") {
    int whole = std::min(38, p1 - s1 + s2);
    int fraction = std::min(38, std::max(6, s1 + p2 + 1));
    int excess = whole + fraction - 38;
    if (excess > 0) {
      fraction -= excess / 2 + 1;
      whole = 38 - fraction;
    }
    return SqlType::Decimal(whole + fraction, fraction);
  }
  int scale = std::max(s1, s2);
  if (op == "%" || op == "pmod") return SqlType::Decimal(std::min(p1 - s1, p2 - s2) + scale, scale);
  return SqlType::Decimal(std::max(p1 - s1, p2 - s2) + scale + 1, scale);
}

std::optional<SqlType> ImplicitCast(const SqlType& from, std::string_view to) {
  bool null = from.kind == SqlKind::kNull;
  if (to == "any" || to == "same" || to == "wide" || to == "pairs" || to == "first") return from;
  if (to == "textonly" || to == "bytes") {
    if (null) return SqlType(SqlKind::kString);
    bool fits = from.kind == SqlKind::kString || (from.kind == SqlKind::kBinary && to == "bytes");
    return fits ? std::optional(from) : std::nullopt;
  }
  if (to == "numonly") return null ? SqlType(SqlKind::kDouble) : from.IsNumeric() ? std::optional(from) : std::nullopt;
  if (to == "intonly" || to == "intlong") {
    if (null) return SqlType(SqlKind::kInt);
    bool fits = from.kind == SqlKind::kInt || (from.kind == SqlKind::kBigint && to == "intlong");
    return fits ? std::optional(from) : std::nullopt;
  }
  if (to == "real") {
    if (from.kind == SqlKind::kFloat) return from;
    return ImplicitCast(from, "double");
  }
  if (to == "num") {
    if (from.IsNumeric()) return from;
    return null || from.kind == SqlKind::kString ? std::optional(SqlType(SqlKind::kDouble)) : std::nullopt;
  }
  if (to == "signed") return from.kind == SqlKind::kInterval ? std::optional(from) : ImplicitCast(from, "num");
  if (to == "sumnum" || to == "avgnum") {
    if (from.kind == SqlKind::kDecimal) return from;
    if (from.IsIntegral()) return SqlType(to == "sumnum" ? SqlKind::kBigint : SqlKind::kDouble);
    bool castable = null || from.IsNumeric() || from.kind == SqlKind::kString || from.kind == SqlKind::kTimestamp;
    return castable ? std::optional(SqlType(SqlKind::kDouble)) : std::nullopt;
  }
  if (to == "ceilnum") {
    if (from.kind == SqlKind::kBigint || from.kind == SqlKind::kDecimal || from.kind == SqlKind::kDouble) return from;
    if (from.IsIntegral()) return SqlType(SqlKind::kBigint);
    return null || from.IsNumeric() || from.kind == SqlKind::kString ? std::optional(SqlType(SqlKind::kDouble))
                                                                     : std::nullopt;
  }
  if (to == "hexarg") {
    if (from.kind == SqlKind::kString || from.kind == SqlKind::kBinary) return from;
    if (null || from.IsNumeric()) return SqlType(SqlKind::kBigint);
    return ImplicitCast(from, "string");
  }
  if (to == "shiftnum") {
    if (from.kind == SqlKind::kBigint) return from;
    return null || from.IsNumeric() || from.kind == SqlKind::kString ? std::optional(SqlType(SqlKind::kInt))
                                                                     : std::nullopt;
  }
  if (to == "timetext") {
    if (null || from.kind == SqlKind::kString) return SqlType(SqlKind::kString);
    return IsDateLike(from.kind) ? std::optional(from) : std::nullopt;
  }
  if (to == "integral") {
    if (from.IsIntegral()) return from;
    bool castable = null || from.IsNumeric() || from.kind == SqlKind::kString;
    return castable ? std::optional(SqlType(SqlKind::kBigint)) : std::nullopt;
  }
  if (to == "array") return null || from.kind == SqlKind::kArray ? std::optional(from) : std::nullopt;
  if (to == "map") return null || from.kind == SqlKind::kMap ? std::optional(from) : std::nullopt;
  if (to == "struct") return null || from.kind == SqlKind::kStruct ? std::optional(from) : std::nullopt;
  if (to == "text") {  // string or binary as it is
    if (from.kind == SqlKind::kBinary) return from;
    return ImplicitCast(from, "string");
  }
  if (to == "doublelist") {
    if (from.kind == SqlKind::kArray) return SqlType::Array(SqlKind::kDouble);
    return ImplicitCast(from, "double");
  }
  if (to == "textlist") return ImplicitCast(from, from.kind == SqlKind::kArray ? "array<string>" : "string");
  if (to == "decimal") to = "decimal(38,18)";
  if (to == "array<string>") {
    if (from.kind == SqlKind::kArray) return SqlType::Array(SqlKind::kString);
    return null ? std::optional(SqlType::Array(SqlKind::kString)) : std::nullopt;
  }
  std::optional<SqlType> target = FindSimpleType(to);
  if (!target) return std::nullopt;
  if (null || from == *target) return target;
  if (target->kind == SqlKind::kString)
    return from.IsComplex() || from.kind == SqlKind::kInterval ? std::nullopt : target;
  if (from.kind == SqlKind::kString) return target->kind == SqlKind::kBoolean ? std::nullopt : target;
  if (from.IsNumeric() && target->IsNumeric()) return target;
  if (IsDateLike(from.kind) && IsDateLike(target->kind)) return target;
  return std::nullopt;
}

}  // namespace pandora
