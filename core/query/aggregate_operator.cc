// GROUP BY and DISTINCT by hashing.
#include <algorithm>

#include "core/query/aggregate_column.h"
#include "core/query/pipeline.h"

namespace pandora {
namespace {

class AggregateOperator : public Operator {
 public:
  AggregateOperator(const PlanNode& node, RunState* run, Operator* next)
      : run_(run),
        next_(next),
        finder_(node.exprs.size()),
        keys_(MakeTypedList(node.exprs, run)),
        groups_(kChunkRows, 0) {
    for (const AggregateCall& call : node.aggregates) columns_.push_back(std::make_unique<AggregateColumn>(call, run));
    counts_rows_ =
        std::any_of(columns_.begin(), columns_.end(), [](const auto& column) { return column->CountsRows(); });
    for (auto& column : columns_) {
      if (counts_rows_) column->RowsAreCounted();
    }
    // Without keys there is one group even without rows.
    if (keys_.empty()) Grow(1);
  }

  bool Push(const Chunk& chunk) override {
    if (!keys_.empty()) FindGroups(chunk);
    if (run_->failed()) return false;
    if (counts_rows_) CountRows(chunk.rows);
    for (auto& column : columns_) column->Step(chunk, groups_.data());
    return !run_->failed();
  }

  void Finish() override {
    const size_t groups = keys_.empty() ? 1 : finder_.size();
    std::vector<std::vector<Value>> out = finder_.TakeKeys();
    Arena arena;
    for (auto& column : columns_) {
      out.emplace_back();
      out.back().reserve(groups);
      for (size_t group = 0; group < groups; ++group) out.back().push_back(column->Finish(group, rows_[group], &arena));
    }
    if (run_->failed()) return;
    run_->arena.Reset();
    PushColumns(out, groups, next_);
    if (!run_->failed()) next_->Finish();
  }

 private:
  void FindGroups(const Chunk& chunk) {
    vectors_.clear();
    for (const TypedPtr& key : keys_) vectors_.push_back(key->Run(chunk));
    if (run_->failed()) return;
    const size_t known = finder_.size();
    finder_.Find(vectors_, chunk.rows, groups_.data());
    if (finder_.size() > known) Grow(finder_.size());
  }

  void Grow(size_t groups) {
    rows_.resize(groups);
    for (auto& column : columns_) column->Grow(groups);
  }

  // Once for all aggregates: count(*) needs no other loop, and sums of columns without nulls need not count what they add.
  void CountRows(size_t rows) {
    int64_t* const counts = rows_.data();
    const uint32_t* const groups = groups_.data();
    for (size_t row = 0; row < rows; ++row) ++counts[groups[row]];
  }

  RunState* run_;
  Operator* next_;
  GroupFinder finder_;
  std::vector<TypedPtr> keys_;
  std::vector<ColumnVector> vectors_;
  std::vector<std::unique_ptr<AggregateColumn>> columns_;
  std::vector<uint32_t> groups_;
  bool counts_rows_ = false;
  std::vector<int64_t> rows_;  // of each group, if counted
};

class DistinctOperator : public Operator {
 public:
  DistinctOperator(const PlanNode& node, RunState* run, Operator* next)
      : run_(run), next_(next), finder_(node.output.size()), groups_(kChunkRows) {}

  bool Push(const Chunk& chunk) override {
    finder_.Find(chunk.columns, chunk.rows, groups_.data());
    return true;
  }

  void Finish() override {
    run_->arena.Reset();
    PushColumns(finder_.TakeKeys(), finder_.size(), next_);
    if (!run_->failed()) next_->Finish();
  }

 private:
  RunState* run_;
  Operator* next_;
  GroupFinder finder_;
  std::vector<uint32_t> groups_;
};

}  // namespace

std::unique_ptr<Operator> MakeAggregateOperator(const PlanNode& node, RunState* run, Operator* next) {
  return std::make_unique<AggregateOperator>(node, run, next);
}

std::unique_ptr<Operator> MakeDistinctOperator(const PlanNode& node, RunState* run, Operator* next) {
  return std::make_unique<DistinctOperator>(node, run, next);
}

}  // namespace pandora
