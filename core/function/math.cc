// Numbers: rounding, logarithms, trigonometry, bases, bits.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/function/cast.h"
#include "core/function/kernel.h"
#include "core/function/libm.h"

namespace pandora {
namespace {

template <double (*kFunction)(double)>
void Unary(CallContext&, const Value* args, Value* result) {
  *result = Value::Double(kFunction(args[0].d));
}

// NULL outside the domain instead of NaN, as Spark's logarithms have it.
template <double (*kFunction)(double)>
void Logarithm(CallContext&, const Value* args, Value* result) {
  if (!(args[0].d <= 0)) *result = Value::Double(kFunction(args[0].d));
}

void Log1p(CallContext&, const Value* args, Value* result) {
  if (!(args[0].d <= -1)) *result = Value::Double(libm::Log1p(args[0].d));
}

void Log(CallContext& context, const Value* args, Value* result) {
  if (context.arg_types.size() == 1) {
    if (!(args[0].d <= 0)) *result = Value::Double(libm::Log(args[0].d));
    return;
  }
  if (!(args[0].d <= 0) && !(args[1].d <= 0)) *result = Value::Double(libm::Log(args[1].d) / libm::Log(args[0].d));
}

// Java knows no power of NaN and no infinite power of 1 or -1, where C has 1.
void Power(CallContext&, const Value* args, Value* result) {
  const double base = args[0].d;
  const double exponent = args[1].d;
  const bool undefined = std::isnan(exponent) || (std::isinf(exponent) && std::fabs(base) == 1);
  *result = Value::Double(undefined ? std::nan("") : libm::Pow(base, exponent));
}

// Spark adds 0.0, so that there is one zero and no angle of -pi beside the one of pi.
void Atan2(CallContext&, const Value* args, Value* result) {
  *result = Value::Double(libm::Atan2(args[0].d + 0.0, args[1].d + 0.0));
}

// As Spark computes it; musl's own log2 has other last digits.
double Log2(double x) { return libm::Log(x) / libm::Log(2); }

void Hypot(CallContext&, const Value* args, Value* result) {
  *result = Value::Double(libm::Hypot(args[0].d, args[1].d));
}
void Pi(CallContext&, const Value*, Value* result) { *result = Value::Double(std::numbers::pi); }
void Euler(CallContext&, const Value*, Value* result) { *result = Value::Double(std::numbers::e); }

// The library is not exact on whole cubes everywhere.
double CubeRoot(double x) {
  double root = libm::Cbrt(x);
  double whole = std::nearbyint(root);
  return whole * whole * whole == x ? whole : root;
}
double Signum(double x) { return std::isnan(x) || x == 0 ? x : (x > 0 ? 1.0 : -1.0); }
double Degrees(double x) { return x * 180.0 / std::numbers::pi; }
double Radians(double x) { return x / 180.0 * std::numbers::pi; }

void Abs(CallContext& context, const Value* args, Value* result) {
  switch (args[0].tag) {
    case Value::Tag::kDouble: *result = Value::Double(std::fabs(args[0].d)); return;
    case Value::Tag::kDecimal:
      *result = Value::Decimal(args[0].decimal() < 0 ? -args[0].decimal() : args[0].decimal());
      return;
    default:
      *result = Value::Int(args[0].i < 0 ? WrapTo(context.result_type->kind, WrapSubtract(0, args[0].i)) : args[0].i);
      return;
  }
}

template <bool kUp>
void CeilFloor(CallContext& context, const Value* args, Value* result) {
  if (args[0].tag == Value::Tag::kDouble) {
    *result = Value::Int(DoubleToLong(kUp ? std::ceil(args[0].d) : std::floor(args[0].d)));
  } else if (args[0].tag == Value::Tag::kDecimal) {
    int scale = context.arg_types[0].scale;
    Int128 unit = PowerOfTen(std::max(scale, 0));
    Int128 value = scale < 0 ? Rescale(args[0].decimal(), scale, 0).value_or(0) : args[0].decimal();
    Int128 whole = value / unit;
    if (kUp && value % unit > 0) ++whole;
    if (!kUp && value % unit < 0) --whole;
    *result = DecimalResultValue(whole, 0, *context.result_type);
  } else {
    *result = args[0];
  }
}

std::optional<SqlType> CeilType(std::span<const SqlType> args, std::span<const Value* const>, std::string*) {
  if (args[0].kind == SqlKind::kDecimal && args[0].scale == 0) return args[0];
  if (args[0].kind == SqlKind::kDecimal) return SqlType::Decimal(args[0].precision - args[0].scale + 1, 0);
  return SqlType(SqlKind::kBigint);
}

// Rounds what Java prints for the double, which is what Spark's BigDecimal sees.
double RoundDouble(double value, int64_t digits, bool half_even) {
  if (std::isnan(value) || std::isinf(value) || digits > 300) return value;
  std::optional<ParsedDecimal> parsed = ParseDecimal(JavaDouble(value));
  if (!parsed || parsed->scale <= digits) return value;
  int target = static_cast<int>(std::max<int64_t>(digits, -40));
  if (parsed->scale - target > 38) return 0.0 * value;
  std::optional<Int128> rounded = half_even ? RescaleHalfEven(parsed->unscaled, parsed->scale, target)
                                            : Rescale(parsed->unscaled, parsed->scale, target);
  if (!rounded) return value;
  if (target >= 0) return DecimalToDouble(*rounded, target);
  std::optional<Int128> grown = Rescale(*rounded, target, 0);
  return grown ? DecimalToDouble(*grown, 0) : value;
}

int64_t RoundLong(int64_t value, int64_t digits, bool half_even) {
  if (digits >= 0) return value;
  if (digits < -19) return 0;
  int drop = static_cast<int>(-digits);
  std::optional<Int128> rounded = half_even ? RescaleHalfEven(value, drop, 0) : Rescale(value, drop, 0);
  return static_cast<int64_t>(rounded.value_or(0) * PowerOfTen(drop));
}

template <bool kHalfEven>
void Round(CallContext& context, const Value* args, Value* result) {
  int64_t digits = context.arg_types.size() > 1 ? args[1].i : 0;
  if (args[0].tag == Value::Tag::kDouble) {
    double rounded = RoundDouble(args[0].d, digits, kHalfEven);
    *result = Value::Double(
        context.result_type->kind == SqlKind::kFloat ? static_cast<double>(static_cast<float>(rounded)) : rounded);
  } else if (args[0].tag == Value::Tag::kDecimal) {
    int scale = context.arg_types[0].scale;
    int target = static_cast<int>(std::clamp<int64_t>(digits, -38, scale));
    std::optional<Int128> value =
        kHalfEven ? RescaleHalfEven(args[0].decimal(), scale, target) : Rescale(args[0].decimal(), scale, target);
    *result = DecimalResultValue(value, target, *context.result_type);
  } else {
    *result = Value::Int(WrapTo(context.result_type->kind, RoundLong(args[0].i, digits, kHalfEven)));
  }
}

std::optional<SqlType> RoundType(std::span<const SqlType> args, std::span<const Value* const> constants,
                                 std::string* error) {
  int64_t digits = 0;
  if (args.size() > 1) {
    if (!constants[1]) {
      *error = "Only foldable Expression is allowed for scale arguments";
      return std::nullopt;
    }
    if (!constants[1]->is_null()) digits = constants[1]->i;
  }
  if (args[0].kind != SqlKind::kDecimal) return args[0];
  // A negative scale is Spark's type, too: round(1234.5, -2) is 12 hundreds.
  return SqlType::Decimal(args[0].precision, static_cast<int>(std::clamp<int64_t>(digits, -38, args[0].scale)));
}

void Factorial(CallContext&, const Value* args, Value* result) {
  if (args[0].i < 0 || args[0].i > 20) return;
  int64_t value = 1;
  for (int64_t k = 2; k <= args[0].i; ++k) value *= k;
  *result = Value::Int(value);
}

std::string InBase(uint64_t value, unsigned base) {
  std::string digits;
  do {
    digits += "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[value % base];
    value /= base;
  } while (value != 0);
  std::reverse(digits.begin(), digits.end());
  return digits;
}

void Bin(CallContext& context, const Value* args, Value* result) {
  *result = CopiedText(context, InBase(static_cast<uint64_t>(args[0].i), 2));
}

void Hex(CallContext& context, const Value* args, Value* result) {
  if (args[0].tag == Value::Tag::kInt) {
    *result = CopiedText(context, InBase(static_cast<uint64_t>(args[0].i), 16));
    return;
  }
  std::string out;
  for (char c : args[0].view()) {
    out += "0123456789ABCDEF"[static_cast<unsigned char>(c) >> 4];
    out += "0123456789ABCDEF"[static_cast<unsigned char>(c) & 15];
  }
  *result = CopiedText(context, out);
}

int DigitValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'z') return c - 'a' + 10;
  if (c >= 'A' && c <= 'Z') return c - 'A' + 10;
  return 99;
}

