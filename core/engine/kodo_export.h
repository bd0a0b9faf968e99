// Cuts the records of a repo into files of a bucket (seed 002:655-700). An open file is a range of offsets, not bytes: it is
// formatted when it is cut, piece by piece into the bucket, and the position moves in the same transaction as the object appears.
// Rotation by size formats twice: first to count, whenever records arrive, and again to write.
//
//   interval  the file opens with its first record and is cut `rotateInterval` seconds later
//   size      cut at the first record with which it exceeds `rotateSize` bytes (before compression)
//   both      whichever comes first
// No records, no file. Two files of one name get -1, -2 ... (spec/conflicts.md O23).
#ifndef PANDORA_CORE_ENGINE_KODO_EXPORT_H_
#define PANDORA_CORE_ENGINE_KODO_EXPORT_H_

#include <functional>
#include <string>
#include <vector>

#include "core/engine/export_progress.h"
#include "core/engine/repos.h"
#include "core/engine/state.h"
#include "core/engine/task_outcome.h"
#include "core/sink/kodo_file.h"
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
  class Files;

  // Writes one file for each of `cuts`, ascending offsets just past a file's last record; the first begins at `from`.
  Status WriteFiles(const Repo& source, const KodoSpec& spec, int64_t from, const std::vector<int64_t>& cuts,
                    TaskOutcome* outcome);
  Status CutBySize(const Repo& source, const KodoSpec& spec, int64_t end, ExportProgress* progress,
                   TaskOutcome* outcome);
  Status Read(const Repo& source, const KodoFile& file, int64_t from, int64_t to,
              const std::function<Status(RecordLog::Slice)>& visit);

  EngineState* state_;
};

}  // namespace pandora

#endif  // PANDORA_CORE_ENGINE_KODO_EXPORT_H_
