// Runs a bound plan over batches of records and answers a batch. The tables' data come through TableSource, so that the engine can
// offer an offset range of a record log, and tests a literal batch.
#ifndef PANDORA_CORE_QUERY_EXECUTE_H_
#define PANDORA_CORE_QUERY_EXECUTE_H_

#include <functional>
#include <variant>
#include <vector>

#include "core/base/instant.h"
#include "core/base/status.h"
#include "core/sql/query_plan.h"
#include "core/value/coded_text.h"
#include "core/value/record_batch.h"

namespace pandora {

class TableSource {
 public:
  virtual ~TableSource() = default;
  // Visits all rows in order as batches with the table's schema; only the columns in `wanted` need have values.
  virtual Status Scan(const std::vector<int>& wanted, const std::function<Status(const RecordBatch&)>& visit) = 0;

  // The same for who can read texts as codes (core/value/coded_text.h); sources that have them override it.
  using VisitCoded = std::function<Status(const RecordBatch&, const CodedColumns&)>;
  virtual Status ScanCoded(const std::vector<int>& wanted, const VisitCoded& visit) {
    return Scan(wanted, [&visit](const RecordBatch& batch) { return visit(batch, {}); });
  }
};

struct ExecuteOptions {
  Instant now;                         // current_timestamp() and the like
  int64_t max_rows = 10'000'000;       // of the result; more is a run-time error
  int64_t max_steps = 20'000'000'000;  // of SQLite's machine, some 10 a row; more is a run-time error
};

// `sources` stand for plan.tables, one each. The result has plan.output as its schema.
// A run-time error (division and casts never are one, as in Spark) is an SqlError of kind kRuntime; a failing source is a Status.
using ExecuteResult = std::variant<RecordBatch, SqlError, Status>;
ExecuteResult ExecutePlan(const QueryPlan& plan, const std::vector<TableSource*>& sources,
                          const ExecuteOptions& options);

}  // namespace pandora

#endif  // PANDORA_CORE_QUERY_EXECUTE_H_
