// The vectorised executor: a tree of operators through which chunks of rows are pushed, from the tables to a sink. It runs
// scans, filters, projections, hash aggregates, sorts, limits, UNION ALL, DISTINCT, grouping sets and generators. Plans with
// joins, windows, sub-queries, INTERSECT or EXCEPT go to the SQLite executor.
#ifndef PANDORA_CORE_QUERY_PIPELINE_H_
#define PANDORA_CORE_QUERY_PIPELINE_H_

#include <memory>
#include <vector>

#include "core/query/evaluator.h"
#include "core/query/execute.h"
#include "core/sql/plan.h"

namespace pandora {

// Takes chunks. Values of a chunk live until Push returns; who keeps them copies them.
class Operator {
 public:
  virtual ~Operator() = default;
  // False: no more rows are wanted (a limit is reached, or the run has failed).
  virtual bool Push(const Chunk& chunk) = 0;
  // After the last chunk. Operators that hold rows back push them now.
  virtual void Finish() = 0;
};

// Whether the pipeline can run the whole plan.
bool IsVectorisable(const PlanNode& node);

// Runs `node` over the sources into `sink`. Failures are noted in `run`.
void RunPipeline(const PlanNode& node, const std::vector<TableSource*>& sources, const QueryPlan& plan, RunState* run,
                 Operator* sink);

// The pieces, each in a file of its own.
std::unique_ptr<Operator> MakeFilterOperator(const PlanNode& node, RunState* run, Operator* next);
std::unique_ptr<Operator> MakeAggregateOperator(const PlanNode& node, RunState* run, Operator* next);
std::unique_ptr<Operator> MakeDistinctOperator(const PlanNode& node, RunState* run, Operator* next);
std::unique_ptr<Operator> MakeSortOperator(const PlanNode& node, RunState* run, Operator* next);
std::unique_ptr<Operator> MakeGenerateOperator(const PlanNode& node, RunState* run, Operator* next);

// Pushes rows kept as columns on to `next` in chunks.
bool PushColumns(const std::vector<std::vector<Value>>& columns, size_t rows, Operator* next);

}  // namespace pandora

#endif  // PANDORA_CORE_QUERY_PIPELINE_H_
