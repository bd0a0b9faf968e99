// The calendar of SQL: days and microseconds since the epoch to and from civil fields, in the session's zone. The session's
// zone is +08:00 without daylight saving (spec/sql.md 1.1). Pure arithmetic on the proleptic Gregorian calendar.
#ifndef PANDORA_CORE_VALUE_CALENDAR_H_
#define PANDORA_CORE_VALUE_CALENDAR_H_

#include <cstdint>
#include <string>

namespace pandora {

inline constexpr int64_t kSecondMicros = 1'000'000;
inline constexpr int64_t kDayMicros = 86'400 * kSecondMicros;
inline constexpr int64_t kSessionOffsetMicros = 8 * 3'600 * kSecondMicros;

struct CivilDate {
  int64_t year = 1970;
  int month = 1;  // 1..12
  int day = 1;    // 1..31
};

CivilDate ToCivil(int64_t days);
int64_t FromCivil(int64_t year, int month, int day);
bool IsLeapYear(int64_t year);
int DaysInMonth(int64_t year, int month);

// Division that rounds toward minus infinity, and the remainder that goes with it. Precondition: b > 0.
int64_t FloorDiv(int64_t a, int64_t b);
int64_t FloorMod(int64_t a, int64_t b);

// The local day of an instant, and the microseconds since its midnight.
int64_t LocalDay(int64_t micros);
int64_t LocalTimeOfDay(int64_t micros);
// The instant of a local midnight.
int64_t DayStart(int64_t days);

// 0 Monday .. 6 Sunday.
int WeekdayFromMonday(int64_t days);

// `days` moved by whole months; a day that the month lacks becomes its last, and with `sticky_end` the last day of a month
// stays a last day.
int64_t AddMonths(int64_t days, int64_t months, bool sticky_end);

// ISO 8601 week number 1..53.
int IsoWeek(int64_t days);

// "2017-06-01"; "2017-06-01 12:36:07[.123456]" in the session's zone, the fraction without trailing zeros. With
// `keep_point` at least ".0".
void AppendDateText(int64_t days, std::string* out);
void AppendTimestampText(int64_t micros, bool keep_point, std::string* out);

// Appends a number with at least `width` digits.
void AppendPadded(int64_t value, int width, std::string* out);

}  // namespace pandora

#endif  // PANDORA_CORE_VALUE_CALENDAR_H_
