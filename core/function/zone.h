// Time zones by name, for from_utc_timestamp and to_utc_timestamp. No zone database: a table of common zones with the rules of
// daylight saving that hold since about 1996, the same on every host.
#ifndef PANDORA_CORE_FUNCTION_ZONE_H_
#define PANDORA_CORE_FUNCTION_ZONE_H_

#include <cstdint>
#include <optional>
#include <string_view>

namespace pandora {

class Zone {
 public:
  // "Asia/Tokyo", "UTC", "PST", "GMT+8", "+05:30" ... without case. Nothing for names that the table lacks.
  static std::optional<Zone> Find(std::string_view name);

  // Microseconds east of UTC at an instant.
  int64_t OffsetAt(int64_t micros) const;
  // The instant at which clocks show a local time. One that is skipped is read with the standard offset, as Java does.
  int64_t FromLocal(int64_t local_micros) const;

 private:
  enum class Saving : uint8_t { kNone, kAmerica, kEurope, kAustralia, kNewZealand };
  struct Row;
  static const Row kRows[];

  Zone(int minutes, Saving saving) : standard_minutes_(minutes), saving_(saving) {}

  int standard_minutes_;
  Saving saving_;
};

}  // namespace pandora

#endif  // PANDORA_CORE_FUNCTION_ZONE_H_
