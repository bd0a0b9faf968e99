// Cuts the records of a repo into files of a bucket (seed 002:655-700). An open file is a range of offsets, not bytes: it is
// formatted once, when it is cut, and the position moves in the same transaction as the object appears.
//
//   interval  the file opens with its first record and is cut `rotateInterval` seconds later
//   size      cut at the first record with which it exceeds `rotateSize` bytes (before compression)
//   both      whichever comes first
// No records, no file. Two files of one name get -1, -2 ... (spec/conflicts.md O23).
#ifndef PANDORA_CORE_ENGINE_KODO_EXPORT_H_
#define PANDORA_CORE_ENGINE_KODO_EXPORT_H_

#include <string>

#include "core/engine/export_progress.h"
#include "core/engine/repos.h"
#include "core/engine/state.h"
#include "core/engine/task_outcome.h"
#include "core/sink/kodo_spec.h"

namespace pandora {

class KodoExport {
 public:
  explicit KodoExport(EngineState* state) : state_(state) {}

  // Counts what is new, cuts files that are full, opens one when there is something to write.
  Result<TaskOutcome> OnNews(int64_t export_id, const Repo& source, const KodoSpec& spec);
  // Cuts the open file because its time is up.
  Result<TaskOutcome> OnRotate(int64_t export_id, const Repo& source, const KodoSpec& spec);

 private:
  Status WriteFile(const Repo& source, const KodoSpec& spec, int64_t from, int64_t to, TaskOutcome* outcome);
  Status CutBySize(const Repo& source, const KodoSpec& spec, int64_t end, ExportProgress* progress,
                   TaskOutcome* outcome);
  Result<std::string> FreeName(const Repo& source, const KodoSpec& spec);

  EngineState* state_;
};

}  // namespace pandora

#endif  // PANDORA_CORE_ENGINE_KODO_EXPORT_H_
