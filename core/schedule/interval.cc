#include "core/schedule/interval.h"

#include <array>
#include <utility>

namespace pandora {

std::optional<int64_t> ParseStreamInterval(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, int64_t>, 7> kIntervals{{{"5s", 5 * kMicrosPerSecond},
                                                                                   {"10s", 10 * kMicrosPerSecond},
                                                                                   {"20s", 20 * kMicrosPerSecond},
                                                                                   {"30s", 30 * kMicrosPerSecond},
                                                                                   {"1m", kMicrosPerMinute},
                                                                                   {"5m", 5 * kMicrosPerMinute},
                                                                                   {"10m", 10 * kMicrosPerMinute}}};
  for (const auto& [name, micros] : kIntervals) {
    if (text == name) return micros;
  }
  return std::nullopt;
}

Instant NextMultiple(Instant instant, int64_t interval_micros) {
  // Floor division: instants before the epoch have negative counts.
  int64_t quotient = instant.micros / interval_micros;
  if (instant.micros % interval_micros < 0) --quotient;
  return Instant{(quotient + 1) * interval_micros};
}

}  // namespace pandora
