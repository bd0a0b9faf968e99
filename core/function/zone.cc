#include "core/function/zone.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/value/calendar.h"

namespace pandora {
namespace {

constexpr int64_t kMinuteMicros = 60 * kSecondMicros;

// The day of the nth Sunday of a month (n from 1), or of its last (n = 0).
int64_t SundayOf(int64_t year, int month, int nth) {
  int64_t first = FromCivil(year, month, 1);
  if (nth == 0) {
    int64_t last = first + DaysInMonth(year, month) - 1;
    return last - (WeekdayFromMonday(last) + 1) % 7;
  }
  return first + (6 - WeekdayFromMonday(first)) + 7 * (nth - 1);
}

int64_t At(int64_t day, int64_t minutes) { return day * kDayMicros + minutes * kMinuteMicros; }

std::optional<int> ParseOffset(std::string_view name) {
  bool prefixed =
      name.size() > 3 && (EqualsIgnoreCase(name.substr(0, 3), "GMT") || EqualsIgnoreCase(name.substr(0, 3), "UTC"));
  if (prefixed) name.remove_prefix(3);
  if (name.empty() || (name[0] != '+' && name[0] != '-')) return std::nullopt;
  int sign = name[0] == '-' ? -1 : 1;
  name.remove_prefix(1);
  size_t colon = name.find(':');
  size_t hour_digits = colon != std::string_view::npos ? colon : std::min<size_t>(2, name.size());
  std::string_view rest = name.substr(hour_digits);
  if (colon != std::string_view::npos) rest.remove_prefix(1);
  std::optional<int64_t> hours = ParseInt64(name.substr(0, hour_digits));
  std::optional<int64_t> minutes = rest.empty() ? 0 : ParseInt64(rest);
  if (!hours || !minutes || *hours < 0 || *hours > 18 || *minutes < 0 || *minutes > 59) return std::nullopt;
  return sign * static_cast<int>(*hours * 60 + *minutes);
}

}  // namespace

struct Zone::Row {
  std::string_view names;
  int minutes;
  Saving saving;
  std::string_view letters = {};  // what Java prints for z: standard, then "/" and with daylight saving
};

const Zone::Row Zone::kRows[] = {
    {"UTC|GMT|Z|UCT|Etc/UTC|Etc/GMT|Zulu|Africa/Abidjan|Africa/Accra|Atlantic/Reykjavik", 0, Saving::kNone, "UTC"},
    {"Asia/Shanghai|PRC|CTT|Asia/Chongqing|Asia/Harbin|Asia/Macau|Asia/Taipei", 480, Saving::kNone, "CST"},
    {"Asia/Hong_Kong|Hongkong", 480, Saving::kNone, "HKT"},
    {"Asia/Singapore|Singapore", 480, Saving::kNone, "SGT"},
    {"Asia/Kuala_Lumpur|Asia/Manila|Australia/Perth|Asia/Makassar", 480, Saving::kNone},
    {"Asia/Tokyo|JST|Japan", 540, Saving::kNone, "JST"},
    {"Asia/Seoul|ROK", 540, Saving::kNone, "KST"},
    {"Asia/Jayapura", 540, Saving::kNone},
    {"Asia/Bangkok|Asia/Jakarta|Asia/Ho_Chi_Minh|Asia/Saigon|VST|Asia/Phnom_Penh|Asia/Vientiane", 420, Saving::kNone},
    {"Asia/Kolkata|Asia/Calcutta|IST|Asia/Colombo", 330, Saving::kNone, "IST"},
    {"Asia/Yangon|Asia/Rangoon", 390, Saving::kNone},
    {"Asia/Kathmandu|Asia/Katmandu", 345, Saving::kNone},
    {"Asia/Dhaka|BST|Asia/Urumqi|Asia/Thimphu", 360, Saving::kNone},
    {"Asia/Karachi|PLT|Asia/Tashkent", 300, Saving::kNone},
    {"Asia/Kabul", 270, Saving::kNone},
    {"Asia/Dubai|Asia/Muscat", 240, Saving::kNone},
    {"Asia/Riyadh|Asia/Kuwait|Asia/Baghdad|Asia/Qatar|Africa/Nairobi|EAT|Africa/Addis_Ababa", 180, Saving::kNone},
    {"Africa/Johannesburg|Africa/Harare|CAT|Africa/Maputo", 120, Saving::kNone},
    {"Africa/Lagos|Africa/Algiers|Africa/Kinshasa", 60, Saving::kNone},
    {"America/Argentina/Buenos_Aires|America/Buenos_Aires|AGT", -180, Saving::kNone},
    {"America/Bogota|America/Lima|America/Panama|America/Jamaica|EST", -300, Saving::kNone},
    {"America/Phoenix|PNT|MST|US/Arizona", -420, Saving::kNone, "MST"},
    {"Pacific/Honolulu|HST|US/Hawaii", -600, Saving::kNone, "HST"},
    {"Australia/Brisbane|Australia/Queensland|Pacific/Guam|Pacific/Port_Moresby", 600, Saving::kNone},
    {"Australia/Darwin|ACT", 570, Saving::kNone},
    {"America/Halifax|Atlantic/Bermuda|Canada/Atlantic", -240, Saving::kAmerica, "AST/ADT"},
    {"America/St_Johns|CNT", -210, Saving::kAmerica, "NST/NDT"},
    {"America/New_York|US/Eastern|EST5EDT|America/Toronto|Canada/Eastern|America/Detroit", -300, Saving::kAmerica,
     "EST/EDT"},
    {"America/Chicago|US/Central|CST6CDT|America/Winnipeg|CST", -360, Saving::kAmerica, "CST/CDT"},
    {"America/Denver|US/Mountain|MST7MDT|America/Edmonton", -420, Saving::kAmerica, "MST/MDT"},
    {"America/Los_Angeles|US/Pacific|PST8PDT|PST|America/Vancouver|America/Tijuana", -480, Saving::kAmerica, "PST/PDT"},
    {"America/Anchorage|US/Alaska|AST", -540, Saving::kAmerica, "AKST/AKDT"},
    {"Europe/London|GB", 0, Saving::kEurope, "GMT/BST"},
    {"Europe/Dublin", 0, Saving::kEurope, "GMT/IST"},
    {"Europe/Lisbon|WET|Portugal|Atlantic/Canary", 0, Saving::kEurope, "WET/WEST"},
    {"Europe/Paris|ECT|CET|MET|Europe/Berlin|Europe/Madrid|Europe/Rome|Europe/Amsterdam|Europe/Brussels|Europe/Vienna|"
     "Europe/Zurich|Europe/Stockholm|Europe/Oslo|Europe/Copenhagen|Europe/Prague|Europe/Warsaw|Poland|Europe/Budapest|"
     "Europe/Belgrade|Europe/Zagreb|Europe/Luxembourg|Europe/Monaco|Europe/Malta",
     60, Saving::kEurope, "CET/CEST"},
    {"Europe/Athens|EET|Europe/Helsinki|Europe/Kiev|Europe/Kyiv|Europe/Bucharest|Europe/Sofia|Europe/Riga|Europe/"
     "Tallinn|"
     "Europe/Vilnius",
     120, Saving::kEurope, "EET/EEST"},
    {"Australia/Sydney|AET|Australia/Melbourne|Australia/Hobart|Australia/Canberra|Australia/ACT|Australia/NSW|"
     "Australia/Victoria",
     600, Saving::kAustralia, "AEST/AEDT"},
    {"Australia/Adelaide|Australia/South", 570, Saving::kAustralia, "ACST/ACDT"},
    {"Pacific/Auckland|NST|NZ|Antarctica/McMurdo", 720, Saving::kNewZealand, "NZST/NZDT"},
};

std::optional<Zone> Zone::Find(std::string_view name) {
  for (const Row& row : kRows) {
    for (std::string_view known : Split(row.names, '|')) {
      if (EqualsIgnoreCase(known, name)) return Zone(row.minutes, row.saving, row.letters);
    }
  }
  std::optional<int> minutes = ParseOffset(name);
  if (!minutes) return std::nullopt;
  return Zone(*minutes, Saving::kNone, {});
}

int64_t Zone::OffsetAt(int64_t micros) const {
  int64_t standard = standard_minutes_ * kMinuteMicros;
  // Beyond any date that can be written: the sums below would overflow.
  if (micros > INT64_MAX - 2 * kDayMicros || micros < INT64_MIN + 2 * kDayMicros) return standard;
  int64_t local = micros + standard;  // by the standard clock
  int64_t year = ToCivil(FloorDiv(local, kDayMicros)).year;
  bool saving = false;
  switch (saving_) {
    case Saving::kNone: break;
    case Saving::kAmerica: {  // two o'clock by the clocks that people see
      bool new_rule = year >= 2007;
      int64_t begin = new_rule ? SundayOf(year, 3, 2) : SundayOf(year, 4, year >= 1987 ? 1 : 0);
      int64_t end = new_rule ? SundayOf(year, 11, 1) : SundayOf(year, 10, 0);
      saving = local >= At(begin, 120) && local < At(end, 60);
      break;
    }
    case Saving::kEurope: {  // one o'clock UTC
      int64_t utc_year = ToCivil(FloorDiv(micros, kDayMicros)).year;
      int64_t end = SundayOf(utc_year, utc_year >= 1996 ? 10 : 9, 0);
      saving = micros >= At(SundayOf(utc_year, 3, 0), 60) && micros < At(end, 60);
      break;
    }
    case Saving::kAustralia: {
      int64_t end = year >= 2008 ? SundayOf(year, 4, 1) : SundayOf(year, 3, 0);
      int64_t begin = year >= 2008 ? SundayOf(year, 10, 1) : SundayOf(year, 10, 0);
      saving = local < At(end, 120) || local >= At(begin, 120);
      break;
    }
    case Saving::kNewZealand: {
      int64_t end = year >= 2008 ? SundayOf(year, 4, 1) : SundayOf(year, 3, 3);
      int64_t begin = year >= 2007 ? SundayOf(year, 9, 0) : SundayOf(year, 10, 1);
      saving = local < At(end, 120) || local >= At(begin, 120);
      break;
    }
  }
  return standard + (saving ? 60 * kMinuteMicros : 0);
}

int64_t Zone::FromLocal(int64_t local_micros) const {
  int64_t standard = standard_minutes_ * kMinuteMicros;
  if (local_micros > INT64_MAX - 2 * kDayMicros) return INT64_MAX;
  if (local_micros < INT64_MIN + 2 * kDayMicros) return INT64_MIN;
  int64_t guess = OffsetAt(local_micros - standard);
  if (guess == standard) return local_micros - standard;
  return local_micros - (OffsetAt(local_micros - guess) == guess ? guess : standard);
}

std::string Zone::ShortName(int64_t micros) const {
  const int64_t offset = OffsetAt(micros);
  if (!letters_.empty()) {
    const size_t slash = letters_.find('/');
    const bool saving = offset != standard_minutes_ * kMinuteMicros && slash != std::string_view::npos;
    return std::string(saving ? letters_.substr(slash + 1) : letters_.substr(0, slash));
  }
  const int64_t minutes = offset / kMinuteMicros;
  const int64_t magnitude = minutes < 0 ? -minutes : minutes;
  std::string name = minutes < 0 ? "GMT-" : "GMT+";
  AppendPadded(magnitude / 60, 2, &name);
  name += ':';
  AppendPadded(magnitude % 60, 2, &name);
  return name;
}

}  // namespace pandora
