#include "core/query/execute.h"

#include "core/query/batch_values.h"
#include "core/query/result.h"
#include "core/query/sqlite_executor.h"

namespace pandora {
namespace {

// Collects rows as the columns of a repo.
class BatchSink : public Operator {
 public:
  BatchSink(const QueryPlan& plan, RunState* run) : plan_(plan), run_(run), batch_(MakeBatch(plan.output)) {}

  bool Push(const Chunk& chunk) override {
    run_->produced += static_cast<int64_t>(chunk.rows);
    if (run_->produced > run_->max_rows) {
      run_->Fail("the result has more than " + std::to_string(run_->max_rows) + " rows", {});
      return false;
    }
    for (size_t c = 0; c < batch_.columns.size(); ++c) {
      const SqlType& type = plan_.root->root->output[c].type;
      AppendVector(chunk.columns[c], chunk.rows, type, &batch_.columns[c]);
    }
    batch_.rows += chunk.rows;
    return true;
  }
  void Finish() override {}
  RecordBatch Take() { return std::move(batch_); }

 private:
  const QueryPlan& plan_;
  RunState* run_;
  RecordBatch batch_;
};

// A decimal cell at the top level: without zeros at the end.
void TrimDecimal(std::string* text) {
  if (text->find('.') == std::string::npos) return;
  while (text->back() == '0') text->pop_back();
  if (text->back() == '.') text->pop_back();
  if (*text == "-0") *text = "0";
}

class TextSink : public Operator {
 public:
  TextSink(RunState* run, const TextLimits& limits, TextResult* result) : run_(run), limits_(limits), result_(result) {}

  bool Push(const Chunk& chunk) override {
    run_->produced += static_cast<int64_t>(chunk.rows);
    if (run_->produced > run_->max_rows) {
      run_->Fail("the result has more than " + std::to_string(run_->max_rows) + " rows", {});
      return false;
    }
    for (size_t row = 0; row < chunk.rows; ++row) {
      if (static_cast<int64_t>(result_->rows.size()) >= limits_.rows || bytes_ >= limits_.bytes) {
        result_->truncated = true;
        return false;
      }
      std::vector<std::optional<std::string>>& cells = result_->rows.emplace_back();
      for (size_t c = 0; c < result_->types.size(); ++c) {
        const Value value = chunk.columns[c].At(row);
        std::optional<std::string>& cell = cells.emplace_back();
        if (value.is_null()) continue;
        cell.emplace();
        AppendPrinted(value, result_->types[c], false, &*cell);
        if (result_->types[c].kind == SqlKind::kDecimal) TrimDecimal(&*cell);
        bytes_ += static_cast<int64_t>(cell->size());
      }
    }
    return true;
  }
  void Finish() override {}

 private:
  RunState* run_;
  TextLimits limits_;
  TextResult* result_;
  int64_t bytes_ = 0;
};

RunState MakeRun(const QueryPlan& plan, const ExecuteOptions& options) {
  RunState run;
  run.now = options.now;
  run.max_rows = options.max_rows;
  run.max_steps = options.max_steps;
  run.sql = plan.sql;
  return run;
}

}  // namespace

ExecutorPath ChoosePath(const QueryPlan& plan) {
  return IsVectorisable(*plan.root->root) ? ExecutorPath::kVectorised : ExecutorPath::kSqlite;
}

void RunPlan(const QueryPlan& plan, const std::vector<TableSource*>& sources, ExecutorPath path, RunState* run,
             Operator* sink) {
  if (path == ExecutorPath::kAuto) path = ChoosePath(plan);
  if (path == ExecutorPath::kSqlite) {
    RunOnSqlite(plan, sources, run, sink);
    return;
  }
  if (!IsVectorisable(*plan.root->root)) {
    run->Fail("the vectorised executor does not run joins, windows, sub-queries, INTERSECT and EXCEPT", {});
    return;
  }
  RunPipeline(*plan.root->root, sources, plan, run, sink);
}

ExecuteResult ExecuteOn(ExecutorPath path, const QueryPlan& plan, const std::vector<TableSource*>& sources,
                        const ExecuteOptions& options) {
  RunState run = MakeRun(plan, options);
  BatchSink sink(plan, &run);
  RunPlan(plan, sources, path, &run, &sink);
  if (!run.source_error.ok()) return run.source_error;
  if (run.error) return *run.error;
  return sink.Take();
}

ExecuteResult ExecutePlan(const QueryPlan& plan, const std::vector<TableSource*>& sources,
                          const ExecuteOptions& options) {
  return ExecuteOn(ExecutorPath::kAuto, plan, sources, options);
}

TextResultOr ExecuteToText(const QueryPlan& plan, const std::vector<TableSource*>& sources,
                           const ExecuteOptions& options, ExecutorPath path, const TextLimits& limits) {
  RunState run = MakeRun(plan, options);
  TextResult result;
  for (const OutputColumn& column : plan.root->root->output) {
    result.names.push_back(column.name);
    result.types.push_back(column.type);
  }
  TextSink sink(&run, limits, &result);
  RunPlan(plan, sources, path, &run, &sink);
  if (!run.source_error.ok()) return run.source_error;
  if (run.error) return *run.error;
  return result;
}

}  // namespace pandora
