#include <algorithm>
#include <numeric>

#include "core/query/pipeline.h"

namespace pandora {
namespace {

// Keeps all rows, sorts them stably at the end.
class SortOperator : public Operator {
 public:
  SortOperator(const PlanNode& node, RunState* run, Operator* next)
      : node_(node), run_(run), next_(next), columns_(node.output.size()), keys_(node.sort.size()) {
    evaluators_.reserve(node.sort.size());
    for (const SortKey& key : node.sort) evaluators_.emplace_back(*key.expr, run);
  }

  bool Push(const Chunk& chunk) override {
    for (size_t k = 0; k < evaluators_.size(); ++k) {
      Vector key = evaluators_[k].Run(chunk);
      if (run_->failed()) return false;
      for (size_t row = 0; row < chunk.rows; ++row) keys_[k].push_back(CopyValue(key[row], &arena_));
    }
    for (size_t c = 0; c < columns_.size(); ++c) {
      const Value* column = chunk.Boxed(c, &run_->arena);
      for (size_t row = 0; row < chunk.rows; ++row)
        columns_[c].push_back(column ? CopyValue(column[row], &arena_) : Value());
    }
    rows_ += chunk.rows;
    if (static_cast<int64_t>(rows_) <= run_->max_rows) return true;
    run_->Fail("more than " + std::to_string(run_->max_rows) + " rows to sort", node_.span);
    return false;
  }

  void Finish() override {
    std::vector<uint32_t> order(rows_);
    std::iota(order.begin(), order.end(), 0u);
    std::stable_sort(order.begin(), order.end(), [this](uint32_t a, uint32_t b) { return Compare(a, b) < 0; });
    std::vector<std::vector<Value>> sorted(columns_.size());
    for (size_t c = 0; c < columns_.size(); ++c) {
      sorted[c].reserve(rows_);
      for (uint32_t row : order) sorted[c].push_back(columns_[c][row]);
    }
    run_->arena.Reset();
    PushColumns(sorted, rows_, next_);
    if (!run_->failed()) next_->Finish();
  }

 private:
  int Compare(uint32_t a, uint32_t b) const {
    for (size_t k = 0; k < keys_.size(); ++k) {
      const Value& x = keys_[k][a];
      const Value& y = keys_[k][b];
      const SortKey& key = node_.sort[k];
      int order = 0;
      if (x.is_null() || y.is_null()) {
        order = static_cast<int>(y.is_null()) - static_cast<int>(x.is_null());  // NULL first
        if (!key.nulls_first) order = -order;
      } else {
        order = CompareValues(x, y);
        if (key.descending) order = -order;
      }
      if (order != 0) return order;
    }
    return 0;
  }

  const PlanNode& node_;
  RunState* run_;
  Operator* next_;
  std::vector<Evaluator> evaluators_;
  std::vector<std::vector<Value>> columns_;
  std::vector<std::vector<Value>> keys_;
  size_t rows_ = 0;
  Arena arena_;
};

}  // namespace

std::unique_ptr<Operator> MakeSortOperator(const PlanNode& node, RunState* run, Operator* next) {
  return std::make_unique<SortOperator>(node, run, next);
}

}  // namespace pandora
