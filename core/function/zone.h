// Time zones by name, for from_utc_timestamp, to_utc_timestamp and the sessions of a scratch pad (core/value/session_zone.h). No zone
// database: a table of common zones with the rules of daylight saving that hold since about 1996, the same on every host.
#ifndef PANDORA_CORE_FUNCTION_ZONE_H_
#define PANDORA_CORE_FUNCTION_ZONE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/value/session_zone.h"

namespace pandora {

class Zone : public ZoneRule {
 public:
  // "Asia/Tokyo", "UTC", "PST", "GMT+8", "+05:30" ... without case. Nothing for names that the table lacks.
  static std::optional<Zone> Find(std::string_view name);

  int64_t OffsetAt(int64_t micros) const override;
  int64_t FromLocal(int64_t local_micros) const override;
  std::string ShortName(int64_t micros) const override;

  // Whether it is the service's own zone: clocks are always where Beijing's are, and no other letters are shown.
  bool IsBeijing() const {
    return standard_minutes_ == 480 && saving_ == Saving::kNone && (letters_.empty() || letters_ == "CST");
  }

 private:
  enum class Saving : uint8_t { kNone, kAmerica, kEurope, kAustralia, kNewZealand };
  struct Row;
  static const Row kRows[];

  Zone(int minutes, Saving saving, std::string_view letters)
      : standard_minutes_(minutes), saving_(saving), letters_(letters) {}

  int standard_minutes_;
  Saving saving_;
  std::string_view letters_;  // "EST/EDT", of the table; may be empty
};

}  // namespace pandora

#endif  // PANDORA_CORE_FUNCTION_ZONE_H_
