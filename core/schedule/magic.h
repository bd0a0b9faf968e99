// Magic variables: $(year) $(mon) $(day) $(hour) $(min) $(sec) in key prefixes and paths, always in Beijing time (seed
// 000:255, 002:668). What is not a known variable is left as it stands (spec/conflicts.md O25).
#ifndef PANDORA_CORE_SCHEDULE_MAGIC_H_
#define PANDORA_CORE_SCHEDULE_MAGIC_H_

#include <string>
#include <string_view>

#include "core/base/instant.h"

namespace pandora {

struct MagicText {
  std::string text;
  int used = 0;  // how many variables were replaced
};

MagicText ExpandMagic(std::string_view text, Instant instant);

// The name of a file made at `instant` under a key prefix: the expanded prefix, and without any variable in it the time
// stamp yyyy-MM-dd-HH-mm-ss behind it (seed 002:668).
std::string ExpandKeyPrefix(std::string_view prefix, Instant instant);

}  // namespace pandora

#endif  // PANDORA_CORE_SCHEDULE_MAGIC_H_
