#include "core/value/decimal.h"

#include <algorithm>
#include <array>

#include "core/base/text.h"

namespace pandora {
namespace {

constexpr int kMaxDigits = 38;

constexpr std::array<Int128, 39> MakePowers() {
  std::array<Int128, 39> powers{};
  powers[0] = 1;
  for (size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}
constexpr std::array<Int128, 39> kPowers = MakePowers();

Uint128 Magnitude(Int128 value) {
  return value < 0 ? Uint128{0} - static_cast<Uint128>(value) : static_cast<Uint128>(value);
}

std::optional<Int128> Grow(Int128 unscaled, int digits) {
  if (unscaled == 0) return 0;
  if (digits > kMaxDigits) return std::nullopt;
  Int128 result;
  if (__builtin_mul_overflow(unscaled, kPowers[digits], &result)) return std::nullopt;
  return result;
}

}  // namespace

Int128 PowerOfTen(int exponent) { return kPowers[exponent]; }

bool FitsPrecision(Int128 unscaled, int precision) {
  return Magnitude(unscaled) < static_cast<Uint128>(kPowers[std::clamp(precision, 0, kMaxDigits)]);
}

std::optional<Int128> Rescale(Int128 unscaled, int from, int to) {
  if (to >= from) return Grow(unscaled, to - from);
  if (from - to > kMaxDigits) return 0;
  Int128 divisor = kPowers[from - to];
  Int128 quotient = unscaled / divisor;
  Uint128 rest = Magnitude(unscaled % divisor);
  if (rest >= static_cast<Uint128>(divisor) - rest) quotient += unscaled < 0 ? -1 : 1;
  return quotient;
}

std::optional<Int128> RescaleHalfEven(Int128 unscaled, int from, int to) {
  if (to >= from) return Grow(unscaled, to - from);
  if (from - to > kMaxDigits) return 0;
  Int128 divisor = kPowers[from - to];
  Int128 quotient = unscaled / divisor;
  Uint128 rest = Magnitude(unscaled % divisor);
  Uint128 other = static_cast<Uint128>(divisor) - rest;
  if (rest > other || (rest == other && (quotient & 1) != 0)) quotient += unscaled < 0 ? -1 : 1;
  return quotient;
}

std::optional<Int128> DecimalAdd(Int128 a, Int128 b) {
  Int128 result;
  if (__builtin_add_overflow(a, b, &result)) return std::nullopt;
  return result;
}

std::optional<Int128> DecimalMultiply(Int128 a, Int128 b) {
  Int128 result;
  if (__builtin_mul_overflow(a, b, &result)) return std::nullopt;
  return result;
}

std::optional<Int128> DecimalDivide(Int128 a, Int128 b, int scale) {
  bool negative = (a < 0) != (b < 0);
  Uint128 divisor = Magnitude(b);
  Uint128 quotient = Magnitude(a) / divisor;
  Uint128 rest = Magnitude(a) % divisor;
  const Uint128 limit = static_cast<Uint128>(kPowers[kMaxDigits]);
  // One digit at a time, each by repeated addition: rest * 10 may not fit where rest itself does.
  for (int i = 0; i < scale; ++i) {
    if (quotient >= limit / 10) return std::nullopt;
    Uint128 sum = 0;
    unsigned digit = 0;
    for (int k = 0; k < 10; ++k) {
      sum += rest;
      if (sum >= divisor) {
        sum -= divisor;
        ++digit;
      }
    }
    quotient = quotient * 10 + digit;
    rest = sum;
  }
  if (rest >= divisor - rest) ++quotient;
  if (quotient >= limit) return std::nullopt;
  Int128 result = static_cast<Int128>(quotient);
  return negative ? -result : result;
}

std::string FormatDecimal(Int128 unscaled, int scale) {
  if (scale < 0) {
    std::optional<Int128> whole = Rescale(unscaled, scale, 0);
    if (!whole) return FormatDecimal(unscaled, 0) + std::string(static_cast<size_t>(-scale), '0');
    unscaled = *whole;
    scale = 0;
  }
  Uint128 rest = Magnitude(unscaled);
  std::string digits;
  while (rest != 0) {
    digits += static_cast<char>('0' + static_cast<int>(rest % 10));
    rest /= 10;
  }
  while (static_cast<int>(digits.size()) <= scale) digits += '0';
  std::string text;
  if (unscaled < 0) text += '-';
  for (size_t i = digits.size(); i-- > 0;) {
    text += digits[i];
    if (static_cast<int>(i) == scale && scale > 0) text += '.';
  }
  return text;
}

std::optional<ParsedDecimal> ParseDecimal(std::string_view text) {
  ParsedDecimal result;
  size_t i = 0;
  bool negative = false;
  if (i < text.size() && (text[i] == '+' || text[i] == '-')) negative = text[i++] == '-';
  int digits = 0;
  bool any = false;
  bool point = false;
  for (; i < text.size(); ++i) {
    char c = text[i];
    if (c == '.' && !point) {
      point = true;
      continue;
    }
    if (c < '0' || c > '9') break;
    any = true;
    if (point) ++result.scale;
    if (digits > 0 || c != '0') ++digits;
    if (digits > kMaxDigits) return std::nullopt;
    result.unscaled = result.unscaled * 10 + (c - '0');
  }
  if (!any) return std::nullopt;
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    std::string_view exponent = text.substr(i + 1);
    if (!exponent.empty() && exponent[0] == '+') exponent.remove_prefix(1);
    std::optional<int64_t> value = ParseInt64(exponent);
    if (!value || *value > 100000 || *value < -100000) return std::nullopt;
    result.scale -= static_cast<int>(*value);
    i = text.size();
  }
  if (i != text.size()) return std::nullopt;
  if (negative) result.unscaled = -result.unscaled;
  result.precision = std::max(digits, 1);
  return result;
}

double DecimalToDouble(Int128 unscaled, int scale) {
  if (unscaled == 0) return 0.0;
  // Both exact in double: one correctly rounded division.
  if (scale >= 0 && Magnitude(unscaled) < (Uint128{1} << 53) && scale <= 22) {
    double power = 1.0;
    for (int i = 0; i < scale; ++i) power *= 10.0;
    return static_cast<double>(static_cast<int64_t>(unscaled)) / power;
  }
  std::string text = FormatDecimal(unscaled, 0) + "e" + std::to_string(-scale);
  return ParseDouble(text).value_or(0.0);
}

}  // namespace pandora
