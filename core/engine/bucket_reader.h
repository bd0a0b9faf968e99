// Repos of the legacy type kodo (seed 001:171): their records are those of the objects below a prefix of a bucket - lines of json or
// text, or Parquet files - and appear as if pushed when an object does. Each object is read once; one that is written again is read
// again.
// Who calls it: the engine after every task and whoever writes objects (Notice), the timeline (Run).
#ifndef PANDORA_CORE_ENGINE_BUCKET_READER_H_
#define PANDORA_CORE_ENGINE_BUCKET_READER_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "core/engine/repos.h"
#include "core/engine/state.h"
#include "core/engine/task_outcome.h"

namespace pandora {

class BucketReader {
 public:
  BucketReader(EngineState* state, Repos* repos) : state_(state), repos_(repos) {}

  // Objects may have come or gone: schedules the repos that have not seen the newest. Cheap when there are no such repos.
  Status Notice();
  // Reads the next objects of the repo with this id, a few of them; Notice then schedules the others. Records that do not fit are left
  // out and counted; with a file that cannot be read the task has failed, and the file is passed over: but for the records that
  // stand in a Parquet file before the damage.
  Result<TaskOutcome> Run(int64_t repo);

 private:
  // What was in a file.
  struct Count {
    int64_t records = 0;              // appended
    int64_t found = 0, left_out = 0;  // left_out of those found
    const char* unit = "records";     // what these are
    std::string problem;              // the first left out, and why
    Status failure;                   // of the file as a whole
  };

  Result<int64_t> Position(int64_t repo);
  Status SetPosition(int64_t repo, int64_t object);
  Status ReadObject(Repo* repo, const ObjectInfo& object, TaskOutcome* outcome);
  Result<Count> ReadLineFile(Repo* repo, std::string_view bytes);
  Result<Count> ReadParquetFile(Repo* repo, std::string_view bytes);
  Status AppendRecords(Repo* repo, RecordBatch batch);

  EngineState* state_;
  Repos* repos_;
};

}  // namespace pandora

#endif  // PANDORA_CORE_ENGINE_BUCKET_READER_H_