void Unhex(CallContext& context, const Value* args, Value* result) {
  std::string_view text = args[0].view();
  std::string out;
  size_t k = 0;
  int high = 0;
  if (text.size() % 2 == 1) {
    int digit = DigitValue(text[k++]);
    if (digit > 15) return;
    out += static_cast<char>(digit);
  }
  for (; k + 1 < text.size(); k += 2) {
    high = DigitValue(text[k]);
    int low = DigitValue(text[k + 1]);
    if (high > 15 || low > 15) return;
    out += static_cast<char>(high * 16 + low);
  }
  *result = CopiedText(context, out);
}

// Hive's conv: digits up to the first that is none, unsigned 64 bits that saturate, a negative base for signed output.
void Conv(CallContext& context, const Value* args, Value* result) {
  std::string_view text = args[0].view();
  int64_t from = args[1].i;
  int64_t to = args[2].i;
  int64_t to_magnitude = to < 0 ? -to : to;
  if (text.empty() || from < 2 || from > 36 || to_magnitude < 2 || to_magnitude > 36) return;
  bool negative = text[0] == '-';
  if (negative) text.remove_prefix(1);
  uint64_t value = 0;
  for (char c : text) {
    int digit = DigitValue(c);
    if (digit >= from) break;
    uint64_t next = 0;
    bool overflow = __builtin_mul_overflow(value, static_cast<uint64_t>(from), &next) ||
                    __builtin_add_overflow(next, static_cast<uint64_t>(digit), &next);
    value = overflow ? ~uint64_t{0} : next;
    if (overflow) break;
  }
  if (negative) {
    if (to > 0) value = static_cast<int64_t>(value) < 0 ? ~uint64_t{0} : uint64_t{0} - value;
    else value = static_cast<int64_t>(value) < 0 ? ~uint64_t{0} : uint64_t{0} - value;
  }
  std::string out;
  if (to < 0 && static_cast<int64_t>(value) < 0) {
    value = uint64_t{0} - value;
    out += '-';
  }
  *result = CopiedText(context, out + InBase(value, static_cast<unsigned>(to_magnitude)));
}

