#include "core/value/session_zone.h"

#include "core/value/calendar.h"

namespace pandora {
namespace {

// Handing it through every kernel, cast and printer would put an argument into each of them for the one caller that has another zone.
const ZoneRule* g_zone = nullptr;

}  // namespace

ScopedSessionZone::ScopedSessionZone(const ZoneRule* rule) : outer_(g_zone) { g_zone = rule; }
ScopedSessionZone::~ScopedSessionZone() { g_zone = outer_; }

const ZoneRule* SessionZone() { return g_zone; }

int64_t SessionOffsetAt(int64_t micros) { return g_zone ? g_zone->OffsetAt(micros) : kSessionOffsetMicros; }

int64_t SessionClock(int64_t micros) {
  int64_t clock = 0;
  const int64_t offset = SessionOffsetAt(micros);
  return __builtin_add_overflow(micros, offset, &clock) ? (offset < 0 ? INT64_MIN : INT64_MAX) : clock;
}

int64_t FromSessionClock(int64_t local_micros) {
  if (g_zone) return g_zone->FromLocal(local_micros);
  int64_t micros = 0;
  return __builtin_sub_overflow(local_micros, kSessionOffsetMicros, &micros) ? INT64_MIN : micros;
}

}  // namespace pandora
