// Arithmetic, comparison and bit operators. The binder has brought both sides to one type (decimals keep their scales).
#include <cmath>

#include "core/function/kernel.h"
#include "core/value/calendar.h"

namespace pandora {
namespace {

template <typename Compare>
void Comparison(const Value* args, Value* result, Compare compare) {
  *result = Value::Bool(compare(CompareValues(args[0], args[1])));
}

void Equal(CallContext&, const Value* a, Value* r) {
  Comparison(a, r, [](int order) { return order == 0; });
}
void NotEqual(CallContext&, const Value* a, Value* r) {
  Comparison(a, r, [](int order) { return order != 0; });
}
void Less(CallContext&, const Value* a, Value* r) {
  Comparison(a, r, [](int order) { return order < 0; });
}
void LessEqual(CallContext&, const Value* a, Value* r) {
  Comparison(a, r, [](int order) { return order <= 0; });
}
void Greater(CallContext&, const Value* a, Value* r) {
  Comparison(a, r, [](int order) { return order > 0; });
}
void GreaterEqual(CallContext&, const Value* a, Value* r) {
  Comparison(a, r, [](int order) { return order >= 0; });
}

void NullSafeEqual(CallContext&, const Value* args, Value* result) {
  bool either = args[0].is_null() || args[1].is_null();
  *result = Value::Bool(either ? args[0].is_null() && args[1].is_null() : CompareValues(args[0], args[1]) == 0);
}

void Not(CallContext&, const Value* args, Value* result) { *result = Value::Bool(args[0].i == 0); }

double RoundTo(const CallContext& context, double value) {
  return context.result_type->kind == SqlKind::kFloat ? static_cast<double>(static_cast<float>(value)) : value;
}

// Both decimals at the larger scale.
std::optional<std::pair<Int128, Int128>> Align(const CallContext& context, const Value* args, int* scale) {
  int a = context.arg_types[0].scale;
  int b = context.arg_types[1].scale;
  *scale = std::max(a, b);
  std::optional<Int128> left = Rescale(args[0].decimal(), a, *scale);
  std::optional<Int128> right = Rescale(args[1].decimal(), b, *scale);
  if (!left || !right) return std::nullopt;
  return std::pair(*left, *right);
}

template <typename OnInt, typename OnDouble>
void Arithmetic(CallContext& context, const Value* args, Value* result, OnInt on_int, OnDouble on_double) {
  if (args[0].tag == Value::Tag::kDouble) *result = Value::Double(RoundTo(context, on_double(args[0].d, args[1].d)));
  else *result = Value::Int(WrapTo(context.result_type->kind, on_int(args[0].i, args[1].i)));
}

void Add(CallContext& context, const Value* args, Value* result) {
  if (args[0].tag == Value::Tag::kDecimal) {
    int scale = 0;
    auto both = Align(context, args, &scale);
    if (both) *result = DecimalResultValue(DecimalAdd(both->first, both->second), scale, *context.result_type);
    return;
  }
  Arithmetic(context, args, result, WrapAdd, [](double a, double b) { return a + b; });
}

void Subtract(CallContext& context, const Value* args, Value* result) {
  if (args[0].tag == Value::Tag::kDecimal) {
    int scale = 0;
    auto both = Align(context, args, &scale);
    if (both) *result = DecimalResultValue(DecimalAdd(both->first, -both->second), scale, *context.result_type);
    return;
  }
  Arithmetic(context, args, result, WrapSubtract, [](double a, double b) { return a - b; });
}

void Multiply(CallContext& context, const Value* args, Value* result) {
  if (args[0].tag == Value::Tag::kDecimal) {
    int scale = context.arg_types[0].scale + context.arg_types[1].scale;
    *result = DecimalResultValue(DecimalMultiply(args[0].decimal(), args[1].decimal()), scale, *context.result_type);
    return;
  }
  Arithmetic(context, args, result, WrapMultiply, [](double a, double b) { return a * b; });
}

void Divide(CallContext& context, const Value* args, Value* result) {
  if (args[0].tag == Value::Tag::kDouble) {
    if (args[1].d != 0) *result = Value::Double(args[0].d / args[1].d);
    return;
  }
  int scale = 0;
  auto both = Align(context, args, &scale);
  if (!both || both->second == 0) return;
  std::optional<Int128> quotient = DecimalDivide(both->first, both->second, context.result_type->scale);
  *result = DecimalResultValue(quotient, context.result_type->scale, *context.result_type);
}

void Remainder(CallContext& context, const Value* args, Value* result) {
  if (args[0].tag == Value::Tag::kDouble) {
    if (args[1].d != 0) *result = Value::Double(RoundTo(context, std::fmod(args[0].d, args[1].d)));
  } else if (args[0].tag == Value::Tag::kDecimal) {
    int scale = 0;
    auto both = Align(context, args, &scale);
    if (both && both->second != 0)
      *result = DecimalResultValue(both->first % both->second, scale, *context.result_type);
  } else if (args[1].i != 0) {
    *result = Value::Int(args[1].i == -1 ? 0 : args[0].i % args[1].i);
  }
}

void PositiveModulo(CallContext& context, const Value* args, Value* result) {
  if (args[0].tag == Value::Tag::kDouble) {
    if (args[1].d == 0) return;
    double rest = std::fmod(args[0].d, args[1].d);
    *result = Value::Double(RoundTo(context, rest < 0 ? std::fmod(rest + args[1].d, args[1].d) : rest));
  } else if (args[0].tag == Value::Tag::kDecimal) {
    int scale = 0;
    auto both = Align(context, args, &scale);
    if (!both || both->second == 0) return;
    Int128 rest = both->first % both->second;
    *result = DecimalResultValue(rest < 0 ? (rest + both->second) % both->second : rest, scale, *context.result_type);
  } else if (args[1].i != 0) {
    int64_t rest = args[1].i == -1 ? 0 : args[0].i % args[1].i;
    *result = Value::Int(rest < 0 ? WrapAdd(rest, args[1].i) % args[1].i : rest);
  }
}

void Negative(CallContext& context, const Value* args, Value* result) {
  switch (args[0].tag) {
    case Value::Tag::kDouble: *result = Value::Double(-args[0].d); return;
    case Value::Tag::kDecimal: *result = Value::Decimal(-args[0].decimal()); return;
    case Value::Tag::kInterval: *result = Value::Interval(-args[0].months(), -args[0].micros()); return;
    default: *result = Value::Int(WrapTo(context.result_type->kind, WrapSubtract(0, args[0].i))); return;
  }
}

void Positive(CallContext&, const Value* args, Value* result) { *result = args[0]; }
void BitAnd(CallContext&, const Value* args, Value* result) { *result = Value::Int(args[0].i & args[1].i); }
void BitOr(CallContext&, const Value* args, Value* result) { *result = Value::Int(args[0].i | args[1].i); }
void BitXor(CallContext&, const Value* args, Value* result) { *result = Value::Int(args[0].i ^ args[1].i); }
void BitNot(CallContext&, const Value* args, Value* result) { *result = Value::Int(~args[0].i); }

// Bits are combined in the wider of both types.
std::optional<SqlType> BitType(std::span<const SqlType> args, std::span<const Value* const>, std::string* error) {
  SqlKind kind = SqlKind::kTinyint;
  for (const SqlType& type : args) {
    if (type.kind == SqlKind::kNull && args.size() == 1) return SqlType(SqlKind::kInt);
    if (!type.IsIntegral()) {
      *error = "bitwise operators need integral types, not " + TypeName(type);
      return std::nullopt;
    }
    kind = std::max(kind, type.kind);
  }
  return SqlType(kind);
}

Value MoveTime(const Value& time, int64_t months, int64_t micros) {
  int64_t moved = time.i;
  if (months != 0) {
    int64_t day = LocalDay(moved);
    // By the time that has passed since midnight, also on the days on which clocks are changed.
    moved = DayStart(AddMonths(day, months, true)) + (moved - DayStart(day));
  }
  return Value::Int(WrapAdd(moved, micros));
}

void TimeAdd(CallContext&, const Value* args, Value* result) {
  *result = MoveTime(args[0], args[1].months(), args[1].micros());
}
void TimeSub(CallContext&, const Value* args, Value* result) {
  *result = MoveTime(args[0], -args[1].months(), -args[1].micros());
}
void AddIntervals(CallContext&, const Value* args, Value* result) {
  *result = Value::Interval(WrapAdd(args[0].months(), args[1].months()), WrapAdd(args[0].micros(), args[1].micros()));
}
void SubtractIntervals(CallContext&, const Value* args, Value* result) {
  *result = Value::Interval(WrapSubtract(args[0].months(), args[1].months()),
                            WrapSubtract(args[0].micros(), args[1].micros()));
}

constexpr unsigned kOp = kOperator;

const Function kTable[] = {
    {"=|==", "(any, any) -> boolean", Equal, nullptr, kOp, nullptr, nullptr, "Equal; NULL if either is NULL.",
     "相等;任一为 NULL 则为 NULL。", "1 = 1.0 => true\nnull = 1 => NULL\n'1.5' = 1 => true"},
    {"<=>", "(any, any) -> boolean", NullSafeEqual, nullptr, kOp | kOwnNulls, nullptr, nullptr,
     "Equal, where NULL equals NULL.", "NULL 安全的相等比较。", "null <=> null => true\n1 <=> null => false"},
    {"<>|!=", "(any, any) -> boolean", NotEqual, nullptr, kOp, nullptr, nullptr, "Not equal.", "不相等。",
     "1 <> 2 => true"},
    {"<", "(any, any) -> boolean", Less, nullptr, kOp, nullptr, nullptr, "Less than.", "小于。",
     "1 < 2 => true\n'b' < 'a' => false"},
    {"<=", "(any, any) -> boolean", LessEqual, nullptr, kOp, nullptr, nullptr, "Less than or equal.", "小于等于。",
     "2 <= 2 => true"},
    {">", "(any, any) -> boolean", Greater, nullptr, kOp, nullptr, nullptr, "Greater than.", "大于。",
     "double('NaN') > 1e300D => true"},
    {">=", "(any, any) -> boolean", GreaterEqual, nullptr, kOp, nullptr, nullptr, "Greater than or equal.",
     "大于等于。", "1 >= 2 => false"},
    {"not|!", "(boolean) -> boolean", Not, nullptr, kOp, nullptr, nullptr, "Logical negation.", "逻辑非。",
     "not true => false\n! false => true"},
    {"+", "(any, any) -> $1", Add, nullptr, kOp, nullptr, nullptr, "Sum; integers wrap around.",
     "加法;整数溢出时回绕。", "1 + 2 => 3\n'1' + 1 => 2.0\n1.5 + 1 => 2.5"},
    {"-", "(any, any) -> $1", Subtract, nullptr, kOp, nullptr, nullptr, "Difference.", "减法。", "5 - 7 => -2"},
    {"*", "(any, any) -> $1", Multiply, nullptr, kOp, nullptr, nullptr, "Product.", "乘法。",
     "3 * 4 => 12\n1.5 * 2.5 => 3.75"},
    {"/", "(any, any) -> $1", Divide, nullptr, kOp, nullptr, nullptr,
     "Quotient as double or decimal; NULL when dividing by zero.", "除法,结果为 double 或 decimal;除以零得 NULL。",
     "7 / 2 => 3.5\n1 / 0 => NULL"},
    {"%", "(any, any) -> $1", Remainder, nullptr, kOp, nullptr, nullptr,
     "Remainder with the dividend's sign; NULL for zero.", "取余,符号同被除数;除以零得 NULL。",
     "-7 % 3 => -1\n5.5D % 2 => 1.5"},
    {"pmod", "(any, any) -> $1", PositiveModulo, nullptr, 0, nullptr, nullptr, "Positive remainder.", "正余数。",
     "pmod(-7, 3) => 2\npmod(7, 0) => NULL"},
    {"div", "(any, any) -> $1", nullptr, nullptr, kOp, nullptr, nullptr, "Quotient cut to bigint.", "整除。",
     "7 div 2 => 3"},
    {"between", "(any, any, any) -> boolean", nullptr, nullptr, kOp, nullptr, nullptr,
     "Whether a value lies in a closed range.", "是否在闭区间内。", "2 between 1 and 3 => true"},
    {"negative", "(signed) -> $1", Negative, nullptr, 0, nullptr, nullptr, "The number with the other sign.", "取负。",
     "negative(1) => -1\n- '1' => -1.0"},
    {"positive", "(signed) -> $1", Positive, nullptr, 0, nullptr, nullptr, "The number itself.", "原值。",
     "positive(1) => 1"},
    {"&", "(any, any) -> rule", BitAnd, nullptr, kOp, BitType, nullptr, "Bitwise and.", "按位与。", "6 & 3 => 2"},
    {"|", "(any, any) -> rule", BitOr, nullptr, kOp, BitType, nullptr, "Bitwise or.", "按位或。", "6 | 3 => 7"},
    {"^", "(any, any) -> rule", BitXor, nullptr, kOp, BitType, nullptr, "Bitwise exclusive or.", "按位异或。",
     "6 ^ 3 => 5"},
    {"~", "(any) -> rule", BitNot, nullptr, kOp, BitType, nullptr, "Bitwise not.", "按位取反。", "~ 5 => -6"},
    {"time_add", "(timestamp, any) -> timestamp", TimeAdd, nullptr, kOp, nullptr, nullptr, "Time plus interval.",
     "时间加间隔。", ""},
    {"time_sub", "(timestamp, any) -> timestamp", TimeSub, nullptr, kOp, nullptr, nullptr, "Time minus interval.",
     "时间减间隔。", ""},
    {"add_intervals", "(any, any) -> interval", AddIntervals, nullptr, kOp, nullptr, nullptr, "Sum of intervals.",
     "间隔相加。", ""},
    {"subtract_intervals", "(any, any) -> interval", SubtractIntervals, nullptr, kOp, nullptr, nullptr,
     "Difference of intervals.", "间隔相减。", ""},
};

}  // namespace

std::span<const Function> OperatorFunctions() { return kTable; }

}  // namespace pandora
