// The casts from string: number, boolean, date and timestamp texts as Spark 2.2 reads them.
#include <fast_float/fast_float.h>

#include <cmath>
#include <limits>

#include "core/base/text.h"
#include "core/function/cast.h"
#include "core/value/calendar.h"
#include "core/value/session_zone.h"

namespace pandora {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Java's String.trim: every character up to U+0020.
std::string_view JavaTrim(std::string_view text) {
  while (!text.empty() && static_cast<unsigned char>(text.front()) <= 0x20) text.remove_prefix(1);
  while (!text.empty() && static_cast<unsigned char>(text.back()) <= 0x20) text.remove_suffix(1);
  return text;
}

std::optional<int> ReadNumber(std::string_view text, size_t* pos, size_t max_digits, size_t* digits = nullptr) {
  size_t start = *pos;
  int value = 0;
  while (*pos < text.size() && *pos - start < max_digits && IsDigit(text[*pos]))
    value = value * 10 + (text[(*pos)++] - '0');
  if (digits) *digits = *pos - start;
  if (*pos == start) return std::nullopt;
  return value;
}

// yyyy, yyyy-[m]m or yyyy-[m]m-[d]d at `pos`.
std::optional<int64_t> ReadDate(std::string_view text, size_t* pos, bool* complete) {
  size_t digits = 0;
  std::optional<int> year = ReadNumber(text, pos, 5, &digits);
  if (!year || digits != 4) return std::nullopt;
  int fields[2] = {1, 1};
  *complete = false;
  for (int k = 0; k < 2; ++k) {
    if (*pos >= text.size() || text[*pos] != '-') break;
    ++*pos;
    std::optional<int> field = ReadNumber(text, pos, 2);
    if (!field) return std::nullopt;
    fields[k] = *field;
    *complete = k == 1;
  }
  if (fields[0] < 1 || fields[0] > 12 || fields[1] < 1 || fields[1] > DaysInMonth(*year, fields[0]))
    return std::nullopt;
  return FromCivil(*year, fields[0], fields[1]);
}

// Z, ±h, ±hh, ±h:m, ±hh:mm; microseconds east of UTC.
std::optional<int64_t> ReadZone(std::string_view text, size_t* pos) {
  char sign = text[*pos];
  if (sign == 'Z') {
    ++*pos;
    return 0;
  }
  if (sign != '+' && sign != '-') return std::nullopt;
  ++*pos;
  std::optional<int> hours = ReadNumber(text, pos, 2);
  if (!hours || *hours > 18) return std::nullopt;
  int minutes = 0;
  if (*pos < text.size() && text[*pos] == ':') {
    ++*pos;
    std::optional<int> read = ReadNumber(text, pos, 2);
    if (!read || *read > 59) return std::nullopt;
    minutes = *read;
  }
  int64_t offset = (*hours * 60 + minutes) * 60 * kSecondMicros;
  return sign == '-' ? -offset : offset;
}

struct ClockTime {
  int64_t micros = 0;
  std::optional<int64_t> zone;
};

// [h]h:[m]m:[s]s[.fraction][zone]; minutes and seconds may lack, then also what follows.
std::optional<ClockTime> ReadTime(std::string_view text, size_t* pos) {
  ClockTime time;
  std::optional<int> hour = ReadNumber(text, pos, 2);
  if (!hour || *hour > 23) return std::nullopt;
  if (*pos == text.size()) return ClockTime{*hour * 3600 * kSecondMicros, std::nullopt};
  if (text[*pos] != ':') return std::nullopt;
  ++*pos;
  std::optional<int> minute = ReadNumber(text, pos, 2);
  if (!minute || *minute > 59) return std::nullopt;
  int second = 0;
  if (*pos < text.size() && text[*pos] == ':') {
    ++*pos;
    std::optional<int> read = ReadNumber(text, pos, 2);
    if (!read || *read > 59) return std::nullopt;
    second = *read;
  }
  time.micros = ((*hour * 60 + *minute) * int64_t{60} + second) * kSecondMicros;
  if (*pos < text.size() && text[*pos] == '.') {
    int64_t unit = kSecondMicros / 10;
    for (++*pos; *pos < text.size() && IsDigit(text[*pos]); ++*pos, unit /= 10)
      time.micros += (text[*pos] - '0') * unit;
  }
  if (*pos < text.size()) {
    time.zone = ReadZone(text, pos);
    if (!time.zone) return std::nullopt;
  }
  return time;
}

int64_t LimitOf(SqlKind kind) {
  switch (kind) {
    case SqlKind::kTinyint: return 127;
    case SqlKind::kSmallint: return 32767;
    case SqlKind::kInt: return 2147483647;
    default: return std::numeric_limits<int64_t>::max();
  }
}

}  // namespace

