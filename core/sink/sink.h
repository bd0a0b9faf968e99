// The inside sinks: the other ends of exports that live in the state file (logdb, tsdb, mongo, report). The engine reads a
// repo's records from the export's position on and hands them over batch by batch; the position moves in the same transaction, so
// nothing is lost and nothing doubled. What a sink stores and how it is looked into is its own matter (its header tells).
//
// Not here: kodo and hdfs, whose files are cut by time and size (core/engine/kodo_export.h), and http, whose other end is outside
// (core/engine/http_export.h).
//
// To add a sink: a file with its spec, check and writer, and a row in sink.cc.
#ifndef PANDORA_CORE_SINK_SINK_H_
#define PANDORA_CORE_SINK_SINK_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/instant.h"
#include "core/base/status.h"
#include "core/format/json.h"
#include "core/store/catalog.h"
#include "core/store/object_store.h"
#include "core/store/record_log.h"
#include "core/store/state_file.h"
#include "core/store/timeline.h"
#include "core/value/record_batch.h"

namespace pandora {

// Where sinks keep what they are given: views on the one state file, the account they act for, and the simulated time.
struct SinkHome {
  StateFile* file = nullptr;
  Catalog* catalog = nullptr;
  RecordLog* log = nullptr;
  ObjectStore* objects = nullptr;
  std::string account;
  Instant now;
  bool create_targets = true;    // a log repo that an export names and that is not there is created
  Timeline* timeline = nullptr;  // what becomes due; nullptr: nothing ever does
};

struct Rejection {
  int64_t offset = 0;  // of the record in its repo
  std::string reason;  // for people: which field, what, what would be accepted
};

// What became of the records of one run.
struct SinkReport {
  int64_t written = 0;
  int64_t omitted = 0;  // left out because the spec says so: omitEmpty, or omitInvalid for those that cannot be written
  int64_t rejected = 0;            // could not be written and the spec does not say to ignore them
  std::vector<Rejection> reasons;  // of rejected and invalid omitted ones, the first kMaxReasons

  static constexpr size_t kMaxReasons = 1000;
  void Reject(int64_t offset, std::string reason, bool omit);
};

// Writes records of one export; made for one run, since the repo's schema or the spec may have changed before the next.
class SinkWriter {
 public:
  virtual ~SinkWriter() = default;
  // Columns of the source schema that Write needs, ascending.
  virtual const std::vector<int>& wanted() const = 0;
  // `batch` is as the source schema sees it, only wanted columns filled; row 0 has the offset `first`. A record that cannot be
  // written is reported; a Status is for failures of the storage, and undoes the run.
  virtual Status Write(RecordBatch batch, int64_t first, SinkReport* report) = 0;
  // After the last batch of the run.
  virtual Status Finish() { return {}; }
};

struct SinkType {
  std::string_view name;  // the export's type
  // At creation and update: E18305 for a member that is missing or wrong, E18111 for a reference to a field that `source` lacks,
  // and what else the documents name. May create what the spec asks for (a log repo that does not exist yet).
  Status (*check)(const Json& spec, const Schema& source, const SinkHome& home);
  // For a spec that was checked before, perhaps against another schema: a field that is gone is null.
  Result<std::unique_ptr<SinkWriter>> (*open)(const Json& spec, const Schema& source, const SinkHome& home);
};

// nullptr for a type that is no inside sink.
const SinkType* FindSinkType(std::string_view name);

}  // namespace pandora

#endif  // PANDORA_CORE_SINK_SINK_H_
