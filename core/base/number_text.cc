#include <fast_float/fast_float.h>
#include <fmt/format.h>

#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>

#include "core/base/text.h"
#include "core/base/two_digits.h"

namespace pandora {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

const char* SkipDigits(const char* p, const char* end) {
  while (p < end && IsDigit(*p)) ++p;
  return p;
}

// -?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?
bool IsNumberText(std::string_view text) {
  const char* p = text.data();
  const char* const end = p + text.size();
  const auto digits = [&] {
    const char* const begin = p;
    p = SkipDigits(p, end);
    return p > begin;
  };
  if (p < end && *p == '-') ++p;
  if (!digits()) return false;
  if (p < end && *p == '.') {
    ++p;
    if (!digits()) return false;
  }
  if (p < end && (*p == 'e' || *p == 'E')) {
    ++p;
    if (p < end && (*p == '+' || *p == '-')) ++p;
    if (!digits()) return false;
  }
  return p == end;
}

// Between these powers of ten numbers are written without an exponent, as JavaScript does.
constexpr int kMinPlainPower = -7;
constexpr int kMaxPlainPower = 20;

char* Copy(const char* from, int count, char* at) {
  std::memcpy(at, from, static_cast<size_t>(count));
  return at + count;
}

char* Zeros(int count, char* at) {
  std::memset(at, '0', static_cast<size_t>(count));
  return at + count;
}

// `count` digits, the first of them worth 10^power: "1.5e+21".
char* WriteScientific(const char* digits, int count, int power, char* at) {
  *at++ = digits[0];
  if (count > 1) {
    *at++ = '.';
    at = Copy(digits + 1, count - 1, at);
  }
  *at++ = 'e';
  *at++ = power < 0 ? '-' : '+';
  return WriteInt64(power < 0 ? -power : power, at);
}

// The same without an exponent: "0.0015", "1.5", "15.0".
char* WritePlain(const char* digits, int count, int power, char* at) {
  if (power < 0) return Copy(digits, count, Zeros(-power - 1, Copy("0.", 2, at)));
  const int whole = power + 1;
  if (count <= whole) return Copy(".0", 2, Zeros(whole - count, Copy(digits, count, at)));
  at = Copy(digits, whole, at);
  *at++ = '.';
  return Copy(digits + whole, count - whole, at);
}

// 1233 / 4096 is a little more than log10(2): bits become digits, one too few at most, and the table corrects that.
int CountDigits(uint64_t value) {
  static constexpr uint64_t kPowers[20] = {0,
                                           10,
                                           100,
                                           1000,
                                           10000,
                                           100000,
                                           1000000,
                                           10000000,
                                           100000000,
                                           1000000000,
                                           10000000000,
                                           100000000000,
                                           1000000000000,
                                           10000000000000,
                                           100000000000000,
                                           1000000000000000,
                                           10000000000000000,
                                           100000000000000000,
                                           1000000000000000000,
                                           10000000000000000000u};
  const int about = (64 - std::countl_zero(value | 1)) * 1233 >> 12;
  return about + (value >= kPowers[about] ? 1 : 0);
}

// From the last digit to the first, two at a time; with 32-bit divisions as soon as the value allows them.
char* WriteUint64(uint64_t value, char* at) {
  char* const end = at + CountDigits(value);
  char* p = end;
  while (value > 0xffffffff) {
    p -= 2;
    WriteTwoDigits(static_cast<uint32_t>(value % 100), p);
    value /= 100;
  }
  auto small = static_cast<uint32_t>(value);
  while (small >= 100) {
    p -= 2;
    WriteTwoDigits(small % 100, p);
    small /= 100;
  }
  if (small >= 10) {
    WriteTwoDigits(small, p - 2);
  } else {
    p[-1] = static_cast<char>('0' + small);
  }
  return end;
}

template <typename T>
std::optional<T> ParseInteger(std::string_view text) {
  T value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

}  // namespace

std::optional<int64_t> ParseInt64(std::string_view text) { return ParseInteger<int64_t>(text); }
std::optional<uint64_t> ParseUint64(std::string_view text) { return ParseInteger<uint64_t>(text); }

std::optional<double> ParseDouble(std::string_view text) {
  if (!IsNumberText(text)) return std::nullopt;
  double value = 0;
  const auto result = fast_float::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec != std::errc() || !std::isfinite(value)) return std::nullopt;
  return value;
}

char* WriteInt64(int64_t value, char* at) {
  auto magnitude = static_cast<uint64_t>(value);
  if (value < 0) {
    *at++ = '-';
    magnitude = 0 - magnitude;
  }
  return WriteUint64(magnitude, at);
}

char* WriteDouble(double value, char* at) {
  static constexpr double kExact = 9007199254740992.0;  // 2^53: up to here every integer is a double
  if (std::signbit(value)) {
    *at++ = '-';
    value = -value;
  }
  if (value < kExact && value == static_cast<double>(static_cast<int64_t>(value))) {
    return Copy(".0", 2, WriteInt64(static_cast<int64_t>(value), at));
  }
  const auto decimal = fmt::detail::dragonbox::to_decimal(value);
  char digits[kMaxNumberText];
  const int count = static_cast<int>(WriteUint64(decimal.significand, digits) - digits);
  const int power = decimal.exponent + count - 1;
  const bool plain = power >= kMinPlainPower && power <= kMaxPlainPower;
  return (plain ? WritePlain : WriteScientific)(digits, count, power, at);
}

void AppendInt64(int64_t value, std::string* out) {
  char text[kMaxNumberText];
  out->append(text, WriteInt64(value, text));
}

void AppendDouble(double value, std::string* out) {
  char text[kMaxNumberText];
  out->append(text, WriteDouble(value, text));
}

}  // namespace pandora
