#include "core/base/instant.h"

#include <cstring>

#include "core/base/swar.h"
#include "core/base/two_digits.h"

namespace pandora {
namespace {

constexpr int kBeijingMinutes = 480;
constexpr int64_t kMaxDuration = 36'525 * kMicrosPerDay;

constexpr uint8_t kDaysInMonth[13] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

bool IsLeap(int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

// Days since 1970-01-01 of a date in the proleptic Gregorian calendar. Counts years from March, so that the leap day is
// the last of its year, and from year -400, so that every division is of a positive number.
int64_t DaysFromCivil(int64_t year, int month, int day) {
  const int64_t y = year + 400 - (month <= 2 ? 1 : 0);
  const int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  return 365 * y + y / 4 - y / 100 + y / 400 + day_of_year - 719'468 - 146'097;
}

// The calendar fields of `micros` at `offset_minutes` east of UTC. Dates are the hot part of exports, so all but the first
// divisions are of 32 bits: wasm has no wider multiplication that could replace a division by a constant.
CivilTime ToCivil(int64_t micros, int offset_minutes) {
  // The offset is added within the day: near the ends of int64 it would overflow.
  int32_t days = static_cast<int32_t>(micros / kMicrosPerDay);
  int64_t in_day = micros % kMicrosPerDay + offset_minutes * kMicrosPerMinute;
  for (; in_day < 0; in_day += kMicrosPerDay) --days;
  for (; in_day >= kMicrosPerDay; in_day -= kMicrosPerDay) ++days;

  // Years and months from March again; from 732 times 400 years before the year 0, so that nothing is negative.
  const uint32_t shifted = static_cast<uint32_t>(days + 719'468 + 732 * 146'097);
  const uint32_t era = shifted / 146'097;
  const uint32_t day_of_era = shifted % 146'097;
  const uint32_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const uint32_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const uint32_t march_month = (5 * day_of_year + 2) / 153;
  const uint32_t seconds = static_cast<uint32_t>(in_day / kMicrosPerSecond);
  CivilTime civil;
  civil.month = static_cast<int>(march_month < 10 ? march_month + 3 : march_month - 9);
  civil.year = static_cast<int32_t>(era * 400 + year_of_era) - 732 * 400 + (civil.month <= 2 ? 1 : 0);
  civil.day = static_cast<int>(day_of_year - (153 * march_month + 2) / 5 + 1);
  civil.hour = static_cast<int>(seconds / 3600);
  civil.minute = static_cast<int>(seconds / 60 % 60);
  civil.second = static_cast<int>(seconds % 60);
  civil.micros = static_cast<int>(in_day - int64_t{seconds} * kMicrosPerSecond);
  return civil;
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Eight characters against a picture such as "0000-00-": where it has '0' there must be a digit, elsewhere just that
// character. On success the digits' values are left in `*word`, zeros between them.
bool MatchPicture(uint64_t* word, const char* picture) {
  const uint64_t pattern = LoadLittle<uint64_t>(picture);
  const uint64_t digits = swar::EqualBytes(pattern, '0') >> 7;  // exact: no picture has a '0' after a '1'
  // A byte passes when adding leaves its high bit clear: 0x76 lets 0..9 pass, 0x7f only 0.
  const uint64_t limits = 0x7f * swar::kOnes - 9 * digits;
  *word ^= pattern;
  return (((*word + limits) | *word) & swar::kHighs) == 0;
}

// After MatchPicture: the number of the two digits at `index`.
int Pair(uint64_t word, int index) {
  const uint64_t pairs = word * 10 + (word >> 8);
  return static_cast<int>((pairs >> (8 * index)) & 0xff);
}

// ".5" at `*at`: fills the form's digits and nanos and answers the microseconds; -1 when malformed.
int64_t ReadFraction(const char** at, const char* end, DateForm* form) {
  const char* p = *at + 1;
  int64_t value = 0;
  int digits = 0;
  for (; p < end && IsDigit(*p); ++p, ++digits) {
    if (digits == 9) return -1;
    value = value * 10 + (*p - '0');
  }
  if (digits == 0) return -1;
  for (int i = digits; i < 9; ++i) value *= 10;
  form->fraction_digits = static_cast<uint8_t>(digits);
  form->nanos = static_cast<uint16_t>(value % 1000);
  *at = p;
  return value / 1000;
}

// "Z" or "+08:00" up to `end`.
bool ReadOffset(const char* at, const char* end, DateForm* form) {
  if (end - at == 1 && (*at == 'Z' || *at == 'z')) {
    form->offset_minutes = DateForm::kOffsetZ;
    return true;
  }
  if (end - at != 6 || (*at != '+' && *at != '-') || at[3] != ':') return false;
  if (!IsDigit(at[1]) || !IsDigit(at[2]) || !IsDigit(at[4]) || !IsDigit(at[5])) return false;
  const int hours = (at[1] - '0') * 10 + at[2] - '0';
  const int minutes = (at[4] - '0') * 10 + at[5] - '0';
  if (hours > 23 || minutes > 59) return false;
  const int offset = hours * 60 + minutes;
  form->offset_minutes = static_cast<int16_t>(*at == '-' ? -offset : offset);
  return true;
}

// `value`, not negative, with zeros in front up to `width` digits.
char* WritePadded(int64_t value, int width, char* at) {
  char digits[20];
  int count = 0;
  for (; value > 0 || count < width; value /= 10) digits[count++] = static_cast<char>('0' + value % 10);
  while (count > 0) *at++ = digits[--count];
  return at;
}

char* WriteYear(int64_t year, char* at) {
  if (year >= 0 && year <= 9999) {
    const auto small = static_cast<uint32_t>(year);
    return WriteTwoDigits(small % 100, WriteTwoDigits(small / 100, at));
  }
  if (year < 0) *at++ = '-';
  return WritePadded(year < 0 ? -year : year, 4, at);
}

// A separator and two digits.
char* WritePart(char separator, int value, char* at) {
  *at = separator;
  return WriteTwoDigits(static_cast<uint32_t>(value), at + 1);
}

}  // namespace

std::optional<ParsedDate> ParseRfc3339(std::string_view text) {
  if (text.size() < 20 || text.size() > 35) return std::nullopt;
  const char* const p = text.data();
  const char* const end = p + text.size();
  uint64_t date = LoadLittle<uint64_t>(p);
  uint64_t time = LoadLittle<uint64_t>(p + 8);
  if (p[10] == 't' || p[10] == ' ') time ^= static_cast<uint64_t>(p[10] ^ 'T') << 16;
  if (!MatchPicture(&date, "0000-00-") || !MatchPicture(&time, "00T00:00")) return std::nullopt;
  if (p[16] != ':' || !IsDigit(p[17]) || !IsDigit(p[18])) return std::nullopt;

  const int64_t year = Pair(date, 0) * 100 + Pair(date, 2);
  const int month = Pair(date, 5), day = Pair(time, 0), hour = Pair(time, 3), minute = Pair(time, 6);
  const int second = (p[17] - '0') * 10 + p[18] - '0';
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  if (day > kDaysInMonth[month] && !(month == 2 && day == 29 && IsLeap(year))) return std::nullopt;

  ParsedDate parsed;
  const char* at = p + 19;
  int64_t micros = 0;
  if (*at == '.') micros = ReadFraction(&at, end, &parsed.form);
  if (micros < 0 || !ReadOffset(at, end, &parsed.form)) return std::nullopt;
  const int offset = parsed.form.offset_minutes == DateForm::kOffsetZ ? 0 : parsed.form.offset_minutes;
  const int64_t minutes = DaysFromCivil(year, month, day) * 1440 + hour * 60 + minute - offset;
  parsed.instant.micros = minutes * kMicrosPerMinute + second * kMicrosPerSecond + micros;
  return parsed;
}

char* WriteRfc3339(Instant instant, DateForm form, char* at) {
  const bool utc = form.offset_minutes == DateForm::kOffsetZ;
  const int offset = utc ? 0 : form.offset_minutes;
  const CivilTime civil = ToCivil(instant.micros, offset);
  at = WriteYear(civil.year, at);
  at = WritePart('-', civil.month, at);
  at = WritePart('-', civil.day, at);
  at = WritePart('T', civil.hour, at);
  at = WritePart(':', civil.minute, at);
  at = WritePart(':', civil.second, at);
  if (form.fraction_digits > 0) {
    *at++ = '.';
    WritePadded(static_cast<int64_t>(civil.micros) * 1000 + form.nanos, 9, at);
    at += form.fraction_digits < 9 ? form.fraction_digits : 9;
  }
  if (utc) {
    *at++ = 'Z';
    return at;
  }
  const int distance = offset < 0 ? -offset : offset;
  return WritePart(':', distance % 60, WritePart(offset < 0 ? '-' : '+', distance / 60, at));
}

void AppendRfc3339(Instant instant, DateForm form, std::string* out) {
  char text[kMaxDateText];
  out->append(text, WriteRfc3339(instant, form, text));
}

std::string FormatBeijing(Instant instant) {
  DateForm form;
  form.fraction_digits = instant.micros % kMicrosPerSecond == 0 ? 0 : 6;
  std::string text;
  AppendRfc3339(instant, form, &text);
  return text;
}

CivilTime ToBeijing(Instant instant) { return ToCivil(instant.micros, kBeijingMinutes); }

std::optional<int64_t> ParseDuration(std::string_view text) {
  static constexpr struct {
    std::string_view name;
    int64_t micros;
  } kUnits[] = {
      {"ms", 1000}, {"s", kMicrosPerSecond}, {"m", kMicrosPerMinute}, {"h", kMicrosPerHour}, {"d", kMicrosPerDay}};
  if (text.empty()) return std::nullopt;
  int64_t total = 0;
  while (!text.empty()) {
    int64_t number = 0;
    size_t digits = 0;
    for (; digits < text.size() && IsDigit(text[digits]); ++digits) {
      number = number * 10 + (text[digits] - '0');
      if (number > kMaxDuration) return std::nullopt;
    }
    text.remove_prefix(digits);
    size_t letters = 0;
    while (letters < text.size() && !IsDigit(text[letters])) ++letters;
    const std::string_view unit = text.substr(0, letters);
    text.remove_prefix(letters);
    int64_t micros = 0;
    for (const auto& known : kUnits) micros = known.name == unit ? known.micros : micros;
    if (digits == 0 || micros == 0 || number > kMaxDuration / micros) return std::nullopt;
    total += number * micros;
    if (total > kMaxDuration) return std::nullopt;
  }
  return total;
}

}  // namespace pandora
