// Points in time and their RFC 3339 text. The core has no wall clock: an Instant always comes from outside (the host's
// clock, a record, a request). Arithmetic is on int64 microseconds since 1970-01-01T00:00:00Z; nothing here depends on the
// platform's time zone or time_t.
#ifndef PANDORA_CORE_BASE_INSTANT_H_
#define PANDORA_CORE_BASE_INSTANT_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pandora {

inline constexpr int64_t kMicrosPerSecond = 1'000'000;
inline constexpr int64_t kMicrosPerMinute = 60 * kMicrosPerSecond;
inline constexpr int64_t kMicrosPerHour = 60 * kMicrosPerMinute;
inline constexpr int64_t kMicrosPerDay = 24 * kMicrosPerHour;

struct Instant {
  int64_t micros = 0;  // since the epoch, UTC
  auto operator<=>(const Instant&) const = default;
};

// How an RFC 3339 text spelled an instant, so that a date can be stored as a number and still be given back as it came
// (spec/conflicts.md O11). Packs into 32 bits: see `Pack`.
struct DateForm {
  static constexpr int kOffsetZ = 1440;  // the text ended in Z; any other value is minutes east of UTC, -1439..1439
  int16_t offset_minutes = 480;          // +08:00, the service's own zone
  uint8_t fraction_digits = 0;           // 0..9 digits after the point
  uint16_t nanos = 0;                    // 0..999: what microseconds cannot hold

  // Bits 0-9 nanos, 10-13 fraction digits, 14-25 offset + 1440.
  uint32_t Pack() const {
    return static_cast<uint32_t>(nanos) | static_cast<uint32_t>(fraction_digits) << 10 |
           static_cast<uint32_t>(offset_minutes + 1440) << 14;
  }
  static DateForm Unpack(uint32_t packed) {
    DateForm form;
    form.nanos = static_cast<uint16_t>(packed & 0x3ff);
    form.fraction_digits = static_cast<uint8_t>((packed >> 10) & 0xf);
    form.offset_minutes = static_cast<int16_t>(static_cast<int>((packed >> 14) & 0xfff) - 1440);
    return form;
  }
  bool operator==(const DateForm&) const = default;
};

struct ParsedDate {
  Instant instant;
  DateForm form;
};

// Parses RFC 3339 (`2017-01-12T15:30:00.5+08:00`, years 0000 to 9999; T, t or a space; Z or z; seconds 60 refused;
// at most 9 fraction digits). The whole text must match. Nothing on any other text.
std::optional<ParsedDate> ParseRfc3339(std::string_view text);

// Appends `instant` spelled in `form`; digits of the fraction that the form does not show are cut off. The inverse of
// ParseRfc3339 but for the case of T and Z, and for -00:00, which becomes +00:00. An instant outside the years 0 to 9999
// has a sign or more digits in its year, and is not read back.
void AppendRfc3339(Instant instant, DateForm form, std::string* out);

// The same into a buffer with room for kMaxDateText bytes; answers the position behind what it wrote.
inline constexpr size_t kMaxDateText = 48;
char* WriteRfc3339(Instant instant, DateForm form, char* at);

// `instant` in Beijing time, e.g. "2017-01-12T15:30:00+08:00"; microseconds shown only when not zero.
std::string FormatBeijing(Instant instant);

// Calendar fields of an instant in Beijing time (UTC+8, no daylight saving).
struct CivilTime {
  int64_t year;
  int month, day, hour, minute, second;
  int micros;
};
CivilTime ToBeijing(Instant instant);

// Parses a length of time as the control API and the documents write it: a whole number and a unit `ms`, `s`, `m`, `h` or
// `d`, or several such pieces ("1h30m"). Answers microseconds, at least 0 and at most 100 years; nothing otherwise.
std::optional<int64_t> ParseDuration(std::string_view text);

}  // namespace pandora

#endif  // PANDORA_CORE_BASE_INSTANT_H_