std::optional<int64_t> TextToIntegral(std::string_view text, SqlKind kind) {
  if (text.empty()) return std::nullopt;
  size_t pos = 0;
  bool negative = text[0] == '-';
  if (negative || text[0] == '+') ++pos;
  if (pos == text.size()) return std::nullopt;
  int64_t value = 0;  // kept negative, so that the smallest value fits
  for (; pos < text.size() && text[pos] != '.'; ++pos) {
    if (!IsDigit(text[pos])) return std::nullopt;
    if (__builtin_mul_overflow(value, 10, &value) || __builtin_sub_overflow(value, text[pos] - '0', &value))
      return std::nullopt;
  }
  for (++pos; pos < text.size(); ++pos) {
    if (!IsDigit(text[pos])) return std::nullopt;
  }
  int64_t limit = LimitOf(kind);
  if (value < -limit - 1 || (!negative && value < -limit)) return std::nullopt;
  return negative ? value : -value;
}

std::optional<double> TextToDouble(std::string_view text) {
  text = JavaTrim(text);
  if (text.empty()) return std::nullopt;
  std::string_view body = text;
  bool negative = body[0] == '-';
  if (negative || body[0] == '+') body.remove_prefix(1);
  double sign = negative ? -1.0 : 1.0;
  if (body == "NaN") return std::nan("");
  if (body == "Infinity") return sign * std::numeric_limits<double>::infinity();
  if (body.size() > 1 && std::string_view("dDfF").find(body.back()) != std::string_view::npos) body.remove_suffix(1);
  if (body.empty() || (!IsDigit(body[0]) && body[0] != '.')) return std::nullopt;
  double value = 0;
  auto [end, error] = fast_float::from_chars(body.data(), body.data() + body.size(), value);
  if (end != body.data() + body.size()) return std::nullopt;
  if (error != std::errc() && error != std::errc::result_out_of_range) return std::nullopt;
  return sign * value;
}

std::optional<int64_t> TextToDate(std::string_view text) {
  size_t pos = 0;
  bool complete = false;
  std::optional<int64_t> days = ReadDate(text, &pos, &complete);
  if (!days) return std::nullopt;
  if (pos == text.size()) return days;
  if (text[pos] != ' ' && text[pos] != 'T') return std::nullopt;
  return days;
}

std::optional<int64_t> TextToTimestamp(std::string_view text, int64_t today) {
  if (text.empty()) return std::nullopt;
  size_t pos = 0;
  int64_t days = today;
  bool time_only = text.find(':') != std::string_view::npos &&
                   (text.find('-') == std::string_view::npos || text.find(':') < text.find('-'));
  if (!time_only) {
    bool complete = false;
    std::optional<int64_t> read = ReadDate(text, &pos, &complete);
    if (!read) return std::nullopt;
    days = *read;
    if (pos == text.size()) return DayStart(days);
    if (!complete || (text[pos] != ' ' && text[pos] != 'T')) return std::nullopt;
    ++pos;
    if (pos == text.size()) return DayStart(days);
  } else if (text[0] == 'T') {
    ++pos;
  }
  std::optional<ClockTime> time = ReadTime(text, &pos);
  if (!time || pos != text.size()) return std::nullopt;
  const int64_t local = days * kDayMicros + time->micros;
  return time->zone ? local - *time->zone : FromSessionClock(local);
}

std::optional<bool> TextToBoolean(std::string_view text) {
  std::string lower = ToLowerAscii(text);
  for (std::string_view word : {"t", "true", "y", "yes", "1"}) {
    if (lower == word) return true;
  }
  for (std::string_view word : {"f", "false", "n", "no", "0"}) {
    if (lower == word) return false;
  }
  return std::nullopt;
}

}  // namespace pandora
