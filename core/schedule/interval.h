// When a streaming transform is due: at each multiple of its interval (seed 002:299), counted from the epoch, so that all
// transforms of one interval run at the same instants whenever they were made.
#ifndef PANDORA_CORE_SCHEDULE_INTERVAL_H_
#define PANDORA_CORE_SCHEDULE_INTERVAL_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/base/instant.h"

namespace pandora {

// The documented spellings and nothing else: 5s 10s 20s 30s 1m 5m 10m. Answers microseconds.
std::optional<int64_t> ParseStreamInterval(std::string_view text);
inline constexpr std::string_view kStreamIntervals = "5s, 10s, 20s, 30s, 1m, 5m, 10m";
inline constexpr std::string_view kDefaultStreamInterval = "1m";

// The first multiple of `interval` that lies strictly after `instant`: what arrived at `instant` is computed then.
Instant NextMultiple(Instant instant, int64_t interval_micros);

}  // namespace pandora

#endif  // PANDORA_CORE_SCHEDULE_INTERVAL_H_
