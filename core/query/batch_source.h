// A batch in memory as a table: the result of one statement as the input of the next. Borrows the batch and hands it over whole, as it is.
//
// Used by transforms that compute in stages, and by tests.
#ifndef PANDORA_CORE_QUERY_BATCH_SOURCE_H_
#define PANDORA_CORE_QUERY_BATCH_SOURCE_H_

#include <functional>
#include <vector>

#include "core/query/execute.h"

namespace pandora {

class BatchSource : public TableSource {
 public:
  explicit BatchSource(const RecordBatch* batch) : batch_(batch) {}
  Status Scan(const std::vector<int>&, const std::function<Status(const RecordBatch&)>& visit) override {
    return visit(*batch_);
  }

 private:
  const RecordBatch* batch_;
};

}  // namespace pandora

#endif  // PANDORA_CORE_QUERY_BATCH_SOURCE_H_
