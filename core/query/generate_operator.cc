#include "core/query/pipeline.h"

namespace pandora {
namespace {

// Each row once per row that its generator yields; with `outer` at least once, the generator's columns then NULL.
class GenerateOperator : public Operator {
 public:
  GenerateOperator(const PlanNode& node, RunState* run, Operator* next)
      : node_(node), call_(*node.exprs[0]), run_(run), next_(next), out_(node.output.size()) {
    args_.reserve(call_.args.size());
    for (const ExprPtr& arg : call_.args) {
      args_.emplace_back(*arg, run);
      types_.push_back(arg->type);
    }
    context_.arg_types = types_;
    context_.result_type = &call_.type;
    context_.state = call_.state.get();
    context_.scratch = &scratch_;
    context_.now = run->now;
  }

  bool Push(const Chunk& chunk) override {
    std::vector<Vector> vectors;
    for (Evaluator& arg : args_) vectors.push_back(arg.Run(chunk));
    context_.arena = &run_->arena;
    std::vector<Value> row_args(args_.size());
    for (size_t row = 0; row < chunk.rows && !run_->failed(); ++row) {
      for (size_t k = 0; k < args_.size(); ++k) row_args[k] = vectors[k][row];
      Value rows;
      call_.function->kernel(context_, row_args.data(), &rows);
      if (!context_.error.empty()) {
        run_->Fail(context_.error, call_.span);
        return false;
      }
      if (!Emit(chunk, row, rows)) return false;
    }
    return !run_->failed() && Flush();
  }
  void Finish() override { next_->Finish(); }

 private:
  bool Emit(const Chunk& chunk, size_t row, const Value& rows) {
    size_t width = chunk.columns.size();
    size_t count = rows.tag == Value::Tag::kList ? rows.size : 0;
    for (size_t k = 0; k < count || (node_.outer && count == 0 && k == 0); ++k) {
      for (size_t c = 0; c < width; ++c) out_[c].push_back(chunk.columns[c].At(row));
      for (size_t c = width; c < out_.size(); ++c)
        out_[c].push_back(count == 0 ? Value() : rows.items[k].items[c - width]);
      if (out_[0].size() >= kChunkRows && !Flush()) return false;
    }
    return true;
  }

  bool Flush() {
    if (out_[0].empty()) return true;
    bool more = PushColumns(out_, out_[0].size(), next_);
    for (std::vector<Value>& column : out_) column.clear();
    return more;
  }

  const PlanNode& node_;
  const BoundExpr& call_;
  RunState* run_;
  Operator* next_;
  std::vector<Evaluator> args_;
  std::vector<SqlType> types_;
  std::unique_ptr<CallState> scratch_;
  CallContext context_;
  std::vector<std::vector<Value>> out_;
};

}  // namespace

std::unique_ptr<Operator> MakeGenerateOperator(const PlanNode& node, RunState* run, Operator* next) {
  return std::make_unique<GenerateOperator>(node, run, next);
}

}  // namespace pandora
