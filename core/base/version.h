// The version of this build, as `pandora-sim --version`, /_sim/info and the OpenAPI document show it.
#ifndef PANDORA_CORE_BASE_VERSION_H_
#define PANDORA_CORE_BASE_VERSION_H_

#include <string_view>

namespace pandora {

inline constexpr std::string_view kVersion = "0.1.0";

}  // namespace pandora

#endif  // PANDORA_CORE_BASE_VERSION_H_
