#include "core/query/pipeline.h"

#include <algorithm>

#include "core/query/batch_values.h"

namespace pandora {
namespace {

using Node = PlanNode::Kind;

class FilterOperator : public Operator {
 public:
  FilterOperator(const PlanNode& node, RunState* run, Operator* next)
      : predicate_(*node.exprs[0], run), run_(run), next_(next) {}

  bool Push(const Chunk& chunk) override {
    Vector keep = predicate_.Run(chunk);
    if (run_->failed()) return false;
    rows_.clear();
    for (size_t k = 0; k < chunk.rows; ++k) {
      if (keep[k].is_true()) rows_.push_back(static_cast<uint32_t>(k));
    }
    if (rows_.empty()) return true;
    if (rows_.size() == chunk.rows) return next_->Push(chunk);
    out_.rows = rows_.size();
    out_.columns.resize(chunk.columns.size());
    columns_.resize(chunk.columns.size());
    for (size_t c = 0; c < chunk.columns.size(); ++c) {
      out_.columns[c] = nullptr;
      if (!chunk.columns[c]) continue;
      columns_[c].resize(rows_.size());
      for (size_t k = 0; k < rows_.size(); ++k) columns_[c][k] = chunk.columns[c][rows_[k]];
      out_.columns[c] = columns_[c].data();
    }
    return next_->Push(out_);
  }
  void Finish() override { next_->Finish(); }

 private:
  Evaluator predicate_;
  RunState* run_;
  Operator* next_;
  std::vector<uint32_t> rows_;
  std::vector<std::vector<Value>> columns_;
  Chunk out_;
};

// Several lists of expressions, each giving every row once: a projection has one list, grouping sets have one per set.
class ProjectOperator : public Operator {
 public:
  ProjectOperator(const std::vector<std::vector<ExprPtr>>& lists, RunState* run, Operator* next)
      : run_(run), next_(next) {
    for (const std::vector<ExprPtr>& list : lists) {
      lists_.emplace_back();
      lists_.back().reserve(list.size());
      for (const ExprPtr& expr : list) lists_.back().emplace_back(*expr, run);
    }
  }

  bool Push(const Chunk& chunk) override {
    for (std::vector<Evaluator>& list : lists_) {
      out_.rows = chunk.rows;
      out_.columns.resize(list.size());
      constants_.resize(list.size());
      for (size_t c = 0; c < list.size(); ++c) {
        Vector result = list[c].Run(chunk);
        if (run_->failed()) return false;
        if (result.stride == 0) {
          constants_[c].assign(chunk.rows, chunk.rows > 0 ? result[0] : Value());
          result.data = constants_[c].data();
        }
        out_.columns[c] = result.data;
      }
      if (!next_->Push(out_)) return false;
    }
    return true;
  }
  void Finish() override { next_->Finish(); }

 private:
  std::vector<std::vector<Evaluator>> lists_;
  RunState* run_;
  Operator* next_;
  std::vector<std::vector<Value>> constants_;
  Chunk out_;
};

class LimitOperator : public Operator {
 public:
  LimitOperator(const PlanNode& node, Operator* next) : left_(static_cast<size_t>(node.limit)), next_(next) {}

  bool Push(const Chunk& chunk) override {
    if (left_ == 0) return false;
    Chunk cut = chunk;
    cut.rows = std::min(chunk.rows, left_);
    left_ -= cut.rows;
    return next_->Push(cut) && left_ > 0;
  }
  void Finish() override { next_->Finish(); }

 private:
  size_t left_;
  Operator* next_;
};

// Lets several inputs end in one operator: only the last Finish counts, and the runner calls that.
class UnionOperator : public Operator {
 public:
  explicit UnionOperator(Operator* next) : next_(next) {}
  bool Push(const Chunk& chunk) override { return open_ = open_ && next_->Push(chunk); }
  void Finish() override {}

 private:
  Operator* next_;
  bool open_ = true;
};

class Runner {
 public:
  Runner(const std::vector<TableSource*>& sources, const QueryPlan& plan, RunState* run)
      : sources_(sources), plan_(plan), run_(run) {}

  void Run(const PlanNode& node, Operator* next) {
    if (run_->failed()) return;
    switch (node.kind) {
      case Node::kScan: RunScan(node, next); return;
      case Node::kValues: RunValues(node, next); return;
      case Node::kRange: RunRange(node, next); return;
      case Node::kUnion: {
        UnionOperator both(next);
        for (const NodePtr& input : node.inputs) Run(*input, &both);
        next->Finish();
        return;
      }
      default: break;
    }
    std::unique_ptr<Operator> op = Make(node, next);
    Run(*node.inputs[0], op.get());
  }

 private:
  std::unique_ptr<Operator> Make(const PlanNode& node, Operator* next) {
    switch (node.kind) {
      case Node::kFilter: return std::make_unique<FilterOperator>(node, run_, next);
      case Node::kProject:
        return std::make_unique<ProjectOperator>(std::vector<std::vector<ExprPtr>>{node.exprs}, run_, next);
      case Node::kExpand: return std::make_unique<ProjectOperator>(node.projections, run_, next);
      case Node::kAggregate: return MakeAggregateOperator(node, run_, next);
      case Node::kDistinct: return MakeDistinctOperator(node, run_, next);
      case Node::kSort: return MakeSortOperator(node, run_, next);
      case Node::kGenerate: return MakeGenerateOperator(node, run_, next);
      default: return std::make_unique<LimitOperator>(node, next);
    }
  }

