// Repos of the legacy type kodo (seed 001:171): their records are the lines of the objects below a prefix of a bucket, and appear as if
// pushed when an object does. Each object is read once; one that is written again is read again.
// Who calls it: the engine after every task and whoever writes objects (Notice), the timeline (Run).
#ifndef PANDORA_CORE_ENGINE_BUCKET_READER_H_
#define PANDORA_CORE_ENGINE_BUCKET_READER_H_

#include "core/engine/repos.h"
#include "core/engine/state.h"
#include "core/engine/task_outcome.h"

namespace pandora {

class BucketReader {
 public:
  BucketReader(EngineState* state, Repos* repos) : state_(state), repos_(repos) {}

  // Objects may have come or gone: schedules the repos that have not seen the newest. Cheap when there are no such repos.
  Status Notice();
  // Reads the next objects of the repo with this id, a few of them; Notice then schedules the others. Lines that do not fit are left
  // out and counted; with a file that cannot be read at all the task has failed, and the file is passed over.
  Result<TaskOutcome> Run(int64_t repo);

 private:
  Result<int64_t> Position(int64_t repo);
  Status SetPosition(int64_t repo, int64_t object);
  Status ReadObject(Repo* repo, const ObjectInfo& object, TaskOutcome* outcome);

  EngineState* state_;
  Repos* repos_;
};

}  // namespace pandora

#endif  // PANDORA_CORE_ENGINE_BUCKET_READER_H_
