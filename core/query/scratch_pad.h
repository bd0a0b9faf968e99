// The SQL scratch pad: a statement over views that it sets up itself, run for its rows or explained. What BindStatement,
// ExecuteToText and GenerateSqlite do, in one piece and with errors that say which of the statements they are in. Knows no repo:
// the caller says which tables there are and where their rows are.
//
// Who calls it: engine/sql_pad (POST /_sim/sql/run and explain), and the comparison with Spark's answers in the tests.
#ifndef PANDORA_CORE_QUERY_SCRATCH_PAD_H_
#define PANDORA_CORE_QUERY_SCRATCH_PAD_H_

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/query/result.h"
#include "core/sql/plan.h"
#include "core/value/session_zone.h"

namespace pandora {

struct ScratchStatement {
  std::string code;                // a query, or EXPLAIN and a query
  std::vector<std::string> setup;  // CREATE TEMPORARY VIEW ..., in order
};

struct ScratchError {
  SqlError error;
  int setup = -1;  // the statement of `setup` that its place is in; -1 for the code
};

struct ScratchOptions {
  // The session's zone, which must outlive the run; null is the service's own, +08:00.
  const ZoneRule* zone = nullptr;
  ExecutorPath path = ExecutorPath::kAuto;
  ExecuteOptions execute;
  TextLimits limits;
};

struct ScratchRun {
  TextResult result;  // of EXPLAIN: one row with the plan
  ExecutorPath path = ExecutorPath::kAuto;
};

// `sources` stand for `tables`, one each. A Status is a failure of a source.
std::variant<ScratchRun, ScratchError, Status> RunScratch(const ScratchStatement& statement,
                                                          const std::vector<SqlTable>& tables,
                                                          const std::vector<TableSource*>& sources,
                                                          const ScratchOptions& options);

struct Explanation {
  std::optional<ScratchError> error;  // without one, all of:
  std::vector<OutputColumn> columns;
  std::string plan;
  std::string sqlite;  // what the SQLite executor would run
  ExecutorPath path = ExecutorPath::kAuto;
  std::string note;  // why that path
};

// Looks at no data.
Explanation ExplainScratch(const ScratchStatement& statement, const std::vector<SqlTable>& tables);

}  // namespace pandora

#endif  // PANDORA_CORE_QUERY_SCRATCH_PAD_H_