  bool PushBatch(const RecordBatch& batch, const std::vector<int>& wanted, size_t width, Operator* next) {
    std::vector<std::vector<Value>> values(width);
    Chunk chunk;
    chunk.columns.assign(width, nullptr);
    for (int column : wanted) {
      values[static_cast<size_t>(column)].resize(std::min(batch.rows, kChunkRows));
      chunk.columns[static_cast<size_t>(column)] = values[static_cast<size_t>(column)].data();
    }
    for (size_t begin = 0; begin < batch.rows; begin += kChunkRows) {
      chunk.rows = std::min(kChunkRows, batch.rows - begin);
      run_->arena.Reset();
      for (int column : wanted) {
        size_t c = static_cast<size_t>(column);
        ReadColumn(batch.columns[c], begin, chunk.rows, &run_->arena, values[c].data());
      }
      if (!next->Push(chunk)) return false;
    }
    return true;
  }

  void RunScan(const PlanNode& node, Operator* next) {
    size_t table = static_cast<size_t>(node.table);
    const std::vector<int>& wanted = plan_.used[table];
    bool stopped = false;
    Status status = sources_[table]->Scan(wanted, [&](const RecordBatch& batch) -> Status {
      if (PushBatch(batch, wanted, node.output.size(), next)) return Status();
      stopped = true;
      return Status(ErrorCode::kInternal, "the scan was stopped");
    });
    if (!status.ok() && !stopped) run_->source_error = status;
    if (!run_->failed()) next->Finish();
  }

  void RunValues(const PlanNode& node, Operator* next) {
    Chunk one;
    one.rows = 1;
    size_t width = node.output.size();
    std::vector<std::vector<Value>> columns(width);
    Arena keep;
    for (const std::vector<ExprPtr>& row : node.rows) {
      for (size_t c = 0; c < width; ++c) {
        Evaluator cell(*row[c], run_);
        columns[c].push_back(CopyValue(cell.Run(one)[0], &keep));
        if (run_->failed()) return;
      }
    }
    PushColumns(columns, node.rows.size(), next);
    if (!run_->failed()) next->Finish();
  }

  void RunRange(const PlanNode& node, Operator* next) {
    std::vector<std::vector<Value>> columns(1);
    int64_t value = node.start;
    int64_t produced = 0;
    bool more = true;
    while (more && (node.step > 0 ? value < node.end : value > node.end)) {
      columns[0].push_back(Value::Int(value));
      more = !__builtin_add_overflow(value, node.step, &value);
      if (++produced > run_->max_rows) {
        run_->Fail("range yields more than " + std::to_string(run_->max_rows) + " rows", node.span);
        return;
      }
      if (columns[0].size() < kChunkRows) continue;
      run_->arena.Reset();
      more = PushColumns(columns, columns[0].size(), next) && more;
      columns[0].clear();
    }
    if (run_->failed()) return;
    PushColumns(columns, columns[0].size(), next);
    if (!run_->failed()) next->Finish();
  }

  const std::vector<TableSource*>& sources_;
  const QueryPlan& plan_;
  RunState* run_;
};

}  // namespace

bool PushColumns(const std::vector<std::vector<Value>>& columns, size_t rows, Operator* next) {
  Chunk chunk;
  chunk.columns.resize(columns.size());
  for (size_t begin = 0; begin < rows; begin += kChunkRows) {
    chunk.rows = std::min(kChunkRows, rows - begin);
    for (size_t c = 0; c < columns.size(); ++c) chunk.columns[c] = columns[c].data() + begin;
    if (!next->Push(chunk)) return false;
  }
  return true;
}

bool IsVectorisable(const PlanNode& node) {
  if (node.kind == Node::kJoin || node.kind == Node::kWindow || node.kind == Node::kIntersect ||
      node.kind == Node::kExcept)
    return false;
  auto fits = [](const ExprPtr& expr) { return IsEvaluable(*expr); };
  for (const ExprPtr& expr : node.exprs) {
    const std::vector<ExprPtr> itself = {expr};
    const std::vector<ExprPtr>& parts = node.kind == Node::kGenerate ? expr->args : itself;
    if (!std::all_of(parts.begin(), parts.end(), fits)) return false;
  }
  for (const AggregateCall& call : node.aggregates) {
    if (!std::all_of(call.args.begin(), call.args.end(), fits)) return false;
  }
  for (const SortKey& key : node.sort) {
    if (!IsEvaluable(*key.expr)) return false;
  }
  for (const auto* lists : {&node.rows, &node.projections}) {
    for (const std::vector<ExprPtr>& list : *lists) {
      if (!std::all_of(list.begin(), list.end(), fits)) return false;
    }
  }
  return std::all_of(node.inputs.begin(), node.inputs.end(),
                     [](const NodePtr& input) { return IsVectorisable(*input); });
}

void RunPipeline(const PlanNode& node, const std::vector<TableSource*>& sources, const QueryPlan& plan, RunState* run,
                 Operator* sink) {
  Runner(sources, plan, run).Run(node, sink);
}

}  // namespace pandora