template <int kKind>
void Shift(CallContext& context, const Value* args, Value* result) {
  bool wide = ArgKind(context, 0) == SqlKind::kBigint;
  int64_t count = args[1].i & (wide ? 63 : 31);
  uint64_t bits = wide ? static_cast<uint64_t>(args[0].i) : static_cast<uint32_t>(args[0].i);
  if (kKind == 0) *result = Value::Int(WrapTo(context.result_type->kind, static_cast<int64_t>(bits << count)));
  else if (kKind == 1) *result = Value::Int(args[0].i >> count);
  else *result = Value::Int(WrapTo(context.result_type->kind, static_cast<int64_t>(bits >> count)));
}

std::optional<SqlType> ShiftType(std::span<const SqlType> args, std::span<const Value* const>, std::string*) {
  return SqlType(args[0].kind == SqlKind::kBigint ? SqlKind::kBigint : SqlKind::kInt);
}

// Spark's XORShiftRandom, as its first partition runs it: one per call site.
class RandomState : public CallState {
 public:
  explicit RandomState(int64_t seed) : state_(HashSeed(seed)) {}

  double Next() {
    int64_t high = static_cast<int64_t>(Bits(26)) << 27;
    return static_cast<double>(high + static_cast<int64_t>(Bits(27))) * 0x1.0p-53;
  }

