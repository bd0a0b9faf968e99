#include "core/value/calendar.h"

#include <algorithm>

#include "core/value/session_zone.h"

namespace pandora {

int64_t FloorDiv(int64_t a, int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }
int64_t FloorMod(int64_t a, int64_t b) { return a - FloorDiv(a, b) * b; }

// Howard Hinnant's days_from_civil and its inverse, on years that start in March.
CivilDate ToCivil(int64_t days) {
  days += 719468;
  int64_t era = FloorDiv(days, 146097);
  int64_t day_of_era = days - era * 146097;
  int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  int64_t march_month = (5 * day_of_year + 2) / 153;
  CivilDate date;
  date.day = static_cast<int>(day_of_year - (153 * march_month + 2) / 5 + 1);
  date.month = static_cast<int>(march_month < 10 ? march_month + 3 : march_month - 9);
  date.year = year_of_era + era * 400 + (date.month <= 2 ? 1 : 0);
  return date;
}

int64_t FromCivil(int64_t year, int month, int day) {
  year -= month <= 2 ? 1 : 0;
  int64_t era = FloorDiv(year, 400);
  int64_t year_of_era = year - era * 400;
  int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

bool IsLeapYear(int64_t year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

int DaysInMonth(int64_t year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && IsLeapYear(year) ? 29 : kDays[month - 1];
}

int64_t LocalDay(int64_t micros) {
  if (SessionZone()) return FloorDiv(SessionClock(micros), kDayMicros);
  return FloorDiv(micros, kDayMicros) + (FloorMod(micros, kDayMicros) >= kDayMicros - kSessionOffsetMicros ? 1 : 0);
}
int64_t LocalTimeOfDay(int64_t micros) {
  if (SessionZone()) return FloorMod(SessionClock(micros), kDayMicros);
  return (FloorMod(micros, kDayMicros) + kSessionOffsetMicros) % kDayMicros;
}
int64_t DayStart(int64_t days) {
  return SessionZone() ? FromSessionClock(days * kDayMicros) : days * kDayMicros - kSessionOffsetMicros;
}

int WeekdayFromMonday(int64_t days) { return static_cast<int>(FloorMod(days + 3, 7)); }

int64_t AddMonths(int64_t days, int64_t months, bool sticky_end) {
  CivilDate date = ToCivil(days);
  int64_t total = date.year * 12 + (date.month - 1) + months;
  int64_t year = FloorDiv(total, 12);
  int month = static_cast<int>(FloorMod(total, 12)) + 1;
  int last = DaysInMonth(year, month);
  bool was_last = date.day == DaysInMonth(date.year, date.month);
  int day = (sticky_end && was_last) ? last : std::min(date.day, last);
  return FromCivil(year, month, day);
}

int IsoWeek(int64_t days) {
  int64_t thursday = days - WeekdayFromMonday(days) + 3;
  int64_t first = FromCivil(ToCivil(thursday).year, 1, 1);
  return static_cast<int>((thursday - first) / 7) + 1;
}

void AppendPadded(int64_t value, int width, std::string* out) {
  uint64_t magnitude = static_cast<uint64_t>(value);
  if (value < 0) {
    *out += '-';
    magnitude = 0 - magnitude;
  }
  std::string digits = std::to_string(magnitude);
  if (static_cast<int>(digits.size()) < width) out->append(static_cast<size_t>(width) - digits.size(), '0');
  *out += digits;
}

void AppendDateText(int64_t days, std::string* out) {
  CivilDate date = ToCivil(days);
  AppendPadded(date.year, 4, out);
  *out += '-';
  AppendPadded(date.month, 2, out);
  *out += '-';
  AppendPadded(date.day, 2, out);
}

void AppendTimestampText(int64_t micros, bool keep_point, std::string* out) {
  AppendDateText(LocalDay(micros), out);
  int64_t time = LocalTimeOfDay(micros);
  int64_t seconds = time / kSecondMicros;
  *out += ' ';
  AppendPadded(seconds / 3600, 2, out);
  *out += ':';
  AppendPadded(seconds / 60 % 60, 2, out);
  *out += ':';
  AppendPadded(seconds % 60, 2, out);
  int64_t fraction = time % kSecondMicros;
  if (fraction == 0) {
    if (keep_point) *out += ".0";
    return;
  }
  std::string digits;
  AppendPadded(fraction, 6, &digits);
  while (digits.back() == '0') digits.pop_back();
  *out += '.' + digits;
}

}  // namespace pandora
