// Running a plan for its rows as they are, with Spark's types: for the scratch pad, EXPLAIN and the oracle. ExecutePlan
// (execute.h) is this and a conversion to the types of a repo.
#ifndef PANDORA_CORE_QUERY_RESULT_H_
#define PANDORA_CORE_QUERY_RESULT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/query/execute.h"
#include "core/query/pipeline.h"

namespace pandora {

enum class ExecutorPath { kAuto, kSqlite, kVectorised };

// Which executor kAuto takes for the plan.
ExecutorPath ChoosePath(const QueryPlan& plan);

// Runs into `sink` on the path asked for; kVectorised fails on plans that it cannot run. Failures are noted in `run`.
void RunPlan(const QueryPlan& plan, const std::vector<TableSource*>& sources, ExecutorPath path, RunState* run,
             Operator* sink);

struct TextResult {
  std::vector<std::string> names;
  std::vector<SqlType> types;
  std::vector<std::vector<std::optional<std::string>>> rows;  // as Spark prints them
  bool truncated = false;                                     // there are more rows than TextLimits let through
};

// Where a TextResult ends although the statement would go on; that is no error.
struct TextLimits {
  int64_t rows = INT64_MAX;
  int64_t bytes = INT64_MAX;  // of all cells; the row that goes beyond is the last
};

using TextResultOr = std::variant<TextResult, SqlError, Status>;
TextResultOr ExecuteToText(const QueryPlan& plan, const std::vector<TableSource*>& sources,
                           const ExecuteOptions& options, ExecutorPath path, const TextLimits& limits = {});

// As ExecutePlan, on a path of the caller's choice.
ExecuteResult ExecuteOn(ExecutorPath path, const QueryPlan& plan, const std::vector<TableSource*>& sources,
                        const ExecuteOptions& options);

}  // namespace pandora

#endif  // PANDORA_CORE_QUERY_RESULT_H_