  // Marsaglia's polar method, two values at a time, as java.util.Random.
  double NextGaussian() {
    if (has_kept_) {
      has_kept_ = false;
      return kept_;
    }
    double x = 0, y = 0, square = 0;
    do {
      x = 2 * Next() - 1;
      y = 2 * Next() - 1;
      square = x * x + y * y;
    } while (square >= 1 || square == 0);
    double factor = std::sqrt(-2 * libm::Log(square) / square);
    kept_ = y * factor;
    has_kept_ = true;
    return x * factor;
  }

 private:
  // Scala's MurmurHash3.bytesHash of the seed in a buffer of 64 bytes (2.x takes the number of its bits for that of its bytes).
  static uint32_t BytesHash(const unsigned char* bytes, size_t size, uint32_t seed) {
    uint32_t hash = seed;
    for (size_t k = 0; k + 4 <= size; k += 4) {
      uint32_t word = bytes[k] | bytes[k + 1] << 8 | bytes[k + 2] << 16 | static_cast<uint32_t>(bytes[k + 3]) << 24;
      word *= 0xCC9E2D51u;
      word = (word << 15 | word >> 17) * 0x1B873593u;
      hash ^= word;
      hash = (hash << 13 | hash >> 19) * 5 + 0xE6546B64u;
    }
    hash ^= static_cast<uint32_t>(size);
    hash = (hash ^ hash >> 16) * 0x85EBCA6Bu;
    hash = (hash ^ hash >> 13) * 0xC2B2AE35u;
    return hash ^ hash >> 16;
  }
  static uint64_t HashSeed(int64_t seed) {
    unsigned char bytes[64] = {};
    for (int k = 0; k < 8; ++k) bytes[k] = static_cast<unsigned char>(static_cast<uint64_t>(seed) >> (56 - 8 * k));
    uint32_t low = BytesHash(bytes, sizeof bytes, 0x3C074A61u);
    uint32_t high = BytesHash(bytes, sizeof bytes, low);
    return static_cast<uint64_t>(high) << 32 | low;
  }
  uint64_t Bits(int count) {
    uint64_t next = state_ ^ (state_ << 21);
    next ^= next >> 35;
    next ^= next << 4;
    state_ = next;
    return next & ((uint64_t{1} << count) - 1);
  }

  uint64_t state_;
  double kept_ = 0;
  bool has_kept_ = false;
};

RandomState& RandomOf(CallContext& context, const Value* args) {
  if (!*context.scratch) {
    int64_t seed = context.arg_types.empty() ? context.now.micros : args[0].is_null() ? 0 : args[0].i;
    *context.scratch = std::make_unique<RandomState>(seed);
  }
  return static_cast<RandomState&>(**context.scratch);
}

void Rand(CallContext& context, const Value* args, Value* result) {
  *result = Value::Double(RandomOf(context, args).Next());
}

void Randn(CallContext& context, const Value* args, Value* result) {
  *result = Value::Double(RandomOf(context, args).NextGaussian());
}

std::optional<SqlType> RandomType(std::span<const SqlType> args, std::span<const Value* const> constants,
                                  std::string* error) {
  if (!args.empty() && !constants[0]) {
    *error = "Input argument to rand/randn must be a constant.";
    return std::nullopt;
  }
  return SqlType(SqlKind::kDouble);
}

