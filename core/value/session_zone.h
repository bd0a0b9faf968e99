// The time zone in which SQL reads and shows clocks. The service's sessions are at +08:00, and nothing but a scratch pad that asks for
// another (POST /_sim/sql/run) ever changes that: while a ScopedSessionZone lives, core/value/calendar.h and all that stands on it
// (casts, date functions, printing, folding of constants) work in its zone.
//
// Not a setting to be kept: a statement is bound and run within one scope, and the core has no threads. Results do not depend on
// anything but the scope's own zone. Scopes nest; the inner one counts.
//
// Who calls it: scratch_pad (the scope); calendar, date_pattern, cast and the date functions (the clock).
#ifndef PANDORA_CORE_VALUE_SESSION_ZONE_H_
#define PANDORA_CORE_VALUE_SESSION_ZONE_H_

#include <cstdint>
#include <string>

namespace pandora {

// What a zone knows. All times in microseconds; instants since the epoch in UTC.
class ZoneRule {
 public:
  virtual ~ZoneRule() = default;
  // Microseconds east of UTC at an instant.
  virtual int64_t OffsetAt(int64_t micros) const = 0;
  // The instant at which clocks show a local time. One that is skipped is read with the standard offset, as Java does.
  virtual int64_t FromLocal(int64_t local_micros) const = 0;
  // "CST", "EDT", or "GMT+05:45" where the zone has no letters.
  virtual std::string ShortName(int64_t micros) const = 0;
};

class ScopedSessionZone {
 public:
  // `rule` must outlive the scope; null is the service's own zone.
  explicit ScopedSessionZone(const ZoneRule* rule);
  ~ScopedSessionZone();
  ScopedSessionZone(const ScopedSessionZone&) = delete;
  ScopedSessionZone& operator=(const ScopedSessionZone&) = delete;

 private:
  const ZoneRule* outer_;
};

// The zone of the scope around; null outside of any, which means +08:00.
const ZoneRule* SessionZone();

int64_t SessionOffsetAt(int64_t micros);
// What the session's clock shows at an instant, and the instant at which it shows `local_micros`. Both stop at the ends of the range.
int64_t SessionClock(int64_t micros);
int64_t FromSessionClock(int64_t local_micros);

}  // namespace pandora

#endif  // PANDORA_CORE_VALUE_SESSION_ZONE_H_
