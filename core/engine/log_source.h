// A repo's records as a table of a statement: an offset range of its log. Who calls it: transforms (what is new), the scratch pad
// (everything). The Repo must outlive it.
#ifndef PANDORA_CORE_ENGINE_LOG_SOURCE_H_
#define PANDORA_CORE_ENGINE_LOG_SOURCE_H_

#include <functional>
#include <vector>

#include "core/engine/repos.h"
#include "core/query/execute.h"
#include "core/store/record_log.h"

namespace pandora {

class LogSource : public TableSource {
 public:
  LogSource(RecordLog* log, const Repo& repo, int64_t from, int64_t to)
      : log_(log), repo_(repo), from_(from), to_(to) {}

  Status Scan(const std::vector<int>& wanted, const std::function<Status(const RecordBatch&)>& visit) override {
    return log_->Read(repo_.id, from_, to_, repo_.definition.schema, wanted,
                      [&visit](RecordLog::Slice slice) { return visit(slice.batch); });
  }
  Status ScanCoded(const std::vector<int>& wanted, const VisitCoded& visit) override {
    return log_->ReadCoded(repo_.id, from_, to_, repo_.definition.schema, wanted,
                           [&visit](RecordLog::Slice slice) { return visit(slice.batch, slice.coded); });
  }

 private:
  RecordLog* log_;
  const Repo& repo_;
  int64_t from_;
  int64_t to_;
};

}  // namespace pandora

#endif  // PANDORA_CORE_ENGINE_LOG_SOURCE_H_
