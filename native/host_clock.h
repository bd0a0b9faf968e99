// The operating system's time as the core takes it.
#ifndef PANDORA_NATIVE_HOST_CLOCK_H_
#define PANDORA_NATIVE_HOST_CLOCK_H_

#include <chrono>

#include "core/base/instant.h"

namespace pandora {

inline Instant HostNow() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return Instant{std::chrono::duration_cast<std::chrono::microseconds>(now).count()};
}

}  // namespace pandora

#endif  // PANDORA_NATIVE_HOST_CLOCK_H_
