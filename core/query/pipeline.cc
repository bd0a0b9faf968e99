#include "core/query/pipeline.h"

#include <algorithm>

#include "core/query/scan_columns.h"
#include "core/query/typed_expression.h"

namespace pandora {
namespace {

using Node = PlanNode::Kind;

// Several lists of expressions, each giving every row once: a projection has one list, grouping sets have one per set.
class ProjectOperator : public Operator {
 public:
  ProjectOperator(const std::vector<std::vector<ExprPtr>>& lists, RunState* run, Operator* next)
      : run_(run), next_(next) {
    for (const std::vector<ExprPtr>& list : lists) lists_.push_back(MakeTypedList(list, run));
  }

  bool Push(const Chunk& chunk) override {
    for (const std::vector<TypedPtr>& list : lists_) {
      out_.Begin(chunk.rows, list.size());
      for (size_t c = 0; c < list.size(); ++c) {
        out_.columns[c] = list[c]->Run(chunk);
        if (run_->failed()) return false;
      }
      if (!next_->Push(out_)) return false;
    }
    return true;
  }
  void Finish() override { next_->Finish(); }

 private:
  std::vector<std::vector<TypedPtr>> lists_;
  RunState* run_;
  Operator* next_;
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
      case Node::kFilter: return MakeFilterOperator(node, run_, next);
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

  bool PushBatch(const RecordBatch& batch, const CodedColumns& coded, const std::vector<int>& wanted, size_t width,
                 Operator* next) {
    ScanColumns scan(batch, coded, wanted, &run_->next_dictionary);
    Chunk chunk;
    for (size_t begin = 0; begin < batch.rows; begin += kChunkRows) {
      chunk.Begin(std::min(kChunkRows, batch.rows - begin), width);
      run_->arena.Reset();
      scan.Read(begin, chunk.rows, &run_->arena, &chunk.columns);
      if (!next->Push(chunk)) return false;
    }
    return true;
  }

  // The columns that are read. Where only the number of rows counts it is one that is cheap to decode: sources take none for all.
  std::vector<int> WantedOf(size_t table) const {
    const std::vector<int>& used = plan_.used[table];
    const std::vector<Field>& fields = plan_.tables[table].schema.fields;
    if (!used.empty() || fields.empty()) return used;
    const auto cheap = std::find_if(fields.begin(), fields.end(), [](const Field& field) {
      return field.type.kind == Kind::kLong || field.type.kind == Kind::kBoolean;
    });
    return {cheap == fields.end() ? 0 : static_cast<int>(cheap - fields.begin())};
  }

  void RunScan(const PlanNode& node, Operator* next) {
    size_t table = static_cast<size_t>(node.table);
    const std::vector<int> wanted = WantedOf(table);
    bool stopped = false;
    Status status =
        sources_[table]->ScanCoded(wanted, [&](const RecordBatch& batch, const CodedColumns& coded) -> Status {
          if (PushBatch(batch, coded, wanted, node.output.size(), next)) return Status();
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
  for (size_t begin = 0; begin < rows; begin += kChunkRows) {
    chunk.Begin(std::min(kChunkRows, rows - begin), columns.size());
    for (size_t c = 0; c < columns.size(); ++c) chunk.columns[c] = ColumnVector::Boxed(columns[c].data() + begin);
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