const Function kTable[] = {
    {"abs", "(num) -> $1", Abs, nullptr, 0, nullptr, nullptr, "The absolute value.", "绝对值。",
     "abs(-3) => 3\nabs(-1.5) => 1.5"},
    {"ceil|ceiling", "(ceilnum) -> rule", CeilFloor<true>, nullptr, 0, CeilType, nullptr,
     "The least whole number that is not less.", "向上取整。", "ceil(1.2D) => 2\nceil(-0.1) => 0"},
    {"floor", "(ceilnum) -> rule", CeilFloor<false>, nullptr, 0, CeilType, nullptr,
     "The largest whole number that is not more.", "向下取整。", "floor(-1.2D) => -2\nfloor(5) => 5"},
    {"round", "(num[, int]) -> rule", Round<false>, nullptr, 0, RoundType, nullptr,
     "Rounded half up to d digits, which may be negative.", "四舍五入到 d 位小数(可为负)。",
     "round(2.5) => 3\nround(1.005D, 2) => 1.01\nround(123.345D, -2) => 100.0\nround(-2.5D) => -3.0"},
    {"bround", "(num[, int]) -> rule", Round<true>, nullptr, 0, RoundType, nullptr, "Rounded half to even.",
     "银行家舍入。", "bround(2.5D) => 2.0"},
    {"rint", "(double) -> double", Unary<std::nearbyint>, nullptr, 0, nullptr, nullptr,
     "The nearest whole number as a double, half to even.", "最近的整数(double)。", "rint(2.5) => 2.0"},
    {"sqrt", "(double) -> double", Unary<std::sqrt>, nullptr, 0, nullptr, nullptr, "The square root.", "平方根。",
     "sqrt(16) => 4.0\nsqrt(-1) => NaN"},
    {"cbrt", "(double) -> double", Unary<CubeRoot>, nullptr, 0, nullptr, nullptr, "The cube root.", "立方根。",
     "cbrt(27) => 3.0"},
    {"exp", "(double) -> double", Unary<libm::Exp>, nullptr, 0, nullptr, nullptr, "e to a power.", "e 的幂。",
     "exp(0) => 1.0"},
    {"expm1", "(double) -> double", Unary<libm::Expm1>, nullptr, 0, nullptr, nullptr, "exp(x) - 1.", "exp(x)-1。",
     "expm1(0) => 0.0"},
    {"ln", "(double) -> double", Logarithm<libm::Log>, nullptr, 0, nullptr, nullptr,
     "The natural logarithm; NULL unless positive.", "自然对数;非正数得 NULL。", "ln(1) => 0.0\nln(0) => NULL"},
    {"log", "(double[, double]) -> double", Log, nullptr, 0, nullptr, nullptr,
     "The natural logarithm, or that to a base given first.", "自然对数,或以第一个参数为底的对数。",
     "log(1) => 0.0\nlog(0) => NULL"},
    {"log10", "(double) -> double", Logarithm<libm::Log10>, nullptr, 0, nullptr, nullptr, "The decimal logarithm.",
     "常用对数。", "log10(1000) => 3.0"},
    {"log2", "(double) -> double", Logarithm<Log2>, nullptr, 0, nullptr, nullptr, "The logarithm to base 2.",
     "以 2 为底的对数。", "log2(8) => 3.0"},
    {"log1p", "(double) -> double", Log1p, nullptr, 0, nullptr, nullptr, "ln(1 + x).", "ln(1+x)。", "log1p(0) => 0.0"},
    {"pow|power", "(double, double) -> double", Power, nullptr, 0, nullptr, nullptr, "A number to a power.", "幂。",
     "pow(2, 10) => 1024.0"},
    {"sin", "(double) -> double", Unary<libm::Sin>, nullptr, 0, nullptr, nullptr, "Sine.", "正弦。", "sin(0) => 0.0"},
    {"cos", "(double) -> double", Unary<libm::Cos>, nullptr, 0, nullptr, nullptr, "Cosine.", "余弦。", "cos(0) => 1.0"},
    {"tan", "(double) -> double", Unary<libm::Tan>, nullptr, 0, nullptr, nullptr, "Tangent.", "正切。",
     "tan(0) => 0.0"},
    {"asin", "(double) -> double", Unary<libm::Asin>, nullptr, 0, nullptr, nullptr, "Inverse sine.", "反正弦。",
     "asin(0) => 0.0"},
    {"acos", "(double) -> double", Unary<libm::Acos>, nullptr, 0, nullptr, nullptr, "Inverse cosine.", "反余弦。",
     "acos(1) => 0.0\nacos(2) => NaN"},
    {"atan", "(double) -> double", Unary<libm::Atan>, nullptr, 0, nullptr, nullptr, "Inverse tangent.", "反正切。",
     "atan(0) => 0.0"},
    {"atan2", "(double, double) -> double", Atan2, nullptr, 0, nullptr, nullptr, "The angle of a point.", "点的角度。",
     "atan2(0, 1) => 0.0"},
    {"sinh", "(double) -> double", Unary<libm::Sinh>, nullptr, 0, nullptr, nullptr, "Hyperbolic sine.", "双曲正弦。",
     "sinh(0) => 0.0"},
    {"cosh", "(double) -> double", Unary<libm::Cosh>, nullptr, 0, nullptr, nullptr, "Hyperbolic cosine.", "双曲余弦。",
     "cosh(0) => 1.0"},
    {"tanh", "(double) -> double", Unary<libm::Tanh>, nullptr, 0, nullptr, nullptr, "Hyperbolic tangent.", "双曲正切。",
     "tanh(0) => 0.0"},
    {"hypot", "(double, double) -> double", Hypot, nullptr, 0, nullptr, nullptr, "The length of a hypotenuse.",
     "直角三角形斜边。", "hypot(3, 4) => 5.0"},
    {"degrees|todegrees", "(double) -> double", Unary<Degrees>, nullptr, 0, nullptr, nullptr, "Radians in degrees.",
     "弧度转角度。", "degrees(0) => 0.0"},
    {"radians|toradians", "(double) -> double", Unary<Radians>, nullptr, 0, nullptr, nullptr, "Degrees in radians.",
     "角度转弧度。", "radians(0) => 0.0"},
    {"sign|signum", "(double) -> double", Unary<Signum>, nullptr, 0, nullptr, nullptr, "-1.0, 0.0 or 1.0.", "符号。",
     "sign(-7) => -1.0"},
    {"pi", "() -> double", Pi, nullptr, 0, nullptr, nullptr, "The number pi.", "圆周率。", "round(pi(), 4) => 3.1416"},
    {"e", "() -> double", Euler, nullptr, 0, nullptr, nullptr, "Euler's number.", "自然常数。",
     "round(e(), 4) => 2.7183"},
    {"factorial", "(int) -> bigint", Factorial, nullptr, 0, nullptr, nullptr, "n!, NULL outside 0 to 20.",
     "阶乘,超出 0..20 得 NULL。", "factorial(5) => 120\nfactorial(21) => NULL"},
    {"bin", "(bigint) -> string", Bin, nullptr, 0, nullptr, nullptr, "The binary digits.", "二进制表示。",
     "bin(13) => 1101"},
    {"hex", "(hexarg) -> string", Hex, nullptr, 0, nullptr, nullptr, "The hexadecimal digits of a number or of bytes.",
     "十六进制表示。", "hex(255) => FF\nhex('Spark') => 537061726B"},
    {"unhex", "(string) -> binary", Unhex, nullptr, 0, nullptr, nullptr, "The bytes of hexadecimal digits.",
     "十六进制还原为字节。", "unhex('537061726B') => Spark"},
    {"conv", "(string, int, int) -> string", Conv, nullptr, 0, nullptr, nullptr, "A number in another base.",
     "进制转换。", "conv('100', 2, 10) => 4\nconv('-10', 16, -10) => -16"},
    {"shiftleft", "(shiftnum, int) -> rule", Shift<0>, nullptr, 0, ShiftType, nullptr, "Bits moved left.", "左移。",
     "shiftleft(2, 1) => 4"},
    {"shiftright", "(shiftnum, int) -> rule", Shift<1>, nullptr, 0, ShiftType, nullptr,
     "Bits moved right, keeping the sign.", "算术右移。", "shiftright(-4, 1) => -2"},
    {"shiftrightunsigned", "(shiftnum, int) -> rule", Shift<2>, nullptr, 0, ShiftType, nullptr,
     "Bits moved right, zeros in front.", "逻辑右移。", "shiftrightunsigned(4, 1) => 2"},
    {"rand|random", "([intlong]) -> rule", Rand, nullptr, kNotDeterministic | kOwnNulls, RandomType, nullptr,
     "A random number from 0 to 1.", "0 到 1 的随机数。", "rand(1) < 1 => true"},
    {"randn", "([intlong]) -> rule", Randn, nullptr, kNotDeterministic | kOwnNulls, RandomType, nullptr,
     "A random number, normally distributed.", "正态分布随机数。", "isnan(randn(1)) => false"},
};

}  // namespace

std::span<const Function> MathFunctions() { return kTable; }

}  // namespace pandora
