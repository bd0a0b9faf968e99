// The clock in JSON: {"now", "mode", "scale", "next"}, and what a request may ask of it.
#ifndef PANDORA_CORE_API_CLOCK_JSON_H_
#define PANDORA_CORE_API_CLOCK_JSON_H_

#include "core/engine/engine.h"
#include "core/format/json.h"

namespace pandora {

// `next` is when the next task is due, null when there is none.
Result<Json> DescribeClock(Engine& engine);

}  // namespace pandora

#endif  // PANDORA_CORE_API_CLOCK_JSON_H_
