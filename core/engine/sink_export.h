// Hands a repo's new records to an inside sink (core/sink/sink.h): in order, each exactly once, since the position moves in the
// transaction in which the sink writes.
#ifndef PANDORA_CORE_ENGINE_SINK_EXPORT_H_
#define PANDORA_CORE_ENGINE_SINK_EXPORT_H_

#include <string_view>

#include "core/engine/repos.h"
#include "core/engine/state.h"
#include "core/engine/task_outcome.h"
#include "core/sink/sink.h"

namespace pandora {

class SinkExport {
 public:
  explicit SinkExport(EngineState* state) : state_(state) {}

  // The sink's view of the state, acting for `account` at the present time.
  SinkHome HomeOf(std::string_view account) const;

  // Writes what the repo has got since the last run.
  Result<TaskOutcome> OnNews(int64_t export_id, const Repo& source, const SinkType& type, const Json& spec);

  // Lets go of what the log repo with this resource id has kept for long enough (TaskKind::kExpireLogs).
  Result<TaskOutcome> ExpireLogs(int64_t log_repo);

 private:
  EngineState* state_;
};

}  // namespace pandora

#endif  // PANDORA_CORE_ENGINE_SINK_EXPORT_H_
