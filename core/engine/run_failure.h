// Why the last run of a transform or an export failed, kept in the state file until a run goes well. What a failed run does to the
// timeline and the journal is its service's and the engine's.
//
// Who calls it: transforms, exports; core/api tells it.
#ifndef PANDORA_CORE_ENGINE_RUN_FAILURE_H_
#define PANDORA_CORE_ENGINE_RUN_FAILURE_H_

#include <cstdint>
#include <string>

#include "core/base/instant.h"
#include "core/base/status.h"
#include "core/store/state_file.h"

namespace pandora {

struct RunFailure {
  std::string reason;  // "" after a run that went well
  Instant at;

  explicit operator bool() const { return !reason.empty(); }
};

// What is kept of the resource `id`. Fails as the storage does.
Result<RunFailure> LoadRunFailure(StateFile* file, int64_t id);

// Sets `*failure`, which is that of `id`, to `reason` at `now` and keeps it. Writes nothing while runs go well.
Status SetRunFailure(StateFile* file, int64_t id, const std::string& reason, Instant now, RunFailure* failure);

// When the resource is deleted.
Status ForgetRunFailure(StateFile* file, int64_t id, const RunFailure& failure);

}  // namespace pandora

#endif  // PANDORA_CORE_ENGINE_RUN_FAILURE_H_
