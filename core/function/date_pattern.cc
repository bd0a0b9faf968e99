#include "core/function/date_pattern.h"

#include <algorithm>
#include <utility>

#include "core/base/text.h"
#include "core/value/calendar.h"
#include "core/value/session_zone.h"

namespace pandora {
namespace {

constexpr std::string_view kLetters = "GyYMLwWDdFEuaHkKhmsSzZX";
constexpr std::string_view kMonths[] = {"January", "February", "March",     "April",   "May",      "June",
                                        "July",    "August",   "September", "October", "November", "December"};
constexpr std::string_view kDays[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Weeks of the US locale: they begin on Sunday, and January 1st lies in week 1.
int UsWeekOfYear(int64_t day, int64_t* week_year) {
  int64_t year = ToCivil(day).year;
  auto week_start = [](int64_t y) {
    int64_t first = FromCivil(y, 1, 1);
    return first - (WeekdayFromMonday(first) + 1) % 7;
  };
  if (day >= week_start(year + 1)) ++year;
  *week_year = year;
  return static_cast<int>((day - week_start(year)) / 7) + 1;
}

void AppendZone(char letter, int count, int64_t micros, std::string* out) {
  if (letter == 'z') {
    if (const ZoneRule* zone = SessionZone()) *out += zone->ShortName(micros);
    else *out += count >= 4 ? "China Standard Time" : "CST";
    return;
  }
  const int64_t minutes = SessionOffsetAt(micros) / (60 * kSecondMicros);
  if (letter == 'X' && minutes == 0) {
    *out += 'Z';
    return;
  }
  const int64_t magnitude = minutes < 0 ? -minutes : minutes;
  *out += minutes < 0 ? '-' : '+';
  AppendPadded(magnitude / 60, 2, out);
  if (letter == 'X' && count == 1) return;
  if (letter == 'X' && count == 3) *out += ':';
  AppendPadded(magnitude % 60, 2, out);
}

}  // namespace

struct DatePattern::Fields {
  int64_t year = 1970;
  int month = 1;
  int day = 1;
  int64_t day_of_year = 0;
  int hour = 0;  // 0..23, or 0..11 when `half` is known
  bool hour_is_half = false;
  int half = -1;  // 0 AM, 1 PM
  int minute = 0;
  int second = 0;
  int64_t millis = 0;
  std::optional<int64_t> zone;
  bool bce = false;
  bool has_day = false;
  int weekday = -1;  // 0 is Monday; -1 when the text names none
  int week = 0;      // of the year; 0 when the text names none
  bool week_year = false;
};

std::optional<DatePattern> DatePattern::Compile(std::string_view pattern) {
  DatePattern result;
  std::string literal;
  auto flush = [&] {
    if (!literal.empty()) result.pieces_.push_back({0, 0, std::exchange(literal, {})});
  };
  for (size_t i = 0; i < pattern.size();) {
    char c = pattern[i];
    if (c == '\'') {
      if (i + 1 < pattern.size() && pattern[i + 1] == '\'') {
        literal += '\'';
        i += 2;
        continue;
      }
      for (++i;; ++i) {
        if (i >= pattern.size()) return std::nullopt;
        if (pattern[i] != '\'') {
          literal += pattern[i];
        } else if (i + 1 < pattern.size() && pattern[i + 1] == '\'') {
          literal += pattern[++i];
        } else {
          break;
        }
      }
      ++i;
      continue;
    }
    if (!IsLetter(c)) {
      literal += c;
      ++i;
      continue;
    }
    if (kLetters.find(c) == std::string_view::npos) return std::nullopt;
    size_t end = i;
    while (end < pattern.size() && pattern[end] == c) ++end;
    int count = static_cast<int>(end - i);
    if (c == 'X' && count > 3) return std::nullopt;
    flush();
    result.pieces_.push_back({c, count, {}});
    i = end;
  }
  flush();
  return result;
}

void DatePattern::Format(int64_t micros, std::string* out) const {
  int64_t day = LocalDay(micros);
  int64_t seconds = LocalTimeOfDay(micros) / kSecondMicros;
  CivilDate date = ToCivil(day);
  int hour = static_cast<int>(seconds / 3600);
  int64_t week_year = 0;
  for (const Piece& piece : pieces_) {
    int n = piece.count;
    switch (piece.letter) {
      case 0: *out += piece.text; break;
      case 'G': *out += date.year > 0 ? "AD" : "BC"; break;
      case 'Y':
      case 'y': {
        int64_t year = date.year;
        if (piece.letter == 'Y') {
          UsWeekOfYear(day, &week_year);
          year = week_year;
        }
        if (year <= 0) year = 1 - year;
        if (n == 2) AppendPadded(year % 100, 2, out);
        else AppendPadded(year, n, out);
        break;
      }
      case 'M':
      case 'L': {
        std::string_view name = kMonths[date.month - 1];
        if (n >= 4) *out += name;
        else if (n == 3) *out += name.substr(0, 3);
        else AppendPadded(date.month, n, out);
        break;
      }
      case 'w': AppendPadded(UsWeekOfYear(day, &week_year), n, out); break;
      case 'W': {
        int64_t first = FromCivil(date.year, date.month, 1);
        AppendPadded((date.day - 1 + (WeekdayFromMonday(first) + 1) % 7) / 7 + 1, n, out);
        break;
      }
      case 'D': AppendPadded(day - FromCivil(date.year, 1, 1) + 1, n, out); break;
      case 'd': AppendPadded(date.day, n, out); break;
      case 'F': AppendPadded((date.day - 1) / 7 + 1, n, out); break;
      case 'E': *out += n >= 4 ? kDays[WeekdayFromMonday(day)] : kDays[WeekdayFromMonday(day)].substr(0, 3); break;
      case 'u': AppendPadded(WeekdayFromMonday(day) + 1, n, out); break;
      case 'a': *out += hour < 12 ? "AM" : "PM"; break;
      case 'H': AppendPadded(hour, n, out); break;
      case 'k': AppendPadded(hour == 0 ? 24 : hour, n, out); break;
      case 'K': AppendPadded(hour % 12, n, out); break;
      case 'h': AppendPadded(hour % 12 == 0 ? 12 : hour % 12, n, out); break;
      case 'm': AppendPadded(seconds / 60 % 60, n, out); break;
      case 's': AppendPadded(seconds % 60, n, out); break;
      case 'S': AppendPadded(LocalTimeOfDay(micros) % kSecondMicros / 1000, n, out); break;
      default: AppendZone(piece.letter, n, micros, out); break;
    }
  }
}

namespace {

std::optional<int64_t> ReadDigits(std::string_view text, size_t* pos, size_t limit) {
  size_t begin = *pos;
  int64_t value = 0;
  while (*pos < text.size() && *pos - begin < std::min<size_t>(limit, 18) && IsDigit(text[*pos]))
    value = value * 10 + (text[(*pos)++] - '0');
  if (*pos == begin) return std::nullopt;
  return value;
}

// The longest of the names (or their first three letters) at `pos`, without case: its index, or -1.
int ReadName(std::string_view text, size_t* pos, const std::string_view* names, int count) {
  for (bool whole : {true, false}) {
    for (int k = 0; k < count; ++k) {
      std::string_view name = whole ? names[k] : names[k].substr(0, 3);
      if (!EqualsIgnoreCase(text.substr(*pos, name.size()), name)) continue;
      *pos += name.size();
      return k;
    }
  }
  return -1;
}

std::optional<int64_t> ReadZone(std::string_view text, size_t* pos, char letter) {
  if (letter == 'X' && *pos < text.size() && text[*pos] == 'Z') {
    ++*pos;
    return 0;
  }
  for (std::string_view name : {"GMT", "UTC", "CST", "Z"}) {
    if (letter == 'X' || !EqualsIgnoreCase(text.substr(*pos, name.size()), name)) continue;
    *pos += name.size();
    if (name == "CST") return kSessionOffsetMicros;
    if (*pos >= text.size() || (text[*pos] != '+' && text[*pos] != '-')) return 0;
    break;
  }
  if (*pos >= text.size() || (text[*pos] != '+' && text[*pos] != '-')) return std::nullopt;
  int64_t sign = text[(*pos)++] == '-' ? -1 : 1;
  std::optional<int64_t> hours = ReadDigits(text, pos, 2);
  if (!hours || *hours > 23) return std::nullopt;
  int64_t minutes = 0;
  if (*pos < text.size() && text[*pos] == ':') ++*pos;
  if (std::optional<int64_t> read = ReadDigits(text, pos, 2)) minutes = *read;
  if (minutes > 59) return std::nullopt;
  return sign * (*hours * 60 + minutes) * 60 * kSecondMicros;
}

bool Within(std::optional<int64_t> value, int64_t low, int64_t high, int* field) {
  if (!value || *value < low || *value > high) return false;
  *field = static_cast<int>(*value);
  return true;
}

}  // namespace

bool DatePattern::ParsePiece(size_t index, std::string_view text, size_t* pos, Fields* fields) const {
  const Piece& piece = pieces_[index];
  if (piece.letter == 0) {
    if (text.substr(*pos, piece.text.size()) != piece.text) return false;
    *pos += piece.text.size();
    return true;
  }
  if (piece.letter == 'z' || piece.letter == 'Z' || piece.letter == 'X') {
    fields->zone = ReadZone(text, pos, piece.letter);
    return fields->zone.has_value();
  }
  // A number that touches the next numeric field takes exactly as many digits as it has letters.
  bool adjacent = index + 1 < pieces_.size() && pieces_[index + 1].letter != 0 &&
                  std::string_view("GEazZX").find(pieces_[index + 1].letter) == std::string_view::npos;
  size_t limit = adjacent ? static_cast<size_t>(piece.count) : 18;
  bool name = piece.letter == 'E' || piece.letter == 'a' || piece.letter == 'G' ||
              ((piece.letter == 'M' || piece.letter == 'L') && piece.count >= 3);
  if (!name) {
    while (*pos < text.size() && (text[*pos] == ' ' || text[*pos] == '\t')) ++*pos;
  }
  size_t begin = *pos;
  std::optional<int64_t> number = name ? std::nullopt : ReadDigits(text, pos, limit);
  switch (piece.letter) {
    case 'G': {
      bool bc = EqualsIgnoreCase(text.substr(*pos, 2), "BC");
      if (!bc && !EqualsIgnoreCase(text.substr(*pos, 2), "AD")) return false;
      fields->bce = bc;
      *pos += 2;
      return true;
    }
    case 'Y':
    case 'y': {
      if (!number) return false;
      bool two_digits = piece.count == 2 && *pos - begin == 2;
      fields->week_year = piece.letter == 'Y';
      fields->year = two_digits ? *number + (*number > 36 ? 1900 : 2000) : *number;
      return fields->year > 0 && fields->year < 1'000'000;
    }
    case 'M':
    case 'L': {
      if (!name) return Within(number, 1, 12, &fields->month);
      int month = ReadName(text, pos, kMonths, 12);
      if (month < 0) return false;
      fields->month = month + 1;
      return true;
    }
    case 'E': fields->weekday = ReadName(text, pos, kDays, 7); return fields->weekday >= 0;
    case 'u':
      if (!Within(number, 1, 7, &fields->weekday)) return false;
      --fields->weekday;
      return true;
    case 'a': {
      bool pm = EqualsIgnoreCase(text.substr(*pos, 2), "PM");
      if (!pm && !EqualsIgnoreCase(text.substr(*pos, 2), "AM")) return false;
      fields->half = pm ? 1 : 0;
      *pos += 2;
      return true;
    }
    case 'd': fields->has_day = true; return Within(number, 1, 31, &fields->day);
    case 'D': fields->day_of_year = number.value_or(0); return fields->day_of_year >= 1 && fields->day_of_year <= 366;
    case 'H': return Within(number, 0, 23, &fields->hour);
    case 'k':
      if (!Within(number, 1, 24, &fields->hour)) return false;
      fields->hour %= 24;
      return true;
    case 'K': fields->hour_is_half = true; return Within(number, 0, 11, &fields->hour);
    case 'h':
      fields->hour_is_half = true;
      if (!Within(number, 1, 12, &fields->hour)) return false;
      fields->hour %= 12;
      return true;
    case 'm': return Within(number, 0, 59, &fields->minute);
    case 's': return Within(number, 0, 59, &fields->second);
    case 'S': fields->millis = number.value_or(-1); return fields->millis >= 0 && fields->millis <= 999;
    case 'w': return Within(number, 1, 53, &fields->week);
    default: return number.has_value();  // weeks of the month do not change the date that the other fields give
  }
}

// Moves `day`, which the other fields give, to what weeks and days of the week say, as Java's strict calendar does; nothing where they
// contradict it.
std::optional<int64_t> DatePattern::ApplyWeek(const Fields& fields, int64_t year, int64_t day) {
  const bool dated = fields.has_day || fields.day_of_year > 0;
  if (fields.week_year || (fields.week > 0 && !dated)) {
    // A year of weeks hides month and day: YYYY-MM-dd is the Sunday that begins its first week, whatever MM and dd say.
    const int64_t january = FromCivil(year, 1, 1);
    const int64_t sunday = january - (WeekdayFromMonday(january) + 1) % 7;
    const int week = std::max(fields.week, 1);
    const int64_t moved = sunday + 7 * (week - 1) + (fields.weekday < 0 ? 0 : (fields.weekday + 1) % 7);
    int64_t week_year = 0;
    const bool same_week = UsWeekOfYear(moved, &week_year) == week;
    const bool same_year = fields.week_year ? week_year == year : ToCivil(moved).year == year;
    if (!same_week || !same_year || (fields.day_of_year > 0 && moved != day)) return std::nullopt;
    return moved;
  }
  int64_t week_year = 0;
  if (fields.week > 0 && UsWeekOfYear(day, &week_year) != fields.week) return std::nullopt;
  if (fields.weekday < 0) return day;
  const int64_t ahead = (fields.weekday - WeekdayFromMonday(day) + 7) % 7;
  if (dated && ahead != 0) return std::nullopt;  // a Tuesday that is none
  return day + ahead;                            // without a date: the first such day of the month
}

std::optional<int64_t> DatePattern::Parse(std::string_view text) const {
  Fields fields;
  size_t pos = 0;
  for (size_t k = 0; k < pieces_.size(); ++k) {
    if (!ParsePiece(k, text, &pos, &fields)) return std::nullopt;
  }
  if (pos == 0) return std::nullopt;  // nothing read is nothing parsed, as of an empty pattern
  int64_t year = fields.bce ? 1 - fields.year : fields.year;
  if (fields.day > DaysInMonth(year, fields.month)) return std::nullopt;
  int64_t day = FromCivil(year, fields.month, fields.day);
  if (fields.day_of_year > 0) {
    if (fields.day_of_year > (IsLeapYear(year) ? 366 : 365)) return std::nullopt;
    day = FromCivil(year, 1, 1) + fields.day_of_year - 1;
  }
  std::optional<int64_t> adjusted = ApplyWeek(fields, year, day);
  if (!adjusted) return std::nullopt;
  day = *adjusted;
  int hour = fields.hour_is_half ? fields.hour + 12 * std::max(fields.half, 0) : fields.hour;
  int64_t time = ((hour * 60 + fields.minute) * int64_t{60} + fields.second) * kSecondMicros + fields.millis * 1000;
  const int64_t local = day * kDayMicros + time;
  return fields.zone ? local - *fields.zone : FromSessionClock(local);
}

}  // namespace pandora
