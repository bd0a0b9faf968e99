#include <fast_float/fast_float.h>
#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <cstring>

#include "core/base/text.h"

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
  const fmt::format_int digits(value);
  return Copy(digits.data(), static_cast<int>(digits.size()), at);
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
  const fmt::format_int digits(decimal.significand);
  const int count = static_cast<int>(digits.size());
  const int power = decimal.exponent + count - 1;
  const bool plain = power >= kMinPlainPower && power <= kMaxPlainPower;
  return (plain ? WritePlain : WriteScientific)(digits.data(), count, power, at);
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
